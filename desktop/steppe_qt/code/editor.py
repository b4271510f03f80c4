"""The editor of a program: Python colours, line numbers, the line with the error, keys to run it.

Return keeps the indentation and adds to it after a colon; Backspace takes four blanks at the beginning of a line.
Tab passes through the editor as through any control until something is typed; from then on it indents, and Shift+Tab
takes indentation away, until Escape or until the editor loses the focus. The accessible description says so.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QRect, QRectF, Qt, Signal, Slot
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QFontDatabase,
    QHelpEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QToolTip, QWidget

from steppe_qt.code.highlighter import PythonHighlighter
from steppe_qt.code.indent import indentation_after, outdented, to_remove
from steppe_qt.code.margin import LineNumbers
from steppe_qt.maths import colours
from steppe_qt.plain_tip import plain_tip

INDENT = 4
_Key = Qt.Key
_RETURNS = (_Key.Key_Return, _Key.Key_Enter)
_RUN_WITH = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier


class CodeEditor(QPlainTextEdit):
    """A plain text editor for short Python programs."""

    run_requested = Signal()  # Shift+Return or Ctrl+Return

    _is_made = False  # Qt sends events before `__init__` is over

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Program"))
        self._error_line: int | None = None
        self._error_message = ""
        self._is_editing = False
        self._is_setting = False
        self._text = ""
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._numbers = LineNumbers(self)
        self._highlighter = PythonHighlighter(self.document(), self.palette())
        self._is_made = True
        self._take_font()
        self.blockCountChanged.connect(self._on_count_changed)
        self.updateRequest.connect(self._on_update_request)
        self.cursorPositionChanged.connect(self._mark_lines)
        self.textChanged.connect(self._on_text_changed)
        self._on_count_changed()
        self._describe()

    @property
    def error_line(self) -> int | None:
        """The marked line, from 1."""
        return self._error_line

    def set_program(self, source: str) -> None:
        """Replace the text; undo starts anew."""
        self._is_setting = True
        self.setPlainText(source)
        self._is_setting = False
        self._text = self.toPlainText()
        self._set_editing(False)
        self.set_error(None)

    def program(self) -> str:
        """The text."""
        return self.toPlainText()

    def set_error(self, line: int | None, message: str = "") -> None:
        """Mark a line (from 1) with what went wrong there, or nothing with None; the mark goes with the next edit."""
        is_there = line is not None and 1 <= line <= self.blockCount()
        self._error_line = line if is_there else None
        self._error_message = " ".join(message.split()) if is_there else ""
        self._mark_lines()
        self._describe()
        self._bring_into_sight(self._error_line)
        self._numbers.update()
        self.viewport().update()

    def _bring_into_sight(self, line: int | None) -> None:
        """Scroll so that a line is seen, with some lines around it; the cursor stays where it is."""
        seen = [number for number, rect in self.lines_in_sight() if rect.bottom() <= self.viewport().height()]
        if line is not None and line not in seen:
            self.verticalScrollBar().setValue(max(0, line - 1 - len(seen) // 2))

    def lines_in_sight(self) -> Iterator[tuple[int, QRect]]:
        """Number and place of each line in sight."""
        block = self.firstVisibleBlock()
        while block.isValid():
            rect = self.blockBoundingGeometry(block).translated(self.contentOffset()).toAlignedRect()
            if rect.top() > self.viewport().height():
                return
            yield block.blockNumber() + 1, rect
            block = block.next()

    def event(self, event: QEvent) -> bool:
        """Keys that are meant for the editor before the window's shortcuts have them; the error as a tooltip."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            is_run = event.key() in _RETURNS and event.modifiers() & _RUN_WITH
            if is_run or (event.key() == _Key.Key_Escape and self._is_editing):
                event.accept()
                return True
        if isinstance(event, QHelpEvent) and self._error_line is not None:
            line = self.cursorForPosition(self.viewport().mapFromGlobal(event.globalPos())).blockNumber() + 1
            if line == self._error_line:
                QToolTip.showText(event.globalPos(), plain_tip(self._error_message), self)
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """See the module."""
        key = event.key()
        if key in _RETURNS and event.modifiers() & _RUN_WITH:
            self.run_requested.emit()
        elif key == _Key.Key_Escape and self._is_editing:
            self._set_editing(False)
        elif key in (_Key.Key_Tab, _Key.Key_Backtab) and not self.isReadOnly() and self._is_editing:
            self._indent_lines(outwards=key == _Key.Key_Backtab)
        elif key in _RETURNS and not self.isReadOnly():
            self._break_line()
        elif key == _Key.Key_Backspace and not self.isReadOnly() and self._take_blanks():
            pass
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Next time Tab passes through again."""
        super().focusOutEvent(event)
        self._set_editing(False)

    def changeEvent(self, event: QEvent) -> None:
        """Follow palette and font size."""
        super().changeEvent(event)
        if not self._is_made:
            return
        if event.type() == QEvent.Type.PaletteChange:
            self._highlighter.follow(self.palette())
            self._mark_lines()
            self._numbers.update()
        elif event.type() in (QEvent.Type.FontChange, QEvent.Type.ApplicationFontChange):
            self._take_font()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the numbers at the side."""
        super().resizeEvent(event)
        self._place_numbers()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The text, and behind the line with the error what went wrong."""
        super().paintEvent(event)
        if self._error_line is None or not self._error_message:
            return
        block = self.document().findBlockByNumber(self._error_line - 1)
        rect = self.blockBoundingGeometry(block).translated(self.contentOffset())
        metrics = self.fontMetrics()
        text_width = metrics.horizontalAdvance(block.text())
        left = self.contentOffset().x() + self.document().documentMargin() + text_width + 2 * metrics.averageCharWidth()
        room = self.viewport().width() - left - metrics.averageCharWidth()
        if room < 8 * metrics.averageCharWidth():
            return  # no room: the tooltip and the description have it
        painter = QPainter(self.viewport())
        painter.setFont(self.font())
        painter.setPen(colours.wrong(self.palette()))
        message = metrics.elidedText(f"← {self._error_message}", Qt.TextElideMode.ElideRight, round(room))
        box = QRectF(left, rect.top(), room, metrics.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, message)
        painter.end()

    def _set_editing(self, is_editing: bool) -> None:
        self._is_editing = is_editing
        self.setTabChangesFocus(not is_editing)

    def _take_font(self) -> None:
        """The system's fixed font in the size that the widget was given."""
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        if self.font().pointSizeF() > 0:
            fixed.setPointSizeF(self.font().pointSizeF())
        fixed.setStyleHint(QFont.StyleHint.Monospace)
        if self.font().family() != fixed.family():
            self.setFont(fixed)
        self.setTabStopDistance(INDENT * self.fontMetrics().horizontalAdvance(" "))
        self._on_count_changed()

    def _place_numbers(self) -> None:
        inner = self.contentsRect()
        self._numbers.setGeometry(QRect(inner.left(), inner.top(), self._numbers.needed_width(), inner.height()))

    def _indent_lines(self, *, outwards: bool) -> None:
        """All lines that the selection touches; without one, blanks at the caret."""
        cursor = self.textCursor()
        if not cursor.hasSelection() and not outwards:
            cursor.insertText(" " * (INDENT - cursor.positionInBlock() % INDENT))
            return
        first = self.document().findBlock(cursor.selectionStart())
        last = self.document().findBlock(max(cursor.selectionStart(), cursor.selectionEnd() - 1))
        cursor.beginEditBlock()
        for number in range(first.blockNumber(), last.blockNumber() + 1):
            block = self.document().findBlockByNumber(number)
            change = QTextCursor(block)
            if outwards:
                change.movePosition(
                    QTextCursor.MoveOperation.Right, QTextCursor.MoveMode.KeepAnchor, outdented(block.text(), INDENT)
                )
                change.removeSelectedText()
            elif block.text():
                change.insertText(" " * INDENT)
        cursor.endEditBlock()

    def _break_line(self) -> None:
        cursor = self.textCursor()
        cursor.beginEditBlock()
        cursor.removeSelectedText()
        before = cursor.block().text()[: cursor.positionInBlock()]
        cursor.insertText("\n" + indentation_after(before, INDENT))
        cursor.endEditBlock()
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def _take_blanks(self) -> bool:
        """Backspace inside the blanks that begin a line; False if it is not there."""
        cursor = self.textCursor()
        count = to_remove(cursor.block().text()[: cursor.positionInBlock()], INDENT)
        if cursor.hasSelection() or count < 2:
            return False
        cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, count)
        cursor.removeSelectedText()
        return True

    def _describe(self) -> None:
        """What a screen reader says of the editor."""
        if self._error_line is not None:
            sentence = self.tr("Error in line {line}: {message}")
            self.setAccessibleDescription(sentence.format(line=self._error_line, message=self._error_message))
        else:
            self.setAccessibleDescription(
                self.tr("Shift+Return runs the program. While you type, Tab indents; press Escape, then Tab, to leave.")
            )

    @Slot()
    def _on_count_changed(self) -> None:
        self.setViewportMargins(self._numbers.needed_width(), 0, 0, 0)
        self._place_numbers()

    @Slot(QRect, int)
    def _on_update_request(self, rect: QRect, moved: int) -> None:
        if moved:
            self._numbers.scroll(0, moved)
        else:
            self._numbers.update(0, rect.y(), self._numbers.width(), rect.height())

    @Slot()
    def _on_text_changed(self) -> None:
        text = self.toPlainText()
        if self._is_setting or text == self._text:
            return  # colours have changed, not the text
        self._text = text
        if self.hasFocus() and not self.isReadOnly():
            self._set_editing(True)
        if self._error_line is not None:
            self.set_error(None)

    @Slot()
    def _mark_lines(self) -> None:
        """A soft background for the line with the error, and for the line with the caret while one can edit."""
        marks: list[QTextEdit.ExtraSelection] = []
        if not self.isReadOnly():
            marks.append(self._line_mark(self.textCursor(), QPalette.ColorRole.AlternateBase))
        if self._error_line is not None:
            cursor = QTextCursor(self.document().findBlockByNumber(self._error_line - 1))
            marks.append(self._line_mark(cursor, None))
        self.setExtraSelections(marks)

    def _line_mark(self, cursor: QTextCursor, role: QPalette.ColorRole | None) -> QTextEdit.ExtraSelection:
        mark = QTextEdit.ExtraSelection()
        palette = self.palette()
        colour = colours.tinted(colours.wrong(palette), palette) if role is None else palette.color(role)
        mark.format.setBackground(colour)
        mark.format.setProperty(QTextFormat.Property.FullWidthSelection.value, True)
        mark.cursor = cursor
        mark.cursor.clearSelection()
        return mark
