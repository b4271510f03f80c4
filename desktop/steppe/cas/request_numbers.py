"""Reads requests for one number in words: operations, powers, roots, rounding, whole numbers, digits, bases."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import replace

from steppe.cas.asking import (
    ASK,
    ORDINAL,
    ORDINALS,
    THE,
    Asking,
    asking,
    number_in,
    numbers_in,
    of_numbers,
)
from steppe.cas.scope import Scope
from steppe.cas.sentences import clauses_of
from steppe.cas.statement import Kind, Statement

_TWO = r"(?P<a>.+?)"
_LAST = r"(?P<b>.+)"
_LOOSE, _TERM, _TIGHT = range(3)  # of an operand: any formula; one without a sum; one number, name, call or bracket
_OPERATIONS: tuple[tuple[str, str, tuple[int, int]], ...] = (
    (rf"multiply {_TWO} (?:by|and|with) {_LAST}", "({a}*{b})", (_LOOSE, _LOOSE)),
    (rf"divide {_TWO} by {_LAST}", "({a}/{b})", (_LOOSE, _LOOSE)),
    (rf"(?:subtract|take(?: away)?) {_TWO} (?:away )?from {_LAST}", "({b}-{a})", (_LOOSE, _LOOSE)),
    (rf"add {_TWO} (?:and|to) {_LAST}", "({a}+{b})", (_LOOSE, _LOOSE)),
    (rf"{_TWO} (?:plus|added to) {_LAST}", "({a}+{b})", (_LOOSE, _LOOSE)),
    (rf"{_TWO} (?:minus|take away) {_LAST}", "({a}-{b})", (_LOOSE, _TERM)),
    (rf"{THE}(?:positive |absolute )?difference between {_TWO} and {_LAST}", "Abs(({a}-{b}))", (_LOOSE, _TERM)),
    (rf"{THE}distance between {_TWO} and {_LAST}", "Abs(({a}-{b}))", (_LOOSE, _TERM)),
    (rf"{_TWO} (?:times|multiplied by) {_LAST}", "({a}*{b})", (_TIGHT, _TIGHT)),
    (rf"{_TWO} divided by {_LAST}", "({a}/{b})", (_TIGHT, _TIGHT)),
    (rf"{THE}quotient of {_TWO} and {_LAST}", "({a}/{b})", (_LOOSE, _TIGHT)),
    (rf"{_TWO} (?:raised )?to the power(?: of)? {_LAST}", "({a}**{b})", (_TIGHT, _TIGHT)),
    (rf"{_TWO} ?(?:%|percent|per cent) of {_LAST}", "(({a}*{b})/Integer(100))", (_TIGHT, _TIGHT)),
    (rf"{THE}square root of {_LAST}", "sqrt({b})", (_TIGHT, _TIGHT)),
    (rf"{_LAST} squared", "({b}**Integer(2))", (_TIGHT, _TIGHT)),
    (rf"{_LAST} cubed", "({b}**Integer(3))", (_TIGHT, _TIGHT)),
    (rf"{THE}reciprocal of {_LAST}", "(Integer(1)/{b})", (_TIGHT, _TIGHT)),
    (rf"{THE}absolute value of {_LAST}", "Abs({b})", (_TIGHT, _TIGHT)),
)
_ONE_NUMBER = re.compile(
    r"[-+−]?(?:[\d.,]+|[A-Za-z](?:_\w)?)|[-+−]?\(?[-−]?\d+\)?/\(?[-−]?\d+\)?|\\frac\{-?\d+\}\{-?\d+\}"
)
_IN_BRACKETS = re.compile(r"[A-Za-z]*'*\((?P<inside>.*)\)")
_UNITS = {"integer": 0, "whole number": 0, "unit": 0, "ten": -1, "hundred": -2, "thousand": -3, "ten thousand": -4}
_UNITS |= {"hundred thousand": -5, "million": -6, "tenth": 1, "hundredth": 2, "thousandth": 3}
_COUNTS = {
    word: number
    for number, word in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    )
}
_ROUNDING = (
    r"(?P<inner>.+?),? (?:(?:rounded|correct|accurate|approximated)(?: off)? )?to (?:the nearest "
    rf"(?P<unit>{'|'.join(sorted(_UNITS, key=len, reverse=True))})|(?P<count>\d|{'|'.join(_COUNTS)}) "
    r"(?:decimal places?|dps?|(?P<figures>significant (?:figures?|digits?)|sf|sig figs?)))"
)
_DIGITS = (
    "units",
    "tens",
    "hundreds",
    "thousands",
    "ten thousands",
    "hundred thousands",
    "millions",
    "ten millions",
    "hundred millions",
    "billions",
)
_BASES = {"binary": 2, "octal": 8, "decimal": 10, "hexadecimal": 16}


def quantity(text: str, scope: Scope) -> Statement | None:
    """A number that is described by one operation in words, each part of it a formula."""
    for pattern, template, strengths in _OPERATIONS:
        match = re.fullmatch(pattern, text, re.IGNORECASE)
        if match is None or ("**" in template and text[:1] in "-−"):
            continue  # -3 squared: of -3, or the negative
        parts = {key: _operand(value, scope, strengths[key == "b"]) for key, value in match.groupdict().items()}
        if None not in parts.values():
            return of_numbers("number", [template.format(**parts)], text)
    several = re.fullmatch(rf"{THE}(?P<what>product|sum|total) of (?P<list>.+)", text, re.IGNORECASE)
    codes = numbers_in(several["list"], scope) if several else None
    is_product = several is not None and several["what"].lower() == "product"
    if codes and several and not (is_product and not _is_held(clauses_of(several["list"])[-1], _TIGHT)):
        sign = "*" if is_product else "+"
        code = codes[0]
        for each in codes[1:]:
            code = f"({code}{sign}{each})"
        return of_numbers("number", [code], text)
    return _root(text, scope)


def _operand(text: str, scope: Scope, strength: int) -> str | None:
    """The expression of one number that holds together as its place wants: 3 times 4 + 5 has two readings."""
    number = number_in(text, scope)
    return number.code if number is not None and _is_held(text, strength) else None


def _is_held(text: str, strength: int) -> bool:
    brackets = _IN_BRACKETS.fullmatch(text)
    if strength == _LOOSE or _ONE_NUMBER.fullmatch(text) or (brackets and _is_balanced(brackets["inside"])):
        return True
    depth = 0
    for place, character in enumerate(text):
        depth += (character in "([{") - (character in ")]}")
        if depth == 0 and character in "+-−" and text[:place].strip() and text[:place].strip()[-1] not in "*/^+-(":
            return False
    return strength == _TERM


def _is_balanced(text: str) -> bool:
    """Whether no bracket closes that did not open inside: the outer ones belong together."""
    depth = 0
    for character in text:
        depth += (character == "(") - (character == ")")
        if depth < 0:
            return False
    return depth == 0


def _root(text: str, scope: Scope) -> Statement | None:
    match = re.fullmatch(rf"{THE}(?P<which>{ORDINAL}|cube) root of (?P<of>.+)", text, re.IGNORECASE)
    number = _operand(match["of"], scope, _TIGHT) if match else None
    which = match["which"].lower() if match else "first"
    degree = 3 if which == "cube" else ORDINALS[which]
    if number is None or degree == 1:
        return None
    return of_numbers("number", [f"real_root({number},Integer({degree}))"], text)


def _quantity_asked(match: re.Match[str], scope: Scope) -> Statement | None:
    return quantity(match["body"], scope)


def _more_or_less(match: re.Match[str], scope: Scope) -> Statement | None:
    """What is 7 less than 12?"""
    parts = [_operand(match["a"], scope, _TIGHT), _operand(match["b"], scope, _TIGHT)]
    codes = [part for part in parts if part is not None]
    sign = "+" if match["which"].lower() == "more" else "-"
    return of_numbers("number", [f"({codes[1]}{sign}{codes[0]})"], match[0]) if len(codes) == len(parts) else None


def _expression(match: re.Match[str], scope: Scope) -> Statement | None:
    """A formula to work out; with the free letters of a function's argument, to multiply out. A number asks nothing."""
    text = match["body"]
    formula = number_in(text, scope)
    if formula is None or re.fullmatch(r"\(?-?[\d.,]+\)?", text):
        return None
    return of_numbers("number", [formula.code], text)


