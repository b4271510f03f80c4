"""The child of `steppe doctor --offline`: takes the network away from itself and all it starts, then solves a problem.

On Linux it moves into a network namespace without a network, where the kernel allows that, and a filter of system calls
hands every attempt to open an Internet socket to the parent, which counts and refuses it (seccomp_unotify(2)). Both
hold for the engine and the sandbox too, which are children of this process. Elsewhere only this process is watched, by
Python's own audit events.
"""

from __future__ import annotations

import json
import os
import socket
import struct
import sys
from pathlib import Path
from typing import Any

ASKED_IN_PYTHON = "steppe: an Internet socket was asked for"
X86_64, ARM64 = "x86_64", "aarch64"
WATCHED_FAMILIES = {2: "IPv4", 10: "IPv6", 17: "packet"}  # AF_INET, AF_INET6, AF_PACKET on Linux
_ARCHITECTURES = {X86_64: 0xC000003E, ARM64: 0xC00000B7}
_SOCKET = {X86_64: 41, ARM64: 198}
_SECCOMP = {X86_64: 317, ARM64: 277}
_IO_URING_SETUP = 425  # it could open sockets past the filter
_FIRST_X32_CALL = 0x40000000
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _ABSENT, _ASK_PARENT = 0x7FFF0000, 0x00050026, 0x7FC00000  # 0x26: ENOSYS
_SET_FILTER, _NEW_LISTENER = 1, 8
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000


def main(argv: list[str]) -> int:
    """Arguments: the number of the socket to the parent (none: -), then those of `steppe`; returns its exit code."""
    if argv[0] == "-":
        _refuse_in_python()
    else:
        with socket.socket(fileno=int(argv[0])) as parent:
            _wall_in(parent)
    from steppe.cli.main import main as steppe

    return steppe(argv[1:])


def can_filter() -> bool:
    """Whether there is a filter for this system and processor."""
    return sys.platform == "linux" and os.uname().machine in _ARCHITECTURES


def _wall_in(parent: socket.socket) -> None:
    """Put up both walls, and hand the filter's descriptor to the parent; it is told why where one does not stand."""
    told = {"namespace": _leave_network(), "filter": ""}
    try:
        listener = _install_filter(os.uname().machine)
    except OSError as error:
        told["filter"] = error.strerror or str(error)
        parent.sendall(json.dumps(told).encode())
        return
    socket.send_fds(parent, [json.dumps(told).encode()], [listener])
    os.close(listener)


def _leave_network() -> str:
    """Move into a network namespace that has no network; returns why that cannot be, or nothing."""
    from steppe.sandbox.native import system

    user, group = os.geteuid(), os.getegid()
    try:
        system.unshare(_NEW_USER | _NEW_NETWORK)
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    except OSError as error:
        return error.strerror or str(error)
    return ""


def _install_filter(machine: str) -> int:
    """Hand every attempt to open an Internet socket to whoever holds the descriptor that this returns.

    Raises:
        OSError: the kernel is older than Linux 5.0 or forbids it.
    """
    import ctypes

    from steppe.sandbox.native import system

    system.forbid_new_privileges()
    program = filter_program(machine)
    held = ctypes.create_string_buffer(program, len(program))
    described = struct.pack("@HP", len(program) // 8, ctypes.addressof(held))
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    numbers = [ctypes.c_long(number) for number in (_SECCOMP[machine], _SET_FILTER, _NEW_LISTENER)]
    result = int(libc.syscall(*numbers, ctypes.c_char_p(described)))
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def filter_program(machine: str) -> bytes:
    """The filter as an array of `sock_filter` (linux/filter.h, linux/seccomp.h)."""
    count = len(WATCHED_FAMILIES)
    families = [_step(_EQUAL, family, yes=count - place) for place, family in enumerate(WATCHED_FAMILIES)]
    return b"".join(
        [
            _step(_LOAD, 4),
            _step(_EQUAL, _ARCHITECTURES[machine], yes=1),
            _step(_RETURN, _ABSENT),
            _step(_LOAD, 0),
            _step(_AT_LEAST, _FIRST_X32_CALL, no=1),
            _step(_RETURN, _ABSENT),
            _step(_EQUAL, _IO_URING_SETUP, no=1),
            _step(_RETURN, _ABSENT),
            _step(_EQUAL, _SOCKET[machine], yes=1),
            _step(_RETURN, _ALLOW),
            _step(_LOAD, 16),
            *families,
            _step(_RETURN, _ALLOW),
            _step(_RETURN, _ASK_PARENT),
        ]
    )


def _step(operation: int, value: int, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("<HBBI", operation, yes, no, value)


def _refuse_in_python() -> None:
    """Refuse every Internet socket that Python code in this process opens."""
    watched = {socket.AF_INET, socket.AF_INET6}

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "socket.__new__" and arguments[1] in watched:
            sys.stderr.write(f"{ASKED_IN_PYTHON}\n")
            raise PermissionError("the network is switched off")

    sys.addaudithook(hook)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
