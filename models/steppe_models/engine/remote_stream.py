"""Reads the stream of a completions endpoint: server-sent events whose data are JSON, nothing else let through."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from steppe_models.engine.remote_address import ApiKey
from steppe_models.engine.remote_http import said
from steppe_models.errors import EngineError

_DONE = "[DONE]"
_FINISHED = {"stop", "length"}


@dataclass(frozen=True, slots=True)
class Piece:
    """What one event brought: new text, why the text ended if it did, and the server's counts where it gives them.

    `logprobs` adds up the natural logarithms of the new tokens' probabilities.
    """

    text: str = ""
    reason: str = ""
    tokens: int | None = None
    prompt_tokens: int | None = None
    cached_tokens: int | None = None
    logprobs: float | None = None


def read_stream(lines: Iterable[bytes], origin: str, key: ApiKey) -> Iterator[Piece | None]:
    """The pieces of a stream, up to its end; None for a sign of life that brings nothing.

    Whether the stream ended as it should is for the caller to see: a piece with a reason came, or none did.

    Raises:
        EngineError: the server reports an error, or what it sends is no such stream.
    """
    data: list[str] = []
    for line in lines:
        if line:
            data += _field(line, origin)
            if not data:
                yield None
            continue
        text, data = "\n".join(data), []
        if text.strip() == _DONE:
            return
        if text:
            yield _piece(text, origin, key)
    text = "\n".join(data)
    if text and text.strip() != _DONE and _is_whole(text):  # the empty line behind the last event may be missing
        yield _piece(text, origin, key)


def _field(line: bytes, origin: str) -> list[str]:
    """The data that one line carries; comments and the fields that are not used carry none (WHATWG, HTML, 9.2.6)."""
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _garbage(origin) from error
    name, colon, value = text.partition(":")
    if name == "data" and colon:
        return [value.removeprefix(" ")]
    if name in ("", "event", "id", "retry"):
        return []
    if name == "error" and colon:  # older servers of llama.cpp
        return [json.dumps({"error": value.strip()}) if not value.strip().startswith("{") else value]
    raise _garbage(origin)


def _is_whole(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _piece(text: str, origin: str, key: ApiKey) -> Piece:
    try:
        value = json.loads(text)
    except ValueError as error:
        raise _garbage(origin) from error
    if not isinstance(value, dict):
        raise _garbage(origin)
    if value.get("error") or value.get("object") == "error":
        message = said(text, key) or "it does not say why"
        raise EngineError(f"The server at {origin} gave up: {message}.", "Its own log says more.")
    choices = value.get("choices")
    if not isinstance(choices, list) or len(choices) > 1:
        raise _garbage(origin)
    counts = _counts(value.get("usage"))
    if not choices:
        return counts
    choice = choices[0]
    new = choice.get("text", "") if isinstance(choice, dict) else None
    reason = choice.get("finish_reason") if isinstance(choice, dict) else None
    if not isinstance(new, str) or not isinstance(reason, str | None):
        raise _garbage(origin)
    if reason and reason not in _FINISHED:
        named = said(json.dumps({"error": reason}), key)
        raise EngineError(
            f"The server at {origin} ended the answer for a reason of its own: {named}.", "Its own log says more."
        )
    is_end = reason == "stop" and not new  # the token that ends a text is no part of it
    return replace(counts, text=new, reason=reason or "", logprobs=None if is_end else _logprobs(choice))


def _logprobs(choice: dict[str, Any]) -> float | None:
    """The sum of what llama-server lists under `content` and vLLM under `token_logprobs`; None where there is none."""
    listed = choice.get("logprobs")
    if not isinstance(listed, dict):
        return None
    content = listed.get("content")
    if isinstance(content, list):
        values = [each.get("logprob") for each in content if isinstance(each, dict) and each.get("token")]
    else:
        values = listed.get("token_logprobs") or []
    numbers = [value for value in values if isinstance(value, int | float)] if isinstance(values, list) else []
    return sum(numbers) if numbers else None


def _counts(usage: Any) -> Piece:
    if not isinstance(usage, dict):
        return Piece()
    details = usage.get("prompt_tokens_details")
    cached = details.get("cached_tokens") if isinstance(details, dict) else None
    return Piece(
        tokens=_count(usage.get("completion_tokens")),
        prompt_tokens=_count(usage.get("prompt_tokens")),
        cached_tokens=_count(cached),
    )


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _garbage(origin: str) -> EngineError:
    return EngineError(
        f"What the server at {origin} sends is not a stream of completions.",
        "It must be a server with an OpenAI-compatible completions endpoint, such as llama-server or vLLM.",
    )
