"""One way to ask for something among words: a pattern over the whole sentence, and the reader of what it matched."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from steppe.cas.scope import Scope
from steppe.cas.sentences import clauses_of
from steppe.cas.statement import Kind, Statement
from steppe.cas.worded_formula import read_worded
from steppe.check.formula import Formula

ASK = (
    r"(?:(?:please )?(?:find|determine|compute|calculate|evaluate|work out|give|state|name|what is|what are|what's"
    r"|which is|how much is)(?: the)?(?: exact)?(?: value of)? )?"
)
THE = r"(?:the )?"
ORDINALS = {
    name: number
    for number, names in enumerate(
        (
            "first 1st", "second 2nd", "third 3rd", "fourth 4th", "fifth 5th", "sixth 6th", "seventh 7th",
            "eighth 8th", "ninth 9th", "tenth 10th",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
ORDINAL = "(?:" + "|".join(ORDINALS) + ")"
_MAX_LIST = 12


@dataclass(frozen=True, slots=True)
class Asking:
    """A pattern that a whole sentence must match, and what makes a statement of it in a scope."""

    pattern: re.Pattern[str]
    read: Callable[[re.Match[str], Scope], Statement | None]


def asking(pattern: str, read: Callable[[re.Match[str], Scope], Statement | None]) -> Asking:
    """An asking; letters may be capital or small."""
    return Asking(re.compile(pattern, re.IGNORECASE), read)


def first_of(table: tuple[Asking, ...], text: str, scope: Scope) -> Statement | None:
    """The statement of the first asking that can read the text."""
    for each in table:
        match = each.pattern.fullmatch(text)
        statement = each.read(match, scope) if match else None
        if statement is not None:
            return statement
    return None


def number_in(text: str, scope: Scope) -> Formula | None:
    """A formula without unknowns."""
    formula = read_worded(text, scope)
    return None if formula is None or formula.variables else formula


def numbers_in(text: str, scope: Scope) -> list[str] | None:
    """The expressions of two or more numbers, with commas or `and` between them; None if any is not understood."""
    if re.search(r"\d,\d", text):
        return None  # a list, or thousands
    parts = clauses_of(text)
    found = [number_in(part, scope) for part in parts]
    if not 1 < len(parts) <= _MAX_LIST or any(each is None for each in found):
        return None
    return [each.code for each in found if each is not None]


def of_numbers(kind: Kind, codes: list[str], text: str) -> Statement:
    """A statement about numbers; decimals in the text have decimals in the answer."""
    return Statement(kind, tuple(codes), has_decimals=has_decimals(text))


def has_decimals(text: str) -> bool:
    """Whether a decimal fraction is written in the text."""
    return re.search(r"(?:\d|(?<!\d))\.\d", text) is not None
