"""Printed text cannot hide, reorder or restyle what stands around it."""

from __future__ import annotations

import time
import unicodedata

import pytest

from steppe.sandbox.visible import visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain\ttext\n", "plain\ttext\n"),
        ("π ≈ 3.14, x² − 1, 日本, é", "π ≈ 3.14, x² − 1, 日本, é"),
        ("\x1b[1;31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07after", "after"),
        ("\x1b]8;;file:///etc/passwd\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1bPdevice\x1b\\x", "x"),
        ("\x1b(Bx\x1bc", "x"),
        ("\x9b31mred", "red"),
        ("\x1b", "\\x1b"),
        ("a\rb", "a\\x0db"),
        ("a\r\nb", "a\nb"),
        ("bell\x07 back\x08 null\x00", "bell\\x07 back\\x08 null\\x00"),
        ("\u202eabc\u2066", "\\u202eabc\\u2066"),
        ("zero\u200bwidth\ufeff", "zero\\u200bwidth\\ufeff"),
        ("line\u2028end", "line\\u2028end"),
        ("\ud800", "\\ud800"),
        ("\U000e0041", "\\U000e0041"),
    ],
)
def test_shows(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_no_character_that_hides_survives() -> None:
    everything = "".join(chr(code) for code in range(0x20000))
    left = {unicodedata.category(each) for each in visible(everything)} & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert left <= {"Cc"}
    assert {each for each in visible(everything) if unicodedata.category(each) == "Cc"} <= {"\n", "\t"}


@pytest.mark.parametrize("introducer", ["\x1b]", "\x1bP", "\x90", "\x98", "\x9d", "\x9e", "\x9f", "\x1b[", "\x9b"])
def test_sequences_that_never_end_take_time_in_proportion_to_their_length(introducer: str) -> None:
    """A text of this length would take minutes if the steps of the search were squared."""
    begun = time.process_time()
    assert visible(introducer * 30_000 + "end").endswith("nd")
    assert time.process_time() - begun < 10
