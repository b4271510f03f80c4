"""The filter of system calls, run step by step for both processors as the kernel would, and loaded for real."""

from __future__ import annotations

import os
import struct

import pytest

from steppe.sandbox.native import system
from steppe.sandbox.native.calls import ALLOWED, DEADLY
from steppe.sandbox.native.filter import ALLOW, KILL, REFUSE, assemble

ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
MMAP = {"x86_64": 9, "aarch64": 222}
FCNTL = {"x86_64": 72, "aarch64": 25}
PRLIMIT = {"x86_64": 302, "aarch64": 261}
OPENAT = {"x86_64": 257, "aarch64": 56}


def decide(program: bytes, architecture: int, number: int, arguments: tuple[int, ...] = ()) -> int:
    """What the program returns for a call: an interpreter of the five kinds of steps that it has."""
    padded = (*arguments, *[0] * (6 - len(arguments)))
    data = struct.pack("<IIQ6Q", number, architecture, 0, *padded)
    steps = list(struct.iter_unpack("<HBBI", program))
    at = value = 0
    while True:
        operation, yes, no, operand = steps[at]
        at += 1
        if operation == 0x20:
            (value,) = struct.unpack_from("<I", data, operand)
        elif operation == 0x06:
            return operand
        else:
            holds = {0x15: value == operand, 0x35: value >= operand, 0x45: bool(value & operand)}[operation]
            at += yes if holds else no


@pytest.fixture(params=ARCHITECTURES)
def machine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def program(machine: str) -> bytes:
    return assemble(machine, ALLOWED, DEADLY)


def test_allowed_calls_pass(machine: str, program: bytes) -> None:
    for call in ALLOWED:
        number = call.number(machine)
        if number is not None and not call.alternatives:
            assert decide(program, ARCHITECTURES[machine], number, (2**64 - 1,) * 6) == ALLOW, call.name


def test_deadly_calls_kill(machine: str, program: bytes) -> None:
    for call in DEADLY:
        number = call.number(machine)
        assert number is not None
        assert decide(program, ARCHITECTURES[machine], number) == KILL, call.name


def test_all_others_are_refused(machine: str, program: bytes) -> None:
    known = {call.number(machine) for call in (*ALLOWED, *DEADLY)}
    for number in set(range(600)) - known:
        assert decide(program, ARCHITECTURES[machine], number) == REFUSE, number
    assert decide(program, ARCHITECTURES[machine], OPENAT[machine]) == REFUSE


def test_foreign_architectures_die(machine: str, program: bytes) -> None:
    for architecture in (0x40000003, 0x40000028, 0, *set(ARCHITECTURES.values()) - {ARCHITECTURES[machine]}):
        assert decide(program, architecture, 1) == KILL
    for number in (0x40000000, 0x40000001, 0xFFFFFFFF):
        assert decide(program, ARCHITECTURES[machine], number) == KILL


@pytest.mark.parametrize(
    ("protection", "flags", "is_allowed"),
    [(3, 0x22, True), (0, 0x22, True), (4, 0x22, False), (7, 0x22, False), (5, 0x2, False), (3, 0x40022, False)],
)
def test_memory_is_never_executable(
    machine: str, program: bytes, protection: int, flags: int, is_allowed: bool
) -> None:
    verdict = decide(program, ARCHITECTURES[machine], MMAP[machine], (0, 4096, protection, flags, 0, 0))
    assert verdict == (ALLOW if is_allowed else REFUSE)
    high = decide(program, ARCHITECTURES[machine], MMAP[machine], (0, 4096, protection | 1 << 40, flags, 0, 0))
    assert high == verdict


def test_conditions_look_at_all_bits(machine: str, program: bytes) -> None:
    architecture = ARCHITECTURES[machine]
    for command, verdict in ((1, ALLOW), (3, ALLOW), (1030, ALLOW), (8, REFUSE), (10, REFUSE), (1 | 1 << 32, REFUSE)):
        assert decide(program, architecture, FCNTL[machine], (1, command)) == verdict
    assert decide(program, architecture, PRLIMIT[machine], (0, 7, 0, 1)) == ALLOW
    for first, new in ((1, 0), (0, 1), (0, 1 << 32), (1 << 32, 0)):
        assert decide(program, architecture, PRLIMIT[machine], (first, 7, new, 1)) == REFUSE


def test_no_call_that_takes_a_path_is_allowed() -> None:
    paths = (
        "open",
        "stat",
        "link",
        "mkdir",
        "chdir",
        "exec",
        "mount",
        "xattr",
        "getdents",
        "getcwd",
        "socket",
        "clone",
    )
    for call in ALLOWED:
        assert call.name == "fstat" or not any(part in call.name for part in paths)


def test_the_kernel_takes_it() -> None:
    pid = os.fork()
    if pid == 0:  # no test code from here on but system calls
        try:
            system.forbid_new_privileges()
            system.install_filter(assemble(system.MACHINE, ALLOWED, DEADLY))
            try:
                os.open("/", os.O_RDONLY)
            except PermissionError:
                os._exit(42)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 42
