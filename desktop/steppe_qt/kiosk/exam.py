"""The time of an exam: visible, said aloud near its end, and over when it is over."""

from __future__ import annotations

from PySide6.QtCore import QDeadlineTimer, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QLabel

from steppe_qt.announce import announce
from steppe_qt.theme.parts import dress, label

_WARNINGS_S = (600, 300, 60)
_NEARLY_OVER_S = 300


class ExamClock(QObject):
    """Counts down once it is started; `over` is emitted at zero. It counts how often the window lost the focus."""

    over = Signal()

    def __init__(self, minutes: int, parent: QObject) -> None:
        super().__init__(parent)
        self._minutes = minutes
        self._end = QDeadlineTimer(QDeadlineTimer.ForeverConstant.Forever)
        self._warned = 0
        self.lost_focus = 0
        self.face = label("", "heading", wraps=False)
        self.face.setAccessibleName(self.tr("Time left"))
        self._ticks = QTimer(self, interval=250, timerType=Qt.TimerType.PreciseTimer)
        self._ticks.timeout.connect(self._on_tick)
        self._show(minutes * 60)

    @property
    def is_running(self) -> bool:
        """Whether the time runs."""
        return self._ticks.isActive()

    def start(self) -> None:
        """Begin; a second call changes nothing."""
        if not self.is_running:
            self._end = QDeadlineTimer(self._minutes * 60_000)
            self._ticks.start()

    def focus_lost(self) -> None:
        """The window was left: that is shown to whoever supervises."""
        if self.is_running:
            self.lost_focus += 1

    @Slot()
    def _on_tick(self) -> None:
        left = max(0, round(self._end.remainingTime() / 1000))
        self._show(left)
        if self._warned < len(_WARNINGS_S) and left <= _WARNINGS_S[self._warned]:
            if left < self._minutes * 60:
                announce(self.face, self.tr("{minutes} minutes left").format(minutes=max(1, left // 60)))
            self._warned += 1
        if left == 0:
            self._ticks.stop()
            self.over.emit()

    def _show(self, left_s: int) -> None:
        hours, rest = divmod(left_s, 3600)
        minutes, seconds = divmod(rest, 60)
        text = f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
        if self.lost_focus:
            text += "  " + self.tr("(window left: {count})").format(count=self.lost_focus)
        _say(self.face, text, "heading" if left_s > _NEARLY_OVER_S else "wrong")


def _say(face: QLabel, text: str, kind: str) -> None:
    face.setText(text)
    dress(face, kind)
