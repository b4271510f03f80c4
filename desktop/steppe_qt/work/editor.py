"""Where a derivation is typed: a plain editor with the number of each line and, once checked, the sign of its state."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QTextFormat
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from steppe_qt.theme.theme import Theme
from steppe_qt.theme.tokens import SPACE

_COLOURS = {"✓": "right", "✗": "wrong", "?": "unsure", "·": "muted"}


class DerivationEditor(QPlainTextEdit):
    """One step a line; Ctrl+Return asks for a check. Tab goes on to the next part of the window."""

    check_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._signs: Mapping[int, str] = {}
        self._margin = _Margin(self)
        self.setTabChangesFocus(True)
        self.setAccessibleName(self.tr("Your steps, one on each line"))
        self.blockCountChanged.connect(self._on_layout_changed)
        self.updateRequest.connect(self._on_update_request)
        theme.changed.connect(self._on_layout_changed)
        self._on_layout_changed()

    @property
    def signs(self) -> Mapping[int, str]:
        """The sign beside each line, by its number from 1."""
        return self._signs

    def show_signs(self, signs: Mapping[int, str]) -> None:
        """Mark lines; the wrong one is coloured across."""
        self._signs = dict(signs)
        self._mark_wrong()
        self._margin.update()

    def go_to(self, number: int) -> None:
        """Put the cursor at the end of a line and bring it into sight."""
        block = self.document().findBlockByNumber(number - 1)
        cursor = self.textCursor()
        cursor.setPosition(block.position() + max(0, block.length() - 1))
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Return checks."""
        is_return = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_return and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.check_requested.emit()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The margin goes along."""
        super().resizeEvent(event)
        inside = self.contentsRect()
        self._margin.setGeometry(QRect(inside.left(), inside.top(), self.margin_width(), inside.height()))

    def margin_width(self) -> int:
        """Room for the largest number and a sign."""
        digits = max(2, len(str(self.blockCount())))
        return self.fontMetrics().horizontalAdvance("0" * digits + "✓") + 3 * SPACE

    def paint_margin(self, event: QPaintEvent) -> None:
        """Draw the numbers and signs that are in sight."""
        colours = self._theme.colours
        painter = QPainter(self._margin)
        painter.fillRect(event.rect(), QColor(colours.sunken))
        block = self.firstVisibleBlock()
        top = round(self.blockBoundingGeometry(block).translated(self.contentOffset()).top())
        width, height = self._margin.width(), self.fontMetrics().height()
        while block.isValid() and top <= event.rect().bottom():
            number = block.blockNumber() + 1
            sign = self._signs.get(number, "")
            painter.setPen(QColor(colours.muted))
            room = QRect(0, top, width - 2 * SPACE - self.fontMetrics().horizontalAdvance("✓"), height)
            painter.drawText(room, Qt.AlignmentFlag.AlignRight, str(number))
            if sign:
                painter.setPen(QColor(getattr(colours, _COLOURS[sign])))
                painter.drawText(QRect(0, top, width - SPACE, height), Qt.AlignmentFlag.AlignRight, sign)
            top += round(self.blockBoundingRect(block).height())
            block = block.next()
        painter.end()

    def _mark_wrong(self) -> None:
        marks = []
        for number, sign in self._signs.items():
            if sign != "✗":
                continue
            mark = QTextEdit.ExtraSelection()
            mark.format.setBackground(QColor(self._theme.colours.wrong_soft))
            mark.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
            mark.cursor = self.textCursor()
            mark.cursor.setPosition(self.document().findBlockByNumber(number - 1).position())
            marks.append(mark)
        self.setExtraSelections(marks)

    @Slot()
    def _on_layout_changed(self) -> None:
        self.setViewportMargins(self.margin_width(), 0, 0, 0)
        self._mark_wrong()
        self._margin.update()

    @Slot(QRect, int)
    def _on_update_request(self, area: QRect, moved: int) -> None:
        if moved:
            self._margin.scroll(0, moved)
        else:
            self._margin.update(0, area.y(), self._margin.width(), area.height())


class _Margin(QWidget):
    """The strip at the left of the editor; screen readers get the states from the list of lines instead."""

    def __init__(self, editor: DerivationEditor) -> None:
        super().__init__(editor)
        self._editor = editor

    def sizeHint(self) -> QSize:
        """As wide as the numbers."""
        return QSize(self._editor.margin_width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The editor knows where its lines are."""
        self._editor.paint_margin(event)
