"""Algebra as a stream of events, alone and with a model's explanation, kept in the history and done again."""

from __future__ import annotations

from pathlib import Path

import pytest

from steppe.history.recording import recorded
from steppe.history.replay import replay
from steppe.history.store import History
from steppe.problem import Problem
from steppe.sandbox.client import Sandbox
from steppe.solve.algebra import events_of_algebra, explained_by_model, find_by_algebra
from steppe.solve.events import AlgebraAnswered, EquationChecked, Started, TextArrived, Verdict
from steppe.solve.strategies import solve
from steppe.solve.task import Options, Task
from steppe_models.catalogue import load_catalogue

PROBLEM = Problem("x^2 - 5x + 6 = 0")
DEFAULT = load_catalogue().default


def test_events_of_a_problem_that_algebra_answers(sandbox: Sandbox) -> None:
    found = find_by_algebra(PROBLEM, sandbox)
    assert found is not None
    events = list(events_of_algebra(found, "auto"))
    assert [type(event) for event in events] == [Started, AlgebraAnswered, EquationChecked, EquationChecked, Verdict]
    verdict = events[-1]
    assert isinstance(verdict, Verdict)
    assert verdict.answer is not None
    assert (verdict.answer.text, verdict.model) == ("x = 2 or x = 3", "algebra")
    assert verdict.checked == "Computed by algebra; put back: holds."
    assert verdict.to_json()["algebra"]["understood"] == "solve x^2 - 5*x + 6 = 0 for x"
    assert [each["state"] for each in verdict.to_json()["equations"]] == ["holds", "holds"]


@pytest.mark.parametrize("text", ["Tom has 3 apples and eats one. How many are left?", "cos(x) = x"])
def test_everything_else_is_left_to_the_model(text: str, sandbox: Sandbox) -> None:
    assert find_by_algebra(Problem(text), sandbox) is None


@pytest.mark.parametrize(
    ("prose", "agreement"), [("The answer is $x = 2$ or $x = 3$.", "agree"), ("The answer is 5.", "differ")]
)
def test_model_explains_and_algebra_stands(prose: str, agreement: str, sandbox: Sandbox, scripted: type) -> None:
    found = find_by_algebra(PROBLEM, sandbox)
    assert found is not None
    task = Task(PROBLEM, DEFAULT, scripted([prose]), sandbox, Options())
    events = list(explained_by_model(found, task))
    verdict = events[-1]
    assert isinstance(verdict, Verdict)
    assert verdict.answer == found.answer
    assert verdict.agreement == agreement
    assert any(isinstance(event, TextArrived) for event in events)
    kinds = [type(event) for event in events]
    assert kinds.index(AlgebraAnswered) < kinds.index(TextArrived)


def test_answer_of_a_model_is_put_back_into_the_problem(sandbox: Sandbox, scripted: type) -> None:
    problem = Problem("A riddle in words. If x + y = 35 and 2x + 4y = 94, find x and y.")
    engine = scripted(["The answer is x = 22, y = 13."])
    events = list(solve(Task(problem, DEFAULT, engine, sandbox, Options(mode="cot"))))
    verdict = events[-1]
    assert isinstance(verdict, Verdict)
    assert [each.state for each in verdict.equations] == ["holds", "fails"]
    assert "2*x + 4*y = 94 fails by 2" in verdict.checked


def test_history_keeps_it_and_does_it_again(sandbox: Sandbox, tmp_path: Path) -> None:
    found = find_by_algebra(PROBLEM, sandbox)
    assert found is not None
    history = History.open(tmp_path / "history.db")
    try:
        recording = history.record_algebra(PROBLEM)
        events = list(recorded(events_of_algebra(found, "auto"), recording))
        assert history.flush()
        stored = history.solve(recording.id)
    finally:
        history.close()
    assert list(stored.events) == events
    assert stored.entry.answer == "x = 2 or x = 3"
    again = replay(stored, on_note=lambda _note: None)
    assert again.is_equal
    assert again.answer == "x = 2 or x = 3"
