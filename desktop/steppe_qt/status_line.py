"""The line at the foot of the window: one calm sentence on what the engine does, and at most one action."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QElapsedTimer, QPointF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from steppe_qt.theme.parts import button, label
from steppe_qt.theme.theme import Theme
from steppe_qt.theme.tokens import SPACE, SPACE_HALF

Mood = Literal["quiet", "busy", "unsure", "wrong"]
Action = Literal["", "models", "try_again", "dismiss", "history"]


@dataclass(frozen=True, slots=True)
class Line:
    """What the line says. `counts` adds the seconds since it was said."""

    text: str
    mood: Mood = "quiet"
    action: Action = ""
    action_text: str = ""
    counts: bool = False


class StatusLine(QFrame):
    """Always there, so that nothing moves when it has something to say."""

    acted = Signal(str)  # the Action

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "status")
        self.setAccessibleName(self.tr("Status"))
        self._line = Line("")
        self._left_out: tuple[Action, ...] = ()
        self._mark = _Mark(theme)
        self._text = label(kind="muted", wraps=True)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._action = button("", kind="quiet")
        self._action.clicked.connect(self._on_acted)
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * SPACE, SPACE_HALF, 2 * SPACE, SPACE_HALF)
        row.setSpacing(SPACE)
        row.addWidget(self._mark)
        row.addWidget(self._text, 1)
        row.addWidget(self._action)
        self.setMinimumHeight(6 * SPACE)
        self._clock = QElapsedTimer()
        self._ticks = QTimer(self, interval=1000)
        self._ticks.timeout.connect(self._on_tick)
        self._action.hide()

    @property
    def line(self) -> Line:
        """What it says now."""
        return self._line

    def leave_out(self, *actions: Action) -> None:
        """Offer none of these actions: there is nobody here who could do them."""
        self._left_out = actions

    def say(self, line: Line) -> None:
        """Say something else."""
        if line == self._line:
            return
        self._line = line
        self._mark.set_mood(line.mood)
        self._text.setText(line.text)
        self._action.setText(line.action_text)
        self._action.setVisible(bool(line.action) and line.action not in self._left_out)
        self._clock.start()
        if line.counts:
            self._ticks.start()
        else:
            self._ticks.stop()

    @Slot()
    def _on_tick(self) -> None:
        seconds = self._clock.elapsed() // 1000
        self._text.setText(self.tr("{text} {seconds} s").format(text=self._line.text, seconds=seconds))

    @Slot()
    def _on_acted(self) -> None:
        self.acted.emit(self._line.action)


class _Mark(QWidget):
    """A small shape before the text: a dot, a ring, a triangle, a cross."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._mood: Mood = "quiet"
        self.setFixedSize(2 * SPACE, 2 * SPACE)
        theme.changed.connect(self.update)

    def set_mood(self, mood: Mood) -> None:
        self._mood = mood
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(2 * SPACE, 2 * SPACE)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        colours = self._theme.colours
        names = {"quiet": colours.right, "busy": colours.accent, "unsure": colours.unsure, "wrong": colours.wrong}
        ink = QColor(names[self._mood])
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(ink, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        centre = QPointF(self.width() / 2, self.height() / 2)
        if self._mood == "quiet":
            painter.setBrush(ink)
            painter.drawEllipse(centre, 3, 3)
        elif self._mood == "busy":
            painter.drawEllipse(centre, 4, 4)
        elif self._mood == "unsure":
            corners = [centre + QPointF(0, -5), centre + QPointF(5.5, 4.5), centre + QPointF(-5.5, 4.5)]
            painter.drawPolygon(corners)
        else:
            painter.drawLine(centre + QPointF(-4, -4), centre + QPointF(4, 4))
            painter.drawLine(centre + QPointF(-4, 4), centre + QPointF(4, -4))
        painter.end()
