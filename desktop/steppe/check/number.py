r"""A strict reader for numbers as people, models and programs write them. Nothing is evaluated.

Read are: 1,234.5  .5  -3/4  2 1/2  \frac{-3}{4}  $12.50  45%  2e-05  6.02 \times 10^{23}  12 apples  30^\circ  5 cm^2.
Not read are: lists (3,5), two numbers side by side, products (12x), equations, inf, nan, numbers of another base.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

MAX_CHARACTERS = 1000
_MAX_EXPONENT = 400

_DIGITS = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)"
DECIMAL = rf"(?:{_DIGITS}(?:\.[0-9]*)?|\.[0-9]+)"
_CURRENCY = r"\$|€|£|¥|USD|EUR|Rs\.?"
_MONEY = re.compile(rf"(?P<sign>[-+]?) ?(?P<currency>{_CURRENCY}) ?(?P<amount>[-+]?[0-9.].*)")
_SIGN = r"(?P<sign>[-+]?) ?"
_PLAIN = re.compile(
    rf"{_SIGN}(?:(?P<whole>{_DIGITS}) (?P<top>{_DIGITS})/(?P<bottom>{_DIGITS})(?![.,]?[0-9])"
    rf"|(?P<dividend>{DECIMAL}) ?/ ?(?P<divisor>{DECIMAL})"
    rf"|(?P<decimal>{DECIMAL})(?:[eE](?P<exponent>[-+]?[0-9]{{1,4}})"
    r"| ?(?:\*|×|\\times|\\cdot) ?10(?:\^|\*\*)(?:(?P<power>[-+]?[0-9]{1,4})|\{(?P<braced>[-+]?[0-9]{1,4})\}))?)"
)
_LATEX = re.compile(
    rf"{_SIGN}(?P<whole>{_DIGITS})? ?\\frac ?\{{ ?(?P<top>[-+]?{DECIMAL}) ?\}} ?\{{ ?(?P<bottom>[-+]?{DECIMAL}) ?\}}"
)

_WORD = r"[A-Za-z][A-Za-z'’.-]*(?:\^?[23]|\^\{[23]\}|[²³])?"
_UNIT = re.compile(
    rf" ?(?:%|°(?: ?[CF](?![A-Za-z]))?|{_CURRENCY}|¢)|(?:st|nd|rd|th)(?![A-Za-z])(?: {_WORD}){{0,5}}"
    rf"| (?P<words>{_WORD}(?:(?: | ?/ ?){_WORD}){{0,5}})|(?P<glued>{_WORD}(?: ?/ ?{_WORD})?)"
)
_GLUED_UNIT = re.compile(
    r"(?:mm|cm|km|dm|kg|mg|ml|mL|dl|cl|ft|yd|mi|oz|lbs?|sec|min|hrs?|ms|mph|kph|kmh|kW|MW|km/h|m/s)[23²³]?"
)
_LETTER_UNITS = "mgshLlCFKNJWV"
_NOT_UNITS = re.compile(
    r"pi|sqrt|sin|cos|tan|log|ln|exp|mod|and|or|to|times|plus|minus|over|by|base|if|when|where|squared|cubed",
    re.IGNORECASE,
)

FRACTIONS = {"½": "1/2", "¼": "1/4", "¾": "3/4", "⅓": "1/3", "⅔": "2/3", "⅕": "1/5", "⅙": "1/6", "⅛": "1/8"}
ZEROS = {"hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12}
_SCALE = re.compile(rf"(?P<word>{'|'.join(ZEROS)})(?![a-z])(?: of)? ?(?P<unit>.*)", re.IGNORECASE)
_SIGNS = str.maketrans(
    {"−": "-", "–": "-", "﹣": "-", "\uff0d": "-"} | {sign: f" {each}" for sign, each in FRACTIONS.items()}
)
_ALONE = re.compile(rf"(?<![0-9])(?<![0-9] )[{''.join(FRACTIONS)}]")
_FACTOR = re.compile(  # where 1/2 without brackets would be taken apart
    rf"(?:(?<=[\^/√*×·÷])|(?<=\^\{{)|(?<=ln )|(?<=log )|(?<=sin )|(?<=cos )|(?<=tan ))[{''.join(FRACTIONS)}]"
    rf"|(?<![0-9])(?<![0-9] )[{''.join(FRACTIONS)}](?= ?[\^!])"
)
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_EXPONENT = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]+")
_OF_NUMBER = re.compile(rf"(?<=[0-9)\]}}]){_EXPONENT.pattern}")
_GROUPED = re.compile(r"(?<![\w.,])[0-9]{1,3}(?:(?:\\,|[\u2009\u202f\u00a0])[0-9]{3})+(?!\d)")
_SPACING = re.compile(
    r"(?<!\\)\\[!,;: ]|\\(?:left|right|displaystyle|textstyle|quad|qquad|[bB]ig+[lr]?)(?![A-Za-z])|(?<!\\)~"
)
_WRAPPER = re.compile(r"\\(?:text(?:bf|it|rm|normal)?|math(?:rm|bf|it|sf)|operatorname\*?|[mhf]box|boxed)\{([^{}]*)\}")
_ANY_FRACTION = re.compile(r"\\[dtc]frac(?![A-Za-z])")
_SHORT_FRACTION = re.compile(r"\\frac ?(?:([0-9])|\{([^{}]*)\}) ?(?:([0-9])|\{([^{}]*)\})")
_CIRCLE = re.compile(r" ?\^ ?(?:\\circ(?![A-Za-z])|\{ ?\\circ ?\})|\\degree(?![A-Za-z])")
_BRACKETS = (("$$", "$$"), ("$", "$"), (r"\(", r"\)"), (r"\[", r"\]"), ("**", "**"), ("__", "__"), ("`", "`"))


@dataclass(frozen=True, slots=True)
class Number:
    """An exact value as it was written.

    `is_exact` is false for a decimal fraction or a power of ten, which may have been rounded at its last digit:
    `decimals` digits after the point (negative when the last digit stands before it). `unit` is what stood beside it.
    """

    value: Fraction
    decimals: int = 0
    is_exact: bool = True
    unit: str = ""


def plain(text: str) -> str:
    """The text without formula brackets, emphasis, LaTeX's spacing and text wrappers; signs and fractions unified."""
    text = _FACTOR.sub(_in_brackets, powers(text, of=_OF_NUMBER))
    text = _unwrapped(text.translate(_SIGNS).strip())
    text = _GROUPED.sub(lambda match: re.sub(r"[^0-9]", "", match[0]), text)
    text = re.sub(r",\\! ?(?=[0-9]{3})", ",", text.replace("{,}", ","))
    text = _SPACING.sub(" ", text)
    for _ in range(2):
        text = _WRAPPER.sub(r" \1", text)
    text = _ANY_FRACTION.sub(r"\\frac", text)
    text = _SHORT_FRACTION.sub(lambda match: rf"\frac{{{match[1] or match[2]}}}{{{match[3] or match[4]}}}", text)
    text = _CIRCLE.sub("°", text).replace(r"\%", "%").replace(r"\$", "$")
    return re.sub(r"\s+", " ", text).strip()


