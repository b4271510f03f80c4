"""The page of one's own work in a real window, with the real sandbox and no model."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from steppe.check.derivation import CheckedLine
from steppe_qt.work.preview import typeset_lines
from steppe_qt.work.words import shown_lines, spoken, summary

RIGHT = "2x + 3 = 11\n2x = 8\nx = 4"
WRONG = "2x + 3 = 11\n2x = 14\nx = 7"


@pytest.fixture
def opened(stage):  # type: ignore[no-untyped-def]
    """The window with the page open, and the page."""
    stage.workplace.doors.open_work()
    return stage, stage.window.stack.currentWidget()


def check(opened, text: str):  # type: ignore[no-untyped-def]
    stage, page = opened
    page.editor.setPlainText(text)
    page.check()
    stage.wait(lambda: bool(page.lines))
    return page


def test_first_wrong_line_is_marked_and_nothing_behind_it_is_judged(opened) -> None:  # type: ignore[no-untyped-def]
    page = check(opened, WRONG)
    assert page.editor.signs == {1: "·", 2: "✗"}
    assert page.editor.textCursor().blockNumber() == 1
    assert page.notice.text.startswith("Line 2 is the first wrong one.")
    assert "4" not in page.notice.text
    assert "Line 2: wrong" in page.editor.accessibleDescription()


def test_a_change_takes_the_marks_away(opened) -> None:  # type: ignore[no-untyped-def]
    page = check(opened, RIGHT)
    assert page.editor.signs == {1: "·", 2: "✓", 3: "✓"}
    QTest.keyClicks(page.editor, "0")
    assert page.editor.signs == {}
    assert page.lines == ()
    assert page.notice.text == ""
    assert page.editor.accessibleDescription() == ""


def test_keys_check_and_a_button_leaves(opened) -> None:  # type: ignore[no-untyped-def]
    stage, page = opened
    page.editor.setPlainText(RIGHT)
    QTest.keyClick(page.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    stage.wait(lambda: bool(page.lines))
    page.back_button.click()
    assert stage.window.stack.currentWidget() is stage.window.page


def test_nothing_to_check(opened) -> None:  # type: ignore[no-untyped-def]
    _, page = opened
    page.check()
    assert page.notice.text == "Write your steps first, one on each line."


def test_preview_typesets_what_is_understood() -> None:
    assert typeset_lines("2x + 3 = 11") == "$2 x + 3 = 11$"
    assert typeset_lines("x = 2 or x = 3") == "$x = 2$ or $x = 3$"
    assert typeset_lines("so it follows\n$x^2$") == "so it follows\n\n$x^2$"


def test_words() -> None:
    lines = [
        CheckedLine(1, "a", "given"),
        CheckedLine(2, "b", "wrong", "Its sides differ."),
        CheckedLine(3, "c", "right"),
    ]
    assert shown_lines(lines) == lines[:2]
    assert spoken(lines[1]) == "Line 2: wrong. Its sides differ."
    assert summary(lines).startswith("Line 2 is the first wrong one.")
    assert summary(lines[:1]) == "There is no step to check yet: write the next line."
    assert summary([CheckedLine(1, "a", "unchecked")]) == "None of the lines could be checked."
