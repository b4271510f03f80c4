"""Families of models: which tensor of a checkpoint becomes which tensor of the file, and in which order of rows."""

from __future__ import annotations

import functools
import re
import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import Any

from steppe_convert.plan import TensorPart
from steppe_convert.rope import rope_factors
from steppe_convert.safetensors import refuse_type
from steppe_convert.shape import ModelShape
from steppe_convert.source import Checkpoint, TensorSource
from steppe_models.errors import BadInputError, IntegrityError

_LAYER = re.compile(r"model\.layers\.(\d+)\.(.+)")
_EXPERT = re.compile(r"block_sparse_moe\.experts\.(\d+)\.(.+)")
_BLOCK = re.compile(r"blk\.(\d+)\.")


@dataclass(frozen=True, slots=True)
class Family:
    """One entry of families.toml."""

    name: str
    architectures: tuple[str, ...]
    gguf: str
    interleaves_rotary: bool
    has_experts: bool = False
    biases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MappedTensor:
    """A tensor of the file before its type is known: `shape` has the columns last; `values` where no source has it."""

    name: str
    shape: tuple[int, ...]
    parts: tuple[TensorPart, ...] = ()
    values: tuple[float, ...] = ()


@functools.cache
def _data() -> dict[str, Any]:
    return tomllib.loads(resources.files("steppe_convert").joinpath("families.toml").read_text(encoding="utf-8"))


def families() -> tuple[Family, ...]:
    """All families that can be converted."""
    return tuple(
        Family(
            name=entry["name"],
            architectures=tuple(entry["architectures"]),
            gguf=entry["gguf"],
            interleaves_rotary=entry["interleaves_rotary"],
            has_experts=entry.get("has_experts", False),
            biases=tuple(entry.get("biases", ())),
        )
        for entry in _data()["family"]
    )


def key_sources() -> dict[str, str]:
    """Keys of the file under the architecture's prefix, with the names that config.json has for them."""
    return dict(_data()["keys"])


def find_family(config: dict[str, Any]) -> Family:
    """The family of a configuration.

    Raises:
        BadInputError: it is none that can be converted; it is named.
    """
    names = [str(name) for name in config.get("architectures") or []] or ["(none stated)"]
    for family in families():
        if names[0] in family.architectures:
            return family
    known = sorted({name for family in families() for name in family.architectures})
    raise BadInputError(
        f"Models of the architecture {names[0]} cannot be converted.", f"The known ones are {', '.join(known)}."
    )


def map_tensors(
    checkpoint: Checkpoint, family: Family, shape: ModelShape, rope_base: float = 0.0
) -> tuple[MappedTensor, ...]:
    """All tensors of the file in its order: blockless ones first, then by block, then by the bytes of their names.

    Raises:
        BadInputError: a tensor that this family does not have, or of a type that cannot be converted.
        IntegrityError: tensors are missing, or their shapes contradict the configuration.
    """
    plain: dict[str, MappedTensor] = {}
    experts: dict[str, dict[int, TensorSource]] = {}
    for source in checkpoint.tensors.values():
        if source.name.endswith(tuple(_data()["dropped"]["endings"])):
            continue
        refuse_type(source)
        name, expert = _target(source.name, family)
        if expert is not None:
            experts.setdefault(name, {})[expert] = source
            continue
        heads = shape.heads_of(name) if family.interleaves_rotary else 0
        plain[name] = MappedTensor(name, source.shape, (TensorPart(source, 0, heads),))
    for name, sources in experts.items():
        plain[name] = _stacked(name, sources, shape.experts)
    factors = rope_factors(checkpoint.config, shape, rope_base)
    if factors:
        plain["rope_freqs.weight"] = MappedTensor("rope_freqs.weight", (len(factors),), values=factors)
    _check_complete(plain, family, shape)
    for tensor in plain.values():
        shape.check(tensor.name, tensor.shape)
    return tuple(plain[name] for name in sorted(plain, key=_position))


def _target(name: str, family: Family) -> tuple[str, int | None]:
    """The name in the file, and the expert's number where the tensor is one expert's."""
    data = _data()
    if name in data["model"]:
        return data["model"][name], None
    layer = _LAYER.fullmatch(name)
    if layer:
        block, rest = layer.groups()
        tables = {**data["layer"], **data["optional"], **(data["router"] if family.has_experts else {})}
        if not family.has_experts:
            tables |= data["feed_forward"]
        if rest in tables:
            return f"blk.{block}.{tables[rest]}", None
        expert = _EXPERT.fullmatch(rest) if family.has_experts else None
        if expert and expert[2] in data["experts"]:
            return f"blk.{block}.{data['experts'][expert[2]]}", int(expert[1])
    raise BadInputError(
        f"The tensor {name} does not belong to a model of the family {family.name}.",
        "The checkpoint is of a kind that cannot be converted, or holds parts of another one.",
    )


def _stacked(name: str, sources: dict[int, TensorSource], count: int) -> MappedTensor:
    if set(sources) != set(range(count)):
        missing = sorted(set(range(count)) - set(sources)) or sorted(set(sources))
        raise IntegrityError(
            f"{name} needs {count} experts, and expert {missing[0]} is missing or too many.", "Get the files again."
        )
    shapes = {source.shape for source in sources.values()}
    if len(shapes) != 1:
        raise IntegrityError(f"The experts of {name} have different shapes.", "Get the files again.")
    rows = sources[0].rows
    parts = tuple(TensorPart(sources[number], number * rows) for number in range(count))
    return MappedTensor(name, (count, *sources[0].shape), parts)


def _check_complete(found: dict[str, MappedTensor], family: Family, shape: ModelShape) -> None:
    data = _data()
    layer = [*data["layer"].values(), *(data["optional"][name] for name in family.biases)]
    if family.has_experts:
        layer += [*data["router"].values(), *data["experts"].values()]
    else:
        layer += data["feed_forward"].values()
    wanted = [f"blk.{block}.{name}" for block in range(shape.layers) for name in layer]
    wanted += [name for name in data["model"].values() if name != "output.weight" or not shape.is_tied]
    missing = [name for name in wanted if name not in found]
    if missing:
        raise IntegrityError(
            f"{len(missing)} tensors are missing in the checkpoint, {missing[0]} among them.", "Get the files again."
        )
    block = max((int(match[1]) for match in map(_BLOCK.match, found) if match), default=-1)
    if block >= shape.layers:
        raise IntegrityError(
            f"The checkpoint has tensors of layer {block}, and its configuration says {shape.layers} layers.",
            "Configuration and weights are of two models; get them again.",
        )


def _position(name: str) -> tuple[int, bytes]:
    """llama.cpp's own order (weight_name_comparer in llama-model-loader.h): its type rules count along it."""
    match = _BLOCK.match(name)
    return (int(match[1]) if match else -1, name.encode())
