"""The snapshot is made to be read: a program that uses what is in it need not write to it."""

from __future__ import annotations

from steppe.sandbox.client import Sandbox


def test_objects_of_the_snapshot_are_immortal(sandbox: Sandbox) -> None:
    source = """
import sys, gc, math, sympy
from sympy.core.expr import Expr
held = [sympy.solve, sympy.solve.__code__, sympy.solve.__code__.co_consts, Expr, Expr.__dict__['expand'], math.gcd,
        sympy.pi, sympy.S.Half, sympy.__dict__, sys.modules, sympy.core.cache.CACHE[0]]
print([sys._is_immortal(each) for each in held], sys._is_immortal([]))
"""
    outcome = sandbox.run(source)
    assert outcome.stdout == f"{[True] * 11} False\n", outcome


def test_what_programs_make_is_freed(sandbox: Sandbox) -> None:
    source = """
import gc, weakref
class Node: pass
a = Node(); a.me = a
gone = weakref.ref(a)
del a
gc.collect()
print(gone() is None)
total = 0
for i in range(3000):
    block = bytearray(10**6)
    total += len(block)
print(total)
"""
    assert sandbox.run(source, wall_s=20).stdout == "True\n3000000000\n"


def test_the_cache_of_sympy_does_not_grow_for_ever(sandbox: Sandbox) -> None:
    source = """
from sympy.core.cache import cacheit
@cacheit
def double(n): return 2 * n
sizes = set()
for n in range(25_000):
    assert double(n) == 2 * n
    sizes.add(double.cache_info().currsize)
print(max(sizes) < 10_002, double(5), double.cache_info().hits)
"""
    assert sandbox.run(source, wall_s=20).stdout == "True 10 0\n"
