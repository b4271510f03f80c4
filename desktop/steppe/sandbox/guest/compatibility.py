"""Names and call styles that programs written for older Pythons and sympys use, given back to all programs."""

from __future__ import annotations

import collections
import collections.abc
import fractions
import math
import sys
import time
from typing import Any


def _give_default_right_side(equality: Any) -> None:
    """`Eq(expression)` meant `Eq(expression, 0)` before sympy 1.5 deprecated and later removed it."""
    original = equality.__new__

    def __new__(cls: Any, lhs: Any, rhs: Any = 0, **options: Any) -> Any:
        return original(cls, lhs, rhs, **options)

    equality.__new__ = staticmethod(__new__)


def apply_to_sympy() -> None:
    """After sympy is imported."""
    sympy: Any = sys.modules["sympy"]
    sys.modules["sympy.mpmath"] = sympy.mpmath = sys.modules["mpmath"]
    _give_default_right_side(sympy.Equality)


def apply() -> None:
    """After everything else is imported that will be."""
    numpy: Any = sys.modules.get("numpy")
    if numpy is not None:  # else `from numpy import *` fetches what is imported on demand, such as a Fortran tool
        numpy.__all__ = [name for name in numpy.__all__ if name in vars(numpy)]
    fractions.gcd = math.gcd  # type: ignore[attr-defined]
    time.clock = time.perf_counter  # type: ignore[attr-defined]
    for name in collections.abc.__all__:
        if not hasattr(collections, name):
            setattr(collections, name, getattr(collections.abc, name))
