"""Another language without a new start: the window is made anew, and what it shows and does goes on."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from steppe.settings_table import LANGUAGE
from steppe_qt.translations.install import install_language

PROBLEM = "A box holds $7$ eggs. How many do 6 boxes hold?"


@pytest.fixture(autouse=True)
def english_again(qapp):
    yield
    install_language(qapp, "en")


def change(stage, language):
    doors = stage.workplace.doors
    doors.open_settings()
    before = stage.window
    doors._settings_dialog.rows[LANGUAGE.key].changed.emit(LANGUAGE, language)
    stage.wait(lambda: stage.window is not before)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def test_what_was_solved_and_edited_stays(stage):
    stage.solve(PROBLEM)
    stage.view.program.editor.setPlainText("print(6 * 8)\n")
    QTest.mouseClick(stage.view.program.run_button, Qt.MouseButton.LeftButton)
    stage.wait(lambda: not stage.workplace.session.is_program_running)
    place = stage.window.geometry()
    change(stage, "de")
    assert stage.window.isVisible()
    assert stage.window.geometry() == place
    assert stage.entry.solve_button.text() == "Lösen"
    assert stage.entry.box.text == PROBLEM
    assert stage.view.program.editor.program() == "print(6 * 8)\n"
    assert stage.view.program.output.toPlainText() == "48"
    assert [value.answer_text for value in stage.view.card.values if value.isVisible()] == ["48", "42"]
    assert "Das Programm wurde geändert." in stage.view.card.sentence
    assert "Reasoning" not in stage.view.prose.view.accessibleName()
    assert stage.entry.model_picker.model_id
    assert stage.window.status.line.text
    assert "Ready" not in stage.window.status.line.text
    assert stage.workplace.doors.has_settings_open
    change(stage, "en")
    assert stage.entry.solve_button.text() == "Solve"
    stage.solve(PROBLEM)
    assert stage.view.card.badge.badge.shape == "agree"


def test_a_solve_goes_on_in_the_new_window(stage, engine):
    engine.free, engine.prose = 20, "word " * 300 + "The answer is 42."
    engine.gate.clear()  # the rest comes when the new window is there, however long that takes
    stage.entry.box.set_text(PROBLEM)
    stage.entry.solve()
    stage.wait(lambda: stage.view is not None and "word" in stage.view.prose.view.written_text())
    change(stage, "zh")
    assert stage.workplace.session.is_solving
    engine.gate.set()
    stage.wait(lambda: not stage.workplace.session.is_solving)
    assert stage.view.prose.view.written_text() == engine.prose
    assert stage.view.card.badge.badge.shape == "agree"
    assert stage.entry.solve_button.text() != "Stop"


def test_the_history_stays_open_and_recall_works(stage):
    stage.solve(PROBLEM)
    stage.workplace.doors.toggle_history()
    change(stage, "de")
    assert stage.workplace.doors.panel.isVisible()
    stage.entry.box.set_text("")
    QTest.keyClick(stage.entry.box, Qt.Key.Key_Up)
    assert stage.entry.box.text == PROBLEM
