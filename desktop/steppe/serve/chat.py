"""Reads a chat completion request: what is to be solved and how; what Steppe cannot do is refused by name."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from steppe.problem import Problem, make_problem
from steppe.serve.refusal import Refusal
from steppe.solve.task import Options, SolveMode
from steppe_models.errors import BadInputError

PREFIX = "steppe-"
MOST_TOKENS = 32768
MOST_STOPS = 4
_IGNORED = (  # they change nothing of an answer
    "user",
    "metadata",
    "store",
    "service_tier",
    "safety_identifier",
    "prompt_cache_key",
    "parallel_tool_calls",
)
_NEUTRAL: dict[str, tuple[Any, ...]] = {  # parameters that can stand only as if they were not there
    "n": (1,),
    "top_p": (1,),
    "presence_penalty": (0,),
    "frequency_penalty": (0,),
    "logit_bias": ({},),
    "logprobs": (False,),
    "top_logprobs": (0,),
    "tools": ([],),
    "functions": ([],),
    "tool_choice": ("none", "auto"),
    "function_call": ("none", "auto"),
    "response_format": ({"type": "text"},),
    "modalities": (["text"],),
    "reasoning_effort": (),
}
_KNOWN = (
    "model",
    "messages",
    "stream",
    "stream_options",
    "max_tokens",
    "max_completion_tokens",
    "temperature",
    "seed",
    "stop",
)


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """One problem to be solved for a client: `stop` ends the text before any of these strings."""

    model: str
    problem: Problem
    options: Options
    is_streamed: bool
    wants_usage: bool
    stop: tuple[str, ...]


def model_names(modes: Sequence[str]) -> list[str]:
    """The models that are offered: one for each way to solve."""
    return [f"{PREFIX}{mode}" for mode in modes]


def read_chat(body: bytes, defaults: Options, modes: Sequence[str]) -> ChatRequest:
    """What a request asks for; what it does not say is as in `defaults`.

    The last message of the user is the problem. What was said before, and a system message, is left out: the models
    were trained on single problems, and another one's text in front leads them astray.

    Raises:
        Refusal: it is no such request, or asks for what Steppe cannot do; the parameter is named.
    """
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise Refusal(400, "The request is not JSON.", code="invalid_json") from None
    if not isinstance(value, dict):
        raise Refusal(400, "The request is not a JSON object.", code="invalid_json")
    given = {key: each for key, each in value.items() if each is not None}
    _check_names(given)
    model = _text(given, "model")
    if model.removeprefix(PREFIX) not in modes or not model.startswith(PREFIX):
        known = ", ".join(model_names(modes))
        raise Refusal(
            404,
            f"There is no model {model[:60]!r} here; there are: {known}.",
            code="model_not_found",
            parameter="model",
        )
    options = replace(
        defaults,
        mode=cast(SolveMode, model.removeprefix(PREFIX)),
        max_tokens=_max_tokens(given, defaults.max_tokens),
        temperature=_number(given, "temperature", defaults.temperature, 0, 2),
        seed=_whole(given, "seed", defaults.seed, -(2**63), 2**64) % 2**31,
    )
    stream_options = given.get("stream_options", {})
    wants_usage = isinstance(stream_options, dict) and stream_options.get("include_usage") is True
    return ChatRequest(model, _problem(given), options, _flag(given, "stream"), wants_usage, _stop(given))


def _check_names(given: dict[str, Any]) -> None:
    for name, value in given.items():
        if name in _NEUTRAL and value not in _NEUTRAL[name]:
            raise Refusal(400, f"Steppe cannot do this: {name}.", code="unsupported_parameter", parameter=name)
        if name not in _KNOWN and name not in _NEUTRAL and name not in _IGNORED:
            raise Refusal(400, f"Steppe does not know {name[:60]!r}.", code="unknown_parameter", parameter=name[:60])


def _problem(given: dict[str, Any]) -> Problem:
    messages = given.get("messages")
    if not isinstance(messages, list) or not all(isinstance(each, dict) for each in messages):
        raise Refusal(400, "messages must be a list of messages.", code="invalid_type", parameter="messages")
    asked = [each for each in messages if each.get("role") == "user"]
    if not asked:
        raise Refusal(400, "There is no message of the user's.", code="invalid_value", parameter="messages")
    try:
        return make_problem(_content(asked[-1].get("content")))
    except BadInputError as error:
        raise Refusal(400, str(error), code="invalid_value", parameter="messages") from None


def _content(content: Any) -> str:
    """The text of a message; parts of text are joined, pictures and sounds refused."""
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else [None]
    texts: list[str] = []
    for part in parts:
        fields = part if isinstance(part, dict) else {}
        kind, text = fields.get("type"), fields.get("text")
        if kind != "text" or not isinstance(text, str):
            what = "pictures" if kind == "image_url" else "anything but text"
            raise Refusal(400, f"Steppe cannot read {what}.", code="unsupported_content", parameter="messages")
        texts.append(text)
    return "\n".join(texts)


def _text(given: dict[str, Any], name: str) -> str:
    value = given.get(name)
    if not isinstance(value, str):
        raise Refusal(400, f"{name} must be a text.", code="invalid_type", parameter=name)
    return value


def _flag(given: dict[str, Any], name: str) -> bool:
    value = given.get(name, False)
    if not isinstance(value, bool):
        raise Refusal(400, f"{name} must be true or false.", code="invalid_type", parameter=name)
    return value


def _max_tokens(given: dict[str, Any], default: int) -> int:
    name = "max_completion_tokens" if "max_completion_tokens" in given else "max_tokens"
    return min(MOST_TOKENS, _whole(given, name, default, 1, 2**31))


def _whole(given: dict[str, Any], name: str, default: int, least: int, most: int) -> int:
    value = given.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise Refusal(400, f"{name} must be a whole number in range.", code="invalid_value", parameter=name)
    return value


def _number(given: dict[str, Any], name: str, default: float, least: float, most: float) -> float:
    value = given.get(name, default)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not least <= value <= most:  # which nan is not
        raise Refusal(400, f"{name} must be a number from {least:g} to {most:g}.", code="invalid_value", parameter=name)
    return float(value)


def _stop(given: dict[str, Any]) -> tuple[str, ...]:
    value = given.get("stop", [])
    stops = [value] if isinstance(value, str) else value
    is_fit = isinstance(stops, list) and len(stops) <= MOST_STOPS
    if not is_fit or not all(isinstance(each, str) and 0 < len(each) <= 200 for each in stops):
        raise Refusal(400, f"stop must be one text or up to {MOST_STOPS}.", code="invalid_value", parameter="stop")
    return tuple(stops)
