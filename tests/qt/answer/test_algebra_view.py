"""Algebra on the answer card: how it understood, what it answered, what was put back; no model writes anything."""

from __future__ import annotations

import pytest

from steppe.solve.events import EquationChecked
from steppe_models.errors import MissingError
from steppe_qt.answer.algebra_view import equation_words


def test_algebra_answers_in_the_window_while_no_model_is_asked(stage, engine) -> None:  # type: ignore[no-untyped-def]
    stage.solve("Solve $x^2 - 5x + 6 = 0$ for $x$.")
    card = stage.view.card
    assert card.badge.badge.text == "Computed by algebra"
    assert card.sentence == "Computed by algebra, and put back: it holds."
    assert "Understood as $x^{2} - 5 x + 6 = 0$" in card.algebra.text
    assert "✓ x = 2 in x^2 - 5*x + 6 = 0: holds" in card.algebra.text
    assert engine.requests == []


def test_model_explains_when_asked(stage, engine) -> None:  # type: ignore[no-untyped-def]
    engine.prose = "Factor it. The answer is $x = 2$ or $x = 3$."
    stage.solve("x^2 - 5x + 6 = 0")
    stage.view.card.explanation_requested.emit()
    stage.wait(lambda: not stage.workplace.session.is_solving)
    assert len(engine.requests) == 1
    assert "The explanation comes to the same answer." in stage.view.card.sentence
    assert "Factor it." in stage.view.prose.view.written_text()


def test_it_works_without_any_model(open_stage, engine, means_of, shared_sandbox) -> None:  # type: ignore[no-untyped-def]
    engine.load_error = MissingError("There is no model.", "Get one.")
    stage = open_stage(means_of(engine, shared_sandbox, []))
    stage.wait(lambda: stage.window.stack.currentWidget() is not stage.window.page)
    stage.window.stack.currentWidget().algebra_wanted.emit()
    stage.solve("3x + 5 = 20")
    assert stage.view.solution.answer.text == "x = 5"


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("holds", "✓ x = 1 in x + 1 = 2: holds"),
        ("close", "✓ x = 1 in x + 1 = 2: holds approximately"),
        ("fails", "✗ x = 1 in x + 1 = 2: fails by 3"),
        ("undefined", "✗ x = 1 in x + 1 = 2: not defined"),
        ("unchecked", "? x = 1 in x + 1 = 2: could not be checked"),
    ],
)
def test_words_for_every_state(state: str, words: str) -> None:
    assert equation_words(EquationChecked("problem", "x + 1 = 2", "x = 1", state, "3")) == words  # type: ignore[arg-type]


def test_an_answer_by_algebra_alone_shows_no_empty_panels(stage, engine) -> None:  # type: ignore[no-untyped-def]
    stage.solve("Solve x^2 - 5x + 6 = 0 for x.")
    assert not engine.requests
    assert not stage.view.prose.isVisible()
    assert not stage.view.program.isVisible()
    stage.solve()
    assert stage.view.prose.isVisible()
    assert stage.view.program.isVisible()


def test_a_card_alone_stays_at_the_top_and_as_high_as_its_words(stage, engine) -> None:  # type: ignore[no-untyped-def]
    stage.window.resize(1180, 860)
    stage.solve("Is 91 a prime number?")
    assert not engine.requests
    assert not stage.view.plot.isVisible()
    card = stage.view.card
    stage.wait(lambda: card.y() == 0 and card.height() <= card.sizeHint().height() + 40)
    assert stage.view.height() > 1.5 * card.height()  # there was room to spread in
