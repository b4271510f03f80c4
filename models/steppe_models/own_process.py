"""How Steppe starts itself again as a child process: from a Python environment, or as one frozen executable."""

from __future__ import annotations

import sys
from collections.abc import Sequence

_COMMAND_LINE = "steppe.cli.main"
_NO_CURRENT_FOLDER = ("-P",)  # the folder that the user is in is not searched for modules


def is_frozen() -> bool:
    """Whether this is the installed application, which has no Python of its own to run a module with."""
    return bool(getattr(sys, "frozen", False))


def own_command(name: str, module: str, flags: Sequence[str] = _NO_CURRENT_FOLDER) -> list[str]:
    """The command of the worker `name`, whose code is `module`; `flags` are Python's own, for an environment only.

    A frozen build knows its workers by name: WORKERS in steppe/cli/main.py.
    """
    if is_frozen():
        return [sys.executable, "--worker", name]
    return [sys.executable, *flags, "-m", module]


def steppe_command() -> list[str]:
    """The command `steppe` of this very installation, to be followed by a verb."""
    if is_frozen():
        return [sys.executable]
    return [sys.executable, *_NO_CURRENT_FOLDER, "-m", _COMMAND_LINE]
