"""Prompts by format and mode: the exact strings, rendered from prompts.toml.

A model's profile decides its format; the chat template inside a GGUF is not used, since the 2023 maths models carry
none or a wrong one. Control strings inside a problem are broken up, so that a problem can never speak as the model.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any, Literal

from steppe_models.errors import BadInputError

Mode = Literal["cot", "pot"]
LETTERS = "ABCDEFGHIJ"


@dataclass(frozen=True, slots=True)
class Prompt:
    """What the model is given, the strings that end its answer, and how its answer already begins.

    `opening` is the end of `text`: an answer's full text is `opening` and what the model writes.
    """

    text: str
    stop: tuple[str, ...]
    opening: str = ""


def format_names() -> tuple[str, ...]:
    """The names that a profile's `prompt_format` can have."""
    return tuple(_formats())


def render(
    format_name: str,
    mode: Mode,
    question: str,
    *,
    choices: Sequence[str] = (),
    stop: Sequence[str] = (),
) -> Prompt:
    """The prompt for `question` in one mode; `stop` adds the profile's own stop strings.

    Raises:
        BadInputError: there is no such format.
    """
    formats = _formats()
    if format_name not in formats:
        known = ", ".join(formats)
        raise BadInputError(f"There is no prompt format '{format_name}'.", f"The formats are: {known}.")
    data = formats[format_name]
    problem = _defuse(with_choices(question, choices), data["control"])
    instruction = _for_mode(data, "choice_instruction" if choices else "instruction", mode, fallback="instruction")
    opening = _for_mode(data, "choice_opening" if choices else "opening", mode, fallback="opening")
    text = data["template"].replace("{system}", _for_mode(data, "system", mode))
    text = text.replace("{instruction}", instruction.replace("{problem}", problem))
    stops = dict.fromkeys([*data.get("mode_stop", {}).get(mode, ()), *stop, *data["stop"]])
    return Prompt(text + opening, tuple(stops), opening)


def with_choices(question: str, choices: Sequence[str]) -> str:
    """The question with its choices as the MAmmoTH paper shows them: `Answer Choices: (A) first (B) second`."""
    if not choices:
        return question.strip()
    listed = " ".join(f"({letter}) {choice.strip()}" for letter, choice in zip(LETTERS, choices, strict=False))
    return f"{question.strip()}\n{_data()['choices']['heading']} {listed}"


def _for_mode(data: dict[str, Any], key: str, mode: Mode, *, fallback: str = "") -> str:
    return str(data.get(key, {}).get(mode) or data.get(fallback, {}).get(mode) or "")


def _defuse(problem: str, control: Sequence[str]) -> str:
    """Break up control strings with a blank after their first character; ordinary problems stay as they are."""
    for text in control:
        problem = problem.replace(text, f"{text[0]} {text[1:]}")
    return problem


def _formats() -> dict[str, dict[str, Any]]:
    formats: dict[str, dict[str, Any]] = _data()["format"]
    return formats


@functools.cache
def _data() -> dict[str, Any]:
    return tomllib.loads(resources.files("steppe_models").joinpath("prompts.toml").read_text(encoding="utf-8"))
