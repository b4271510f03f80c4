"""The part of the plane that a plot shows, and the way between its coordinates and pixels."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

_NARROWEST = 1e-9  # of the numbers shown: below, doubles run out
_WIDEST = 1e12
_FAR = 1e5  # pixels: what lies beyond is drawn there

Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Viewport:
    """Two ranges; every change gives a new one."""

    x_range: Range
    y_range: Range

    def panned(self, across: float, up: float) -> Viewport:
        """Moved by shares of its own width and height."""
        return Viewport(_shifted(self.x_range, across), _shifted(self.y_range, up))

    def zoomed(self, factor: float, x_share: float = 0.5, y_share: float = 0.5) -> Viewport:
        """Larger ranges for factors over 1, the place at the given shares kept where it is."""
        zoomed = Viewport(_scaled(self.x_range, factor, x_share), _scaled(self.y_range, factor, y_share))
        return zoomed if zoomed._is_sane() else self

    def to_pixels(self, x: float, y: float, area: QRectF) -> QPointF:
        """Where a point is drawn; points far outside are brought near, so that painters do not overflow."""
        across = area.left() + (x - self.x_range[0]) / (self.x_range[1] - self.x_range[0]) * area.width()
        down = area.bottom() - (y - self.y_range[0]) / (self.y_range[1] - self.y_range[0]) * area.height()
        return QPointF(max(-_FAR, min(_FAR, across)), max(-_FAR, min(_FAR, down)))

    def contains(self, x: float, y: float) -> bool:
        """Whether a point is in sight."""
        return self.x_range[0] <= x <= self.x_range[1] and self.y_range[0] <= y <= self.y_range[1]

    def _is_sane(self) -> bool:
        for low, high in (self.x_range, self.y_range):
            span = high - low
            if span > _WIDEST or span < _NARROWEST * max(1.0, abs(low), abs(high)):
                return False
        return True


def _shifted(span: Range, share: float) -> Range:
    width = span[1] - span[0]
    return span[0] + share * width, span[1] + share * width


def _scaled(span: Range, factor: float, share: float) -> Range:
    width = span[1] - span[0]
    place = span[0] + share * width
    return place - share * width * factor, place + (1 - share) * width * factor
