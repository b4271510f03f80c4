"""Whether a text is a formula that can be drawn, and what an equation gives to draw."""

from __future__ import annotations

from steppe.check.formula import read_formula
from steppe.plots.evaluation import evaluated
from steppe.plots.values import Found, Function


def one_variable(text: str) -> str | None:
    """The variable of a formula that can be drawn, "" for a constant; None if it cannot."""
    formula = read_formula(text)
    if formula is None or len(formula.variables) > 1:
        return None
    variable = next(iter(formula.variables), "")
    return variable if evaluated(text, variable or "x") is not None else None


def sides(left: str, right: str) -> list[Found]:
    """The functions on the two sides of an equation; none if it only says what a variable is."""
    variables = [one_variable(side) if side else None for side in (left, right)]
    named = {variable for variable in variables if variable}
    if None in variables or len(named) != 1 or left.strip() in named or right.strip() in named:
        return []
    variable = named.pop()
    own = dict(zip((left, right), variables, strict=True))
    return [(Function("y", side), variable if own[side] else "") for side in (left, right) if side.strip() != "0"]
