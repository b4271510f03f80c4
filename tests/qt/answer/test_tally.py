"""The tally of a vote on the answer card: rows with bars, read aloud as sentences; the badge and its evidence."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication, QToolButton

from steppe.check.value import read
from steppe.problem import Problem
from steppe.solve.events import Evidence, Group, SampleEnded, TallyChanged, Verdict
from steppe.solve.results import StepCount
from steppe_qt.answer.card import AnswerCard
from steppe_qt.answer.tally import MOST_GROUPS, TallyView
from steppe_qt.answer.words import badge_of, confidence_words
from steppe_qt.maths.typesetter import Typesetter
from steppe_qt.solving.request import Ending, SolveRequest
from steppe_qt.solving.solution import Phase, Solution
from steppe_qt.theme.theme import Theme


def group(text: str, weight: float, total: float, cot: int, pot: int) -> Group:
    answer = read(text)
    assert answer is not None
    return Group(answer, weight, weight / total, cot, pot)


CLEAR = TallyChanged((group("72", 6.0, 7.0, 3, 2), group("96", 1.0, 7.0, 1, 0)), 7, 16, 1, 0.96)
CLOSE = TallyChanged((group("72", 3.0, 5.0, 2, 1), group("96", 2.0, 5.0, 1, 1)), 5, 16, 0, 0.66)
SAMPLE = SampleEnded(1, "cot", 7, 0.7, "so 72", None, None, None, read("72"), 30, -0.2, StepCount(), 1.0, "stop")


def solved(tally: TallyChanged | None, agreement: str = "agree", evidence: Evidence | None = None) -> Solution:
    solution = Solution(Phase.WAITING, SolveRequest(Problem("How many?")))
    answer = read("72")
    if tally is not None:
        solution.take(SAMPLE)
        solution.take(tally)
    confidence = None if evidence is None else 0.9
    solution.take(Verdict(answer, agreement, "", (), "m", 1.0, confidence, evidence, tally=tally, samples=5))  # type: ignore[arg-type]
    solution.end(Ending("solved"))
    return solution


@pytest.fixture
def card(qapp: QApplication) -> Iterator[AnswerCard]:
    font, palette = qapp.font(), qapp.palette()
    theme, typesetter = Theme(qapp, "light"), Typesetter()
    made = AnswerCard(typesetter, theme)
    made.show()
    yield made
    made.close()
    shiboken6.delete(made)  # before the typesetter: a new font would have its formulas typeset again
    typesetter.close()
    theme.deleteLater()
    qapp.setStyleSheet("")
    qapp.setFont(font)
    qapp.setPalette(palette)


def button(card: AnswerCard, text: str) -> QToolButton:
    return next(each for each in card.findChildren(QToolButton) if each.text() == text)


def test_the_tally_is_shown_and_read_aloud(card: AnswerCard) -> None:
    card.show_solution(solved(CLEAR), "m")
    view = card.tally
    assert view.isVisible()
    assert view.accessibleName() == "Votes"
    description = view.accessibleDescription()
    assert "Answers compared: 7." in description
    assert "72: 86 % · 2 by program, 3 by reasoning." in description
    assert "96: 14 % · 1 by reasoning." in description
    assert "without an answer: 1" in description


def test_without_a_vote_there_is_no_tally(card: AnswerCard) -> None:
    card.show_solution(solved(None), "m")
    assert not card.tally.isVisible()
    assert card.tally.spoken == ""


def test_rows_are_bounded_and_the_rest_is_counted(card: AnswerCard) -> None:
    groups = tuple(group(str(number), 1.0, 9.0, 1, 0) for number in range(MOST_GROUPS + 3))
    card.tally.show_tally(TallyChanged(groups, 7, 16, 0, 0.5))
    assert "other answers: 3" in card.tally.spoken
    card.tally.show_tally(CLOSE)
    assert "other answers" not in card.tally.spoken


def test_the_badge_says_how_the_vote_went() -> None:
    assert badge_of(solved(CLEAR)).shape == "agree"
    assert badge_of(solved(CLOSE, "differ")).shape == "differ"


def test_a_running_vote_shows_the_leading_answer_and_counts_tokens() -> None:
    solution = Solution(Phase.WORKING, SolveRequest(Problem("How many?")))
    solution.take(SAMPLE)
    solution.take(CLOSE)
    assert solution.answer is not None
    assert solution.answer.text == "72"
    assert solution.sample_tokens == 30
    assert solution.is_provisional


def test_a_confidence_is_shown_with_what_it_rests_on(card: AnswerCard) -> None:
    card.show_solution(solved(None, evidence=Evidence("agree", 46, 50)), "m")
    short, long = confidence_words(Evidence("agree", 46, 50))
    assert short == "Right 92 times in 100"
    assert "of 50 answers" in long
    assert "46 were right" in long
    shown = card._confidence
    assert shown.isVisible()
    assert shown.text() == short
    assert shown.toolTip() == shown.accessibleDescription() == long


def test_few_answers_are_called_few() -> None:
    short, long = confidence_words(Evidence("agree", 11, 12))
    assert short == "11 of 12 were right"
    assert "few" in long


def test_without_evidence_nothing_is_claimed(card: AnswerCard) -> None:
    card.show_solution(solved(None), "m")
    assert not card._confidence.isVisible()


def test_try_harder_is_offered_unless_it_was_a_vote(card: AnswerCard, qtbot) -> None:  # type: ignore[no-untyped-def]
    solution = solved(None)
    card.show_solution(solution, "m")
    harder = button(card, "Try harder")
    assert harder.isVisible()
    assert harder.isEnabled()
    with qtbot.waitSignal(card.harder_requested):
        harder.click()
    solution.request = SolveRequest(Problem("How many?"), mode="vote")
    card.show_solution(solution, "m")
    assert not harder.isVisible()


def test_the_view_hides_itself_at_first(qapp: QApplication, qtbot) -> None:  # type: ignore[no-untyped-def]
    theme = Theme(qapp, "light")
    view = TallyView(theme)
    qtbot.addWidget(view)
    assert view.isHidden()
    theme.deleteLater()
    qapp.setStyleSheet("")
