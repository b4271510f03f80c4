"""Solving a file from the window: the real command line behind it, stopped, gone on with, begun anew."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from steppe_models.places import models_dir
from steppe_models.records import InstalledModel
from steppe_qt.dialogs.batch_dialog import BatchDialog
from steppe_qt.theme.theme import Theme

SMALL = "smollm2-135m-instruct"


@pytest.fixture
def own_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEPPE_MODELS_DIR", str(models_dir()))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


def opened(qtbot: QtBot, more: list[str]) -> BatchDialog:
    dialog = BatchDialog(lambda: ["--model", SMALL, "--mode", "cot", "--max-tokens", "16", "--threads", "1", *more])
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


@pytest.mark.usefixtures("own_places")
def test_a_file_is_solved_stopped_and_gone_on_with(
    qtbot: QtBot, theme: Theme, small_model: InstalledModel, tmp_path: Path
) -> None:
    problems = tmp_path / "sums.txt"
    problems.write_text("".join(f"What is {number} + 1?\n" for number in range(4)))
    dialog = opened(qtbot, ["--parallel", "1"])
    assert not dialog.start_button.isEnabled()
    dialog.problems.setText(str(problems))
    results = tmp_path / "sums-results.csv"
    assert dialog.results.text() == str(results)
    dialog.start_button.click()
    assert dialog.is_busy
    assert not dialog.problems.isEnabled()
    qtbot.waitUntil(lambda: results.exists() and results.read_bytes().count(b"\n") >= 2, timeout=120_000)
    dialog.stop_button.click()
    qtbot.waitUntil(lambda: not dialog.is_busy, timeout=120_000)
    assert "Stopped" in dialog.notice.text
    assert dialog.start_button.text() == "Go on"
    dialog.start_button.click()
    qtbot.waitUntil(lambda: not dialog.is_busy, timeout=120_000)
    assert "of 4 problems have an answer" in dialog.notice.text
    assert results.read_bytes().count(b"\n") == 5
    assert dialog.open_button.isVisible()


@pytest.mark.usefixtures("own_places")
def test_results_of_something_else_can_be_begun_anew(
    qtbot: QtBot, theme: Theme, small_model: InstalledModel, tmp_path: Path
) -> None:
    problems, results = tmp_path / "sums.txt", tmp_path / "r.jsonl"
    problems.write_text("What is 1 + 1?\n")
    old = {"id": "9", "problem_sha256": "x", "settings": {}}
    results.write_text(json.dumps(old) + "\n")
    dialog = opened(qtbot, [])
    dialog.problems.setText(str(problems))
    dialog.results.setText(str(results))
    dialog.start()
    qtbot.waitUntil(lambda: not dialog.is_busy, timeout=60_000)
    assert "other problems" in dialog.notice.text
    dialog.notice.acted.emit()
    assert dialog.is_busy
    qtbot.waitUntil(lambda: not dialog.is_busy, timeout=120_000)
    assert json.loads(results.read_text())["id"] == "1"
    assert json.loads((tmp_path / "r.jsonl.before").read_text()) == old


@pytest.mark.usefixtures("own_places")
def test_closing_ends_what_runs(qtbot: QtBot, theme: Theme, small_model: InstalledModel, tmp_path: Path) -> None:
    problems = tmp_path / "sums.txt"
    problems.write_text("What is 1 + 1?\n")
    dialog = opened(qtbot, [])
    dialog.problems.setText(str(problems))
    dialog.start()
    dialog.close()
    assert not dialog.is_busy
