"""The box in which a problem is typed, pasted or dropped; it grows with its text between two bounds."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QSize, Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeyEvent, QResizeEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

from steppe_qt.entry.insertion import insertion
from steppe_qt.entry.recall import Recall
from steppe_qt.theme.parts import dress

_MOST_LINES = 10
_MARGIN = 2


class ProblemBox(QPlainTextEdit):
    """Plain text; Ctrl+Return asks for a solution, arrow-up in the first line brings earlier problems back."""

    solve_requested = Signal()
    file_given = Signal(object)  # Path
    picture_given = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.recall = Recall()
        self.takes_files = True
        self._least_lines = 4
        dress(self, "entry")
        self.setTabChangesFocus(True)
        self.setAccessibleName(self.tr("Problem"))
        self.setAccessibleDescription(self.tr("Type a problem. Control and Return solves it."))
        self.setPlaceholderText(self.tr("Type, paste or drop a problem. Formulas may be in LaTeX: $x^2 = 2$"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(_MARGIN)
        self.document().documentLayout().documentSizeChanged.connect(self._on_size_changed)

    @property
    def text(self) -> str:
        """What stands in the box."""
        return self.toPlainText()

    def set_text(self, text: str) -> None:
        """Replace everything; can be undone."""
        cursor = self.textCursor()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)
        self.moveCursor(QTextCursor.MoveOperation.End)

    def set_least_lines(self, lines: int) -> None:
        """The height of the box when its text is shorter."""
        if lines != self._least_lines:
            self._least_lines = lines
            self.updateGeometry()

    @Slot(str)
    def insert_template(self, template: str) -> None:
        """Put in what a key of the keypad stands for, at the cursor."""
        cursor = self.textCursor()
        start = cursor.selectionStart()
        selected = cursor.selectedText()
        made = insertion(template, self.text[:start], selected)
        cursor.insertText(made.text)
        cursor.setPosition(start + made.cursor)
        self.setTextCursor(cursor)

    def sizeHint(self) -> QSize:
        """As high as the text, within the bounds."""
        line = self.fontMetrics().lineSpacing()
        height = min(max(self._text_height(), self._least_lines * line + 2 * _MARGIN), _MOST_LINES * line)
        edges = self.contentsMargins()
        return QSize(320, round(height) + _MARGIN + edges.top() + edges.bottom() + 2)

    def _text_height(self) -> float:
        """Pixels of all lines; characters of another font, as of Chinese, make lines higher than the font's own."""
        block, height = self.document().begin(), 0.0
        while block.isValid():
            height += self.blockBoundingRect(block).height()
            block = block.next()
        return height

    def minimumSizeHint(self) -> QSize:
        """The height is not negotiable, the width is."""
        return QSize(160, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Return solves; arrows at the edges of the text walk through earlier problems."""
        key = event.key()
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and held & Qt.KeyboardModifier.ControlModifier:
            if held == Qt.KeyboardModifier.ControlModifier:
                self.solve_requested.emit()
            else:
                event.ignore()  # with Shift it is another try: the window's own
            return
        is_plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if is_plain and key == Qt.Key.Key_Up and self._is_at_edge(QTextCursor.MoveOperation.Up):
            self._show_recalled(self.recall.older(self.text))
        elif is_plain and key == Qt.Key.Key_Down and self._is_at_edge(QTextCursor.MoveOperation.Down):
            self._show_recalled(self.recall.newer())
        else:
            super().keyPressEvent(event)
            if event.text():
                self.recall.forget_place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width wraps the text differently."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Text, files, and pictures, which are refused in words."""
        return source.hasText() or source.hasUrls() or source.hasImage()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste or drop: a file is read by who owns the box, text goes in as it is."""
        files = [Path(url.toLocalFile()) for url in source.urls() if url.isLocalFile()]
        if files and not self.takes_files:
            return
        if files:
            self.file_given.emit(files[0])
        elif source.hasText():
            self.insertPlainText(source.text().replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff"))
        elif source.hasImage():
            self.picture_given.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Say that the thing may be dropped here."""
        if self.canInsertFromMimeData(event.mimeData()):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Text goes where the mouse is, a file anywhere."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()
        else:
            super().dragMoveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Files and pictures are handled here, text by Qt."""
        if event.mimeData().hasUrls() or not event.mimeData().hasText():
            self.insertFromMimeData(event.mimeData())
            event.acceptProposedAction()
        else:
            super().dropEvent(event)

    def _is_at_edge(self, move: QTextCursor.MoveOperation) -> bool:
        return not QTextCursor(self.textCursor()).movePosition(move)

    def _show_recalled(self, text: str | None) -> None:
        if text is not None:
            self.set_text(text)
            if self._is_at_edge(QTextCursor.MoveOperation.Up):
                return
            self.moveCursor(QTextCursor.MoveOperation.Start)

    @Slot()
    def _on_size_changed(self) -> None:
        self.updateGeometry()
