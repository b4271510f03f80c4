"""What keys do on each page: what belongs to the problem is not done to one that is out of sight."""

import pytest
from loading import load
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit

from steppe.history.store import History

CONTROL = Qt.KeyboardModifier.ControlModifier
AGAIN = CONTROL | Qt.KeyboardModifier.ShiftModifier
EGGS = "A box holds 7 eggs. How many do 6 boxes hold?"


def shows_problem(stage):
    return stage.window.stack.currentWidget() is stage.window.page


@pytest.mark.parametrize("key", [Qt.Key.Key_E, Qt.Key.Key_P])
def test_what_is_selected_in_the_history_is_saved_and_printed_before_anything_is_solved(open_stage, tmp_path, key):
    with History.open(tmp_path / "history.sqlite") as history:
        load("tests/core/history/conftest.py").Story().keep(history, "A farmer has hens.")
    stage = open_stage(open_history=lambda: History.open(tmp_path / "history.sqlite"))
    stage.ready()
    doors = stage.workplace.doors
    stage.wait(lambda: stage.workplace.history is not None)
    doors.toggle_history()
    stage.wait(lambda: len(doors.panel.entries) == 1)
    stage.window.activateWindow()
    doors.panel._list.selectAll()
    doors.panel._list.setFocus()
    stage.wait(lambda: doors.panel.has_list_focus)
    asked = []
    for signal in (doors.panel.export_wanted, doors.panel.print_wanted):
        signal.disconnect()
        signal.connect(lambda numbers, *_: asked.append(numbers))
    QTest.keyClick(stage.window, key, CONTROL)
    assert asked == [[1]]


@pytest.fixture
def at_work(stage):
    """A window whose page of problems lies behind that of one's own work."""
    stage.solve(EGGS)
    stage.workplace.doors.open_work()
    return stage


@pytest.mark.parametrize("held", [CONTROL, AGAIN])
def test_a_problem_out_of_sight_is_not_solved(at_work, engine, held):
    count = len(engine.requests)
    QTest.keyClick(at_work.window, Qt.Key.Key_Return, held)
    assert not at_work.workplace.session.is_solving
    assert len(engine.requests) == count
    assert not shows_problem(at_work)


def test_a_program_out_of_sight_is_not_run(at_work):
    QTest.keyClick(at_work.window, Qt.Key.Key_R, CONTROL)
    assert not at_work.workplace.session.is_program_running


def test_the_key_to_the_problem_leads_to_it(at_work):
    QTest.keyClick(at_work.window, Qt.Key.Key_1, CONTROL)
    assert shows_problem(at_work)
    assert at_work.window.focusWidget() is at_work.entry.box


def test_a_file_is_read_where_one_sees_it(at_work, tmp_path):
    path = tmp_path / "problem.txt"
    path.write_text("What is $2^{10}$?")
    timer = QTimer(interval=5)

    def choose():
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QFileDialog):
            timer.stop()
            dialog.findChild(QLineEdit).setText(str(path))
            dialog.accept()

    timer.timeout.connect(choose)
    timer.start()
    QTest.keyClick(at_work.window, Qt.Key.Key_O, CONTROL)
    assert at_work.entry.box.text == "What is $2^{10}$?"
    assert shows_problem(at_work)


def test_the_page_of_a_first_start_solves_nothing(open_stage, engine, shared_sandbox, means_of):
    stage = open_stage(means_of(engine, shared_sandbox, []))
    stage.wait(lambda: not shows_problem(stage))
    stage.entry.box.set_text(EGGS)
    QTest.keyClick(stage.window, Qt.Key.Key_Return, CONTROL)
    assert not stage.workplace.session.is_solving
    assert stage.window.page.is_empty
