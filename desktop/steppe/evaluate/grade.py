"""The strict grading: a reference asks for its own digits, formulas are compared by algebra, nothing is rounded off."""

from __future__ import annotations

from fractions import Fraction

from steppe.answer import Answer
from steppe.check.compare import same_answer
from steppe.sandbox.client import Sandbox

_FLOAT_IMAGE = Fraction(1, 10**9)  # what a binary float may be off
_LONG_DECIMALS = 5
_LONG_TOLERANCE = Fraction(1, 10**4)


def is_right(answer: Answer | None, reference: Answer | None, sandbox: Sandbox | None) -> bool:
    """Whether an answer is what the reference says: a decimal reference is met by what rounds to it, no less precise.

    Two answers of equals may round to each other (`same_answer`); a reference asks for its own digits.
    """
    if answer is None or reference is None:
        return False
    if answer.number is None or reference.number is None or reference.kind == "choice":
        return same_answer(answer, reference, sandbox)
    difference = abs(answer.number - reference.number)
    if reference.is_exact:
        return difference <= _FLOAT_IMAGE * abs(reference.number)
    if reference.decimals >= _LONG_DECIMALS and difference <= _LONG_TOLERANCE * abs(reference.number):
        return True
    return difference <= Fraction(1, 2 * 10**reference.decimals)
