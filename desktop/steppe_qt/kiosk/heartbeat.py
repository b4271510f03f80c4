"""The kiosk's heartbeat: tells the service manager and `steppe health` that window and engine both answer."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from steppe.kiosk.health import KioskState, processor_temperature, write_state
from steppe.kiosk.watchdog import ServiceManager
from steppe_qt.solving.request import Ending, EngineStatus
from steppe_qt.solving.session import SolveSession

TICK_MS = 500
WRITE_S = 5.0
ENGINE_LIMIT_S = 4.0  # a step with sixteen sequences and a chunk of prompt takes a second on a slow machine
SILENT_ASKS = 2  # of an engine that was loaded: then it is loaded anew if it has died
_LONGEST_LOADING_S = 600.0


@dataclass
class _Facts:
    """What the GUI thread has seen; read by the heart's thread."""

    ticks: int = 0
    phase: str = "none"
    model: str = ""  # its id
    chosen: str = ""  # what it is asked for by: its id, file or address
    phase_since: float = 0.0
    engine_starts: int = 0
    solves: int = 0
    last_solve: float | None = None


class Heartbeat(QObject):
    """A timer shows that the event loop turns, a thread asks the engine; only if both answer it says so.

    `ask_engine` may wait: it is called on the heart's own thread. An engine that died while nobody solved is loaded
    anew, long before the service manager would begin everything again; one that hangs is left to the service manager.
    """

    _silent = Signal()

    def __init__(self, session: SolveSession, manager: ServiceManager, parent: QObject) -> None:
        super().__init__(parent)
        self._manager, self._session = manager, session
        self._ask_engine: Callable[[float], bool] = session.is_engine_answering
        self._facts = _Facts(phase_since=time.monotonic())
        self._started = time.time()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="steppe-heartbeat", daemon=True)
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._on_tick)
        self._silent.connect(self._on_silent)
        session.engine_changed.connect(self._on_engine_changed)
        session.solve_ended.connect(self._on_solve_ended)

    def begin(self) -> None:
        """The window is on the screen."""
        self._timer.start()
        self._manager.ready()
        self._thread.start()

    def close(self) -> None:
        """The end is wanted."""
        self._manager.stopping()
        self._timer.stop()
        self._ending.set()
        if self._thread.is_alive():
            self._thread.join(ENGINE_LIMIT_S + 1.0)

    def _run(self) -> None:
        pause_s = min(self._manager.interval_s or WRITE_S, WRITE_S)
        seen, silent = -1, 0
        while not self._ending.wait(pause_s):
            facts = self._facts
            is_turning, seen = facts.ticks != seen, facts.ticks
            is_answering = self._is_engine_well(facts)
            silent = silent + 1 if facts.phase == "ready" and not is_answering else 0
            if silent == SILENT_ASKS:
                self._silent.emit()
                silent = 0
            if is_turning:
                write_state(self._state(facts, is_answering))
            if is_turning and is_answering:
                self._manager.alive()
                self._manager.status(f"engine {facts.phase}, {facts.solves} solved")

    def _is_engine_well(self, facts: _Facts) -> bool:
        """A load may take long, but not for ever; a failed engine is told of by the window and started by a solve."""
        if facts.phase == "loading":
            return time.monotonic() - facts.phase_since < _LONGEST_LOADING_S
        return self._ask_engine(ENGINE_LIMIT_S)

    def _state(self, facts: _Facts, is_answering: bool) -> KioskState:
        import psutil

        return KioskState(
            pid=os.getpid(),
            written=time.time(),
            started=self._started,
            engine=facts.phase,
            model=facts.model,
            is_engine_answering=is_answering,
            solves=facts.solves,
            last_solve=facts.last_solve,
            engine_starts=facts.engine_starts,
            free_memory=psutil.virtual_memory().available,
            temperature_c=processor_temperature(),
        )

    @Slot()
    def _on_tick(self) -> None:
        self._facts.ticks += 1

    @Slot()
    def _on_silent(self) -> None:
        if not self._session.is_solving and not self._ending.is_set():
            self._session.use_model(self._facts.chosen)  # does nothing where its process lives

    @Slot(object)
    def _on_engine_changed(self, status: EngineStatus) -> None:
        facts = self._facts
        if status.phase != facts.phase:
            facts.phase_since = time.monotonic()
        facts.engine_starts += status.phase == "ready"
        facts.phase, facts.model, facts.chosen = status.phase, status.model_id, status.chosen

    @Slot(object)
    def _on_solve_ended(self, ending: Ending) -> None:
        if ending.kind == "solved":
            self._facts.solves += 1
            self._facts.last_solve = time.time()
