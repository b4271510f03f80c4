"""Colours that follow from a palette: quieter text, right, wrong and unsure, each readable on the background."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette

LEAST_CONTRAST = 4.5  # of text; WCAG 2.2, 1.4.3
_LEAST_TINTED = 5.4  # before the tint follows the changed colour
_STEP = 6  # of 255 in lightness
_DARK_BELOW = 0.18  # luminance: black and white text contrast alike on it


def contrast(one: QColor, other: QColor) -> float:
    """The contrast ratio, 1 to 21, by WCAG 2.2's formula."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def readable(colour: QColor, *backgrounds: QColor, least: float = LEAST_CONTRAST) -> QColor:
    """The colour, made lighter or darker until it can be read on all the backgrounds, which are all light or dark."""
    result = QColor(colour)
    step = _STEP if _luminance(backgrounds[0]) < _DARK_BELOW else -_STEP
    hue, saturation, lightness = result.hslHue(), result.hslSaturation(), result.lightness()
    while any(contrast(result, each) < least for each in backgrounds) and 0 < lightness + step < 255:
        lightness += step
        result.setHsl(hue, saturation, lightness)
    return result


def mixed(one: QColor, other: QColor, share: float) -> QColor:
    """`share` of the first, the rest of the second."""
    parts = (share * first + (1 - share) * second for first, second in zip(_rgb(one), _rgb(other), strict=True))
    return QColor.fromRgbF(*parts)


def background(palette: QPalette) -> QColor:
    """What text stands on; where a style sheet has made the view transparent, the application's own base."""
    if palette.brush(QPalette.ColorRole.Base).style() == Qt.BrushStyle.NoBrush:
        palette = QGuiApplication.palette()
    return palette.color(QPalette.ColorRole.Base)


def is_dark(palette: QPalette) -> bool:
    """Whether text is light on dark."""
    return _luminance(background(palette)) < _DARK_BELOW


def muted(palette: QPalette) -> QColor:
    """Text of less weight."""
    base = background(palette)
    return readable(mixed(palette.color(QPalette.ColorRole.Text), base, 0.62), base)


def right(palette: QPalette) -> QColor:
    """What was found right."""
    return _meaningful(QColor("#1b6a3c"), palette)


def wrong(palette: QPalette) -> QColor:
    """What was found wrong, or failed."""
    return _meaningful(QColor("#a32a2a"), palette)


def _meaningful(colour: QColor, palette: QPalette) -> QColor:
    """Readable on the background, and on the background tinted with it."""
    return readable(colour, background(palette), tinted(colour, palette), least=_LEAST_TINTED)


def tinted(colour: QColor, palette: QPalette) -> QColor:
    """A soft background that hints at a colour."""
    return mixed(colour, background(palette), 0.14)


def _rgb(colour: QColor) -> tuple[float, float, float]:
    return colour.redF(), colour.greenF(), colour.blueF()


def _luminance(colour: QColor) -> float:
    parts = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _rgb(colour))
    red, green, blue = parts
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
