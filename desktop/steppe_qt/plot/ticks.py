"""Round numbers for the axes of a plot, and how they are written; no Qt."""

from __future__ import annotations

import math

_STEPS = (1.0, 2.0, 5.0, 10.0)


def ticks(low: float, high: float, most: int) -> list[float]:
    """At most `most` round numbers in a range, evenly spaced by 1, 2 or 5 times a power of ten."""
    if not (math.isfinite(low) and math.isfinite(high)) or high <= low or most < 2:
        return []
    rough = (high - low) / most
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(step * power for step in _STEPS if step * power >= rough * (1 - 1e-9))
    first = math.ceil(low / step - 1e-9)
    count = math.floor(high / step + 1e-9) - first + 1
    return [0.0 if place == 0 else place * step for place in range(first, first + count)]


def written(value: float, step: float) -> str:
    """A number as short as its step allows, with a true minus sign."""
    decimals = max(0, -math.floor(math.log10(step) + 1e-9)) if step > 0 else 0
    text = f"{value:.3g}" if abs(value) >= 1e6 or decimals > 5 else f"{value:.{decimals}f}"
    return text.replace("-", "−")


def short(value: float) -> str:
    """A coordinate for people: at most four significant digits behind the leading ones."""
    if value == round(value) and abs(value) < 1e6:
        return f"{value:.0f}".replace("-", "−")
    return f"{value:.4g}".replace("-", "−")
