"""The application's side of the sandbox: `Sandbox` starts helpers, gives them programs, and keeps the clock."""

from __future__ import annotations

import itertools
import os
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from steppe.sandbox.budget import MAX_MEMORY_MB, MAX_WALL_S, MIN_MEMORY_MB, Budget, checked
from steppe.sandbox.component import find_component
from steppe.sandbox.helper_process import Failure, HelperProcess, helper_command
from steppe.sandbox.native.engine import NativeEngine
from steppe.sandbox.outcome import SOURCE_BYTES, Outcome, Status, refused, wants_native
from steppe.sandbox.protocol import Frame
from steppe.sandbox.results import outcome_of, silence
from steppe_models.errors import SteppeError
from steppe_models.places import cache_dir

__all__ = ["MAX_MEMORY_MB", "MAX_WALL_S", "MAX_WORKERS", "MIN_MEMORY_MB", "Sandbox", "SandboxState"]

StatePhase = Literal["starting", "compiling", "ready", "off"]
OVERTIME_S = 0.2  # how long past its limit a program may stay silent before its helper is killed
CANCEL_S = 0.2  # how long a helper may take to end a cancelled program before it is killed
START_LIMIT_S = 300.0  # compiling on a slow machine included
_START_CHECK_S = 5.0
MAX_RESTARTS = 3
RESTART_WINDOW_S = 60.0
NATIVE_SHARE = (
    2 / 3
)  # of its time, for a program that had all of it in the WebAssembly engine: two to four times faster
MAX_WORKERS = 4


@dataclass(frozen=True, slots=True)
class SandboxState:
    """Whether programs can run; `reason`, `hint` and `code` say why not when `phase` is off."""

    phase: StatePhase
    reason: str = ""
    hint: str = ""
    code: str = ""
    isolation: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class _Job:
    source: str
    budget: Budget
    is_cancelled: Callable[[], bool]  # asked under `_changed`


