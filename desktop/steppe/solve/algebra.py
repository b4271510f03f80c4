"""Algebra first: a purely symbolic problem answered by the sandbox as one stream of events, with no model.

With a task, the model explains afterwards: its prose is one more path, compared with the answer of algebra.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from steppe.cas.solving import AlgebraCheck, AlgebraResult, answer_statement, understand
from steppe.check.compare import same_answer
from steppe.problem import Problem
from steppe.sandbox.client import Sandbox
from steppe.solve.events import (
    ALGEBRA,
    Agreement,
    AlgebraAnswered,
    EquationChecked,
    Event,
    PathResult,
    Started,
    Verdict,
)
from steppe.solve.path import PathRun
from steppe.solve.task import Task
from steppe.solve.verdict import steps_sentence


def find_by_algebra(problem: Problem, sandbox: Sandbox) -> AlgebraResult | None:
    """What algebra says of the problem; None where it is not purely symbolic, or algebra cannot be sure."""
    statement = understand(problem)
    return None if statement is None else answer_statement(statement, sandbox)


def events_of_algebra(result: AlgebraResult, mode: str) -> Iterator[Event]:
    """The whole solve: started, the answer, each check, the verdict."""
    yield Started(mode, ALGEBRA)
    answered, checks = _events(result)
    yield answered
    yield from checks
    yield _verdict(answered, checks, (), ALGEBRA, result.seconds)


def explained_by_model(result: AlgebraResult, task: Task) -> Iterator[Event]:
    """The answer of algebra first, then the model's prose; where the two differ, algebra's answer stands.

    Closing the iterator stops whatever the model is writing.

    Raises:
        SteppeError: the engine could not load or run the model.
    """
    started = time.perf_counter() - result.seconds
    yield Started(task.options.mode, task.profile.id)
    answered, checks = _events(result)
    yield answered
    yield from checks
    run = PathRun(task, "cot", is_first=True)
    try:
        yield from run.write()
        yield from run.conclude()
    finally:
        if not run.is_done:
            run.cancel()
    path = run.result()
    verdict = _verdict(answered, checks, (path,), task.profile.id, time.perf_counter() - started)
    yield replace(_compared(verdict, path, task.sandbox), tokens=path.tokens)


def _events(result: AlgebraResult) -> tuple[AlgebraAnswered, tuple[EquationChecked, ...]]:
    answered = AlgebraAnswered(
        result.understood,
        result.understood_latex,
        result.answer,
        result.latex,
        result.note,
        result.steps,
        result.seconds,
    )
    checks = tuple(
        EquationChecked("algebra", each.equation, each.values, each.state, each.residual) for each in result.checks
    )
    return answered, checks


def _verdict(
    answered: AlgebraAnswered,
    checks: Sequence[EquationChecked],
    paths: tuple[PathResult, ...],
    model: str,
    seconds: float,
) -> Verdict:
    sentence = f"Computed by algebra{_checked(checks)}."
    if answered.note:
        sentence += f" {answered.note}"
    return Verdict(
        answered.answer, "single", sentence, paths, model, seconds, algebra=answered, equations=tuple(checks)
    )


def _checked(checks: Sequence[AlgebraCheck | EquationChecked]) -> str:
    """`; put back: holds`, or how else it was looked at again."""
    held = [each for each in checks if each.state in ("holds", "close")]
    if not held:
        return ""
    if any(each.values and each.state == "close" for each in held):
        return "; put back: holds within its rounding"
    if held[0].values:
        return "; put back: holds"
    return f"; checked: {held[0].equation}"


def _compared(verdict: Verdict, path: PathResult, sandbox: Sandbox) -> Verdict:
    agreement: Agreement = "single"
    said = " The explanation comes to no answer that could be compared."
    if path.answer is not None and verdict.answer is not None:
        is_same = same_answer(verdict.answer, path.answer, sandbox)
        agreement = "agree" if is_same else "differ"
        said = " The explanation comes to the same answer."
        if not is_same:
            said = f" The explanation says {path.answer.text}: do not trust it."
    return replace(verdict, agreement=agreement, checked=f"{verdict.checked}{said}{steps_sentence((path,))}")
