"""The numbers of the lines beside an editor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QWidget

from steppe_qt.maths import colours

if TYPE_CHECKING:
    from steppe_qt.code.editor import CodeEditor

_LEAST_DIGITS = 2


class LineNumbers(QWidget):
    """Painted by hand: one number a line, the line with the error in its colour. Not read aloud."""

    def __init__(self, editor: CodeEditor) -> None:
        super().__init__(editor)
        self._editor = editor

    def needed_width(self) -> int:
        """Pixels for the longest number and room at its sides."""
        digits = max(_LEAST_DIGITS, len(str(self._editor.blockCount())))
        return round(self._editor.fontMetrics().horizontalAdvance("9") * (digits + 2))

    def sizeHint(self) -> QSize:
        """As wide as needed."""
        return QSize(self.needed_width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The numbers of the lines in sight."""
        painter = QPainter(self)
        palette = self._editor.palette()
        painter.fillRect(event.rect(), palette.color(QPalette.ColorRole.Base))
        painter.setFont(self._editor.font())
        room = self._editor.fontMetrics().horizontalAdvance("9")
        for number, rect in self._editor.lines_in_sight():
            is_error = number == self._editor.error_line
            painter.setPen(colours.wrong(palette) if is_error else colours.muted(palette))
            font = QFont(self._editor.font())
            font.setBold(is_error)
            painter.setFont(font)
            rect.setWidth(self.width() - room)
            rect.setLeft(0)
            painter.drawText(rect, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, str(number))
        painter.end()
