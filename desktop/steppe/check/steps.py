"""Checks what a solution claims step by step: right, wrong with the right value, or not checkable.

A claim in unknowns that is no identity is not called wrong: it may be an equation of the problem.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from steppe.check.claims import Claim, Side
from steppe.check.equivalence import MAX_QUESTIONS, Question, answers, ask, real_value
from steppe.check.formula import Formula, read_formula
from steppe.check.number import Number, read_number
from steppe.sandbox.client import Sandbox

State = Literal["right", "wrong", "unchecked"]
_CLAIMS_AT_ONCE = MAX_QUESTIONS // 3
_TINY = Fraction(1, 10**20)
# Where two readings are common (log to base 10, angles in degrees, e as a number of eggs) nothing is called wrong.
_ONE_READING = re.compile(
    r"(?:Integer|Rational|sqrt|cbrt|real_root|factorial|binomial|Abs|floor|ceiling|pi|[-+*/(),.'0-9])*"
)
TWO_READINGS = re.compile(
    r"[0-9)] ?[-+] ?[0-9.]+ ?\\?%"  # 80 - 25%: of 80, or 0.25
    r"|/ ?[0-9.]+ ?\("  # 12/2(3)
)
_PLAIN_SIGNS = [
    (re.compile(r"\\times(?![A-Za-z])"), "×"),
    (re.compile(r"\\cdot(?![A-Za-z])"), "·"),
    (re.compile(r"\\div(?![A-Za-z])"), "÷"),
    (re.compile(r"\\frac\{(\w+)\}\{(\w+)\}"), r"\1/\2"),
    (re.compile(r"\\frac\{([^{}]*)\}\{([^{}]*)\}"), r"(\1)/(\2)"),
    (re.compile(r"\\sqrt\{([^{}]*)\}"), r"√(\1)"),
]


@dataclass(frozen=True, slots=True)
class StepMark:
    """What came of one claim, which stands at characters `start` to `end`; `note` says in words what is wrong."""

    start: int
    end: int
    state: State
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Read:
    """A side as it is understood."""

    side: Side
    formula: Formula
    number: Number | None

    @property
    def has_one_reading(self) -> bool:
        if TWO_READINGS.search(self.side.text):
            return False
        return not self.formula.variables and _ONE_READING.fullmatch(self.formula.code) is not None


def check_claims(claims: Sequence[Claim], sandbox: Sandbox) -> list[StepMark]:
    """A mark for every claim, in order; those that cannot be read or judged are unchecked."""
    marks: list[StepMark] = []
    for begin in range(0, len(claims), _CLAIMS_AT_ONCE):
        marks += _check_some(claims[begin : begin + _CLAIMS_AT_ONCE], sandbox)
    return marks


def _check_some(claims: Sequence[Claim], sandbox: Sandbox) -> list[StepMark]:
    sides = [(_read(claim.left), _read(claim.right)) for claim in claims]
    questions: dict[Question, None] = {}
    for left, right in sides:
        if left is not None and right is not None:
            questions |= dict.fromkeys(_questions(left, right))
    said = answers(list(questions), sandbox)
    marks: list[StepMark] = []
    for claim, (left, right) in zip(claims, sides, strict=True):
        judged: tuple[State, str] = ("unchecked", "")
        if left is not None and right is not None:
            judged = _judge(claim, left, right, said)
        marks.append(StepMark(claim.start, claim.end, *judged))
    return marks


def _read(side: Side) -> _Read | None:
    number = read_number(side.text)
    if number is not None and not re.search(r"[A-Za-z]{2}", number.unit):
        value = number.value / 100 if number.unit == "%" else number.value
        return _Read(side, Formula(f"Rational({value.numerator},{value.denominator})", frozenset()), number)
    if re.search(r"[0-9]\s*\\frac", side.text):
        return None  # a mixed number or a product: both are written so
    formula = read_formula(side.text.replace("$", ""))
    return None if formula is None or re.fullmatch(r"[A-Za-z]+", side.text) else _Read(side, formula, None)


def _questions(left: _Read, right: _Read) -> list[Question]:
    asked = [ask("same", left.formula, right.formula)]
    if not left.formula.variables and not right.formula.variables:
        asked += [Question("value", left.formula.code), Question("value", right.formula.code)]
    return asked


def _judge(claim: Claim, left: _Read, right: _Read, said: dict[Question, str]) -> tuple[State, str]:
    same = said.get(ask("same", left.formula, right.formula))
    if same == "same":
        return "right", ""
    one = real_value(said.get(Question("value", left.formula.code)))
    other = real_value(said.get(Question("value", right.formula.code)))
    if same != "different" or one is None or other is None:
        return "unchecked", ""
    for (value, number), (exact, _) in (((other, right.number), (one, None)), ((one, left.number), (other, None))):
        if number is not None and (_is_rounded(exact, value, number, claim) or _is_percentage(exact, number)):
            return "right", ""
    if not (left.has_one_reading and right.has_one_reading):
        return "unchecked", ""
    worked, value = (right, other) if left.number is not None and right.number is None else (left, one)
    text = readable(worked.side.text)
    result = written(value)
    return "wrong", f"{text} is {result if result != text else f'about {float(value):.6g}'}."


def _is_rounded(exact: Fraction, value: Fraction, number: Number, claim: Claim) -> bool:
    """Rounded or cut off at the last digit that is shown; to whole numbers only where `about` is said."""
    percent = 2 if number.unit == "%" else 0
    decimals = number.decimals + percent
    if number.is_exact and not claim.is_approximate:
        return False
    if number.is_exact and value == int(value):
        digits = str(abs(int(value)))
        decimals = len(digits.rstrip("0")) - len(digits)
    last = Fraction(10) ** -decimals
    difference = abs(exact - value)
    return difference <= last / 2 + _TINY or (difference < last and abs(value) < abs(exact))


def _is_percentage(exact: Fraction, number: Number) -> bool:
    """`12 / 48 * 100 = 25%` is how people write it."""
    return number.unit == "%" and exact == number.value


def readable(text: str) -> str:
    """A side as plain text: LaTeX's common signs in the characters that they stand for."""
    for pattern, plain_sign in _PLAIN_SIGNS:
        text = pattern.sub(plain_sign, text)
    return re.sub(r"\s+", " ", text).strip()


def written(value: Fraction) -> str:
    """A value as a person would write it: whole, a short fraction, or about six digits of it."""
    nearest = round(value)
    if abs(value - nearest) < _TINY:
        return str(nearest)
    for denominator in range(2, 1000):
        top = round(value * denominator)
        if abs(value - Fraction(top, denominator)) < _TINY:
            short = Fraction(top, denominator)
            is_decimal = not re.sub("[25]", "", "".join(_factors(short.denominator)))
            return f"{float(short):.10g}" if is_decimal else f"{short.numerator}/{short.denominator}"
    return f"about {float(value):.6g}"


def _factors(number: int) -> list[str]:
    found, divisor = [], 2
    while number > 1:
        while number % divisor == 0:
            found.append(str(divisor))
            number //= divisor
        divisor += 1
    return found
