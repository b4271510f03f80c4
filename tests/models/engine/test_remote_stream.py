"""The stream of a completions endpoint, read strictly."""

from __future__ import annotations

import json
from typing import Any

import pytest

from steppe_models.engine.remote_address import NO_KEY, ApiKey
from steppe_models.engine.remote_stream import Piece, read_stream
from steppe_models.errors import EngineError


def chunk(text: str = "", reason: str | None = None, **more: Any) -> bytes:
    return b"data: " + json.dumps({"choices": [{"text": text, "index": 0, "finish_reason": reason}], **more}).encode()


def read(*lines: bytes, key: ApiKey = NO_KEY) -> list[Piece | None]:
    return list(read_stream(lines, "http://host", key))


def test_pieces_come_up_to_the_end() -> None:
    usage = {"prompt_tokens": 9, "completion_tokens": 2, "prompt_tokens_details": {"cached_tokens": 4}}
    last = chunk("", "stop", usage=usage)
    pieces = read(chunk("a"), b"", chunk("b"), b"", last, b"", b"data: [DONE]", b"", chunk("never"), b"")
    assert pieces == [Piece("a"), Piece("b"), Piece("", "stop", 2, 9, 4)]


def test_comments_and_other_fields_are_signs_of_life_only() -> None:
    pieces = read(b": ping", b"", b"event: message", b"id: 7", b"retry: 10", chunk("a"), b"")
    assert [piece for piece in pieces if piece] == [Piece("a")]


def test_data_over_several_lines_is_joined() -> None:
    assert read(b'data: {"choices": [', b'data: {"text": "a"}]}', b"") == [Piece("a")]


def test_usage_alone_is_counted() -> None:
    assert read(b'data: {"choices": [], "usage": {"completion_tokens": 3}}', b"") == [Piece(tokens=3)]


def test_half_an_event_at_the_end_is_dropped_and_a_whole_one_kept() -> None:
    assert read(chunk("a"), b"", chunk("b")[:-9]) == [Piece("a")]
    assert read(chunk("a"), b"", chunk("b", "stop")) == [Piece("a"), Piece("b", "stop")]


@pytest.mark.parametrize(
    "line",
    [
        b"<html>",
        b"data: nonsense",
        b"data: [1, 2]",
        b"data: {}",
        b'data: {"choices": [{"text": 5}]}',
        b'data: {"choices": ["text"]}',
        b'data: {"choices": [{"text": "a"}, {"text": "b"}]}',
        b'data: {"choices": [{"text": "a", "finish_reason": 1}]}',
        b"data: \xff\xfe",
    ],
)
def test_anything_else_is_refused(line: bytes) -> None:
    with pytest.raises(EngineError, match="not a stream of completions"):
        read(line, b"")


@pytest.mark.parametrize(
    "line",
    [
        b'data: {"error": {"message": "out of memory for sk-1\\n\\u001b[31m"}}',
        b'error: {"error": {"message": "out of memory for sk-1"}}',
        b"error: out of memory for sk-1",
        b'data: {"object": "error", "message": "out of memory for sk-1"}',
    ],
)
def test_the_servers_own_error_is_quoted_safely(line: bytes) -> None:
    with pytest.raises(EngineError, match="out of memory") as caught:
        read(line, b"", key=ApiKey("sk-1"))
    assert "sk-1" not in caught.value.message
    assert caught.value.message.isprintable()


def test_a_reason_of_the_servers_own_is_an_error() -> None:
    with pytest.raises(EngineError, match="content_filter"):
        read(chunk("a", "content_filter"), b"")


@pytest.mark.parametrize(
    "listed",
    [
        {"content": [{"token": "a", "logprob": -0.25}, {"token": "b", "logprob": -0.5}, {"token": "", "logprob": -9}]},
        {"tokens": ["a", "b"], "token_logprobs": [-0.25, -0.5]},
    ],
)
def test_log_probabilities_of_both_servers(listed: dict[str, Any]) -> None:
    line = b"data: " + json.dumps({"choices": [{"text": "ab", "logprobs": listed}]}).encode()
    assert read(line, b"") == [Piece("ab", logprobs=-0.75)]
