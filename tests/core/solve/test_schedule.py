"""Whether both paths run at once follows from what the machine's steps cost."""

from __future__ import annotations

from steppe.problem import Problem
from steppe.sandbox.client import Sandbox
from steppe.solve.events import PathStarted, TextArrived, Verdict
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
    texts = ["print(72)\n" + "# word " * 400, "So it is \\boxed{72}." + " word" * 400]
    events = _solve(_measured(scripted, texts, NEARLY_FLAT), sandbox)
    paths = [event.path for event in events if isinstance(event, TextArrived | PathStarted)]
    first = paths[0]
    other = next(place for place, path in enumerate(paths) if path != first)
    assert other < len(paths) - 1 - paths[::-1].index(first)
    assert isinstance(events[-1], Verdict)
    assert events[-1].agreement == "agree"
    assert [path.mode for path in events[-1].paths] == ["pot", "cot"]


def test_one_after_the_other_on_a_slow_machine(sandbox: Sandbox, scripted: type) -> None:
    events = _solve(_measured(scripted, ["print(72)\n", "So it is \\boxed{72}."], MEMORY_BOUND), sandbox)
    paths = [event.path for event in events if isinstance(event, TextArrived)]
    assert paths == sorted(paths, reverse=True)
