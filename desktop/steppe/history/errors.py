"""What can go wrong with the history, in sentences, and how SQLite's own errors are told apart."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from steppe_models.errors import DiskFullError, SteppeError

_READONLY, _BUSY, _LOCKED, _IOERR, _CORRUPT, _FULL, _CANTOPEN, _NOTADB = 8, 5, 6, 10, 11, 13, 14, 26


class HistoryError(SteppeError):
    """The history cannot be opened or changed (exit code 1)."""

    code = "history"


class HistoryBusyError(HistoryError):
    """Another process holds the history; what is being kept is written as soon as it lets go."""


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the file itself is damaged, not merely busy or out of reach."""
    return _code(error) in (_CORRUPT, _NOTADB)


def is_unreachable(error: sqlite3.Error) -> bool:
    """Whether the file may not or cannot be opened or written."""
    return _code(error) in (_READONLY, _CANTOPEN, _IOERR)


def describe(error: sqlite3.Error, path: Path) -> SteppeError:
    """SQLite's refusal as a sentence and what to do."""
    code = _code(error)
    if code == _FULL:
        return DiskFullError(f"The history {path} cannot grow: the disk is full.", "Make room on the disk.")
    if code == _IOERR:
        return HistoryError(
            f"The history {path} cannot be written: the disk is full or does not answer.", "Make room on the disk."
        )
    if code in (_READONLY, _CANTOPEN):
        return HistoryError(f"The history {path} may not be written.", "Check the permissions of its folder.")
    if code in (_BUSY, _LOCKED):
        return HistoryBusyError(f"The history {path} is busy.", "Another Steppe is at work on it; try again.")
    if is_damage(error):
        return HistoryError(f"The history {path} is damaged.", "`steppe history repair` saves what can be read.")
    return HistoryError(f"The history {path} cannot be used: {error}.", "`steppe history repair` may help.")


def _code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
