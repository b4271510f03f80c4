"""The view: what streams in stands there as if it had come at once, with formulas, marks, copies and both palettes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage, QPalette, QTextCursor
from PySide6.QtTest import QTest

from steppe_qt.maths.colours import contrast, right, wrong
from steppe_qt.maths.typesetter import Typesetter
from steppe_qt.maths.view import MathsView

TEXT = r"""**Solve** $x^2-5x+6=0$ for *all* $x$.

Use the formula
\[
x=\frac{5\pm1}{2}.
\]
It costs $5 and $10, `a*b` stays.

- For \(x=2\): $4-10+6 = 0$
```python
print(2)
```
The answer is $\boxed{x=2}$.
"""


@pytest.fixture
def view(qtbot, typesetter: Typesetter, settle) -> MathsView:
    made = MathsView(typesetter)
    qtbot.addWidget(made)
    made.resize(600, 500)
    made.show()
    yield made
    settle()


def write(view: MathsView, text: str, size: int = 10_000) -> None:
    for start in range(0, len(text), size):
        view.append(text[start : start + size])
        view._flush()
    view.finish()


def shape(view: MathsView) -> list[tuple[str, str]]:
    """Text and formats of every block."""
    blocks = []
    block = view.document().begin()
    while block.isValid():
        blocks.append((block.text(), str(block.blockFormat().alignment()), block.charFormat().fontWeight()))
        block = block.next()
    return blocks


@pytest.mark.parametrize("size", [1, 3, 17])
def test_pieces_of_any_size_give_the_same_document(size: int, qtbot, typesetter: Typesetter, settle) -> None:
    whole, piecewise = MathsView(typesetter), MathsView(typesetter)
    for view in (whole, piecewise):
        qtbot.addWidget(view)
        view.begin_section("Reasoning")
    write(whole, TEXT)
    write(piecewise, TEXT, size)
    settle()
    assert shape(piecewise) == shape(whole)
    assert piecewise.spoken_text() == whole.spoken_text()
    assert piecewise.written_text() == whole.written_text() == "## Reasoning\n\n" + TEXT


def test_source_stands_in_grey_until_the_formula_is_there(view: MathsView, typesetter: Typesetter, settle) -> None:
    view.append("Let $v^{31} = 2")
    view._flush()
    assert view.toPlainText() == "Let $v^{31} = 2"
    cursor = QTextCursor(view.document())
    cursor.setPosition(6)
    colour = cursor.charFormat().foreground().color()
    assert contrast(colour, view.palette().color(QPalette.ColorRole.Base)) >= 4.5
    assert colour != view.palette().color(QPalette.ColorRole.Text)
    write(view, "$ here.\n")
    assert "$v^{31} = 2$ here" in view.toPlainText()
    settle()
    assert view.toPlainText() == "Let \ufffc here."


def test_what_is_closed_is_not_touched_again(view: MathsView, settle) -> None:
    view.append("First line $a$.\nSecond")
    view._flush()
    settle()
    changes: list[int] = []
    view.document().contentsChange.connect(lambda place, removed, added: changes.append(place))
    end = len("First line o.\nSecond")
    for word in (" line", " goes", " on"):
        view.append(word)
        view._flush()
    assert changes
    assert min(changes) >= end


def test_many_formulas_that_wait_take_their_own_places(view: MathsView, settle) -> None:
    write(view, "".join(f"a $w_{{{n}}}$ b $w_{{{n}}}$ c\n" for n in range(30)))
    assert view.toPlainText().count("$w_") > 0
    settle()
    assert view.toPlainText() == "\n".join(["a \ufffc b \ufffc c"] * 30)
    assert view.spoken_text() == "\n".join(f"a w sub {n} b w sub {n} c" for n in range(30))


def test_copy_gives_latex_as_it_was_written(view: MathsView, settle) -> None:
    write(view, TEXT)
    settle()
    view.selectAll()
    text = view.createMimeDataFromSelection().text()
    assert r"Solve $x^2-5x+6=0$ for all $x$." in text
    assert "\\[\nx=\\frac{5\\pm1}{2}.\n\\]" in text
    assert "\ufffc" not in text
    assert not view.createMimeDataFromSelection().hasHtml()
    cursor = view.textCursor()
    cursor.setPosition(0)
    cursor.setPosition(len("Solve o"), QTextCursor.MoveMode.KeepAnchor)
    view.setTextCursor(cursor)
    assert view.createMimeDataFromSelection().text() == "Solve $x^2-5x+6=0$"


def test_a_long_formula_in_the_line_is_broken_and_copied_whole(view: MathsView, settle) -> None:
    source = "$S = 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9 = 45 = 9 \\cdot 5$"
    view.resize(260, 400)
    write(view, f"So {source} at last.")
    settle()
    assert view.toPlainText().count("\ufffc") > 1
    assert view.document().begin().layout().lineCount() > 1
    view.selectAll()
    assert view.createMimeDataFromSelection().text() == f"So {source} at last."
    assert "equals 45 equals 9 times 5 at last" in view.spoken_text()


def test_a_wide_display_takes_several_lines_and_fits(view: MathsView, settle) -> None:
    view.resize(900, 400)
    write(view, r"$$(a+b)^2(a+b)^2 = (a^2+2ab+b^2)(a^2+2ab+b^2) = a^4+4a^3b+6a^2b^2+4ab^3+b^4$$")
    settle()
    height = view.document().size().height()
    assert view.horizontalScrollBar().maximum() == 0
    view.resize(380, 400)
    settle()
    assert view.document().size().height() > 1.5 * height
    assert view.horizontalScrollBar().maximum() == 0
    view.resize(900, 400)
    settle()
    assert view.document().size().height() == pytest.approx(height, abs=2)


def test_what_cannot_be_broken_scrolls_rather_than_becoming_unreadable(view: MathsView, settle) -> None:
    view.resize(160, 300)
    write(view, r"$$\begin{pmatrix}" + "&".join(f"a_{{{n}}}" for n in range(14)) + r"\end{pmatrix}$$")
    settle()
    assert view.horizontalScrollBar().maximum() > 0


def test_broken_formula_stays_as_written_and_says_why(view: MathsView, settle) -> None:
    write(view, r"Broken $\frac{1}{$ here.")
    settle()
    assert r"Broken $\frac{1}{$ here." in view.toPlainText()
    cursor = QTextCursor(view.document())
    cursor.setPosition(len("Broken $"))
    assert cursor.charFormat().toolTip() == "Missing close brace."


def test_marks_and_notes(view: MathsView, settle) -> None:
    closed: list[int] = []
    view.step_closed.connect(lambda step: closed.append(step.number))
    view.begin_section("Reasoning")
    write(view, "We add.\nFirst, $2+2=4$.\nThen \\(4 \\le 3\\).\nSo\n\n$$x=7$$\n", 5)
    settle()
    assert [(step.number, step.section, step.source) for step in view.steps()] == [
        (1, "Reasoning", "First, $2+2=4$."),
        (2, "Reasoning", "Then \\(4 \\le 3\\)."),
        (3, "Reasoning", "$$x=7$$"),
    ]
    assert closed == [1, 2, 3]
    view.set_step_mark(1, "right")
    view.set_step_mark(2, "wrong", "4 is not at most 3.")
    view.set_step_mark(3, "unchecked")
    view.set_step_mark(9, "right")
    assert "Right: First" in view.spoken_text()
    assert "Wrong: Then 4 is at most 3.\n4 is not at most 3.\nSo" in view.spoken_text()
    assert "Unchecked: x equals 7" in view.spoken_text()
    view.set_step_mark(2, "right")
    assert "Right: Then 4 is at most 3.\nSo" in view.spoken_text()
    view.set_step_mark(2, "wrong", "No.")
    write(view, "And $y=1$.\n")
    settle()
    assert view.steps()[3].number == 4
    view.set_step_mark(4, "right")
    assert view.spoken_text().endswith("Right: And y equals 1.")
    view.set_point_size(view.font().pointSizeF() + 3)  # written anew: marks and notes stay
    assert "Wrong: Then 4 is at most 3.\nNo.\nSo" in view.spoken_text()
    assert view.spoken_text().endswith("Right: And y equals 1.")


@pytest.mark.parametrize("is_marked_early", [False, True])
def test_note_stands_below_a_step_that_ends_with_a_formula(view: MathsView, settle, *, is_marked_early: bool) -> None:
    other = 5 + is_marked_early  # formulas that were not typeset before
    write(view, f"We have $n = 99{other}/77 = 14$\nNext \\(4 + \\frac{{{other}}}{{1}} = 11\\)\nand $x$ is left.\n")
    if not is_marked_early:
        settle()
    for number, note in ((1, "It is 12.95."), (2, "It is 9."), (1, "It is about 12.95."), (2, "It is nine.")):
        view.set_step_mark(number, "wrong", note)
    settle()
    view.set_step_mark(2, "wrong", "It is 9 in all.")
    lines = view.spoken_text().splitlines()
    assert [line.partition(" ")[0] for line in lines] == ["Wrong:", "It", "Wrong:", "It", "and"]
    assert lines[0].endswith("14")
    assert lines[1] == "It is about 12.95."
    assert lines[2].endswith("11")
    assert lines[3] == "It is 9 in all."


def test_a_click_on_a_mark_tells_its_step(view: MathsView, settle, qtbot) -> None:
    write(view, "We add.\n$2+2=4$\n$3+3=6$\n")
    settle()
    view.set_step_mark(2, "right")
    cursor = QTextCursor(view.document().findBlockByNumber(2))
    place = view.cursorRect(cursor).center()
    with qtbot.waitSignal(view.step_activated) as told:
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(6, place.y()))
    assert told.args == [2]


def picture(view: MathsView) -> QImage:
    return view.grab().toImage()


def darkest_and_lightest(image: QImage) -> tuple[int, int]:
    values = [image.pixelColor(x, y).lightness() for x in range(0, image.width(), 2) for y in range(image.height())]
    return min(values), max(values)


def palettes() -> tuple[QPalette, QPalette]:
    light, dark = QPalette(QColor("#f5f3ec")), QPalette(QColor("#161a17"))
    for palette, base, text in ((light, "#fffefb", "#20241d"), (dark, "#1f2521", "#e9ebe3")):
        palette.setColor(QPalette.ColorRole.Base, QColor(base))
        palette.setColor(QPalette.ColorRole.AlternateBase, QColor(base).darker(112))
        palette.setColor(QPalette.ColorRole.Text, QColor(text))
    return light, dark


def test_formulas_follow_the_palette(view: MathsView, settle) -> None:
    write(view, r"$$\int_0^1 \frac{x}{2}\,dx = \begin{pmatrix}1&2\\3&4\end{pmatrix}$$")
    settle()
    light, dark = palettes()
    view.setPalette(light)
    darkest, lightest = darkest_and_lightest(picture(view).copy(30, 10, 540, 90))
    assert darkest < 60
    assert lightest > 240
    view.setPalette(dark)
    darkest, lightest = darkest_and_lightest(picture(view).copy(30, 10, 540, 90))
    assert darkest < 50
    assert lightest > 200
    for palette in (light, dark):
        for colour in (right(palette), wrong(palette)):
            assert contrast(colour, palette.color(QPalette.ColorRole.Base)) >= 4.5


def test_font_size_changes_formulas_too(view: MathsView, settle) -> None:
    write(view, r"$$\frac{1}{2}$$")
    settle()
    small = view.document().size().height()
    view.set_point_size(view.font().pointSizeF() * 2)
    assert view.document().size().height() > 1.7 * small


def test_right_to_left_text_keeps_formulas_and_marks(view: MathsView, settle) -> None:
    write(view, "\u05d4\u05e4\u05ea\u05e8\u05d5\u05df $x=2$ \u05e0\u05db\u05d5\u05df\n")
    settle()
    view.set_step_mark(1, "right")
    assert view.document().begin().textDirection() == Qt.LayoutDirection.RightToLeft
    assert "x equals 2" in view.spoken_text()
    image = picture(view)
    gutter = 26
    edge = [image.pixelColor(x, y) for x in range(image.width() - gutter, image.width() - 3) for y in range(5, 40)]
    assert any(colour.green() > colour.red() + 20 for colour in edge)  # the tick is at the right side


def test_the_view_follows_the_end_until_the_user_scrolls_away(view: MathsView, settle) -> None:
    view.resize(400, 120)
    for number in range(30):
        view.append(f"Line {number} with $l_{{{number}}}$\n")
        view._flush()
    settle()
    bar = view.verticalScrollBar()
    assert bar.value() == bar.maximum() > 0
    bar.setValue(10)
    write(view, "More\n" * 10)
    settle()
    assert bar.value() == 10
    assert view.textCursor().position() == 0


def test_clear_begins_anew(view: MathsView, settle) -> None:
    view.begin_section("One")
    write(view, "$a=1$\n$b=")
    view.clear()
    assert view.toPlainText() == view.written_text() == view.spoken_text() == ""
    assert view.steps() == ()
    write(view, "$c=3$\n")
    settle()
    assert view.spoken_text() == "c equals 3"
    assert view.steps()[0].number == 1


def test_tables_lists_rules_and_panels_are_painted(view: MathsView, settle) -> None:
    write(view, "| a | b |\n|---|---|\n| $x$ | 2 |\n---\n1. one\n   - two\n```\ncode\n```\n")
    settle()
    assert view.spoken_text() == "a\tb\nx\t2\n\n1.\tone\n•\ttwo\ncode"
    panel = view.palette().color(QPalette.ColorRole.AlternateBase)
    image = picture(view)
    found = sum(image.pixelColor(500, y) == panel for y in range(image.height()))
    assert found > view.fontMetrics().height()


def test_nothing_is_lost_of_a_hostile_stream(view: MathsView, settle) -> None:
    write(view, "\\[ $$ ` ** \\begin{align} \x00 \u202e $x$ <b>bold</b> & \\( ```", 2)
    settle()
    assert "<b>bold</b>" in view.toPlainText()
