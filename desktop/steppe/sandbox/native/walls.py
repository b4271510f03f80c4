"""The walls of the native engine by name, and which of them are enough."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Walls:
    """Which walls to put up; all of them, but for tests of what each one holds."""

    namespaces: bool = True
    landlock: bool = True
    seccomp: bool = True


ALL_WALLS = Walls()
NAMESPACES, EMPTY_ROOT, LANDLOCK, SECCOMP, LIMITS = "namespaces", "empty_root", "landlock", "seccomp", "limits"


def are_enough(standing: tuple[str, ...]) -> bool:
    """The minimum: the filter of system calls, and a second wall in front of files and other processes."""
    has_second = LANDLOCK in standing or (NAMESPACES in standing and EMPTY_ROOT in standing)
    return SECCOMP in standing and has_second
