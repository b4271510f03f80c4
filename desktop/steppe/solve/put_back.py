"""The end of a solve: the answer is put back into the equations that the problem or a program states."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from steppe.check.put_back import put_back, put_back_sentence
from steppe.solve.events import EquationChecked, Event, Verdict
from steppe.solve.task import Task


def with_equations(task: Task, verdict: Verdict) -> Iterator[Event]:
    """An event for each equation that could be judged, then the verdict, which says what came of them.

    Nothing waits for a sandbox that does not run.
    """
    if verdict.answer is None or task.problem.choices or not task.sandbox.ready:
        yield verdict
        return
    programs = [path.program for path in verdict.paths if path.program]
    found = put_back(task.problem.text, programs, verdict.answer, task.sandbox)
    events = tuple(
        EquationChecked(each.source, each.equation, each.values, each.state, each.residual) for each in found
    )
    yield from events
    yield replace(verdict, checked=f"{verdict.checked}{put_back_sentence(found)}", equations=events)
