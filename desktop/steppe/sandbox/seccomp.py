"""The filter of system calls for the sandbox helper on Linux, assembled here for x86-64 and arm64.

Everything is refused that a loaded WebAssembly engine does not need: opening files, sockets, starting programs, sending
signals, new executable memory. Calls that only an attack would make end the process.
Formats and numbers: linux/filter.h, linux/seccomp.h, and the kernel's system call tables of both architectures.
"""

from __future__ import annotations

import errno
import struct

X86_64, ARM64 = "x86_64", "aarch64"
_AUDIT_ARCHITECTURES = {X86_64: 0xC000003E, ARM64: 0xC00000B7}
_FIRST_X32_CALL = 0x40000000
_ALLOW, _KILL, _REFUSE, _ABSENT = 0x7FFF0000, 0x80000000, 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS

# name: number on x86-64, number on arm64 (None where the call does not exist)
_NEEDED: dict[str, tuple[int | None, int | None]] = {
    "brk": (12, 214),
    "clock_getres": (229, 114),
    "clock_gettime": (228, 113),
    "clock_nanosleep": (230, 115),
    "close": (3, 57),
    "dup": (32, 23),
    "epoll_create1": (291, 20),
    "epoll_ctl": (233, 21),
    "epoll_pwait": (281, 22),
    "epoll_wait": (232, None),
    "eventfd2": (290, 19),
    "exit": (60, 93),
    "exit_group": (231, 94),
    "fstat": (5, 80),
    "futex": (202, 98),
    "getpid": (39, 172),
    "getrandom": (318, 278),
    "getrusage": (98, 165),
    "gettid": (186, 178),
    "gettimeofday": (96, 169),
    "lseek": (8, 62),
    "madvise": (28, 233),
    "membarrier": (324, 283),
    "mremap": (25, 216),
    "munmap": (11, 215),
    "nanosleep": (35, 101),
    "poll": (7, None),
    "ppoll": (271, 73),
    "read": (0, 63),
    "restart_syscall": (219, 128),
    "rseq": (334, 293),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "sched_getaffinity": (204, 123),
    "sched_yield": (24, 124),
    "set_robust_list": (273, 99),
    "sigaltstack": (131, 132),
    "write": (1, 64),
    "writev": (20, 66),
}
_DEADLY: dict[str, tuple[int, int]] = {
    "add_key": (248, 217),
    "bpf": (321, 280),
    "chroot": (161, 51),
    "delete_module": (176, 106),
    "execve": (59, 221),
    "execveat": (322, 281),
    "finit_module": (313, 273),
    "init_module": (175, 105),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "io_uring_setup": (425, 425),
    "kexec_file_load": (320, 294),
    "kexec_load": (246, 104),
    "keyctl": (250, 219),
    "mount": (165, 40),
    "open_by_handle_at": (304, 265),
    "perf_event_open": (298, 241),
    "pivot_root": (155, 41),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "ptrace": (101, 117),
    "reboot": (169, 142),
    "request_key": (249, 218),
    "setns": (308, 268),
    "umount2": (166, 39),
    "unshare": (272, 97),
    "userfaultfd": (323, 282),
}
_FCNTL = (72, 25)
_FCNTL_COMMANDS = (1, 2, 3, 1030)  # F_GETFD, F_SETFD, F_GETFL, F_DUPFD_CLOEXEC; above all not F_SETOWN, which signals
_CLONE = (56, 220)
_CLONE3 = (435, 435)
_MMAP = (9, 222)
_MPROTECT = (10, 226)
_PRLIMIT64 = (302, 261)
_THREAD_FLAGS = 0x10000 | 0x100  # CLONE_THREAD and CLONE_VM: a thread of this process, not another process
_EXECUTABLE = 0x4  # PROT_EXEC

_LOAD, _AND, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x54, 0x15, 0x35, 0x45, 0x06
_NUMBER_AT, _ARCHITECTURE_AT, _ARGUMENTS_AT = 0, 4, 16


def filter_for(machine: str) -> bytes | None:
    """The filter as an array of `sock_filter`, or None for a processor that has no table here."""
    if machine not in _AUDIT_ARCHITECTURES:
        return None
    which = 0 if machine == X86_64 else 1
    code = [
        _step(_LOAD, _ARCHITECTURE_AT),
        _step(_EQUAL, _AUDIT_ARCHITECTURES[machine], yes=1),
        _step(_RETURN, _KILL),
        _step(_LOAD, _NUMBER_AT),
        _step(_AT_LEAST, _FIRST_X32_CALL, no=1),
        _step(_RETURN, _KILL),
    ]
    for numbers in _NEEDED.values():
        if (number := numbers[which]) is not None:
            code += [_step(_EQUAL, number, no=1), _step(_RETURN, _ALLOW)]
    for deadly in _DEADLY.values():
        code += [_step(_EQUAL, deadly[which], no=1), _step(_RETURN, _KILL)]
    code += [_step(_EQUAL, _CLONE3[which], no=1), _step(_RETURN, _ABSENT)]  # makes the C library use clone
    code += _only_threads(_CLONE[which])
    code += _never_executable(_MMAP[which]) + _never_executable(_MPROTECT[which])
    code += _only_these(_FCNTL[which], 1, _FCNTL_COMMANDS)
    code += _only_asking(_PRLIMIT64[which])
    code.append(_step(_RETURN, _REFUSE))
    return b"".join(code)


def _step(operation: int, value: int, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("<HBBI", operation, yes, no, value)


def _argument(index: int) -> int:
    """Offset of an argument's lower half; the higher one follows it."""
    return _ARGUMENTS_AT + 8 * index


def _only_threads(number: int) -> list[bytes]:
    return [
        _step(_EQUAL, number, no=5),
        _step(_LOAD, _argument(0)),
        _step(_AND, _THREAD_FLAGS),
        _step(_EQUAL, _THREAD_FLAGS, no=1),
        _step(_RETURN, _ALLOW),
        _step(_RETURN, _REFUSE),
    ]


def _only_these(number: int, index: int, values: tuple[int, ...]) -> list[bytes]:
    checks = [_step(_EQUAL, value, yes=len(values) - place) for place, value in enumerate(values)]
    load = _step(_LOAD, _argument(index))
    return [_step(_EQUAL, number, no=len(values) + 3), load, *checks, _step(_RETURN, _REFUSE), _step(_RETURN, _ALLOW)]


def _never_executable(number: int) -> list[bytes]:
    return [
        _step(_EQUAL, number, no=4),
        _step(_LOAD, _argument(2)),
        _step(_ANY_BIT, _EXECUTABLE, yes=1),
        _step(_RETURN, _ALLOW),
        _step(_RETURN, _REFUSE),
    ]


def _only_asking(number: int) -> list[bytes]:
    """prlimit64 of this process without new limits."""
    return [
        _step(_EQUAL, number, no=8),
        _step(_LOAD, _argument(0)),
        _step(_EQUAL, 0, no=5),
        _step(_LOAD, _argument(2)),
        _step(_EQUAL, 0, no=3),
        _step(_LOAD, _argument(2) + 4),
        _step(_EQUAL, 0, no=1),
        _step(_RETURN, _ALLOW),
        _step(_RETURN, _REFUSE),
    ]
