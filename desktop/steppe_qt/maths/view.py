"""The solution as it is written: one document with typeset formulas, fed while the model writes."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QMimeData, QPoint, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPalette, QResizeEvent, QTextCursor
from PySide6.QtWidgets import QWidget

from steppe_qt.maths.accessible import ReadableView, ReadText
from steppe_qt.maths.document import FormulaDocument
from steppe_qt.maths.look import IS_CODE
from steppe_qt.maths.objects import StepState
from steppe_qt.maths.plain import read_stretches, source_text
from steppe_qt.maths.steps import Step
from steppe_qt.maths.typesetter import Typesetter

BATCH_MS = 33
_ANNOUNCE_S = 1.5  # at least between two announcements
_MOST_ANNOUNCED = 600  # characters
_END_SLACK = 4  # pixels from the end that count as being there

__all__ = ["BATCH_MS", "MathsView", "Step", "StepState"]


class MathsView(ReadableView):
    """Shows text with formulas; sections are appended, what is written stays selectable and readable."""

    step_closed = Signal(object)  # Step: a line that states something is complete
    step_activated = Signal(int)  # the mark of a step was clicked
    flushed = Signal()  # what had come is on the screen
    _is_made = False  # Qt sends events before `__init__` is over

    def __init__(self, typesetter: Typesetter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setOpenLinks(False)
        self.setUndoRedoEnabled(False)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setAccessibleName(self.tr("Solution"))
        self._written: list[str] = []
        self._formulas = FormulaDocument(typesetter, self.font(), self.palette(), self, has_gutter=True)
        self._formulas.rewritten.connect(self._follow)
        self._formulas.contentsChanged.connect(self._forget_read)
        self.setDocument(self._formulas)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(BATCH_MS)
        self._timer.timeout.connect(self._flush)
        self._follows = True
        self._is_caret_placed = False
        self._read: ReadText | None = None
        self._to_announce: list[str] = []
        self._announced_s = 0.0
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self._is_made = True

    def begin_section(self, title: str) -> None:
        """Start a section under a heading; what was open before is finished."""
        self.finish()
        if title:
            self._written.append(f"{chr(10) if self._written else ''}## {title}\n\n")
        self._formulas.begin_section(title)
        self._to_announce.append(title)

    def append(self, text: str) -> None:
        """Add text as it arrives; shown with the next batch."""
        self._written.append(text)
        self._formulas.feed(text)
        if not self._timer.isActive():
            self._timer.start()

    def finish(self) -> None:
        """No more text comes for this section: what is still open is shown as it stands."""
        self._timer.stop()
        self._tell(self._formulas.finish(), is_last=True)

    def clear(self) -> None:
        """Empty the view."""
        self._timer.stop()
        self._written.clear()
        self._to_announce.clear()
        self._follows = True
        self._is_caret_placed = False
        self._formulas.clear_all()

    def written_text(self) -> str:
        """Everything that was appended, as it came, with the titles as headings."""
        return "".join(self._written)

    def steps(self) -> tuple[Step, ...]:
        """The lines so far that can be checked."""
        return self._formulas.steps

    def set_step_mark(self, step: int, state: StepState, note: str = "") -> None:
        """Mark a step; `note` says in a few words what is wrong and what would be right. Unknown steps are ignored."""
        if self._formulas.set_mark(step, state, note) and state == "wrong":
            self.announce(self.tr("Step {number} is wrong. {note}").format(number=step, note=note))

    def set_point_size(self, points: float) -> None:
        """The size of the text."""
        font = self.font()
        font.setPointSizeF(points)
        self.setFont(font)

    def spoken_text(self) -> str:
        """The whole text as a screen reader gets it: formulas and marks in words."""
        return self.read_text().text

    def read_text(self) -> ReadText:
        """The same, with the way back to places in the document; made anew only after a change."""
        if self._read is None:
            self._read = ReadText(read_stretches(self._formulas))
        return self._read

    def createMimeDataFromSelection(self) -> QMimeData:
        """What is copied: text with the formulas' LaTeX as it was written."""
        cursor = self.textCursor()
        data = QMimeData()
        data.setText(source_text(self._formulas, cursor.selectionStart(), cursor.selectionEnd()))
        return data

    def changeEvent(self, event: QEvent) -> None:
        """Follow the palette and the font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange) and self._is_made:
            look = self._formulas.look
            if (look.font, look.palette) != (self.font(), self.palette()):
                self._formulas.set_look(self.font(), self.palette())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit formulas that are wider than the view."""
        super().resizeEvent(event)
        self._formulas.set_width(self.viewport().width())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the panels behind programs, then the text."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().color(QPalette.ColorRole.AlternateBase))
        offset = -self.verticalScrollBar().value()
        block = self.cursorForPosition(QPoint(0, 0)).block()
        while block.isValid():
            rect = self._formulas.documentLayout().blockBoundingRect(block).translated(0, offset)
            if rect.top() > event.rect().bottom():
                break
            if block.blockFormat().hasProperty(IS_CODE):
                self._paint_panel(painter, rect)
            block = block.next()
        painter.end()
        super().paintEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on a mark tells which step it is."""
        super().mouseReleaseEvent(event)
        gutter = self._formulas.look.gutter
        across = event.position().x() + self.horizontalScrollBar().value()
        if event.button() == Qt.MouseButton.LeftButton and across < gutter:
            number = self._formulas.step_at(self.cursorForPosition(event.position().toPoint()).position())
            if number is not None:
                self.step_activated.emit(number)

    def _paint_panel(self, painter: QPainter, rect: QRectF) -> None:
        look = self._formulas.look
        room = look.line * 0.45
        left, right = look.gutter, self._formulas.textWidth() - look.right_margin
        panel = QRectF(left, rect.top() - room, right - left, rect.height() + 2 * room)
        painter.drawRoundedRect(panel, room * 0.8, room * 0.8)

    def _tell(self, steps: list[Step], *, is_last: bool = False) -> None:
        if not self._is_caret_placed and not self._formulas.isEmpty():
            self._is_caret_placed = True
            self.moveCursor(QTextCursor.MoveOperation.Start)  # else the caret would travel with what is written
        self._follow()
        for step in steps:
            self.step_closed.emit(step)
        self._to_announce += self._formulas.take_spoken()
        now = time.monotonic()
        if self._to_announce and (is_last or now - self._announced_s > _ANNOUNCE_S):
            message = " ".join(filter(None, self._to_announce))
            self._to_announce.clear()
            self._announced_s = now
            self.announce(message[-_MOST_ANNOUNCED:])
        self.flushed.emit()

    @Slot()
    def _flush(self) -> None:
        self._tell(self._formulas.flush())

    @Slot()
    def _follow(self) -> None:
        """Stay at the end, unless the user has scrolled away from it."""
        if self._follows:
            bar = self.verticalScrollBar()
            bar.setValue(bar.maximum())

    @Slot(int)
    def _on_scrolled(self, value: int) -> None:
        self._follows = value >= self.verticalScrollBar().maximum() - _END_SLACK

    @Slot()
    def _forget_read(self) -> None:
        self._read = None
