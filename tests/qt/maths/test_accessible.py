"""What assistive technology gets: words for formulas, offsets that lead back to them, announcements."""

from __future__ import annotations

import gc

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication

from steppe_qt.maths.label import FormulaLabel
from steppe_qt.maths.typesetter import Typesetter
from steppe_qt.maths.view import MathsView


class Announcing(MathsView):
    """Keeps what it would have a screen reader say."""

    def __init__(self, typesetter: Typesetter) -> None:
        super().__init__(typesetter)
        self.said: list[str] = []

    def announce(self, message: str) -> None:
        if message:
            self.said.append(message)


@pytest.fixture
def active() -> None:
    was_active = QAccessible.isActive()
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(was_active)


@pytest.fixture
def view(qtbot, typesetter: Typesetter, settle, active) -> Announcing:
    made = Announcing(typesetter)
    qtbot.addWidget(made)
    made.resize(500, 300)
    made.show()
    made.append("So $x^2=4$ and\n$$x=\\pm 2$$\nend \U0001f600 of $y$.\n")
    made.finish()
    settle()
    return made


def test_formulas_are_read_in_words(view: Announcing) -> None:
    text = QAccessible.queryAccessibleInterface(view).textInterface()
    read = text.text(0, text.characterCount())
    assert read == "So x squared equals 4 and\nx equals plus or minus 2\nend \U0001f600 of y."
    assert "\ufffc" not in read
    assert QAccessible.queryAccessibleInterface(view).text(QAccessible.Text.Name) == "Solution"


def test_offsets_lead_to_places_and_back(view: Announcing) -> None:
    text = QAccessible.queryAccessibleInterface(view).textInterface()
    read = text.text(0, text.characterCount())
    for word, document_place in (("So", 0), ("x squared", 3), ("and", 5), ("x equals", 9)):
        text.setCursorPosition(read.index(word))
        assert view.textCursor().position() == document_place
        assert text.cursorPosition() == read.index(word)
    text.setCursorPosition(read.index("squared"))  # inside a formula: the formula's place
    assert view.textCursor().position() == 3
    text.setSelection(0, 0, read.index(" and"))
    assert view.createMimeDataFromSelection().text() == "So $x^2=4$"
    text.removeSelection(0)
    assert not view.textCursor().hasSelection()
    rect = text.characterRect(read.index("squared"))
    assert rect.width() > 20
    assert text.offsetAtPoint(text.characterRect(0).center()) in (0, 1)


def test_steps_are_announced(view: Announcing) -> None:
    view.said.clear()
    view.begin_section("Check")
    view.append("We test $y=3$.\nDone.\n")
    view.finish()
    assert " ".join(view.said) == "Check Step 3: We test y equals 3. Done."
    view.set_step_mark(3, "wrong", "It is 4.")
    assert view.said[-1] == "Step 3 is wrong. It is 4."


def test_views_come_and_go(qtbot, typesetter: Typesetter, active) -> None:
    for number in range(8):
        view, label = MathsView(typesetter), FormulaLabel(typesetter)
        view.append(f"Number {number}")
        view.finish()
        label.set_text("so")
        interface = QAccessible.queryAccessibleInterface(view).textInterface()
        assert interface.text(0, 6) == "Number"
        assert QAccessible.queryAccessibleInterface(label).role() == QAccessible.Role.StaticText
        view.deleteLater()
        label.deleteLater()
        del view, label, interface
        QApplication.sendPostedEvents(None, 52)  # QEvent.DeferredDelete
        QApplication.processEvents()
    gc.collect()
    QApplication.processEvents()


def test_other_widgets_keep_their_own_interface(qtbot, typesetter: Typesetter) -> None:
    from PySide6.QtWidgets import QPushButton

    button = QPushButton("Go")
    qtbot.addWidget(button)
    assert QAccessible.queryAccessibleInterface(button).role() == QAccessible.Role.Button
