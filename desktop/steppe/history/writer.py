"""Writes solves down while they stream: one thread takes events from all of them and commits twice a second."""

from __future__ import annotations

import dataclasses
import json
import queue
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from steppe.history import codec, database, owner
from steppe.history.errors import HistoryError, describe, is_damage
from steppe.history.indexing import index_solve
from steppe.history.recording import Recording
from steppe.history.salvage import salvage
from steppe.history.words import storable
from steppe.solve.events import Event, Started, TextArrived, Verdict
from steppe_models.errors import SteppeError

COMMIT_EVERY_S = 0.4  # a power cut loses at most this and the time that a commit takes
RETRY_EVERY_S = 2.0
MOST_WAITING = 100_000

Tell = Callable[[str], None]
_Item = tuple[Recording, float, Event | None]


class Writer:
    """The thread that owns the writing connection; starts with the first solve and ends with `close`."""

    def __init__(self, path: Path, tell: Tell) -> None:
        self._path = path
        self._tell = tell
        self._queue: queue.SimpleQueue[_Item | None] = queue.SimpleQueue()
        self._waiting: list[_Item] = []
        self._handle: database.Handle | None = None
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._owner = ""
        self._trouble = ""
        self._flushed = threading.Condition()
        self._taken = self._done = 0

    def put(self, recording: Recording, at: float, event: Event | None) -> None:
        """Queue one event, or the end of a solve."""
        with self._lock:
            self._taken += 1
            self._queue.put((recording, at, event))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="history", daemon=True)
                self._thread.start()

    def wait(self, timeout_s: float) -> bool:
        """Wait until all that was queued so far is committed; False if it was not in time."""
        with self._lock:
            wanted = self._taken
        with self._flushed:
            return self._flushed.wait_for(lambda: self._done >= wanted, timeout_s)

    def close(self, timeout_s: float = 10.0) -> None:
        """Write what is left and end the thread."""
        with self._lock:
            thread, self._thread = self._thread, None
            self._queue.put(None)
        if thread is not None:
            thread.join(timeout_s)

    def _run(self) -> None:
        is_open = True
        while is_open:
            is_open = self._gather()
            self._flush()
        if self._handle is not None:
            self._handle.connection.close()
            self._handle = None

    def _gather(self) -> bool:
        """Collect events until the next commit is due; False when the writer shall end."""
        if not self._waiting:
            item = self._queue.get()
            if item is None:
                return False
            self._waiting.append(item)
        deadline = time.monotonic() + (RETRY_EVERY_S if self._trouble else COMMIT_EVERY_S)
        while (left := deadline - time.monotonic()) > 0:
            try:
                item = self._queue.get(timeout=left)
            except queue.Empty:
                return True
            if item is None:
                return False
            self._waiting.append(item)
            if item[2] is None and not self._trouble:
                return True  # the end of a solve is written at once
        return True

    def _flush(self, *, may_recover: bool = True) -> None:
        """Commit what is waiting; when that cannot be, keep it, say so once, and try again later."""
        if not self._waiting:
            return
        before = {each: (each.id, each.number, each.place, each.state) for each, _, _ in self._waiting}
        try:
            self._write_all()
        except (sqlite3.Error, SteppeError) as error:
            for recording, stood in before.items():
                recording.id, recording.number, recording.place, recording.state = stood
            if may_recover and isinstance(error, sqlite3.Error) and is_damage(error) and self._recover():
                self._flush(may_recover=False)
            else:
                self._complain(error if isinstance(error, SteppeError) else describe(error, self._path))
            if len(self._waiting) > MOST_WAITING:
                self._forget()
            return
        if self._trouble:
            self._trouble = ""
            for recording in before:
                recording.problem = ""
        self._forget()

    def _forget(self) -> None:
        with self._flushed:
            self._done += len(self._waiting)
            self._flushed.notify_all()
        self._waiting = []

    def _complain(self, error: SteppeError) -> None:
        for recording, _, _ in self._waiting:
            recording.problem = str(error)
        self._drop_handle()
        if self._trouble != error.message:
            self._trouble = error.message
            self._tell(str(error))

    def _recover(self) -> bool:
        """Save what can be read of a damaged file; whether writing may go on."""
        self._drop_handle()
        try:
            saved = salvage(self._path)
        except (SteppeError, sqlite3.Error):
            return False
        if saved is not None:
            self._tell(saved.sentence)
        return True

    def _drop_handle(self) -> None:
        if self._handle is not None:
            self._handle.connection.close()
            self._handle = None

    def _connection(self) -> sqlite3.Connection:
        if self._handle is not None and self._handle.identity != database.identity_of(self._path):
            self._drop_handle()  # another process has set a damaged file aside
        if self._handle is None:
            self._handle = database.connect(self._path)
        if not self._handle.is_writable:
            raise HistoryError(f"The history {self._path} may not be written.", "Check the permissions of its folder.")
        self._owner = self._owner or owner.this_process()
        return self._handle.connection

    def _write_all(self) -> None:
        connection = self._connection()
        connection.execute("BEGIN IMMEDIATE")
        try:
            ended = []
            for recording, at, event in _merged(self._waiting):
                if not self._begin(connection, recording):
                    continue
                if event is None:
                    ended.append(recording)
                    continue
                if isinstance(event, Started):
                    recording.mode, recording.model = event.mode, event.model
                elif isinstance(event, Verdict):
                    recording.verdict = event
                body = codec.encode(event)
                connection.execute("INSERT INTO event VALUES (?, ?, ?, ?)", (recording.id, recording.number, at, body))
                recording.number += 1
            for recording in dict.fromkeys(recording for recording, _, _ in self._waiting):
                _update(connection, recording, has_ended=recording in ended)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise

    def _begin(self, connection: sqlite3.Connection, recording: Recording) -> bool:
        """Have a row for a solve; False for one that was deleted. One that a new file lacks is begun again there."""
        assert self._handle is not None
        if recording.id and connection.execute("SELECT 1 FROM solve WHERE id = ?", (recording.id,)).fetchone():
            return True
        if recording.id and (recording.state != "running" or recording.place == self._handle.identity):
            recording.state = "deleted"
            return False
        recording.place = self._handle.identity
        subject = recording.subject
        cursor = connection.execute(
            "INSERT INTO solve (id, started, updated, state, owner, problem, choices)"
            " VALUES (?, ?, ?, 'running', ?, ?, ?)",
            (
                recording.id or None,
                recording.started,
                recording.started,
                self._owner,
                storable(subject.text),
                json.dumps([storable(choice) for choice in subject.choices], ensure_ascii=False),
            ),
        )
        recording.id = int(cursor.lastrowid or 0)
        index_solve(connection, recording.id)
        return True


