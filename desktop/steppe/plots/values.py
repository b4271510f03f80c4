"""Plots as values: what to draw, and what came of computing it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Point = tuple[float, float]
MarkerKind = Literal["root", "intersection", "extremum"]


@dataclass(frozen=True, slots=True)
class Function:
    """A function of one variable as it was written: `name` is y, f(x) or a side of an equation."""

    name: str
    formula: str


Found = tuple[Function, str]  # with the variable in it, "" for a constant


@dataclass(frozen=True, slots=True)
class PlotRequest:
    """What to plot: functions of one variable, and lists of points."""

    functions: tuple[Function, ...]
    points: tuple[tuple[Point, ...], ...]
    variable: str = "x"


@dataclass(frozen=True, slots=True)
class Curve:
    """A graph in pieces: it is broken where the function has no value or jumps. Data are one piece of points."""

    label: str
    pieces: tuple[tuple[Point, ...], ...]
    is_points: bool = False


@dataclass(frozen=True, slots=True)
class Marker:
    """A point worth naming; `label` names the curve, or the two that meet."""

    kind: MarkerKind
    x: float
    y: float
    label: str = ""


@dataclass(frozen=True, slots=True)
class PlotData:
    """All that a plot shows; ranges are (lowest, highest)."""

    curves: tuple[Curve, ...]
    markers: tuple[Marker, ...]
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    variable: str = "x"
