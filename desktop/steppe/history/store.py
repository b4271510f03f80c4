"""The history as the application uses it: list, search, reopen, tag, note, favourite, delete for good, retention."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from steppe.history import codec, database, owner
from steppe.history.entry import ENTRY_COLUMNS, Entry, StoredSolve, read_entries, read_solve
from steppe.history.errors import HistoryBusyError, HistoryError, describe, is_damage
from steppe.history.indexing import index_solve
from steppe.history.receipt import algebra_receipt, make_receipt
from steppe.history.recording import Recording
from steppe.history.salvage import salvage
from steppe.history.words import normal_tag, parse_query, storable
from steppe.history.writer import Writer
from steppe.problem import Problem
from steppe.solve.events import Event
from steppe.solve.task import Task
from steppe_models.errors import BadInputError, SteppeError
from steppe_models.records import InstalledModel

R = TypeVar("R")
_ENTRY = (
    "id, started, updated, state, owner, problem, answer, agreement, confidence, mode, model, seconds, favourite, note"
)


class History:
    """The history behind one file. All methods may be called from any thread; several processes may have it open.

    `notices` are sentences for the user: what was recovered, that nothing can be written.
    """

    def __init__(self, path: Path, tell: Callable[[str], None] | None = None) -> None:
        self.path = path
        self.notices: list[str] = []
        self._tell_user = tell
        self._lock = threading.RLock()
        self._handle: database.Handle | None = None
        self._writer = Writer(path, self._tell)

    @classmethod
    def open(cls, path: Path | None = None, tell: Callable[[str], None] | None = None) -> History:
        """Open the history, recovering it first where it is damaged; `tell` gets notices, from any thread.

        Raises:
            HistoryError: the place cannot be used at all.
        """
        history = cls(path or database.history_file(), tell)
        try:
            history._use(history._tidy)
        except HistoryBusyError as error:  # the next start tidies
            history._tell(error.message)
        return history

    def __enter__(self) -> History:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Write what is waiting and close the file."""
        self._writer.close()
        with self._lock:
            self._drop_handle()

    def tell_to(self, tell: Callable[[str], None]) -> None:
        """Hand notices to `tell` from now on, from any thread; those that there are at once."""
        self._tell_user = tell
        for notice in tuple(self.notices):
            tell(notice)

    def record(self, task: Task, model: InstalledModel | None = None) -> Recording:
        """Begin to keep a solve; hand it the events, or wrap the stream with `recorded`."""
        return Recording(self._writer, task.problem, make_receipt(task, model), task.engine)

    def record_algebra(self, problem: Problem) -> Recording:
        """Begin to keep a solve that algebra answers without a model."""
        return Recording(self._writer, problem, algebra_receipt())

    def flush(self, timeout_s: float = 5.0) -> bool:
        """Wait until all events taken so far are on the disk; False if that cannot be."""
        return self._writer.wait(timeout_s)

    # Reading

    def entries(
        self, words: str = "", *, tags: Sequence[str] = (), favourites: bool = False, limit: int = 100, before: int = 0
    ) -> list[Entry]:
        """Solves, the newest first, of which all `words` are found; `before` goes on after an entry's id."""
        match, typed_tags = parse_query(words)
        is_of_signs = bool(words.strip()) and not match and not typed_tags  # of which the index knows nothing
        wanted = [*(normal_tag(tag) for tag in tags), *typed_tags]
        conditions = ["id < ?"] if before else []
        values: list[object] = [before] if before else []
        if favourites:
            conditions.append("favourite = 1")
        if is_of_signs:
            conditions.append("(instr(solve.problem, ?) OR instr(coalesce(answer, ''), ?))")
            values += [storable(words.strip())] * 2
        for tag in wanted:
            conditions.append("EXISTS (SELECT 1 FROM tag WHERE tag.solve = id AND tag.name = ?)")
            values.append(tag)
        where = " AND ".join(conditions) or "1"
        if match:
            excerpt = "snippet(words, -1, char(2), char(3), '…', 12)"
            query = (
                f"SELECT {ENTRY_COLUMNS}, {excerpt} AS excerpt FROM words JOIN solve ON solve.id = words.rowid"  # noqa: S608
                f" WHERE words MATCH ? AND {where} ORDER BY words.rowid DESC LIMIT ?"
            )
            values.insert(0, match)
        else:
            query = f"SELECT {ENTRY_COLUMNS}, '' AS excerpt FROM solve WHERE {where} ORDER BY id DESC LIMIT ?"  # noqa: S608
        return self._use(lambda connection: read_entries(connection, query, (*values, limit)))

    def solve(self, solve: int) -> StoredSolve:
        """One solve, whole.

        Raises:
            BadInputError: there is none of this number.
        """

        found = self._use(lambda connection: read_solve(connection, solve))
        if found is None:
            raise _no_such(solve)
        return found

    def latest_problems(self, limit: int = 50) -> list[str]:
        """The problems solved last, the newest first, each once."""
        query = "SELECT problem FROM solve ORDER BY id DESC LIMIT ?"
        rows = self._use(lambda connection: connection.execute(query, (limit * 10,)).fetchall())
        return list(dict.fromkeys(str(row[0]) for row in rows))[:limit]

    def count(self) -> int:
        """How many solves are kept."""
        return self._use(lambda connection: int(connection.execute("SELECT count(*) FROM solve").fetchone()[0]))

    def tags(self) -> dict[str, int]:
        """All tags, and how many solves have each."""
        query = "SELECT name, count(*) FROM tag GROUP BY name ORDER BY name"
        return self._use(lambda connection: {str(name): int(count) for name, count in connection.execute(query)})

    # Changing

    def set_favourite(self, solve: int, is_favourite: bool) -> None:
        """Mark a solve, or take the mark away; marked ones are not deleted by age.

        Raises:
            BadInputError: there is no such solve.
            HistoryError, DiskFullError: the file cannot be written.
        """
        self._change(solve, lambda connection: _set(connection, solve, "favourite", int(is_favourite)))

    def set_note(self, solve: int, note: str) -> None:
        """Write a note to a solve; it is found by search. Raises as `set_favourite` does."""
        self._change(solve, lambda connection: _set(connection, solve, "note", storable(note.strip())))

    def set_tags(self, solve: int, tags: Iterable[str]) -> None:
        """Give a solve these tags and no others. Raises as `set_favourite` does."""
        names = sorted({name for tag in tags if (name := normal_tag(tag))})

        def change(connection: sqlite3.Connection) -> int:
            if not connection.execute("SELECT 1 FROM solve WHERE id = ?", (solve,)).fetchone():
                return 0
            connection.execute("DELETE FROM tag WHERE solve = ?", (solve,))
            connection.executemany("INSERT INTO tag VALUES (?, ?)", [(solve, name) for name in names])
            return 1

        self._change(solve, change)

    def add_event(self, solve: int, event: Event) -> None:
        """Keep what happened after a solve of earlier, as a program that was edited. Raises as `set_favourite` does."""
        body = codec.encode(event)

        def change(connection: sqlite3.Connection) -> int:
            if not connection.execute("SELECT 1 FROM solve WHERE id = ?", (solve,)).fetchone():
                return 0
            last = connection.execute("SELECT max(number) FROM event WHERE solve = ?", (solve,)).fetchone()[0]
            number = 0 if last is None else last + 1
            connection.execute("INSERT INTO event VALUES (?, ?, ?, ?)", (solve, number, time.time(), body))
            return 1

        self._change(solve, change)

    def delete(self, solves: Iterable[int]) -> int:
        """Delete solves so that no trace of their text stays in the file; returns how many there were.

        Raises:
            HistoryError, DiskFullError: the file cannot be written.
        """
        numbers = [(solve,) for solve in solves]

        def change(connection: sqlite3.Connection) -> int:
            before = connection.total_changes
            connection.executemany("DELETE FROM event WHERE solve = ?", numbers)
            connection.executemany("DELETE FROM tag WHERE solve = ?", numbers)
            connection.executemany("DELETE FROM words WHERE rowid = ?", numbers)
            inside = connection.total_changes
            connection.executemany("DELETE FROM solve WHERE id = ?", numbers)
            deleted = connection.total_changes - inside
            if connection.total_changes > before:  # deleted words stay in the index until its parts are merged
                connection.execute("INSERT INTO words (words) VALUES ('optimize')")
            return deleted

        deleted = self._use(lambda connection: _in_transaction(connection, change))
        if deleted:
            self._use(_empty_log)
        return deleted

    def forget_older_than(self, days: int, now: float | None = None) -> int:
        """Delete what is older than so many days and no favourite; 0 days keeps everything. Returns how many."""
        if days <= 0:
            return 0
        limit = (time.time() if now is None else now) - days * 86400.0
        query = "SELECT id FROM solve WHERE started < ? AND favourite = 0 AND state != 'running'"
        old = self._use(lambda connection: [int(row[0]) for row in connection.execute(query, (limit,))])
        return self.delete(old) if old else 0

    def repair(self) -> str:
        """Look at every page of the file and save what can be read if it is damaged; a sentence with the outcome.

        Raises:
            HistoryError: a damaged file cannot be set aside.
        """
        with self._lock:
            self._drop_handle()
            saved = salvage(self.path)
        return saved.sentence if saved else "The history is whole."

    # Inside

    def _change(self, solve: int, change: Callable[[sqlite3.Connection], int]) -> None:
        def whole(connection: sqlite3.Connection) -> int:
            changed = change(connection)
            index_solve(connection, solve)
            return changed

        if not self._use(lambda connection: _in_transaction(connection, whole)):
            raise _no_such(solve)

    def _use(self, operation: Callable[[sqlite3.Connection], R]) -> R:
        """Do something with the file; a damaged one is recovered first, and the user told."""
        with self._lock:
            try:
                return operation(self._connection())
            except sqlite3.Error as error:
                self._drop_handle()
                if not is_damage(error):
                    raise describe(error, self.path) from error
            saved = salvage(self.path)
            if saved is not None:
                self._tell(saved.sentence)
            try:
                return operation(self._connection())
            except sqlite3.Error as error:
                self._drop_handle()
                raise describe(error, self.path) from error

    def _connection(self) -> sqlite3.Connection:
        if self._handle is not None and self._handle.identity != database.identity_of(self.path):
            self._drop_handle()
        if self._handle is None:
            self._handle = database.connect(self.path)
            if not self._handle.is_writable:
                self._tell(f"The history {self.path} can be read and not changed: its folder may not be written.")
        return self._handle.connection

    def _drop_handle(self) -> None:
        if self._handle is not None:
            with contextlib.suppress(sqlite3.Error):
                self._handle.connection.close()
            self._handle = None

    def _tell(self, sentence: str) -> None:
        if sentence not in self.notices:
            self.notices.append(sentence)
            if self._tell_user is not None:
                self._tell_user(sentence)

    def _tidy(self, connection: sqlite3.Connection) -> None:
        """Solves whose process is gone are marked as cut off, and their words become findable."""
        assert self._handle is not None
        if not self._handle.is_writable:
            return
        rows = connection.execute("SELECT id, owner, updated FROM solve WHERE state = 'running'").fetchall()
        for solve in [row["id"] for row in rows if not owner.is_alive(row["owner"], row["updated"])]:

            def change(connection: sqlite3.Connection, solve: int = solve) -> int:
                connection.execute("UPDATE solve SET state = 'cut' WHERE id = ? AND state = 'running'", (solve,))
                index_solve(connection, solve)
                return 1

            with contextlib.suppress(sqlite3.OperationalError):  # busy or full: the next start does it
                _in_transaction(connection, change)


def _in_transaction(connection: sqlite3.Connection, change: Callable[[sqlite3.Connection], int]) -> int:
    connection.execute("BEGIN IMMEDIATE")
    try:
        result = change(connection)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return result


def _set(connection: sqlite3.Connection, solve: int, column: str, value: object) -> int:
    return connection.execute(f"UPDATE solve SET {column} = ? WHERE id = ?", (value, solve)).rowcount  # noqa: S608


def _empty_log(connection: sqlite3.Connection) -> None:
    """Move the log into the file and cut it to nothing, so that deleted text does not stay in it."""
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


def _no_such(solve: int) -> SteppeError:
    return BadInputError(f"There is no solve {solve} in the history.", "`steppe history list` shows what there is.")


__all__ = ["Entry", "History", "HistoryError", "StoredSolve"]
