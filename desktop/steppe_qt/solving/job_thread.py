"""A thread that does jobs in the order in which they were given; it owns nothing of Qt."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable

Job = Callable[[], object]


class JobThread:
    """Starts with its first job. `on_crash` is told of an exception that a job let through: a bug, not an outcome."""

    def __init__(self, name: str, on_crash: Callable[[Exception], None]) -> None:
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._on_crash = on_crash
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._lock = threading.Lock()
        self._is_closed = False

    def submit(self, job: Job) -> None:
        """Do `job` after those given before; nothing happens once the thread is closed."""
        with self._lock:
            if self._is_closed:
                return
            self._jobs.put(job)
            if not self._thread.is_alive():
                self._thread.start()

    def close(self, timeout_s: float) -> bool:
        """Do no further job and wait for the one being done; False if it takes longer than `timeout_s`."""
        with self._lock:
            self._is_closed = True
            self._jobs.put(None)
            is_started = self._thread.is_alive()
        if is_started:
            self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            if self._is_closed:
                continue
            try:
                job()
            except Exception as error:  # noqa: BLE001 - the edge of a thread: what comes through is shown, not lost
                self._on_crash(error)
