"""Gives memory that was freed back to the system where the C library keeps it otherwise."""

from __future__ import annotations

import ctypes
import functools
import sys
from collections.abc import Callable


def give_back() -> None:
    """Hand unused pages back; takes a fraction of a millisecond, and does nothing where the C library has no way to.

    A solution is many small pieces that are freed with the next one; glibc keeps their pages for as long as it lives.
    """
    _trim()(0)


@functools.cache
def _trim() -> Callable[[int], object]:
    if sys.platform.startswith("linux"):
        library = ctypes.CDLL(None)
        if hasattr(library, "malloc_trim"):  # glibc; musl gives back by itself
            trim: Callable[[int], object] = library.malloc_trim
            return trim
    return _nothing


def _nothing(_: int) -> None:
    """For other C libraries."""
