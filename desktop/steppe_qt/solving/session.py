"""The one adapter between the core's event stream and Qt: everything arrives on the GUI thread, in batches."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from traceback import print_exception
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal, Slot

from steppe_qt.solving.engine_room import EngineRoom
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
from steppe_qt.solving.request import PROGRAM_LIMITS, Ending, EngineStatus, Recorder, SolveRequest, Trouble
from steppe_qt.solving.solution import merged

if TYPE_CHECKING:
    from steppe.answer import Answer
    from steppe.plots import PlotRequest
    from steppe.problem import Problem
    from steppe.solve.events import Event
    from steppe_qt.solving.means import Means

BATCH_MS = 33
MESSAGES_PER_BATCH = 400  # the rest waits for the next batch, so that a flood cannot hold up the window
FORCE_STOP_MS = 2000


class SolveSession(QObject):
    """One solve at a time. A new one may begin as soon as the last was told to stop."""

    engine_changed = Signal(object)  # EngineStatus
    sandbox_changed = Signal(object)  # SandboxState
    solve_started = Signal(object)  # SolveRequest
    events_arrived = Signal(list)  # of Event, in order, neighbouring texts of a path joined
    solve_ended = Signal(object)  # Ending
    program_ended = Signal(object)  # ProgramRun
    derivation_checked = Signal(tuple, object)  # of CheckedLine; Trouble or None
    plot_made = Signal(object, bool)  # PlotData or None; whether it is a part that was zoomed to
    models_found = Signal(tuple)  # of InstalledModel
    trouble_arose = Signal(object)  # Trouble
    _woken = Signal()

    def __init__(
        self,
        means: Means,
        recorder: Recorder | None = None,
        *,
        log: Callable[[Exception], None] = print_exception,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._inbox: deque[Message] = deque()
        self._is_woken = False  # the GUI thread is yet to look into the inbox
        self._room = EngineRoom(means, self._receive, recorder, log=log)
        self._number = 0
        self._stopped_number = 0  # of the solve that was told to stop last
        self._program_number = 0
        self._plot_number = 0
        self._derivation_number = 0
        self._is_solving = False
        self._is_program_running = False
        self._since_batch = QElapsedTimer()
        self._since_batch.start()
        self._batch_timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._batch_timer.timeout.connect(self._on_batch)
        self._force_timer = QTimer(self, singleShot=True, interval=FORCE_STOP_MS)
        self._force_timer.timeout.connect(self._on_force_stop)
        self._woken.connect(self._on_woken, Qt.ConnectionType.QueuedConnection)

    @property
    def is_solving(self) -> bool:
        """Whether a solve is under way that was not stopped."""
        return self._is_solving

    @property
    def is_program_running(self) -> bool:
        """Whether an edited program is running."""
        return self._is_program_running

    def is_engine_answering(self, timeout_s: float) -> bool:
        """Whether the engine takes requests; waits at most `timeout_s`, so never ask on the GUI thread."""
        return self._room.is_engine_answering(timeout_s)

    def start(self, model: str = "") -> None:
        """Load the model and bring up the sandbox, in the background."""
        self._room.start(model)

    def find_models(self) -> None:
        """Look again which models are installed; `models_found` tells."""
        self._room.find_models()

    def use_model(self, model: str, *, is_anew: bool = False) -> None:
        """Load another model in the background, or with `is_anew` the same one with other settings."""
        self._room.use_model(model, is_anew=is_anew)

    def solve(self, request: SolveRequest) -> None:
        """Begin to solve; what was under way is stopped."""
        self.stop()
        self._number += 1
        self._is_solving = True
        self.solve_started.emit(request)
        self._room.solve(self._number, request)

    @Slot()
    def stop(self) -> None:
        """Stop at once: nothing more of the solve arrives, and `solve_ended` says so now."""
        if not self._is_solving:
            return
        self._room.stop(self._number)
        self._stopped_number = self._number
        self._force_timer.start()
        self._end(Ending("stopped"))

    def run_program(
        self, program: str, problem: Problem, other: Answer | None, limits: tuple[float, int] = PROGRAM_LIMITS
    ) -> None:
        """Run an edited program within so many seconds and megabytes; only the latest run's end is told."""
        self._program_number += 1
        self._is_program_running = True
        self._room.run_program(self._program_number, program, problem, other, limits)

    def forget_program(self) -> None:
        """A run that is under way belongs to a solution that is gone."""
        self._program_number += 1
        self._is_program_running = False

    def check_derivation(self, text: str) -> None:
        """Check a derivation line by line; only the latest one that was asked for is told."""
        self._derivation_number += 1
        self._room.check_derivation(self._derivation_number, text)

    def make_plot(self, request: PlotRequest, x_range: tuple[float, float] | None = None) -> None:
        """Compute a plot; only the latest one that was asked for is told."""
        self._plot_number += 1
        self._room.make_plot(self._plot_number, request, x_range)

    def forget_plot(self) -> None:
        """A plot that is being computed belongs to a solution that is gone."""
        self._plot_number += 1

    def close(self) -> bool:
        """Stop everything and wait for the threads; False if one could not be joined."""
        if self._is_solving:
            self._is_solving = False
            self._room.stop(self._number)
        self._batch_timer.stop()
        self._force_timer.stop()
        is_clean = self._room.close()
        self._inbox.clear()
        return is_clean

    def _receive(self, message: Message) -> None:
        """Called on other threads. Only the first message of a batch wakes the GUI thread."""
        self._inbox.append(message)
        if not self._is_woken:  # asked once the message is in, taken back before the inbox is emptied: none is lost
            self._is_woken = True
            self._woken.emit()

    @Slot()
    def _on_woken(self) -> None:
        if not self._batch_timer.isActive():
            self._batch_timer.start(max(0, BATCH_MS - self._since_batch.elapsed()))

    @Slot()
    def _on_batch(self) -> None:
        self._since_batch.restart()
        self._is_woken = False
        events: list[Event] = []
        for _ in range(min(len(self._inbox), MESSAGES_PER_BATCH)):
            message = self._inbox.popleft()
            if isinstance(message, Happened):
                if message.number == self._number and self._is_solving:
                    events.append(message.event)
                continue
            self._pass_on(events)
            self._take(message)
        self._pass_on(events)
        if self._inbox:
            self._batch_timer.start(BATCH_MS)

    def _pass_on(self, events: list[Event]) -> None:
        if events:
            self.events_arrived.emit(merged(events))
            events.clear()

    def _take(self, message: Message) -> None:
        if isinstance(message, DerivationChecked):
            if message.number == self._derivation_number:
                self.derivation_checked.emit(message.lines, message.trouble)
        else:
            self._take_of_solve(message)

    def _take_of_solve(self, message: Message) -> None:
        match message:
            case Ended():
                if message.number == self._stopped_number:
                    self._force_timer.stop()
                if message.number == self._number and self._is_solving:
                    self._end(message.ending)
            case ProgramEnded():
                if message.number == self._program_number:
                    self._is_program_running = False
                    self.program_ended.emit(message.run)
            case PlotMade():
                if message.number == self._plot_number:
                    self.plot_made.emit(message.data, message.is_zoomed)
            case ModelsFound():
                self.models_found.emit(message.models)
            case EngineStatus():
                self.engine_changed.emit(message)
            case SandboxChanged():
                self.sandbox_changed.emit(message.state)
            case Trouble():
                self.trouble_arose.emit(message)
            case _:
                raise AssertionError(f"unknown message {message!r}")

    def _end(self, ending: Ending) -> None:
        self._is_solving = False
        self.solve_ended.emit(ending)

    @Slot()
    def _on_force_stop(self) -> None:
        self._room.force_stop(self._stopped_number)
