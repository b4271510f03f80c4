"""Walks the window and every dialog as a keyboard and a screen reader do: names everywhere, no dead ends."""

import os

import pytest
from loading import load
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QListView,
    QMenu,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from steppe.history.store import History
from steppe_qt.dialogs.convert_dialog import ConvertDialog
from steppe_qt.dialogs.models_dialog import ModelsDialog
from steppe_qt.dialogs.settings_dialog import SettingsDialog
from steppe_qt.help_page import HelpPage
from steppe_qt.past.remarks import RemarksDialog

CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QTextEdit,
)
BY_TAB = (Qt.FocusPolicy.TabFocus, Qt.FocusPolicy.StrongFocus, Qt.FocusPolicy.WheelFocus)
EGGS = "A box holds 7 eggs. How many do 6 boxes hold?"
PROBLEM = "Where does the parabola $y = x^2 - 4x + 1$ have its lowest point?"


def controls(top):
    """Everything visible in `top` that one can press, type into or focus; parts of a compound control are its own."""
    found = []
    for widget in top.findChildren(QWidget):
        if not widget.isVisible() or not widget.isEnabled() or widget.window() is not top.window():
            continue
        if isinstance(widget.parentWidget(), QAbstractSpinBox | QComboBox) or widget.objectName().startswith("qt_"):
            continue
        if isinstance(widget, CONTROLS) or widget.focusPolicy() != Qt.FocusPolicy.NoFocus:
            found.append(widget)
    return found


def told(widget):
    """A control as a failure names it."""
    parent = widget.parentWidget()
    return f"{type(widget).__name__} {widget.accessibleName()!r} in {type(parent).__name__}"


def name_of(widget):
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name).strip() if interface is not None else ""


def walk(top, start, key):
    """What the focus passes with this key, from `start` until it comes round."""
    top.activateWindow()
    for _ in range(500):
        if QApplication.activeWindow() is top:
            break
        QTest.qWait(2)
    start.setFocus(Qt.FocusReason.TabFocusReason)
    assert QApplication.focusWidget() is start, f"{told(start)} takes no focus"
    stops = [start]
    for _ in range(300):
        before = QApplication.focusWidget()
        QTest.keyClick(before, key)
        now = QApplication.focusWidget()
        if now is start:
            return stops
        assert now is not None, f"the focus is lost after {told(before)}"
        assert now is not before, f"no way on from {told(before)}"
        assert now not in stops, f"a circle without its beginning: {[told(each) for each in stops]}"
        stops.append(now)
    pytest.fail("the walk does not end")


def owner(widget):
    """The control that a part with the focus belongs to."""
    proxy_of = widget.parentWidget()
    return proxy_of if isinstance(proxy_of, QAbstractSpinBox | QComboBox) else widget


def audit(top, start):
    """Every control has a name; Tab and Shift+Tab come past each of them and round again."""
    QApplication.processEvents()
    there = controls(top)
    assert there
    assert [told(each) for each in there if not name_of(each)] == []
    for menu in top.findChildren(QMenu):
        assert all(action.text() or action.isSeparator() for action in menu.actions())
    forth = walk(top, start, Qt.Key.Key_Tab)
    back = walk(top, start, Qt.Key.Key_Backtab)
    assert {*map(owner, forth)} == {*map(owner, back)}
    reached = {owner(stop) for stop in forth}
    missed = [each for each in there if each not in reached and not is_reached_otherwise(each)]
    assert [told(each) for each in missed] == []
    assert [told(each) for each in reached if not each.isVisibleTo(top) or not name_of(each)] == []


def is_reached_otherwise(widget):
    """The keypad is one stop with arrow keys inside; a view without focus of its own scrolls with its page."""
    if widget.property("kind") == "key":
        return True
    return widget.focusPolicy() not in BY_TAB and not isinstance(widget, CONTROLS)


def open_dialog(stage, opener):
    before = set(QApplication.topLevelWidgets())
    opener()
    stage.wait(lambda: any(each.isVisible() for each in set(QApplication.topLevelWidgets()) - before))
    return next(each for each in QApplication.topLevelWidgets() if each.isVisible() and each not in before)


def first_stop(top):
    return next(each for each in controls(top) if each.focusPolicy() in BY_TAB)


def keep_some(path):
    story = load("tests/core/history/conftest.py").Story()
    with History.open(path) as history:
        for problem in ("A farmer has hens.", "Solve x^2 = 4", "A train leaves at noon."):
            story.keep(history, problem)


@pytest.fixture(autouse=True)
def own_store(tmp_path, monkeypatch):
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "STEPPE_MODELS_DIR"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")


@pytest.mark.parametrize("size", [(1180, 900), (400, 700)], ids=["wide", "narrow"])
@pytest.mark.parametrize(
    "state", ["empty", "keypad", "choices", "solving", "solved", "edited", "error", "failed", "plot", "no answer"]
)
def test_the_main_window(open_stage, engine, state, size):
    stage = open_stage(size=size)
    stage.ready()
    STATES[state](stage, engine)
    audit(stage.window, stage.entry.box)
    stage.workplace.session.stop()


