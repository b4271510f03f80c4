"""Round numbers on the axes."""

from __future__ import annotations

import math

import pytest

from steppe_qt.plot.ticks import short, ticks, written


@pytest.mark.parametrize(
    ("low", "high", "most", "result"),
    [
        (0, 10, 6, [0, 2, 4, 6, 8, 10]),
        (-1, 1, 5, [-1, -0.5, 0, 0.5, 1]),
        (-4.7, 6.3, 6, [-4, -2, 0, 2, 4, 6]),
        (100, 101, 4, [100, 100.5, 101]),
        (0, 1e-6, 3, [0, 5e-7, 1e-6]),
        (1, 1, 5, []),
        (0, math.inf, 5, []),
        (0, 1, 1, []),
    ],
)
def test_ticks(low: float, high: float, most: int, result: list[float]) -> None:
    assert ticks(low, high, most) == pytest.approx(result)


@pytest.mark.parametrize("exponent", range(-8, 9))
def test_never_too_many(exponent: int) -> None:
    for factor in (1, 1.7, 3.2, 9.9):
        found = ticks(-0.3 * 10**exponent, factor * 10**exponent, 7)
        assert 2 <= len(found) <= 8
        assert len({written(value, found[1] - found[0]) for value in found}) == len(found)


@pytest.mark.parametrize(
    ("value", "step", "text"),
    [
        (-2, 1, "−2"),
        (0.5, 0.5, "0.5"),
        (0, 0.25, "0.0"),
        (2e6, 1e6, "2e+06"),
        (5e-7, 5e-7, "5e−07"),
        (1200, 200, "1200"),
    ],
)
def test_written(value: float, step: float, text: str) -> None:
    assert written(value, step) == text


def test_short() -> None:
    assert [short(value) for value in (2, -1.41421356, 0.333333333, 1234567.0)] == [
        "2",
        "−1.414",
        "0.3333",
        "1.235e+06",
    ]