def _rounded(match: re.Match[str], scope: Scope) -> Statement | None:
    inner = quantity(match["inner"], scope)
    number = number_in(match["inner"], scope) if inner is None else None
    statement = of_numbers("number", [number.code], match["inner"]) if number else inner
    if statement is None:
        return None
    if match["unit"]:
        return replace(statement, kind="rounded", place=_UNITS[match["unit"].lower()])
    count = match["count"].lower()
    place = int(count) if count.isdigit() else _COUNTS[count]
    if match["figures"] and place == 0:
        return None
    return replace(statement, kind="rounded", place=place, side="figures" if match["figures"] else "")


def _whole(kind: Kind) -> Callable[[re.Match[str], Scope], Statement | None]:
    """Two numbers or more."""

    def read(match: re.Match[str], scope: Scope) -> Statement | None:
        codes = numbers_in(match["list"], scope)
        return Statement(kind, tuple(codes)) if codes else None

    return read


def _denominator(match: re.Match[str], scope: Scope) -> Statement | None:
    """Of fractions in lowest terms: of 2/4 and 1/3 one may say 12 or 6."""
    for top, bottom in re.findall(r"(?<![\d)^*/])(\d+)\)?/\(?-?(\d+)", match["list"]):
        if math.gcd(int(top), int(bottom)) != 1:
            return None
    return _whole("denominator")(match, scope)


def _one_or_two(kind: Kind, *names: str, place: int = 0) -> Callable[[re.Match[str], Scope], Statement | None]:
    """The numbers in the groups of these names."""

    def read(match: re.Match[str], scope: Scope) -> Statement | None:
        found = [number_in(match[name], scope) for name in names]
        codes = tuple(each.code for each in found if each is not None)
        return Statement(kind, codes, place=place) if len(codes) == len(names) else None

    return read


