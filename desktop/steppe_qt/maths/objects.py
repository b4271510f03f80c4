"""Formulas and marks inside a text document: how large they are, and how they are drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QObject, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPalette,
    QPen,
    QPyTextObject,
    QTextCharFormat,
    QTextDocument,
    QTextFormat,
)

from steppe_qt.maths import colours
from steppe_qt.maths.painter import em_of, paint
from steppe_qt.maths.svg import UNITS_PER_EM, Drawing

FORMULA_OBJECT = QTextFormat.ObjectTypes.UserObject.value + 1
MARK_OBJECT = QTextFormat.ObjectTypes.UserObject.value + 2
OBJECT_CHARACTER = "\ufffc"
BREAK = "\u200b"  # between the parts of a long formula
SOURCE = QTextFormat.Property.UserProperty.value + 1  # of a formula: its text as written
NUMBER = QTextFormat.Property.UserProperty.value + 2  # of a formula in its store, of a step at its mark
MARK_STATE = QTextFormat.Property.UserProperty.value + 3
EM = QTextFormat.Property.UserProperty.value + 6  # of a formula: pixels
TEX = QTextFormat.Property.UserProperty.value + 5  # of a formula: its LaTeX without delimiters

StepState = Literal["right", "wrong", "unchecked"]
LEAST_SCALE = 0.55  # smaller formulas cannot be read: the view scrolls instead
_SIDE = 1.0  # pixels kept free at both sides of a formula


@dataclass(frozen=True, slots=True)
class PlacedFormula:
    """A formula as it stands in a document, or a part of one; `narrow` is the same on several lines."""

    tex: str
    source: str
    is_display: bool
    drawing: Drawing
    narrow: Drawing | None = None

    def drawing_for(self, room: float) -> Drawing:
        """The drawing that fits better into some thousandths of an em."""
        is_better = self.narrow is not None and self.drawing.width > room and self.narrow.width < self.drawing.width
        return self.narrow if is_better and self.narrow is not None else self.drawing


def formula_format(formula: PlacedFormula, number: int, base: QTextCharFormat) -> QTextCharFormat:
    """The format of the one character that stands for a formula beside text in the format `base`."""
    font = base.font()
    made = QTextCharFormat(base)
    made.setObjectType(FORMULA_OBJECT)
    made.setProperty(SOURCE, formula.source)
    made.setProperty(TEX, formula.tex)
    made.setProperty(NUMBER, number)
    made.setProperty(EM, em_of(font))
    if formula.is_display:
        made.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignBottom)
    else:
        made.setFont(_deep_enough(font, formula.drawing.descent * em_of(font) / UNITS_PER_EM))
        made.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignBaseline)
    return made


def _deep_enough(font: QFont, depth: float) -> QFont:
    """A font whose descent is at least `depth` pixels: on the baseline Qt leaves a font's descent below an object."""
    descent = QFontMetricsF(font).descent()
    if depth <= descent:
        return font
    deep = QFont(font)
    deep.setPointSizeF(font.pointSizeF() * depth / descent * 1.03)
    return deep


