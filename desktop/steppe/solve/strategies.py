"""The strategies: one path alone, the paper's hybrid rule, both compared and voted on, programs between the lines."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Protocol

from steppe.solve.events import Event, Path, PathResult, Started, Verdict
from steppe.solve.interleaved import InterleavedRun
from steppe.solve.path import PathRun
from steppe.solve.put_back import with_equations
from steppe.solve.schedule import paths_at_once
from steppe.solve.task import Options, Task
from steppe.solve.together import together
from steppe.solve.verdict import make_verdict
from steppe.solve.vote import VoteOutcome, vote
from steppe_models.errors import BadInputError

_NEEDED = {
    "cot": ("cot",),
    "pot": ("pot",),
    "hybrid": ("pot", "cot"),
    "auto": ("cot",),
    "vote": ("cot",),
    "interleaved": ("interleaved",),
}


class Run(Protocol):
    """A path on its way."""

    is_done: bool

    def result(self) -> PathResult:
        """What it has come to."""
        ...

    def cancel(self) -> None:
        """Stop it."""
        ...


def solve(task: Task) -> Iterator[Event]:
    """Solve the problem by the options' mode; the last event is the `Verdict`.

    Closing the iterator stops whatever the model is writing.

    Raises:
        SteppeError: the engine could not load or run the model.
    """
    started = time.perf_counter()
    runs: list[Run] = []
    mode = task.options.mode
    _check_mode(task)
    yield Started(mode, task.profile.id)
    strategy = {
        "cot": _cot,
        "pot": _pot,
        "hybrid": _hybrid,
        "auto": _both,
        "vote": _both,
        "interleaved": _interleaved,
    }[mode]
    outcome: VoteOutcome | None = None
    try:
        yield from strategy(task, runs)
        if _may_vote(task):
            outcome = yield from vote(task, [run.result() for run in runs])
    finally:
        for run in runs:
            if not run.is_done:
                run.cancel()
    verdict = _verdict(task, [run.result() for run in runs], outcome, time.perf_counter() - started)
    yield from with_equations(task, verdict)


def _check_mode(task: Task) -> None:
    missing = [mode for mode in _NEEDED[task.options.mode] if mode not in task.profile.modes]
    if "interleaved" in missing:
        raise BadInputError(
            f"{task.profile.name} cannot run programs while it reasons.", "Use --mode auto, or another model."
        )
    if missing:
        raise BadInputError(
            f"{task.profile.name} was not trained to write programs.", "Use --mode cot, or another model."
        )


def _may_vote(task: Task) -> bool:
    """`vote` always votes; `auto` does where there are two paths to compare."""
    return task.options.mode == "vote" or (task.options.mode == "auto" and "pot" in task.profile.modes)


def _cot(task: Task, runs: list[Run]) -> Iterator[Event]:
    yield from _whole(_new(task, "cot", runs))


def _pot(task: Task, runs: list[Run]) -> Iterator[Event]:
    yield from _whole(_new(task, "pot", runs))


def _interleaved(task: Task, runs: list[Run]) -> Iterator[Event]:
    run = InterleavedRun(task)
    runs.append(run)
    yield from run.run()


def _hybrid(task: Task, runs: list[Run]) -> Iterator[Event]:
    """The rule of the MAmmoTH paper (arXiv 2309.05653, and its authors' code): program first, prose if it fails.

    Open questions: prose iff no answer could be extracted. Multiple choice: prose iff there was a program and running
    it gave no output. A text that holds `print(` and no program counts as a program that fails. The second answer is
    final.
    """
    program = _new(task, "pot", runs)
    yield from _whole(program)
    failed = program.printed_nothing if task.problem.choices else program.result().answer is None
    if failed or program.only_mentions_code:
        yield from _whole(_new(task, "cot", runs))


def _both(task: Task, runs: list[Run]) -> Iterator[Event]:
    """Both paths: at once where that pays; else the program first, and the prose while the program runs."""
    if "pot" not in task.profile.modes:
        yield from _cot(task, runs)
        return
    program = _new(task, "pot", runs)
    if paths_at_once(task.engine):
        yield from together([program, _new(task, "cot", runs)])
        return
    yield from program.write()
    prose = _new(task, "cot", runs)
    prose.begin()
    yield from program.conclude()
    yield from _whole(prose)


def _new(task: Task, path: Path, runs: list[Run]) -> PathRun:
    run = PathRun(task, path, is_first=not runs)
    runs.append(run)
    return run


def _whole(run: PathRun) -> Iterator[Event]:
    yield from run.write()
    yield from run.conclude()


def _verdict(task: Task, paths: list[PathResult], outcome: VoteOutcome | None, seconds: float) -> Verdict:
    if outcome is None:
        return make_verdict(task, paths, seconds)
    return make_verdict(
        task, paths, seconds, tally=outcome.tally, samples=outcome.samples, sample_tokens=outcome.tokens
    )


__all__ = ["Options", "Task", "solve"]
