"""A damaged file is set aside, what can be read is saved, and the user is told; it is never silently replaced."""

from __future__ import annotations

import contextlib
import random
import resource
import signal
import sqlite3
from pathlib import Path

import pytest

from steppe.history.errors import HistoryError
from steppe.history.salvage import _is_whole, salvage
from steppe.history.store import History
from steppe_models.errors import SteppeError

SOLVES = 40


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, story) -> bytes:  # type: ignore[no-untyped-def]
    """A history of forty solves, as the bytes of its file."""
    path = tmp_path_factory.mktemp("whole") / "history.sqlite"
    with History.open(path) as history:
        for number in range(SOLVES):
            recording = story.begin(history, f"problem {number} " + "word " * 100)
            for event in story.events(prose=f"prose {number} " * 100):
                recording.take(event)
            recording.end()
        assert history.flush()
        history.set_tags(1, ["algebra"])
    return path.read_bytes()


@pytest.fixture
def full(path: Path, whole: bytes) -> Path:
    """The history of forty solves, closed."""
    path.parent.mkdir(parents=True)
    path.write_bytes(whole)
    return path


def set_aside(path: Path) -> list[Path]:
    return sorted(path.parent.glob("history.damaged-*.sqlite"))


@pytest.mark.parametrize("content", [b"this is no database " * 500, b"SQLite format 3\0" + b"\xff" * 9000])
def test_a_file_that_is_no_database_is_kept_aside(path: Path, content: bytes, story) -> None:  # type: ignore[no-untyped-def]
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    told: list[str] = []
    with History.open(path, told.append) as history:
        assert history.count() == 0
        story.keep(history, "goes on")
        assert history.notices == told
        assert len(told) == 1
        assert "was damaged" in told[0]
    (aside,) = set_aside(path)
    assert str(aside) in told[0]
    assert aside.read_bytes() == content


def test_most_solves_are_saved_from_a_file_with_a_broken_page(full: Path) -> None:
    page_bytes = 4096
    data = bytearray(full.read_bytes())
    place = data.index(b"problem 20 ") // page_bytes * page_bytes
    data[place : place + page_bytes] = b"\x5a" * page_bytes
    full.write_bytes(data)
    with History.open(full) as history:
        found = history.entries("problem", limit=100)
        texts = [history.solve(entry.id).events[-1] for entry in found]
        assert SOLVES * 0.7 <= len(found) < SOLVES
        assert len(texts) == len(found)
        assert len(history.notices) == 1
        assert f"{len(found)} solved problems were found again" in history.notices[0]
        assert [entry.id for entry in history.entries("#algebra")] in ([1], [])
    assert len(set_aside(full)) == 1
    with History.open(full) as history:
        assert history.notices == []
        assert history.repair() == "The history is whole."


def test_a_file_cut_in_half_gives_back_what_it_has(full: Path) -> None:
    data = full.read_bytes()
    full.write_bytes(data[: len(data) // 2 // 4096 * 4096])
    with History.open(full) as history:
        history.repair()
        assert isinstance(history.entries(), list)
    assert len(set_aside(full)) == 1


def test_repair_finds_damage_that_nobody_has_met_yet(full: Path) -> None:
    connection = sqlite3.connect(full)
    connection.execute("UPDATE words_data SET block = zeroblob(40) WHERE id > 10")
    connection.commit()
    connection.close()
    with History.open(full) as history:
        sentence = history.repair()
        assert f"{SOLVES} solved problems were found again" in sentence
        assert len(history.entries("problem", limit=100)) == SOLVES


def test_random_damage_never_ends_in_anything_but_a_sentence(whole: bytes, tmp_path: Path, story) -> None:  # type: ignore[no-untyped-def]
    dice = random.Random(7)
    refused: list[str] = []  # only where the version number itself was hit
    for round_number in range(8):
        path = tmp_path / f"round{round_number}" / "history.sqlite"
        path.parent.mkdir()
        data = bytearray(whole)
        for _ in range(dice.choice((1, 8, 200))):
            data[dice.randrange(len(data))] = dice.randrange(256)
        path.write_bytes(data)
        try:
            with History.open(path) as history:
                history.entries("problem", limit=100)
                for entry in history.entries(limit=100):
                    history.solve(entry.id)
                history.repair()
                story.keep(history, "goes on")
                assert history.entries("goes")[0].problem == "goes on"
        except HistoryError as error:
            refused.append(error.message)
    assert [message for message in refused if "later version" not in message] == []


def test_a_full_disk_during_a_rescue_leaves_the_damaged_file_where_it_is(full: Path) -> None:
    data = bytearray(full.read_bytes())
    data[8192 : 8192 + 600] = b"\xee" * 600
    full.write_bytes(data)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, hard))
        with pytest.raises(SteppeError, match="disk is full"):
            salvage(full)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    assert full.read_bytes() == data
    assert set_aside(full) == []
    assert [each.name for each in full.parent.glob("*.new*")] == []
    assert "damaged" in History(full).repair()
    with History.open(full) as history:
        assert history.count() > SOLVES / 2


def test_damage_is_seen_although_the_file_cannot_be_written(full: Path) -> None:
    data = bytearray(full.read_bytes())
    for start in range(4096, len(data), 4096):
        data[start : start + 40] = b"\xee" * 40
    full.write_bytes(data)
    with contextlib.closing(sqlite3.connect(full)) as other:
        with contextlib.suppress(sqlite3.DatabaseError):
            other.execute("BEGIN IMMEDIATE")
        assert not _is_whole(full)
