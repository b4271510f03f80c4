"""The answer card keeps its looks when the theme changes."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from steppe.answer import Answer
from steppe.solve.events import Verdict
from steppe_qt.answer.card import AnswerCard
from steppe_qt.maths.label import FormulaLabel
from steppe_qt.maths.typesetter import Typesetter
from steppe_qt.solving.solution import Phase, Solution
from steppe_qt.theme.theme import Theme


@pytest.mark.parametrize("choice", ["dark", "light"])
def test_the_answer_stays_large_in_another_theme(qapp: QApplication, qtbot, choice: str) -> None:  # type: ignore[no-untyped-def]
    theme = Theme(qapp, "light" if choice == "dark" else "dark")
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
