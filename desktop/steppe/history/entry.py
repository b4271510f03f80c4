"""One solve as a list shows it, and one with all that was kept of it; read from rows of the history's tables."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from steppe.history import owner
from steppe.history.indexing import stored_events
from steppe.history.words import readable
from steppe.problem import Problem
from steppe.solve.events import Event

ENTRY_COLUMNS = (
    "id, started, updated, state, owner, solve.problem, solve.answer, agreement, confidence, mode, model, seconds, "
    "favourite, note"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One solve as a list shows it; `excerpt` is where the searched words stand, marked by \\x02 and \\x03.

    `state`: running, done, stopped (by the user), failed, or cut (its process ended in the middle).
    """

    id: int
    started: datetime
    state: str
    problem: str
    answer: str | None
    agreement: str
    confidence: float | None
    mode: str
    model: str
    seconds: float
    is_favourite: bool
    note: str
    tags: tuple[str, ...]
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class StoredSolve:
    """One solve with all that was kept of it: the events as they came, and the receipt."""

    entry: Entry
    choices: tuple[str, ...]
    events: tuple[Event, ...]
    receipt: dict[str, Any]
    failure: str

    @property
    def problem(self) -> Problem:
        """The problem, to be solved again."""
        return Problem(self.entry.problem, self.choices)


def read_entries(connection: sqlite3.Connection, query: str, values: tuple[object, ...]) -> list[Entry]:
    """The entries that a query for `ENTRY_COLUMNS` and an excerpt finds, with their tags."""
    rows = connection.execute(query, values).fetchall()
    tags = tags_of(connection, [row["id"] for row in rows])
    return [_entry(row, tags.get(row["id"], ()), readable(row["excerpt"])) for row in rows]


def read_solve(connection: sqlite3.Connection, solve: int) -> StoredSolve | None:
    """One solve, whole; None if there is none of this number."""
    row = connection.execute("SELECT * FROM solve WHERE id = ?", (solve,)).fetchone()
    if row is None:
        return None
    return StoredSolve(
        entry=_entry(row, tags_of(connection, [solve]).get(solve, ())),
        choices=tuple(str(choice) for choice in _json(row["choices"], [])),
        events=tuple(stored_events(connection, solve)),
        receipt=_json(row["receipt"], {}),
        failure=row["failure"],
    )


def _json(text: str, otherwise: Any) -> Any:
    """What a cell holds, or `otherwise` where damage has made it no JSON or of another kind."""
    try:
        value = json.loads(text)
    except ValueError:
        return otherwise
    return value if isinstance(value, type(otherwise)) else otherwise


def tags_of(connection: sqlite3.Connection, solves: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The tags of these solves."""
    found: dict[int, tuple[str, ...]] = {}
    for start in range(0, len(solves), 500):
        some = solves[start : start + 500]
        marks = ",".join("?" * len(some))
        query = f"SELECT solve, name FROM tag WHERE solve IN ({marks}) ORDER BY name"  # noqa: S608
        for solve, name in connection.execute(query, some):
            found[solve] = (*found.get(solve, ()), name)
    return found


def _entry(row: sqlite3.Row, tags: tuple[str, ...], excerpt: str = "") -> Entry:
    state = row["state"]
    if state == "running" and not owner.is_alive(row["owner"], row["updated"]):
        state = "cut"
    return Entry(
        id=row["id"],
        started=_moment(row["started"]),
        state=state,
        problem=row["problem"],
        answer=row["answer"],
        agreement=row["agreement"],
        confidence=row["confidence"],
        mode=row["mode"],
        model=row["model"],
        seconds=row["seconds"],
        is_favourite=bool(row["favourite"]),
        note=row["note"],
        tags=tags,
        excerpt=excerpt,
    )


def _moment(seconds: float) -> datetime:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):  # a damaged cell
        return datetime.fromtimestamp(0, UTC)
