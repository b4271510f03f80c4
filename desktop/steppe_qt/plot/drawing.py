"""Draws one plot with any painter: grid, axes, curves, markers, legend; on the screen, in a picture or in print."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPalette, QPen

from steppe.plots import Curve, Marker, PlotData
from steppe_qt.maths import colours
from steppe_qt.plot.ticks import short, ticks, written
from steppe_qt.plot.viewport import Viewport

CURVE_COLOURS = ("#1d5c8f", "#b3641a", "#7a3a9a", "#1b6a3c", "#a32a2a")
_STYLES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DashDotLine, Qt.PenStyle.DotLine)
_CURVE_WIDTH = 2.0
_TICK_ROOM_X = 4.6  # line heights between the numbers of an axis
_TICK_ROOM_Y = 2.6
_SMALL = 0.9


@dataclass(frozen=True, slots=True)
class Paints:
    """The colours of a plot, from a palette."""

    base: QColor
    text: QColor
    muted: QColor
    grid: QColor
    axis: QColor

    @classmethod
    def of(cls, palette: QPalette) -> Paints:
        """Colours that can be read in this palette."""
        base, text = palette.color(QPalette.ColorRole.Base), palette.color(QPalette.ColorRole.Text)
        muted = colours.muted(palette)
        return cls(base, text, muted, colours.mixed(text, base, 0.12), colours.mixed(text, base, 0.55))

    def curve(self, place: int) -> QColor:
        """The colour of the curve at a place in the list."""
        return colours.readable(QColor(CURVE_COLOURS[place % len(CURVE_COLOURS)]), self.base)


class PlotDrawing:
    """One plot in one rectangle; `chosen` is a marker that shows its coordinates."""

    def __init__(self, data: PlotData, view: Viewport, rect: QRectF, font: QFont, palette: QPalette) -> None:
        self._data = data
        self._view = view
        self._font = QFont(font)
        self._font.setPointSizeF(max(6.0, font.pointSizeF() * _SMALL))
        self._metrics = QFontMetricsF(self._font)
        self._paints = Paints.of(palette)
        line = self._metrics.height()
        self._x_ticks = ticks(*view.x_range, max(2, int(rect.width() / (line * _TICK_ROOM_X))))
        self._y_ticks = ticks(*view.y_range, max(2, int(rect.height() / (line * _TICK_ROOM_Y))))
        widest = max((self._metrics.horizontalAdvance(text) for text in self._y_texts()), default=0.0)
        self.area = rect.adjusted(widest + line * 0.7, line * 0.9, -line * 1.3, -line * 1.6)

    def marker_at(self, place: QPointF, reach: float) -> Marker | None:
        """The marker nearest to a place, within reach."""
        best, best_distance = None, reach
        for marker in self._data.markers:
            offset = self._view.to_pixels(marker.x, marker.y, self.area) - place
            distance = (offset.x() ** 2 + offset.y() ** 2) ** 0.5
            if self._view.contains(marker.x, marker.y) and distance <= best_distance:
                best, best_distance = marker, distance
        return best

    def draw(self, painter: QPainter, chosen: Marker | None = None) -> None:
        """Everything, back to front."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font)
        self._draw_grid(painter)
        painter.save()
        painter.setClipRect(self.area.adjusted(-1, -1, 1, 1))
        for place, curve in enumerate(self._data.curves):
            if curve.is_points:
                self._draw_points(painter, curve, place)
            else:
                self._draw_curve(painter, curve, place)
        painter.restore()
        for marker in self._data.markers:
            if self._view.contains(marker.x, marker.y):
                self._draw_marker(painter, marker)
        self._draw_legend(painter)
        if chosen is not None and self._view.contains(chosen.x, chosen.y):
            self._draw_label(painter, chosen)
        painter.restore()

    def _y_texts(self) -> list[str]:
        return [written(value, _step(self._y_ticks)) for value in self._y_ticks]

    def _draw_grid(self, painter: QPainter) -> None:
        area, view, paints = self.area, self._view, self._paints
        line = self._metrics.height()
        painter.setPen(QPen(paints.grid, 1))
        places_x = [view.to_pixels(value, 0, area).x() for value in self._x_ticks]
        places_y = [view.to_pixels(0, value, area).y() for value in self._y_ticks]
        for x in places_x:
            painter.drawLine(QPointF(_crisp(x), area.top()), QPointF(_crisp(x), area.bottom()))
        for y in places_y:
            painter.drawLine(QPointF(area.left(), _crisp(y)), QPointF(area.right(), _crisp(y)))
        painter.setPen(QPen(paints.axis, 1.4))
        if view.x_range[0] <= 0 <= view.x_range[1]:
            x = _crisp(view.to_pixels(0, 0, area).x())
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        if view.y_range[0] <= 0 <= view.y_range[1]:
            y = _crisp(view.to_pixels(0, 0, area).y())
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
        painter.setPen(paints.muted)
        centred = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        for x, value in zip(places_x, self._x_ticks, strict=True):
            box = QRectF(x - line * 3, area.bottom() + line * 0.25, line * 6, line * 1.2)
            painter.drawText(box, centred, written(value, _step(self._x_ticks)))
        beside = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for y, text in zip(places_y, self._y_texts(), strict=True):
            painter.drawText(QRectF(0, y - line, area.left() - line * 0.4, 2 * line), beside, text)
        italic = QFont(self._font)
        italic.setItalic(True)
        painter.setFont(italic)
        below = QRectF(area.right() + line * 0.2, area.bottom() - line * 0.6, line * 1.2, line * 1.2)
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self._data.variable)
        painter.setFont(self._font)

    def _draw_curve(self, painter: QPainter, curve: Curve, place: int) -> None:
        painter.setPen(self._pen(place))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for piece in curve.pieces:
            path = QPainterPath(self._view.to_pixels(*piece[0], self.area))
            for x, y in piece[1:]:
                path.lineTo(self._view.to_pixels(x, y, self.area))
            painter.drawPath(path)

    def _pen(self, place: int) -> QPen:
        pen = QPen(self._paints.curve(place), _CURVE_WIDTH, _STYLES[place % len(_STYLES)])
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap if place else Qt.PenCapStyle.RoundCap)
        return pen

    def _draw_points(self, painter: QPainter, curve: Curve, place: int) -> None:
        radius = self._metrics.height() * 0.24
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._paints.curve(place))
        for piece in curve.pieces:
            for x, y in piece:
                painter.drawEllipse(self._view.to_pixels(x, y, self.area), radius, radius)

    def _draw_marker(self, painter: QPainter, marker: Marker) -> None:
        """A ring for a root, a filled spot for an intersection, a small diamond for a turning point."""
        centre = self._view.to_pixels(marker.x, marker.y, self.area)
        radius = self._metrics.height() * 0.27
        painter.setPen(QPen(self._paints.text, 1.5))
        painter.setBrush(self._paints.text if marker.kind == "intersection" else self._paints.base)
        if marker.kind == "extremum":
            diamond = QPainterPath(centre + QPointF(0, -radius))
            for x, y in ((radius, 0), (0, radius), (-radius, 0)):
                diamond.lineTo(centre + QPointF(x, y))
            diamond.closeSubpath()
            painter.drawPath(diamond)
        else:
            painter.drawEllipse(centre, radius, radius)

    def _draw_label(self, painter: QPainter, marker: Marker) -> None:
        text = f"({short(marker.x)}, {short(marker.y)})"
        line = self._metrics.height()
        centre = self._view.to_pixels(marker.x, marker.y, self.area)
        box = QRectF(0, 0, self._metrics.horizontalAdvance(text) + line, line * 1.5)
        box.moveCenter(centre + QPointF(0, -line * 1.4))
        if box.top() < self.area.top():
            box.moveTop(centre.y() + line * 0.7)
        box.moveLeft(max(self.area.left(), min(box.left(), self.area.right() - box.width())))
        self._draw_box(painter, box)
        painter.setPen(self._paints.text)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _draw_box(self, painter: QPainter, box: QRectF) -> None:
        ground = QColor(self._paints.base)
        ground.setAlpha(235)
        painter.setPen(QPen(self._paints.grid, 1))
        painter.setBrush(ground)
        painter.drawRoundedRect(box, 5, 5)

    def _draw_legend(self, painter: QPainter) -> None:
        """Which line is which function, in the corner with the fewest of them."""
        entries = [(place, curve.label) for place, curve in enumerate(self._data.curves) if curve.label]
        if not entries:
            return
        line = self._metrics.height()
        sample, room = line * 1.8, line * 0.5
        most = self.area.width() - sample - 3 * room - line
        texts = [self._metrics.elidedText(label, Qt.TextElideMode.ElideRight, most) for _, label in entries]
        width = sample + 3 * room + max(self._metrics.horizontalAdvance(text) for text in texts)
        box = self._emptiest_corner(width, line * 1.35 * len(entries) + room)
        self._draw_box(painter, box)
        for row, ((place, _), text) in enumerate(zip(entries, texts, strict=True)):
            y = box.top() + room / 2 + line * 1.35 * (row + 0.5)
            painter.setPen(self._pen(place))
            painter.drawLine(QPointF(box.left() + room, y), QPointF(box.left() + room + sample, y))
            painter.setPen(self._paints.text)
            beside = QRectF(box.left() + 2 * room + sample, y - line, box.width(), 2 * line)
            painter.drawText(beside, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)

    def _emptiest_corner(self, width: float, height: float) -> QRectF:
        inner = self.area.adjusted(6, 6, -6, -6)
        boxes = [
            QRectF(x, y, width, height)
            for y in (inner.top(), inner.bottom() - height)
            for x in (inner.right() - width, inner.left())
        ]
        points = [
            self._view.to_pixels(x, y, self.area)
            for curve in self._data.curves
            for piece in curve.pieces
            for x, y in (piece if curve.is_points else piece[::4])
        ]
        points += [
            self._view.to_pixels(marker.x, marker.y, self.area) for marker in self._data.markers for _ in range(9)
        ]
        return min(boxes, key=lambda box: sum(box.contains(point) for point in points))


def _step(values: list[float]) -> float:
    return values[1] - values[0] if len(values) > 1 else 1.0


def _crisp(place: float) -> float:
    """The middle of a pixel, where a thin line is one pixel wide."""
    return round(place - 0.5) + 0.5
