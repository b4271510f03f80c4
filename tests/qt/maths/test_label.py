"""The label: sizes that fit, names that can be read, failures that say why."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from steppe_qt.maths.label import FormulaLabel
from steppe_qt.maths.typesetter import Typesetter


@pytest.fixture
def label(qtbot, typesetter: Typesetter, settle) -> FormulaLabel:
    made = FormulaLabel(typesetter)
    qtbot.addWidget(made)
    yield made
    settle()


def bounds(image: QImage) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what is not background."""
    ground = image.pixel(0, 0)
    places = [(x, y) for x in range(image.width()) for y in range(image.height()) if image.pixel(x, y) != ground]
    xs, ys = [x for x, _ in places], [y for _, y in places]
    return min(xs), min(ys), max(xs), max(ys)


def test_size_follows_the_formula(label: FormulaLabel, settle, qtbot) -> None:
    label.set_point_size(20)
    label.set_text(r"$\frac{3}{4}$")
    with qtbot.waitSignal(label.size_changed, timeout=10_000):
        settle()
    hint = label.sizeHint()
    label.resize(hint)
    left, top, right, bottom = bounds(label.grab().toImage())
    assert left >= 0
    assert right < hint.width()
    assert top >= 0
    assert bottom < hint.height()
    assert hint.height() < 1.5 * (bottom - top)
    label.set_text("")
    assert label.sizeHint().height() == label.fontMetrics().height()


def test_it_shrinks_and_wraps_to_fit(label: FormulaLabel, settle) -> None:
    label.set_point_size(24)
    label.set_formula(r"\begin{pmatrix}1&2&3&4&5&6&7&8\end{pmatrix}")
    settle()
    wide = label.sizeHint()
    label.resize(wide.width() // 2, 200)
    _, _, right, _ = bounds(label.grab().toImage())
    assert right < wide.width() // 2
    assert label.heightForWidth(wide.width() // 2) < wide.height()
    label.set_text("Some words that need more than one line in a narrow place, with $x$ in them")
    settle()
    assert label.heightForWidth(200) > 3 * label.heightForWidth(2000)


@pytest.mark.parametrize("formula", [r"\mathrm{H}", r"\mathrm{H}\hspace{3em}\frac{1}{\frac{2}{x^2_1}}"])
def test_baseline_of_formula_and_text_are_one(formula: str, label: FormulaLabel, settle) -> None:
    label.set_point_size(40)
    label.set_text(f"H${formula}$")
    settle()
    label.resize(600, 200)
    image = label.grab().toImage()
    split = label.fontMetrics().horizontalAdvance("H")
    text, letter = image.copy(0, 0, split, 200), image.copy(split, 0, split, 200)
    assert bounds(text)[3] == pytest.approx(bounds(letter)[3], abs=1)


def test_name_and_failures(label: FormulaLabel, settle) -> None:
    label.set_title("Answer")
    label.set_text(r"$x=\frac12$")
    settle()
    assert label.accessibleName() == "Answer: x equals 1 over 2"
    assert label.failures() == ()
    label.set_text(r"so $\frac{1}{$ it is")
    settle()
    assert label.failures() == ("Missing close brace.",)
    assert label.text() == r"so $\frac{1}{$ it is"
    label.set_text("")
    assert label.failures() == ()
    assert label.accessibleName() == "Answer"


def test_alignment(label: FormulaLabel, settle) -> None:
    label.set_text("ab")
    label.resize(300, 40)
    left, _, _, _ = bounds(label.grab().toImage())
    label.set_alignment(Qt.AlignmentFlag.AlignHCenter)
    centred, _, right, _ = bounds(label.grab().toImage())
    assert left < 5
    assert centred == pytest.approx(300 - right, abs=3)
