"""An answer as a value: what was written, of what kind it is, and its exact number where it is one."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

AnswerKind = Literal["number", "choice", "expression", "list", "text"]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer.

    `text` is what to show. `number` is its exact value if it is a real number; `is_exact` is false for a decimal
    fraction, which may have been rounded at its last digit (`decimals` of them).
    """

    text: str
    kind: AnswerKind
    number: Fraction | None = None
    is_exact: bool = True
    decimals: int = 0
