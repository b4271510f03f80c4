"""A plot in words, for people who cannot see it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from steppe.plots import Marker, MarkerKind, PlotData
from steppe_qt.plot.ticks import short

_MOST_NAMED = 8


def summary(data: PlotData) -> str:
    """What is drawn, over which ranges, and where its points of interest are."""
    labels = [curve.label for curve in data.curves if curve.label]
    points = [point for curve in data.curves if curve.is_points for piece in curve.pieces for point in piece]
    sentences: list[str] = []
    if labels:
        sentences.append(_tr("Curves: {labels}.").format(labels="; ".join(labels)))
    if points:
        sentences.append(_tr("Points: {points}.").format(points=_pairs(points)))
    sentences.append(
        _tr("{variable} from {x_low} to {x_high}, heights from {y_low} to {y_high}.").format(
            variable=data.variable,
            x_low=short(data.x_range[0]),
            x_high=short(data.x_range[1]),
            y_low=short(data.y_range[0]),
            y_high=short(data.y_range[1]),
        )
    )
    for kind, phrase in _phrases().items():
        found = [(marker.x, marker.y) for marker in data.markers if marker.kind == kind]
        if found:
            sentences.append(phrase.format(points=_pairs(found)))
    return " ".join(sentences)


def marker_words(marker: Marker) -> str:
    """One point of interest: "Zero at (2, 0)"."""
    return _phrases()[marker.kind].format(points=_pairs([(marker.x, marker.y)]))


def _phrases() -> dict[MarkerKind, str]:
    return {
        "root": _tr("Zero at {points}."),
        "intersection": _tr("The curves meet at {points}."),
        "extremum": _tr("Turning point at {points}."),
    }


def _pairs(points: list[tuple[float, float]]) -> str:
    named = [f"({short(x)}, {short(y)})" for x, y in points[:_MOST_NAMED]]
    more = len(points) - len(named)
    text = ", ".join(named)
    return _tr("{points} and {count} more").format(points=text, count=more) if more else text


def _tr(text: str) -> str:
    return QCoreApplication.translate("Plot", text)
