"""Loads models, solves and runs programs on threads of its own, and tells of it in messages; knows nothing of Qt."""

from __future__ import annotations

import importlib
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from traceback import print_exception
from typing import TYPE_CHECKING, cast

from steppe.solve.stopping import SolveStoppedError, StoppableEngine, stoppable
from steppe_models.engine.interface import ServedEngine, WatchedEngine
from steppe_models.errors import SteppeError
from steppe_qt.solving.idle_measuring import IDLE_S, IdleMeasuring
from steppe_qt.solving.job_thread import JobThread
from steppe_qt.solving.means import ServedModel
from steppe_qt.solving.messages import (
    DerivationChecked,
    Ended,
    Happened,
    Message,
    ModelsFound,
    PlotMade,
    ProgramEnded,
    SandboxChanged,
)
from steppe_qt.solving.program_run import failed_run, run_program
from steppe_qt.solving.request import Ending, EngineStatus, Recorder, SolveRequest, Trouble

if TYPE_CHECKING:
    from steppe.answer import Answer
    from steppe.plots import PlotRequest
    from steppe.problem import Problem
    from steppe.sandbox.client import Sandbox
    from steppe.solve.events import Event
    from steppe.solve.task import Task
    from steppe_models.records import InstalledModel
    from steppe_qt.solving.means import Means, ResidentEngine

SANDBOX_START_LIMIT_S = 300.0
JOIN_S = 5.0


