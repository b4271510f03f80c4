"""A document on pages: laid out with formulas that are typeset, page by page drawn with any painter."""

from __future__ import annotations

from PySide6.QtCore import QEventLoop, QObject, QPointF, QRectF, QSizeF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QTextBlock,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextOption,
)

from steppe.export.document import Document
from steppe.export.formula_plain import plain_formula
from steppe.plots import PlotData
from steppe_qt.maths.atoms import AtomMaker
from steppe_qt.maths.objects import FORMULA_OBJECT, MARK_OBJECT, TEX, FormulaObject, MarkObject
from steppe_qt.maths.typesetter import Key, Result, Typesetter
from steppe_qt.printing.builder import Builder
from steppe_qt.printing.paper import CODE_LINE, FOOT_POINTS, MARGIN_POINTS, WITH_NEXT, PaperLook, page_points, unit
from steppe_qt.printing.plots import PLOT_OBJECT, PlotObject

_LEAST_SCALE = 0.2  # a formula is never wider than the page
_MARK_DISTANCE = 0.9  # lines between a mark and the text
_MARK_PLACE = 0.42  # of the gutter, where marks are drawn
_MOST_HEADINGS_MOVED = 400


class KeepingTypesetter(Typesetter):
    """A typesetter that forgets nothing: a long document is written more than once."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: dict[Key, Result] = {}
        self.done.connect(self._keep_all)

    def request(self, tex: str, is_display: bool = False) -> Result | None:
        """The formula if it is there already; else None, and `done` will tell."""
        return self._all.get(Key(tex, is_display)) or super().request(tex, is_display)

    @Slot(object, object)
    def _keep_all(self, key: Key, result: Result) -> None:
        self._all[key] = result


class Pages(QObject):
    """Lays out a document; `laid_out` says that all formulas stand and that pages can be drawn."""

    laid_out = Signal()

    def __init__(
        self, document: Document, typesetter: Typesetter, page: QSizeF | None = None, parent: QObject | None = None
    ) -> None:
        """`page` is the size in points, of the document's own paper where it is not given."""
        super().__init__(parent)
        self._document = document
        self._typesetter = typesetter
        self._unit = unit()
        self.page_points = page or page_points(document.paper)
        self._look = PaperLook()
        self._plots: list[PlotData] = []
        self._atoms = AtomMaker(typesetter, self._look)
        self._text = QTextDocument(self)
        self._is_done = False
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._build)
        typesetter.done.connect(self._on_typeset)
        self._set_up()

    def begin(self) -> None:
        """Lay out as soon as the event loop runs."""
        self._timer.start()

    def wait(self) -> None:
        """Lay out, running an event loop until that is done."""
        loop = QEventLoop()
        self.laid_out.connect(loop.quit, Qt.ConnectionType.QueuedConnection)
        self.begin()
        loop.exec()

    @property
    def count(self) -> int:
        """How many pages there are."""
        return self._text.pageCount()

    def draw(self, painter: QPainter, number: int) -> None:
        """Draw one page, counted from 0, on a device of `dots_per_inch`; its corner is the painter's origin."""
        size = self._text.pageSize()
        painter.save()
        self._draw_foot(painter, number)
        painter.translate(0, -number * size.height())
        clip = QRectF(0, number * size.height(), size.width(), size.height())
        painter.setClipRect(clip)
        self._draw_bars(painter, number)
        context = QAbstractTextDocumentLayout.PaintContext()
        context.clip = clip
        context.palette = self._look.palette
        self._text.documentLayout().draw(painter, context)
        painter.restore()

    def _set_up(self) -> None:
        text, unit_ = self._text, self._unit
        text.setUndoRedoEnabled(False)
        text.setDocumentMargin(0)
        text.setDefaultFont(self._look.font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        text.setDefaultTextOption(option)
        margin = MARGIN_POINTS * unit_
        width = self.page_points.width() * unit_ - 2 * margin
        gutter = (margin - self._look.line * _MARK_DISTANCE) / _MARK_PLACE
        palette = self._look.palette
        self._handlers = (
            (
                FORMULA_OBJECT,
                _ReadableFormula(self._atoms.formulas, lambda: width, lambda: palette, _LEAST_SCALE, self),
            ),
            (MARK_OBJECT, MarkObject(lambda: gutter, lambda: palette, self)),
            (PLOT_OBJECT, PlotObject(self._plots, lambda: width, self._look.font, palette, self)),
        )
        for kind, handler in self._handlers:
            text.documentLayout().registerHandler(kind, handler)

    @Slot()
    def _build(self) -> None:
        """Write everything; what waits for a formula has it written again when that is there."""
        if self._is_done:
            return
        self._plots.clear()
        self._text.clear()
        self._atoms.clear()
        self._set_margins()
        builder = Builder(self._text, self._atoms, self._look, self._plots)
        builder.write(self._document)
        if not builder.is_whole or not self._typesetter.is_idle:
            return
        self._is_done = True
        self._text.setPageSize(self.page_points * self._unit)
        self._keep_headings()
        self._lay_out_anew()
        self.laid_out.emit()

    @Slot(object, object)
    def _on_typeset(self, _key: object, _result: object) -> None:
        if not self._is_done and self._typesetter.is_idle:
            self._timer.start()

    def _set_margins(self) -> None:
        frame = self._text.rootFrame()
        frame_format = frame.frameFormat()
        frame_format.setMargin(MARGIN_POINTS * self._unit)
        frame.setFrameFormat(frame_format)

    def _keep_headings(self) -> None:
        """No heading, nor a problem without its choices, is the last of a page."""
        for _ in range(_MOST_HEADINGS_MOVED):
            lonely = self._lonely_heading()
            if lonely is None:
                return
            cursor = QTextCursor(lonely)
            block = lonely.blockFormat()
            block.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
            cursor.setBlockFormat(block)

    def _lay_out_anew(self) -> None:
        """After a change in the middle Qt's layout keeps places by which it would leave out what follows."""
        self._text.markContentsDirty(0, self._text.characterCount())

    def _lonely_heading(self) -> QTextBlock | None:
        height = self._text.pageSize().height()
        layout = self._text.documentLayout()
        block = self._text.begin()
        while block.isValid():
            following = block.next()
            if block.blockFormat().hasProperty(WITH_NEXT) and _may_follow(following):
                page = int(_first_line(layout, block) // height)
                is_moved = bool(block.blockFormat().pageBreakPolicy())
                if _first_line(layout, following) // height > page and not is_moved:
                    return block
            block = following
        return None

    def _draw_bars(self, painter: QPainter, number: int) -> None:
        """A quiet bar beside each line of a program."""
        height = self._text.pageSize().height()
        layout = self._text.documentLayout()
        left = MARGIN_POINTS * self._unit + self._look.line * 0.25
        colour = QColor("#c9c5bb")
        block = self._text.begin()
        while block.isValid():
            if block.blockFormat().hasProperty(CODE_LINE):
                box = layout.blockBoundingRect(block)
                for line in (block.layout().lineAt(place) for place in range(block.layout().lineCount())):
                    top = block.layout().position().y() + line.y()
                    if int(top // height) == number:
                        painter.fillRect(QRectF(left, top, self._look.line * 0.09, line.height()), colour)
                if box.top() > (number + 1) * height:
                    break
            block = block.next()

    def _draw_foot(self, painter: QPainter, number: int) -> None:
        """The page's number, and on later pages what the document is."""
        size = self._text.pageSize()
        text_format = self._look.quiet_format()
        painter.setFont(text_format.font())
        painter.setPen(text_format.foreground().color())
        words = self._document.words.page.replace("{1}", str(number + 1)).replace("{2}", str(self.count))
        foot = QRectF(0, size.height() - (FOOT_POINTS + 12) * self._unit, size.width(), 24 * self._unit)
        painter.drawText(foot, Qt.AlignmentFlag.AlignCenter, words)
        if number:
            margin = MARGIN_POINTS * self._unit
            head = QRectF(margin, margin * 0.45, size.width() - 2 * margin, 24 * self._unit)
            metrics = QFontMetricsF(text_format.font())
            name = metrics.elidedText(self._document.name, Qt.TextElideMode.ElideRight, head.width())
            painter.drawText(head, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, name)


def _may_follow(block: QTextBlock) -> bool:
    """Whether a block could stand on the page of the one before it."""
    return block.isValid() and not block.blockFormat().pageBreakPolicy()


def _first_line(layout: QAbstractTextDocumentLayout, block: QTextBlock) -> float:
    """The top of a block's first line of text, which may be on a later page than its upper margin."""
    inside = block.layout()
    if inside is None or not inside.lineCount():
        return layout.blockBoundingRect(block).top()
    return float(inside.position().y() + inside.lineAt(0).y())


class _ReadableFormula(FormulaObject):
    """A formula with its plain text under it, unseen, so that a PDF can be searched and read aloud."""

    def drawObject(
        self, painter: QPainter, rect: QRectF | object, document: QTextDocument, place: int, text_format: QTextFormat
    ) -> None:
        """Draw the formula, and its text without colour in the same room."""
        super().drawObject(painter, rect, document, place, text_format)
        assert isinstance(rect, QRectF)
        text = " ".join(plain_formula(str(text_format.property(TEX))).split())
        if not text or rect.isEmpty():
            return
        font = QFont(document.defaultFont())
        metrics = QFontMetricsF(font)
        advance = metrics.horizontalAdvance(text)
        if advance <= 0:
            return
        painter.save()
        painter.setFont(font)
        painter.setPen(QColor(0, 0, 0, 0))
        depth = metrics.descent()
        painter.translate(QPointF(rect.x(), rect.bottom() - depth))
        painter.scale(rect.width() / advance, 1.0)
        painter.drawText(QPointF(0, 0), text)
        painter.restore()