class Sandbox:
    """Runs programs one at a time per helper process; safe to use from several threads, who are served in turn.

    A helper is started when all others are busy. There is never another way to run a program: without a helper that
    passed its own test, programs are refused.
    """

    def __init__(
        self,
        *,
        component: Path | None = None,
        cache: Path | None = None,
        workers: int | None = None,
        native: bool = True,
    ) -> None:
        """Nothing starts yet. `component` and `cache` are folders; `workers` bounds the helper processes.

        Without `native` no program goes to the second engine, not even one that needs it.
        """
        self._component_folder = component
        self._cache = cache_dir() / "sandbox" if cache is None else cache
        self.workers = workers or max(1, min(MAX_WORKERS, (os.cpu_count() or 2) - 1))
        self._changed = threading.Condition()
        self._helpers: list[HelperProcess] = []
        self._busy: set[HelperProcess] = set()
        self._waiting: deque[_Job] = deque()  # for a helper, in the order in which they came
        self._deaths: deque[float] = deque()
        self._command: list[str] | None = None
        self._native = NativeEngine(self._changed)
        if not native:
            self._native.failure = Failure("The native sandbox is switched off.")
        self._off: Failure | None = None
        self._cancellation = 0
        self._identities = itertools.count(1)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(self) -> None:
        """Begin to start the first helper and return at once; at first use it compiles for some seconds."""
        with self._changed:
            if self._command is not None:
                return
            self._off = None
            self._deaths.clear()
            try:
                component = find_component(self._component_folder)
            except SteppeError as error:
                self._switch_off(Failure(error.message, error.hint, error.code))
                return
            self._command = helper_command(component.wasm.parent, self._cache)
            self._add_helper()

    def close(self) -> None:
        """End all helpers and whatever runs in them; `start` begins anew."""
        self.cancel()
        with self._changed:
            helpers, self._helpers, self._command = self._helpers, [], None
            self._off = Failure("The sandbox is closed.")
            self._changed.notify_all()
        for helper in helpers:
            helper.close()
        self._native.close()

    @property
    def state(self) -> SandboxState:
        """What the sandbox is doing now."""
        with self._changed:
            if self._off is not None:
                return SandboxState("off", self._off.reason, self._off.hint, self._off.code)
            phases = [helper.phase for helper in self._helpers]
            for helper in self._helpers:
                if helper.phase == "ready":
                    return SandboxState("ready", isolation=helper.isolation, note=helper.note)
            return SandboxState("compiling" if "compiling" in phases else "starting")

    @property
    def ready(self) -> bool:
        """Whether a program would run at once."""
        return self.state.phase == "ready"

    @property
    def service_pids(self) -> tuple[int, ...]:
        """The helper processes that are alive."""
        with self._changed:
            native = self._native.helper
            return tuple(helper.pid for helper in (*self._helpers, *([native] if native is not None else [])))

    @property
    def native_state(self) -> SandboxState:
        """What the native engine is doing; it starts with the first program that needs it, or by `wait_native`."""
        with self._changed:
            if self._native.failure is not None:
                return SandboxState("off", self._native.failure.reason, self._native.failure.hint)
            helper = self._native.helper
            if helper is None or helper.phase != "ready":
                return SandboxState("starting")
            return SandboxState("ready", isolation=helper.isolation, note=", ".join(helper.packages))

    def wait_native(self, timeout_s: float) -> bool:
        """Start the native engine and wait until its self-test has held; False when it is off or the time is over."""
        deadline = time.monotonic() + timeout_s
        with self._changed:
            ready = self._native.acquire(lambda: time.monotonic() > deadline)
            if ready is not None:
                self._native.release()
            return ready is not None

    def wait_ready(self, timeout_s: float) -> bool:
        """Wait until programs can run; False when the sandbox is off or the time is over."""
        with self._changed:
            self._changed.wait_for(lambda: self._off is not None or self._has_ready(), timeout_s)
            return self._off is None and self._has_ready()

    def run(self, source: str, *, wall_s: float = 3.0, cpu_s: float | None = None, memory_mb: int = 512) -> Outcome:
        """Run one program and wait for its end. Time spent waiting for a helper does not count against `wall_s`.

        `cpu_s` is the time that it may compute; without it, as long as it may run.

        Raises:
            BadInputError: a limit is out of range.
        """
        budget = checked(wall_s, cpu_s, memory_mb)
        return self._run(_Job(source, budget, self._cancelled_from_now()))

    def run_many(
        self,
        sources: Sequence[str],
        *,
        wall_s: float = 3.0,
        cpu_s: float | None = None,
        memory_mb: int = 512,
        enough: int | None = None,
    ) -> list[Outcome]:
        """Run several programs, in parallel over the helpers; outcomes in the order of `sources`.

        The limits hold for each. As soon as `enough` programs ended well with the same output, those not begun yet are
        cancelled.

        Raises:
            BadInputError: a limit is out of range.
        """
        budget = checked(wall_s, cpu_s, memory_mb)
        is_cancelled = self._cancelled_from_now()
        agreed = threading.Event()
        votes: Counter[str] = Counter()

        def run_one(source: str) -> Outcome:
            if agreed.is_set():
                return Outcome("cancelled", message="Not needed any more: enough programs agreed.")
            outcome = self._run(_Job(source, budget, is_cancelled))
            if outcome.is_ok:
                with self._changed:
                    votes[outcome.stdout.strip()] += 1
                    if enough is not None and max(votes.values()) >= enough:
                        agreed.set()
            return outcome

        if self.workers == 1 or len(sources) < 2:
            return [run_one(source) for source in sources]
        with ThreadPoolExecutor(min(self.workers, len(sources)), thread_name_prefix="sandbox-run") as pool:
            return list(pool.map(run_one, sources))

    def cancel(self) -> None:
        """End every program that runs or waits now, within 250 ms; those given later run."""
        with self._changed:
            self._cancellation += 1
            self._changed.notify_all()

    def _cancelled_from_now(self) -> Callable[[], bool]:
        """Tells whether `cancel` was called since."""
        before = self._cancellation
        return lambda: self._cancellation != before

    def _run(self, job: _Job) -> Outcome:
        data = job.source.encode("utf-8", "backslashreplace")
        if len(data) > SOURCE_BYTES:
            return refused(f"The program is longer than {SOURCE_BYTES // 1024} KB.")
        if wants_native(job.source) and (outcome := self._run_natively(job, data)) is not None:
            return outcome
        outcome, is_helper_well = self._run_as_wasm(job, data)
        if outcome.status == "timeout" and is_helper_well:
            second = self._run_natively(replace(job, budget=job.budget.shortened(NATIVE_SHARE)), data)
            if second is not None and second.status not in ("timeout", "refused"):
                return second
        return outcome

    def _run_as_wasm(self, job: _Job, data: bytes) -> tuple[Outcome, bool]:
        """The outcome, and whether the helper ended the program by itself or had to be replaced."""
        helper = self._acquire(job)
        if isinstance(helper, Outcome):
            return helper, False
        try:
            return self._run_on(helper, job, data), helper.phase == "ready"
        finally:
            with self._changed:
                self._busy.discard(helper)
                self._changed.notify_all()

    def _run_natively(self, job: _Job, data: bytes) -> Outcome | None:
        """The outcome in the native engine, None where that is off."""
        with self._changed:
            if self._off is not None:
                return None
            helper = self._native.acquire(job.is_cancelled)
            if helper is None:
                return Outcome("cancelled", message="Cancelled.") if job.is_cancelled() else None
        try:
            return self._run_on(helper, job, data)
        finally:
            with self._changed:
                self._native.release()

    def _acquire(self, job: _Job) -> HelperProcess | Outcome:
        """A ready helper that is now ours, or the reason why there is none."""
        with self._changed:
            if self._command is None and self._off is None:
                self.start()
            self._waiting.append(job)
            try:
                return self._wait_for_helper(job)
            finally:
                self._waiting.remove(job)
                self._changed.notify_all()  # the next in turn may find another one free

    def _wait_for_helper(self, job: _Job) -> HelperProcess | Outcome:
        while True:
            if self._off is not None:
                return refused(self._off.reason)
            if job.is_cancelled():
                return Outcome("cancelled", message="Cancelled.")
            ready = [helper for helper in self._helpers if helper.phase == "ready"]
            free = [helper for helper in ready if helper not in self._busy]
            if free and self._waiting[0] is job:
                self._busy.add(free[0])
                return free[0]
            if not free and ready and len(ready) == len(self._helpers) < self.workers:
                self._add_helper()
            self._strike_late_starters()
            self._changed.wait(_START_CHECK_S)

    def _strike_late_starters(self) -> None:
        latest = time.monotonic() - START_LIMIT_S
        for helper in self._helpers:
            if helper.phase in ("starting", "compiling") and helper.started_s < latest:
                helper.strike()

    def _run_on(self, helper: HelperProcess, job: _Job, data: bytes) -> Outcome:
        identity = next(self._identities)
        frame = Frame({"op": "run", "id": identity, **job.budget.header()}, (data,))
        started = time.monotonic()
        helper.begin(identity, frame)
        result, status = self._await(helper, identity, job, started)
        if result is not None:
            return outcome_of(
                result,
                job.source,
                job.budget,
                engine=helper.engine,
                isolation=helper.isolation,
                packages=helper.packages,
            )
        helper.kill()  # another one starts in its place
        seconds = time.monotonic() - started
        return silence(status, job.budget, seconds=seconds, engine=helper.engine, isolation=helper.isolation)

    def _await(self, helper: HelperProcess, identity: int, job: _Job, started: float) -> tuple[Frame | None, Status]:
        """The result; or None and what the silence means."""
        deadline = started + job.budget.wall_s + OVERTIME_S
        is_told = False
        with self._changed:
            while True:
                if helper.results[identity] is not None:
                    return helper.results.pop(identity), "ok"
                if helper.phase != "ready":
                    return None, "cancelled" if job.is_cancelled() else "sandbox_error"
                if job.is_cancelled() and not is_told:
                    is_told = True
                    helper.cancel(identity)
                    deadline = min(deadline, time.monotonic() + CANCEL_S)
                left = deadline - time.monotonic()
                if left <= 0:
                    return None, "cancelled" if is_told else "timeout"
                self._changed.wait(left)

    def _add_helper(self) -> None:
        assert self._command is not None
        try:
            self._helpers.append(HelperProcess(self._command, self._changed, self._after_end))
        except OSError as error:
            self._switch_off(Failure(f"The sandbox helper cannot be started: {error.strerror}."))

    def _after_end(self, helper: HelperProcess) -> None:
        """A helper is over: start another in its place, or switch off after too many or at once when it says why."""
        if helper not in self._helpers:
            return  # ended by `close`
        self._helpers.remove(helper)
        if helper.failure is not None:
            self._switch_off(helper.failure)
            return
        now = time.monotonic()
        self._deaths.append(now)
        while self._deaths[0] < now - RESTART_WINDOW_S:
            self._deaths.popleft()
        if len(self._deaths) > MAX_RESTARTS:
            count = len(self._deaths)
            self._switch_off(
                Failure(f"The sandbox helper stopped {count} times within a minute.", "Run `steppe doctor`.")
            )
        elif not self._helpers:
            self._add_helper()

    def _switch_off(self, failure: Failure) -> None:
        self._off = failure
        for helper in self._helpers:
            helper.strike()
        self._changed.notify_all()

    def _has_ready(self) -> bool:
        return any(helper.phase == "ready" for helper in self._helpers)
