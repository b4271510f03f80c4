"""The head of a GGUF file as bytes: keys with their types, then the table of tensors."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MAGIC = b"GGUF"
VERSION = 3
ALIGNMENT = 32

_UINT32, _INT32, _FLOAT32, _BOOL, _STRING, _ARRAY = 4, 5, 6, 7, 8, 9


@dataclass(frozen=True, slots=True)
class Key:
    """A key with its value already encoded, type and all."""

    name: str
    data: bytes

    def under(self, prefix: str) -> Key:
        """The same value under `prefix.name`."""
        return Key(f"{prefix}.{self.name}", self.data)


def whole(name: str, value: int) -> Key:
    """A whole number of 32 bits without sign."""
    return Key(name, struct.pack("<II", _UINT32, value))


def real(name: str, value: float) -> Key:
    """A float32."""
    return Key(name, struct.pack("<If", _FLOAT32, value))


def flag(name: str, value: bool) -> Key:
    """True or false."""
    return Key(name, struct.pack("<I?", _BOOL, value))


def text(name: str, value: str) -> Key:
    """A text."""
    return Key(name, struct.pack("<I", _STRING) + _string(value.encode()))


def texts(name: str, values: Iterable[str | bytes]) -> Key:
    """A list of texts; bytes are taken as they are."""
    items = [each if isinstance(each, bytes) else each.encode() for each in values]
    return Key(name, struct.pack("<IIQ", _ARRAY, _STRING, len(items)) + b"".join(map(_string, items)))


def reals(name: str, values: Sequence[float]) -> Key:
    """A list of float32."""
    return Key(name, struct.pack(f"<IIQ{len(values)}f", _ARRAY, _FLOAT32, len(values), *values))


def wholes(name: str, values: Sequence[int]) -> Key:
    """A list of whole numbers of 32 bits with sign."""
    return Key(name, struct.pack(f"<IIQ{len(values)}i", _ARRAY, _INT32, len(values), *values))


def head(keys: Sequence[Key], tensors: Sequence[tuple[str, tuple[int, ...], int, int]]) -> bytes:
    """Everything before the data section, padded to where it begins.

    A tensor is its name, its shape with the columns last, ggml's number of its type, and its offset in the data
    section. Source: docs/gguf.md of the ggml project, version 3.
    """
    parts = [MAGIC, struct.pack("<IQQ", VERSION, len(tensors), len(keys))]
    for key in keys:
        parts += [_string(key.name.encode()), key.data]
    for name, shape, type_number, offset in tensors:
        dimensions = tuple(reversed(shape))
        parts.append(_string(name.encode()))
        parts.append(struct.pack(f"<I{len(dimensions)}QIQ", len(dimensions), *dimensions, type_number, offset))
    data = b"".join(parts)
    return data + bytes(-len(data) % ALIGNMENT)


def padded(size_bytes: int) -> int:
    """The size up to where the next tensor may begin."""
    return -(-size_bytes // ALIGNMENT) * ALIGNMENT


def _string(data: bytes) -> bytes:
    return struct.pack("<Q", len(data)) + data
