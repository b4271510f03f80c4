"""The second wall: what the operating system takes from the helper once the engine is loaded.

Linux: Landlock without a single permitted path, a system call filter on every thread, resource limits. macOS: a
Seatbelt profile that denies all. Windows: a job object and process policies. Each wall that the system offers goes up;
those that stand are named in every outcome.
"""

from __future__ import annotations

import ctypes
import mmap
import os
import platform
import sys

from steppe.sandbox import job_object, seatbelt
from steppe.sandbox.seccomp import filter_for

_OPEN_FILES = 64


def may_execute_memory() -> bool:
    """Whether memory that was written can be made executable, which compiled code needs."""
    if os.name != "posix":
        return True
    page = mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ | mmap.PROT_WRITE)
    held = ctypes.c_char.from_buffer(page)
    address = ctypes.addressof(held)
    libc = ctypes.CDLL(None)
    refused = libc.mprotect(ctypes.c_void_p(address), mmap.PAGESIZE, mmap.PROT_READ | mmap.PROT_EXEC)
    if not refused:
        libc.mprotect(ctypes.c_void_p(address), mmap.PAGESIZE, mmap.PROT_READ | mmap.PROT_WRITE)
    del held
    page.close()
    return not refused


def put_up() -> tuple[str, ...]:
    """Take from this process, for good, what it no longer needs; names the walls that stand.

    To be called while this thread is the only one: Landlock holds for it and for threads that it starts later.
    """
    if sys.platform == "darwin":
        _limit_resources()
        return ("seatbelt",) if seatbelt.enter() else ()
    if sys.platform == "win32":
        return job_object.enclose_this_process(job_object.load())
    if sys.platform != "linux":
        return ()
    return _put_up_on_linux()


def _put_up_on_linux() -> tuple[str, ...]:
    from steppe.sandbox.native import system

    _limit_resources()
    try:
        system.forbid_new_privileges()
    except OSError:
        return ()
    standing = ("landlock", _forbid_paths()), ("seccomp", _filter_calls())
    return tuple(name for name, stands in standing if stands)


def _limit_resources() -> None:
    """No core dumps, no growing files, few descriptors; address space stays free, as the engine reserves GiBs of it."""
    import resource

    for kind, limit in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
        (resource.RLIMIT_MEMLOCK, 0),
    ):
        resource.setrlimit(kind, (limit, limit))


def _forbid_paths() -> bool:
    """Landlock: every right to files, TCP ports, and other processes' signals and sockets is handled, none given."""
    from steppe.sandbox.native import landlock

    try:
        return landlock.enclose()
    except OSError:
        return False


def _filter_calls() -> bool:
    """Seccomp: the filter of `steppe.sandbox.seccomp`, on all threads."""
    from steppe.sandbox.native import system

    code = filter_for(platform.machine())
    if code is None:
        return False
    try:
        system.install_filter(code, is_for_all_threads=True)
    except OSError:
        return False
    return True
