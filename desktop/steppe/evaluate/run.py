"""Solves the items of a set one after the other and grades them strictly, by the reference's own digits."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from steppe.answer import Answer
from steppe.check import extract
from steppe.check.compare import same_answer
from steppe.evaluate.items import Item
from steppe.problem import make_problem
from steppe.sandbox.client import Sandbox
from steppe.solve.events import Verdict
from steppe.solve.strategies import solve
from steppe.solve.task import Options, Task
from steppe_models.catalogue import ModelProfile
from steppe_models.engine.client import Engine

_FLOAT_IMAGE = Fraction(1, 10**9)  # what a binary float may be off
_LONG_DECIMALS = 5
_LONG_TOLERANCE = Fraction(1, 10**4)


@dataclass(frozen=True, slots=True)
class Means:
    """What an evaluation solves with."""

    profile: ModelProfile
    engine: Engine
    sandbox: Sandbox
    options: Options


def evaluate(items: list[Item], means: Means, on_record: Callable[[dict[str, Any]], None]) -> Iterator[dict[str, Any]]:
    """Solve each item; its record is given to `on_record` before it is yielded."""
    for item in items:
        record = _record(item, means)
        on_record(record)
        yield record


def _record(item: Item, means: Means) -> dict[str, Any]:
    problem = make_problem(item.question, item.choices)
    task = Task(problem, means.profile, means.engine, means.sandbox, means.options)
    verdict = next(event for event in solve(task) if isinstance(event, Verdict))
    reference = Answer(item.answer, "choice") if item.choices else extract.read(item.answer)
    return {
        "id": item.id,
        "answer": verdict.answer.text if verdict.answer else None,
        "reference": item.answer,
        "right": is_right(verdict.answer, reference, means.sandbox),
        "agreement": verdict.agreement,
        "paths": [
            {
                "mode": path.mode,
                "answer": path.answer.text if path.answer else None,
                "right": is_right(path.answer, reference, means.sandbox),
                "status": path.status,
                "tokens": path.tokens,
                "ended": path.reason,
            }
            for path in verdict.paths
        ],
        "tokens": sum(path.tokens for path in verdict.paths),
        "seconds": round(verdict.seconds, 3),
        "memory_mb": _memory(means),
    }


def is_right(answer: Answer | None, reference: Answer | None, sandbox: Sandbox | None) -> bool:
    """Whether an answer is what the reference says: a decimal reference is met by what rounds to it, no less precise.

    Two answers of equals may round to each other (`same_answer`); a reference asks for its own digits.
    """
    if answer is None or reference is None:
        return False
    if answer.number is None or reference.number is None or reference.kind == "choice":
        return same_answer(answer, reference, sandbox)
    difference = abs(answer.number - reference.number)
    if reference.is_exact:
        return difference <= _FLOAT_IMAGE * abs(reference.number)
    if reference.decimals >= _LONG_DECIMALS and difference <= _LONG_TOLERANCE * abs(reference.number):
        return True
    return difference <= Fraction(1, 2 * 10**reference.decimals)


def _memory(means: Means) -> dict[str, int]:
    """Resident memory of front, engine worker and sandbox helpers, in MB."""
    import psutil

    pids: dict[str, list[int | None]] = {
        "front": [os.getpid()],
        "engine": [means.engine.pid],
        "sandbox": list(means.sandbox.service_pids),
    }
    sizes: dict[str, int] = {}
    for name, numbers in pids.items():
        alive = [number for number in numbers if number is not None and psutil.pid_exists(number)]
        sizes[name] = round(sum(psutil.Process(number).memory_info().rss for number in alive) / 1e6)
    return sizes
