"""The strict grading: a reference asks for its own digits, formulas are compared by algebra, nothing is rounded off."""

from __future__ import annotations

from fractions import Fraction

from steppe.answer import Answer
from steppe.check import extract
from steppe.check.compare import same_answer
from steppe.check.shape import Shape, read_shape
from steppe.evaluate.items import Item
from steppe.sandbox.client import Sandbox

_FLOAT_IMAGE = Fraction(1, 10**9)  # what a binary float may be off
_LONG_DECIMALS = 5
_LONG_TOLERANCE = Fraction(1, 10**4)

# SimulEq asks for two quantities in two of five items; its reference has one number, the first that is asked for.
FIRST_OF_SEVERAL = frozenset({"simuleq"})


def is_right_for(item: Item, answer: Answer | None, sandbox: Sandbox | None) -> bool:
    """Whether an answer to the item is right; of several quantities the first counts where the reference is that."""
    first = quantities(answer)[:1] if answer is not None and item.set_name in FIRST_OF_SEVERAL else []
    return is_right(first[0] if first else answer, _reference(item), sandbox)


def is_among_for(item: Item, answer: Answer | None, sandbox: Sandbox | None) -> bool | None:
    """Whether the reference is among the answer's quantities; None for sets whose reference is the whole answer."""
    if item.set_name not in FIRST_OF_SEVERAL:
        return None
    return answer is not None and any(is_right(each, _reference(item), sandbox) for each in quantities(answer))


def quantities(answer: Answer) -> list[Answer]:
    """The values that an answer lists, in its order; an answer of one value is its own only one."""
    return [each for text in _values(read_shape(answer.text)) if (each := extract.read(text)) is not None]


def _values(shape: Shape) -> list[str]:
    if shape.kind in ("list", "tuple"):
        return [text for part in shape.parts for text in _values(part)]
    return [shape.text]


def _reference(item: Item) -> Answer | None:
    return Answer(item.answer, "choice") if item.choices else extract.read(item.answer)


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
