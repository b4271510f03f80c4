"""Reads the `d` of an SVG path into a painter's path and keeps it: a formula's letters come again and again."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainterPath, QPainterPathStroker

_TOKEN = re.compile(r"([A-Za-z])|([-+]?(?:\d*\.\d+|\d+\.?)(?:[eE][-+]?\d+)?)")
_KEPT = 1024  # outlines: a letter takes some kilobytes
_HEAVIER = 16.0  # thousandths of an em
_ARGUMENTS = {"A": 7, "M": 2, "L": 2, "H": 1, "V": 1, "Q": 4, "T": 2, "C": 6, "S": 4, "Z": 0}


@lru_cache(maxsize=_KEPT)
def path_of(description: str) -> QPainterPath:
    """The path, to be filled by winding. The result is shared: do not change it.

    Raises:
        ValueError: it holds an unknown command or a tilted ellipse, or numbers are missing.
    """
    pen = _Pen()
    for command, numbers in _commands(description):
        pen.draw(command, numbers)
    return pen.path


@lru_cache(maxsize=_KEPT)
def heavy_path_of(description: str) -> QPainterPath:
    """The path with strokes a little thicker: at the size of text the font's hairlines are paler than the text."""
    path = path_of(description)
    stroker = QPainterPathStroker()
    stroker.setWidth(_HEAVIER)
    heavy = QPainterPath(path)
    heavy.addPath(stroker.createStroke(path))
    heavy.setFillRule(Qt.FillRule.WindingFill)
    return heavy


def _commands(description: str) -> Iterator[tuple[str, list[float]]]:
    command, numbers = "", list[float]()
    for letter, number in _TOKEN.findall(description):
        if letter:
            if numbers:
                raise ValueError(f"numbers missing in {description[:40]}")
            if letter.upper() not in _ARGUMENTS:
                raise ValueError(f"path command {letter}")
            command = letter
            if letter in "zZ":
                yield "Z", []
            continue
        numbers.append(float(number))
        if command and len(numbers) == _ARGUMENTS[command.upper()]:
            yield command, numbers
            numbers = []
            command = {"M": "L", "m": "l"}.get(command, command)
    if numbers:
        raise ValueError(f"numbers missing in {description[:40]}")


class _Pen:
    """Where the pen is, and the control point that a smooth curve continues."""

    def __init__(self) -> None:
        self.path = QPainterPath()
        self.path.setFillRule(Qt.FillRule.WindingFill)
        self._x = self._y = 0.0
        self._control: tuple[float, float] | None = None

    def draw(self, command: str, numbers: list[float]) -> None:
        if command == "Z":
            self.path.closeSubpath()
            place = self.path.currentPosition()
            self._x, self._y, self._control = place.x(), place.y(), None
            return
        points = self._points(command, numbers)
        end = points[-1]
        control = None
        kind = command.upper()
        if kind == "M":
            self.path.moveTo(*end)
        elif kind in "LHV":
            self.path.lineTo(*end)
        elif kind == "A":
            self._arc(numbers, end)
        elif kind in "QT":
            control = points[0] if kind == "Q" else self._reflected()
            self.path.quadTo(*control, *end)
        else:
            first, control = (points[0], points[1]) if kind == "C" else (self._reflected(), points[0])
            self.path.cubicTo(*first, *control, *end)
        (self._x, self._y), self._control = end, control

    def _points(self, command: str, numbers: list[float]) -> list[tuple[float, float]]:
        kind = command.upper()
        x, y = (self._x, self._y) if command.islower() else (0.0, 0.0)
        if kind == "A":
            return [(x + numbers[5], y + numbers[6])]
        if kind == "H":
            return [(x + numbers[0], self._y)]
        if kind == "V":
            return [(self._x, y + numbers[0])]
        return [(x + across, y + down) for across, down in zip(numbers[::2], numbers[1::2], strict=True)]

    def _arc(self, numbers: list[float], end: tuple[float, float]) -> None:
        """An arc of an upright ellipse from here to `end` (SVG 1.1, appendix F.6.5: from end points to centre)."""
        across, down, tilt, is_large, is_clockwise = numbers[:5]
        if tilt and across != down:
            raise ValueError("a tilted ellipse")
        if not across or not down or end == (self._x, self._y):
            self.path.lineTo(*end)
            return
        half_x, half_y = (self._x - end[0]) / 2 / across, (self._y - end[1]) / 2 / down  # on the unit circle
        half = math.hypot(half_x, half_y)
        if half > 1:
            across, down, half_x, half_y, half = across * half, down * half, half_x / half, half_y / half, 1.0
        height = math.sqrt(max(0.0, 1 - half * half)) / half * (-1 if is_large == is_clockwise else 1)
        centre_x, centre_y = height * half_y, -height * half_x
        first = math.degrees(math.atan2(-(half_y - centre_y), half_x - centre_x))
        last = math.degrees(math.atan2(-(-half_y - centre_y), -half_x - centre_x))
        sweep = (last - first) % 360
        middle_x, middle_y = (self._x + end[0]) / 2, (self._y + end[1]) / 2
        left, top = middle_x + (centre_x - 1) * across, middle_y + (centre_y - 1) * down
        self.path.arcTo(left, top, 2 * across, 2 * down, first, sweep - 360 if is_clockwise else sweep)

    def _reflected(self) -> tuple[float, float]:
        if self._control is None:
            return self._x, self._y
        return 2 * self._x - self._control[0], 2 * self._y - self._control[1]
