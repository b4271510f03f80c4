"""Typesets formulas in a thread of its own and keeps what it made; results come by signal, on the GUI thread."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from dataclasses import dataclass
from queue import SimpleQueue
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QObject, Qt, QThread, QTimer, Signal, Slot

from steppe_models.errors import SteppeError
from steppe_qt.maths.mathjax import THREAD_STACK_BYTES, MathJax
from steppe_qt.maths.svg import Drawing, UnknownSvgError, read_svg

_MOST_SHAPES = 6_000  # of all kept formulas: some 2 MB, or 250 formulas of the usual size
_BUDGET_S = 0.006  # of reading drawings before the event loop has its turn


class Key(NamedTuple):
    """What is typeset: LaTeX without delimiters, in display or in text style."""

    tex: str
    is_display: bool


@dataclass(frozen=True, slots=True)
class Failure:
    """A formula that stays as it was written, and why, in a sentence."""

    tex: str
    message: str


Result = Drawing | Failure


class Typesetter(QObject):
    """One for the whole application; `close` it before the application ends."""

    done = Signal(object, object)  # Key, Drawing | Failure

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kept: OrderedDict[Key, Result] = OrderedDict()
        self._shapes = 0  # in what is kept
        self._asked: set[Key] = set()
        self._thread: _Thread | None = None
        self._arrived: deque[tuple[Key, str | SteppeError]] = deque()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._read_some)

    def warm_up(self) -> None:
        """Load MathJax now, in its thread, so that the first formula does not wait for it."""
        if self._thread is None:
            self._thread = _Thread()
            self._thread.made.connect(self._on_made, Qt.ConnectionType.QueuedConnection)
            self._thread.start()

    def request(self, tex: str, is_display: bool = False) -> Result | None:
        """The formula if it is there already; else None, and `done` will tell."""
        key = Key(tex, is_display)
        result = self._kept.get(key)
        if result is not None:
            self._kept.move_to_end(key)
        elif key not in self._asked:
            self.warm_up()
            assert self._thread is not None
            self._asked.add(key)
            self._thread.jobs.put(key)
        return result

    @property
    def is_idle(self) -> bool:
        """Whether nothing is waiting to be typeset."""
        return not self._asked

    def close(self) -> None:
        """End the thread and wait for it; what is waiting is forgotten."""
        if self._thread is not None:
            self._thread.end()
            self._thread = None
        self._timer.stop()
        self._asked.clear()
        self._arrived.clear()

    @Slot(object, object)
    def _on_made(self, key: Key, svg: str | SteppeError) -> None:
        self._arrived.append((key, svg))
        if not self._timer.isActive():
            self._timer.start()

    @Slot()
    def _read_some(self) -> None:
        end = time.perf_counter() + _BUDGET_S
        while self._arrived and time.perf_counter() < end:
            key, svg = self._arrived.popleft()
            if key not in self._asked:
                continue  # asked before the last `close`
            result = self._result(key, svg)
            self._asked.discard(key)
            self._keep(key, result)
            self.done.emit(key, result)
        if self._arrived:
            self._timer.start()

    def _keep(self, key: Key, result: Result) -> None:
        """Keep a formula and forget those used least lately; what stands in a document has its drawing from there."""
        self._kept[key] = result
        self._shapes += _weight(result)
        while self._shapes > _MOST_SHAPES and len(self._kept) > 1:
            self._shapes -= _weight(self._kept.popitem(last=False)[1])

    def _result(self, key: Key, svg: str | SteppeError) -> Result:
        if isinstance(svg, SteppeError):
            return Failure(key.tex, str(svg))
        try:
            return read_svg(svg)
        except UnknownSvgError:
            sentence = QCoreApplication.translate("Typesetter", "The formula uses something that cannot be drawn here.")
            return Failure(key.tex, sentence)


def _weight(result: Result) -> int:
    return 1 + (len(result.shapes) if isinstance(result, Drawing) else 0)


class _Thread(QThread):
    """Owns MathJax; takes keys from `jobs` until it finds None."""

    made = Signal(object, object)  # Key, SVG text or the error

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("formulas")
        self.setStackSize(THREAD_STACK_BYTES)
        self.jobs: SimpleQueue[Key | None] = SimpleQueue()
        self._is_ending = False

    def run(self) -> None:
        try:
            mathjax = MathJax()
        except SteppeError as error:
            self._refuse_all(error)
            return
        while (key := self.jobs.get()) is not None and not self._is_ending:
            try:
                self.made.emit(key, mathjax.svg(key.tex, is_display=key.is_display))
            except SteppeError as error:
                self.made.emit(key, error)

    def _refuse_all(self, error: SteppeError) -> None:
        while (key := self.jobs.get()) is not None:
            self.made.emit(key, error)

    def end(self) -> None:
        self._is_ending = True
        self.jobs.put(None)
        self.wait()
