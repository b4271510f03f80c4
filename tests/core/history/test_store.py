"""Keeping, finding, marking and deleting: what a user is promised of the history."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from steppe.history import database
from steppe.history.errors import HistoryError
from steppe.history.recording import recorded
from steppe.history.schema import VERSION
from steppe.history.store import History
from steppe.history.words import parse_query
from steppe.solve.events import Started, TextArrived, Verdict
from steppe_models.errors import BadInputError, EngineError


def test_a_solve_is_reopened_as_it_was(history: History, story) -> None:  # type: ignore[no-untyped-def]
    number = story.keep(history, "Natalia sold 48 clips.", prose="Half of 48 is 24, so 72.")
    stored = history.solve(number)
    events = story.events(prose="Half of 48 is 24, so 72.")
    assert [type(event) for event in stored.events if not isinstance(event, TextArrived)] == [
        type(event) for event in events if not isinstance(event, TextArrived)
    ]
    for path in ("pot", "cot"):
        assert [event.text for event in stored.events if isinstance(event, TextArrived) and event.path == path] == [
            "".join(event.text for event in events if isinstance(event, TextArrived) and event.path == path)
        ]
    assert stored.events[-1] == events[-1]
    entry = stored.entry
    assert (entry.state, entry.answer, entry.agreement, entry.mode) == ("done", "72", "agree", "auto")
    assert stored.problem.text == "Natalia sold 48 clips."
    assert abs(entry.started.timestamp() - time.time()) < 60


def test_choices_and_receipt_are_kept(history: History, story) -> None:  # type: ignore[no-untyped-def]
    recording = history.record(story.task("Which?", ("1/2", "è 漢")))
    for _ in recorded(iter(story.events()), recording):
        pass
    assert history.flush()
    stored = history.solve(recording.id)
    assert stored.problem.choices == ("1/2", "è 漢")
    receipt = stored.receipt
    assert receipt["model"]["id"] == "qwen2.5-coder-1.5b-instruct"
    assert receipt["model"]["quantization"] == "Q4_K_M"
    assert (receipt["options"]["seed"], receipt["sampler"]["temperature"]) == (3, 0.5)
    assert "Which?" in receipt["prompts"]["cot"]
    assert receipt["steppe"]


def test_states(history: History, story) -> None:  # type: ignore[no-untyped-def]
    def stopped() -> int:
        recording = story.begin(history, "stopped")
        stream = recorded(iter(story.events()), recording)
        next(stream)
        stream.close()
        return int(history.flush() and recording.id)

    def failed() -> int:
        def events():  # type: ignore[no-untyped-def]
            yield Started("auto", "m")
            raise EngineError("The engine crashed.", "Start it again.")

        recording = story.begin(history, "failed")
        with pytest.raises(EngineError):
            list(recorded(events(), recording))
        return int(history.flush() and recording.id)

    assert history.solve(stopped()).entry.state == "stopped"
    stored = history.solve(failed())
    assert (stored.entry.state, stored.failure) == ("failed", "The engine crashed. Start it again.")
    recording = story.begin(history, "running")
    recording.take(Started("auto", "m"))
    assert history.flush()
    assert history.solve(recording.id).entry.state == "running"
    recording.end()


def test_no_recording_keeps_nothing(history: History, story) -> None:  # type: ignore[no-untyped-def]
    assert list(recorded(iter(story.events()), None)) == story.events()
    assert history.count() == 0


def test_the_list_is_newest_first_and_goes_on(history: History, story) -> None:  # type: ignore[no-untyped-def]
    numbers = [story.keep(history, f"problem {number}") for number in range(5)]
    first = history.entries(limit=2)
    assert [entry.id for entry in first] == numbers[:2:-1]
    assert [entry.id for entry in history.entries(limit=10, before=first[-1].id)] == numbers[2::-1]
    story.keep(history, "problem 3")
    assert history.latest_problems(3) == ["problem 3", "problem 4", "problem 2"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("farmer", {1}),
        ("FARM", {1}),
        ("hens rabb", {1}),
        ('"hens and"', {1}),
        ('"and hens"', set()),
        ("élève", {2}),
        ("eleve", {2}),
        ("鸡", {3}),
        ("鸡兔", {3}),
        ("兔鸡", set()),
        ("72", {1, 2, 3}),
        ("1234567", {2}),
        ("quadratic", {2}),
        ("3x^2", {2}),
        ("√", {2}),
        ("print", {1, 2, 3}),
        ("", {1, 2, 3}),
        ("nothing", set()),
    ],
)
def test_search(history: History, story, words: str, found: set[int]) -> None:  # type: ignore[no-untyped-def]
    story.keep(history, "A farmer has hens and rabbits.")
    story.keep(history, "Un élève: 3x^2 = 12, √4", answer="1234567", prose="It is a quadratic equation: 72")
    story.keep(history, "鸡兔同笼, 35 heads")
    assert {entry.id for entry in history.entries(words)} == found


def test_a_search_shows_where_it_found_the_words(history: History, story) -> None:  # type: ignore[no-untyped-def]
    story.keep(history, "long " * 30 + "the farmer has 鸡兔同笼 " + "text " * 30)
    assert "the \x02farmer\x03 has" in history.entries("farmer")[0].excerpt
    assert "鸡" in history.entries("鸡兔")[0].excerpt
    assert " 兔 " not in history.entries("farmer")[0].excerpt


@pytest.mark.parametrize(
    "words",
    [
        '"',
        '""',
        '"open',
        "a AND",
        "NEAR(",
        "*",
        "problem:x",
        "-",
        "^a",
        "(",
        "{a}",
        "a" * 5000,
        "x " * 200,
        "#",
        "\0",
        "'",
    ],
)
def test_no_search_is_an_error(history: History, story, words: str) -> None:  # type: ignore[no-untyped-def]
    story.keep(history, "A farmer")
    history.entries(words)


def test_queries() -> None:
    assert parse_query('abc "d e" #Algebra #') == ('"abc"* "d e"', ("algebra",))
    assert parse_query("漢字") == ('"漢 字"*', ())
    assert parse_query("+ - !") == ("", ())


def test_tags_notes_favourites(history: History, story) -> None:  # type: ignore[no-untyped-def]
    first, second = story.keep(history, "one"), story.keep(history, "two")
    history.set_tags(first, ["#Algebra", "  year 8 ", "algebra", ""])
    history.set_note(first, " ask about step three ")
    history.set_favourite(second, True)
    assert history.tags() == {"algebra": 1, "year-8": 1}
    entry = history.entries("three")[0]
    assert (entry.id, entry.tags, entry.note) == (first, ("algebra", "year-8"), "ask about step three")
    assert [entry.id for entry in history.entries("#ALGEBRA")] == [first]
    assert [entry.id for entry in history.entries("alge")] == [first]
    assert [entry.id for entry in history.entries(tags=["algebra"], words="two")] == []
    assert [entry.id for entry in history.entries(favourites=True)] == [second]
    history.set_tags(first, [])
    history.set_favourite(second, False)
    assert history.tags() == {}
    assert history.entries("alge") == history.entries(favourites=True) == []
    for change in (lambda: history.set_note(99, "x"), lambda: history.set_tags(99, ["x"]), lambda: history.solve(99)):
        with pytest.raises(BadInputError, match="no solve 99"):
            change()


def test_deleted_text_is_in_no_file(history: History, path: Path, story) -> None:  # type: ignore[no-untyped-def]
    for number in range(30):
        story.keep(history, f"filler {number}")
    secret = story.keep(history, "marmoset zanzibar", answer="quokka", prose="xylophone numbat")
    history.set_note(secret, "wombatnote")
    history.set_tags(secret, ["echidnatag"])
    marks = [b"marmoset", b"quokka", b"xylophone", b"wombatnote", b"echidnatag", b"zanzibar"]
    everything = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert all(mark in everything for mark in marks)
    assert history.delete([secret]) == 1
    everything = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert [mark for mark in marks if mark in everything] == []
    assert history.entries("marmoset") == []
    assert history.count() == 30
    assert history.delete([secret, 12345]) == 0
    assert story.keep(history, "new") > secret  # a number is never given out again


def test_retention(history: History, story) -> None:  # type: ignore[no-untyped-def]
    numbers = [story.keep(history, f"problem {number}") for number in range(3)]
    history.set_favourite(numbers[0], True)
    assert history.forget_older_than(0) == 0
    assert history.forget_older_than(30) == 0
    assert history.forget_older_than(30, now=time.time() + 31 * 86400) == 2
    assert [entry.id for entry in history.entries()] == numbers[:1]


def test_the_file_is_the_owners_alone(history: History, path: Path, story) -> None:  # type: ignore[no-untyped-def]
    story.keep(history, "private")
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()} == {0o600}


def test_places_follow_the_platform(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("STEPPE_DATA_DIR", raising=False)
    if sys.platform.startswith("linux"):
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
        assert database.history_file() == tmp_path / "steppe" / "history.sqlite"
    monkeypatch.setenv("STEPPE_DATA_DIR", str(tmp_path / "own"))
    assert database.history_file() == tmp_path / "own" / "history.sqlite"


def test_a_place_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "blocked").write_text("a file where a folder should be")
    with pytest.raises(HistoryError, match="cannot be kept in"):
        History.open(tmp_path / "blocked" / "history.sqlite")


def test_a_file_of_a_later_version_is_left_alone(path: Path) -> None:
    History.open(path).close()
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(HistoryError, match="later version"):
        History.open(path)
    assert path.read_bytes() == before


@pytest.mark.skipif(os.name != "posix" or os.getuid() != 0, reason="needs to become another user")
def test_a_history_that_may_only_be_read_is_read(path: Path, story) -> None:  # type: ignore[no-untyped-def]
    with History.open(path) as history:
        story.keep(history, "A farmer has hens.")
    for folder in path.parents[:4]:
        if folder.owner() == "root" and folder.name not in ("", "tmp"):
            folder.chmod(0o755)
    path.chmod(0o644)
    script = (
        "import os, sys; from pathlib import Path; from steppe.history.store import History\n"
        "import steppe.history.receipt, filelock, steppe.history.codec, psutil\n"
        "os.setgid(65534); os.setuid(65534)\n"
        "history = History.open(Path(sys.argv[1]))\n"
        "print(history.entries('farmer')[0].problem, '|', *history.notices)\n"
        "try:\n    history.set_note(1, 'x')\nexcept Exception as error:\n    print(type(error).__name__, error)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=False)
    if "Permission denied" in done.stderr:
        pytest.skip("the other user cannot reach the Python in use")
    assert done.stdout.startswith("A farmer has hens. | The history"), done.stderr
    assert "can be read and not changed" in done.stdout
    assert "HistoryError" in done.stdout


def test_closing_twice_and_using_after_is_harmless(path: Path, story) -> None:  # type: ignore[no-untyped-def]
    history = History.open(path)
    number = story.keep(history, "one")
    history.close()
    history.close()
    assert isinstance(history.solve(number).events[-1], Verdict)
    history.close()


def test_a_search_of_signs_alone_keeps_to_its_page_and_its_conditions(history: History, story) -> None:  # type: ignore[no-untyped-def]
    numbers = [story.keep(history, f"What is {number} + 1?") for number in range(4)]
    history.set_favourite(numbers[1], True)
    assert [entry.id for entry in history.entries("?", limit=2)] == [numbers[3], numbers[2]]
    assert [entry.id for entry in history.entries("?", limit=2, before=numbers[2])] == [numbers[1], numbers[0]]
    assert [entry.id for entry in history.entries("+", favourites=True)] == [numbers[1]]
    assert history.entries("?", tags=["none"]) == []


def test_a_solve_that_is_deleted_while_it_runs_stays_deleted(history: History, path: Path, story) -> None:  # type: ignore[no-untyped-def]
    recording = story.begin(history, "marmoset")
    first, *others = story.events(prose="quokka " * 5)
    recording.take(first)
    assert history.flush(30)
    with History.open(path) as other:  # as another process would
        assert other.delete([recording.id]) == 1
    for event in others:
        recording.take(event)
    recording.end()
    assert history.flush(30)
    assert history.count() == 0
    everything = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert b"quokka" not in everything
