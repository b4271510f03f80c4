"""The second wall: what the operating system takes from the helper once the engine is loaded.

Linux: Landlock without a single permitted path, a system call filter on every thread, resource limits. Each wall that
the kernel offers goes up; those that stand are named in every outcome. macOS and Windows have no second wall yet.
"""

from __future__ import annotations

import ctypes
import mmap
import os
import platform
import struct
import sys

from steppe.sandbox.seccomp import filter_for

_NO_NEW_PRIVILEGES = 38  # prctl
_LANDLOCK_CREATE, _LANDLOCK_RESTRICT = 444, 446  # the same numbers on every architecture
_LANDLOCK_ASK_VERSION = 1
_SECCOMP = {"x86_64": 317, "aarch64": 277}
_SECCOMP_FILTER, _SECCOMP_ALL_THREADS = 1, 1
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
    if sys.platform != "linux":
        return ()
    libc = ctypes.CDLL(None, use_errno=True)
    _limit_resources()
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        return ()
    standing = ("landlock", _forbid_paths(libc)), ("seccomp", _filter_calls(libc))
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


def _forbid_paths(libc: ctypes.CDLL) -> bool:
    """Landlock: every right to files, TCP ports, and other processes' signals and sockets is handled, none given."""
    version = libc.syscall(_LANDLOCK_CREATE, None, ctypes.c_size_t(0), _LANDLOCK_ASK_VERSION)
    if version < 1:
        return False
    rights = {1: 0x1FFF, 2: 0x3FFF, 3: 0x7FFF, 4: 0x7FFF}.get(version, 0xFFFF)
    ports = 0x3 if version >= 4 else 0
    scopes = 0x3 if version >= 6 else 0
    size = 8 if version < 4 else 16 if version < 6 else 24
    ruleset = struct.pack("<QQQ", rights, ports, scopes)[:size]
    descriptor = libc.syscall(_LANDLOCK_CREATE, ruleset, ctypes.c_size_t(size), 0)
    if descriptor < 0:
        return False
    try:
        return bool(libc.syscall(_LANDLOCK_RESTRICT, descriptor, 0) == 0)
    finally:
        os.close(descriptor)


def _filter_calls(libc: ctypes.CDLL) -> bool:
    """Seccomp: the filter of `steppe.sandbox.seccomp`, on all threads."""
    machine = platform.machine()
    code = filter_for(machine)
    if code is None:
        return False
    held = ctypes.create_string_buffer(code, len(code))
    program = struct.pack("@HP", len(code) // 8, ctypes.addressof(held))
    return bool(libc.syscall(_SECCOMP[machine], _SECCOMP_FILTER, _SECCOMP_ALL_THREADS, program) == 0)