def _digit(match: re.Match[str], scope: Scope) -> Statement | None:
    name = match["place"].lower().replace("-", " ").replace("'", "")
    place = _DIGITS.index("units" if name in ("ones", "unit") else name)
    return _one_or_two("digit", "b", place=place)(match, scope)


def _base_of(words: str | None) -> int:
    """10 unless the words say otherwise; 0 for a base that is none."""
    if not words:
        return 10
    base = int(words) if words.isdigit() else _BASES[words.strip().lower()]
    return base if 2 <= base <= 36 else 0


def _in_base(match: re.Match[str], scope: Scope) -> Statement | None:
    """A whole number, written with the digits of one base, in another."""
    del scope
    groups = match.groupdict()
    origin = next((groups[key] for key in ("first", "second", "third") if groups.get(key)), None)
    base, target = _base_of(origin), _base_of(match["to"])
    try:
        value = int(match["digits"], base) if base else -1
    except ValueError:
        return None
    if value < 0 or not target or base == target:
        return None
    return Statement("base", (f"Integer({value})",), place=target, labels=(f"{match['digits']} (base {base})",))


_FROM_TO = (
    r"(?:(?:convert|write|express|what is) )(?P<first>binary |octal |decimal |hexadecimal )?(?P<digits>[0-9a-z]+)"
)


def _base_group(name: str) -> str:
    return rf"(?:base (?P<{name}>\d\d?))"


_COMMON = r"(?:highest|greatest|largest|biggest)"
_LEAST = r"(?:lowest|least|smallest)"
_ONE = r"(?P<b>.+)"
_ALONE = r"(?:-?[^\s+*/()-]+|\([^()]+\))"  # 17 mod 5 + 1 has two readings
_LIST = r"(?:the numbers )?(?P<list>.+)"
REQUESTS: tuple[Asking, ...] = (
    asking(rf"(?:round )(?:off )?{_ROUNDING}", _rounded),
    asking(rf"{ASK}{_ROUNDING}", _rounded),
    asking(
        rf"{ASK}{THE}(?:gcd|hcf|gcf|{_COMMON} common (?:divisor|factor|denominator))(?: of| for)? {_LIST}",
        _whole("gcd"),
    ),
    asking(rf"{ASK}{THE}(?:lcm|{_LEAST} common multiple)(?: of| for)? {_LIST}", _whole("lcm")),
    asking(rf"{ASK}{THE}(?:{_LEAST} )?common denominator of {_LIST}", _denominator),
    asking(
        rf"{ASK}{THE}remainder (?:when|of|if|after) (?P<a>.+?) (?:is )?divided by {_ONE}",
        _one_or_two("remainder", "a", "b"),
    ),
    asking(rf"{ASK}{THE}remainder (?:when|of|after) dividing (?P<a>.+?) by {_ONE}", _one_or_two("remainder", "a", "b")),
    asking(rf"{ASK}(?P<a>{_ALONE}) mod(?:ulo)? (?P<b>{_ALONE})", _one_or_two("remainder", "a", "b")),
    asking(
        rf"(?:list |{ASK})(?:all )?{THE}(?:distinct |different |unique )?prime (?:factors|divisors) of {_ONE}",
        _one_or_two("prime_list", "b"),
    ),
    asking(rf"is {_ONE} (?:a )?prime(?: number)?", _one_or_two("is_prime", "b")),
    asking(rf"is {_ONE} (?:a )?composite(?: number)?", _one_or_two("composite", "b")),
    asking(rf"is (?P<a>.+?) (?:a multiple of|divisible by) {_ONE}", _one_or_two("divides", "b", "a")),
    asking(rf"is (?P<a>.+?) a (?:factor|divisor) of {_ONE}", _one_or_two("divides", "a", "b")),
    asking(rf"does (?P<a>.+?) divide {_ONE}(?: evenly)?", _one_or_two("divides", "a", "b")),
    asking(
        rf"{ASK}{THE}(?P<place>unit'?s?|ones|tens|hundreds|thousands|ten[ -]thousands|hundred[ -]thousands|millions"
        rf"|ten[ -]millions|hundred[ -]millions|billions) digit (?:of|in) {_ONE}",
        _digit,
    ),
    asking(
        rf"{_FROM_TO} (?:\(?{_base_group('second')}\)?|from {_base_group('third')}) (?:in|to|into) (?:base )?"
        r"(?P<to>\d\d?|binary|octal|decimal|hexadecimal)",
        _in_base,
    ),
    asking(rf"{_FROM_TO} (?:in|to|into) (?P<to>binary|octal|decimal|hexadecimal)", _in_base),
    asking(r"what is (?P<a>.+?) (?P<which>more|less) than (?P<b>.+)", _more_or_less),
    asking(rf"{ASK}(?P<body>.+)", _quantity_asked),
    asking(rf"{ASK}(?:the expression )?(?P<body>.+)", _expression),
)
