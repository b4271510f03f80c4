"""What a purely symbolic problem asks, as a value: read without guessing, ready for the sandbox and for people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "equations", "inequality", "derivative", "integral", "limit", "sum", "product",
    "simplify", "expand", "factor", "number", "percent",
    "determinant", "inverse", "transpose", "rank", "eigenvalues", "matrix",
    "gcd", "lcm", "primes", "is_prime", "remainder",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Statement:
    """One question. Formulas are expressions of `steppe.check.formula`, in the order that the kind wants:

    equations: left and right sides in turn; inequality: the sides of one chain with `signs` between them; remainder:
    dividend and divisor; all others: one formula, or the numbers or the matrix in question. `bounds`: of an integral or
    a sum, the point of a limit or of a derivative; of equations the interval for solutions, with `ends`. Of a system
    `wanted` are the unknowns whose values are asked for, all if it is empty.
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
