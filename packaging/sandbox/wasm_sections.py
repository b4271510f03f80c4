"""Build time: takes the custom sections that only debuggers read out of a component and the modules within it."""

from __future__ import annotations

_MAGIC = b"\0asm"
_HEADER_BYTES = 8
_CUSTOM = 0
_NESTED = {1, 4}  # in a component: a core module, a component
_DROPPED = ("name", "component-name", "producers", ".debug_")


def without_names(data: bytes) -> bytes:
    """The same WebAssembly (module or component) without names, producers and debug sections."""
    if data[:4] != _MAGIC:
        raise ValueError("not WebAssembly")
    is_component = data[4:_HEADER_BYTES] != b"\1\0\0\0"
    parts = [data[:_HEADER_BYTES]]
    position = _HEADER_BYTES
    while position < len(data):
        kind = data[position]
        size, start = read_number(data, position + 1)
        body = data[start : start + size]
        position = start + size
        if kind == _CUSTOM and _custom_name(body).startswith(_DROPPED):
            continue
        if is_component and kind in _NESTED:
            body = without_names(body)
        parts.append(bytes([kind]) + _write_number(len(body)) + body)
    return b"".join(parts)


def _custom_name(body: bytes) -> str:
    size, start = read_number(body, 0)
    return body[start : start + size].decode("utf-8", "replace")


def read_number(data: bytes | bytearray, position: int) -> tuple[int, int]:
    """An unsigned LEB128 number and the position after it."""
    value = shift = 0
    while True:
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if not byte & 0x80:
            return value, position


def _write_number(value: int) -> bytes:
    out = bytearray()
    while True:
        byte = value & 0x7F
        value >>= 7
        out.append(byte | (0x80 if value else 0))
        if not value:
            return bytes(out)
