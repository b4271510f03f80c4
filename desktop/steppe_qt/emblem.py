"""Steppe's emblem: a root sign whose bar is the horizon, drawn here so that it is sharp at every size."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QWidget

from steppe_qt.theme.theme import Theme
from steppe_qt.theme.tokens import LIGHT, Colours

_SIZES = (16, 24, 32, 48, 64, 128, 256)


def draw_emblem(painter: QPainter, box: QRectF, colours: Colours) -> None:
    """A rounded square in the accent with the root sign and a low sun."""
    side = box.width()

    def at(x: float, y: float) -> QPointF:
        return QPointF(box.x() + x * side, box.y() + y * side)

    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours.accent))
    painter.drawRoundedRect(box, side * 0.24, side * 0.24)
    ink = QColor(colours.on_accent)
    painter.setBrush(ink)
    painter.drawEllipse(at(0.66, 0.56), side * 0.10, side * 0.10)
    pen = QPen(ink, side * 0.085, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF([at(0.17, 0.56), at(0.27, 0.53), at(0.38, 0.77), at(0.50, 0.28), at(0.84, 0.28)]))


def window_icon() -> QIcon:
    """The emblem as the icon of the window."""
    made = QIcon()
    for size in _SIZES:
        pixmap = QPixmap(size, size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        draw_emblem(painter, QRectF(0, 0, size, size), LIGHT)
        painter.end()
        made.addPixmap(pixmap)
    return made


class Emblem(QWidget):
    """The emblem in the window's own colours."""

    def __init__(self, theme: Theme, side: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setFixedSize(side, side)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Its fixed size."""
        return self.size()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        del event
        painter = QPainter(self)
        draw_emblem(painter, QRectF(self.rect()), self._theme.colours)
        painter.end()
