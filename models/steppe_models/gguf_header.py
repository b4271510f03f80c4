"""Reads the header of a GGUF file: what it is, and whether it is all there. Never trusts a length in it."""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from steppe_models.errors import BadInputError, IntegrityError, MissingError

Scalar = int | float | bool | str

_MAGIC = b"GGUF"
_VERSIONS = (2, 3)
_MAX_HEADER_BYTES = 512 * 1024 * 1024
_MAX_KEYS = 65_536
_MAX_TENSORS = 1_000_000
_MAX_ITEMS = 8_000_000
_MAX_NAME_BYTES = 65_535  # the format's own limit for keys
_MAX_TEXT_BYTES = 4 * 1024 * 1024
_MAX_DEPTH = 3
_FIRST_READ_BYTES = 8 * 1024 * 1024

_STRING, _ARRAY, _BOOL = 8, 9, 7
_FORMATS = {
    0: "<B",
    1: "<b",
    2: "<H",
    3: "<h",
    4: "<I",
    5: "<i",
    6: "<f",
    7: "<B",
    10: "<Q",
    11: "<q",
    12: "<d",
}
_SIZES = {kind: struct.calcsize(text) for kind, text in _FORMATS.items()}

# Weights per block and bytes per block of ggml's tensor types (ggml.h and ggml-common.h of llama.cpp).
_BLOCKS = {
    0: (1, 4),
    1: (1, 2),
    2: (32, 18),
    3: (32, 20),
    6: (32, 22),
    7: (32, 24),
    8: (32, 34),
    9: (32, 36),
    10: (256, 84),
    11: (256, 110),
    12: (256, 144),
    13: (256, 176),
    14: (256, 210),
    15: (256, 292),
    16: (256, 66),
    17: (256, 74),
    18: (256, 98),
    19: (256, 50),
    20: (32, 18),
    21: (256, 110),
    22: (256, 82),
    23: (256, 136),
    24: (1, 1),
    25: (1, 2),
    26: (1, 4),
    27: (1, 8),
    28: (1, 8),
    29: (256, 56),
    30: (1, 2),
    34: (256, 54),
    35: (256, 66),
    39: (32, 17),
}


@dataclass(frozen=True, slots=True)
class GgufHeader:
    """What a GGUF file says of itself; arrays are counted, not kept."""

    version: int
    metadata: dict[str, Scalar]
    array_lengths: dict[str, int]
    tensor_count: int
    weight_count: int
    needed_bytes: int
    file_bytes: int

    @property
    def architecture(self) -> str:
        """The model's architecture as llama.cpp names it: llama, qwen2, ..."""
        return self.text("general.architecture")

    @property
    def is_complete(self) -> bool:
        """Whether the file is long enough for all of its tensors."""
        return self.file_bytes >= self.needed_bytes

    @property
    def vocabulary_size(self) -> int:
        """How many tokens the tokenizer has; 0 when the file does not say."""
        return self.array_lengths.get("tokenizer.ggml.tokens", 0) or self.number("vocab_size")

    def text(self, key: str) -> str:
        """A text of the metadata, "" when it is missing."""
        value = self.metadata.get(key, "")
        return value if isinstance(value, str) else ""

    def number(self, key: str) -> int:
        """A whole number under the architecture's own prefix, 0 when it is missing."""
        value = self.metadata.get(f"{self.architecture}.{key}", 0)
        return int(value) if isinstance(value, int | float) and math.isfinite(value) else 0


def read_header(path: Path, *, allow_short: bool = False) -> GgufHeader:
    """Read and check the header of the file at `path`.

    Source: docs/gguf.md of the ggml project (versions 2 and 3, little endian).

    Raises:
        MissingError: there is no such file.
        BadInputError: it cannot be read.
        IntegrityError: not a GGUF file, an unknown version, a damaged header, or (unless `allow_short`)
            a file that ends before its tensors do.
    """
    try:
        with path.open("rb") as file:
            header = _Reader(file, path).header()
    except FileNotFoundError as error:
        raise MissingError(f"There is no file {path}.", "Check the path.") from error
    except OSError as error:
        raise BadInputError(f"The file {path} cannot be read: {error.strerror}.", "Check the path.") from error
    if not header.is_complete and not allow_short:
        raise IntegrityError(
            f"The file {path} is cut short: it has {header.file_bytes} of {header.needed_bytes} bytes.",
            "Get the file again.",
        )
    return header