def powers(text: str, of: re.Pattern[str] = _EXPONENT) -> str:
    """The text with raised digits as one exponent: 10²³ is 10^{23}; by default of letters too, where ² is no unit's."""
    return of.sub(lambda match: f"^{{{match[0].translate(_RAISED)}}}", text)


def in_formula(text: str) -> str:
    """The text with raised digits as exponents, and ½ as a quotient in brackets, but for a mixed number's."""
    return _ALONE.sub(_in_brackets, powers(text))


def _in_brackets(fraction: re.Match[str]) -> str:
    return f"({FRACTIONS[fraction[0]]})"


def _unwrapped(text: str) -> str:
    for _ in range(4):
        for opening, closing in _BRACKETS:
            inner = text[len(opening) : -len(closing)]
            if text == opening + inner + closing and inner.strip() and opening not in inner:
                text = inner.strip()
                break
        else:
            break
    return text


def read_number(text: str) -> Number | None:
    """The number that `text` is, with whatever unit stands beside it; None if it is anything else."""
    if len(text) > MAX_CHARACTERS:
        return None
    text = plain(text)
    money = _MONEY.fullmatch(text)
    if money and money["sign"] and money["amount"][0] in "+-":
        return None
    if money:
        text = money["sign"] + money["amount"]
    match = _LATEX.match(text) or _PLAIN.match(text)
    if match is None:
        return None
    unit = _unit(text[match.end() :].removesuffix("."))
    number = None if unit is None else _latex(match) if match.re is _LATEX else _plain(match)
    if number is None or unit is None:
        return None
    return _scaled(Number(number.value, number.decimals, number.is_exact, unit or (money["currency"] if money else "")))


