"""Keeps what is solved in this window: opens the history off the window's thread, and lets go of what is too old."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from steppe.problem import Problem
from steppe.settings import SettingsStore
from steppe.settings_table import HISTORY_DAYS, HISTORY_KEEP
from steppe_models.errors import SteppeError
from steppe_qt.past.reader import HistoryReader
from steppe_qt.solving.program_run import ProgramRun, event_of

if TYPE_CHECKING:
    from steppe.history.recording import Recording
    from steppe.history.store import History
    from steppe.solve.task import Task
    from steppe_models.records import InstalledModel

_LONGEST_WAIT_S = 10.0  # of a solve for a history that another process has locked
_RECENT = 100


class HistoryKeeper(QObject):
    """The one that owns the history of a window; `record` may be called from any thread.

    A history that cannot be opened is told once; `begin` tries it again.
    """

    opened = Signal(object, list)  # History, and the problems solved last
    forgot = Signal()  # something was deleted because of its age
    noticed = Signal(str)  # from any thread: a sentence for the user
    failed = Signal(SteppeError)  # the history cannot be opened

    def __init__(
        self, open_history: Callable[[], History | None], settings: SettingsStore, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.history: History | None = None
        self._open_history = open_history
        self._settings = settings
        self._has_tried = threading.Event()
        self._recording: Recording | None = None
        self._reopened = 0  # the number of the solve of earlier that is shown
        self._is_closed = False
        self._reader = HistoryReader(self)
        self._reader.failed.connect(self._on_failed)

    @Slot()
    def begin(self) -> None:
        """Open the history; a locked one takes seconds, in which the window goes on."""
        if self.history is None:
            self._reader.ask(self._open, self._on_opened)

    def record(self, task: Task | Problem, model: InstalledModel | None) -> Recording | None:
        """Begin to keep a solve, of a problem alone if algebra answers it; None if nothing is kept, or can be."""
        self._recording = None
        if not self._settings.settings[HISTORY_KEEP]:
            return None
        self._has_tried.wait(_LONGEST_WAIT_S)
        if self.history is not None and not self._is_closed:
            history = self.history
            self._recording = history.record_algebra(task) if isinstance(task, Problem) else history.record(task, model)
        return self._recording

    @Slot(object)
    def on_solve_started(self, _request: object) -> None:
        """What is edited from now on belongs to the new solve."""
        self._reopened = 0

    @Slot(int)
    def on_reopened(self, solve: int) -> None:
        """What is edited from now on belongs to this solve of earlier."""
        self._reopened = solve

    @Slot(object)
    def on_program_ended(self, run: ProgramRun) -> None:
        """An edited program has run: it is kept with its solve."""
        event = event_of(run)
        if self._reopened:
            if self.history is not None and self._settings.settings[HISTORY_KEEP]:
                self._reader.ask(partial(self.history.add_event, self._reopened, event), _nothing)
        elif self._recording is not None:
            self._recording.take(event)

    @Slot()
    def tidy(self) -> None:
        """Delete what is older than the settings allow."""
        days = self._settings.settings[HISTORY_DAYS]
        if self.history is not None and days > 0:
            self._reader.ask(partial(self.history.forget_older_than, days), self._on_forgotten, "tidy")

    def stop_waiting(self) -> None:
        """The window closes: a solve that waits for the history does so no longer."""
        self._is_closed = True
        self._has_tried.set()

    def close(self) -> None:
        """Write what is waiting and close the file; waits for it."""
        self.stop_waiting()
        self._reader.close()
        if self.history is not None:
            self.history.close()

    def _open(self) -> tuple[History | None, list[str]]:
        """On the reader's thread.

        Raises:
            SteppeError: the place of the history cannot be used.
        """
        from steppe.history.errors import HistoryBusyError

        try:
            history = self._open_history()
            if history is None:
                return None, []
            self.history = history
            history.tell_to(self.noticed.emit)
            with contextlib.suppress(HistoryBusyError):  # what is solved is kept as soon as it is free
                return history, history.latest_problems(_RECENT)
            return history, []
        finally:
            self._has_tried.set()

    def _on_opened(self, found: tuple[History | None, list[str]]) -> None:
        history, problems = found
        if history is not None:
            self.opened.emit(history, problems)
            self.tidy()

    def _on_forgotten(self, count: int) -> None:
        if count:
            self.forgot.emit()

    @Slot(SteppeError)
    def _on_failed(self, error: SteppeError) -> None:
        if self.history is None:
            self.failed.emit(error)
        else:
            self.noticed.emit(error.message)


def _nothing(_: object) -> None:
    """What was kept needs no answer."""
