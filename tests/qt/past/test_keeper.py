"""What the window keeps and lets go of: its solves, edited programs, what is too old; and a history that is locked."""

import sqlite3
import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from steppe.history.store import History
from steppe.settings import SettingsStore
from steppe.settings_table import HISTORY_DAYS, HISTORY_KEEP
from steppe.solve.events import ProgramEdited
from steppe_models.errors import SteppeError
from steppe_qt.past.keeper import HistoryKeeper

EGGS = "A box holds 7 eggs. How many do 6 boxes hold?"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "history.sqlite"


@pytest.fixture
def kept(open_stage, path):
    stage = open_stage(open_history=lambda: History.open(path))
    stage.ready()
    stage.wait(lambda: stage.workplace.history is not None)
    return stage


def run_edited(stage, program):
    stage.view.program.editor.setPlainText(program)
    QTest.mouseClick(stage.view.program.run_button, Qt.MouseButton.LeftButton)
    stage.wait(lambda: not stage.workplace.session.is_program_running)


def reopen(stage):
    history = stage.workplace.history
    assert history.flush()
    stored = history.solve(history.entries()[0].id)
    QTest.keyClick(stage.window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    if stage.workplace.doors.panel is None:
        stage.workplace.doors.toggle_history()
    stage.workplace.doors.panel.reopened.emit(stored)
    return stored


def test_an_edited_program_is_kept_with_its_solve(kept):
    kept.solve(EGGS)
    run_edited(kept, "print(6 * 8)\n")
    before = kept.view.card.spoken
    stored = reopen(kept)
    assert isinstance(stored.events[-1], ProgramEdited)
    assert (stored.entry.answer, stored.entry.state) == ("42", "done")
    panel = kept.view.program
    assert panel.editor.program() == "print(6 * 8)\n"
    assert (panel.output.toPlainText(), panel.is_edited) == ("48", True)
    assert kept.view.card.spoken == before
    QTest.mouseClick(panel.restore_button, Qt.MouseButton.LeftButton)
    kept.wait(lambda: not kept.workplace.session.is_program_running)
    assert panel.editor.program() == "print(6 * 7)\n"


def test_a_solve_of_earlier_that_is_edited_keeps_that_too(kept):
    kept.solve(EGGS)
    reopen(kept)
    run_edited(kept, "x = 1\nprnt(x)\n")
    kept.wait(lambda: len(kept.workplace.history.solve(1).events) > 0 and is_edited(kept.workplace.history))
    reopen(kept)
    assert kept.view.program.error_line == 2
    assert "'prnt' is not defined" in kept.view.program.message
    assert [entry.id for entry in kept.workplace.history.entries("prnt")] == [1]


def is_edited(history):
    return isinstance(history.solve(1).events[-1], ProgramEdited)


def test_the_line_of_an_error_is_kept(kept, engine):
    engine.program = "x = 1\nprint(y)\n"
    kept.solve(EGGS)
    assert kept.view.program.error_line == 2
    reopen(kept)
    assert kept.view.program.error_line == 2


def test_a_deleted_solve_does_not_come_back_by_editing_its_program(kept):
    kept.solve(EGGS)
    history = kept.workplace.history
    assert history.flush()
    history.delete([1])
    run_edited(kept, "print(6 * 8)\n")
    assert history.flush()
    assert history.count() == 0


def age(path, days):
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE solve SET started = ?", (time.time() - days * 86400,))


def test_what_is_too_old_goes_at_the_start_and_after_a_solve(open_stage, path):
    first = open_stage(open_history=lambda: History.open(path))
    first.ready()
    first.solve("A box holds 7 eggs. How many do 6 boxes hold?")
    assert first.workplace.history.flush()
    first.workplace.close()
    age(path, 10)
    stage = open_stage(open_history=lambda: History.open(path))
    stage.ready()
    stage.solve("What is 7 times 6?")
    history = stage.workplace.history
    assert history.flush()
    assert history.count() == 2
    stage.workplace.conductor._settings.change(HISTORY_DAYS, 7)
    stage.solve("What is 42?")
    stage.wait(lambda: history.flush() and history.count() == 2)
    assert [entry.problem for entry in history.entries()] == ["What is 42?", "What is 7 times 6?"]


def test_nothing_is_kept_where_the_settings_say_so(open_stage, path):
    stage = open_stage(open_history=lambda: History.open(path))
    stage.ready()
    stage.wait(lambda: stage.workplace.history is not None)  # a solve that is not kept does not wait for it
    stage.workplace.conductor._settings.change(HISTORY_KEEP, False)
    stage.solve(EGGS)
    run_edited(stage, "print(6 * 8)\n")
    assert stage.workplace.history.flush()
    assert stage.workplace.history.count() == 0


def test_a_history_that_cannot_be_used_is_one_line_that_tries_again(open_stage, tmp_path):
    place = tmp_path / "place"
    place.write_text("a file where the folder should be")
    stage = open_stage(open_history=lambda: History.open(place / "history.sqlite"))
    stage.wait(lambda: stage.window.status.line.action == "history")
    assert "cannot be kept" in stage.window.status.line.text
    place.unlink()
    stage.window.status.acted.emit("history")
    stage.wait(lambda: stage.workplace.history is not None)
    stage.wait(lambda: "Ready" in stage.window.status.line.text)


def test_a_locked_history_is_waited_for_and_nothing_is_lost(qtbot, path, tmp_path, monkeypatch):
    monkeypatch.setattr("steppe.history.database.BUSY_MS", 50)
    History.open(path).close()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    told = []
    keeper = HistoryKeeper(
        lambda: History.open(path), SettingsStore(user=tmp_path / "s.toml", system=(), environment={})
    )
    keeper.noticed.connect(told.append)
    try:
        with qtbot.waitSignal(keeper.opened):
            keeper.begin()
    finally:
        other.execute("ROLLBACK")
        other.close()
        keeper.close()
    assert keeper.history is not None


def test_a_place_that_cannot_be_used_is_told(qtbot, tmp_path):
    def refuse():
        raise SteppeError("There is no place.", "Make one.")

    keeper = HistoryKeeper(refuse, SettingsStore(user=tmp_path / "s.toml", system=(), environment={}))
    with qtbot.waitSignal(keeper.failed) as failed:
        keeper.begin()
    assert failed.args[0].message == "There is no place."
    keeper.close()


def test_a_history_that_is_locked_while_solving_is_one_line_and_is_written_later(open_stage, path, monkeypatch):
    monkeypatch.setattr("steppe.history.database.BUSY_MS", 50)
    stage = open_stage(open_history=lambda: History.open(path))
    stage.ready()
    stage.wait(lambda: stage.workplace.history is not None)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        stage.solve(EGGS)
        stage.wait(lambda: "is busy" in stage.window.status.line.text)
        assert (stage.window.status.line.action, stage.view.card.badge.badge.shape) == ("dismiss", "agree")
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert stage.workplace.history.flush(60)
    assert stage.workplace.history.solve(1).entry.answer == "42"
    stage.window.status.acted.emit("dismiss")
    assert "Ready" in stage.window.status.line.text
