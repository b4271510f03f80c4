"""Asks the history off the window's thread; of several questions of a kind only the newest is answered."""

from __future__ import annotations

import queue
import threading
import traceback
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

from steppe_models.errors import SteppeError

Work = Callable[[], Any]
Use = Callable[[Any], None]


class HistoryReader(QObject):
    """One thread that does jobs in order; each `use` is called with the outcome on this object's own thread."""

    failed = Signal(SteppeError)
    _came = Signal(object, object, str, int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: queue.SimpleQueue[tuple[Work, Use, str, int] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._latest: dict[str, int] = {}
        self._is_closed = False
        self._waiting = 0
        self._came.connect(self._on_came, Qt.ConnectionType.QueuedConnection)

    @property
    def is_busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._waiting > 0

    def ask(self, work: Work, use: Use, kind: str = "") -> None:
        """Do `work` soon; of several questions of one kind only the newest is answered."""
        if self._is_closed:
            return
        number = self._latest.get(kind, 0) + 1
        if kind:
            self._latest[kind] = number
        self._waiting += 1
        self._jobs.put((work, use, kind, number))
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="history-reader", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Do nothing further; waits for the job being done."""
        self._is_closed = True
        self._jobs.put(None)
        if self._thread is not None:
            self._thread.join(5.0)
            self._thread = None

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            if self._is_closed:
                return
            work, use, kind, number = job
            result: object
            if self._is_old(kind, number):
                result = None
            else:
                try:
                    result = work()
                except SteppeError as error:
                    result, use = error, self.failed.emit
                except Exception as error:  # noqa: BLE001 - the next question must be answered all the same
                    traceback.print_exception(error)
                    sentence = f"Something in Steppe itself went wrong: {type(error).__name__}."
                    result, use = SteppeError(sentence), self.failed.emit
            if self._is_closed:
                return
            self._came.emit(use, result, kind, number)

    def _is_old(self, kind: str, number: int) -> bool:
        """Whether a newer question has replaced this one."""
        return bool(kind) and self._latest.get(kind) != number

    @Slot(object, object, str, int)
    def _on_came(self, use: Use, result: object, kind: str, number: int) -> None:
        self._waiting -= 1
        if not self._is_closed and not self._is_old(kind, number):
            use(result)
