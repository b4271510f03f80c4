"""Steps of the reasoning are checked while it is written, and counted in the verdict."""

from __future__ import annotations

from steppe.problem import Problem
from steppe.sandbox.client import Sandbox
from steppe.solve.events import StepChecked, TextArrived, Verdict
from steppe.solve.live_steps import LiveSteps
from steppe.solve.strategies import solve
from steppe.solve.task import Options, Task
from steppe_models.catalogue import load_catalogue

PROSE = "In May she sold 48 / 2 = 25 clips.\n\nThen \\[\n48 + 24 = 72\n\\]\nand $x + 1 = 3$.\n\nSo it is \\boxed{72}."


def _solve(prose: str, sandbox: Sandbox, scripted: type) -> tuple[str, list[StepChecked], Verdict]:
    task = Task(Problem("How many?"), load_catalogue().default, scripted([prose]), sandbox, Options(mode="cot"))
    events = list(solve(task))
    text = "".join(event.text for event in events if isinstance(event, TextArrived))
    verdict = events[-1]
    assert isinstance(verdict, Verdict)
    return text, [event for event in events if isinstance(event, StepChecked)], verdict


def test_each_step_is_marked_once_and_counted(sandbox: Sandbox, scripted: type) -> None:
    text, steps, verdict = _solve(PROSE, sandbox, scripted)
    assert [(step.state, step.note) for step in steps] == [
        ("wrong", "48 / 2 is 24."),
        ("right", ""),
        ("unchecked", ""),
    ]
    assert [text[step.start : step.end].split("=")[0].strip() for step in steps] == ["48 / 2", "48 + 24", "x + 1"]
    assert verdict.paths[0].steps.to_json() == {"right": 1, "wrong": 1, "unchecked": 1}
    assert "1 of the 2 steps that could be checked is wrong" in verdict.checked


def test_a_wrong_step_is_known_before_the_text_ends(sandbox: Sandbox, scripted: type) -> None:
    task = Task(Problem("How many?"), load_catalogue().default, scripted([PROSE]), sandbox, Options(mode="cot"))
    kinds = [type(event) for event in solve(task)]
    assert TextArrived in kinds[kinds.index(StepChecked) :]


def test_an_open_formula_waits_for_its_end(sandbox: Sandbox) -> None:
    steps = LiveSteps("cot", sandbox)
    assert list(steps.check("So \\[\n2 + 2 = 4\n", is_whole=False)) == []
    assert [step.state for step in steps.check("So \\[\n2 + 2 = 4\n\\]\n", is_whole=False)] == ["right"]


def test_without_a_sandbox_the_solve_goes_on_unchecked(scripted: type) -> None:
    with Sandbox(workers=1) as sandbox:
        sandbox.close()
        _, steps, verdict = _solve(PROSE, sandbox, scripted)
    assert {step.state for step in steps} == {"unchecked"}
    assert verdict.answer is not None
    assert verdict.answer.text == "72"
    assert "steps" not in verdict.checked
