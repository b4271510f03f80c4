"""Turns what Python and sympy print into what a person would write: 72.0 is 72, {x: 5, y: 7} is x = 5, y = 7.

Works on the text alone; what it does not know stays as it is.
"""

from __future__ import annotations

import re
from decimal import Context, Decimal

from steppe.check.shape import is_bracketed, split_top

_FLOAT_DIGITS = 15  # a float is right to 15 significant digits; the 16th and 17th are noise
_FLOAT = re.compile(r"(?<![\w.])[0-9]+\.[0-9]+(?:e[-+]?[0-9]{1,3})?(?![\w.])")
_CALL = re.compile(r"(?:np\.(?:float64|int64)|mpf|Decimal|Integer|Float)\(('?)([-+0-9.e]+)\1\)")
_FRACTION = re.compile(r"(?:Fraction|Rational)\((-?[0-9]+), ([0-9]+)\)")
_INTERVAL = re.compile(
    r"Interval(?:\.(?P<kind>open|Lopen|Ropen))?\((?P<low>[^(),]+|[^(),]*\([^()]*\)[^(),]*), "
    r"(?P<high>[^(),]+|[^(),]*\([^()]*\)[^(),]*)\)"
)
_ENDS = {None: "[]", "open": "()", "Lopen": "(]", "Ropen": "[)"}
_EQUATION = re.compile(r"Eq\((?P<left>[^(),]+), (?P<right>[^,]+)\)")
_QUOTED = re.compile(r"(['\"])([^'\"]*)\1")
_SAID = re.compile(r"[A-Za-z][A-Za-z ]{0,60} (?:is|are):? (?P<value>[^ ]{1,10}?)\.?")
_NO_VALUE = re.compile(r"(?:none|nan|[-+]?inf|zoo|emptyset|set\(\)|\[ ?\]|\( ?\)|\{ ?\})", re.IGNORECASE)


def tidy(line: str) -> str:
    """One printed value in mathematical notation."""
    line = _CALL.sub(r"\2", line.strip())
    line = _FRACTION.sub(r"\1/\2", line)
    line = _FLOAT.sub(_tidy_float, line)
    line = re.sub(r"(?<![\w.])-0(?![\w.])", "0", line)
    line, intervals = _INTERVAL.subn(_tidy_interval, line)
    line = _EQUATION.sub(r"\g<left> = \g<right>", line)
    line = re.sub(r"\boo\b", "∞", line)
    for name, separator in (("Union", " \u222a "), ("FiniteSet", ", ")):
        if line.startswith(f"{name}(") and is_bracketed(line[len(name) :]):
            joined = separator.join(split_top(line[len(name) + 1 : -1], ","))
            line = joined if name == "Union" else f"{{{joined}}}"
    return line if intervals else _unpacked(line)


def is_no_value(text: str) -> bool:
    """Whether a program said that there is no value: None, nan, inf, an empty list."""
    return _NO_VALUE.fullmatch(text.strip()) is not None


def has_no_value(text: str) -> bool:
    """Whether the value, or one in a list of values, is none."""
    said = _SAID.fullmatch(text.strip())
    if said is not None and is_no_value(said["value"]):
        return True  # The result is nan.
    inner = text.strip()[1:-1] if is_bracketed(text.strip()) else text
    parts = [re.split(r"[=:] ?", part)[-1] for part in split_top(inner, ",")]
    return is_no_value(text) or any(is_no_value(part) for part in parts)


def _tidy_float(match: re.Match[str]) -> str:
    text = match[0]
    digits, _, exponent = text.partition("e")
    significant = len(digits.replace(".", "").lstrip("0"))
    if _FLOAT_DIGITS < significant <= _FLOAT_DIGITS + 2 + digits.startswith("0."):
        rounded = Context(prec=_FLOAT_DIGITS).plus(Decimal(digits))
        digits = format(rounded, "f")
        digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    elif set(digits.partition(".")[2]) == {"0"}:
        digits = digits.partition(".")[0]
    return f"{digits}e{exponent}" if exponent else digits


def _tidy_interval(match: re.Match[str]) -> str:
    ends = _ENDS[match["kind"]]
    left = "(" if match["low"].strip() == "-oo" else ends[0]
    right = ")" if match["high"].strip() == "oo" else ends[1]
    return f"{left}{match['low'].strip()}, {match['high'].strip()}{right}"


def _unpacked(line: str) -> str:
    """A list without its brackets, a dictionary as assignments; tuples and matrices stay."""
    if line.startswith("Matrix(") and is_bracketed(line[len("Matrix") :]):
        return line[len("Matrix(") : -1]
    if not is_bracketed(line):
        return _unquoted(line) if _QUOTED.fullmatch(line) else line
    parts = [part for part in split_top(line[1:-1], ",") if part]
    kind = line[0] + line[-1]
    if kind == "{}" and all(len(split_top(part, ":")) == 2 for part in parts):
        pairs = [split_top(part, ":") for part in parts]
        return ", ".join(f"{_unquoted(name)} = {value}" for name, value in pairs)
    if kind == "[]":
        return _unpacked_list(line, parts)
    if len(parts) == 1 and kind == "()" and line.endswith(",)"):
        return parts[0]
    return _unquoted(line)


def _unpacked_list(line: str, parts: list[str]) -> str:
    if all(is_bracketed(part) and part[0] == "[" for part in parts):
        return line  # rows of a matrix
    if len(parts) == 1:
        return _unpacked(parts[0])
    if all(is_bracketed(part) and part[0] == "{" for part in parts):
        solutions = [_unpacked(part) for part in parts]
        names = {tuple(split_top(each, "=")[0] for each in split_top(solution, ",")) for solution in solutions}
        if len(names) == 1:
            values = (", ".join(each.split(" = ")[-1] for each in split_top(solution, ",")) for solution in solutions)
            (order,) = names
            return f"({', '.join(order)}) = " + ", ".join(f"({value})" for value in values)
    return ", ".join(_unquoted(part) for part in parts)


def _unquoted(text: str) -> str:
    return _QUOTED.sub(r"\2", text)
