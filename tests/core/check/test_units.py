"""Units of measure: names, powers, factors, and what is no unit."""

from __future__ import annotations

from fractions import Fraction

import pytest

from steppe.check.units import Unit, read_unit


@pytest.mark.parametrize(
    ("text", "dimension", "factor"),
    [
        ("m", "length", "1"),
        ("cm", "length", "1/100"),
        ("Meters", "length", "1"),
        ("centimetres", "length", "1/100"),
        ("inches", "length", "127/5000"),
        ("feet", "length", "381/1250"),
        ("hours", "time", "3600"),
        ("hrs.", "time", "3600"),
        ("lbs", "mass", "45359237/100000"),
        ("mL", "volume", "1/1000"),
        ("$", "dollar", "1"),
        ("cents", "dollar", "1/100"),
        ("\u00b0", "angle", "1"),
        ("cm^2", "length^2", "1/10000"),
        ("cm^{2}", "length^2", "1/10000"),
        ("m\u00b3", "length^3", "1"),
        ("square feet", "length^2", "145161/1562500"),
        ("sq. m", "length^2", "1"),
        ("cubic centimeters", "length^3", "1/1000000"),
        ("km/h", "speed", "5/18"),
        ("mph", "speed", "1397/3125"),
        ("gallons", "volume", "473176473/125000000"),
    ],
)
def test_unit(text: str, dimension: str, factor: str) -> None:
    assert read_unit(text) == Unit(dimension, Fraction(factor))


@pytest.mark.parametrize(
    "text", ["", "apples", "apples left", "miles per hour", "km/week", "cm^4", "^2", "square", "M"]
)
def test_no_unit(text: str) -> None:
    assert read_unit(text) is None