class FormulaObject(QPyTextObject):
    """Draws the formulas of one document; `room` gives the width that a formula may have."""

    def __init__(
        self,
        formulas: dict[int, PlacedFormula],
        room: Callable[[], float],
        palette: Callable[[], QPalette],
        least_scale: float,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._formulas = formulas
        self._room = room
        self._palette = palette
        self._least_scale = least_scale

    def intrinsicSize(self, document: QTextDocument, place: int, text_format: QTextFormat) -> QSizeF:
        """What Qt's layout asks for: see `_box` for where the baseline is."""
        box = self._box(document, place, text_format)
        return QSizeF(0, 0) if box is None else QSizeF(box.width, box.height)

    def drawObject(
        self, painter: QPainter, rect: QRectF | object, document: QTextDocument, place: int, text_format: QTextFormat
    ) -> None:
        """Draw one formula, in the palette's colours as they are now."""
        box = self._box(document, place, text_format)
        if box is None:
            return
        assert isinstance(rect, QRectF)
        palette = self._palette()
        char_format = text_format.toCharFormat()
        has_own = char_format.hasProperty(QTextFormat.Property.ForegroundBrush.value)
        colour = char_format.foreground().color() if has_own else palette.color(QPalette.ColorRole.Text)
        origin = QPointF(rect.x() + _SIDE, rect.y() + box.baseline)
        paint(painter, box.drawing, origin, box.em, colour, palette.color(QPalette.ColorRole.Base))

    def _box(self, document: QTextDocument, place: int, text_format: QTextFormat) -> _Box | None:
        """Size and baseline as `QTextDocumentLayout::resizeInlineObject` will place them."""
        formula = self._formulas.get(int(text_format.property(NUMBER)))
        if formula is None:
            return None
        char_format = text_format.toCharFormat()
        em = float(text_format.property(EM))
        block_format = document.findBlock(place).blockFormat()
        room = self._room() - block_format.leftMargin() - block_format.rightMargin()
        drawing = formula.drawing_for(room * UNITS_PER_EM / em)
        natural = drawing.width * em / UNITS_PER_EM + 2 * _SIDE
        em *= max(self._least_scale, min(1.0, room / natural))
        unit = em / UNITS_PER_EM
        width = drawing.width * unit + 2 * _SIDE
        above, below = drawing.ascent * unit, drawing.descent * unit
        is_inline = char_format.verticalAlignment() == QTextCharFormat.VerticalAlignment.AlignBaseline
        height = above + (QFontMetricsF(char_format.font()).descent() if is_inline else below)
        return _Box(drawing, width, height, above, em)


@dataclass(frozen=True, slots=True)
class _Box:
    """What is drawn, and in pixels: its room, its baseline from the top, and its em."""

    drawing: Drawing
    width: float
    height: float
    baseline: float
    em: float


class MarkObject(QPyTextObject):
    """Draws the mark of a step into the margin beside its line; it takes no room in the text."""

    def __init__(self, gutter: Callable[[], float], palette: Callable[[], QPalette], parent: QObject) -> None:
        super().__init__(parent)
        self._gutter = gutter
        self._palette = palette

    def intrinsicSize(self, document: QTextDocument, place: int, text_format: QTextFormat) -> QSizeF:
        """Nothing."""
        return QSizeF(0, 0)

    def drawObject(
        self, painter: QPainter, rect: QRectF | object, document: QTextDocument, place: int, text_format: QTextFormat
    ) -> None:
        """A tick, a cross or a ring: told apart by shape, not by colour alone."""
        assert isinstance(rect, QRectF)
        metrics = QFontMetricsF(document.defaultFont())
        is_right_to_left = document.findBlock(place).textDirection() == Qt.LayoutDirection.RightToLeft
        gutter = self._gutter()
        size = min(gutter * 0.6, metrics.capHeight() * 1.1)
        across = document.textWidth() - gutter * 0.36 if is_right_to_left else gutter * 0.42
        centre = QPointF(across, rect.bottom() - metrics.capHeight() / 2)
        draw_mark(painter, centre, size, str(text_format.property(MARK_STATE)), self._palette())


def draw_mark(painter: QPainter, centre: QPointF, size: float, state: str, palette: QPalette) -> None:
    """One mark around a point."""
    half = size / 2
    path = QPainterPath()
    if state == "right":
        colour = colours.right(palette)
        path.moveTo(centre + QPointF(-half, 0.1 * half))
        path.lineTo(centre + QPointF(-0.25 * half, 0.8 * half))
        path.lineTo(centre + QPointF(half, -0.8 * half))
    elif state == "wrong":
        colour = colours.wrong(palette)
        for sign in (1, -1):
            path.moveTo(centre + QPointF(-0.8 * half, -0.8 * half * sign))
            path.lineTo(centre + QPointF(0.8 * half, 0.8 * half * sign))
    else:
        colour = colours.muted(palette)
        path.addEllipse(centre, 0.6 * half, 0.6 * half)
    _stroke(painter, path, colour, max(1.4, size * 0.15))


def _stroke(painter: QPainter, path: QPainterPath, colour: QColor, width: float) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    painter.restore()
