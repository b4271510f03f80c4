"""Measures the longest stall of the event loop while text with formulas streams into a view."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication

from steppe.prose.delimiters import split
from steppe_qt.maths.typesetter import Typesetter
from steppe_qt.maths.view import MathsView

_BEAT_MS = 5
_ARRIVAL_MS = 10
_CHARACTERS_PER_TOKEN = 4
_WARM_UP_S = 10.0
_SETTLE_S = 5.0
_PARAGRAPHS = (
    "**Step {n}.** Put $x = {n}$ into $f(x) = x^2 - {n}x + {n}$: this gives"
    " $f({n}) = {n}^2 - {n} \\cdot {n} + {n}$.\n\n",
    "The quotient is\n\\[\n\\frac{{{n}a + b}}{{\\sqrt{{a^2 + {n}}}}}"
    " = \\sum_{{k=1}}^{{{n}}} \\frac{{1}}{{k(k+1)}}\n\\]\n",
    "- costs \\(${n}\\) dollars, that is $\\frac{{{n}}}{{100}}$ of the whole, and `{n} * 2` stays as it is\n",
    "so that $\\int_0^{{{n}}} t\\,dt = \\frac{{{n}^2}}{{2}}$ and $\\alpha_{{{n}}} \\le \\beta$"
    " as before, without a doubt.\n",
)


@dataclass(frozen=True, slots=True)
class Stall:
    """Gaps between beats of a 5 ms timer on the GUI thread, in milliseconds; memory of the process in megabytes.

    `busiest_ms` is the most processor time that the GUI thread itself took between two beats: what other programs on a
    loaded machine take is not in it.
    """

    longest_ms: float
    p99_ms: float
    busiest_ms: float
    tokens: int
    formulas: int
    seconds: float
    memory_mb: float


class _Stream(QObject):
    """Feeds a view at a steady rate and keeps the gaps between the beats of its heart."""

    def __init__(self, view: MathsView, text: str, characters_per_second: float) -> None:
        super().__init__()
        self.gaps: list[float] = []
        self.busy: list[float] = []
        self._view = view
        self._text = text
        self._rate = characters_per_second
        self._fed = 0
        self._start = self._last = self._worked = 0.0
        self._heart = QTimer(self, interval=_BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._heart.timeout.connect(self._on_beat)
        self._arrival = QTimer(self, interval=_ARRIVAL_MS, timerType=Qt.TimerType.PreciseTimer)
        self._arrival.timeout.connect(self._on_arrival)

    @property
    def is_over(self) -> bool:
        """Whether all of the text was fed."""
        return self._fed >= len(self._text)

    def start(self) -> None:
        """Begin."""
        self._start = self._last = time.perf_counter()
        self._worked = time.thread_time()
        self._heart.start()
        self._arrival.start()

    def stop(self) -> None:
        """No more beats."""
        self._heart.stop()

    @Slot()
    def _on_beat(self) -> None:
        now = time.perf_counter()
        worked = time.thread_time()
        self.gaps.append((now - self._last) * 1000)
        self.busy.append((worked - self._worked) * 1000)
        self._last, self._worked = now, worked

    @Slot()
    def _on_arrival(self) -> None:
        due = min(len(self._text), int((time.perf_counter() - self._start) * self._rate))
        while self._fed < due:
            end = min(due, self._fed + _CHARACTERS_PER_TOKEN)
            self._view.append(self._text[self._fed : end])
            self._fed = end
        if self.is_over:
            self._arrival.stop()
            self._view.finish()


def measure(seconds: float = 5.0, tokens_per_second: int = 1000) -> Stall:
    """Stream a solution in which no formula comes twice into a shown view, and watch the event loop.

    Needs a display, or the offscreen platform. Makes an application if there is none. As in the window, MathJax is
    loaded before the stream begins, and what was made by then is frozen: the garbage collector does not go over it.
    """
    application = QApplication.instance() or QApplication([])
    typesetter = Typesetter()
    view = MathsView(typesetter)
    view.resize(760, 640)
    view.show()
    try:
        typesetter.request("x")
        _wait(lambda: typesetter.is_idle, _WARM_UP_S)
        gc.collect()
        gc.freeze()
        text = _solution(round(seconds * tokens_per_second * _CHARACTERS_PER_TOKEN))
        started = time.perf_counter()
        stream = _Stream(view, text, tokens_per_second * _CHARACTERS_PER_TOKEN)
        stream.start()
        _wait(lambda: stream.is_over and typesetter.is_idle, seconds + _SETTLE_S)
        stream.stop()
        gaps = sorted(stream.gaps)
        return Stall(
            longest_ms=round(gaps[-1], 1),
            p99_ms=round(gaps[int(len(gaps) * 0.99)], 1),
            busiest_ms=round(max(stream.busy), 1),
            tokens=len(text) // _CHARACTERS_PER_TOKEN,
            formulas=sum(piece.kind in ("inline", "display") for piece in split(text)),
            seconds=round(time.perf_counter() - started, 1),
            memory_mb=_memory_mb(),
        )
    finally:
        gc.unfreeze()
        view.close()
        view.deleteLater()
        typesetter.close()
        application.processEvents()


def _solution(characters: int) -> str:
    """A text of some length with a formula about every ten tokens, each of them new."""
    parts: list[str] = []
    length = number = 0
    while length < characters:
        number += 1
        parts.append(_PARAGRAPHS[number % len(_PARAGRAPHS)].format(n=number))
        length += len(parts[-1])
    return "".join(parts)[:characters]


def _wait(is_done: Callable[[], bool], limit_s: float) -> None:
    deadline = time.perf_counter() + limit_s
    loop = QEventLoop()
    while not is_done() and time.perf_counter() < deadline:
        QTimer.singleShot(20, loop.quit)
        loop.exec()


def _memory_mb() -> float:
    import psutil

    return round(float(psutil.Process().memory_info().rss) / 1e6, 1)
