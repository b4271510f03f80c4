"""The safetensors format: a length, a JSON table of tensors, raw data. Reads the table and believes nothing in it."""

from __future__ import annotations

import json
import math
from typing import Any

from steppe_convert.source import WEIGHT_BYTES, ByteFile, TensorSource, refuse_pointer
from steppe_models.errors import BadInputError, IntegrityError

_MAX_TABLE_BYTES = 100_000_000  # the format's own limit
_OTHER_WEIGHT_BYTES = {
    "F64": 8,
    "I64": 8,
    "U64": 8,
    "I32": 4,
    "U32": 4,
    "I16": 2,
    "U16": 2,
    "I8": 1,
    "U8": 1,
    "BOOL": 1,
}


def read_safetensors(file: ByteFile) -> dict[str, TensorSource]:
    """The tensors of a file by name; those of other types than F32, F16 and BF16 keep their own type's name.

    Source: the format's description in the safetensors repository.

    Raises:
        IntegrityError: not such a file, cut short, or its table contradicts itself.
    """
    beginning = bytearray(min(64, file.size_bytes))
    file.read_into(0, memoryview(beginning))
    refuse_pointer(file.name, bytes(beginning))
    length = int.from_bytes(beginning[:8], "little")
    if len(beginning) < 8 or length > _MAX_TABLE_BYTES or bytes(beginning[8:9]) != b"{":
        raise _damaged(file, "it does not begin as one")
    if 8 + length > file.size_bytes:
        raise _cut_short(file)
    table = bytearray(length)
    file.read_into(8, memoryview(table))
    try:
        entries = json.loads(table.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise _damaged(file, "its table is not JSON") from error
    if not isinstance(entries, dict):
        raise _damaged(file, "its table is not an object")
    entries.pop("__metadata__", None)
    tensors = {name: _tensor(file, name, entry, 8 + length) for name, entry in entries.items()}
    end = max((each.offset + _size(each) for each in tensors.values()), default=0)
    if end > file.size_bytes:
        raise _cut_short(file)
    return tensors


def _tensor(file: ByteFile, name: str, entry: Any, data_start: int) -> TensorSource:
    try:
        dtype, shape = str(entry["dtype"]), tuple(int(size) for size in entry["shape"])
        first, last = (int(each) for each in entry["data_offsets"])
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise _damaged(file, f"its entry of {name} is incomplete") from error
    tensor = TensorSource(name, dtype, shape, file, data_start + first)
    if first < 0 or any(size < 0 for size in shape) or last - first != _size(tensor, last - first):
        raise _damaged(file, f"shape and bytes of {name} contradict each other")
    return tensor


def _size(tensor: TensorSource, unknown: int = 0) -> int:
    weight_bytes = WEIGHT_BYTES.get(tensor.dtype) or _OTHER_WEIGHT_BYTES.get(tensor.dtype)
    return math.prod(tensor.shape) * weight_bytes if weight_bytes else unknown


def _damaged(file: ByteFile, reason: str) -> IntegrityError:
    return IntegrityError(f"{file.name} is not a whole safetensors file: {reason}.", "Get the file again.")


def _cut_short(file: ByteFile) -> IntegrityError:
    return IntegrityError(
        f"{file.name} is cut short: it has {file.size_bytes} bytes and its table promises more.", "Get the file again."
    )


def refuse_type(tensor: TensorSource) -> None:
    """Refuse a tensor whose weights are not floating point of 16 or 32 bits.

    Raises:
        BadInputError: naming tensor and type.
    """
    if tensor.dtype not in WEIGHT_BYTES:
        raise BadInputError(
            f"The tensor {tensor.name} in {tensor.file.name} is of type {tensor.dtype}.",
            "Only float32, float16 and bfloat16 checkpoints can be converted; save the model in one of them.",
        )
