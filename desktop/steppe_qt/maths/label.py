"""A label for one short text with formulas: the answer, or the live preview of what is typed."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAbstractTextDocumentLayout, QFont, QPainter, QPaintEvent, QPalette, QResizeEvent, QTextOption
from PySide6.QtWidgets import QSizePolicy, QWidget

from steppe_qt.maths.accessible import ReadableWidget
from steppe_qt.maths.document import FormulaDocument
from steppe_qt.maths.plain import read_stretches
from steppe_qt.maths.typesetter import Typesetter

_LEAST_SCALE = 0.4
_WIDEST_EM = 46  # the size hint asks for no more; longer text wraps
_Role = QPalette.ColorRole


class FormulaLabel(ReadableWidget):
    """Draws text with typeset formulas, wrapped, and scaled down where a formula would be too wide."""

    size_changed = Signal()  # the size hint changed, because of a new text or because formulas arrived

    def __init__(self, typesetter: Typesetter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._title = ""
        self._alignment = Qt.AlignmentFlag.AlignLeading
        self._formulas = FormulaDocument(typesetter, self.font(), self._palette(), self, least_scale=_LEAST_SCALE)
        self._formulas.rewritten.connect(self._on_rewritten)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._is_made = True

    _is_made = False

    def text(self) -> str:
        """The text as it was set, delimiters included."""
        return self._text

    def set_text(self, text: str) -> None:
        """Show `text`; formulas between delimiters are typeset."""
        if text == self._text:
            return
        self._text = text
        self._formulas.clear_all()
        self._formulas.feed(text)
        self._formulas.finish()
        self._on_rewritten()

    def set_formula(self, tex: str) -> None:
        """Show one formula, given without delimiters, in display style."""
        self.set_text(f"\\[{tex}\\]" if tex.strip() else "")

    def set_title(self, title: str) -> None:
        """What the text is, read before it: "Answer"."""
        self._title = title
        self._tell()

    def set_point_size(self, points: float) -> None:
        """The size of the text in points."""
        font = self.font()
        font.setPointSizeF(points)
        self.setFont(font)

    def set_alignment(self, alignment: Qt.AlignmentFlag) -> None:
        """Where lines stand: leading, centre or trailing."""
        self._alignment = alignment
        option = QTextOption(alignment)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._formulas.setDefaultTextOption(option)
        self.update()

    def failures(self) -> tuple[str, ...]:
        """What is wrong with the formulas that could not be typeset, one sentence each."""
        return self._formulas.failures()

    def spoken_text(self) -> str:
        """The text with formulas in words."""
        return "".join(each.text for each in read_stretches(self._formulas)).strip()

    def sizeHint(self) -> QSize:
        """As wide as the text on one line, within reason."""
        widest = self.fontMetrics().height() * _WIDEST_EM
        width = min(widest, self._natural_width())
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Narrow: formulas shrink and text wraps."""
        return QSize(self.fontMetrics().height() * 4, self.fontMetrics().height())

    def hasHeightForWidth(self) -> bool:
        """Text wraps."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height that the text needs at a width."""
        if not self._text:
            return self.fontMetrics().height()
        self._lay_out(width)
        height = math.ceil(self._formulas.size().height())
        self._lay_out(self.width())
        return height

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the text in the middle of the height there is."""
        painter = QPainter(self)
        context = QAbstractTextDocumentLayout.PaintContext()
        context.palette = self._formulas.look.palette
        spare = self.height() - self._formulas.size().height()
        painter.translate(QPointF(0, max(0.0, spare / 2)))
        self._formulas.documentLayout().draw(painter, context)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap and scale to the new width."""
        super().resizeEvent(event)
        self._lay_out(self.width())

    def changeEvent(self, event: QEvent) -> None:
        """Follow the palette and the font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange) and self._is_made:
            self._formulas.set_look(QFont(self.font()), self._palette())

    def _palette(self) -> QPalette:
        """The document paints with text on base, a label is text on the window."""
        palette = QPalette(self.palette())
        palette.setColor(_Role.Text, palette.color(self.foregroundRole()))
        palette.setColor(_Role.Base, palette.color(self.backgroundRole()))
        return palette

    def _lay_out(self, width: int) -> None:
        self._formulas.set_width(width)
        self._formulas.setTextWidth(width)

    def _natural_width(self) -> int:
        self._formulas.set_width(1e6)
        self._formulas.setTextWidth(-1)
        width = math.ceil(self._formulas.idealWidth()) + 1
        self._lay_out(self.width())
        return width

    def _tell(self) -> None:
        words = self.spoken_text()
        self.setAccessibleName(f"{self._title}: {words}" if self._title and words else words or self._title)

    @Slot()
    def _on_rewritten(self) -> None:
        self._tell()
        self.updateGeometry()
        self.update()
        self.size_changed.emit()
