"""Solves the items of a set, several at once over one engine, and hands out their records as they end."""

from __future__ import annotations

import contextlib
import json
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
from steppe_models.errors import BadInputError, SteppeError


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
                raise _of_item(each.failure, each.key)
            record = make_record(each.key, each.verdict, means.sandbox)
            record |= course.to_json(each.key, each.verdict.paths, means.sandbox) | {"memory_mb": _memory(means)}
            on_record(each.key, record)
            yield each.key, record


def _of_item(failure: SteppeError, item: Item) -> SteppeError:
    """What broke an item, saying which, so that it can be looked at alone or left out."""
    failure.message = f"Item {item.id} of {item.set_name}: {failure.message}"
    if isinstance(failure, BadInputError):  # it will fail each time
        line = json.dumps({"id": item.id})
        failure.hint = f"To go on without it, write the line {line} into a file for --leave-out, and add --resume."
    return failure


def _in_time(items: list[Item], minutes: float | None) -> Iterator[Item]:
    started = time.monotonic()
    for item in items:
        if minutes is not None and time.monotonic() - started > 60.0 * minutes:
            return
        yield item


def _task(item: Item, means: Means) -> Task:
    try:
        problem = make_problem(item.question, item.choices)
    except SteppeError as error:
        raise _of_item(error, item) from None
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
        found = 0
        for number in numbers:
            with contextlib.suppress(psutil.Error):  # a helper may end at any time
                found += psutil.Process(number).memory_info().rss if number is not None else 0
        sizes[name] = round(found / 1e6)
    return sizes
