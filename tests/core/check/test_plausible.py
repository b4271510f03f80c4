"""Doubts from the words of a question: what cannot well be the answer to it, and what can."""

from __future__ import annotations

import pytest

from steppe.check.plausible import doubts
from steppe.check.value import read

CASES = [
    ("There are 41 of them. How many children are on the bus?", "20.5", ("not whole",)),
    ("How many children are on the bus?", "21", ()),
    ("How many more children ride on Monday?", "7/2", ("not whole",)),
    ("How many hours does it take?", "2.5", ()),
    ("How many kilometres is it?", "2.5", ()),
    ("How many dollars does she have?", "2.5", ()),
    ("How many additional hours does he work?", "2.5", ()),
    ("How many extra apples are there?", "2.5", ("not whole",)),
    ("How many children? Some of them. How many metres is the rope?", "0.5", ()),
    ("How many apples are left?", "-3", ("negative",)),
    ("How much money does he have?", "-3.50", ("negative",)),
    ("How many degrees below zero is it?", "-3", ()),
    ("How many eggs did 12 hens lay?", "1e30", ("absurd size",)),
    ("How many apples are left?", "-3.5", ("not whole", "negative")),
    ("What is the temperature?", "-3", ()),
    ("Solve for x: 2x = 5.", "2.5", ()),
    ("In how many ways can 30 cards be ordered?", str(10**32), ()),
    ("How many minutes does it take?", r"\infty", ("no number",)),
    ("How many minutes does it take?", "3*t + 60", ("no number",)),
    ("How many minutes does it take, in terms of t?", "3*t + 60", ()),
    ("He has n apples and buys 3. How many does he have?", "n + 3", ()),
    ("How much is it exactly?", r"2\sqrt{3}", ()),
    ("Who walks how far?", "Tom", ()),
    ("How many of the roots are real?", "x + 1", ("no number",)),
]


@pytest.mark.parametrize(("question", "text", "expected"), CASES)
def test_doubts(question: str, text: str, expected: tuple[str, ...]) -> None:
    answer = read(text)
    assert answer is not None
    assert doubts(question, answer) == expected


def test_a_choice_is_never_doubted() -> None:
    from steppe.answer import Answer

    assert doubts("How many children?", Answer("B", "choice")) == ()
