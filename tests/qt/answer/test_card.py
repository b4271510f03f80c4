"""What is drawn into the frameless parts of a solution follows the theme."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from steppe.answer import Answer
from steppe.solve.events import Verdict
from steppe_qt.answer.card import AnswerCard
from steppe_qt.answer.prose_panel import ProsePanel
from steppe_qt.maths import colours
from steppe_qt.maths.label import FormulaLabel
from steppe_qt.maths.typesetter import Typesetter
from steppe_qt.solving.solution import Phase, Solution
from steppe_qt.theme.theme import Theme


@pytest.fixture
def in_theme(qapp: QApplication) -> Iterator[Callable[[str], Theme]]:
    """Dresses the application; it gets its own look back."""
    font, palette = qapp.font(), qapp.palette()
    made: list[Theme] = []

    def dressed(choice: str) -> Theme:
        made.append(Theme(qapp, choice))
        return made[-1]

    yield dressed
    for theme in made:
        theme.deleteLater()
    qapp.setStyleSheet("")
    qapp.setFont(font)
    qapp.setPalette(palette)


@pytest.mark.parametrize("choice", ["dark", "light"])
def test_the_answer_stays_large_in_another_theme(qapp: QApplication, qtbot, in_theme, choice: str) -> None:  # type: ignore[no-untyped-def]
    theme = in_theme("light" if choice == "dark" else "dark")
    typesetter = Typesetter()
    card = AnswerCard(typesetter, theme)
    qtbot.addWidget(card)
    solution = Solution(Phase.SOLVED)
    solution.verdict = Verdict(Answer("12", "number"), "single", "", (), "m", 1.0)
    card.show_solution(solution, "m")
    card.show()
    theme.choose(choice)
    for _ in range(3):
        qapp.processEvents()
    formula = card.findChild(FormulaLabel)
    assert formula is not None
    assert formula.font().pointSizeF() == theme.sizes.answer
    typesetter.close()


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_marks_and_quiet_text_can_be_read_on_the_card(qapp: QApplication, qtbot, in_theme, choice: str) -> None:  # type: ignore[no-untyped-def]
    theme = in_theme(choice)
    typesetter = Typesetter()
    panel = ProsePanel(typesetter, theme)
    qtbot.addWidget(panel)
    panel.show()
    qapp.processEvents()
    surface = QColor(theme.colours.surface)
    palette = panel.view.palette()
    for colour in (colours.right(palette), colours.wrong(palette), colours.muted(palette)):
        assert colours.contrast(colour, surface) >= colours.LEAST_CONTRAST
    typesetter.close()
