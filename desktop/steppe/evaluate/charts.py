"""The charts of a report as SVG: no script, no picture from elsewhere; colours come from the page, light or dark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from steppe.evaluate.figures import Bin, Share

_LEFT, _RIGHT, _ROW, _TOP, _BOTTOM = 132, 24, 34, 8, 30
_WIDTH = 720
_PLOT = _WIDTH - _LEFT - _RIGHT


@dataclass(frozen=True, slots=True)
class Series:
    """One value a row, as shares from 0 to 1 (None: nothing to draw), in a style of the page: `a` to `d`."""

    name: str
    style: str
    values: tuple[float | None, ...]


def accuracy_chart(shares: Sequence[Share], others: Sequence[Series], label: str) -> str:
    """A row for each share: its value with the interval as a bar, and the others' values as marks."""
    height = _TOP + _ROW * len(shares) + _BOTTOM
    parts = [_axis(height, len(shares))]
    for row, share in enumerate(shares):
        y = _TOP + _ROW * row + _ROW / 2
        low, high = share.interval
        said = f"{share.name}: {share.accuracy:.1%}, {share.right} of {share.items}, interval {low:.0%} to {high:.0%}"
        parts.append(_name(share.name, y))
        parts.append(
            f'<rect class="interval" x="{_x(low):.1f}" y="{y - 5}" '
            f'width="{_x(high) - _x(low):.1f}" height="10" rx="3"/>'
        )
        for series in others:
            value = series.values[row]
            if value is not None:
                parts.append(_mark(_x(value), y, series.style, f"{series.name}, {share.name}: {value:.1%}"))
        parts.append(
            f'<circle class="value" cx="{_x(share.accuracy):.1f}" cy="{y}" r="5.5">'
            f"<title>{escape(said)}</title></circle>"
        )
    return _svg(height, label, parts)


def bars_chart(names: Sequence[str], series: Sequence[Series], label: str) -> str:
    """For each name one thin bar a series."""
    thick = 9
    row_height = (thick + 2) * len(series) + 14
    height = _TOP + row_height * len(names) + _BOTTOM
    parts = [_axis(height, 0)]
    for row, name in enumerate(names):
        top = _TOP + row_height * row + 5
        parts.append(_name(name, top + (thick + 2) * len(series) / 2))
        for place, each in enumerate(series):
            value = each.values[row]
            if value is not None:
                y = top + place * (thick + 2)
                said = escape(f"{each.name}, {name}: {value:.1%}")
                parts.append(
                    f'<rect class="{each.style}" x="{_LEFT}" y="{y}" width="{max(1.0, value * _PLOT):.1f}" '
                    f'height="{thick}" rx="2"><title>{said}</title></rect>'
                )
    return _svg(height, label, parts)


def calibration_chart(bins: Sequence[Bin], label: str) -> str:
    """What was claimed against what was right; a perfect badge lies on the diagonal. A point's area is its count."""
    size, margin = 320, 44
    most = max((each.items for each in bins), default=1)

    def place(claimed: float, right: float) -> tuple[float, float]:
        return margin + claimed * size, 10 + (1 - right) * size

    parts = [f'<line class="grid" x1="{margin}" y1="{10 + size}" x2="{margin + size}" y2="10"/>']
    for step in range(0, 101, 20):
        x, y = place(step / 100, step / 100)
        parts.append(f'<text x="{x}" y="{size + 28}" text-anchor="middle">{step} %</text>')
        parts.append(f'<text x="{margin - 6}" y="{y + 4}" text-anchor="end">{step} %</text>')
    parts.append(f'<rect class="frame" x="{margin}" y="10" width="{size}" height="{size}"/>')
    for each in bins:
        x, y = place(each.claimed, each.right / each.items)
        radius = 3 + 9 * (each.items / most) ** 0.5
        said = f"claimed {each.claimed:.0%}: {each.right} of {each.items} right"
        parts.append(f'<circle class="value" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"><title>{said}</title></circle>')
    parts.append(f'<text x="{margin + size / 2}" y="{size + 46}" text-anchor="middle">confidence given</text>')
    box = f'viewBox="0 0 {size + margin + 20} {size + 56}"'
    return f'<svg class="square" {box} role="img" aria-label="{escape(label, quote=True)}">{"".join(parts)}</svg>'


def legend(entries: Sequence[tuple[str, str]]) -> str:
    """Names with a swatch of their style."""
    swatch = '<svg class="swatch" viewBox="0 0 12 12" aria-hidden="true"><circle class="{}" cx="6" cy="6" r="5"/></svg>'
    return (
        '<p class="legend">'
        + " ".join(f"<span>{swatch.format(style)} {escape(name)}</span>" for name, style in entries)
        + "</p>"
    )


def _x(share: float) -> float:
    return _LEFT + share * _PLOT


def _name(name: str, y: float) -> str:
    return f'<text x="{_LEFT - 10}" y="{y + 4:.1f}" text-anchor="end">{escape(name)}</text>'


def _mark(x: float, y: float, style: str, said: str) -> str:
    title = f"<title>{escape(said)}</title>"
    return f'<rect class="{style}" x="{x - 2:.1f}" y="{y - 9}" width="4" height="18" rx="1">{title}</rect>'


def _axis(height: float, rows: int) -> str:
    parts = []
    for step in range(0, 101, 20):
        x = _x(step / 100)
        parts.append(f'<line class="grid" x1="{x}" y1="{_TOP}" x2="{x}" y2="{height - _BOTTOM}"/>')
        parts.append(f'<text x="{x}" y="{height - 10}" text-anchor="middle">{step} %</text>')
    lines = range(1, rows)
    parts += [
        f'<line class="row" x1="{_LEFT}" y1="{_TOP + _ROW * row}" x2="{_WIDTH - _RIGHT}" y2="{_TOP + _ROW * row}"/>'
        for row in lines
    ]
    return "".join(parts)


def _svg(height: float, label: str, parts: Sequence[str]) -> str:
    box = f'viewBox="0 0 {_WIDTH} {height}"'
    return f'<svg {box} role="img" aria-label="{escape(label, quote=True)}">{"".join(parts)}</svg>'
