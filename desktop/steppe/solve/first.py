"""Algebra first, then the model: how a problem is solved where nobody chose between the two."""

from __future__ import annotations

from collections.abc import Iterator

from steppe.cas.solving import AlgebraResult
from steppe.solve.algebra import events_of_algebra, find_by_algebra
from steppe.solve.events import Event
from steppe.solve.strategies import solve
from steppe.solve.task import Task


def by_algebra(task: Task) -> AlgebraResult | None:
    """What algebra says, in the mode auto and with nothing left to chance; None where the model is to answer."""
    if task.options.mode != "auto" or task.options.temperature:
        return None
    return find_by_algebra(task.problem, task.sandbox)


def solve_first(task: Task) -> Iterator[Event]:
    """The events of a solve, by algebra if it is sure of an answer, else by the model.

    Raises:
        SteppeError: the engine could not load or run the model.
    """
    return events_from(by_algebra(task), task)


def events_from(found: AlgebraResult | None, task: Task) -> Iterator[Event]:
    """The events of algebra's answer, or the model's where there is none."""
    return solve(task) if found is None else events_of_algebra(found, task.options.mode)
