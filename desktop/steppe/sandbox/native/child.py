"""One child of the zygote: puts up its own walls, waits for a program, runs it, and is gone.

A child has standard input (empty), output and errors, a pipe that brings the program and a pipe on which it says that
its walls stand; the last two are closed before the program begins.
"""

from __future__ import annotations

import fcntl
import math
import mmap
import os
import resource
import signal
import struct
import time
from typing import NoReturn

from steppe.sandbox.guest import runner
from steppe.sandbox.native import image, landlock, system
from steppe.sandbox.native.walls import Walls

ORDERS = struct.Struct("<Qd")  # memory in bytes, processor time in seconds; the program's text follows
NOTES = struct.Struct("<II")  # on the page shared with the zygote: kind, line
_IS_WALLED = b"w"
_SOURCE_AT, _WALLED_AT, _FIRST_UNUSED = 3, 4, 5
_ABOVE_ALL_KEPT = 16
_HIGHEST_DESCRIPTOR = 1 << 16
_STACK_BYTES = 8 << 20
_OPEN_FILES = 32
_SETUP_FAILED = 1
_REHEARSAL = """
import math
def solution():
    values = [i * i for i in range(10)]
    return sum(values) + math.sqrt(16)
print(f"{solution():.2f}")
"""

# A program may replace whatever it finds in these modules.
_exit = os._exit
_read = os.read
_pack_into = NOTES.pack_into


def live(descriptors: list[int], page: mmap.mmap, parent: int, base_bytes: int, walls: Walls, code: bytes) -> NoReturn:
    """The child's whole life; `descriptors` are those of the source, output, errors and of the walls' pipe.

    `parent` is the zygote's number as this child sees it, `base_bytes` the address space that it has before anything
    runs, `code` the filter of system calls.
    """
    try:
        timer = system.make_deadly_cpu_timer()  # before the limit of signals that may be pending: it holds one
        _enter(descriptors, parent, walls)
        source = _take_orders(timer, base_bytes, walls, code)
    except BaseException as error:  # noqa: BLE001 - whatever it is, the program must not run; the silence is noticed
        os.write(2, f"{type(error).__name__}: {error}\n".encode())
        _exit(_SETUP_FAILED)
    try:
        kind, status, line = runner.run_program(source)
    except MemoryError:
        kind, status, line = runner.OUT_OF_MEMORY, 1, 0
    except BaseException:  # noqa: BLE001 - a program that broke its runner
        kind, status, line = runner.FAILED, 1, 0
    _pack_into(page, 0, kind, min(line, 0xFFFFFFFF))
    _exit(status)


def _enter(descriptors: list[int], parent: int, walls: Walls) -> None:
    os.setsid()
    system.die_with_parent(signal.SIGKILL)
    if os.getppid() != parent:
        _exit(_SETUP_FAILED)
    system.set_dumpable(False)
    os.nice(5)
    runner.run_program(_REHEARSAL)  # touches, while nobody waits, the pages that every program writes to
    source, out, err, walled = descriptors
    os.dup2(out, 1)
    os.dup2(err, 2)
    _keep(source, walled)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_NOFILE, _OPEN_FILES)
    _limit(resource.RLIMIT_STACK, _STACK_BYTES)
    _limit(resource.RLIMIT_MEMLOCK, 0)
    _limit(resource.RLIMIT_MSGQUEUE, 0)
    _limit(resource.RLIMIT_SIGPENDING, 16)
    _limit(resource.RLIMIT_NPROC, 0)
    if walls.landlock:
        landlock.enclose()
    image.hide_tools()


def _keep(source: int, walled: int) -> None:
    """Move the two pipes to known numbers and close everything else but the standard streams."""
    spare_source = fcntl.fcntl(source, fcntl.F_DUPFD, _ABOVE_ALL_KEPT)
    spare_walled = fcntl.fcntl(walled, fcntl.F_DUPFD, _ABOVE_ALL_KEPT)
    os.dup2(spare_source, _SOURCE_AT)
    os.dup2(spare_walled, _WALLED_AT)
    os.closerange(_FIRST_UNUSED, _HIGHEST_DESCRIPTOR)


def _limit(what: int, value: int) -> None:
    resource.setrlimit(what, (value, value))


def _take_orders(timer: int, base_bytes: int, walls: Walls, code: bytes) -> str:
    """Wait for the limits, put up the last walls, say so, and only then read the program."""
    orders = _read(_SOURCE_AT, ORDERS.size)
    if len(orders) < ORDERS.size:
        _exit(0)  # the broker is gone or has no use for this child
    memory_bytes, cpu_s = ORDERS.unpack(orders)
    _limit(resource.RLIMIT_AS, base_bytes + memory_bytes)
    system.start_timer(timer, cpu_s)
    _limit(resource.RLIMIT_CPU, math.ceil(time.process_time() + cpu_s) + 1)  # should the timer fail
    if walls.seccomp:
        system.install_filter(code)
    os.write(_WALLED_AT, _IS_WALLED)
    os.close(_WALLED_AT)
    parts = []
    while part := _read(_SOURCE_AT, 1 << 16):
        parts.append(part)
    os.close(_SOURCE_AT)
    return b"".join(parts).decode("utf-8", "replace")