class _Reader:
    """A cursor over the file's beginning that reads on as far as the header goes, within bounds."""

    def __init__(self, file: IO[bytes], path: Path) -> None:
        self.file = file
        self.path = path
        self.file_bytes = file.seek(0, 2)
        file.seek(0)
        self.data = file.read(_FIRST_READ_BYTES)
        self.at = 0

    def header(self) -> GgufHeader:
        if self.data[:4] != _MAGIC:
            raise IntegrityError(f"The file {self.path} is not a GGUF file.", "Steppe needs a model in GGUF format.")
        self.at = 4
        version = self.value(4)
        if version not in _VERSIONS:
            known = " and ".join(str(number) for number in _VERSIONS)
            raise IntegrityError(
                f"The file {self.path} is GGUF version {version}; versions {known} can be read.",
                "Get the model in a current GGUF version.",
            )
        tensor_count = self.count(_MAX_TENSORS, "tensors")
        key_count = self.count(_MAX_KEYS, "keys")
        metadata: dict[str, Scalar] = {}
        lengths: dict[str, int] = {}
        for _ in range(key_count):
            key = self.string(_MAX_NAME_BYTES)
            kind = int(self.value(4))
            if kind == _ARRAY:
                lengths[key] = self.skip_array(0)
            else:
                metadata[key] = self.scalar(kind)
        alignment = metadata.get("general.alignment", 32)
        if not isinstance(alignment, int) or not 0 < alignment <= 65_536 or alignment & (alignment - 1):
            raise self.damaged("its alignment is not a power of two")
        weights, data_bytes = self.tensors(tensor_count)
        start = -(-self.at // alignment) * alignment
        needed = start + data_bytes if tensor_count else self.at
        return GgufHeader(int(version), metadata, lengths, tensor_count, weights, needed, self.file_bytes)

    def tensors(self, count: int) -> tuple[int, int]:
        """Weights in all tensors, and bytes that the data section must have."""
        weights, end = 0, 0
        for _ in range(count):
            self.string(_MAX_NAME_BYTES)
            dimension_count = int(self.value(4))
            if not 1 <= dimension_count <= 4:
                raise self.damaged(f"a tensor has {dimension_count} dimensions")
            size = math.prod(int(self.value(10)) for _ in range(dimension_count))
            kind, offset = int(self.value(4)), int(self.value(10))
            if size >= 2**48 or offset >= 2**56:
                raise self.damaged("a tensor has an impossible size")
            block_weights, block_bytes = _BLOCKS.get(kind, (0, 0))
            # A type this table does not know yet: its start, at least, must lie within the file.
            length = -(-size // block_weights) * block_bytes if block_weights else 1
            weights, end = weights + size, max(end, offset + length)
        return weights, end

    def scalar(self, kind: int) -> Scalar:
        if kind == _STRING:
            return self.string(_MAX_TEXT_BYTES)
        if kind not in _FORMATS:
            raise self.damaged(f"a value has the unknown type {kind}")
        value = self.value(kind)
        return bool(value) if kind == _BOOL else value

    def skip_array(self, depth: int) -> int:
        """Step over an array; returns its length."""
        kind, count = int(self.value(4)), self.count(_MAX_ITEMS, "items")
        if kind in _SIZES:
            self.need(count * _SIZES[kind])
            self.at += count * _SIZES[kind]
        elif kind == _STRING:
            self.skip_strings(count)
        elif kind == _ARRAY and depth < _MAX_DEPTH:
            for _ in range(count):
                self.skip_array(depth + 1)
        else:
            raise self.damaged(f"an array has the unknown type {kind}")
        return count

    def skip_strings(self, count: int) -> None:
        """Step over strings; a vocabulary has hundreds of thousands, so this loop is kept bare."""
        unpack = struct.Struct("<Q").unpack_from
        at = self.at
        for _ in range(count):
            try:
                at += 8 + unpack(self.data, at)[0]
            except (struct.error, OverflowError):  # beyond what is in memory, or beyond any file
                self.at = at
                self.need(8)
                at += 8 + unpack(self.data, at)[0]
        self.at = at
        self.need(0)

    def string(self, limit: int) -> str:
        length = int(self.value(10))
        if length > limit:
            raise self.damaged(f"a text claims {length} bytes")
        self.need(length)
        text = self.data[self.at : self.at + length].decode("utf-8", "replace")
        self.at += length
        return text

    def count(self, limit: int, what: str) -> int:
        count = int(self.value(10))
        if count > limit:
            raise self.damaged(f"it claims {count} {what}")
        return count

    def value(self, kind: int) -> int | float:
        self.need(_SIZES[kind])
        value: int | float = struct.unpack_from(_FORMATS[kind], self.data, self.at)[0]
        self.at += _SIZES[kind]
        return value

    def need(self, length: int) -> None:
        """Make sure that `length` bytes from here on are in memory."""
        end = self.at + length
        if end <= len(self.data):
            return
        if end > self.file_bytes:
            raise IntegrityError(
                f"The file {self.path} is cut short: it ends within its own header.", "Get the file again."
            )
        if end > _MAX_HEADER_BYTES:
            raise self.damaged("its header is larger than any model needs")
        wanted = min(max(end, 2 * len(self.data)), self.file_bytes, _MAX_HEADER_BYTES)
        self.data += self.file.read(wanted - len(self.data))
        if end > len(self.data):
            raise IntegrityError(f"The file {self.path} shrank while it was read.", "Get the file again.")

    def damaged(self, reason: str) -> IntegrityError:
        return IntegrityError(f"The header of {self.path} is damaged: {reason}.", "Get the file again.")