class EngineRoom:
    """Everything that may take long. Its methods return at once; `tell` is called from its threads."""

    def __init__(
        self,
        means: Means,
        tell: Callable[[Message], None],
        recorder: Recorder | None = None,
        *,
        log: Callable[[Exception], None] = print_exception,
        idle_s: float = IDLE_S,
    ) -> None:
        self._means = means
        self._tell = tell
        self._recorder = recorder
        self._log = log  # of failures that nobody foresaw
        self._lock = threading.Lock()
        self._solver = JobThread("steppe-solver", self._tell_crash)
        self._programs = JobThread("steppe-programs", self._tell_crash)
        self._measuring = IdleMeasuring(self._tell_crash, idle_s)
        self._engine: ResidentEngine | None = None
        self._model: InstalledModel | ServedModel | None = None
        self._sandbox: Sandbox | None = None
        self._current: tuple[int, StoppableEngine] | None = None
        self._last_stopped = 0
        self._is_closing = False

    def start(self, model: str) -> None:
        """Bring up the sandbox and load `model` ("" is the default one)."""
        self._programs.submit(self._find_models)
        self._programs.submit(_import_early)
        self._programs.submit(self._start_sandbox)
        self._solver.submit(lambda: self._ensure_model(model))

    def find_models(self) -> None:
        """Look again which models are installed."""
        self._programs.submit(self._find_models)

    def use_model(self, model: str, *, is_anew: bool = False) -> None:
        """Load another model after whatever is being solved; with `is_anew` also if it is loaded already."""
        if is_anew:
            self._solver.submit(self._drop_engine)
        self._solver.submit(lambda: self._ensure_model(model))

    def solve(self, number: int, request: SolveRequest) -> None:
        """Solve; `number` must grow from solve to solve. Algebra does not wait for the model."""
        if request.may_be_algebra and self._is_symbolic(request):
            self._programs.submit(lambda: self._solve_by_algebra(number, request))
        else:
            self._solver.submit(lambda: self._solve(number, request))

    def check_derivation(self, number: int, text: str) -> None:
        """Check a learner's derivation line by line; waits for the sandbox if that is still starting."""
        self._programs.submit(lambda: self._check_derivation(number, text))

    def stop(self, number: int) -> None:
        """Stop the solve `number`, also if it has not begun yet."""
        with self._lock:
            self._last_stopped = max(self._last_stopped, number)
            current, sandbox = self._current, self._sandbox
        if current is not None and current[0] == number:
            current[1].stop()
            if sandbox is not None:
                sandbox.cancel()

    def force_stop(self, number: int) -> None:
        """End the engine if the solve `number`, or one before it, still goes on although it was asked to stop."""
        self._programs.submit(lambda: self._end_engine_of(number))

    def run_program(
        self, number: int, program: str, problem: Problem, other: Answer | None, limits: tuple[float, int]
    ) -> None:
        """Run an edited program; waits for the sandbox if that is still starting."""
        self._programs.submit(lambda: self._run_program(number, program, problem, other, limits))

    def make_plot(self, number: int, request: PlotRequest, x_range: tuple[float, float] | None) -> None:
        """Compute what a plot shows, all of it or the range that is looked at."""
        self._programs.submit(lambda: self._make_plot(number, request, x_range))

    def is_engine_answering(self, timeout_s: float) -> bool:
        """Whether the engine takes requests, for a watchdog; waits at most `timeout_s`, on the caller's thread.

        Where no engine is up, nothing is wrong with one; a server is not asked.
        """
        with self._lock:
            engine = self._engine
        return engine.is_answering(timeout_s) if isinstance(engine, WatchedEngine) else True

    def close(self) -> bool:
        """Stop everything and wait for it; False if a thread could not be joined in time."""
        with self._lock:
            self._is_closing = True
            current, engine, sandbox = self._current, self._engine, self._sandbox
        if current is not None:
            current[1].stop()
        if engine is not None:
            engine.close()
        if sandbox is not None:
            sandbox.close()
        are_joined = [thread.close(JOIN_S) for thread in (self._solver, self._programs, self._measuring)]
        return all(are_joined)

    # On the solver thread

    def _ensure_model(self, wanted: str) -> Trouble | None:
        """Have the model loaded; the trouble if that fails."""
        try:
            model = self._means.find_model(wanted)
            if self._is_loaded(model):
                return None
            self._drop_engine()
            self._tell(EngineStatus("loading", model.id, model.profile.name, wanted=wanted))
            engine = self._means.make_engine(model)
            with self._lock:
                if self._is_closing:
                    return Trouble("The window is closing.")
                self._engine, self._model = engine, model
            loaded = engine.wait_loaded()
        except SteppeError as error:
            self._drop_engine()
            trouble = _trouble(error)
            if not self._is_closing:
                self._tell(EngineStatus("failed", wanted, trouble=trouble, wanted=wanted))
            return trouble
        name = model.profile.name
        self._tell(EngineStatus("ready", model.id, name, loaded.placement, loaded.seconds, wanted=wanted))
        self._measuring.watch(engine)
        return None

    def _is_loaded(self, model: InstalledModel | ServedModel) -> bool:
        """Whether this model is in an engine that can be asked: a worker that died while idle is not waited for.

        A server has no process here; whether it answers shows when it is asked.
        """
        if self._engine is None or self._model != model:
            return False
        return isinstance(self._engine, ServedEngine) or self._engine.pid is not None

    def _drop_engine(self) -> None:
        self._measuring.watch(None)
        with self._lock:
            engine, self._engine, self._model = self._engine, None, None
        if engine is not None:
            engine.close()

    def _solve(self, number: int, request: SolveRequest) -> None:
        self._measuring.set_busy(True)
        ending = self._solved(number, request)
        self._measuring.set_busy(False)
        self._tell(Ended(number, ending))

    def _solved(self, number: int, request: SolveRequest) -> Ending:
        if self._is_stopped(number):
            return Ending("stopped")
        try:
            trouble = self._ensure_model(request.model)
            if self._is_stopped(number):
                return Ending("stopped")
            if trouble is not None:
                return Ending("failed", trouble)
            self._follow(number, request)
        except SolveStoppedError:
            return Ending("stopped")
        except SteppeError as error:
            return Ending("stopped") if self._is_stopped(number) else Ending("failed", _trouble(error))
        except Exception as error:  # noqa: BLE001 - a bug must not leave the window waiting for an end
            return Ending("failed", self._bug(error))
        finally:
            with self._lock:
                self._current = None
        return Ending("solved")

    def _follow(self, number: int, request: SolveRequest) -> None:
        """Go through the core's events, telling of each.

        Raises:
            SolveStoppedError: it was stopped.
            SteppeError: the engine failed.
        """
        from steppe.solve.task import Options, Task

        model = self._model
        assert self._engine is not None
        assert model is not None
        engine, sandbox = stoppable(self._engine), self._take_sandbox()
        with self._lock:
            self._current = (number, engine)
        if self._is_stopped(number):
            raise SolveStoppedError
        options = Options(
            mode=request.mode,
            seed=request.first_seed + request.try_number,
            temperature=request.temperature,
            max_tokens=request.max_tokens,
            program_wall_s=request.limits[0],
            program_memory_mb=request.limits[1],
            samples=request.samples,
            budget_s=request.budget_s,
            least_samples=request.least_samples,
        )
        task = Task(request.problem, model.profile, engine, sandbox, options)
        kept = None if isinstance(model, ServedModel) else model
        recording = self._recorder(task, kept) if self._recorder else None
        failure = ""
        try:
            solving = cast("Generator[Event]", _events_of(task, request))
            with closing(solving) as events:  # ends what the model is still writing
                for event in events:
                    engine.check()
                    if recording is not None:
                        recording.take(event)
                    self._tell(Happened(number, event))
        except SteppeError as error:
            failure = error.message
            raise
        finally:
            if recording is not None:
                recording.end(failure)

    def _is_stopped(self, number: int) -> bool:
        with self._lock:
            return self._is_closing or self._last_stopped >= number

    # On the programs thread

    def _find_models(self) -> None:
        self._tell(ModelsFound(tuple(self._means.installed())))

    def _start_sandbox(self) -> None:
        sandbox = self._take_sandbox()
        sandbox.start()
        sandbox.wait_ready(SANDBOX_START_LIMIT_S)
        if not self._is_closing:
            self._tell(SandboxChanged(sandbox.state))

    def _run_program(
        self, number: int, program: str, problem: Problem, other: Answer | None, limits: tuple[float, int]
    ) -> None:
        try:
            run = run_program(program, problem, other, self._take_sandbox(), limits)
        except Exception as error:  # noqa: BLE001 - a bug must not leave the panel running
            run = failed_run(program, other, self._bug(error).message)
        self._tell(ProgramEnded(number, run))

    @staticmethod
    def _is_symbolic(request: SolveRequest) -> bool:
        from steppe.cas.solving import understand

        return understand(request.problem) is not None

    def _solve_by_algebra(self, number: int, request: SolveRequest) -> None:
        try:
            self._follow_algebra(number, request)
        except Exception as error:  # noqa: BLE001 - a bug must not leave the window waiting for an end
            self._tell(Ended(number, Ending("failed", self._bug(error))))

    def _follow_algebra(self, number: int, request: SolveRequest) -> None:
        """Have algebra answer; what it cannot answer for certain goes on to the model."""
        from steppe.solve.algebra import events_of_algebra, find_by_algebra

        sandbox = self._take_sandbox()
        found = None
        if not self._is_stopped(number) and sandbox.wait_ready(SANDBOX_START_LIMIT_S):
            found = find_by_algebra(request.problem, sandbox)
        if self._is_stopped(number):
            self._tell(Ended(number, Ending("stopped")))
        elif found is None:
            self._solver.submit(lambda: self._solve(number, request))
        else:
            recording = self._recorder(request.problem, None) if self._recorder else None
            for event in events_of_algebra(found, request.mode):
                if recording is not None:
                    recording.take(event)
                self._tell(Happened(number, event))
            if recording is not None:
                recording.end()
            self._tell(Ended(number, Ending("solved")))

    def _check_derivation(self, number: int, text: str) -> None:
        from steppe.check.derivation import check_derivation

        sandbox = self._take_sandbox()
        if not sandbox.wait_ready(SANDBOX_START_LIMIT_S):
            trouble = Trouble(sandbox.state.reason, sandbox.state.hint, sandbox.state.code)
            self._tell(DerivationChecked(number, (), trouble))
            return
        try:
            self._tell(DerivationChecked(number, tuple(check_derivation(text, sandbox)), None))
        except SteppeError as error:
            self._tell(DerivationChecked(number, (), _trouble(error)))
        except Exception as error:  # noqa: BLE001 - a bug must not leave the page checking
            self._tell(DerivationChecked(number, (), self._bug(error)))

    def _make_plot(self, number: int, request: PlotRequest, x_range: tuple[float, float] | None) -> None:
        from steppe.plots import compute

        data = compute(request, x_range)
        self._tell(PlotMade(number, data, x_range is not None))

    def _end_engine_of(self, number: int) -> None:
        with self._lock:
            is_current = self._current is not None and self._current[0] <= number
            engine = self._engine
        if is_current and engine is not None:
            engine.close()

    # On either

    def _take_sandbox(self) -> Sandbox:
        with self._lock:
            if self._sandbox is None:
                self._sandbox = self._means.make_sandbox()
            return self._sandbox

    def _tell_crash(self, error: Exception) -> None:
        self._tell(self._bug(error))

    def _bug(self, error: Exception) -> Trouble:
        """A failure that nobody foresaw: only its kind is shown, as its message may hold what somebody typed."""
        self._log(error)
        return Trouble(f"Something in Steppe itself went wrong: {type(error).__name__}.", code="bug")


def _import_early() -> None:
    """What the first solve needs, read from disk before anyone waits for it; the GUI thread goes on meanwhile."""
    for name in ("steppe.solve.algebra", "steppe.solve.strategies", "steppe.plots", "pygments.lexers.python"):
        importlib.import_module(name)


def _events_of(task: Task, request: SolveRequest) -> Iterator[Event]:
    """The model's own solve, or its explanation of what algebra has answered."""
    from steppe.solve.algebra import explained_by_model, find_by_algebra
    from steppe.solve.strategies import solve

    if request.is_explaining and task.sandbox.wait_ready(SANDBOX_START_LIMIT_S):
        found = find_by_algebra(task.problem, task.sandbox)
        if found is not None:
            return explained_by_model(found, task)
    return solve(task)


def _trouble(error: SteppeError) -> Trouble:
    return Trouble(error.message, error.hint, error.code)
