"""Asks the computer algebra system in the sandbox whether formulas are equal; whatever it cannot tell is not equal."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from steppe.check.formula import Formula
from steppe.sandbox.client import Sandbox

_WALL_S = 3.0
MAX_QUESTIONS = 64
_REAL = re.compile(r"-?[0-9]+(?:\.[0-9]*)?(?:e[-+]?[0-9]{1,3})?")

# Runs in the sandbox, after a line that sets QUESTIONS. Two formulas are equal when they are at several points, on both
# sides of zero, to 30 digits; one point that disagrees refutes. The points are fixed, so that verdicts repeat.
_GUEST = r"""
from sympy import (Abs, E, I, Integer, N, Rational, Symbol, acos, asin, atan, binomial, cbrt, ceiling, cos, cosh, cot,
                   csc, exp, expand, factorial, floor, log, oo, pi, real_root, sec, sin, sinh, sqrt, tan, tanh)
names = dict(globals())

def read(code):
    return eval(code, {"__builtins__": {}}, names)

def agree(a, b):
    if a == b:
        return True
    if a.is_Rational and b.is_Rational:
        return False
    x, y = N(a, 45), N(b, 45)
    if not (x.is_number and y.is_number and x.is_finite and y.is_finite):
        return None
    return bool(abs(x - y) <= Rational(1, 10**30) * max(abs(x), abs(y), Rational(1, 10**5)))

def points(symbols):
    for k in range(10):
        signs = [(-1)**(k // (1 + j % 2)) for j in range(len(symbols))]
        yield {s: Rational(signs[j] * ((37 * k + 53 * j + 11) % 61 + 7), 17) for j, s in enumerate(symbols)}

def same(a, b):
    symbols = sorted(a.free_symbols | b.free_symbols, key=str)
    if a == b or expand(a - b) == 0:
        return a.is_finite is not False
    if not symbols:
        return agree(a, b) is True
    verdicts = [agree(a.subs(point), b.subs(point)) for point in points(symbols)]
    return False not in verdicts and verdicts.count(True) >= 3

def proportional(a, b):
    if a == 0 or b == 0:
        return False
    symbols = sorted(a.free_symbols | b.free_symbols, key=str)
    for point in points(symbols):
        x, y = a.subs(point), b.subs(point)
        if agree(x, Integer(0)) is False and agree(y, Integer(0)) is False:
            return same(a * y, b * x)
    return False

def answer(question, first, second):
    a = read(first)
    if question == "value":
        value = N(a, 30)
        return str(value) if value.is_real and value.is_finite else "none"
    b = read(second)
    return "same" if (same if question == "same" else proportional)(a, b) else "different"

for question, first, second in QUESTIONS:
    try:
        print(answer(question, first, second))
    except (ArithmeticError, AttributeError, NotImplementedError, RecursionError, TypeError, ValueError):
        print("none")
"""


@dataclass(frozen=True, slots=True)
class Question:
    """Whether two formulas are the same or proportional, or the decimal value of the first."""

    kind: Literal["same", "proportional", "value"]
    first: str
    second: str = ""


def ask(kind: Literal["same", "proportional"], first: Formula, second: Formula) -> Question:
    """The same question whichever formula is named first."""
    return Question(kind, *sorted((first.code, second.code)))


def answers(questions: Sequence[Question], sandbox: Sandbox) -> dict[Question, str]:
    """What the sandbox says to each; a question without an answer was not understood, or took too long."""
    if not questions or len(questions) > MAX_QUESTIONS:
        return {}
    asked = [(question.kind, question.first, question.second) for question in questions]
    outcome = sandbox.run(f"QUESTIONS = {asked!r}\n{_GUEST}", wall_s=_WALL_S)
    lines = outcome.stdout.split()
    if outcome.status != "ok" or len(lines) != len(questions):
        return {}
    return dict(zip(questions, lines, strict=True))


def real_value(answer: str | None) -> Fraction | None:
    """The value that a "value" question was answered with."""
    return Fraction(answer) if answer is not None and _REAL.fullmatch(answer) else None
