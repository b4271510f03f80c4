"""Whether both paths run at once follows from what the machine's steps cost."""

from __future__ import annotations

from steppe.problem import Problem
from steppe.sandbox.client import Sandbox
from steppe.solve.events import TextArrived, Verdict
from steppe.solve.schedule import paths_at_once
from steppe.solve.strategies import solve
from steppe.solve.task import Options, Task
from steppe_models.catalogue import load_catalogue
from steppe_models.engine.step_costs import StepCosts

MEMORY_BOUND = StepCosts(((1, 27.0), (2, 51.0), (3, 71.0), (4, 86.0)), 70.0)
NEARLY_FLAT = StepCosts(((1, 8.0), (2, 8.1), (4, 8.6), (16, 12.0)), 4000.0)


def _measured(scripted: type, texts: list[str], costs: StepCosts | None) -> object:
    class Measured(scripted):  # type: ignore[misc]
        def known_step_costs(self) -> StepCosts | None:
            return costs

        def step_costs(self) -> StepCosts:
            raise AssertionError("a user waits: nothing may be measured now")

    return Measured(texts)


def _solve(engine: object, sandbox: Sandbox) -> list[object]:
    task = Task(Problem("How many?"), load_catalogue().default, engine, sandbox, Options(mode="auto"))  # type: ignore[arg-type]
    return list(solve(task))


def test_only_a_nearly_flat_curve_pairs_the_paths(scripted: type) -> None:
    assert paths_at_once(_measured(scripted, [], NEARLY_FLAT))  # type: ignore[arg-type]
    assert not paths_at_once(_measured(scripted, [], MEMORY_BOUND))  # type: ignore[arg-type]
    assert not paths_at_once(_measured(scripted, [], None))  # type: ignore[arg-type]
    assert not paths_at_once(scripted([]))


def test_at_once_both_are_asked_for_before_either_has_ended(sandbox: Sandbox, scripted: type) -> None:
    engine = _measured(scripted, ["print(72)\n", "So it is \\boxed{72}."], NEARLY_FLAT)
    task = Task(Problem("How many?"), load_catalogue().default, engine, sandbox, Options(mode="auto"))  # type: ignore[arg-type]
    asked_at_first_text = 0
    for event in solve(task):
        if isinstance(event, TextArrived) and not asked_at_first_text:
            asked_at_first_text = len(engine.requests)  # type: ignore[attr-defined]
    assert asked_at_first_text == 2
    assert isinstance(event, Verdict)
    assert event.agreement == "agree"
    assert [path.mode for path in event.paths] == ["pot", "cot"]


def test_one_after_the_other_on_a_slow_machine(sandbox: Sandbox, scripted: type) -> None:
    events = _solve(_measured(scripted, ["print(72)\n", "So it is \\boxed{72}."], MEMORY_BOUND), sandbox)
    paths = [event.path for event in events if isinstance(event, TextArrived)]
    assert paths == sorted(paths, reverse=True)
