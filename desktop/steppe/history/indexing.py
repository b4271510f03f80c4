"""Writes the words of a solve into the full-text index, from what is stored of it."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from typing import Any

from steppe.history import codec
from steppe.history.words import indexable
from steppe.solve.events import ProgramEdited, ProgramRan, ProgramReady, SampleEnded, TextArrived


def index_solve(connection: sqlite3.Connection, solve: int) -> None:
    """Put one solve, as it stands, into the index; what was there of it is replaced."""
    row = connection.execute("SELECT problem, choices, answer, note FROM solve WHERE id = ?", (solve,)).fetchone()
    if row is None:
        return
    problem, choices, answer, note = row
    tags = [name for (name,) in connection.execute("SELECT name FROM tag WHERE solve = ?", (solve,))]
    texts = (f"{problem}\n{choices}", answer or "", solution_text(connection, solve), " ".join([note, *tags]))
    connection.execute("DELETE FROM words WHERE rowid = ?", (solve,))
    connection.execute(
        "INSERT INTO words (rowid, problem, answer, solution, remarks) VALUES (?, ?, ?, ?, ?)",
        (solve, *(indexable(text) for text in texts)),
    )


def solution_text(connection: sqlite3.Connection, solve: int) -> str:
    """All that was written and printed, each path's text in one piece."""
    written: dict[object, list[str]] = {}
    for event in stored_events(connection, solve):
        if isinstance(event, TextArrived):
            written.setdefault(event.path, []).append(event.text)
        elif isinstance(event, ProgramReady) and event.program not in "".join(written.get(event.path, [])):
            written.setdefault(event.path, []).append("\n" + event.program)
        elif isinstance(event, ProgramRan):
            written.setdefault(event.path, []).append("\n" + event.output)
        elif isinstance(event, SampleEnded):
            written.setdefault(f"sample {event.number}", []).append(event.text)
        elif isinstance(event, ProgramEdited):
            written.setdefault(event.name, []).append(f"\n{event.program}\n{event.output}")
    return "\n".join("".join(parts) for parts in written.values())


def stored_events(connection: sqlite3.Connection, solve: int) -> Iterator[Any]:
    """The events of a solve in order; one of a kind that this version does not know is left out."""
    for (body,) in connection.execute("SELECT body FROM event WHERE solve = ? ORDER BY number", (solve,)):
        with contextlib.suppress(ValueError):
            yield codec.decode(body)
