"""The editor: colours that are right and can be read, keys that never trap, an error on its line."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QColor, QPalette, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from steppe_qt.code.editor import CodeEditor
from steppe_qt.maths.colours import contrast, tinted, wrong

PROGRAM = 'x = 1  # one\ntext = """two\nlines"""\nfor n in range(3):\n    print("π\U0001f600", n)\n'


@pytest.fixture
def page(qtbot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    column = QVBoxLayout(made)
    made.before, made.editor, made.after = QLineEdit(), CodeEditor(), QLineEdit()  # type: ignore[attr-defined]
    for widget in (made.before, made.editor, made.after):
        column.addWidget(widget)
    made.resize(500, 400)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


@pytest.fixture
def editor(page: QWidget) -> CodeEditor:
    page.editor.setFocus()
    return page.editor


def colour_of(editor: CodeEditor, line: int, word: str) -> QColor:
    """The colour of the first letter of a word in a line."""
    block = editor.document().findBlockByNumber(line - 1)
    place = len(block.text()[: block.text().index(word)].encode("utf-16-le")) // 2
    for each in block.layout().formats():
        if each.start <= place < each.start + each.length:
            return each.format.foreground().color()
    return editor.palette().color(QPalette.ColorRole.Text)


def test_colours_of_python(editor: CodeEditor) -> None:
    editor.set_program(PROGRAM)
    plain = editor.palette().color(QPalette.ColorRole.Text)
    keyword, name, number = colour_of(editor, 4, "for"), colour_of(editor, 5, "print"), colour_of(editor, 1, "1")
    string, comment = colour_of(editor, 2, '"""two'), colour_of(editor, 1, "# one")
    assert len({colour.name() for colour in (plain, keyword, name, number, string, comment)}) == 6
    assert colour_of(editor, 3, "lines") == string  # the string goes on
    assert colour_of(editor, 5, "\U0001f600") == string
    assert colour_of(editor, 5, "n)") == plain  # and letters of two units are counted as two


def test_closing_a_string_colours_the_lines_below_anew(editor: CodeEditor) -> None:
    editor.set_program('a = """\nfor\n')
    string = colour_of(editor, 2, "for")
    cursor = QTextCursor(editor.document().findBlockByNumber(0))
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
    cursor.insertText('"""')
    assert colour_of(editor, 2, "for") != string


@pytest.mark.parametrize(("base", "text"), [("#fffefb", "#20241d"), ("#1f2521", "#e9ebe3")])
def test_everything_can_be_read_in_both_palettes(base: str, text: str, editor: CodeEditor) -> None:
    palette = QPalette(editor.palette())
    palette.setColor(QPalette.ColorRole.Base, QColor(base))
    palette.setColor(QPalette.ColorRole.AlternateBase, QColor(base).darker(110))
    palette.setColor(QPalette.ColorRole.Text, QColor(text))
    editor.setPalette(palette)
    editor.set_program(PROGRAM)
    editor.set_error(4, "It failed")
    grounds = [QColor(base), QColor(base).darker(110), tinted(wrong(palette), palette)]
    for line, word in ((1, "1"), (1, "# one"), (2, '"""two'), (4, "for"), (5, "print")):
        for ground in grounds:
            assert contrast(colour_of(editor, line, word), ground) >= 4.5
    assert contrast(wrong(palette), grounds[2]) >= 4.5


def test_error_is_marked_until_the_next_edit(editor: CodeEditor) -> None:
    editor.set_program(PROGRAM)
    plain = editor.grab().toImage()
    editor.set_error(4, "There is\nno range")
    assert editor.error_line == 4
    marked = editor.grab().toImage()
    assert marked != plain
    interface = QAccessible.queryAccessibleInterface(editor)
    assert interface.text(QAccessible.Text.Name) == "Program"
    assert interface.text(QAccessible.Text.Description) == "Error in line 4: There is no range"
    editor.set_program(PROGRAM)
    editor.set_error(4, "Again")
    QTest.keyClicks(editor, "y")
    assert editor.error_line is None
    assert "Shift+Return" in editor.accessibleDescription()
    editor.set_error(99, "no such line")
    assert editor.error_line is None


