"""Assembles a filter of system calls (seccomp with classic BPF) from a list of calls and conditions.

Formats: linux/filter.h, linux/seccomp.h, linux/audit.h. A condition looks at an argument's lower 32 bits and, for an
equality, at the upper ones too; both processors that are known here store the lower half first.
"""

from __future__ import annotations

import errno
import struct
from collections.abc import Sequence
from dataclasses import dataclass

from steppe.sandbox.native.system import ARM64, X86_64

ALLOW, KILL, REFUSE = 0x7FFF0000, 0x80000000, 0x00050000 | errno.EPERM
_ARCHITECTURES = {X86_64: 0xC000003E, ARM64: 0xC00000B7}
_FIRST_X32_CALL = 0x40000000
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER_AT, _ARCHITECTURE_AT, _ARGUMENTS_AT = 0, 4, 16
_STEP = struct.Struct("<HBBI")


@dataclass(frozen=True, slots=True)
class Check:
    """A condition on one argument: it equals `value`, or has none of the bits in `forbidden`."""

    argument: int
    value: int | None
    forbidden: int = 0


@dataclass(frozen=True, slots=True)
class Call:
    """A system call, its numbers, and the conditions: all checks of at least one alternative must hold."""

    name: str
    x86_64: int
    arm64: int | None
    alternatives: tuple[tuple[Check, ...], ...] = ()

    def number(self, machine: str) -> int | None:
        """This call's number, None where the processor has no such call."""
        return self.x86_64 if machine == X86_64 else self.arm64


def equal(argument: int, value: int) -> Check:
    """The argument is `value`, which fits in 32 bits."""
    return Check(argument, value)


def no_bits(argument: int, forbidden: int) -> Check:
    """None of these bits, all among the lower 32, is set."""
    return Check(argument, None, forbidden)


def assemble(machine: str, allowed: Sequence[Call], deadly: Sequence[Call]) -> bytes:
    """An array of `sock_filter`: `allowed` passes, `deadly` and foreign architectures kill, the rest gets EPERM."""
    steps = [
        _step(_LOAD, _ARCHITECTURE_AT),
        _step(_EQUAL, _ARCHITECTURES[machine], yes=1),
        _step(_RETURN, KILL),
        _step(_LOAD, _NUMBER_AT),
        _step(_AT_LEAST, _FIRST_X32_CALL, no=1),
        _step(_RETURN, KILL),
    ]
    for call in allowed:
        if (number := call.number(machine)) is not None:
            steps += _block(number, _allowing(call))
    for call in deadly:
        if (number := call.number(machine)) is not None:
            steps += _block(number, [_step(_RETURN, KILL)])
    steps.append(_step(_RETURN, REFUSE))
    return b"".join(steps)


def _block(number: int, body: list[bytes]) -> list[bytes]:
    """`body`, which returns on every way, for this call alone."""
    return [_step(_EQUAL, number, no=len(body)), *body]


def _allowing(call: Call) -> list[bytes]:
    if not call.alternatives:
        return [_step(_RETURN, ALLOW)]
    body = [step for checks in call.alternatives for step in _alternative(checks)]
    return [*body, _step(_RETURN, REFUSE)]


def _alternative(checks: tuple[Check, ...]) -> list[bytes]:
    """Steps that allow when all `checks` hold and otherwise go on behind them; written from the last to the first."""
    steps = [_step(_RETURN, ALLOW)]
    for check in reversed(checks):
        low = _ARGUMENTS_AT + 8 * check.argument
        if check.value is None:
            steps = [_step(_LOAD, low), _step(_ANY_BIT, check.forbidden, yes=len(steps)), *steps]
        else:
            steps = [_step(_LOAD, low + 4), _step(_EQUAL, 0, no=len(steps)), *steps]
            steps = [_step(_LOAD, low), _step(_EQUAL, check.value, no=len(steps)), *steps]
    return steps


def _step(operation: int, value: int, yes: int = 0, no: int = 0) -> bytes:
    return _STEP.pack(operation, yes, no, value)
