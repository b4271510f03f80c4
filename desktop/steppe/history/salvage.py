"""Saves what can be read of a damaged history into a new file; the damaged one is kept beside it under another name."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from steppe.history import database
from steppe.history.errors import HistoryError, describe, is_damage

_COLUMNS = (
    "id, started, updated, state, owner, problem, choices, mode, model, answer, agreement, confidence, seconds, "
    "failure, receipt, favourite, note"
)
_MOST_GAP = 2000  # ids or event numbers in a row that are tried beyond the last that could be read
_SIDES = ("", "-wal", "-shm")


@dataclass(frozen=True, slots=True)
class Salvaged:
    """What became of a damaged file: where it is kept, and how many solves were found again, how many in part."""

    aside: Path
    solves: int
    in_part: int

    @property
    def sentence(self) -> str:
        """For the user."""
        part = f", {self.in_part} of them in part" if self.in_part else ""
        count = f"{self.solves} solved problems were" if self.solves != 1 else "1 solved problem was"
        return f"The history was damaged. {count} found again{part}. The damaged file is kept as {self.aside}."


def salvage(path: Path) -> Salvaged | None:
    """Set a damaged file aside and begin a new one with all that can be read; None if it is whole after all.

    Only one process does this at a time; others find a whole file afterwards.

    Raises:
        HistoryError: the file cannot be moved, or a new one not written.
    """
    from filelock import FileLock

    try:
        with FileLock(path.with_name(path.name + ".lock"), timeout=60):
            return None if _is_whole(path) else _replace(path)
    except sqlite3.Error as error:
        raise describe(error, path) from error
    except OSError as error:
        raise HistoryError(
            f"The history {path} is damaged and cannot be set aside: {error.strerror}.",
            "Close other windows of Steppe, make the folder writable, and start again.",
        ) from error


def _is_whole(path: Path) -> bool:
    try:
        handle = database.connect(path)
    except sqlite3.DatabaseError:
        return False
    try:
        if handle.connection.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
            return False
        handle.connection.execute("INSERT INTO words(words, rank) VALUES ('integrity-check', 0)")
        return True
    except sqlite3.DatabaseError as error:
        return not is_damage(error)
    finally:
        with contextlib.suppress(sqlite3.Error):
            handle.connection.close()


def _replace(path: Path) -> Salvaged:
    """Copy what can be read into a new file beside it, and only then let the two change places.

    Whatever fails or stops this on the way, the damaged file still stands where it stood.
    """
    new = path.with_name(f"{path.name}.new")
    _remove(new)
    try:
        solves, in_part = _copy(path, new)
        aside = _set_aside(path)
        os.replace(new, path)
    finally:
        _remove(new)
    return Salvaged(aside, solves, in_part)


def _remove(new: Path) -> None:
    for side in _SIDES:
        new.with_name(new.name + side).unlink(missing_ok=True)


def _set_aside(path: Path) -> Path:
    """Give the damaged file another name too; at its own it stays until the new one takes its place."""
    stamp = f"{datetime.now():%Y%m%d-%H%M%S}"
    aside = path.with_name(f"{path.stem}.damaged-{stamp}.sqlite")
    number = 1
    while aside.exists():
        number += 1
        aside = path.with_name(f"{path.stem}.damaged-{stamp}-{number}.sqlite")
    try:
        os.link(path, aside)
    except OSError:  # a file system without links
        shutil.copy2(path, aside)
    for side in _SIDES[1:]:
        part = path.with_name(path.name + side)
        if part.exists():
            os.replace(part, aside.with_name(aside.name + side))
    return aside


def _copy(damaged: Path, path: Path) -> tuple[int, int]:
    """Write a new file; how many solves were found, and how many of them in part."""
    from steppe.history.indexing import index_solve

    new = database.connect(path)
    solves = in_part = 0
    try:
        old = sqlite3.connect(damaged)
        try:
            old.text_factory = database.text_of
            new.connection.execute("BEGIN")
            for row in _solves(old):
                marks = ",".join("?" * len(row))
                with contextlib.suppress(sqlite3.IntegrityError):  # a cell that lost its content
                    new.connection.execute(f"INSERT INTO solve ({_COLUMNS}) VALUES ({marks})", row)  # noqa: S608
                    in_part += not _copy_parts(old, new.connection, row[0])
                    index_solve(new.connection, int(str(row[0])))
                    solves += 1
            new.connection.execute("COMMIT")
        finally:
            old.close()
    finally:
        new.connection.close()
    return solves, in_part


def _solves(old: sqlite3.Connection) -> Iterator[tuple[object, ...]]:
    """Every row that can be read: in order while that goes, then one id after the other around the damage."""
    last = 0
    while True:
        try:
            for row in old.execute(f"SELECT {_COLUMNS} FROM solve WHERE id > ? ORDER BY id", (last,)):  # noqa: S608
                last = row[0]
                yield row
            return
        except sqlite3.DatabaseError:
            row = _next_readable(old, f"SELECT {_COLUMNS} FROM solve WHERE id = ?", (), last)  # noqa: S608
            if row is None:
                return
            last = int(str(row[0]))
            yield row


def _next_readable(
    old: sqlite3.Connection, query: str, before: tuple[int, ...], last: int
) -> tuple[object, ...] | None:
    for number in range(last + 1, last + 1 + _MOST_GAP):
        with contextlib.suppress(sqlite3.Error):
            row = old.execute(query, (*before, number)).fetchone()
            if row is not None:
                return tuple(row)
    return None


def _copy_parts(old: sqlite3.Connection, new: sqlite3.Connection, solve: object) -> bool:
    """Events and tags of one solve; False if some could not be read."""
    is_complete = True
    assert isinstance(solve, int)
    with contextlib.suppress(sqlite3.Error):
        tags = old.execute("SELECT name FROM tag WHERE solve = ?", (solve,)).fetchall()
        new.executemany("INSERT OR IGNORE INTO tag VALUES (?, ?)", [(solve, name) for (name,) in tags])
    last = -1
    while True:
        try:
            query = "SELECT number, at, body FROM event WHERE solve = ? AND number > ? ORDER BY number"
            for row in old.execute(query, (solve, last)):
                last = row[0]
                new.execute("INSERT OR IGNORE INTO event VALUES (?, ?, ?, ?)", (solve, *row))
            return is_complete
        except sqlite3.DatabaseError:
            is_complete = False
            single = "SELECT number, at, body FROM event WHERE solve = ? AND number = ?"
            found = _next_readable(old, single, (solve,), last)
            if found is None:
                return False
            last = int(str(found[0]))
            new.execute("INSERT OR IGNORE INTO event VALUES (?, ?, ?, ?)", (solve, *found))
