"""The bundle: what is typeset, what is refused and why, and that hostile formulas do no harm."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from steppe_qt.maths.mathjax import BrokenFormulaError, MathJax, prepared
from steppe_qt.maths.svg import read_svg

EXPRESSIONS = json.loads(Path(__file__).with_name("expressions.json").read_text(encoding="utf-8"))
NOT_LATEX_MATHS = {r"\hline", r"\begin{tabular}{cc}a&b\end{tabular}"}


def letters(svg: str) -> str:
    """The characters of a formula that come from the mathematical font."""
    return "".join(chr(int(code, 16)) for code in re.findall(r'data-c="([0-9A-F]+)"', svg))


@pytest.mark.parametrize("tex", EXPRESSIONS)
def test_everything_a_model_writes_is_typeset_or_refused_with_a_reason(tex: str, mathjax: MathJax) -> None:
    if tex in NOT_LATEX_MATHS:
        with pytest.raises(BrokenFormulaError):
            mathjax.svg(tex, is_display=True)
        return
    drawing = read_svg(mathjax.svg(tex, is_display=True))
    assert drawing.shapes
    assert drawing.width > 0
    assert drawing.ascent + drawing.descent > 0


def test_a_division_sign_is_one(mathjax: MathJax) -> None:
    assert letters(mathjax.svg(r"6\div 2", is_display=False)) == "6÷2"


def test_a_percent_sign_hides_nothing(mathjax: MathJax) -> None:
    assert letters(mathjax.svg(r"5% 3", is_display=False)) == "5%3"
    assert prepared(r"50\% a \\% b") == r"50\% a \\\% b"


def test_labels_and_tags(mathjax: MathJax) -> None:
    for _ in range(2):  # a label a second time would be an error
        assert letters(mathjax.svg(r"\label{a}x", is_display=True)) == "\U0001d465"
    assert letters(mathjax.svg(r"1\tag{2}", is_display=True)) == "1(2)"


@pytest.mark.parametrize(
    ("tex", "reason"),
    [
        (r"\frac{1}{", "Missing close brace"),
        (r"\unheardof x", r"\unheardof"),
        ("a & b", "Misplaced &"),
        (r"\begin{tabular}x\end{tabular}", "tabular"),
        ("x^2^3", "exponent"),
        ("", "empty"),
        ("x" * 4001, "longer"),
        (r"\def\x{\x\x}\x", "macro"),
    ],
)
def test_reasons(tex: str, reason: str, mathjax: MathJax) -> None:
    with pytest.raises(BrokenFormulaError, match=re.escape(reason)) as caught:
        mathjax.svg(tex, is_display=True)
    assert caught.value.message.endswith(".")


@pytest.mark.parametrize("definition", [r"\newcommand{\mine}{y}", r"\def\mine{y}", r"\let\mine=y"])
def test_definitions_end_with_their_formula(definition: str, mathjax: MathJax) -> None:
    assert mathjax.svg(definition + r"\mine", is_display=True)
    with pytest.raises(BrokenFormulaError, match="mine"):
        mathjax.svg(r"\mine", is_display=True)


def test_too_long_a_time_is_cut_short_and_the_next_formula_is_well(mathjax: MathJax) -> None:
    slow = r"\sqrt{" * 330 + r"\begin{matrix}" + r"a&" * 700 + r"\end{matrix}" + "}" * 330
    with pytest.raises(BrokenFormulaError, match=r"too long|too much|too deeply"):
        mathjax.svg(slow, is_display=True)
    assert letters(mathjax.svg("1+1", is_display=True)) == "1+1"


def test_deep_nesting_is_typeset_or_refused(mathjax: MathJax) -> None:
    try:
        svg = mathjax.svg(r"\frac{1}{" * 300 + "x" + "}" * 300, is_display=True)
    except BrokenFormulaError:
        svg = ""
    assert not svg or read_svg(svg).shapes
    assert letters(mathjax.svg("2", is_display=True)) == "2"


@pytest.mark.parametrize("tex", ["\ud800", "a\x00b", "\x1b[31m", "x\u202ey", "</svg><script>"])
def test_strange_characters(tex: str, mathjax: MathJax) -> None:
    assert read_svg(mathjax.svg(tex, is_display=False)).width > 0


def test_links_and_scripts_are_only_drawn(mathjax: MathJax) -> None:
    drawing = read_svg(mathjax.svg(r"\href{javascript:alert(1)}{x}", is_display=False))
    assert len(drawing.shapes) == 1
