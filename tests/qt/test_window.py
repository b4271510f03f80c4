"""The window itself: names for screen readers, the keyboard, text directions, scales, what is pasted and dropped."""

import os
import subprocess
import sys

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAccessible, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget


def nameless(window):
    """Focusable visible widgets without an accessible name."""
    found = []
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or widget.focusPolicy() == Qt.FocusPolicy.NoFocus or not widget.isEnabled():
            continue
        if widget.focusProxy() is not None:
            continue
        interface = QAccessible.queryAccessibleInterface(widget)
        if interface is None or not interface.text(QAccessible.Text.Name).strip():
            found.append(f"{type(widget).__name__} in {type(widget.parentWidget()).__name__}")
    return found


def tab_stops(window, limit=200):
    """The widgets that Tab goes through, from the problem box until it comes round."""
    window.activateWindow()
    window.entry.box.setFocus()
    stops = [window.entry.box]
    for _ in range(limit):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        stops.append(QApplication.focusWidget())
        if stops[-1] is stops[0]:
            return stops[:-1]
    pytest.fail(f"Tab does not come round: it stays at {stops[-1]}")


def reachable(window):
    policies = (Qt.FocusPolicy.TabFocus, Qt.FocusPolicy.StrongFocus, Qt.FocusPolicy.WheelFocus)
    return {
        widget
        for widget in window.findChildren(QWidget)
        if widget.isVisible() and widget.isEnabled() and widget.focusPolicy() in policies and not widget.focusProxy()
    }


@pytest.mark.parametrize("state", ["empty", "tools", "solved"])
def test_every_control_has_a_name_and_is_reached_by_tab(stage, state):
    if state == "tools":
        stage.entry.keypad_button.click()
        QTest.keyClick(stage.window, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
        stage.entry.show_choices(["1", "2"])
    if state == "solved":
        stage.solve("Where does the parabola $y = x^2 - 4x + 1$ have its lowest point?")
        stage.wait(lambda: not stage.view.plot.isHidden())
        stage.view.program.editor.setPlainText("print(1)\n")
    assert nameless(stage.window) == []
    stops = tab_stops(stage.window)
    assert reachable(stage.window) - set(stops) == set()


def test_help_models_and_settings_have_names_too(stage):
    for key in (Qt.Key.Key_F1,):
        QTest.keyClick(stage.window, key)
    dialogs = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible() and widget is not stage.window]
    assert dialogs
    for dialog in dialogs:
        assert nameless(dialog) == []
        dialog.close()


def test_help_says_when_problems_leave_the_computer(stage):
    stage.workplace.doors.open_help()
    page = stage.workplace.doors._help
    said = " ".join(each.text() for each in page.findChildren(QLabel))
    assert "Nothing leaves this computer, unless you choose a model on a server" in said
    assert "Nothing leaves this computer." not in said
    page.close()


def test_the_keypad_is_one_stop_and_arrows_move_in_it(stage):
    stage.entry.keypad_button.click()
    keypad = stage.entry.keypad
    stops = [stop for stop in tab_stops(stage.window) if keypad.isAncestorOf(stop)]
    assert len(stops) == 1
    stops[0].setFocus()
    QTest.keyClick(stops[0], Qt.Key.Key_Right)
    assert QApplication.focusWidget().text() == "8"
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
    assert QApplication.focusWidget().text() == "5"
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert stage.entry.box.text == "5"


def test_keys_are_large_enough_for_a_finger(stage):
    stage.entry.keypad_button.click()
    stage.wait(lambda: stage.entry.keypad.height() > 0)
    heights = {key.height() for key in stage.entry.keypad.keys}
    assert min(heights) >= 44


def test_arrow_up_brings_the_last_problem_back(stage):
    stage.solve()
    stage.entry.box.set_text("")
    QTest.keyClick(stage.entry.box, Qt.Key.Key_Up)
    assert stage.entry.box.text == "A box holds 7 eggs. How many do 6 boxes hold?"
    QTest.keyClick(stage.entry.box, Qt.Key.Key_Down)
    assert stage.entry.box.text == ""


def test_an_empty_problem_is_refused_in_words(stage):
    stage.entry.solve()
    assert "empty" in stage.window.status.line.text
    assert stage.window.page.is_empty


def test_choices_can_be_added_filled_and_removed(stage):
    QTest.mouseClick(stage.entry.choices_button, Qt.MouseButton.LeftButton)
    choices = stage.entry.choices
    assert choices.isVisible()
    for text in ("12", "15"):
        QTest.keyClicks(QApplication.focusWidget(), text)
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert choices.texts == ("12", "15")
    choices.set_texts(())
    assert choices.texts == ()


