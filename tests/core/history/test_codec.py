"""Events survive storage as the same values; what is not an event of ours is refused."""

from __future__ import annotations

import json
from dataclasses import dataclass
from fractions import Fraction
from math import factorial

import pytest

from steppe.answer import Answer
from steppe.history.codec import decode, encode
from steppe.solve.events import NoteGiven, PathAnswered, ProgramRan, TextArrived


def test_every_event_of_a_solve_comes_back_equal(story) -> None:  # type: ignore[no-untyped-def]
    for event in story.events():
        again = decode(encode(event))
        assert again == event
        assert type(again) is type(event)


@pytest.mark.parametrize(
    "event",
    [
        PathAnswered("pot", None),
        PathAnswered("pot", Answer("big", "number", Fraction(factorial(3000), 7))),
        PathAnswered("pot", Answer("-1/3", "number", Fraction(-1, 3), is_exact=False, decimals=4)),
        NoteGiven('quotes " and \\ and \n and \u2028 and \U0001f600 and half a character \ud83d'),
        ProgramRan("pot", "timeout", "", "It took too long.", 5.0, ()),
        TextArrived("cot", "", 0),
    ],
)
def test_unusual_values_come_back_equal(event: object) -> None:
    text = encode(event)
    assert "\n" not in text
    text.encode("utf-8")
    assert decode(text) == event


def test_fields_that_are_gone_are_left_out_and_new_ones_take_their_default() -> None:
    plain = json.loads(encode(TextArrived("cot", "a", 1)))
    assert decode(json.dumps(plain | {"colour": "green"})) == TextArrived("cot", "a", 1)
    answer = json.loads(encode(Answer("7", "number", Fraction(7))))
    del answer["decimals"]
    assert decode(json.dumps(answer)) == Answer("7", "number", Fraction(7))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        '{"is": "os.PathLike"}',
        '{"is": "solve.events.Path"}',
        '{"is": "sandbox.client.Sandbox"}',
        '{"is": "solve.events.Nothing"}',
        '{"is": "solve.nowhere.Thing"}',
        '{"is": "solve.events.TextArrived", "path": "cot"}',
        '{"is": "Fraction", "value": "0x1/0x0"}',
        '{"is": "Fraction", "value": "seven"}',
        '{"no": "kind"}',
        '{"is": 5}',
        "[" * 5000,
    ],
)
def test_what_is_no_event_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        decode(text)


def test_what_cannot_be_stored_is_a_bug_that_shows() -> None:
    @dataclass(frozen=True)
    class Odd:
        value: object

    with pytest.raises(TypeError, match="complex cannot be stored"):
        encode(Odd(1j))
