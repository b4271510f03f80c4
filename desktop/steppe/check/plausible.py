"""Doubts about an answer from the words of the question alone: half a person, a negative price, an absurd size.

No doubt proves an answer wrong; a vote lets such an answer count less, and of two that differ the other is preferred.
"""

from __future__ import annotations

import re
from typing import Literal

from steppe.answer import Answer
from steppe.check.formula import read_formula

Doubt = Literal["not whole", "negative", "absurd size", "no number"]

_LARGEST_FACTOR = 10**9  # beyond the largest number of the question
_SENTENCE = re.compile(r"[^.?!]*\?")
_COUNTED = re.compile(
    r"\bhow many (?:(?:more|fewer|less|other|total|of the|whole|full|different|additional|extra|fluid|metric|us) )*"
    r"(?P<thing>[a-z]+)"
)
_AMOUNT = re.compile(r"\bhow (?:many|much|old|long|far|tall|high|wide|deep|heavy|fast)\b")
_MAY_BE_NEGATIVE = re.compile(
    r"\b(?:temperature|degrees?|below|net|change|balance|difference|profit|loss|lose|value of)\b"
)
# What is measured rather than counted, so that a part of it makes sense.
_MEASURED = re.compile(
    r"(?:(?:milli|centi|kilo)?(?:met(?:er|re)|lit(?:er|re)|gram)|second|minute|hour|day|week|month|year|decade|time|unit"
    r"|point|mile|yard|inche|acre|hectare|pound|ounce|ton|tonne|gallon|quart|pint|cup|teaspoon|tablespoon|dollar|cent"
    r"|euro|rupee|degree|calorie|joule|watt|volt|mole|solution)s?"
    r"|feet|foot|square|cubic|percent|percentage|pence|k?m|cm|mm|k?g|mg|ml|lbs|l|kilos?|newtons?|amperes?|hertz"
)
_COMBINATIONS = re.compile(r"\b(?:ways?|arrange\w*|permut\w*|combin\w*|order\w*|subsets?|functions?|digits?)\b")
_FORMULA_WANTED = re.compile(r"\bin terms of\b|\bexpress|\bas a function\b|\$[a-z]\$|(?<!')\b[b-hj-z]\b")
_NUMBER = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")


def doubts(question: str, answer: Answer) -> tuple[Doubt, ...]:
    """What speaks against this answer to the question; none for choices and lists."""
    if answer.kind in ("choice", "list"):
        return ()
    asked = (_SENTENCE.findall(question) or [question])[-1].casefold()
    if answer.number is None or answer.kind != "number":
        is_formula_wanted = _FORMULA_WANTED.search(question.casefold())
        return ("no number",) if _AMOUNT.search(asked) and not is_formula_wanted and _is_open(answer) else ()
    found: list[Doubt] = []
    counted = _COUNTED.search(asked)
    if counted and not _MEASURED.fullmatch(counted["thing"]) and answer.number.denominator != 1:
        found.append("not whole")
    if answer.number < 0 and _AMOUNT.search(asked) and not _MAY_BE_NEGATIVE.search(asked):
        found.append("negative")
    is_amount = _AMOUNT.search(asked) and not _COMBINATIONS.search(question.casefold())
    if is_amount and abs(answer.number) > _LARGEST_FACTOR * _largest(question):
        found.append("absurd size")
    return tuple(found)


def _is_open(answer: Answer) -> bool:
    """Whether it is no value: it has an unknown in it, or is not finite."""
    formula = read_formula(answer.text)
    if answer.kind == "expression" and formula is not None and formula.variables:
        return True
    return re.search(r"\\infty|\u221e|\boo\b|infin|undefined", answer.text) is not None


def _largest(question: str) -> int:
    """The largest whole part of a number in the question, at least 1."""
    numbers = [match[0].replace(",", "").partition(".")[0] for match in _NUMBER.finditer(question)]
    return max((int(number[:40]) for number in numbers if number), default=1) or 1
