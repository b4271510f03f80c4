"""Computes a plot: samples with breaks, roots, turning points and intersections, and ranges that show them."""

from __future__ import annotations

import math

from steppe.plots.evaluation import Evaluated, evaluated
from steppe.plots.labels import one_line
from steppe.plots.sampling import extrema, pieces, zeros
from steppe.plots.values import Curve, Function, Marker, PlotData, PlotRequest, Point

_WIDE = (-60.0, 60.0)
_USUAL = (-10.0, 10.0)
_SEARCH_STEPS = 1501
_MOST_MARKERS = 40
_LEAST_SPAN = 4.0
_ROOM = 0.08
_SAME = 1e-6


def compute(request: PlotRequest, x_range: tuple[float, float] | None = None) -> PlotData | None:
    """The plot of a request, over `x_range` or one that shows what is of interest; None if there is nothing to see.

    Takes some tens of milliseconds of plain Python for four functions: not for the GUI thread. No formula is executed.
    """
    functions = [(each, value) for each in request.functions if (value := evaluated(each.formula, request.variable))]
    points = [point for group in request.points for point in group]
    if not functions and not points:
        return None
    values = [value for _, value in functions]
    span = x_range or _interesting(values, points, request.variable)
    curves = tuple(curve for each, value in functions if (curve := Curve(_label(each), pieces(value, span))).pieces)
    if not curves and not points:
        return None
    markers = _markers(functions, span)
    data = tuple(Curve("", (group,), True) for group in request.points)
    y_range = _height(curves, [*points, *((marker.x, marker.y) for marker in markers)], span)
    return PlotData((*curves, *data), markers, span, y_range, request.variable)


def _label(function: Function) -> str:
    return f"{function.name} = {one_line(function.formula)}"


def _markers(functions: list[tuple[Function, Evaluated]], span: tuple[float, float]) -> tuple[Marker, ...]:
    made: list[Marker] = []
    for function, value in functions:
        label = _label(function)
        made += [Marker("root", x, 0.0, label) for x in zeros(value, span)]
        made += [Marker("extremum", x, y, label) for x, y in extrema(value, span)]
    for place, (one, first) in enumerate(functions):
        for other, second in functions[place + 1 :]:
            label = f"{_label(one)}, {_label(other)}"
            meeting = zeros(_difference(first, second), span)
            made += [Marker("intersection", x, first(x), label) for x in meeting]
    kinds = {"intersection": 0, "root": 1, "extremum": 2}
    made.sort(key=lambda marker: (kinds[marker.kind], abs(marker.x)))
    near = (span[1] - span[0]) * 1e-4
    kept: list[Marker] = []
    for marker in made:
        if all(abs(marker.x - other.x) > near or abs(marker.y - other.y) > _SAME for other in kept):
            kept.append(marker)
    return tuple(sorted(kept[:_MOST_MARKERS], key=lambda marker: marker.x))


def _difference(first: Evaluated, second: Evaluated) -> Evaluated:
    return lambda x: first(x) - second(x)


def _interesting(values: list[Evaluated], points: list[Point], variable: str) -> tuple[float, float]:
    """A range with the data, the intersections and roots nearest to the middle, and room at both sides."""
    places = [x for x, _ in points]
    crossings: list[float] = []
    for place, value in enumerate(values):
        crossings += zeros(value, _WIDE, _SEARCH_STEPS)
        for other in values[place + 1 :]:
            crossings += zeros(_difference(value, other), _WIDE, _SEARCH_STEPS)
    if not places and len(crossings) > 12:
        return _USUAL  # it oscillates
    if not places and not crossings:
        turning = [x for value in values for x, _ in extrema(value, _WIDE, _SEARCH_STEPS)]
        crossings = turning if len(turning) <= 4 else []
    places += crossings
    if not places:
        return _defined(values)
    low, high = min(places), max(places)
    if len(crossings) < len(places):
        room = max((high - low) * _ROOM, 0.5)
        return low - room, high + room
    room = max((high - low) * 0.75, _LEAST_SPAN / 2)
    if variable == "t" and low >= 0:
        return -high * _ROOM, high + room  # time begins at 0
    low, high = low - room, high + room
    if low > 0 and low < (high - low):  # near the axis: show it
        low = -(high * 0.1)
    if high < 0 and -high < (high - low):
        high = -(low * 0.1)
    return low, high


def _defined(values: list[Evaluated]) -> tuple[float, float]:
    """Where the functions have values near the origin."""
    low, high = _USUAL
    grid = [low + (high - low) * step / 200 for step in range(201)]
    having = [x for x in grid if any(math.isfinite(value(x)) for value in values)]
    if not having:
        return _USUAL
    room = (having[-1] - having[0]) * _ROOM
    return max(low, having[0] - room), min(high, having[-1] + room)


def _height(curves: tuple[Curve, ...], points: list[Point], span: tuple[float, float]) -> tuple[float, float]:
    """A range of y that shows the points of interest and the curves around them, not the ends of a pole."""
    low_x, high_x = span
    if points:  # half of the way to the sides still counts
        low_x = (low_x + min(x for x, _ in points)) / 2
        high_x = (high_x + max(x for x, _ in points)) / 2
    heights = sorted(y for curve in curves for piece in curve.pieces for x, y in piece if low_x <= x <= high_x)
    wanted = [y for _, y in points]
    if heights:
        count = len(heights)
        low, high = heights[count // 20], heights[-1 - count // 20]
        spread = high - low
        wanted.append(heights[0] if low - heights[0] < 1.5 * spread else low)
        wanted.append(heights[-1] if heights[-1] - high < 1.5 * spread else high)
    low, high = min(wanted, default=-1.0), max(wanted, default=1.0)
    if 0 < low < (high - low) * 0.5:
        low = 0.0
    if 0 > high > (low - high) * 0.5:
        high = 0.0
    room = (high - low) * _ROOM or max(1.0, abs(high) * 0.5)
    return low - room, high + room
