"""The rows of a multiple choice: their letters and names, and what Return does in them."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest


def rows(stage):
    return stage.entry.choices._rows


def test_letters_leave_none_out(stage):
    stage.entry.show_choices(["12", "", "15", "", ""])
    assert [row.letter.text() for row in rows(stage)] == ["A", "", "B", "C", "D"]
    assert stage.entry.choices.texts == ("12", "15")
    stage.entry.show_choices(["", "", ""])
    assert [row.letter.text() for row in rows(stage)] == ["A", "B", "C"]


def test_a_row_without_a_letter_has_a_name(stage):
    stage.entry.show_choices(["12", "", "15"])
    names = [row.edit.accessibleName() for row in rows(stage)]
    assert names == ["Choice A", "Choice, empty", "Choice B"]
    assert rows(stage)[1].remove.accessibleName() == "Remove this empty choice"


def test_control_and_return_in_a_row_solve_once(stage):
    started = []
    stage.workplace.session.solve_started.connect(started.append)
    stage.entry.box.set_text("Which of these is divisible by 9?")
    stage.entry.show_choices(["4127", "5238"])
    for row in rows(stage):
        row.edit.setFocus()
        QTest.keyClick(row.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        assert stage.window.focusWidget() is row.edit
        assert len(started) == 1
        stage.wait(lambda: not stage.workplace.session.is_solving)
        started.clear()
    QTest.keyClick(rows(stage)[1].edit, Qt.Key.Key_Return)
    assert len(started) == 1
    stage.workplace.session.stop()
