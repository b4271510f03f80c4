"""Whether two answers are the same: exact where exact is possible, rounded decimals by their own digits.

Formulas are compared by a computer algebra system in the sandbox, never here. Order counts in tuples, intervals and
matrices; it does not in sets and in lists of solutions. What cannot be understood is the same only if written alike.
"""

from __future__ import annotations

import re
from fractions import Fraction

from steppe.answer import Answer
from steppe.check.equivalence import Question, answers, ask, real_value
from steppe.check.formula import Formula, read_formula
from steppe.check.number import Number, plain, read_number
from steppe.check.shape import Shape, read_shape
from steppe.check.units import read_unit
from steppe.sandbox.client import Sandbox

_FLOAT = Fraction(1, 10**9)
_LONG_DECIMALS = 5
_ROUNDED = Fraction(1, 10**4)
_SAME_WORDS = {"true": "yes", "false": "no"}


def same_answer(first: Answer, second: Answer, sandbox: Sandbox | None = None) -> bool:
    """Whether the two mean the same; symmetric and reflexive.

    Without a sandbox, formulas that are not written alike count as different.
    """
    if "choice" in (first.kind, second.kind):
        return first.kind == second.kind and first.text == second.text
    if _words(first.text) == _words(second.text):
        return True
    if first.number is not None and second.number is not None:
        return same_number(_number(first), _number(second))
    left, right = read_shape(first.text), read_shape(second.text)
    comparison = _Comparison()
    is_same = comparison.same(left, right)
    if is_same or sandbox is None or not comparison.open:
        return is_same
    return _Comparison(answers(sorted(comparison.open, key=repr), sandbox)).same(left, right)


def same_number(first: Number, second: Number) -> bool:
    """Equal; or one is the other rounded at its last digit, or as a computer stores it; units must not contradict.

    A number with a percent sign is also the fraction that it stands for, and dozens are twelve times as many. A rounded
    number must have a digit after the point and two significant ones: 0.33 is 1/3, while 0.3 is not, and nothing is
    rounded to whole numbers. Two long decimals of at least four equal digits may differ by two at the last one: they
    were worked out from rounded ones.
    """
    if _is_dozens(first) != _is_dozens(second):
        dozens, other = (first, second) if _is_dozens(first) else (second, first)
        one_by_one = Number(dozens.value * 12, dozens.decimals, dozens.is_exact)
        return _same_value(dozens, other) or _same_value(one_by_one, other)
    if _is_percent(first) != _is_percent(second):
        percent, other = (first, second) if _is_percent(first) else (second, first)
        if other.unit:
            return False
        hundredth = Number(percent.value / 100, percent.decimals + 2, percent.is_exact)
        return _same_value(Number(percent.value, percent.decimals, percent.is_exact), other) or _same_value(
            hundredth, other
        )
    one, two = read_unit(first.unit), read_unit(second.unit)
    if one is None or two is None or one == two:
        return _same_value(first, second)
    if one.dimension != two.dimension:
        return False
    return _is_close(first.value * one.factor, second.value * two.factor, _FLOAT)


def _same_value(first: Number, second: Number) -> bool:
    if first.value == second.value:
        return True
    if first.is_exact and second.is_exact:
        return False
    if _is_close(first.value, second.value, _FLOAT):
        return True
    shorter = min((each for each in (first, second) if not each.is_exact), key=lambda each: each.decimals)
    unit_of_last_digit = Fraction(10) ** -shorter.decimals
    if abs(first.value - second.value) <= unit_of_last_digit / 2:
        significant = 10 if shorter.decimals > 0 else 100
        return shorter.decimals != 0 and abs(shorter.value) >= significant * unit_of_last_digit
    is_long = not first.is_exact and not second.is_exact and shorter.decimals >= _LONG_DECIMALS
    is_near = abs(first.value - second.value) <= 2 * unit_of_last_digit
    return is_long and is_near and _is_close(first.value, second.value, _ROUNDED)


def _is_close(first: Fraction, second: Fraction, relative: Fraction) -> bool:
    return abs(first - second) <= relative * max(abs(first), abs(second))


def _is_dozens(number: Number) -> bool:
    return re.match(r"dozens?\b", number.unit) is not None


def _is_percent(number: Number) -> bool:
    return number.unit in ("%", "percent", "per cent")


def _number(answer: Answer) -> Number:
    assert answer.number is not None
    written = read_number(answer.text)
    return Number(answer.number, answer.decimals, answer.is_exact, written.unit if written else "")


