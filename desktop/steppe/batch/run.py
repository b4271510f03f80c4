"""Solves the problems of a file with the engine kept full; each result is written down before it is told of."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field

from steppe.batch.problems import Entry
from steppe.batch.results import Record, ResultsFile, record_of
from steppe.problem import Problem
from steppe.solve.many import Ended, Solver, solve_many
from steppe.solve.strategies import solve
from steppe.solve.task import Task
from steppe_models.errors import EngineError, SteppeError

TaskOf = Callable[[Problem], Task]


def run_batch(
    entries: Iterable[Entry],
    task_of: TaskOf,
    results: ResultsFile,
    settings: Record,
    *,
    width: int,
    solver: Solver = solve,
) -> Generator[Record]:
    """Solve the entries, `width` at once; each record is on the disk before it is yielded, in order of completion.

    Lines that are no problems come first. Problems on which the engine failed are tried once more at the end, each
    alone: one that brings the engine down takes those beside it along.

    Raises:
        EngineError: the engine fails again and again.
        OSError: the results cannot be written.
    """
    left: list[Entry] = []
    for entry in entries:
        if entry.problem is not None:
            left.append(entry)
            continue
        record = record_of(entry, settings, None, entry.fault)
        results.add(record)
        yield record
    failed: list[Entry] = []
    for is_last, group, at_once in ((False, left, width), (True, failed, 1)):
        patience = 2 * at_once + 1
        in_a_row = 0
        for entry, ended in _ends(list(group), task_of, at_once, solver):
            is_engine = isinstance(ended.failure, EngineError)
            in_a_row = in_a_row + 1 if is_engine else 0
            if ended.failure is not None and in_a_row > patience:
                raise ended.failure
            if is_engine and not is_last:
                failed.append(entry)
                continue
            verdict = ended.verdict.to_json() if ended.verdict else None
            record = record_of(entry, settings, verdict, ended.failure)
            results.add(record)
            yield record


def _ends(entries: list[Entry], task_of: TaskOf, width: int, solver: Solver) -> Iterator[tuple[Entry, Ended[Entry]]]:
    tasks = ((entry, task_of(entry.problem)) for entry in entries if entry.problem is not None)
    if not entries:
        return
    with closing(solve_many(tasks, width=min(width, len(entries)), solver=solver)) as items:
        for item in items:
            if isinstance(item, Ended):
                yield item.key, item


@dataclass(slots=True)
class Tally:
    """How far a run is: `done` of `total` problems, those of earlier runs (`before`) among them."""

    total: int
    before: int = 0
    done: int = 0
    answered: int = 0
    failed: int = 0
    tokens: int = 0
    _started: float = field(default_factory=time.monotonic)

    @classmethod
    def of(cls, total: int, kept: Iterable[Record]) -> Tally:
        """Begin with what earlier runs have done."""
        tally = cls(total)
        for record in kept:
            tally.count(record)
        tally.before, tally.tokens = tally.done, 0
        return tally

    def start(self) -> None:
        """The clock begins: the model is loaded."""
        self._started = time.monotonic()

    def count(self, record: Record) -> None:
        """One more problem is done."""
        self.done += 1
        self.answered += record.get("answer") not in (None, "")
        self.failed += bool(record.get("error"))
        self.tokens += int(record.get("tokens") or 0)

    @property
    def seconds(self) -> float:
        """How long this run has taken."""
        return time.monotonic() - self._started

    @property
    def seconds_left(self) -> float | None:
        """How long the rest will take at the speed of this run; None until that can be said."""
        new = self.done - self.before
        return self.seconds / new * (self.total - self.done) if new else None

    @property
    def is_whole(self) -> bool:
        """Whether every problem has an answer."""
        return self.answered == self.total


def failure_sentence(record: Record) -> str:
    """What a record says of a problem that failed; "" for one that did not."""
    error = record.get("error")
    return str(SteppeError(error["message"], error["hint"])) if isinstance(error, dict) else ""