def be_solving(stage, engine):
    engine.pace_s, engine.prose = 0.01, "word " * 9000
    stage.entry.box.set_text(EGGS)
    stage.entry.solve()
    stage.wait(lambda: stage.view is not None and "word" in stage.view.prose.view.written_text())


def be_edited(stage, engine, program="print(6 * 8)\n"):
    stage.solve(EGGS)
    stage.view.program.editor.setPlainText(program)
    stage.view.program.run_button.click()
    stage.wait(lambda: not stage.workplace.session.is_program_running)


def be_failed(stage, engine):
    from steppe_models.errors import EngineError

    engine.failure = EngineError("The engine crashed (SIGSEGV).", "Start it again.")
    stage.solve(EGGS)


def be_plotted(stage, engine):
    stage.solve(PROBLEM)
    stage.wait(lambda: not stage.view.plot.isHidden())


def be_without_answer(stage, engine):
    engine.program, engine.prose = "x = = 1", "I do not know."
    stage.solve(EGGS)


STATES = {
    "empty": lambda stage, engine: None,
    "keypad": lambda stage, engine: stage.entry.keypad_button.click(),
    "choices": lambda stage, engine: stage.entry.show_choices(["1", "2", "3"]),
    "solving": be_solving,
    "solved": lambda stage, engine: stage.solve(EGGS),
    "edited": be_edited,
    "error": lambda stage, engine: be_edited(stage, engine, "x = 1\nprnt(x)\n"),
    "failed": be_failed,
    "plot": be_plotted,
    "no answer": be_without_answer,
}


@pytest.mark.parametrize("size", [(1180, 900), (400, 700)], ids=["wide", "narrow"])
def test_the_history_at_the_side(open_stage, tmp_path, size):
    path = tmp_path / "history.sqlite"
    keep_some(path)
    stage = open_stage(open_history=lambda: History.open(path), size=size)
    stage.ready()
    stage.wait(lambda: stage.workplace.history is not None)
    stage.workplace.doors.toggle_history()
    panel = stage.workplace.doors.panel
    stage.wait(lambda: len(panel.entries) == 3 and not panel.is_busy)
    audit(stage.window, stage.window.bar.history_button)
    view = panel.findChild(QAbstractItemView)
    view.setCurrentIndex(view.model().index(0, 0))
    panel.ask_to_delete()
    audit(stage.window, stage.window.bar.history_button)
    names = [view.model().index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(3)]
    assert all(names)


def test_the_history_without_anything(open_stage, tmp_path):
    stage = open_stage(open_history=lambda: History.open(tmp_path / "history.sqlite"))
    stage.ready()
    stage.wait(lambda: stage.workplace.history is not None)
    stage.workplace.doors.toggle_history()
    listed = stage.workplace.doors.panel.findChild(QListView)
    stage.wait(lambda: not listed.isVisible())  # it has been read: a page that says so stands in its place
    audit(stage.window, stage.window.bar.history_button)


def test_the_remarks_of_a_solve(open_stage, tmp_path):
    path = tmp_path / "history.sqlite"
    keep_some(path)
    stage = open_stage()
    with History.open(path) as history:
        dialog = open_dialog(stage, lambda: RemarksDialog(history.entries()[0], stage.window).show())
    audit(dialog, first_stop(dialog))
    dialog.close()


@pytest.mark.parametrize("kind", [HelpPage, ModelsDialog, SettingsDialog])
def test_the_dialogs(stage, kind):
    doors = stage.workplace.doors
    opener = {HelpPage: doors.open_help, ModelsDialog: doors.open_models, SettingsDialog: doors.open_settings}[kind]
    dialog = open_dialog(stage, opener)
    assert isinstance(dialog, kind)
    audit(dialog, first_stop(dialog))
    dialog.close()


def test_the_models_with_their_details(stage):
    dialog = open_dialog(stage, stage.workplace.doors.open_models)
    for button in dialog.findChildren(QAbstractButton):
        if button.isCheckable() and button.isVisible() and not button.isChecked():
            button.click()
    audit(dialog, first_stop(dialog))
    dialog.close()


def test_converting(stage):
    dialog = open_dialog(stage, lambda: ConvertDialog(stage.window).show())
    audit(dialog, first_stop(dialog))
    dialog.set_source("/nowhere")
    audit(dialog, first_stop(dialog))
    dialog.close()


def test_the_first_start(open_stage, engine, shared_sandbox, means_of):
    stage = open_stage(means_of(engine, shared_sandbox, []))
    stage.wait(lambda: stage.window.stack.currentWidget() is not stage.window.page)
    audit(stage.window, stage.window.bar.new_button)
