"""The badge beside the answer: a shape that differs for each state, and its words."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from steppe_qt.answer.words import Badge, Shape
from steppe_qt.theme.theme import Theme
from steppe_qt.theme.tokens import SPACE

_MARK = 18  # pixels, the side of the shape
_PADDING = 6
_LEAST_LETTERS = 8
_COLOURS: dict[Shape, tuple[str, str]] = {
    "agree": ("right", "right_soft"),
    "differ": ("unsure", "unsure_soft"),
    "single": ("muted", "sunken"),
    "none": ("muted", "sunken"),
    "working": ("on_accent_soft", "accent_soft"),
    "waiting": ("muted", "sunken"),
}


class BadgeView(QWidget):
    """A pill with a mark in it: ticked circle, crossed-out equals sign in a triangle, half circle, dash, dots."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._badge = Badge("none", "")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._on_theme_changed)

    @property
    def badge(self) -> Badge:
        """What it shows."""
        return self._badge

    def show_badge(self, badge: Badge) -> None:
        """Show another state."""
        if badge != self._badge:
            self._badge = badge
            self.setAccessibleName(badge.text)
            self.setToolTip(badge.text)
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        """The shape and the words."""
        metrics = QFontMetrics(self._font())
        width = _MARK + SPACE + metrics.horizontalAdvance(self._badge.text) + 2 * (_PADDING + 4)
        return QSize(width, max(_MARK, metrics.height()) + 2 * _PADDING)

    def minimumSizeHint(self) -> QSize:
        """The shape and the beginning of the words; the tool tip has them whole."""
        least = _MARK + SPACE + _LEAST_LETTERS * QFontMetrics(self._font()).averageCharWidth() + 2 * (_PADDING + 4)
        return QSize(min(least, self.sizeHint().width()), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the pill."""
        del event
        colours = self._theme.colours
        ink, ground = (QColor(getattr(colours, name)) for name in _COLOURS[self._badge.shape])
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(self.rect()), self.height() / 2, self.height() / 2)
        is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        left = self.width() - _PADDING - 4 - _MARK if is_mirrored else _PADDING + 4
        mark = QRectF(left, (self.height() - _MARK) / 2, _MARK, _MARK)
        _draw_mark(painter, self._badge.shape, mark, ink, ground)
        painter.setPen(ink)
        painter.setFont(self._font())
        start = _PADDING + 4 if is_mirrored else _PADDING + 4 + _MARK + SPACE
        room = QRectF(start, 0, self.width() - _MARK - SPACE - 2 * (_PADDING + 4) + 4, self.height())
        text = QFontMetrics(self._font()).elidedText(self._badge.text, Qt.TextElideMode.ElideRight, round(room.width()))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading, text)
        painter.end()

    def _font(self) -> QFont:
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        return font

    @Slot()
    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()


def _draw_mark(painter: QPainter, shape: Shape, box: QRectF, ink: QColor, ground: QColor) -> None:
    centre, unit = box.center(), box.width() / 18
    thick = QPen(ink, 2 * unit, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)

    def at(x: float, y: float) -> QPointF:
        return QPointF(centre.x() + x * unit, centre.y() + y * unit)

    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    if shape == "agree":
        painter.drawEllipse(centre, 8 * unit, 8 * unit)
        painter.setPen(QPen(ground, 2 * unit, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawPolyline(QPolygonF([at(-3.6, 0.4), at(-1.0, 3.0), at(3.8, -2.8)]))
    elif shape == "differ":
        painter.setPen(thick)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolygon(QPolygonF([at(0, -7), at(8, 7), at(-8, 7)]))
        painter.drawLine(at(0, -1.5), at(0, 2.4))
        painter.drawPoint(at(0, 5))
    elif shape == "single":
        painter.drawPie(QRectF(at(-7, -7), at(7, 7)), 90 * 16, 180 * 16)
        painter.setPen(thick)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(centre, 7 * unit, 7 * unit)
    elif shape == "none":
        painter.setPen(thick)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(centre, 7 * unit, 7 * unit)
        painter.drawLine(at(-3, 0), at(3, 0))
    else:
        size = 2.2 if shape == "working" else 1.6
        for x in (-6, 0, 6):
            painter.drawEllipse(at(x, 0), size * unit, size * unit)
