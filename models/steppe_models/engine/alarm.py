"""Stops a computation when a sequence's time is over, although nobody is there to look at the clock meanwhile."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class Alarm:
    """Calls `ring` from a thread of its own at the time set last; the thread starts when it is first needed."""

    def __init__(self, ring: Callable[[], None]) -> None:
        self._ring = ring
        self._time: float | None = None
        self._condition = threading.Condition()
        self._thread: threading.Thread | None = None

    def set(self, deadline: float | None) -> None:
        """Ring at `deadline`, on the clock of `time.perf_counter`; None: not at all."""
        with self._condition:
            if deadline == self._time:
                return
            self._time = deadline
            if self._thread is None:
                self._thread = threading.Thread(target=self._watch, name="deadlines", daemon=True)
                self._thread.start()
            self._condition.notify()

    def _watch(self) -> None:
        with self._condition:
            while True:
                left = None if self._time is None else self._time - time.perf_counter()
                if left is not None and left <= 0:
                    self._time = None
                    self._ring()
                    continue
                self._condition.wait(left)
