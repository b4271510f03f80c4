"""A plot as one object in a printed text."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QRectF, QSizeF
from PySide6.QtGui import QFont, QPainter, QPalette, QPyTextObject, QTextCharFormat, QTextDocument, QTextFormat

from steppe.plots import PlotData
from steppe_qt.plot.drawing import PlotDrawing
from steppe_qt.plot.viewport import Viewport

PLOT_OBJECT = QTextFormat.ObjectTypes.UserObject.value + 8
_NUMBER = QTextFormat.Property.UserProperty.value + 41
_WIDTH = 0.72  # of the text's
_HEIGHT = 0.62  # of its own width


def plot_format(number: int) -> QTextCharFormat:
    """The format of the one character that stands for a plot."""
    made = QTextCharFormat()
    made.setObjectType(PLOT_OBJECT)
    made.setProperty(_NUMBER, number)
    return made


class PlotObject(QPyTextObject):
    """Draws the plots of one document."""

    def __init__(
        self, plots: Sequence[PlotData], room: Callable[[], float], font: QFont, palette: QPalette, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._plots, self._room, self._font, self._palette = plots, room, font, palette

    def intrinsicSize(self, document: QTextDocument, place: int, text_format: QTextFormat) -> QSizeF:
        """What Qt's layout asks for."""
        width = self._room() * _WIDTH
        return QSizeF(width, width * _HEIGHT)

    def drawObject(
        self, painter: QPainter, rect: QRectF | object, document: QTextDocument, place: int, text_format: QTextFormat
    ) -> None:
        """Draw one plot."""
        assert isinstance(rect, QRectF)
        data = self._plots[int(text_format.property(_NUMBER))]
        PlotDrawing(data, Viewport(data.x_range, data.y_range), rect, self._font, self._palette).draw(painter)
