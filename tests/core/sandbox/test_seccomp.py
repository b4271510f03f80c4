"""The system call filter, run by a small interpreter of its instructions, for both processors."""

from __future__ import annotations

import struct

import pytest

from steppe.sandbox.seccomp import ARM64, X86_64, filter_for

ALLOW, KILL, REFUSE, ABSENT = 0x7FFF0000, 0x80000000, 0x00050001, 0x00050026
ARCHITECTURE = {X86_64: 0xC000003E, ARM64: 0xC00000B7}


def decide(machine: str, number: int, *arguments: int, architecture: int | None = None) -> int:
    """What the filter answers to a call (classic BPF as in linux/filter.h)."""
    code = filter_for(machine)
    assert code is not None
    steps = list(struct.iter_unpack("<HBBI", code))
    values = [*arguments, *[0] * (6 - len(arguments))]
    data = struct.pack("<IIQ6Q", number, architecture or ARCHITECTURE[machine], 0, *values)
    position = accumulator = 0
    while True:
        operation, yes, no, value = steps[position]
        position += 1
        match operation:
            case 0x20:
                (accumulator,) = struct.unpack_from("<I", data, value)
            case 0x54:
                accumulator &= value
            case 0x15:
                position += yes if accumulator == value else no
            case 0x35:
                position += yes if accumulator >= value else no
            case 0x45:
                position += yes if accumulator & value else no
            case 0x06:
                return value
            case _:
                pytest.fail(f"unknown instruction {operation:#x}")


THREAD, PROCESS = 0x3D0F00, 0x1200011
CALLS = {  # name: number on x86-64, number on arm64, arguments, answer
    "read": (0, 63, (), ALLOW),
    "write": (1, 64, (), ALLOW),
    "exit_group": (231, 94, (), ALLOW),
    "thread": (56, 220, (THREAD,), ALLOW),
    "fork": (56, 220, (17,), REFUSE),
    "process by clone": (56, 220, (PROCESS,), REFUSE),
    "clone3": (435, 435, (), ABSENT),
    "openat": (257, 56, (), REFUSE),
    "socket": (41, 198, (), REFUSE),
    "connect": (42, 203, (), REFUSE),
    "kill": (62, 129, (), REFUSE),
    "tgkill": (234, 131, (), REFUSE),
    "memfd_create": (319, 279, (), REFUSE),
    "ioctl": (16, 29, (), REFUSE),
    "prctl": (157, 167, (), REFUSE),
    "execve": (59, 221, (), KILL),
    "ptrace": (101, 117, (), KILL),
    "io_uring_setup": (425, 425, (), KILL),
    "mount": (165, 40, (), KILL),
    "mmap": (9, 222, (0, 4096, 3), ALLOW),
    "mmap executable": (9, 222, (0, 4096, 7), REFUSE),
    "mprotect": (10, 226, (0, 4096, 1), ALLOW),
    "mprotect executable": (10, 226, (0, 4096, 5), REFUSE),
    "fcntl duplicate": (72, 25, (3, 1030), ALLOW),
    "fcntl flags": (72, 25, (3, 3), ALLOW),
    "fcntl owner": (72, 25, (3, 8), REFUSE),
    "fcntl signal": (72, 25, (3, 10), REFUSE),
    "ask for limits": (302, 261, (0, 3, 0, 1), ALLOW),
    "set limits": (302, 261, (0, 3, 0x7F0000001000, 0), REFUSE),
    "set limits with a low half of zero": (302, 261, (0, 3, 0x100000000, 0), REFUSE),
    "limits of another process": (302, 261, (1, 3, 0, 1), REFUSE),
    "a call from the future": (999, 999, (), REFUSE),
}


@pytest.mark.parametrize("machine", [X86_64, ARM64])
@pytest.mark.parametrize("name", CALLS)
def test_answers(machine: str, name: str) -> None:
    on_x86, on_arm, arguments, answer = CALLS[name]
    assert decide(machine, on_x86 if machine == X86_64 else on_arm, *arguments) == answer


@pytest.mark.parametrize("machine", [X86_64, ARM64])
def test_every_other_number_is_refused(machine: str) -> None:
    allowed = [number for number in range(1000) if decide(machine, number, THREAD, 3, 0) == ALLOW]
    assert len(allowed) < 50


def test_foreign_calling_conventions_are_deadly() -> None:
    assert decide(X86_64, 1, architecture=0x40000003) == KILL  # 32-bit x86
    assert decide(X86_64, 0x40000000 + 1) == KILL  # x32
    assert decide(ARM64, 64, architecture=0x40000028) == KILL  # 32-bit ARM


def test_no_table_no_filter() -> None:
    assert filter_for("riscv64") is None
