"""Answers as TeX: what programs print becomes a formula, whatever is not understood stays text."""

import pytest

from steppe.answer import Answer
from steppe.prose.answer_formula import formula_of


@pytest.mark.parametrize(
    ("text", "tex"),
    [
        ("18", "18"),
        ("-7", "-7"),
        ("3/4", r"\frac{3}{4}"),
        ("1,234", "1{,}234"),
        ("2*sqrt(3)+1", r"2 \sqrt{3} + 1"),
        ("x = 5, y = 7", r"x=5,\; y=7"),
        ("(1+sqrt(5))/2", r"\frac{1 + \sqrt{5}}{2}"),
        ("x**2 - 4*x + 1", "x^{2} - 4 x + 1"),
        ("2*(x+1)", r"2 \left(x + 1\right)"),
        ("(3/4)**2", r"\left(\frac{3}{4}\right)^{2}"),
        ("(-5)**2", r"\left(-5\right)^{2}"),
        ("a - (b - c)", r"a - \left(b - c\right)"),
        ("2*3", r"2 \cdot 3"),
        ("f(x) = 2", r"f \left(x\right)=2"),
        ("x(x-1)**2", r"x \left(x - 1\right)^{2}"),
        ("pi/6", r"\frac{\pi}{6}"),
        ("exp(-x)*sin(x)", r"e^{-x} \sin\left(x\right)"),
        ("25%", r"25\%"),
        ("x >= 2", r"x\le 2".replace("le", "ge")),
        (r"\frac{1}{2}", r"\frac{1}{2}"),
    ],
)
def test_writes_what_a_person_would(text, tex):
    assert formula_of(Answer(text, "expression")) == tex


@pytest.mark.parametrize(
    "text", ["45 apples", "12 km", "(2, 3)", "1 2", "$5", "2 +", "((1)", "sqrt 2", "x_1", "(" * 40 + "1"]
)
def test_anything_else_stays_text(text):
    assert formula_of(Answer(text, "expression")) is None


@pytest.mark.parametrize("kind", ["choice", "text"])
def test_words_are_not_formulas(kind):
    assert formula_of(Answer("A", kind)) is None
