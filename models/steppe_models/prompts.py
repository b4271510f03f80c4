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

Mode = Literal["cot", "pot", "interleaved"]
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
    examples: str = "",
) -> Prompt:
    """The prompt for `question` in one mode; `stop` adds the profile's own stop strings.

    `examples` names a set of worked examples that stand before the problem; a mode without any in it gets none.

    Raises:
        BadInputError: there is no such format, or no such set of examples.
    """
    data = _format(format_name)
    instruction = _asked(data, mode, with_choices(question, choices), has_choices=bool(choices))
    opening = _opening(data, mode, has_choices=bool(choices))
    turns = "".join(_turns(data, mode, examples, has_choices=bool(choices)))
    text = data["template"].replace("{system}", _for_mode(data, "system", mode))
    text = text.replace("{turns}", turns).replace("{instruction}", instruction)
    stops = dict.fromkeys([*data.get("mode_stop", {}).get(mode, ()), *stop, *data["stop"]])
    return Prompt(text + opening, tuple(stops), opening)


def render_repair(prompt: Prompt, format_name: str, mode: Mode, written: str, error: str) -> Prompt:
    """The prompt that shows the model how the program in `written` failed and has it write the program again.

    It begins with `prompt` and `written`, what the model wrote to it: these are in the engine's cache.

    Raises:
        BadInputError: there is no such format.
    """
    data = _format(format_name)
    instruction = _data()["repair"]["pot"].replace("{error}", _defuse(error, data["control"]))
    opening = _opening(data, mode, has_choices=False)
    close = _for_mode(data, "close", mode)
    separator = "" if not close or written.endswith("\n") else "\n"
    spoken = data["follow_up"].replace("{instruction}", instruction)
    return Prompt(f"{prompt.text}{written}{separator}{close}{spoken}{opening}", prompt.stop, opening)


def example_sets() -> tuple[str, ...]:
    """The names that a profile's `examples` can have."""
    return tuple(_data()["examples"])


def with_choices(question: str, choices: Sequence[str]) -> str:
    """The question with its choices as the MAmmoTH paper shows them: `Answer Choices: (A) first (B) second`."""
    if not choices:
        return question.strip()
    listed = " ".join(f"({letter}) {choice.strip()}" for letter, choice in zip(LETTERS, choices, strict=False))
    return f"{question.strip()}\n{_data()['choices']['heading']} {listed}"


def _format(name: str) -> dict[str, Any]:
    formats = _formats()
    if name not in formats:
        known = ", ".join(formats)
        raise BadInputError(f"There is no prompt format '{name}'.", f"The formats are: {known}.")
    return formats[name]


def _asked(data: dict[str, Any], mode: Mode, problem: str, *, has_choices: bool) -> str:
    """What a turn of the user says: the problem, and what to do with it."""
    key = "choice_instruction" if has_choices else "instruction"
    instruction = _for_mode(data, key, mode, fallback="instruction")
    return instruction.replace("{problem}", _defuse(problem, data["control"]))


def _opening(data: dict[str, Any], mode: Mode, *, has_choices: bool) -> str:
    return _for_mode(data, "choice_opening" if has_choices else "opening", mode, fallback="opening")


def _turns(data: dict[str, Any], mode: Mode, examples: str, *, has_choices: bool) -> list[str]:
    """The worked examples as exchanges that are over."""
    if not examples:
        return []
    if examples not in _data()["examples"]:
        known = ", ".join(example_sets())
        raise BadInputError(f"There are no examples called '{examples}'.", f"The sets of examples are: {known}.")
    turns = []
    for example in _data()["examples"][examples].get(f"choice_{mode}" if has_choices else mode, ()):
        problem = with_choices(example["problem"], example.get("choices", ()))
        opening, close = _opening(data, mode, has_choices=has_choices), _for_mode(data, "close", mode)
        answer = example["answer"].strip("\n") + ("\n" if close else "")
        turn = data["turn"].replace("{instruction}", _asked(data, mode, problem, has_choices=has_choices))
        turns.append(turn.replace("{answer}", f"{opening.lstrip()}{answer}{close}"))
    return turns


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
