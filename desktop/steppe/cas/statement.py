"""What a purely symbolic problem asks, as a value: read without guessing, ready for the sandbox and for people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "equations", "inequality", "derivative", "integral", "limit", "sum", "product",
    "simplify", "expand", "factor", "number", "percent",
    "determinant", "inverse", "transpose", "rank", "eigenvalues", "matrix",
    "gcd", "lcm", "primes", "is_prime", "remainder",
    "rounded", "denominator", "prime_list", "composite", "divides", "digit", "base",
    "greater", "smaller", "comparison", "order", "ranked", "nearest",
]  # fmt: skip
DefinitionKind = Literal["value", "function", "equations"]


@dataclass(frozen=True, slots=True)
class Definition:
    """What a sentence before the question defines: one number, one function of `parameter`, or what equations solve to.

    Every name has a key of its own, by which later formulas know it: `Known('a', 3)`, `Use('f', 2, order, argument)`.
    A definition without names is a claim about what is already defined; it must hold.
    """

    kind: DefinitionKind
    names: tuple[str, ...]
    keys: tuple[int, ...]
    statement: Statement
    parameter: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """One question. Formulas are expressions of `steppe.check.formula`, in the order that the kind wants:

    equations: left and right sides in turn; inequality: the sides of one chain with `signs` between them; remainder:
    dividend and divisor; all others: one formula, or the numbers or the matrix in question. `bounds`: of an integral or
    a sum, the point of a limit or of a derivative; of equations the interval for solutions, with `ends`. Of a system
    `wanted` are the unknowns whose values are asked for, all if it is empty.

    rounded: `place` decimal places, negative for tens, or significant figures if `side` says so; digit: the place's
    power of ten; base: `place` is the base to write in; comparison: the sign is claimed between two formulas; order,
    ranked: `side` is + from the smallest on, - from the largest; ranked: the `place`-th; nearest: to the first formula.
    `labels` are those of the formulas that are offered. `definitions` are used by formulas and by each other, in order.
    """

    kind: Kind
    formulas: tuple[str, ...]
    variables: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    bounds: tuple[str, ...] = ()
    order: int = 1
    side: str = ""
    ends: str = ""
    has_decimals: bool = False
    wanted: tuple[str, ...] = ()
    place: int = 0
    labels: tuple[str, ...] = ()
    definitions: tuple[Definition, ...] = ()
