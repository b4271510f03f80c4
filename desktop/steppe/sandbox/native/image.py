"""Fills the zygote's memory with all that a program may import, before the walls go up and files are out of reach."""

from __future__ import annotations

import _imp
import contextlib
import gc
import importlib
import importlib.util
import io
import os
import platform
import struct
import sys
import time
from collections.abc import Iterator
from types import FunctionType, ModuleType
from typing import Any

from steppe.sandbox.algebra import ARCHIVE, read_archive
from steppe.sandbox.guest import compatibility, modules, packed, runner, warm_up

PACKAGES = ("numpy", "scipy")
_READY = {"numpy": modules.NUMPY_READY, "scipy": modules.SCIPY_READY}
_SEARCHED = (*sys.path, sys.prefix, sys.base_prefix, os.path.expanduser("~"))
_MEMORY_RESERVE_BYTES = 8 << 20
_ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS")

# Modules that a program has no use for here, and that the WebAssembly engine does not have either. This is no wall: a
# program can find its way round it, and then meets the walls.
_HIDDEN = (
    *("ctypes", "_ctypes", "socket", "_socket", "_ssl", "ssl", "mmap", "resource", "fcntl", "termios", "syslog", "pwd"),
    *("grp", "spwd", "nis", "pty", "multiprocessing", "_multiprocessing", "_posixshmem", "_sqlite3", "readline"),
    *("site", "sitecustomize", "usercustomize"),
)
_HIDDEN_IN_OS = """
chroot copy_file_range confstr ctermid eventfd execl execle execlp execlpe execv execve
execvp execvpe fork forkpty getegid geteuid getgid getgrouplist getgroups getloadavg
getlogin getpgid getpgrp getppid getpriority getresgid getresuid getsid getuid getxattr initgroups kill killpg
lchown listxattr login_tty memfd_create mkfifo mknod nice openpty pidfd_open pipe pipe2 popen
posix_spawn posix_spawnp ptsname register_at_fork removexattr sched_get_priority_max sched_get_priority_min
sched_getaffinity sched_getparam sched_getscheduler sched_setaffinity sched_setparam sched_setscheduler sendfile
setegid seteuid setgid setgroups setns setpgid setpriority setregid setresgid setresuid setreuid setsid setuid setxattr
spawnl spawnle spawnlp spawnlpe spawnv spawnve spawnvp spawnvpe splice sync system tcgetpgrp tcsetpgrp uname unshare
wait wait3 wait4 waitid
"""


def load() -> tuple[str, ...]:
    """Import, pack and warm up everything; the packages beyond the standard library that are here.

    To be called in a process with one thread that will run no other code of the application than the zygote's.
    """
    for name in _ONE_THREAD:
        os.environ[name] = "1"
    os.environ["TZ"] = "UTC0"
    time.tzset()
    for name in modules.STANDARD_READY:
        importlib.import_module(name)
    for name in modules.STANDARD_COMPILED:
        with contextlib.suppress(ImportError):  # not every version of Python has all of them
            importlib.import_module(name)
    found = tuple(name for name in PACKAGES if _import_package(name))
    for name in modules.STANDARD_PACKED:
        with contextlib.suppress(ImportError):
            packed.pack(name)
    for package in found:
        for name in packed.modules_below(package, modules.is_left_out):
            with contextlib.suppress(ImportError, SyntaxError):  # files that are no modules of this version
                packed.pack(name)
    for name in packed.modules_below("encodings", modules.is_left_out):
        packed.pack(name)
    algebra = _pack_algebra()
    compatibility.apply()
    runner.prepare(is_sleep_sliced=False, reserve_bytes=_MEMORY_RESERVE_BYTES)
    packed.seal()
    _warm_up(warm_up.programs_for(found))
    return (*found, *algebra)


def hide() -> None:
    """Take from the modules' tables what belongs to this machine or to the application, then freeze what is left."""
    for name in [name for name in sys.modules if name.partition(".")[0] in ("steppe", "steppe_models")]:
        del sys.modules[name]
    _forget_machine()
    _forget_places()
    os.environ.clear()
    gc.collect()
    gc.freeze()


def hide_tools() -> None:
    """Take away modules and functions that cannot work here; in a child, which needs none of them any more."""
    for name in _HIDDEN:
        sys.modules[name] = None  # type: ignore[assignment]  # an import fails
    sys.modules["ctypes"] = _ctypes_for_sympy()
    posix = sys.modules["posix"]
    for name in _HIDDEN_IN_OS.split():
        for module in (os, posix):
            if hasattr(module, name):
                delattr(module, name)


