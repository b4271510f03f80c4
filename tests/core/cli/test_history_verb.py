"""`steppe history` as scripts meet it, and a replay with the real model."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from loading import load

from steppe.app import EngineChoice, make_engine
from steppe.cli.main import main
from steppe.history.recording import recorded
from steppe.history.store import History
from steppe.problem import Problem
from steppe.solve.strategies import solve
from steppe.solve.task import Options, Task
from steppe_models.records import InstalledModel


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three solves in a history of the test's own."""
    monkeypatch.setenv("STEPPE_DATA_DIR", str(tmp_path))
    story = load("tests/core/history/conftest.py").Story()
    with History.open() as history:
        story.keep(history, "A farmer has hens.\nHow many?")
        story.keep(history, "Seven apples", answer="7")
        story.keep(history, "A train\x1b[31m leaves " + "very " * 40)
    return tmp_path


def call(*words: str) -> int:
    return main(["history", *words])


def objects(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize("action", ["show", "export", "worksheet"])
def test_a_number_beyond_the_database_is_a_sentence(action: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        call(action, "9" * 30)
    assert ended.value.code == 2
    assert "invalid number value" in capsys.readouterr().err


@pytest.mark.usefixtures("kept")
def test_a_full_disk_behind_json_is_a_sentence(kept: Path) -> None:
    command = [sys.executable, "-P", "-m", "steppe.cli.main", "history", "list", "--json"]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, timeout=60, check=False)
    assert done.returncode == 1
    assert b"disk is full" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.usefixtures("kept")
def test_list_search_show(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("list") == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3
    assert "\x1b" not in lines[0]
    assert lines[0].endswith("...  -> 72")
    assert "A farmer has hens. ...  -> 72" in lines[2]
    assert call("list", "--json", "--limit", "1") == 0
    assert objects(capsys)[0]["id"] == 3
    assert call("search", "farmer", "--json") == 0
    assert [row["id"] for row in objects(capsys)] == [1]
    assert call("show", "2") == 0
    shown = capsys.readouterr().out
    assert "Seven apples" in shown
    assert "Answer: 7" in shown
    assert call("show", "2", "--json") == 0
    (whole,) = objects(capsys)
    assert whole["events"][-1]["event"] == "verdict"
    assert whole["receipt"]["model"]["id"]


@pytest.mark.usefixtures("kept")
def test_tag_note_star_delete(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("tag", "1", "Algebra", "year 8", "--json") == 0
    assert objects(capsys)[0]["tags"] == ["algebra", "year-8"]
    assert call("list", "--tag", "algebra", "--json") == 0
    assert [row["id"] for row in objects(capsys)] == [1]
    assert call("note", "2", "look again", "--json") == 0
    assert objects(capsys)[0]["note"] == "look again"
    assert call("star", "3", "--json") == 0
    assert objects(capsys)[0]["favourite"] is True
    assert call("star", "3", "--off", "--json") == 0
    assert objects(capsys)[0]["favourite"] is False
    assert call("delete", "1", "2", "--json") == 0
    assert objects(capsys) == [{"event": "done", "deleted": 2}]
    assert call("delete", "--all") == 0
    assert capsys.readouterr().out == "1 deleted.\n"
    assert call("list") == 0
    assert "Nothing is kept yet." in capsys.readouterr().err


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("show", "99"), 2, "There is no solve 99"),
        (("delete",), 2, "not said what to delete"),
        (("delete", "1", "--all"), 2, "not said what to delete"),
        (("delete", "1", "99"), 2, "There is no solve 99"),
        (("delete", "--older-than", "0"), 2, "at least 1 day"),
        (("list", "--limit", "0"), 2, "too small"),
    ],
)
def test_bad_input_is_a_sentence(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], code: int, sentence: str
) -> None:
    assert call(*words) == code
    assert sentence in capsys.readouterr().err
    with History.open() as history:
        assert history.count() == 3


def test_a_damaged_history_is_told_once_on_standard_error(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (kept / "history.sqlite").write_bytes(b"no database at all" * 100)
    for side in ("-wal", "-shm"):
        (kept / f"history.sqlite{side}").unlink(missing_ok=True)
    assert call("list", "--json") == 0
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "was damaged" in captured.err
    assert call("repair", "--json") == 0
    assert objects(capsys)[0]["message"] == "The history is whole."


def test_a_place_that_cannot_be_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "blocked").write_text("")
    monkeypatch.setenv("STEPPE_DATA_DIR", str(tmp_path / "blocked"))
    assert call("list", "--json") == 1
    assert objects(capsys)[0]["code"] == "history"


@pytest.mark.slow
def test_a_replay_equals_its_original_and_a_changed_original_is_noticed(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    small_model: InstalledModel,
    sandbox: Any,
) -> None:
    monkeypatch.setenv("STEPPE_DATA_DIR", str(tmp_path))
    options = Options(mode="cot", seed=5, temperature=0.8, max_tokens=24, is_fresh=True)
    with History.open() as history, make_engine(small_model, EngineChoice(threads=1)) as engine:
        task = Task(Problem("What is 12 * 12?"), small_model.profile, engine, sandbox, options)
        recording = history.record(task, small_model)
        for _ in recorded(solve(task), recording):
            pass
        assert history.flush()
        receipt = history.solve(recording.id).receipt
        assert receipt["model"]["sha256"] == small_model.sha256
        assert receipt["engine"]["build"]
    assert call("replay", "1", "--json") == 0
    assert objects(capsys)[-1]["equal"] is True
    with sqlite3.connect(tmp_path / "history.sqlite") as connection:
        row = connection.execute("SELECT number, body FROM event WHERE body LIKE '%TextArrived%' LIMIT 1").fetchone()
        event = json.loads(row[1])
        event["text"] = "Zebra " + event["text"]
        connection.execute("UPDATE event SET body = ? WHERE number = ?", (json.dumps(event), row[0]))
    connection.close()
    assert call("replay", "1") == 1
    assert "differs from character 1 on: 'Zebra" in capsys.readouterr().out
