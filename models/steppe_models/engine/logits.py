"""The logits of one output row: read where llama.cpp keeps them, the greatest, and the few that can be chosen at all.

llama.cpp's own sampling first makes a list of the whole vocabulary, 12 bytes a token: for 151936 tokens that takes
several times as long as all that follows.
"""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    Logits = NDArray[numpy.float32]
    Numbers = NDArray[numpy.intp]

_GROUP = 64  # tokens of which the greatest is taken first


def logits_of(bindings: Any, context: Any, row: int, size: int) -> Logits:
    """The `size` logits of output `row` of the last batch; valid until the next one is decoded."""
    import numpy

    place = ctypes.addressof(bindings.llama_get_logits_ith(context, row).contents)
    memory: Any = (ctypes.c_float * size).from_address(place)
    values: Logits = numpy.frombuffer(memory, dtype=numpy.float32)
    return values


def greatest(logits: Logits) -> int:
    """The token with the greatest logit, the first of several."""
    return int(logits.argmax())


def candidates(logits: Logits, count: int) -> Numbers | None:
    """Tokens in ascending order, hardly more than `count`, among which are the `count` with the greatest logits.

    The vocabulary is split into groups and the greatest of each found. `count` tokens are no smaller than the greatest
    of that many groups, so that whatever is smaller than the smallest of those cannot be among the first `count`.
    None where that excludes nothing: with few groups, or logits that are not numbers.
    """
    import numpy

    groups = logits.size // _GROUP
    if not 0 < count < groups // 2:
        return None
    table = logits[: groups * _GROUP].reshape(_GROUP, groups)  # a group is a column: the processor compares rows
    tops = table.max(axis=0)
    least = numpy.partition(tops, groups - count)[groups - count]
    columns = numpy.flatnonzero(tops >= least)
    if not count <= columns.size <= 2 * count:
        return None
    lines, places = numpy.divmod(numpy.flatnonzero(table.take(columns, axis=1) >= least), columns.size)
    found = lines * groups + columns[places]
    rest = numpy.flatnonzero(logits[groups * _GROUP :] >= least) + groups * _GROUP
    return numpy.concatenate((found, rest))
