"""A solver that keeps what it solves: algebra first, then the model, each recorded as what it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from steppe.history.recording import recorded
from steppe.history.store import History
from steppe.solve.events import Event
from steppe.solve.first import by_algebra, events_from, solve_first
from steppe.solve.task import Task
from steppe_models.engine.interface import TextEngine
from steppe_models.records import InstalledModel


def make_solver(
    history: History | None, engine: TextEngine, model: InstalledModel | None
) -> Callable[[Task], Iterator[Event]]:
    """The solver for many problems; without a history nothing is kept.

    `engine` is the whole one, of which a task may have a part: the receipt tells its facts.
    """
    if history is None:
        return solve_first

    def solver(task: Task) -> Iterator[Event]:
        found = by_algebra(task)
        if found is None:
            recording = history.record(replace(task, engine=engine), model)
        else:
            recording = history.record_algebra(task.problem)
        return recorded(events_from(found, task), recording)

    return solver
