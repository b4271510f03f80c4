"""The widget that shows a plot: zoom and pan by wheel, mouse and keys, points of interest named, read as text.

Keys: arrows move, plus and minus zoom, Home or 0 show the whole, comma and full stop go from one point of interest to
the next. Tab leaves.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QAccessible,
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from steppe.plots import Marker, PlotData
from steppe_qt.maths.accessible import ReadableWidget, announce
from steppe_qt.plot.drawing import PlotDrawing
from steppe_qt.plot.viewport import Viewport
from steppe_qt.plot.words import marker_words, summary

_SETTLED_MS = 180
_KEY_PAN = 0.1
_KEY_ZOOM = 1.25
_WHEEL_ZOOM = 1.0015  # per unit of an eighth of a degree
_REACH = 12.0  # pixels between pointer and marker
_Key = Qt.Key


class PlotWidget(ReadableWidget):
    """One plot; `set_data` shows another."""

    range_changed = Signal(float, float)  # the visible range of the variable, when zoom or pan have come to rest
    read_role = QAccessible.Role.Chart

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Plot"))
        self._data: PlotData | None = None
        self._view = Viewport((0.0, 1.0), (0.0, 1.0))
        self._whole = self._view
        self._chosen: Marker | None = None
        self._dragged_from: QPointF | None = None
        self._settled = QTimer(self, singleShot=True, interval=_SETTLED_MS)
        self._settled.timeout.connect(self._on_settled)

    def set_data(self, data: PlotData | None, *, keep_view: bool = False) -> None:
        """Show a plot, or nothing; with `keep_view` the part of the plane that is in sight stays."""
        self._data = data
        self._chosen = None
        if data is not None and not keep_view:
            self._whole = self._view = Viewport(data.x_range, data.y_range)
        self.setAccessibleDescription(self.summary())
        self.update()

    def data(self) -> PlotData | None:
        """What is shown."""
        return self._data

    def viewport(self) -> Viewport:
        """The part of the plane in sight."""
        return self._view

    @Slot()
    def reset(self) -> None:
        """Show the whole plot again."""
        self._look(self._whole)

    def summary(self) -> str:
        """The plot in words, for screen readers."""
        return summary(self._data) if self._data is not None else ""

    def print_to(self, painter: QPainter, rect: QRectF) -> None:
        """Draw what is in sight, black on white, into a rectangle of any painter."""
        if self._data is not None:
            palette = QPalette(QColor("white"), QColor("white"))
            palette.setColor(QPalette.ColorRole.Base, QColor("white"))
            palette.setColor(QPalette.ColorRole.Text, QColor("black"))
            PlotDrawing(self._data, self._view, rect, self.font(), palette).draw(painter)

    def sizeHint(self) -> QSize:
        """Room for a plot that can be read."""
        line = self.fontMetrics().height()
        return QSize(line * 26, line * 17)

    def minimumSizeHint(self) -> QSize:
        """The smallest that shows axes with numbers."""
        line = self.fontMetrics().height()
        return QSize(line * 12, line * 9)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The plot, and a ring around it while it has the keys."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Base))
        if (drawing := self._drawing()) is not None:
            drawing.draw(painter, self._chosen)
        if self.hasFocus():
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 2))
            painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """See the module."""
        key, text = event.key(), event.text()
        moves = {_Key.Key_Left: (-1, 0), _Key.Key_Right: (1, 0), _Key.Key_Up: (0, 1), _Key.Key_Down: (0, -1)}
        if self._data is None or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
        elif key in moves:
            across, up = moves[_Key(key)]
            self._look(self._view.panned(across * _KEY_PAN, up * _KEY_PAN))
        elif text in ("+", "="):
            self._look(self._view.zoomed(1 / _KEY_ZOOM))
        elif text in ("-", "_"):
            self._look(self._view.zoomed(_KEY_ZOOM))
        elif key == _Key.Key_Home or text == "0":
            self.reset()
        elif text in (".", ",", ">", "<"):
            self._choose_next(1 if text in ".>" else -1)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the pointer."""
        drawing = self._drawing()
        if drawing is None or not event.angleDelta().y():
            super().wheelEvent(event)
            return
        area, place = drawing.area, event.position()
        x_share = (place.x() - area.left()) / area.width()
        y_share = (area.bottom() - place.y()) / area.height()
        self._look(self._view.zoomed(_WHEEL_ZOOM ** -event.angleDelta().y(), x_share, y_share))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the plane."""
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and self._data is not None:
            self._dragged_from = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the plane, or name the point of interest under the pointer."""
        drawing = self._drawing()
        if drawing is None:
            return
        if self._dragged_from is not None:
            moved = event.position() - self._dragged_from
            self._dragged_from = event.position()
            self._look(self._view.panned(-moved.x() / drawing.area.width(), moved.y() / drawing.area.height()))
        else:
            chosen = drawing.marker_at(event.position(), _REACH)
            if chosen is not self._chosen:
                self._chosen = chosen
                self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        super().mouseReleaseEvent(event)
        self._dragged_from = None
        self.unsetCursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show the whole."""
        self.reset()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that keys work here."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """And no longer."""
        super().focusOutEvent(event)
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Follow palette and font."""
        super().changeEvent(event)
        self.update()

    def _drawing(self) -> PlotDrawing | None:
        if self._data is None or self.width() < 40 or self.height() < 40:
            return None
        return PlotDrawing(self._data, self._view, QRectF(self.rect()), self.font(), self.palette())

    def _look(self, view: Viewport) -> None:
        if view != self._view:
            self._view = view
            self._settled.start()
            self.update()

    def _choose_next(self, step: int) -> None:
        markers = [each for each in self._data.markers if self._view.contains(each.x, each.y)] if self._data else []
        if not markers:
            return
        place = markers.index(self._chosen) + step if self._chosen in markers else (0 if step > 0 else -1)
        self._chosen = markers[place % len(markers)]
        announce(self, marker_words(self._chosen))
        self.update()

    @Slot()
    def _on_settled(self) -> None:
        self.range_changed.emit(*self._view.x_range)
