"""Finds which choice of a multiple-choice problem an answer names or equals; it never picks the nearest one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from steppe.answer import Answer
from steppe.check.compare import same_answer
from steppe.check.number import plain, read_number
from steppe.check.value import read
from steppe_models.prompts import LETTERS

_MAX_CHARACTERS = 400
_SEVERAL = re.compile(r"\(?[A-J]\)?(?:,? (?:and|or|&) |, ?)\(?[A-J]\)?(?![A-Za-z0-9])")
_LETTER_FORMS = [
    re.compile(pattern)
    for pattern in (
        r"[(\[]?(?P<letter>[A-Ja-j])[)\]]?[.:]?",
        r"(?:[Tt]he )?(?:[Oo]ption|[Cc]hoice|[Aa]nswer):? ?(?:\((?P<letter>[A-Ja-j])\)|(?P<bare>[A-J])(?![\w'])).*",
        r"\((?P<letter>[A-Ja-j])\)(?! ?[-+*/^=]).*",
        r"\[(?P<letter>[A-J])\].*",
        r"(?P<letter>[A-Ja-j])[.):](?: .*|(?=\\|\$|-|[0-9]).*)",
        r"(?P<letter>[A-J]),? (?:because|since|as|which|is|would be)\b.*",
    )
]
_LETTER_AND_TEXT = re.compile(r"(?P<letter>[A-J]) ?[-–]? (?P<rest>.+)")


def as_choice(text: str, choices: Sequence[str]) -> Answer | None:
    """The letter of the choice that `text` names or equals; None unless exactly one fits.

    A letter that is written counts more than the value beside it.
    """
    if len(text) > _MAX_CHARACTERS:
        return None
    text = plain(text).replace("**", "").strip().rstrip(".").strip()
    letter = named_letter(text, choices) or _letter_of_value(text, choices)
    return Answer(letter, "choice") if letter else None


def named_letter(text: str, choices: Sequence[str]) -> str | None:
    """The letter that `text` begins with as a letter: (B), B., B) 12, Option B; not the article in `a ratio`."""
    if _SEVERAL.match(text):
        return None
    for form in _LETTER_FORMS:
        match = form.fullmatch(text)
        if match:
            letter = (match["letter"] or match["bare"]).upper()
            return letter if letter in LETTERS[: len(choices)] else None
    match = _LETTER_AND_TEXT.fullmatch(text)
    if match and match["letter"] in LETTERS[: len(choices)]:
        choice = choices[LETTERS.index(match["letter"])]
        return match["letter"] if plain(choice).casefold() == match["rest"].casefold() else None
    return None


def _letter_of_value(text: str, choices: Sequence[str]) -> str | None:
    """The only choice that equals `text`, or else the only one that `text` rounds to."""
    mine = read(text)
    if mine is None:
        return None
    others = [read(choice) or Answer(plain(choice), "text") for choice in choices]
    for fits in (_equals, _rounds_to):
        letters = [letter for letter, other in zip(LETTERS, others, strict=False) if fits(mine, other)]
        if letters:
            return letters[0] if len(letters) == 1 else None
    return None


def _equals(mine: Answer, choice: Answer) -> bool:
    if mine.number is not None and choice.number is not None and mine.number == choice.number:
        return same_answer(mine, choice)
    return mine.text.casefold() == choice.text.casefold() or (mine.number is None and same_answer(mine, choice))


def _rounds_to(mine: Answer, choice: Answer) -> bool:
    """By the rules for all answers, or to exactly the digits of the choice, if it has any after the point."""
    if same_answer(mine, choice):
        return True
    if mine.number is None or choice.number is None or choice.decimals < 1:
        return False
    one, other = read_number(mine.text), read_number(choice.text)
    if one is None or other is None or (one.unit and other.unit and one.unit != other.unit):
        return False
    return abs(mine.number - choice.number) <= Fraction(1, 2 * 10**choice.decimals)
