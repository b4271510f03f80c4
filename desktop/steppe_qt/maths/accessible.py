"""What a screen reader gets of a view: its text with formulas in words, offset by offset, and announcements.

Qt's own interface of a text widget gives U+FFFC for every formula. Offsets here count characters of the text as it is
read; inside a formula they all belong to its one place in the document.
"""

from __future__ import annotations

from bisect import bisect_right

from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleInterface,
    QAccessibleTextInterface,
    QTextCursor,
)
from PySide6.QtWidgets import QAccessibleWidget, QTextBrowser, QWidget
from shiboken6 import VoidPtr

from steppe_qt.maths.plain import Stretch, read_stretches


class ReadText:
    """The stretches of a document as they are read, and the way between both kinds of offsets."""

    def __init__(self, stretches: list[Stretch]) -> None:
        self._stretches = stretches
        self.text = "".join(each.text for each in stretches)
        self._starts: list[int] = []
        self._positions = [each.start for each in stretches]
        offset = 0
        for each in stretches:
            self._starts.append(offset)
            offset += len(each.text)

    def position(self, offset: int) -> int:
        """The place in the document of an offset in the text that is read."""
        place = bisect_right(self._starts, offset) - 1
        if place < 0:
            return 0
        stretch = self._stretches[place]
        if stretch.is_object:
            return stretch.start if offset - self._starts[place] < len(stretch.text) else stretch.end
        return min(stretch.end, stretch.start + offset - self._starts[place])

    def offset(self, position: int) -> int:
        """The offset in the text that is read of a place in the document."""
        place = bisect_right(self._positions, position) - 1
        if place < 0:
            return 0
        stretch = self._stretches[place]
        inside = len(stretch.text) if position >= stretch.end else 0 if stretch.is_object else position - stretch.start
        return self._starts[place] + inside


class _TextInterface(QAccessibleTextInterface):
    """The text of a view for assistive technology; nothing in it can be edited."""

    def __init__(self, view: ReadableView) -> None:
        super().__init__()
        self._view = view
        self._read = view.read_text

    def text(self, startOffset: int, endOffset: int) -> str:
        """The text between two offsets."""
        return self._read().text[startOffset:endOffset]

    def characterCount(self) -> int:
        """How long the text is."""
        return len(self._read().text)

    def cursorPosition(self) -> int:
        """Where the caret is."""
        return self._read().offset(self._view.textCursor().position())

    def setCursorPosition(self, position: int) -> None:
        """Put the caret somewhere, and show it."""
        cursor = self._view.textCursor()
        cursor.setPosition(self._read().position(position))
        self._view.setTextCursor(cursor)

    def selectionCount(self) -> int:
        """Always none: the binding has no way to say where a selection is (`selection` has two results by pointer)."""
        return 0

    def addSelection(self, startOffset: int, endOffset: int) -> None:
        """Select; a view has one selection."""
        self.setSelection(0, startOffset, endOffset)

    def removeSelection(self, selectionIndex: int) -> None:
        """Select nothing."""
        cursor = self._view.textCursor()
        cursor.clearSelection()
        self._view.setTextCursor(cursor)

    def setSelection(self, selectionIndex: int, startOffset: int, endOffset: int) -> None:
        """Select what is between two offsets."""
        read = self._read()
        cursor = self._view.textCursor()
        cursor.setPosition(read.position(startOffset))
        cursor.setPosition(read.position(endOffset), QTextCursor.MoveMode.KeepAnchor)
        self._view.setTextCursor(cursor)

    def characterRect(self, offset: int) -> QRect:
        """Where a character is on the screen; for one inside a formula where the formula is."""
        cursor = QTextCursor(self._view.document())
        position = self._read().position(offset)
        cursor.setPosition(position)
        rect = self._view.cursorRect(cursor)
        cursor.setPosition(min(position + 1, self._view.document().characterCount() - 1))
        following = self._view.cursorRect(cursor)
        if following.top() == rect.top():
            rect.setRight(max(rect.right(), following.left()))
        return rect.translated(self._view.viewport().mapToGlobal(QPoint(0, 0)))

    def offsetAtPoint(self, point: QPoint) -> int:
        """The offset of what is at a point of the screen."""
        cursor = self._view.cursorForPosition(self._view.viewport().mapFromGlobal(point))
        return self._read().offset(cursor.position())

    def scrollToSubstring(self, startIndex: int, endIndex: int) -> None:
        """Show a part of the text."""
        self.setCursorPosition(startIndex)


class _ViewInterface(QAccessibleWidget):
    """A view's interface: all of a widget's, with a text of its own."""

    def __init__(self, view: ReadableView) -> None:
        super().__init__(view, QAccessible.Role.StaticText)
        self._text = _TextInterface(view)

    def interface_cast(self, t: QAccessible.InterfaceType) -> int:
        """The text interface where it is asked for.

        A void pointer in C++: the binding takes an object's address, and for null nothing but an empty `VoidPtr`.
        """
        if t == QAccessible.InterfaceType.TextInterface:
            return self._text  # type: ignore[return-value]
        pointer = super().interface_cast(t)
        return VoidPtr(0) if pointer is None else pointer


class ReadableView(QTextBrowser):
    """A text view that is read with its formulas in words."""

    _interface: _ViewInterface | None = None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        QAccessible.installFactory(_interface_of)

    def read_text(self) -> ReadText:
        """The text as it is read now."""
        return ReadText(read_stretches(self.document()))

    def announce(self, message: str) -> None:
        """Have a screen reader say something when it has finished what it says."""
        announce(self, message)


class ReadableWidget(QWidget):
    """A widget that is painted: its accessible name and description are what is read."""

    read_role = QAccessible.Role.StaticText
    _interface: QAccessibleWidget | None = None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        QAccessible.installFactory(_interface_of)


def announce(widget: QWidget, message: str) -> None:
    """Have a screen reader say something about a widget; nothing happens while none listens."""
    if message and QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, message))


def _interface_of(name: str, widget: QObject | None) -> QAccessibleInterface | None:
    """Qt's hook: an interface for the widgets above, for everything else what Qt has.

    The interface is kept with its widget: Qt asks once, and deletes it with the widget.
    """
    if isinstance(widget, ReadableView):
        if widget._interface is None:
            widget._interface = _ViewInterface(widget)
        return widget._interface
    if isinstance(widget, ReadableWidget):
        if widget._interface is None:
            widget._interface = QAccessibleWidget(widget, widget.read_role)
        return widget._interface
    return None