def _ctypes_for_sympy() -> ModuleType:
    """All that sympy wants of ctypes: how wide a C long is."""
    stand_in = ModuleType("ctypes")
    stand_in.c_long = type("c_long", (), {})  # type: ignore[attr-defined]
    stand_in.sizeof = lambda kind: struct.calcsize("l")  # type: ignore[attr-defined]
    return stand_in


def _import_package(name: str) -> bool:
    if importlib.util.find_spec(name) is None:
        return False
    try:
        for module in _READY.get(name, (name,)):
            importlib.import_module(module)
    except ImportError:  # installed, but broken or for another processor: the same as not installed
        for module in [loaded for loaded in sys.modules if loaded.partition(".")[0] == name]:
            del sys.modules[module]
        return False
    return True


def _pack_algebra() -> tuple[str, ...]:
    """Keep sympy and mpmath packed: few programs need them beside numpy, and those pay half a second for it."""
    names = set()
    for module in read_archive(ARCHIVE):
        packed.keep(module.name, module.is_package, module.code)
        names.add(module.name.partition(".")[0])
    packed.after_import["sympy"] = compatibility.apply_to_sympy
    return tuple(sorted(names))


def _warm_up(programs: tuple[str, ...]) -> None:
    """Run `programs`; what they print goes to this process's standard output, which must be nowhere.

    Raises:
        RuntimeError: one of them failed, so a package here is not what this engine was written for.
    """
    for program in programs:
        kind, _, line = runner.run_program(program)
        if kind != runner.DONE:
            raise RuntimeError(f"a warm-up program failed in line {line}: {program.strip().splitlines()[line - 1]}")
    for stream in ("stdin", "stdout", "stderr"):
        setattr(sys, stream, io.StringIO())


def _forget_places() -> None:
    """Take from all code, loaders and tables where their files lie, which tracebacks and some modules would tell."""
    searched = {each.rstrip("/") + "/" for each in _SEARCHED if each.startswith("/")}
    folders = tuple(sorted(searched, key=len, reverse=True))  # no list: it would be among what is changed

    def inner(value: object) -> str | None:
        """The part of a path below those folders, None for anything else."""
        if type(value) is not str or not value.startswith("/"):
            return None
        return next((f"{value}/".removeprefix(folder) for folder in folders if f"{value}/".startswith(folder)), None)

    for each in _tables_and_functions():
        if isinstance(each, FunctionType):
            place = inner(each.__code__.co_filename)
            if place is not None:
                _imp._fix_co_filename(each.__code__, place.rstrip("/"))  # type: ignore[attr-defined]
        else:
            items = list(each.items() if isinstance(each, dict) else enumerate(each))
            for key, place in [(key, inner(value)) for key, value in items]:
                if place is not None:
                    each[key] = place.rstrip("/").rpartition("/")[2]


def _tables_and_functions() -> Iterator[Any]:
    """Every function, list and dictionary; those of texts alone are known to the collector only by who holds them."""
    for each in gc.get_objects():
        if type(each) in (FunctionType, dict, list):
            yield each
        for held in gc.get_referents(each):
            if type(held) is dict and not gc.is_tracked(held):
                yield held


def _forget_machine() -> None:
    """This computer's name and the places of its files, which tell the user's, are nobody's business."""
    modules_proper = {name: each for name, each in sys.modules.items() if isinstance(each, ModuleType)}
    for name, module in modules_proper.items():
        place = "/".join(name.split("."))
        contents = vars(module)
        if contents.get("__file__"):
            contents["__file__"] = place
        if contents.get("__path__"):
            contents["__path__"] = [place]
        if getattr(contents.get("__spec__"), "has_location", False):
            module.__spec__.origin = place  # type: ignore[union-attr]
            module.__spec__.cached = None  # type: ignore[union-attr]
        contents.pop("__cached__", None)
        if hasattr(contents.get("__loader__"), "path"):
            contents["__loader__"].path = place
    seen = platform.uname()
    anonymous = platform.uname_result(seen.system, "", "", "", seen.machine)
    platform._uname_cache = anonymous  # type: ignore[attr-defined]
    sys.orig_argv = []
    sys.executable = sys._base_executable = ""  # type: ignore[attr-defined]
    sys.prefix = sys.base_prefix = sys.exec_prefix = sys.base_exec_prefix = sys.platlibdir = ""
