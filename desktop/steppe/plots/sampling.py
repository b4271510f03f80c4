"""Samples a function and finds its zeros and turning points, by bisection between samples."""

from __future__ import annotations

import math
from itertools import pairwise

from steppe.plots.evaluation import Evaluated
from steppe.plots.values import Point

STEPS = 600
_HALVINGS = 60
_BREAK_HALVINGS = 24
_TINY = 1e-9
Range = tuple[float, float]


def pieces(value: Evaluated, span: Range, steps: int = STEPS) -> tuple[tuple[Point, ...], ...]:
    """The graph over a range, broken where the function has no value, has a pole or jumps."""
    grid = _grid(value, span, steps)
    heights = sorted(y for _, y in grid if math.isfinite(y))
    if len(heights) < 2:
        return ()
    changes = sorted(abs(b - a) for (_, a), (_, b) in pairwise(grid) if math.isfinite(b - a))
    usual = changes[len(changes) * 9 // 10] if changes else 0.0
    made: list[list[Point]] = [[]]
    for (x, y), (next_x, next_y) in pairwise([*grid, (span[1], math.nan)]):
        if not math.isfinite(y):
            if math.isfinite(next_y):
                made.append([_edge(value, next_x, x)])
            continue
        made[-1].append((x, y))
        if not math.isfinite(next_y):
            if next_x > x:
                made[-1].append(_edge(value, x, next_x))
            made.append([])
        elif abs(next_y - y) > 2 * usual and _jumps(value, x, next_x):
            made.append([])
    return tuple(tuple(piece) for piece in made if len(piece) > 1)


def zeros(value: Evaluated, span: Range, steps: int = STEPS) -> list[float]:
    """Where the function is 0 in a range: changes of sign that are no poles, and zeros that only touch."""
    grid = [(x, y) for x, y in _grid(value, span, steps) if math.isfinite(y)]
    scale = max((abs(y) for _, y in grid), default=0.0)
    if scale == 0:
        return []
    found: list[float] = []
    for (x, y), (next_x, next_y) in pairwise(grid):
        if y == 0 and next_y == 0:
            return []  # zero along a stretch
        if y == 0 and next_y != 0:
            found.append(x)
        elif y * next_y < 0 and (zero := _bisected(value, x, next_x)) is not None:
            found.append(zero)
    if grid[-1][1] == 0:
        found.append(grid[-1][0])
    found += [x for x, y in extrema(value, span, steps) if abs(y) <= _TINY * max(1.0, min(scale, 1e3))]
    return _distinct(found, span)


def extrema(value: Evaluated, span: Range, steps: int = STEPS) -> list[Point]:
    """The turning points inside a range."""
    grid = _grid(value, span, steps)
    found: list[Point] = []
    for (left, a), (_, y), (right, b) in zip(grid, grid[1:], grid[2:], strict=False):
        if not all(math.isfinite(each) for each in (a, y, b)) or not ((y < a and y <= b) or (y > a and y >= b)):
            continue
        sign = 1 if y < a else -1
        place = _golden(value, left, right, sign)
        height = value(place)
        beside = min(abs(a - y), abs(b - y))
        if math.isfinite(height) and abs(height - y) <= 4 * max(abs(a - y), abs(b - y)) and beside > _TINY * abs(y):
            found.append((_rounded(place, span), height if abs(height) > _TINY * abs(a - height) * 1e-3 else 0.0))
    return found


def _grid(value: Evaluated, span: Range, steps: int) -> list[Point]:
    low, high = span
    return [(x, value(x)) for step in range(steps + 1) for x in (low + (high - low) * step / steps,)]


def _edge(value: Evaluated, inside: float, outside: float) -> Point:
    """The last place on the way from `inside` to `outside` where there is a value."""
    for _ in range(_BREAK_HALVINGS):
        middle = (inside + outside) / 2
        if math.isfinite(value(middle)):
            inside = middle
        else:
            outside = middle
    return inside, value(inside)


def _jumps(value: Evaluated, left: float, right: float) -> bool:
    """Whether the difference between two samples stays, or grows, when they come nearer to each other."""
    first = abs(value(right) - value(left))
    for _ in range(_BREAK_HALVINGS):
        middle = (left + right) / 2
        height = value(middle)
        if not math.isfinite(height):
            return True
        if abs(height - value(left)) >= abs(value(right) - height):
            right = middle
        else:
            left = middle
    return abs(value(right) - value(left)) > first / 4


def _bisected(value: Evaluated, left: float, right: float) -> float | None:
    """The zero between two samples of different sign; None if it is a pole or a jump."""
    start = max(abs(value(left)), abs(value(right)))
    is_negative = value(left) < 0
    for _ in range(_HALVINGS):
        middle = (left + right) / 2
        height = value(middle)
        if not math.isfinite(height):
            return None
        if height == 0:
            return middle
        if (height < 0) == is_negative:
            left = middle
        else:
            right = middle
    return (left + right) / 2 if abs(value((left + right) / 2)) < start / 4 + _TINY else None


def _golden(value: Evaluated, left: float, right: float, sign: int) -> float:
    """The lowest (sign 1) or highest (sign -1) place between two, by golden section."""
    ratio = (math.sqrt(5) - 1) / 2
    for _ in range(_HALVINGS):
        one, two = right - ratio * (right - left), left + ratio * (right - left)
        if sign * value(one) < sign * value(two):
            right = two
        else:
            left = one
    return (left + right) / 2


def _rounded(x: float, span: Range) -> float:
    """To a millionth of the range where that is a short number: golden section ends at the root of the precision."""
    step = 10.0 ** (math.floor(math.log10(span[1] - span[0])) - 5)
    return round(round(x / step) * step, 12)


def _distinct(places: list[float], span: Range) -> list[float]:
    near = (span[1] - span[0]) * 1e-6
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > near:
            found.append(0.0 if abs(place) < near * 1e-3 else place)
    return found
