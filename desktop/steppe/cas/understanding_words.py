"""How questions about numbers in words were understood: rounding, digits, comparing, ordering, choosing."""

from __future__ import annotations

from collections.abc import Callable

from steppe.cas.statement import Statement

_PLACES = (
    "units",
    "tens",
    "hundreds",
    "thousands",
    "ten thousands",
    "hundred thousands",
    "millions",
    "ten millions",
    "hundred millions",
    "billions",
)
_ORDINALS = ("", "", "second ", "third ", "fourth ", "fifth ", "sixth ", "seventh ", "eighth ", "ninth ", "tenth ")
_SIGNS = {"<=": r"\le", ">=": r"\ge", "!=": r"\ne"}


def worded(statement: Statement, parts: list[str], *, is_latex: bool) -> str | None:
    """One line for the statement, whose formulas are written in `parts`; None if it is of another kind."""

    def words(text: str) -> str:
        return rf"\text{{{text}}}" if is_latex else text

    options = parts
    if statement.labels and statement.kind in ("ranked", "nearest"):
        kept = parts[-len(statement.labels) :]
        options = [f"{words(f'({label}) ')}{part}" for label, part in zip(statement.labels, kept, strict=True)]
    elif statement.kind == "nearest":
        options = parts[1:]
    listed = ", ".join(options)
    sign = statement.signs[0] if statement.signs else ""
    is_up, place, kind = statement.side == "+", statement.place, statement.kind
    first, second = parts[0], parts[-1]
    wording: dict[str, Callable[[], str]] = {
        "rounded": lambda: f"{first}{words(f' rounded to {_rounding(statement)}')}",
        "digit": lambda: f"{words(f'the {_PLACES[place]} digit of ')}{first}",
        "base": lambda: f"{words(f'{statement.labels[0]} = ')}{first}{words(f' in base {place}')}",
        "composite": lambda: f"{words('is ')}{first}{words(' composite?')}",
        "divides": lambda: f"{words('does ')}{first}{words(' divide ')}{second}{words('?')}",
        "comparison": lambda: (
            f"{words('is ')}{first} {_SIGNS.get(sign, sign) if is_latex else sign} {second}{words('?')}"
        ),
        "greater": lambda: f"{words('the greater of ')}{listed}",
        "smaller": lambda: f"{words('the smaller of ')}{listed}",
        "order": lambda: f"{words(f'in {_direction(is_up=is_up)} order: ')}{listed}",
        "ranked": lambda: f"{words(f'the {_ORDINALS[place]}{_extreme(is_up=is_up)} of ')}{listed}",
        "nearest": lambda: f"{words('the nearest to ')}{first}{words(' of ')}{listed}",
    }
    return wording[kind]() if kind in wording else None


def _direction(*, is_up: bool) -> str:
    return "increasing" if is_up else "decreasing"


def _extreme(*, is_up: bool) -> str:
    return "smallest" if is_up else "largest"


def _rounding(statement: Statement) -> str:
    place = statement.place
    if statement.side == "figures":
        return f"{place} significant figures"
    if place > 0:
        return f"{place} decimal place{'s' if place > 1 else ''}"
    return f"the nearest {10**-place}" if place else "the nearest integer"
