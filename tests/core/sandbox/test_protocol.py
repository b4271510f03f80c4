"""Frames survive the way, and nothing that is not a frame is taken for one."""

from __future__ import annotations

import io
import json
import struct

import pytest

from steppe.sandbox.protocol import MAX_BLOB_BYTES, MAX_HEADER_BYTES, Frame, FrameError, read_frame


def raw(header: bytes, rest: bytes = b"") -> io.BytesIO:
    return io.BytesIO(struct.pack("<I", len(header)) + header + rest)


def test_a_frame_arrives_as_it_was_sent() -> None:
    frame = Frame({"op": "run", "id": 7, "texts": ["a", "b"]}, (b"x = 1\n", b"", bytes(range(256))))
    stream = io.BytesIO(frame.encode() * 2)
    assert read_frame(stream) == frame
    assert read_frame(stream) == frame
    assert read_frame(stream) is None


@pytest.mark.parametrize(
    "stream",
    [
        io.BytesIO(b"\x01\x00"),
        io.BytesIO(struct.pack("<I", MAX_HEADER_BYTES + 1) + b"x" * 100),
        io.BytesIO(struct.pack("<I", 0xFFFFFFFF)),
        raw(b"{"),
        raw(b"[1]"),
        raw(b"null"),
        raw(b"\xff\xfe"),
        raw(b"[" * 60000),
        raw(b'{"blobs": 3}'),
        raw(b'{"blobs": [1.5]}', b"x"),
        raw(b'{"blobs": [true]}', b"x"),
        raw(b'{"blobs": [-1]}'),
        raw(b'{"blobs": ["1"]}', b"x"),
        raw(b'{"blobs": [0, 0, 0, 0, 0]}'),
        raw(json.dumps({"blobs": [MAX_BLOB_BYTES + 1]}).encode()),
        raw(b'{"blobs": [10]}', b"short"),
        io.BytesIO(struct.pack("<I", 10) + b"{}"),
    ],
)
def test_what_is_not_a_frame_is_refused(stream: io.BytesIO) -> None:
    with pytest.raises(FrameError):
        read_frame(stream)


def test_entries_are_checked() -> None:
    frame = Frame({"id": -1, "yes": True, "float": 1.0, "list": [1], "text": "t"})
    assert frame.text("text") == "t"
    for key in ("id", "yes", "float", "text", "missing"):
        with pytest.raises(FrameError):
            frame.number(key)
    for key in ("id", "missing"):
        with pytest.raises(FrameError):
            frame.text(key)
    for key in ("list", "text", "missing"):
        with pytest.raises(FrameError):
            frame.texts(key)


def test_a_header_that_is_too_long_is_not_sent() -> None:
    with pytest.raises(FrameError):
        Frame({"text": "x" * MAX_HEADER_BYTES}).encode()
