"""LoRA adapters in the PEFT layout, merged while rows are read: W + scale * B A in float32, one after the other.

DoRA and other kinds of adapter are refused by name. Tensors that were trained whole (modules_to_save) replace the
base's, new embedding rows included.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from steppe_convert.folder import read_tables
from steppe_convert.local_file import LocalFile
from steppe_convert.safetensors import refuse_type
from steppe_convert.source import Checkpoint, RowChange, TensorSource, read_json, read_rows
from steppe_models.errors import BadInputError, MissingError

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray

CONFIG = "adapter_config.json"
_FILES = ("adapter_model.safetensors", "adapter_model.bin")
_LOW_RANK = re.compile(r"(?P<module>.+)\.lora_(?P<side>embedding_A|embedding_B|A|B)(\.(?!bias$)[^.]+)?(\.weight)?")
_PREFIX = "base_model.model."
_SAVED = re.compile(r"\.modules_to_save(\.[^.]+)?(?=\.)")
_REFUSED_OPTIONS = {
    "use_dora": "is a DoRA adapter",
    "lora_bias": "trains biases of its own",
    "layer_replication": "repeats layers",
    "trainable_token_indices": "trains single tokens",
    "megatron_config": "was made for Megatron",
    "use_qalora": "is a QALoRA adapter",
    "alora_invocation_tokens": "is an activated LoRA adapter",
}


@dataclass(frozen=True, slots=True)
class LowRankChange:
    """Rows of scale * left @ right: `left` is (rows, rank), `right` is (rank, columns); read when first needed."""

    left: TensorSource
    right: TensorSource
    scale: float

    @property
    def identity(self) -> str:
        """Both factors' places and the scale."""
        return _identity(self)

    def add_to(self, first: int, out: NDArray[float32]) -> None:
        """Add the change of the rows from `first` on to `out`."""
        left, right = _matrices(self)
        _add(out, left[first : first + out.shape[0]], right, self.scale)


@dataclass(frozen=True, slots=True)
class EmbeddingChange:
    """The same for an embedding, whose `left` (rank, rows) and `right` (columns, rank) are stored transposed."""

    left: TensorSource
    right: TensorSource
    scale: float

    @property
    def identity(self) -> str:
        """Both factors' places and the scale."""
        return _identity(self)

    def add_to(self, first: int, out: NDArray[float32]) -> None:
        """Add the change of the rows from `first` on to `out`."""
        left, right = _matrices(self)
        _add(out, left[:, first : first + out.shape[0]].T, right.T, self.scale)


def _identity(change: LowRankChange | EmbeddingChange) -> str:
    places = [f"{each.name} {each.file.identity} {each.offset} {each.shape}" for each in (change.left, change.right)]
    return f"{type(change).__name__} {change.scale!r} {' '.join(places)}"


def _add(out: NDArray[float32], left: NDArray[float32], right: NDArray[float32], scale: float) -> None:
    import numpy

    with numpy.errstate(all="ignore"):  # of a damaged adapter; what is no number is found and named when it is written
        out += (left * numpy.float32(scale)) @ right


@functools.lru_cache(maxsize=4)
def _matrices(change: LowRankChange | EmbeddingChange) -> tuple[NDArray[float32], NDArray[float32]]:
    """Both factors in memory; a few megabytes. Threads work on one or two tensors at a time."""
    import numpy

    both = []
    for tensor in (change.left, change.right):
        matrix = numpy.empty(tensor.shape, numpy.float32)
        read_rows(tensor, 0, tensor.rows, matrix)
        both.append(matrix)
    return both[0], both[1]


def merge_adapters(checkpoint: Checkpoint, folders: Sequence[Path]) -> Checkpoint:
    """The checkpoint with these adapters applied, in their order; without any, the checkpoint itself.

    Raises:
        MissingError: an adapter's files are not there.
        BadInputError: an adapter is of another kind than LoRA, or was not made for this checkpoint.
        IntegrityError: a file is damaged.
    """
    for folder in folders:
        checkpoint = _merge(checkpoint, folder.expanduser())
    return checkpoint


def _merge(checkpoint: Checkpoint, folder: Path) -> Checkpoint:
    config = read_json(folder / CONFIG)
    if not config:
        raise MissingError(f"{folder} has no {CONFIG}.", "Name the folder that the trainer saved the adapter in.")
    _refuse_kind(folder, config)
    path = next((folder / name for name in _FILES if (folder / name).exists()), None)
    if path is None:
        raise MissingError(f"{folder} has no adapter_model.safetensors.", "Get the adapter's weights.")
    file = LocalFile(path)
    try:
        tensors, changes = _apply(checkpoint, folder, config, read_tables([file], {}))
    except BaseException:
        file.close()
        raise
    note = f"The adapter {folder.name} is merged into {len(changes)} tensors."
    before = {  # of a tensor that this adapter brings whole, nothing of earlier ones is left
        name: changed for name, changed in checkpoint.changes.items() if tensors[name] is checkpoint.tensors.get(name)
    }
    merged = {name: (*before.get(name, ()), *changes.get(name, ())) for name in tensors}
    return replace(
        checkpoint,
        tensors=tensors,
        changes={name: each for name, each in merged.items() if each},
        files=(*checkpoint.files, file),
        tokenizer_folder=_tokenizer_folder(checkpoint, folder, tensors),
        notes=(*checkpoint.notes, note),
    )


