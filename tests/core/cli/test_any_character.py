"""What is written reaches a terminal or pipe of any encoding, JSON is UTF-8, and no number is too large."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from contextlib import ExitStack
from pathlib import Path

import pytest
from loading import load

from steppe.cli import kept
from steppe.history import database
from steppe.history.store import History
from steppe.settings import load_settings


def test_a_terminal_without_the_sign_gets_it_written_out(steppe) -> None:  # type: ignore[no-untyped-def]
    problem = ("solve", "x^2 = 2", "--mode", "algebra", "--private")
    done = steppe(*problem, PYTHONIOENCODING="ascii:strict")
    assert done.returncode == 0, done.stderr
    assert "sqrt(2)" in done.stdout
    assert "\\u2248" in done.stdout + done.stderr
    done = steppe(*problem, "--json", PYTHONIOENCODING="ascii:strict")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1])["event"] == "verdict"
    assert "≈" in done.stdout


def test_half_a_character_in_a_file_name_is_a_sentence(steppe, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    for more in ((), ("--json",)):
        done = steppe("solve", "--file", str(tmp_path / "caf\udce9.txt"), *more)
        assert done.returncode == 2
        assert "caf\\udce9.txt" in done.stderr
        assert "Traceback" not in done.stderr


def test_old_solves_that_cannot_be_deleted_are_a_remark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_MS", 50)
    monkeypatch.setenv("STEPPE_DATA_DIR", str(tmp_path))
    story, told = load("tests/core/history/conftest.py").Story(), []
    settings = load_settings({"history.days": 1})
    with ExitStack() as stack:
        history = kept.open_history(stack, settings, told.append, "Not kept.")
        assert isinstance(history, History)
        number = story.keep(history, "long ago")
        with contextlib.closing(sqlite3.connect(history.path)) as other:
            other.execute("UPDATE solve SET started = 0 WHERE id = ?", (number,))
            other.commit()
            other.execute("BEGIN IMMEDIATE")
            kept.forget_old(history, settings, told.append)
            assert history.count() == 1
        kept.forget_old(history, settings, told.append)
        assert history.count() == 0
    assert len(told) == 1
    assert told[0].startswith("Old solves were not deleted: The history")


def test_numbers_that_no_database_holds_are_refused(steppe) -> None:  # type: ignore[no-untyped-def]
    for words in (("show", "1" * 30), ("list", "--limit", "1" * 30), ("delete", "1" * 5000)):
        done = steppe("history", *words)
        assert done.returncode == 2
        assert "invalid number value" in done.stderr
