"""Solves the items of a set, several at once over one engine, and hands out their records as they end."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from steppe.evaluate.course import Course
from steppe.evaluate.items import Item
from steppe.evaluate.record import make_record
from steppe.problem import make_problem
from steppe.sandbox.client import Sandbox
from steppe.solve.first import solve_first
from steppe.solve.many import Ended, solve_many
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


def evaluate(
    items: list[Item],
    means: Means,
    on_record: Callable[[Item, dict[str, Any]], None],
    *,
    parallel: int = 1,
    minutes: float | None = None,
) -> Iterator[tuple[Item, dict[str, Any]]]:
    """Solve the items, `parallel` at once; a record is given to `on_record` before it is yielded, as its item ends.

    The items may be of several sets, so that the engine stays full from the first to the last. None is begun once
    `minutes` have passed.

    Raises:
        SteppeError: an item could not be solved; those recorded before stand.
    """
    tasks = ((item, _task(item, means)) for item in _in_time(items, minutes))
    courses: dict[str, Course] = {}
    with closing(solve_many(tasks, width=min(parallel, max(1, len(items))), solver=solve_first)) as happenings:
        for each in happenings:
            name = f"{each.key.set_name}/{each.key.id}"
            if not isinstance(each, Ended):
                courses.setdefault(name, Course()).note(each.event)
                continue
            course = courses.pop(name, Course())
            if each.verdict is None:
                assert each.failure is not None
                raise each.failure
            record = make_record(each.key, each.verdict, means.sandbox)
            record |= course.to_json(each.key, each.verdict.paths, means.sandbox) | {"memory_mb": _memory(means)}
            on_record(each.key, record)
            yield each.key, record


def _in_time(items: list[Item], minutes: float | None) -> Iterator[Item]:
    started = time.monotonic()
    for item in items:
        if minutes is not None and time.monotonic() - started > 60.0 * minutes:
            return
        yield item


def _task(item: Item, means: Means) -> Task:
    problem = make_problem(item.question, item.choices)
    return Task(problem, means.profile, means.engine, means.sandbox, means.options)


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
