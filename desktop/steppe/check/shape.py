r"""What an answer is made of: one value, an equation, a list, a tuple or interval, a union of intervals, a matrix.

Only brackets, commas, relation signs and a few words are looked at; the values inside stay texts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from steppe.check.formula import read_formula
from steppe.check.number import plain, read_number

ShapeKind = Literal["value", "equation", "list", "tuple", "union", "matrix"]
_MAX_DEPTH = 6
_UNION = "\u222a"

_SPELLINGS = [
    (re.compile(pattern), text)
    for pattern, text in (
        (r"\\(?:lbrace(?![A-Za-z])|\{)", "{"),
        (r"\\(?:rbrace(?![A-Za-z])|\})", "}"),
        (r"\\langle(?![A-Za-z])", "("),
        (r"\\rangle(?![A-Za-z])", ")"),
        (r"(?<=[)\]}]) (?:U|or|and) (?=[(\[{][^()\[\]{}]*,)|\\cup(?![A-Za-z])", _UNION),
        (r"[+]? ?(?:\\infty(?![A-Za-z])|∞|\binfinity\b)", "oo"),
        (r"\\leq?(?:slant)?(?![A-Za-z])|≤", "<="),
        (r"\\geq?(?:slant)?(?![A-Za-z])|≥", ">="),
        (r"\\lt(?![A-Za-z])", "<"),
        (r"\\gt(?![A-Za-z])", ">"),
        (r"^[A-Za-z] ?(?:\\in(?![A-Za-z])|∈) ?", ""),
        (r"(?<=[A-Za-z] )≈|\\approx(?![A-Za-z])", "="),
        (r"\\pm(?![A-Za-z])|\+/-|\+-", "±"),
    )
]
_LATEX_MATRIX = re.compile(
    r"\\begin\{(?P<kind>[pbB]?matrix|array)\}(?:\{[lcr| ]*\})?(?P<body>.*)\\end\{(?P=kind)\}", re.DOTALL
)
_NAME = re.compile(r"\\?[A-Za-z](?:_?\{?\w{1,3}\}?)?(?:\([a-z]\))?|\((?: ?[A-Za-z] ?,)+ ?[A-Za-z] ?\)|[A-Za-z]{1,20}")
_RELATION = re.compile(r"<=|>=|<|>")


@dataclass(frozen=True, slots=True)
class Shape:
    """One node: a value or equation with its text, or its parts in order.

    `ends` are the brackets of a tuple or interval; `name` is what stood before an equals sign.
    """

    kind: ShapeKind
    text: str = ""
    parts: tuple[Shape, ...] = ()
    ends: str = ""
    name: str = ""


def read_shape(text: str) -> Shape:
    """What `text` is made of; a text that cannot be taken apart is one value."""
    text = plain(text)
    for pattern, replacement in _SPELLINGS:
        text = pattern.sub(replacement, text)
    return _read(text, 0)


def split_top(text: str, separators: str) -> list[str]:
    """The parts of `text` between separators that stand in no bracket; a comma between thousands is none."""
    parts, depth, start = [], 0, 0
    for place, character in enumerate(text):
        depth += (character in "([{") - (character in ")]}")
        if character in separators and depth == 0 and not _is_thousands(text, place):
            parts.append(text[start:place].strip())
            start = place + 1
    return [*parts, text[start:].strip()]


def is_bracketed(text: str) -> bool:
    """Whether the first bracket of `text` closes at its end."""
    if len(text) < 2 or text[0] not in "([{" or text[-1] not in ")]}":
        return False
    depth = 0
    for place, character in enumerate(text):
        depth += (character in "([{") - (character in ")]}")
        if depth == 0:
            return place == len(text) - 1
    return False


def _is_thousands(text: str, place: int) -> bool:
    if text[place] != ",":
        return False
    before = re.search(r"(?<![0-9])[0-9]{1,3}$", text[max(0, place - 4) : place])
    return before is not None and re.match(r"[0-9]{3}(?![0-9])", text[place + 1 : place + 5]) is not None


def _read(text: str, depth: int) -> Shape:
    text = text.strip()
    if depth > _MAX_DEPTH or read_number(text) is not None:
        return Shape("value", text)
    matrix = _matrix(text, depth)
    if matrix is not None:
        return matrix
    intervals = split_top(text, _UNION)
    if len(intervals) > 1:
        return Shape("union", text, tuple(_read(part, depth + 1) for part in intervals))
    if is_bracketed(text):
        return _bracketed(text, depth)
    return _open(text, depth)


def _open(text: str, depth: int) -> Shape:
    """A text that no bracket encloses: a list, a relation, or one value."""
    if text.count("±") == 1:
        both = (text.replace("±", sign).strip() for sign in "+-")
        return Shape("list", text, tuple(_read(each.removeprefix("+").strip(), depth + 1) for each in both))
    interval = _inequality(text)
    if interval is not None:
        return interval
    parts = _listed(text)
    if len(parts) > 1:
        return _list(text, parts, depth)
    sides = split_top(text, "=")
    if len(sides) == 2 and all(sides):
        return _equation(text, sides[0], sides[1], depth)
    return Shape("value", text)


def _listed(text: str) -> list[str]:
    for separators in (";", ","):
        parts = split_top(text, separators)
        if len(parts) > 1:
            parts = [re.sub(r"^(?:and|or) ", "", part) for part in parts]
            return [each for part in parts for each in re.split(r" (?:and|or) ", part)] if all(parts) else [text]
    return re.split(r" (?:and|or) ", text)


def _list(text: str, parts: list[str], depth: int) -> Shape:
    if any(_RELATION.search(part) for part in parts):
        return Shape("union", text, tuple(_read(part, depth + 1) for part in parts))
    return Shape("list", text, tuple(_read(part, depth + 1) for part in parts))


def _bracketed(text: str, depth: int) -> Shape:
    ends, inner = text[0] + text[-1], text[1:-1].strip()
    parts = split_top(inner, ",;")
    if ends == "{}":
        if re.search(r"\||:|\\mid", inner):
            return Shape("value", text)  # a set given by a condition
        return Shape("list", text, tuple(_read(part, depth + 1) for part in parts))
    if len(parts) == 1:
        if ends == "()":
            return _read(inner, depth + 1) if not read_formula(text) else Shape("value", text)
        return Shape("list", text, (_read(inner, depth + 1),)) if ends == "[]" else Shape("value", text)
    read = tuple(_read(part, depth + 1) for part in parts)
    if ends == "[]" and len(parts) > 2:
        return Shape("list", text, read)
    return Shape("tuple", text, read, _open_at_infinity(ends, parts))


def _open_at_infinity(ends: str, parts: list[str]) -> str:
    left = "(" if parts[0].replace(" ", "") == "-oo" else ends[0]
    right = ")" if parts[-1] == "oo" else ends[1]
    return left + right


def _equation(text: str, left: str, right: str, depth: int) -> Shape:
    """An assigned constant is its value; everything else stays an equation."""
    name = left.replace(" ", "") if _NAME.fullmatch(left) else ""
    value = _read(right, depth + 1)
    formula = read_formula(right)
    is_variable = formula is not None and bool(formula.variables)
    if name and not is_variable:
        return Shape(value.kind, value.text, value.parts, value.ends, name)
    return Shape("equation", text, (Shape("value", left), Shape("value", right)), name=name)


def _matrix(text: str, depth: int) -> Shape | None:
    latex = _LATEX_MATRIX.fullmatch(text)
    if latex:
        rows = [row.split("&") for row in re.split(r"\\\\", latex["body"].strip()) if row.strip()]
    else:
        python = re.fullmatch(r"(?:Matrix\()?\[ ?(\[.*\]) ?\]\)?", text)
        lines = split_top(python[1], ",") if python else []
        if not lines or not all(is_bracketed(line) and line[0] + line[-1] == "[]" for line in lines):
            return None
        rows = [split_top(line[1:-1], ",") for line in lines]
    read = [Shape("matrix", "", tuple(_read(cell, depth + 1) for cell in row)) for row in rows]
    return Shape("matrix", text, tuple(read))


def _inequality(text: str) -> Shape | None:
    """`2 < x <= 5`, `x > 3`, `3 < x`, `(2 < x) & (x <= 5)` and `x > 2 and x <= 5` as intervals.

    `x < 2 and x > 5` are the two parts of what people mean, although nothing satisfies both.
    """
    halves = [half.removeprefix("(").removesuffix(")").strip() for half in re.split(r" & | and ", text)]
    found = [_interval(half) for half in halves]
    intervals = [each for each in found if each is not None]
    if len(intervals) != len(halves) or len(halves) > 2 or len({name for name, *_ in intervals}) > 1:
        return None
    lows = [(low, end) for _, low, end, _, _ in intervals if low != "-oo"] or [("-oo", "(")]
    highs = [(high, end) for _, _, _, high, end in intervals if high != "oo"] or [("oo", ")")]
    if len(lows) > 1 or len(highs) > 1:
        return None
    (low, left), (high, right) = lows[0], highs[0]
    if " and " in text and not _is_below(low, high):
        return None
    return Shape("tuple", text, (Shape("value", low), Shape("value", high)), left + right)


def _is_below(low: str, high: str) -> bool:
    first, second = read_number(low), read_number(high)
    return first is not None and second is not None and first.value < second.value


def _interval(text: str) -> tuple[str, str, str, str, str] | None:
    """The variable and low, its bracket, high, its bracket, of one chain of at most two relations."""
    sides, signs = [side.strip() for side in _RELATION.split(text)], _RELATION.findall(text)
    if not signs or len(signs) > 2 or len({sign[0] for sign in signs}) > 1:
        return None
    if signs[0][0] == ">":
        sides, signs = sides[::-1], [sign.replace(">", "<") for sign in signs[::-1]]
    names = [place for place, side in enumerate(sides) if re.fullmatch(r"[A-Za-z]|\\[a-z]+", side)]
    bounds = [side for place, side in enumerate(sides) if place not in names]
    if len(names) != 1 or (len(sides) == 3 and names != [1]) or not all(map(_is_bound, bounds)):
        return None
    low = sides[names[0] - 1] if names[0] else "-oo"
    high = sides[names[0] + 1] if names[0] + 1 < len(sides) else "oo"
    closed = ["[" if sign == "<=" and low != "-oo" else "(" for sign in signs[: names[0]]] or ["("]
    ends = ["]" if sign == "<=" and high != "oo" else ")" for sign in signs[names[0] :]] or [")"]
    return sides[names[0]], low, closed[0], high, ends[0]


def _is_bound(text: str) -> bool:
    if text in ("oo", "-oo") or read_number(text) is not None:
        return True
    formula = read_formula(text)
    return formula is not None and not formula.variables
