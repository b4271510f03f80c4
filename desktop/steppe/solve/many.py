"""Many problems solved at once over one engine, so that its steps are as full as pays; one stream of events for all."""

from __future__ import annotations

import contextlib
import queue
import threading
import traceback
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Generic, TypeVar, cast

from steppe.sandbox.share import SandboxShare
from steppe.solve.events import Event, Verdict
from steppe.solve.stopping import SharedStoppableEngine, SolveStoppedError, StoppableEngine
from steppe.solve.strategies import solve
from steppe.solve.task import Task
from steppe_models.engine.interface import MeasuredEngine, ServedEngine, TextEngine
from steppe_models.engine.protocol import LoadedModel
from steppe_models.errors import SteppeError

K = TypeVar("K")
Solver = Callable[[Task], Iterator[Event]]

WAITING_EVENTS = 1024  # a slow reader holds the solves back instead of filling the memory
SERVED_WIDTH = 8  # requests at once for a server, which schedules them by itself
TOKENS_EACH = 512  # of the KV cache, for a usual problem with its solution
CLEAR_GAIN = 1.02  # a wider step must give so many more tokens a second: answers come later with it
JOIN_S = 10.0
_PUT_S = 0.1


@dataclass(frozen=True, slots=True)
class Happened(Generic[K]):
    """One event of the problem `key`."""

    key: K
    event: Event


@dataclass(frozen=True, slots=True)
class Ended(Generic[K]):
    """The problem `key` is over: its verdict, or what it failed of."""

    key: K
    verdict: Verdict | None
    failure: SteppeError | None = None


class UnforeseenError(SteppeError):
    """A fault of Steppe's own while one of many problems was solved; its traceback is on standard error."""

    code = "bug"


def width_that_pays(engine: TextEngine, problems: int) -> int:
    """How many of so many problems to solve at once; measures the engine's steps if they are not known yet.

    Of the widths that were measured the one with the most tokens a second, or the narrowest that comes close. Each
    problem must find room in the KV cache: one that is put aside for want of it is read again later.

    Raises:
        SteppeError: the model could not be loaded or run.
    """
    if isinstance(engine, ServedEngine):
        return max(1, min(SERVED_WIDTH, problems))
    if not isinstance(engine, MeasuredEngine) or problems < 2:
        return 1
    costs = engine.step_costs()
    most = min(problems, costs.widest, _room(engine))
    best = max(costs.tokens_per_second(width) for width in range(1, most + 1))
    return next(width for width in range(1, most + 1) if costs.tokens_per_second(width) * CLEAR_GAIN >= best)


def _room(engine: object) -> int:
    """How many problems the engine's cache has room for."""
    wait_loaded = getattr(engine, "wait_loaded", None)
    loaded = wait_loaded() if wait_loaded is not None else None
    if not isinstance(loaded, LoadedModel) or not loaded.cells:
        return 1
    return max(1, min(loaded.sequences, loaded.cells // TOKENS_EACH))


def solve_many(
    tasks: Iterable[tuple[K, Task]], *, width: int, solver: Solver = solve
) -> Generator[Happened[K] | Ended[K]]:
    """Solve the tasks, `width` at once: their events as they come, those of one problem in order, `Ended` its last.

    `tasks` is read as places become free, by one thread at a time. `solver` may wrap `solve`, say to keep a history.
    What goes wrong with one problem ends that problem alone. Within a problem the two paths are written one after the
    other, and the samples of a vote in narrow waves: it is the problems that fill the steps. Closing the iterator stops
    everything at once.
    """
    crew = _Crew(iter(tasks), solver, max(1, width))
    threads = [threading.Thread(target=crew.work, name=f"solve-{number}", daemon=True) for number in range(crew.width)]
    for thread in threads:
        thread.start()
    left = len(threads)
    try:
        while left:
            item = crew.events.get()
            if isinstance(item, _Idle):
                left -= 1
                if item.error is not None:
                    raise item.error
            else:
                yield item
    finally:
        crew.stop()
        for thread in threads:
            thread.join(JOIN_S)


@dataclass(frozen=True, slots=True)
class _Idle:
    """A thread has nothing more to do; `error` is what broke the iterator of tasks."""

    error: BaseException | None = None


class _Crew(Generic[K]):
    """The threads that solve: each takes a task, solves it, takes the next."""

    def __init__(self, tasks: Iterator[tuple[K, Task]], solver: Solver, width: int) -> None:
        self.width = width
        self.events: queue.Queue[Happened[K] | Ended[K] | _Idle] = queue.Queue(WAITING_EVENTS)
        self._tasks = tasks
        self._solver = solver
        self._taking = threading.Lock()
        self._lock = threading.Lock()
        self._is_over = threading.Event()
        self._live: list[tuple[StoppableEngine, SandboxShare]] = []

    def work(self) -> None:
        """Solve until no task is left."""
        error: BaseException | None = None
        try:
            while (taken := self._take()) is not None:
                self._solve(*taken)
        except SolveStoppedError:
            pass
        except BaseException as caught:  # noqa: BLE001 - raised again in the thread that reads the events
            error = caught
        with contextlib.suppress(SolveStoppedError):
            self._put(_Idle(error))

    def stop(self) -> None:
        """Stop every solve, and begin no other; returns at once."""
        self._is_over.set()
        with self._lock:
            live = list(self._live)
        for engine, sandbox in live:
            engine.stop()
            sandbox.cancel()

    def _take(self) -> tuple[K, Task] | None:
        with self._taking:
            return None if self._is_over.is_set() else next(self._tasks, None)

    def _solve(self, key: K, task: Task) -> None:
        engine, sandbox = SharedStoppableEngine(task.engine, self.width), SandboxShare(task.sandbox)
        own = replace(task, engine=engine, sandbox=sandbox)
        with self._lock:
            self._live.append((engine, sandbox))
        try:
            if not self._is_over.is_set():
                self._put(self._followed(key, own))
        finally:
            with self._lock:
                self._live.remove((engine, sandbox))

    def _followed(self, key: K, task: Task) -> Ended[K]:
        verdict: Verdict | None = None
        try:
            with closing(cast("Generator[Event]", self._solver(task))) as events:
                for event in events:
                    self._put(Happened(key, event))
                    if isinstance(event, Verdict):
                        verdict = event
        except SolveStoppedError:
            raise
        except SteppeError as failure:
            return Ended(key, None, failure)
        except Exception as error:  # noqa: BLE001 - a fault with one problem must not lose the others
            traceback.print_exception(error)
            sentence = f"Something in Steppe itself went wrong: {type(error).__name__}."
            return Ended(key, None, UnforeseenError(sentence, "Run the problem alone, and report it."))
        if verdict is None:
            return Ended(key, None, UnforeseenError("The solve ended without a verdict.", "Report it."))
        return Ended(key, verdict)

    def _put(self, item: Happened[K] | Ended[K] | _Idle) -> None:
        """Hand over one item.

        Raises:
            SolveStoppedError: nobody reads any more.
        """
        while True:
            if self._is_over.is_set():
                raise SolveStoppedError
            try:
                self.events.put(item, timeout=_PUT_S)
                return
            except queue.Full:
                continue
