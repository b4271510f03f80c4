"""Opens a checkpoint on this disk: a folder, or one weight file with its configuration beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from steppe_convert.local_file import LocalFile
from steppe_convert.safetensors import read_safetensors
from steppe_convert.source import ByteFile, Checkpoint, TensorSource, read_json
from steppe_convert.torch_zip import read_torch_zip
from steppe_models.errors import BadInputError, IntegrityError, MissingError

CONFIG = "config.json"
_INDEXES = ("model.safetensors.index.json", "pytorch_model.bin.index.json")
_WHOLE = ("model.safetensors", "pytorch_model.bin")
_NUMBERED = re.compile(r"(?P<stem>.+)-(?P<number>\d{5})-of-(?P<count>\d{5})\.(safetensors|bin)")
_IGNORED = {"training_args.bin", "optimizer.bin", "scheduler.bin", "random_states.bin"}
_OTHER_FRAMEWORKS = {"tf_model.h5": "TensorFlow", "flax_model.msgpack": "Flax"}
_READERS: dict[str, Callable[[ByteFile], dict[str, TensorSource]]] = {
    ".safetensors": read_safetensors,
    ".bin": read_torch_zip,
    ".pt": read_torch_zip,
    ".pth": read_torch_zip,
}
# What a quantized checkpoint calls its parts.
_QUANTIZED_SUFFIXES = (".qweight", ".qzeros", ".weight_packed", ".absmax", ".weight_scale_inv")


def open_folder(path: Path) -> Checkpoint:
    """Open a folder or a single weight file; every file's table of contents is read and checked.

    Raises:
        MissingError: it is not there, or has no configuration or weights.
        BadInputError: of a kind that cannot be converted.
        IntegrityError: damaged, cut short, shards missing, or an index that does not belong to the files.
    """
    if not path.exists():
        raise MissingError(
            f"There is no checkpoint {path}.", "Name a folder, a weight file, or a hub repository as hf:OWNER/NAME."
        )
    if path.is_file() and path.suffix not in _READERS:
        raise BadInputError(
            f"{path} is no weight file.", f"Name a checkpoint's folder, or one of its files ({', '.join(_READERS)})."
        )
    if path.is_file() and not (path.parent / CONFIG).exists():
        raise MissingError(f"There is no {CONFIG} beside {path}.", "Put the model's configuration there.")
    folder = path if path.is_dir() else path.parent
    config = read_config(folder)
    names: list[str] = [path.name]
    weight_map: dict[str, str] = {}
    if path.is_dir():
        names, weight_map = weight_files({each.name for each in path.iterdir()}, path)
    files: list[LocalFile] = []
    try:
        for name in names:
            files.append(LocalFile(folder / name))
        tensors = read_tables(files, weight_map)
    except BaseException:
        for file in files:
            file.close()
        raise
    return Checkpoint(path.name, folder, config, tensors, tuple(files))


def read_config(folder: Path) -> dict[str, Any]:
    """The model's configuration.

    Raises:
        MissingError: there is none.
        BadInputError: the checkpoint is quantized already, or is an adapter without its base.
    """
    config = read_json(folder / CONFIG)
    if not config and (folder / "adapter_config.json").exists():
        base = read_json(folder / "adapter_config.json").get("base_model_name_or_path") or "the base model"
        raise BadInputError(
            f"{folder} holds only an adapter, made for {base}.",
            "Name the base model's checkpoint as the source, and this folder with --adapter.",
        )
    if not config:
        raise MissingError(
            f"{folder} has no {CONFIG}.", "A checkpoint in the Hugging Face layout is needed; get its configuration."
        )
    quantization = config.get("quantization_config")
    if isinstance(quantization, dict):
        method = str(quantization.get("quant_method") or "unknown").upper()
        raise BadInputError(
            f"This checkpoint is quantized already, by the method {method}.",
            "Convert the original checkpoint: what quantizing lost cannot be brought back.",
        )
    return config


def weight_files(present: set[str], folder: Path) -> tuple[list[str], dict[str, str]]:
    """Which of the files hold the weights, and what an index says of them ({} without one).

    Raises:
        MissingError: none does, or some of a numbered series are missing; they are named.
        IntegrityError: the index is damaged.
    """
    for index in _INDEXES:
        if index in present:
            weight_map = read_json(folder / index).get("weight_map")
            if not isinstance(weight_map, dict) or not all(isinstance(name, str) for name in weight_map.values()):
                raise IntegrityError(f"{index} is damaged: it has no weight_map.", "Get the file again.")
            names = sorted(set(weight_map.values()))
            if any(Path(name).name != name for name in names):
                raise IntegrityError(f"{index} is damaged: it names files elsewhere.", "Get the file again.")
            _refuse_missing(sorted(set(names) - present), len(names))
            return names, weight_map
    for whole in _WHOLE:
        if whole in present:
            return [whole], {}
    for suffix in (".safetensors", ".bin"):
        names = sorted(name for name in present if name.endswith(suffix) and name not in _IGNORED)
        names = [name for name in names if not name.startswith(("adapter_", "consolidated"))]
        if names:
            _check_series(names)
            return names, {}
    other = next((framework for name, framework in _OTHER_FRAMEWORKS.items() if name in present), "")
    if other:
        raise BadInputError(
            f"{folder} holds weights for {other} only.", "Save the model from PyTorch, as safetensors if possible."
        )
    raise MissingError(f"{folder} has no weights.", "Get the files model*.safetensors or pytorch_model*.bin.")


def _check_series(names: Iterable[str]) -> None:
    matches = [match for match in map(_NUMBERED.fullmatch, names) if match]
    for stem, count in {(match["stem"], match["count"]) for match in matches}:
        suffix = next(match[4] for match in matches if match["stem"] == stem)
        wanted = {f"{stem}-{number:05d}-of-{count}.{suffix}" for number in range(1, int(count) + 1)}
        _refuse_missing(sorted(wanted - set(names)), len(wanted))


def _refuse_missing(missing: list[str], count: int) -> None:
    if missing:
        named = ", ".join(missing[:3]) + (", ..." if len(missing) > 3 else "")
        raise MissingError(f"{len(missing)} of {count} weight files are missing: {named}.", "Get the missing files.")


def read_tables(files: Iterable[ByteFile], weight_map: dict[str, str]) -> dict[str, TensorSource]:
    """All tensors of the files by name, compared with the index.

    Raises:
        IntegrityError: a tensor occurs twice, or index and files contradict each other.
        BadInputError: the tensors are of a quantized checkpoint.
    """
    tensors: dict[str, TensorSource] = {}
    for file in files:
        reader = _READERS.get(Path(file.name).suffix.lower())
        if reader is None:
            raise BadInputError(f"{file.name} is not a weight file.", "Name a .safetensors or .bin file, or a folder.")
        for name, tensor in reader(file).items():
            if name in tensors and weight_map.get(name, file.name) == file.name:
                raise IntegrityError(
                    f"The tensor {name} is in both {tensors[name].file.name} and {file.name}.",
                    "Files of two checkpoints are mixed up in this folder; keep one.",
                )
            tensors[name] = tensor
    for name in tensors:
        if name.endswith(_QUANTIZED_SUFFIXES):
            raise BadInputError(
                f"This checkpoint is quantized already: it has the tensor {name}.",
                "Convert the original checkpoint: what quantizing lost cannot be brought back.",
            )
    if weight_map:
        _compare_with_index(tensors, weight_map)
    if not tensors:
        raise IntegrityError("The weight files hold no tensors.", "Get the files again.")
    return tensors


def _compare_with_index(tensors: dict[str, TensorSource], weight_map: dict[str, str]) -> None:
    advice = "Index and weight files are of two checkpoints, or one of them is incomplete; get them again."
    for name, file_name in weight_map.items():
        if name not in tensors:
            raise IntegrityError(f"The index promises the tensor {name} in {file_name}, and it is not there.", advice)
        if tensors[name].file.name != file_name:
            raise IntegrityError(
                f"The index places the tensor {name} in {file_name}, and it is in {tensors[name].file.name}.", advice
            )
    extra = next((name for name in tensors if name not in weight_map), None)
    if extra is not None:
        raise IntegrityError(f"The tensor {extra} in {tensors[extra].file.name} is not in the index.", advice)