def _refuse_kind(folder: Path, config: dict[str, Any]) -> None:
    kind = str(config.get("peft_type") or "LORA").upper()
    if kind != "LORA":
        raise BadInputError(f"The adapter {folder.name} is of the kind {kind}.", "Only LoRA adapters can be merged.")
    for option, what in _REFUSED_OPTIONS.items():
        if config.get(option):
            raise BadInputError(
                f"The adapter {folder.name} {what}.", "Merge it with the library that trained it, then convert that."
            )


def _apply(
    checkpoint: Checkpoint, folder: Path, config: dict[str, Any], parts: dict[str, TensorSource]
) -> tuple[dict[str, TensorSource], dict[str, tuple[RowChange, ...]]]:
    tensors = dict(checkpoint.tensors)
    pairs: dict[str, dict[str, TensorSource]] = {}
    for name, part in parts.items():
        refuse_type(part)
        plain = name.removeprefix(_PREFIX).replace(".base_layer.", ".")
        match = _LOW_RANK.fullmatch(plain)
        if match:
            pairs.setdefault(match["module"], {})[match["side"]] = part
            continue
        target = _SAVED.sub("", plain)
        if "lora_magnitude_vector" in name:
            _refuse_kind(folder, {"use_dora": True})
        if target not in tensors and target != "lm_head.weight":
            raise _does_not_fit(folder, f"it has the tensor {name}")
        known = tensors.get(target)
        if known is not None and known.shape[1:] != part.shape[1:]:
            raise _does_not_fit(folder, f"the shape of {target} differs")
        tensors[target] = replace(part, name=target)
    changes: dict[str, tuple[RowChange, ...]] = {}
    scale_of = _scales(config)
    for module, sides in pairs.items():
        target = f"{module}.weight"
        if target not in tensors or set(sides) not in ({"A", "B"}, {"embedding_A", "embedding_B"}):
            raise _does_not_fit(folder, f"it changes {target}")
        changes[target] = (_change(folder, tensors[target], sides, module, scale_of),)
    return tensors, changes


def _change(
    folder: Path,
    target: TensorSource,
    sides: dict[str, TensorSource],
    module: str,
    scale_of: Callable[[str, int], float],
) -> RowChange:
    if "A" in sides:
        rank = sides["A"].shape[0]
        if sides["A"].shape != (rank, target.columns) or sides["B"].shape != (target.rows, rank):
            raise _does_not_fit(folder, f"the shape of {target.name} differs")
        return LowRankChange(sides["B"], sides["A"], scale_of(module, rank))
    left, right = sides["embedding_A"], sides["embedding_B"]
    rank = left.shape[0]
    if left.shape != (rank, target.rows) or right.shape != (target.columns, rank):
        raise _does_not_fit(folder, f"the shape of {target.name} differs")
    return EmbeddingChange(left, right, scale_of(module, rank))


def _scales(config: dict[str, Any]) -> Callable[[str, int], float]:
    """The factor of a module's change: alpha / rank, or alpha / sqrt(rank) for rank-stabilised LoRA (arXiv 2312.03732).

    A pattern of `alpha_pattern` holds for the modules whose name ends with it, as in PEFT.
    """
    patterns = config.get("alpha_pattern") or {}
    usual = float(config.get("lora_alpha") or 8)
    is_stabilised = bool(config.get("use_rslora"))

    def scale_of(module: str, rank: int) -> float:
        found = next((key for key in patterns if re.match(rf"(.*\.)?({key})$", module)), None)
        alpha = float(patterns[found]) if found is not None else usual
        return alpha / (math.sqrt(rank) if is_stabilised else rank)

    return scale_of


def _tokenizer_folder(checkpoint: Checkpoint, folder: Path, tensors: dict[str, TensorSource]) -> Path | None:
    """Where the tokenizer is: with the adapter when it brings new embedding rows and its own tokenizer."""
    name = "model.embed_tokens.weight"
    before, after = checkpoint.tensors.get(name), tensors.get(name)
    has_own = (folder / "tokenizer_config.json").exists()
    is_grown = before is not None and after is not None and before.shape != after.shape
    return folder if is_grown and has_own else checkpoint.tokenizer_folder


def _does_not_fit(folder: Path, reason: str) -> BadInputError:
    return BadInputError(
        f"The adapter {folder.name} was not made for this checkpoint: {reason}.", "Name the base that it was made for."
    )
