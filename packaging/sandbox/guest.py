"""The program that becomes the sandbox component: CPython with sympy imported, warmed up and frozen into a snapshot.

componentize-py imports this module once, at build time, and keeps the memory as it is afterwards; every program then
runs in a fresh copy of that memory.
"""

import gc
import importlib
import sys
import types

# sympy asks ctypes for the width of a C long; there is no ctypes here.
_ctypes = types.ModuleType("ctypes")
_ctypes.c_long = type("c_long", (), {})
_ctypes.sizeof = lambda kind: 4
sys.modules["ctypes"] = _ctypes
sys.dont_write_bytecode = True

import compatibility  # noqa: E402
import guest_imports  # noqa: E402
import guest_modules  # noqa: E402
import runner  # noqa: E402
import warm_up  # noqa: E402
import wit_world  # noqa: E402
from wit_world import Outcome  # noqa: E402

_HELPERS = ("compatibility", "guest_imports", "guest_modules", "runner", "warm_up")


def _gather_modules():
    for name in guest_modules.READY:
        importlib.import_module(name)
    compatibility.apply()
    for package in ("sympy", "mpmath"):
        for name in guest_imports.modules_below(package, guest_modules.is_left_out):
            guest_imports.pack(name)
    unknown = []
    for name in guest_modules.PACKED:
        try:
            guest_imports.pack(name)
        except ImportError:
            unknown.append(name)
    if unknown:
        raise ImportError("cannot pack: " + " ".join(unknown))


def _fill_holes_with_zeros():
    """Freed memory still holds its last contents, which would be part of the snapshot: overwrite it with zeros."""
    probe = bytes(1 << 22)
    end_of_heap = id(probe)
    del probe
    held = []
    size = 1 << 21
    while size >= 16:
        while id(block := bytes(size)) < end_of_heap:
            held.append(block)
        size //= 2


def _warm():
    for source in warm_up.programs_for(("sympy", "mpmath")):
        kind, _, line = runner.run_program(source)
        if kind != runner.DONE:
            raise RuntimeError(f"a warm-up program failed in line {line}:\n{source}")


_gather_modules()
runner.prepare()
_warm()
guest_imports.seal()
for _name in (*_HELPERS, "__main__"):
    sys.modules.pop(_name, None)
gc.collect()
gc.freeze()
_fill_holes_with_zeros()


class WitWorld(wit_world.WitWorld):
    """The component's one export."""

    def run(self, source):
        kind, code, line = runner.run_program(source)
        return Outcome(kind, code, line)
