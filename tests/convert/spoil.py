"""Ways to spoil a good GGUF file in place, as a faulty conversion would have written it."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np

from steppe_convert.gguf_file import read_gguf


def change_number(path: Path, key: str, value: float) -> None:
    """Write another value under a float32 key of the architecture."""
    full = f"{read_gguf(path).architecture}.{key}".encode()
    data = path.read_bytes()
    at = data.index(full) + len(full) + 4
    path.write_bytes(data[:at] + struct.pack("<f", value) + data[at + 4 :])


def leave_halves_apart(path: Path, tensor: str, heads: int) -> None:
    """Put the rows of a q or k matrix into the order that a checkpoint has: the permutation forgotten."""
    _reorder(path, tensor, lambda rows: rows.reshape(heads, -1, 2, rows.shape[-1]).swapaxes(1, 2))


def swap_heads(path: Path, tensor: str, heads: int) -> None:
    """Put the heads of a matrix into the opposite order."""
    _reorder(path, tensor, lambda rows: rows.reshape(heads, -1, rows.shape[-1])[::-1])


def _reorder(path: Path, name: str, change: object) -> None:
    assert callable(change)
    tensor = read_gguf(path).tensors[name]
    data = bytearray(path.read_bytes())
    part = slice(tensor.offset, tensor.offset + tensor.size_bytes)
    rows = np.frombuffer(bytes(data[part]), np.uint8).reshape(tensor.rows, -1)
    data[part] = np.ascontiguousarray(change(rows)).tobytes()
    path.write_bytes(data)
