"""Has an engine measure its steps when nobody has asked it for anything for a while; knows nothing of Qt."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from steppe_models.engine.interface import MeasuredEngine
from steppe_models.errors import SteppeError

IDLE_S = 4.0


class IdleMeasuring:
    """One measurement for each engine that does not know its costs yet, on a thread that ends with it.

    The engine itself puts a measurement aside when a problem comes, and keeps what it has found; `is_busy` only keeps
    one from beginning while a solve is under way.
    """

    def __init__(self, on_crash: Callable[[Exception], None], idle_s: float = IDLE_S) -> None:
        self._on_crash = on_crash
        self._idle_s = idle_s
        self._changed = threading.Condition()
        self._engine: MeasuredEngine | None = None
        self._is_busy = False
        self._is_closed = False
        self._free_at = 0.0
        self._thread: threading.Thread | None = None

    def watch(self, engine: object) -> None:
        """This engine has its model loaded; None, or one that does not measure: nothing is to be done."""
        with self._changed:
            is_wanted = isinstance(engine, MeasuredEngine) and engine.known_step_costs() is None
            self._engine = engine if is_wanted and isinstance(engine, MeasuredEngine) else None
            self._free_at = time.monotonic() + self._idle_s
            if self._engine is not None and self._thread is None and not self._is_closed:
                self._thread = threading.Thread(target=self._run, name="steppe-measuring", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def set_busy(self, is_busy: bool) -> None:
        """A solve begins or has ended."""
        with self._changed:
            self._is_busy = is_busy
            self._free_at = time.monotonic() + self._idle_s
            self._changed.notify_all()

    def close(self, timeout_s: float) -> bool:
        """Begin nothing more and wait; the engine has to be closed before. False if it takes longer than that."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()
            thread = self._thread
        if thread is not None:
            thread.join(timeout_s)
        return thread is None or not thread.is_alive()

    def _run(self) -> None:
        while (engine := self._next()) is not None:
            try:
                engine.step_costs()
            except SteppeError:
                continue  # it was closed or has died meanwhile: the next solve has it started anew, and says why
            except Exception as error:  # noqa: BLE001 - the edge of a thread: what comes through is shown, not lost
                self._on_crash(error)

    def _next(self) -> MeasuredEngine | None:
        """Wait for an engine and for quiet; None once closed, or when there is nothing left to measure."""
        with self._changed:
            while not self._is_closed:
                left_s = self._free_at - time.monotonic()
                if self._engine is None:
                    self._thread = None
                    return None
                if not self._is_busy and left_s <= 0:
                    engine, self._engine = self._engine, None
                    return engine
                self._changed.wait(None if self._is_busy else left_s)
            return None