class _Comparison:
    """Compares two shapes; questions for the sandbox that have no answer yet are gathered in `open`.

    Nothing here stops at the first difference, so that one run gathers all questions.
    """

    def __init__(self, known: dict[Question, str] | None = None) -> None:
        self._known = known or {}
        self.open: set[Question] = set()

    def same(self, left: Shape, right: Shape) -> bool:
        if left.kind == right.kind:
            return self._same_kind(left, right)
        for one, other in ((left, right), (right, left)):
            if one.kind == "list" and len(one.parts) == 1:
                return self.same(one.parts[0], other)
            if one.kind == "equation" and one.name and other.kind == "value" and not other.name:
                return self._values(one.parts[1].text, other.text)
            if one.kind == "tuple" and other.kind == "list":
                return self._tuple_and_list(one, other)
        return False

    def _same_kind(self, left: Shape, right: Shape) -> bool:
        if left.kind == "value":
            return self._values(left.text, right.text)
        if left.kind == "equation":
            return self._equations(left, right)
        if left.kind in ("list", "union"):
            return self._unordered(left, right)
        return left.ends == right.ends and self._in_order(left.parts, right.parts)

    def _in_order(self, left: tuple[Shape, ...], right: tuple[Shape, ...]) -> bool:
        if len(left) != len(right):
            return False
        return all([self.same(one, other) for one, other in zip(left, right, strict=True)])

    def _unordered(self, left: Shape, right: Shape) -> bool:
        names = sorted(part.name for part in left.parts)
        if names == sorted(part.name for part in right.parts) and all(names) and len(set(names)) == len(names):
            return self._in_order(_by_name(left), _by_name(right))
        table = [[self.same(one, other) for other in right.parts] for one in left.parts]
        return all(any(row) for row in table) and all(any(column) for column in zip(*table, strict=True))

    def _tuple_and_list(self, ordered: Shape, listed: Shape) -> bool:
        """A point against its named or bare coordinates; `[2, 3]` may be a list that a program printed."""
        if ordered.ends == "[]":
            return self._unordered(Shape("list", "", ordered.parts), listed)
        if ordered.ends != "()" or listed.text.startswith("{"):
            return False
        parts = _by_name(listed) if all(part.name for part in listed.parts) else listed.parts
        return self._in_order(ordered.parts, parts)

    def _equations(self, left: Shape, right: Shape) -> bool:
        if left.name and left.name == right.name:
            return self._values(left.parts[1].text, right.parts[1].text)
        if _squeezed(left.text) == _squeezed(right.text):
            return True
        first, second = _difference(left), _difference(right)
        if first is None or second is None:
            return False
        return self._said(ask("proportional", first, second)) == "same"

    def _values(self, first: str, second: str) -> bool:
        one, other = read_number(first), read_number(second)
        if one is not None and other is not None:
            return same_number(one, other)
        if _squeezed(first) == _squeezed(second) or _words(first) == _words(second):
            return True
        left, right = _formula(first, one), _formula(second, other)
        if left is None or right is None:
            return False
        for number, formula in ((one, right), (other, left)):
            if number is not None and not number.is_exact and not formula.variables:
                value = real_value(self._said(Question("value", formula.code)))
                return value is not None and same_number(number, Number(value))
        return self._said(ask("same", left, right)) == "same"

    def _said(self, question: Question) -> str | None:
        if question not in self._known:
            self.open.add(question)
        return self._known.get(question)


def _by_name(listed: Shape) -> tuple[Shape, ...]:
    return tuple(sorted(listed.parts, key=lambda part: part.name))


def _difference(equation: Shape) -> Formula | None:
    left, right = (read_formula(part.text) for part in equation.parts)
    if left is None or right is None:
        return None
    return Formula(f"({left.code}-{right.code})", left.variables | right.variables)


def _formula(text: str, number: Number | None) -> Formula | None:
    if number is not None:
        return Formula(f"Rational({number.value.numerator},{number.value.denominator})", frozenset())
    return read_formula(text) if _is_formula(text) else None


def _is_formula(text: str) -> bool:
    """Whether it is more than letters: `act` and `cat` are words, not products."""
    return re.fullmatch(r"[A-Za-z]{2,}", text) is None or text in ("pi", "oo")


def _squeezed(text: str) -> str:
    """Without blanks that divide nothing, and with one spelling for powers and subscripts."""
    text = plain(text).replace("**", "^").replace(r"\cdot", "*").replace(r"\pi", "pi")
    text = re.sub(r"([_^])\{(\w)\}", r"\1\2", text)
    return re.sub(r"(?<!\w) | (?!\w)", "", text)


def _words(text: str) -> str:
    words = re.sub(r"^(?:the|an?) (?=[a-z]{2})", "", plain(text), flags=re.IGNORECASE).rstrip(".")
    if re.fullmatch(r"[A-Za-z' -]{2,}", words):
        words = words.casefold()
    return _SAME_WORDS.get(words, words)
