"""Build time: makes every object of the snapshot immortal, so that programs which only use it do not write to it.

CPython counts references in the object itself. A program that looks at ten thousand objects of sympy would so dirty
some thousand pages of the snapshot, and each costs a page fault and a copy. The interpreter leaves the count of an
immortal object alone. Layout and number: Include/refcount.h and Include/object.h of CPython 3.14, 32 bits.
"""

from __future__ import annotations

import array
import struct
from bisect import bisect_right
from dataclasses import dataclass

from wasm_sections import read_number

IMMORTAL = 5 << 28
_HEADER = struct.Struct("<iI")  # reference count, address of the type
_COMPONENT, _CORE_MODULE, _NESTED_COMPONENT, _DATA = 13, 1, 4, 11
_CONSTANT, _END = 0x41, 0x0B
_FEWEST = 100_000

# Run in the component: prints the addresses of all objects that can be found and of their types, as 32-bit numbers.
LIST_OBJECTS = """
import array, gc, sys, types
gc.unfreeze()
types_at = {}
found = [*gc.get_objects(), *sys.modules.values()]
own = {id(types_at), id(found), id(globals()), id(sys._getframe())}
while found:
    each = found.pop()
    if id(each) in types_at or id(each) in own:
        continue
    types_at[id(each)] = id(type(each))
    found += gc.get_referents(each)
    if type(each) is types.CodeType:
        found += (each.co_consts, each.co_names, each.co_name, each.co_qualname, each.co_filename, each.co_linetable)
        found.append(each.co_exceptiontable)
sys.stdout.buffer.write(array.array("I", [number for pair in types_at.items() for number in pair]).tobytes())
"""


@dataclass(frozen=True, slots=True)
class _Segment:
    address: int  # in the component's memory
    position: int  # in the file
    size: int


def make_immortal(component: bytes, listed: bytes) -> bytes:
    """The same component with the objects that `LIST_OBJECTS` printed made immortal.

    An object is changed only where the snapshot has a header of just that type, with a count that cannot be an address:
    what was made after the snapshot is not in it.

    Raises:
        ValueError: the component has another layout than expected.
    """
    data = bytearray(component)
    segments = sorted(_segments(data, 0, len(data)), key=lambda segment: segment.address)
    starts = [segment.address for segment in segments]
    objects = array.array("I")
    objects.frombytes(listed)
    changed = 0
    for address, kind in zip(objects[::2], objects[1::2], strict=True):
        place = bisect_right(starts, address) - 1
        if place < 0:
            continue
        segment = segments[place]
        if address + _HEADER.size > segment.address + segment.size:
            continue
        position = segment.position + address - segment.address
        count, found_kind = _HEADER.unpack_from(data, position)
        if found_kind == kind and 0 < count < starts[0]:
            _HEADER.pack_into(data, position, IMMORTAL, kind)
            changed += 1
    if changed < _FEWEST:
        raise ValueError(f"only {changed} objects of the snapshot were found")
    return bytes(data)


def _segments(data: bytearray, start: int, end: int) -> list[_Segment]:
    """The snapshot: the active data segments of all modules, of which only the interpreter's are large."""
    found: list[_Segment] = []
    is_component = data[start + 4] == _COMPONENT
    position = start + 8
    while position < end:
        kind = data[position]
        size, body = read_number(data, position + 1)
        if is_component and kind in (_CORE_MODULE, _NESTED_COMPONENT):
            found = max(found, _segments(data, body, body + size), key=lambda each: sum(part.size for part in each))
        elif not is_component and kind == _DATA:
            found = _read_segments(data, body)
        position = body + size
    return found


def _read_segments(data: bytearray, position: int) -> list[_Segment]:
    count, position = read_number(data, position)
    found = []
    for _ in range(count):
        if data[position] != 0 or data[position + 1] != _CONSTANT:
            return []  # not at a fixed place of the first memory: another module than the interpreter's
        address, position = read_number(data, position + 2)
        if data[position] != _END:
            raise ValueError("a data segment with a place that is not constant")
        size, position = read_number(data, position + 1)
        found.append(_Segment(address, position, size))
        position += size
    return found
