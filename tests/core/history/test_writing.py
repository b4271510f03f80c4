"""What a crash, a full disk and a second process may do to the history: lose a second at most, and never in silence."""

from __future__ import annotations

import resource
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from steppe.history import writer
from steppe.history.recording import Recording
from steppe.history.store import History
from steppe.solve.events import TextArrived

_ENDLESS = """
import importlib.util, sys, time
from pathlib import Path
spec = importlib.util.spec_from_file_location("story", sys.argv[2])
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
from steppe.history.store import History
from steppe.solve.events import TextArrived, Started
story = module.Story()
history = History.open(Path(sys.argv[1]))
recordings = [story.begin(history, f"problem {number}") for number in range(50)]
for recording in recordings:
    recording.take(Started("auto", "m"))
count = 0
while True:
    for recording in recordings:
        recording.take(TextArrived("cot", f"{time.time():.2f} ", count))
    count += 1
    if count == 20:
        print("going", flush=True)
    time.sleep(0.02)
"""


def test_a_kill_in_the_middle_of_fifty_solves_loses_a_second_at_most(path: Path) -> None:
    conftest = Path(__file__).with_name("conftest.py")
    process = subprocess.Popen(
        [sys.executable, "-c", _ENDLESS, str(path), str(conftest)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "going\n"
    time.sleep(3.5)  # longer than what may be lost
    killed = time.time()
    process.kill()
    process.wait()
    process.stdout.close()
    with History.open(path) as history:
        assert history.notices == []
        entries = history.entries()
        assert len(entries) == 50
        assert {entry.state for entry in entries} == {"cut"}
        for entry in entries:
            texts = [event for event in history.solve(entry.id).events if isinstance(event, TextArrived)]
            times = "".join(event.text for event in texts).split()
            assert killed - float(times[-1]) < 3.0, "commit every 0.4 s, with room for a busy machine"
            assert times == sorted(times)
            assert texts[-1].tokens == len(times) - 1
        assert len(history.entries("problem", limit=99)) == 50, "what was cut off is found by search"


def test_a_stream_that_pauses_is_committed_without_further_events(history: History, path: Path, story) -> None:  # type: ignore[no-untyped-def]
    recording = story.begin(history, "slow")
    recording.take(TextArrived("cot", "one two", 2))
    deadline = time.monotonic() + 20
    rows: list[tuple[str]] = []
    while not rows and time.monotonic() < deadline:
        time.sleep(0.05)
        with sqlite3.connect(path) as other:
            rows = other.execute("SELECT body FROM event").fetchall()
        other.close()
    assert "one two" in rows[0][0]
    recording.end()


def test_pieces_of_text_are_joined_within_a_commit_and_stay_in_order(
    history: History,
    story,  # type: ignore[no-untyped-def]
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(writer, "COMMIT_EVERY_S", 5.0)  # else a slow machine commits more often meanwhile
    recording = story.begin(history, "two at once")
    for number in range(100):
        recording.take(TextArrived("pot", f"p{number} ", number))
        recording.take(TextArrived("cot", f"c{number} ", number))
    recording.end()
    assert history.flush()
    events = history.solve(recording.id).events
    assert len(events) <= 8
    for path in ("pot", "cot"):
        texts = [event for event in events if isinstance(event, TextArrived) and event.path == path]
        assert "".join(event.text for event in texts) == "".join(f"{path[0]}{number} " for number in range(100))
        assert texts[-1].tokens == 99


def test_two_processes_write_at_once(path: Path, story) -> None:  # type: ignore[no-untyped-def]
    script = _ENDLESS.replace("while True:", "for _ in range(10):").replace("range(50)", "range(5)")
    script += "\nfor recording in recordings:\n    recording.end()\nhistory.close()\n"
    command = [sys.executable, "-c", script, str(path), str(Path(__file__).with_name("conftest.py"))]
    others = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)]
    with History.open(path) as history:
        for number in range(10):
            story.keep(history, f"mine {number}")
        for other in others:
            _, errors = other.communicate(timeout=60)
            assert errors == b""
        entries = history.entries(limit=100)
        assert len(entries) == 15
        assert {entry.state for entry in entries} == {"done", "stopped"}
        assert all(len(history.solve(entry.id).events) >= 2 for entry in entries)


def test_many_threads_record_at_once(history: History, story) -> None:  # type: ignore[no-untyped-def]
    threads = [threading.Thread(target=story.keep, args=(history, f"problem {number}")) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {entry.state for entry in history.entries()} == {"done"}
    assert history.count() == 8


def test_a_full_disk_is_said_and_what_came_meanwhile_is_kept_when_there_is_room(
    path: Path,
    story,  # type: ignore[no-untyped-def]
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A file-size limit stands for the full disk."""
    monkeypatch.setattr(writer, "RETRY_EVERY_S", 0.2)
    told: list[str] = []
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    with History.open(path, told.append) as history:
        try:
            resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 20_000, hard))
            recording = story.begin(history, "big")
            recording.take(TextArrived("cot", "x" * 300_000, 1))
            deadline = time.monotonic() + 20
            while not recording.problem and time.monotonic() < deadline:
                time.sleep(0.02)
            assert "the disk is full" in recording.problem
            recording.take(TextArrived("cot", "more", 2))
            time.sleep(0.5)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
            signal.signal(signal.SIGXFSZ, before)
        recording.end()
        assert history.flush(30)
        assert recording.problem == ""
        texts = [event.text for event in history.solve(recording.id).events if isinstance(event, TextArrived)]
        assert "".join(texts) == "x" * 300_000 + "more"
    assert len(told) == 1


def test_a_file_that_was_replaced_under_an_open_handle_is_noticed(path: Path, story) -> None:  # type: ignore[no-untyped-def]
    with History.open(path) as history:
        story.keep(history, "before")
        for side in ("", "-wal", "-shm"):
            path.with_name(path.name + side).unlink(missing_ok=True)
        story.keep(history, "after")
        assert [entry.problem for entry in history.entries()] == ["after"]


def test_a_write_that_fails_in_a_new_file_loses_no_solve(path: Path, story, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    """The row is gone with the old file, and the first write into the new one meets a full disk."""
    monkeypatch.setattr(writer, "RETRY_EVERY_S", 0.1)
    failures = [sqlite3.OperationalError("database or disk is full")]
    real = writer._update

    def full_once(connection: sqlite3.Connection, recording: Recording, *, has_ended: bool) -> None:
        if failures:
            raise failures.pop()
        real(connection, recording, has_ended=has_ended)

    with History.open(path) as history:
        recording = story.begin(history, "marmoset")
        first, *others = story.events(prose="quokka")
        recording.take(first)
        assert history.flush(30)
        for side in ("", "-wal", "-shm"):
            path.with_name(path.name + side).unlink(missing_ok=True)
        monkeypatch.setattr(writer, "_update", full_once)
        for event in others:
            recording.take(event)
        recording.end()
        assert history.flush(30)
        assert not failures
        (entry,) = history.entries()
        assert (entry.problem, entry.state, recording.state) == ("marmoset", "done", "done")
