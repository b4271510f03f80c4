"""Reads a GGUF file whole: every key, arrays included, and the table of its tensors; the data stays on disk."""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from steppe_models.errors import BadInputError, IntegrityError, MissingError

if TYPE_CHECKING:
    import numpy as np

_MAGIC = b"GGUF"
_VERSIONS = (2, 3)
_MAX_COUNT = 1_000_000
_MAX_NAME_BYTES = 65_535
_MAX_TEXT_BYTES = 4 * 1024 * 1024
_MAX_ITEMS = 8_000_000
_MAX_HEADER_BYTES = 512 * 1024 * 1024
_STRING, _ARRAY = 8, 9
_NUMBERS = {
    0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class GgufTensor:
    """One entry of the tensor table; `shape` has the slowest dimension first, `offset` counts from the file's start."""

    name: str
    type_name: str
    shape: tuple[int, ...]
    offset: int
    size_bytes: int

    @property
    def columns(self) -> int:
        """Weights in a row, the unit that is quantized."""
        return self.shape[-1]

    @property
    def rows(self) -> int:
        """How many rows all leading dimensions make."""
        return math.prod(self.shape[:-1])


@dataclass(frozen=True, slots=True)
class GgufFile:
    """What a GGUF file holds besides its weights."""

    path: Path
    keys: dict[str, Any]
    tensors: dict[str, GgufTensor]

    @property
    def architecture(self) -> str:
        """The architecture as llama.cpp names it."""
        return str(self.keys.get("general.architecture", ""))

    def value(self, key: str, default: Any = None) -> Any:
        """A key under the architecture's own prefix."""
        return self.keys.get(f"{self.architecture}.{key}", default)


def read_gguf(path: Path) -> GgufFile:
    """Read the header of the file at `path`; works for models and for importance matrices.

    Source: docs/gguf.md of the ggml project (versions 2 and 3, little endian).

    Raises:
        MissingError: there is no such file.
        BadInputError: it cannot be read.
        IntegrityError: it is not a GGUF file, damaged, or ends before its tensors do.
    """
    try:
        with path.open("rb") as file:
            return _Cursor(file, path).read()
    except FileNotFoundError as error:
        raise MissingError(f"There is no file {path}.", "Check the path.") from error
    except OSError as error:
        raise BadInputError(f"The file {path} cannot be read: {error.strerror}.", "Check the path.") from error


def tensor_rows(file: BinaryIO, tensor: GgufTensor, first: int, last: int) -> np.ndarray:
    """Rows `first` to `last` of a tensor as float32, shape (last - first, columns), from the open GGUF file."""
    import gguf
    import numpy as np

    row_bytes = tensor.size_bytes // tensor.rows
    file.seek(tensor.offset + first * row_bytes)
    raw = np.frombuffer(file.read((last - first) * row_bytes), np.uint8)
    if len(raw) != (last - first) * row_bytes:
        raise IntegrityError(f"The file ends inside the tensor {tensor.name}.", "Get the file again.")
    kind = gguf.GGMLQuantizationType[tensor.type_name]
    return gguf.quants.dequantize(raw.reshape(last - first, row_bytes), kind).astype(np.float32, copy=False)


class _Cursor:
    """Reads on through the header; every length is checked before it is used."""

    def __init__(self, file: BinaryIO, path: Path) -> None:
        self._file = file
        self._path = path
        self._file_bytes = file.seek(0, 2)
        file.seek(0)

    def read(self) -> GgufFile:
        if self._take(4) != _MAGIC:
            raise IntegrityError(f"The file {self._path} is not a GGUF file.", "Give a file in GGUF format.")
        version = self._number("I")
        if version not in _VERSIONS:
            raise IntegrityError(f"The file {self._path} is GGUF version {version}.", "Versions 2 and 3 can be read.")
        tensor_count, key_count = self._count(_MAX_COUNT), self._count(_MAX_COUNT)
        keys = {self._text(_MAX_NAME_BYTES): self._value(self._number("I")) for _ in range(key_count)}
        entries = [self._entry() for _ in range(tensor_count)]
        alignment = keys.get("general.alignment", 32)
        if not isinstance(alignment, int) or alignment <= 0 or alignment & (alignment - 1):
            raise self._damaged("its alignment is not a power of two")
        start = -(-self._file.tell() // alignment) * alignment
        tensors = {name: self._tensor(name, shape, kind, start + at) for name, shape, kind, at in entries}
        return GgufFile(self._path, keys, tensors)

    def _entry(self) -> tuple[str, tuple[int, ...], int, int]:
        name = self._text(_MAX_NAME_BYTES)
        dimensions = self._number("I")
        if not 1 <= dimensions <= 4:
            raise self._damaged(f"a tensor has {dimensions} dimensions")
        shape = tuple(self._number("Q") for _ in range(dimensions))[::-1]
        if not all(0 < extent < 1 << 40 for extent in shape):
            raise self._damaged(f"the tensor {name} has an impossible shape")
        return name, shape, self._number("I"), self._number("Q")

    def _tensor(self, name: str, shape: tuple[int, ...], kind: int, offset: int) -> GgufTensor:
        import gguf

        try:
            quantization = gguf.GGMLQuantizationType(kind)
        except ValueError as error:
            raise self._damaged(f"the tensor {name} has the unknown type {kind}") from error
        block_weights, block_bytes = gguf.GGML_QUANT_SIZES[quantization]
        if shape[-1] % block_weights:
            raise self._damaged(f"the rows of {name} are not whole blocks")
        size_bytes = math.prod(shape) // block_weights * block_bytes
        if offset + size_bytes > self._file_bytes:
            raise IntegrityError(
                f"The file {self._path} is cut short: {name} ends at byte {offset + size_bytes} of {self._file_bytes}.",
                "Get or make the file again.",
            )
        return GgufTensor(name, quantization.name, shape, offset, size_bytes)

    def _value(self, kind: int, depth: int = 0) -> Any:
        if kind == _STRING:
            return self._text(_MAX_TEXT_BYTES)
        if kind != _ARRAY:
            return self._number(self._format(kind))
        if depth > 2:
            raise self._damaged("its arrays are nested too deeply")
        item, count = self._number("I"), self._count(_MAX_ITEMS)
        if item in (_STRING, _ARRAY):
            return [self._value(item, depth + 1) for _ in range(count)]
        text = f"<{count}{self._format(item)}"
        return list(struct.unpack(text, self._take(struct.calcsize(text))))

    def _format(self, kind: int) -> str:
        if kind not in _NUMBERS:
            raise self._damaged(f"a value has the unknown type {kind}")
        return _NUMBERS[kind]

    def _number(self, letter: str) -> Any:
        text = f"<{letter}"
        return struct.unpack(text, self._take(struct.calcsize(text)))[0]

    def _count(self, most: int) -> int:
        count = int(self._number("Q"))
        if count > most:
            raise self._damaged(f"it announces {count} items")
        return count

    def _text(self, most: int) -> str:
        length = int(self._number("Q"))
        if length > most:
            raise self._damaged(f"a text in it has {length} bytes")
        return self._take(length).decode("utf-8", "replace")

    def _take(self, count: int) -> bytes:
        if self._file.tell() + count > min(self._file_bytes, _MAX_HEADER_BYTES):
            raise self._damaged("it ends inside its header")
        return self._file.read(count)

    def _damaged(self, what: str) -> IntegrityError:
        return IntegrityError(f"The file {self._path} is damaged: {what}.", "Get or make the file again.")