def _scaled(number: Number) -> Number:
    """`1.5 million` is 1500000, known to its hundred thousands; what stands behind the word is the unit.

    A dozen is a unit, since problems ask how many dozen there are.
    """
    while match := _SCALE.match(number.unit):
        zeros = ZEROS[match["word"].lower()]
        number = Number(number.value * 10**zeros, number.decimals - zeros, number.is_exact, match["unit"])
    return number


def _unit(rest: str) -> str | None:
    """The unit that `rest` is; None if it is more than a unit."""
    if not rest:
        return ""
    match = _UNIT.fullmatch(rest)
    if match is None:
        return None
    if match["glued"]:
        return match["glued"] if _GLUED_UNIT.fullmatch(re.sub(r"[\^{}.]", "", match["glued"])) else None
    words = re.findall(r"[A-Za-z'’.-]+", match["words"] or "")
    is_formula = any(_NOT_UNITS.fullmatch(word) or (len(word) == 1 and word not in _LETTER_UNITS) for word in words)
    return None if is_formula else rest.strip()


def _plain(match: re.Match[str]) -> Number | None:
    sign = -1 if match["sign"] == "-" else 1
    if match["whole"]:
        part = _proper(match["top"], match["bottom"])
        return None if part is None else Number(sign * (_decimal(match["whole"]) + part))
    if match["dividend"]:
        divisor = _decimal(match["divisor"])
        return Number(sign * _decimal(match["dividend"]) / divisor) if divisor else None
    exponent = match["exponent"] or match["power"] or match["braced"]
    power = int(exponent or 0)
    if abs(power) > _MAX_EXPONENT:
        return None
    decimals = len(match["decimal"].partition(".")[2])
    value = sign * _decimal(match["decimal"]) * Fraction(10) ** power
    return Number(value, decimals - power, not decimals and not exponent)


def _latex(match: re.Match[str]) -> Number | None:
    sign = -1 if match["sign"] == "-" else 1
    if match["whole"]:
        part = _proper(match["top"], match["bottom"])
        return None if part is None else Number(sign * (_decimal(match["whole"]) + part))
    divisor = _decimal(match["bottom"])
    return Number(sign * _decimal(match["top"]) / divisor) if divisor else None


def _proper(top: str, bottom: str) -> Fraction | None:
    """The fraction of a mixed number; None unless it lies between 0 and 1, as it does in every mixed number."""
    divisor = _decimal(bottom)
    part = _decimal(top) / divisor if divisor else None
    return part if part is not None and 0 < part < 1 else None


def _decimal(text: str) -> Fraction:
    sign, digits = ("-", text[1:]) if text[:1] == "-" else ("", text.removeprefix("+"))
    return Fraction(f"{sign}0{digits.replace(',', '').removesuffix('.')}")
