"""Solves the items of a set one after the other and hands out their records."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from steppe.evaluate.items import Item
from steppe.evaluate.record import make_record
from steppe.problem import make_problem
from steppe.sandbox.client import Sandbox
from steppe.solve.events import Verdict
from steppe.solve.strategies import solve
from steppe.solve.task import Options, Task
from steppe_models.catalogue import ModelProfile
from steppe_models.engine.client import Engine


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
        record = make_record(item, _solved(item, means), means.sandbox) | {"memory_mb": _memory(means)}
        on_record(record)
        yield record


def _solved(item: Item, means: Means) -> Verdict:
    problem = make_problem(item.question, item.choices)
    task = Task(problem, means.profile, means.engine, means.sandbox, means.options)
    return next(event for event in solve(task) if isinstance(event, Verdict))


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
