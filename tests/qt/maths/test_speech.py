"""Formulas in words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from steppe_qt.maths.speech import PHRASES, spoken

EXPRESSIONS = json.loads(Path(__file__).with_name("expressions.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("tex", "words"),
    [
        ("x^2-5x+6=0", "x squared minus 5 x plus 6 equals 0"),
        (r"\frac{1}{2}", "1 over 2"),
        (r"\frac12", "1 over 2"),
        (r"\frac{a+b}{c}", "fraction a plus b over c end fraction"),
        (r"\sqrt{2}", "square root of 2"),
        (r"\sqrt[3]{x+1}", "root of degree 3 of x plus 1 end root"),
        ("x^{n+1}", "x to the power n plus 1 end power"),
        ("x_1", "x sub 1"),
        (r"6\div 2\times 3", "6 divided by 2 times 3"),
        (r"90^\circ", "90 degrees"),
        (r"\sum_{k=1}^{n} k", "sum from k equals 1 to n of k"),
        (r"\int_0^1 x", "integral from 0 to 1 of x"),
        (r"\lim_{x\to 0} x", "limit as x goes to 0 of x"),
        (r"\log_2 8", "logarithm to base 2 of 8"),
        (r"\binom{n}{k}", "n choose k"),
        (r"\boxed{42}", "42"),
        (r"\left(\frac12\right)", "( 1 over 2 )"),
        (r"\text{if $x>0$ then}", "if x is greater than 0 then"),
        (r"50\%", "50 percent"),
        (r"\begin{pmatrix}1&2\\3&4\end{pmatrix}", "matrix 1 2 , 3 4 end matrix"),
        (r"\mystery x", "mystery x"),
        ("x' + 1{,}000", "x prime plus 1 , 000"),
        ("", ""),
        ("\\", "\\"),
        ("^", "to the power"),
    ],
)
def test_words(tex: str, words: str) -> None:
    assert spoken(tex) == words


@pytest.mark.parametrize("tex", EXPRESSIONS)
def test_every_expression_can_be_read(tex: str) -> None:
    words = spoken(tex)
    assert "\\" not in words
    assert "{" not in words or r"\{" in tex


def test_deep_nesting_is_read_as_it_stands() -> None:
    assert "{" in spoken("{" * 100 + "x")


def test_another_language() -> None:
    assert spoken(r"\frac{1}{2}=x^2", lambda phrase: phrase.upper()) == "1 OVER 2 EQUALS x SQUARED"
    assert "squared" in PHRASES


def test_all_words_are_listed_for_translators() -> None:
    from steppe_qt.maths.phrases import SPOKEN

    assert set(SPOKEN) == set(PHRASES)
