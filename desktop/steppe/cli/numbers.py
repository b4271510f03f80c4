"""Numbers on the command line: those that the history's database can hold, and options within their bounds."""

from __future__ import annotations

import argparse

from steppe_models.errors import BadInputError

_LONGEST_SHOWN = 40  # digits of a number that is refused
Bounds = tuple[str, float, float | None]  # an option's name in the namespace, the least and the most that it may be


def number(text: str) -> int:
    """A whole number that SQLite can hold; argparse tells of a ValueError, and calls it by this function's name."""
    value = int(text)
    if abs(value) >= 2**62:
        raise ValueError
    return value


def check_bounds(options: argparse.Namespace, *bounds: Bounds) -> None:
    """Whether the options that are given lie within their bounds; without a most there is none.

    Raises:
        BadInputError: one does not.
    """
    for name, least, most in bounds:
        value = getattr(options, name)
        if value is None or (least <= value and (most is None or value <= most)):
            continue
        shown = str(value) if len(str(value)) <= _LONGEST_SHOWN else f"{str(value)[:_LONGEST_SHOWN]}..."
        raise BadInputError(
            f"--{name.replace('_', '-')} {shown} is out of range.",
            f"Give at least {least}." if most is None else f"Give a number from {least} to {most}.",
        )
