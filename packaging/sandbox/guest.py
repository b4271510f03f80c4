"""The program that becomes the sandbox component: CPython with sympy imported, warmed up and frozen into a snapshot.

componentize-py imports this module once, at build time, and keeps the memory as it is afterwards; every program then
runs in a fresh copy of that memory. A page of it costs a program most when it is written to, so the snapshot is made to
be read: typical code is specialised already, and new objects go to fresh memory, not into holes between old ones.
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
import modules  # noqa: E402
import packed  # noqa: E402
import runner  # noqa: E402
import warm_up  # noqa: E402
import wit_world  # noqa: E402
from wit_world import Outcome  # noqa: E402

_HELPERS = ("compatibility", "modules", "packed", "runner", "warm_up")
_BEST_COMPRESSION = 9
_WARM_UPS = 3  # the interpreter specialises an instruction after it has met it a few times
_COLLECT_AFTER = 20_000  # objects; most programs end before, and a collection touches many pages
_LARGEST_HOLE_BYTES = 1 << 21
_SMALL_BYTES = 512  # up to this CPython keeps objects in pools, one for each multiple of 16 bytes
_BYTES_OVERHEAD = sys.getsizeof(b"")


def _gather_modules():
    for name in (*modules.STANDARD_READY, *modules.SYMPY_READY, "_pylong"):
        importlib.import_module(name)
    compatibility.apply()
    compatibility.apply_to_sympy()
    for package in ("sympy", "mpmath"):
        for name in packed.modules_below(package, modules.is_left_out):
            packed.pack(name, _BEST_COMPRESSION)
    unknown = []
    for name in modules.STANDARD_PACKED:
        try:
            packed.pack(name, _BEST_COMPRESSION)
        except ImportError:
            unknown.append(name)
    if unknown:
        raise ImportError("cannot pack: " + " ".join(unknown))


def _warm():
    from sympy.core.cache import clear_cache

    for _ in range(_WARM_UPS):
        clear_cache()  # else the second time would find the results of the first, and run none of the code
        for source in warm_up.programs_for(("sympy", "mpmath")):
            kind, _, line = runner.run_program(source)
            if kind != runner.DONE:
                raise RuntimeError(f"a warm-up program failed in line {line}:\n{source}")


def _plug_holes():
    """Take all memory that is free between old objects and keep it, filled with zeros.

    What programs allocate lies together in fresh memory then, instead of each object dirtying another page; and freed
    memory, which still holds its last contents, does not become part of the snapshot.
    """
    end_of_heap = id(bytes(2 * _LARGEST_HOLE_BYTES))
    held = []
    sizes = [_LARGEST_HOLE_BYTES >> shift for shift in range(12)] + list(range(_SMALL_BYTES, 16, -16))
    for size in sizes:
        while id(block := bytes(size - _BYTES_OVERHEAD)) < end_of_heap:
            held.append(block)
    while id(block := object()) < end_of_heap:  # the smallest kind of all
        held.append(block)
    return held


def _forget_builder():
    """Where the interpreter was built is no use to a program, and looks like a place on its own machine."""
    import sysconfig

    values = sysconfig.get_config_vars()
    for name, value in values.items():
        if isinstance(value, str) and "/home/" in value:
            values[name] = ""


_gather_modules()
_forget_builder()
runner.prepare()
_warm()
packed.seal()
for _name in (*_HELPERS, "__main__"):
    sys.modules.pop(_name, None)
gc.set_threshold(_COLLECT_AFTER, *gc.get_threshold()[1:])
gc.collect()
_plugs = _plug_holes()
gc.freeze()


class WitWorld(wit_world.WitWorld):
    """The component's one export."""

    def run(self, source):
        kind, code, line = runner.run_program(source)
        return Outcome(kind, code, line)