def test_run_keys(editor: CodeEditor, qtbot) -> None:
    for modifier in (Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier):
        with qtbot.waitSignal(editor.run_requested):
            QTest.keyClick(editor, Qt.Key.Key_Return, modifier)
    assert editor.program() == ""


def test_tab_passes_through_until_something_is_typed(page: QWidget, editor: CodeEditor) -> None:
    editor.set_program("x")
    QTest.keyClick(editor, Qt.Key.Key_Tab)
    assert page.after.hasFocus()
    QTest.keyClick(page.after, Qt.Key.Key_Backtab)
    assert editor.hasFocus()
    QTest.keyClicks(editor, "y")
    QTest.keyClick(editor, Qt.Key.Key_Tab)
    assert editor.hasFocus()
    assert editor.program() == "y   x"
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    QTest.keyClick(editor, Qt.Key.Key_Tab)
    assert page.after.hasFocus()
    page.editor.setFocus()
    QTest.keyClick(editor, Qt.Key.Key_Backtab)  # having left, it passes through again
    assert page.before.hasFocus()


def test_a_program_that_cannot_be_edited_never_takes_tab(page: QWidget, editor: CodeEditor) -> None:
    editor.setReadOnly(True)
    QTest.keyClick(editor, Qt.Key.Key_Tab)
    assert page.after.hasFocus()


def test_typing_python(editor: CodeEditor) -> None:
    QTest.keyClicks(editor, "for n in x:")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QTest.keyClicks(editor, "if n:")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QTest.keyClicks(editor, "break")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QTest.keyClick(editor, Qt.Key.Key_Backspace)
    QTest.keyClicks(editor, "print(n)")
    assert editor.program() == "for n in x:\n    if n:\n        break\nprint(n)"


def test_indenting_a_selection_is_one_step_of_undo(editor: CodeEditor) -> None:
    editor.set_program("a\n\nb\nc")
    QTest.keyClicks(editor, "z")
    editor.undo()
    cursor = editor.textCursor()
    cursor.setPosition(0)
    cursor.setPosition(4, QTextCursor.MoveMode.KeepAnchor)
    editor.setTextCursor(cursor)
    QTest.keyClick(editor, Qt.Key.Key_Tab)
    assert editor.program() == "    a\n\n    b\nc"
    QTest.keyClick(editor, Qt.Key.Key_Backtab)
    assert editor.program() == "a\n\nb\nc"
    editor.undo()
    assert editor.program() == "    a\n\n    b\nc"


def test_text_that_streams_in_is_coloured(editor: CodeEditor) -> None:
    editor.setReadOnly(True)
    editor.set_program("")
    cursor = QTextCursor(editor.document())
    for piece in ("de", "f f", "():\n ", "   retu", "rn 1\n"):
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertText(piece)
    assert colour_of(editor, 1, "def") == colour_of(editor, 2, "return")
    assert editor.program() == "def f():\n    return 1\n"


def test_numbers_grow_with_the_program(editor: CodeEditor) -> None:
    editor.set_program("x\n" * 5)
    narrow = editor.viewportMargins().left()
    editor.set_program("x\n" * 1500)
    assert editor.viewportMargins().left() > narrow
    editor.grab()


def test_the_font_is_fixed_and_follows_the_size(editor: CodeEditor) -> None:
    font = editor.font()
    assert editor.fontMetrics().horizontalAdvance("i") == editor.fontMetrics().horizontalAdvance("M")
    font.setPointSizeF(font.pointSizeF() * 2)
    editor.setFont(font)
    assert editor.fontMetrics().horizontalAdvance("i") == editor.fontMetrics().horizontalAdvance("M")
    assert editor.font().pointSizeF() == pytest.approx(font.pointSizeF())


def test_an_error_far_down_is_brought_into_sight(qtbot) -> None:  # type: ignore[no-untyped-def]
    editor = CodeEditor()
    qtbot.addWidget(editor)
    editor.resize(400, 160)
    editor.show()
    editor.set_program("\n".join(f"x{number} = {number}" for number in range(1, 61)))
    editor.set_error(40, "name 'y' is not defined")
    assert 40 in [number for number, _ in editor.lines_in_sight()]
    assert editor.textCursor().blockNumber() == 0
