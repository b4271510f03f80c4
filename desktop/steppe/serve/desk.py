"""Lets so many solves run at once, so many wait, and refuses the rest; each can be stopped from outside."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from types import TracebackType
from typing import Self, cast

from steppe.sandbox.client import Sandbox
from steppe.sandbox.share import SandboxShare
from steppe.serve.chat import ChatRequest
from steppe.serve.refusal import Refusal
from steppe.solve.events import Event
from steppe.solve.stopping import SolveStoppedError, TokenCount, stoppable
from steppe.solve.task import Task
from steppe_models.catalogue import ModelProfile
from steppe_models.engine.interface import TextEngine

WAIT_LIMIT_S = 300.0
RETRY_AFTER_S = 10
_LOOK_S = 5.0


@dataclass(frozen=True, slots=True)
class Means:
    """What problems are solved with; `solver` is `solve`, or what keeps a history as well."""

    profile: ModelProfile
    engine: TextEngine
    sandbox: Sandbox
    solver: Callable[[Task], Iterator[Event]]


class Desk:
    """Gives out places: at most `parallel` solves at once, at most `waiting` in the queue."""

    def __init__(self, means: Means, *, parallel: int, waiting: int) -> None:
        self.means = means
        self._parallel = parallel
        self._most_waiting = waiting
        self._changed = threading.Condition()
        self._queue: deque[Visit] = deque()
        self._visits: set[Visit] = set()
        self._is_closed = False

    def visit(self, request: ChatRequest) -> Visit:
        """A solve to be; enter it to wait for a place."""
        return Visit(self, request)

    def close(self) -> None:
        """Stop every solve and let none begin."""
        with self._changed:
            self._is_closed = True
            visits = [*self._visits, *self._queue]
        for visit in visits:
            visit.stop()

    @property
    def load(self) -> tuple[int, int]:
        """How many solves run, and how many wait."""
        with self._changed:
            return len(self._visits), len(self._queue)

    def enter(self, visit: Visit) -> None:
        """Wait for a place.

        Raises:
            Refusal: too many wait already, or it took too long.
            SolveStoppedError: the visit was stopped meanwhile.
        """
        deadline = time.monotonic() + WAIT_LIMIT_S
        with self._changed:
            is_full = len(self._visits) >= self._parallel
            if is_full and len(self._queue) >= self._most_waiting:
                raise Refusal(
                    429,
                    "Steppe is busy: too many problems wait already.",
                    code="too_many_requests",
                    headers={"Retry-After": str(RETRY_AFTER_S)},
                )
            self._queue.append(visit)
            try:
                while self._queue[0] is not visit or len(self._visits) >= self._parallel:
                    self._check(visit, deadline)
                    self._changed.wait(_LOOK_S)
                self._check(visit, deadline)
                self._visits.add(visit)
            finally:
                self._queue.remove(visit)
                self._changed.notify_all()

    def leave(self, visit: Visit) -> None:
        """The place is free again."""
        with self._changed:
            self._visits.discard(visit)
            self._changed.notify_all()

    def wake(self) -> None:
        """Someone who waits was stopped."""
        with self._changed:
            self._changed.notify_all()

    def _check(self, visit: Visit, deadline: float) -> None:
        if visit.is_stopped or self._is_closed:
            raise SolveStoppedError
        if time.monotonic() > deadline:
            raise Refusal(503, "Steppe was busy for too long.", code="busy", headers={"Retry-After": "30"})


class Visit:
    """One solve for a client: `with` holds its place, `events` solves, `stop` ends it at once from any thread."""

    def __init__(self, desk: Desk, request: ChatRequest) -> None:
        means = desk.means
        self._desk = desk
        self._request = request
        self._engine = stoppable(means.engine)
        self._sandbox = SandboxShare(means.sandbox)

    def __enter__(self) -> Self:
        self._desk.enter(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        self._desk.leave(self)

    @property
    def is_stopped(self) -> bool:
        """Whether it was told to stop."""
        return self._engine.is_stopped

    @property
    def used(self) -> TokenCount:
        """The tokens that were read and written so far."""
        return self._engine.used

    def stop(self) -> None:
        """Stop the model, the program and the waiting."""
        self._engine.stop()
        self._sandbox.cancel()
        self._desk.wake()

    def events(self) -> Generator[Event]:
        """Solve the problem.

        Raises:
            SolveStoppedError: it was stopped.
            SteppeError: the engine failed, or the model cannot do what is asked.
        """
        means = self._desk.means
        task = Task(self._request.problem, means.profile, self._engine, self._sandbox, self._request.options)
        with closing(cast("Generator[Event]", means.solver(task))) as events:
            for event in events:
                if self.is_stopped:
                    raise SolveStoppedError
                yield event
