"""Units of measure that stand beside answers: whether two can mean the same, and by which factor they differ.

Words that are no unit of measure (12 apples) have no meaning here. Of compound units only the
usual speeds, no temperatures.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

_TABLE = {
    "length": {
        "1/1000": "mm millimeter millimetre",
        "1/100": "cm centimeter centimetre",
        "1": "m meter metre",
        "1000": "km kilometer kilometre",
        "127/5000": "in inch inche",
        "381/1250": "ft foot feet",
        "1143/1250": "yd yard",
        "201168/125": "mi mile",
    },
    "time": {
        "1": "s sec second",
        "60": "min minute",
        "3600": "h hr hour",
        "86400": "day",
        "604800": "week",
    },
    "mass": {
        "1/1000": "mg milligram",
        "1": "g gram",
        "1000": "kg kilogram",
        "45359237/100000": "lb",
        "45359237/1600000": "oz ounce",
    },
    "volume": {"1/1000": "ml mL milliliter millilitre", "1": "l L liter litre", "473176473/125000000": "gal gallon"},
    "speed": {"1397/3125": "mph mi/h", "5/18": "km/h kmh kph", "1": "m/s"},
    "dollar": {"1": "$ USD dollar", "1/100": "¢ cent"},
    "euro": {"1": "€ EUR euro"},
    "pound": {"1": "£"},
    "angle": {"1": "° degree"},
}
_BY_NAME = {
    name: (dimension, Fraction(factor))
    for dimension, factors in _TABLE.items()
    for factor, names in factors.items()
    for name in names.split()
}
_POWERS = {"square": 2, "sq": 2, "cubic": 3, "cu": 3}


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measure: what it measures, and how many of the dimension's base unit it is."""

    dimension: str
    factor: Fraction


def read_unit(text: str) -> Unit | None:
    """The unit that `text` names; None if it names none, or one that is not known."""
    words = text.split()
    power = _POWERS.get(words[0].rstrip(".").casefold(), 1) if len(words) == 2 else 1
    name = words[-1] if words and (len(words) == 1 or power > 1) else ""
    match = re.fullmatch(r"(?P<name>[^\^\d²³{}]+)(?:\^?\{?(?P<power>[23²³])\}?)?", name)
    if match is None:
        return None
    power = {"2": 2, "²": 2, "3": 3, "³": 3}.get(match["power"] or "", power)
    name = match["name"].rstrip(".")
    spelled = name.casefold() if len(name) > 2 else name  # MM and M are no millimetres and metres
    found = _BY_NAME.get(name) or _BY_NAME.get(spelled.removesuffix("s"))
    if found is None:
        return None
    dimension, factor = found
    return Unit(f"{dimension}^{power}" if power > 1 else dimension, factor**power)
