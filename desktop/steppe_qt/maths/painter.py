"""Draws a typeset formula with any painter, at any size, in colours that can be read on the background."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPagedPaintDevice, QPainter

from steppe_qt.maths.colours import readable
from steppe_qt.maths.svg import UNITS_PER_EM, Drawing

_SMALL_EM = 28.0  # device pixels; below, outlines are drawn a little heavier
_X_HEIGHT = 0.442  # of MathJax's font, in em
_CAPITALS = 0.683
_BACKGROUND_ALPHA = 70  # of 255: behind a formula a colour is a hint


def em_of(font: QFont) -> float:
    """The formulas' em in pixels beside text in `font`: between equal small letters and equal capitals."""
    metrics = QFontMetricsF(font)
    small, capital = metrics.xHeight() / _X_HEIGHT, metrics.capHeight() / _CAPITALS
    if small <= 0 or capital <= 0:
        return metrics.height() * 0.9
    return float((small * capital) ** 0.5)


def paint(painter: QPainter, drawing: Drawing, origin: QPointF, em: float, colour: QColor, background: QColor) -> None:
    """Draw with the left end of the baseline at `origin` and an em of `em` pixels."""
    scale = em / UNITS_PER_EM
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.translate(origin)
    painter.scale(scale, scale)
    painter.translate(-drawing.left, 0)
    base = painter.transform()
    is_printed = isinstance(painter.device(), QPagedPaintDevice)  # no pixels there to be too thin for
    is_small = not is_printed and abs(base.m11()) * UNITS_PER_EM * painter.device().devicePixelRatioF() < _SMALL_EM
    for shape in drawing.shapes:
        painter.setTransform(shape.transform * base)
        outline = shape.heavy if is_small else shape.path
        painter.fillPath(outline, _colour_of(shape.colour, shape.is_background, colour, background))
    painter.restore()


def _colour_of(name: str, is_background: bool, colour: QColor, background: QColor) -> QColor:
    if not name:
        return colour
    return _named(name, is_background, colour.rgb(), background.rgb())


@lru_cache(maxsize=256)
def _named(name: str, is_background: bool, colour: int, background: int) -> QColor:
    wanted = QColor.fromString(name)
    if not wanted.isValid():
        return QColor.fromRgb(colour)
    if is_background:
        wanted.setAlpha(_BACKGROUND_ALPHA)
        return wanted
    return readable(wanted, QColor.fromRgb(background))