def _update(connection: sqlite3.Connection, recording: Recording, *, has_ended: bool) -> None:
    """The row of a solve as it stands, and its words once it has ended."""
    verdict = recording.verdict
    if recording.state == "deleted":
        return
    if recording.state != "running" and not has_ended:  # what came after the end changes nothing but the words
        index_solve(connection, recording.id)
        return
    if has_ended:
        recording.state = "done" if verdict else "failed" if recording.failure else "stopped"
    answer = verdict.answer.text if verdict and verdict.answer else None
    connection.execute(
        "UPDATE solve SET updated = ?, state = ?, mode = ?, model = ?, answer = ?, agreement = ?, confidence = ?,"
        " seconds = ?, failure = ?, receipt = ? WHERE id = ?",
        (
            time.time(),
            recording.state,
            recording.mode,
            storable(recording.model),
            None if answer is None else storable(answer),
            verdict.agreement if verdict else "",
            verdict.confidence if verdict else None,
            verdict.seconds if verdict else time.time() - recording.started,
            recording.failure,
            json.dumps(recording.receipt),
            recording.id,
        ),
    )
    if has_ended:
        index_solve(connection, recording.id)


def _merged(items: list[_Item]) -> Iterator[_Item]:
    """Pieces of text of one path that come within one commit become one event; the order of everything else stays."""
    open_texts: dict[Recording, dict[tuple[object, ...], tuple[float, TextArrived]]] = {}
    for recording, at, event in items:
        texts = open_texts.setdefault(recording, {})
        if isinstance(event, TextArrived):
            key = _kind(event)
            if key in texts:
                first_at, first = texts[key]
                joined = dataclasses.replace(event, text=first.text + event.text)
                texts[key] = (first_at, joined)
            else:
                texts[key] = (at, event)
            continue
        for text_at, text in texts.values():
            yield recording, text_at, text
        texts.clear()
        yield recording, at, event
    for recording, texts in open_texts.items():
        for text_at, text in texts.values():
            yield recording, text_at, text


def _kind(event: TextArrived) -> tuple[object, ...]:
    """All that tells one stream of text from another."""
    return tuple(
        getattr(event, field.name) for field in dataclasses.fields(event) if field.name not in ("text", "tokens")
    )
