"""Build time: names and call styles that programs written for older Pythons and sympys use."""

import collections
import collections.abc
import fractions
import math
import sys
import time


def _give_default_right_side(equality):
    """`Eq(expression)` meant `Eq(expression, 0)` before sympy 1.5 deprecated and later removed it."""
    original = equality.__new__

    def __new__(cls, lhs, rhs=0, **options):
        return original(cls, lhs, rhs, **options)

    equality.__new__ = staticmethod(__new__)


def apply():
    """After sympy is imported."""
    import mpmath
    import sympy

    sys.modules["sympy.mpmath"] = sympy.mpmath = mpmath
    _give_default_right_side(sympy.Equality)
    fractions.gcd = math.gcd
    time.clock = time.perf_counter
    for name in collections.abc.__all__:
        if not hasattr(collections, name):
            setattr(collections, name, getattr(collections.abc, name))