def drop(box, data):
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    box.dropEvent(event)


def test_a_dropped_file_is_read(stage, tmp_path):
    path = tmp_path / "problem.txt"
    path.write_bytes(b"\xef\xbb\xbfWhat is\r\n$2^{10}$?\r\n")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    drop(stage.entry.box, data)
    assert stage.entry.box.text == "What is\n$2^{10}$?"
    assert "problem.txt" in stage.window.status.line.text


def test_a_file_that_is_no_text_is_refused(stage, tmp_path):
    path = tmp_path / "problem.bin"
    path.write_bytes(b"\0\1\2")
    stage.entry.read_file(path)
    assert stage.entry.box.text == ""
    assert "not plain text" in stage.window.status.line.text


def test_pasted_text_has_plain_line_ends(stage):
    data = QMimeData()
    data.setText("a\r\nb\rc")
    stage.entry.box.insertFromMimeData(data)
    assert stage.entry.box.text == "a\nb\nc"


def test_the_preview_is_there_only_for_formulas(stage):
    stage.entry.box.set_text("It costs $5 and then $7 more")
    QTest.qWait(200)
    assert stage.entry.preview.isHidden()
    stage.entry.box.set_text("Solve $x^2 = 2$")
    stage.wait(lambda: not stage.entry.preview.isHidden())
    stage.entry.box.set_text("Solve \\(x^2 = 2\\)")
    QTest.qWait(200)
    assert not stage.entry.preview.isHidden()


@pytest.mark.parametrize("size", [(1400, 900), (1000, 800), (700, 700), (380, 720)])
def test_no_part_is_wider_than_the_window(stage, size):
    stage.window.resize(*size)
    stage.solve("Solve $x^2 - 5x + 6 = 0$ for $x$, " + "and explain it " * 8)
    page = stage.window.page
    stage.wait(lambda: page.widget().width() <= page.viewport().width())
    for part in (stage.entry, stage.view.card, stage.view.prose, stage.view.program):
        right = part.mapTo(page.viewport(), QPoint(part.width(), 0)).x()
        assert right <= page.viewport().width()


def test_right_to_left_mirrors_the_window_and_nothing_breaks(stage, qapp):
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        stage.solve("Solve $x^2 = 4$.")
        window = stage.window
        assert window.entry.solve_button.mapTo(window, QPoint(0, 0)).x() < window.width() / 3
        assert stage.view.program.mapTo(window, QPoint(0, 0)).x() < stage.view.prose.mapTo(window, QPoint(0, 0)).x()
        assert stage.view.program.editor.layoutDirection() == Qt.LayoutDirection.LeftToRight
        assert stage.entry.keypad.layoutDirection() == Qt.LayoutDirection.LeftToRight
        assert not window.grab().isNull()
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_both_looks_repaint_everything(stage, choice):
    stage.solve()
    stage.workplace.theme.choose(choice)
    stage.wait(lambda: True)
    image = stage.window.grab().toImage()
    ground = image.pixelColor(4, image.height() - 4).lightness()
    assert (ground < 128) == (choice == "dark")


def test_the_application_starts_at_twice_the_scale_and_ends_with_0(tmp_path):
    code = (
        "from PySide6.QtCore import Qt\n"
        "from steppe_qt.application import make_application\n"
        "from steppe_qt.workplace import Workplace, real_parts\n"
        "application = make_application()\n"
        "workplace = Workplace(application, real_parts())\n"
        "window = workplace.window\n"
        "window.resize(700, 600)\n"
        "def look():\n"
        "    print(window.grab().size().toTuple(), window.page.widget().width() <= window.page.viewport().width())\n"
        "    window.close()\n"
        "window.first_painted.connect(look, Qt.ConnectionType.QueuedConnection)\n"
        "window.show()\n"
        "code = application.exec()\n"
        "print(workplace.close(), code)\n"
        "raise SystemExit(code)\n"
    )
    environment = os.environ | {
        "QT_SCALE_FACTOR": "2",
        "QT_QPA_PLATFORM": "offscreen",
        "XDG_CONFIG_HOME": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path),
        "STEPPE_MODELS_DIR": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "-P", "-c", code], env=environment, capture_output=True, timeout=150, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.decode().splitlines() == ["(1400, 1200) True", "True 0"]
    assert done.stderr.decode() == ""
