"""Frames between the application and the sandbox helper: a length, a JSON header, then the blobs that it announces.

A frame is a little-endian 32-bit length of at most 64 KiB, that many bytes of JSON (one object), and raw blobs whose
lengths stand in the header's `blobs`. Program text and output travel as blobs only, never inside the JSON.
"""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from typing import Any, BinaryIO

from steppe_models.errors import SteppeError

VERSION = 1
MAX_HEADER_BYTES = 64 * 1024
MAX_BLOBS = 4
MAX_BLOB_BYTES = 16 * 1024 * 1024
_LENGTH = struct.Struct("<I")


class FrameError(SteppeError):
    """The other side sent something that is not a frame."""

    code = "sandbox"

    def __init__(self, what: str) -> None:
        super().__init__(f"The sandbox helper and the application do not understand each other: {what}.")


@dataclass(frozen=True, slots=True)
class Frame:
    """A header and its blobs."""

    header: dict[str, Any]
    blobs: tuple[bytes, ...] = ()

    def text(self, key: str) -> str:
        """The header's entry `key`, which must be a text."""
        value = self.header.get(key)
        if not isinstance(value, str):
            raise FrameError(f"`{key}` is not a text")
        return value

    def number(self, key: str, low: int = 0, high: int = 2**53) -> int:
        """The header's entry `key`, which must be a whole number from `low` to `high`."""
        value = self.header.get(key)
        if type(value) is not int or not low <= value <= high:
            raise FrameError(f"`{key}` is not a number from {low} to {high}")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """The header's entry `key`, which must be a list of texts."""
        value = self.header.get(key)
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise FrameError(f"`{key}` is not a list of texts")
        return tuple(value)

    def encode(self) -> bytes:
        """The bytes to send."""
        header = {**self.header, "blobs": [len(blob) for blob in self.blobs]}
        data = json.dumps(header, separators=(",", ":")).encode("ascii")
        if len(data) > MAX_HEADER_BYTES:
            raise FrameError("the header is too long")
        return b"".join((_LENGTH.pack(len(data)), data, *self.blobs))


def read_frame(stream: BinaryIO) -> Frame | None:
    """The next frame, or None at the end of the stream.

    Raises:
        FrameError: what came is not a frame, or it ends in the middle.
    """
    prefix = stream.read(_LENGTH.size)
    if not prefix:
        return None
    if len(prefix) < _LENGTH.size:
        raise FrameError("the stream ends within a length")
    (length,) = _LENGTH.unpack(prefix)
    if length > MAX_HEADER_BYTES:
        raise FrameError(f"a header of {length} bytes")
    header = _parse_header(_read_exactly(stream, length))
    sizes = header.pop("blobs", [])
    if not isinstance(sizes, list) or len(sizes) > MAX_BLOBS:
        raise FrameError("`blobs` is not a short list")
    for size in sizes:
        if type(size) is not int or not 0 <= size <= MAX_BLOB_BYTES:
            raise FrameError("a blob of an impossible length")
    return Frame(header, tuple(_read_exactly(stream, size) for size in sizes))


def _parse_header(data: bytes) -> dict[str, Any]:
    try:
        header = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise FrameError("a header that is not JSON") from error
    if not isinstance(header, dict):
        raise FrameError("a header that is not an object")
    return header


def _read_exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise FrameError("the stream ends within a frame")
    return data
