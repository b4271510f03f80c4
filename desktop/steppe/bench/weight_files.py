"""Writes weight files as trainers leave them: safetensors, and PyTorch's zip of a pickle and raw storages; no torch."""

from __future__ import annotations

import json
import math
import struct
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

Form = Literal["safetensors", "pytorch"]
ITEM_BYTES = {"F32": 4, "F16": 2, "BF16": 2}
_STORAGES = {"F32": "FloatStorage", "F16": "HalfStorage", "BF16": "BFloat16Storage"}
_ALIGNMENT = 64


@dataclass(frozen=True, slots=True)
class Weights:
    """One tensor to be written: `chunks` gives its bytes, little endian, piece by piece, each time it is called."""

    name: str
    dtype: str
    shape: tuple[int, ...]
    chunks: Callable[[], Iterable[bytes]]

    @property
    def items(self) -> int:
        """Weights in the tensor."""
        return math.prod(self.shape)

    @property
    def size_bytes(self) -> int:
        """Bytes on disk."""
        return self.items * ITEM_BYTES[self.dtype]


def write_weights(folder: Path, tensors: Sequence[Weights], form: Form, shard_bytes: int | None = None) -> list[Path]:
    """Write `tensors` into `folder` under the usual names: one file, or shards of about `shard_bytes` with an index."""
    write = write_safetensors if form == "safetensors" else write_torch
    stem, ending = ("model", "safetensors") if form == "safetensors" else ("pytorch_model", "bin")
    shards = _shards(tensors, shard_bytes) if shard_bytes else [list(tensors)]
    if len(shards) == 1:
        path = folder / f"{stem}.{ending}"
        write(path, shards[0])
        return [path]
    paths: list[Path] = []
    places: dict[str, str] = {}
    for number, shard in enumerate(shards, 1):
        path = folder / f"{stem}-{number:05}-of-{len(shards):05}.{ending}"
        write(path, shard)
        paths.append(path)
        places |= {tensor.name: path.name for tensor in shard}
    index = {"metadata": {"total_size": sum(tensor.size_bytes for tensor in tensors)}, "weight_map": places}
    (folder / f"{stem}.{ending}.index.json").write_text(json.dumps(index, indent=2), encoding="utf-8")
    return paths


def _shards(tensors: Sequence[Weights], shard_bytes: int) -> list[list[Weights]]:
    shards: list[list[Weights]] = [[]]
    for tensor in tensors:
        if shards[-1] and sum(each.size_bytes for each in shards[-1]) + tensor.size_bytes > shard_bytes:
            shards.append([])
        shards[-1].append(tensor)
    return shards


def write_safetensors(path: Path, tensors: Sequence[Weights]) -> None:
    """One safetensors file: the length of a JSON header, the header, the data."""
    header: dict[str, object] = {"__metadata__": {"format": "pt"}}
    at = 0
    for tensor in tensors:
        offsets = [at, at + tensor.size_bytes]
        header[tensor.name] = {"dtype": tensor.dtype, "shape": list(tensor.shape), "data_offsets": offsets}
        at += tensor.size_bytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for tensor in tensors:
            for chunk in tensor.chunks():
                file.write(chunk)


def write_torch(path: Path, tensors: Sequence[Weights], same_storage: Mapping[str, str] | None = None) -> None:
    """One file as `torch.save` of a state dictionary has written it since PyTorch 1.6.

    `same_storage` names tensors that share another's storage (tied weights): {name: name of the owner}.
    """
    same_storage = same_storage or {}
    keys = {tensor.name: str(number) for number, tensor in enumerate(tensors) if tensor.name not in same_storage}
    entries = [(tensor, keys[same_storage.get(tensor.name, tensor.name)]) for tensor in tensors]
    with path.open("wb") as raw, zipfile.ZipFile(raw, "w", zipfile.ZIP_STORED) as archive:
        root = path.stem
        _member(archive, raw, f"{root}/data.pkl", [state_pickle(entries)])
        _member(archive, raw, f"{root}/byteorder", [b"little"])
        for tensor in tensors:
            if tensor.name in keys:
                _member(archive, raw, f"{root}/data/{keys[tensor.name]}", tensor.chunks())
        _member(archive, raw, f"{root}/version", [b"3\n"])


def _member(archive: zipfile.ZipFile, raw: BinaryIO, name: str, chunks: Iterable[bytes]) -> None:
    """Store a member whose data begins at a multiple of 64, the way PyTorch pads the extra field."""
    info = zipfile.ZipInfo(name)
    fixed_bytes, zip64_bytes, field_bytes = 30 + len(name.encode()), 20, 4
    room = -(raw.tell() + fixed_bytes + zip64_bytes + field_bytes) % _ALIGNMENT
    info.extra = b"FB" + struct.pack("<H", room) + b"Z" * room
    with archive.open(info, "w", force_zip64=True) as file:
        for chunk in chunks:
            file.write(chunk)


def state_pickle(entries: Sequence[tuple[Weights, str]]) -> bytes:
    """The pickle (protocol 2) of an ordered dictionary of tensors, each with the key of its storage."""
    body = b"".join(_text(tensor.name) + _tensor(tensor, key) for tensor, key in entries)
    return b"\x80\x02" + _ORDERED + b"(" + body + b"u."


_ORDERED = b"ccollections\nOrderedDict\n)R"


def _tensor(tensor: Weights, key: str) -> bytes:
    strides = tuple(math.prod(tensor.shape[axis + 1 :]) for axis in range(len(tensor.shape)))
    kind = f"ctorch\n{_STORAGES[tensor.dtype]}\n".encode()
    storage = b"(" + _text("storage") + kind + _text(key) + _text("cpu") + _number(tensor.items) + b"tQ"
    arguments = storage + _number(0) + _tuple(tensor.shape) + _tuple(strides) + b"\x89" + _ORDERED
    return b"ctorch._utils\n_rebuild_tensor_v2\n(" + arguments + b"tR"


def _text(text: str) -> bytes:
    data = text.encode()
    return b"X" + struct.pack("<I", len(data)) + data


def _number(value: int) -> bytes:
    if value < 1 << 31:
        return b"J" + struct.pack("<i", value)
    data = value.to_bytes(8, "little", signed=True)
    return b"\x8a" + bytes([len(data)]) + data


def _tuple(values: Sequence[int]) -> bytes:
    return b"(" + b"".join(_number(value) for value in values) + b"t"
