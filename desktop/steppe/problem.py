"""A problem as it comes in: its text, its choices, and what is refused before a model sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from steppe_models.errors import BadInputError
from steppe_models.prompts import LETTERS

MAX_CHARACTERS = 20_000
MAX_BYTES = 1_000_000  # what is read at all of a file or a stream that may never end


@dataclass(frozen=True, slots=True)
class Problem:
    """A question and, for multiple choice, its options in order (the first is A)."""

    text: str
    choices: tuple[str, ...] = ()


def make_problem(text: str, choices: Sequence[str] = ()) -> Problem:
    """A problem fit to be solved.

    Raises:
        BadInputError: it is empty, too long, or its choices are fewer than two, too many, or empty.
    """
    text = text.removeprefix("\ufeff").strip()
    if not text:
        raise BadInputError("The problem is empty.", 'Give it as text: steppe solve "What is 12 * 12?"')
    if "\0" in text:
        raise BadInputError("The problem holds binary data.", "Give plain text in UTF-8.")
    if len(text) > MAX_CHARACTERS:
        raise BadInputError(
            f"The problem is too long: {len(text)} characters, and at most {MAX_CHARACTERS} can be solved.",
            "Give one problem at a time, without the text around it.",
        )
    if choices and not 2 <= len(choices) <= len(LETTERS):
        raise BadInputError(
            f"A problem with choices needs 2 to {len(LETTERS)} of them, not {len(choices)}.",
            "Put each choice in quotes: --choices 12 15 '3/4'",
        )
    cleaned = tuple(choice.strip() for choice in choices)
    if not all(cleaned):
        raise BadInputError("One of the choices is empty.", "Give every choice a text.")
    return Problem(text, cleaned)


def read_problem_text(path: Path) -> str:
    """The text of a problem file.

    Raises:
        BadInputError: there is no such file, it is not plain text, or longer than `MAX_BYTES`.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise BadInputError(f"There is no file {path}.", "Check the name.") from None
    except IsADirectoryError:
        raise BadInputError(f"{path} is a folder.", "Name a file with one problem in it.") from None
    except PermissionError:
        raise BadInputError(f"{path} may not be read.", "Check its permissions.") from None
    return decode_problem_text(data, str(path))


def decode_problem_text(data: bytes, name: str) -> str:
    """The bytes of a problem as text; give one byte more than `MAX_BYTES` of what is longer.

    Raises:
        BadInputError: they are not UTF-8 text, or too many.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        is_cut = len(data) > MAX_BYTES and error.start > len(data) - 4  # only the last character is broken
        text = data[: error.start].decode("utf-8-sig") if is_cut else "\0"
    if "\0" in text:
        raise BadInputError(f"{name} is not plain text.", "Give a text file in UTF-8.")
    if len(data) > MAX_BYTES:
        raise BadInputError(f"{name} is longer than {MAX_BYTES // 1_000_000} MB.", "Give less of it at a time.")
    return text
