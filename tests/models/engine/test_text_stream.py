"""Stop strings and characters that span tokens."""

from __future__ import annotations

import pytest

from steppe_models.engine.text_stream import TextStream


def feed(stop: tuple[str, ...], *pieces: bytes) -> tuple[list[str], str, bool]:
    stream = TextStream(stop)
    given = [stream.feed(piece) for piece in pieces]
    return given, stream.finish(), stream.is_stopped


def test_character_split_over_tokens_comes_whole() -> None:
    given, rest, _ = feed((), b"x", b"\xe2", b"\x89", b"\xa4", b"1")
    assert given == ["x", "", "", "≤", "1"]
    assert rest == ""


def test_character_cut_at_the_end_is_marked() -> None:
    given, rest, _ = feed((), b"a", b"\xe2\x89")
    assert "".join(given) + rest == "a\ufffd"


def test_stop_string_over_three_tokens_is_not_given_out() -> None:
    given, rest, stopped = feed(("<|im_end|>",), b"72", b"<|", b"im_", b"end|>", b"more")
    assert "".join(given) + rest == "72"
    assert stopped


def test_beginning_of_a_stop_string_that_is_none_comes_later() -> None:
    given, rest, stopped = feed(("### Instruction",), b"a ##", b"# In", b"dia")
    assert given[0] == "a "
    assert "".join(given) + rest == "a ### India"
    assert not stopped


def test_text_before_a_stop_string_in_one_token_is_kept() -> None:
    given, _, stopped = feed(("```",), b"print(1)\n```\nmore")
    assert given == ["print(1)\n"]
    assert stopped


def test_first_of_two_stop_strings_wins() -> None:
    given, _, _ = feed(("END", "STOP"), b"a STOP b END")
    assert given == ["a "]


@pytest.mark.parametrize("cut", range(1, 12))
def test_any_cut_gives_the_same_text(cut: int) -> None:
    whole = "3 ≤ x; STOPX".encode()
    given, rest, stopped = feed(("STOP",), whole[:cut], whole[cut:])
    assert "".join(given) + rest == "3 ≤ x; "
    assert stopped
