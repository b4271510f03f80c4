"""The reader of formulas: only known names come out, everything else is refused."""

from __future__ import annotations

import re

import pytest

from steppe.check.formula import read_formula

READ = [
    ("2x+1", "((Integer(2)*Symbol('x'))+Integer(1))", "x"),
    ("-x^2", "(-(Symbol('x')**Integer(2)))", "x"),
    ("2^-3", "(Integer(2)**(-Integer(3)))", ""),
    ("2**3**2", "(Integer(2)**(Integer(3)**Integer(2)))", ""),
    ("x^{2y}", "(Symbol('x')**(Integer(2)*Symbol('y')))", "xy"),
    ("x²", "(Symbol('x')**Integer(2))", "x"),
    ("1.50", "Rational('1.50')", ""),
    ("1,234", "Integer(1234)", ""),
    ("xy^2", "(Symbol('x')*(Symbol('y')**Integer(2)))", "xy"),
    ("x_1", "Symbol('x_1')", ["x_1"]),
    ("x_{12}", "Symbol('x_12')", ["x_12"]),
    (r"\frac{x}{2}", "(Symbol('x')/Integer(2))", "x"),
    (r"3\frac{12}{x}", "(Integer(3)*(Integer(12)/Symbol('x')))", "x"),
    (r"x^2\frac{1}{2}", "((Symbol('x')**Integer(2))*(Integer(1)/Integer(2)))", "x"),
    (r"\frac12", "(Integer(1)/Integer(2))", ""),
    (r"\binom{5}{2}", "binomial(Integer(5),Integer(2))", ""),
    (r"\sqrt{2}", "sqrt(Integer(2))", ""),
    (r"\sqrt2", "sqrt(Integer(2))", ""),
    (r"\sqrt[3]{2}", "real_root(Integer(2),Integer(3))", ""),
    ("√2", "sqrt(Integer(2))", ""),
    ("sqrt(2)", "sqrt(Integer(2))", ""),
    (r"\sin^2 x", "(sin(Symbol('x'))**Integer(2))", "x"),
    (r"\sin 2x \cos x", "(sin((Integer(2)*Symbol('x')))*cos(Symbol('x')))", "x"),
    (r"\sin(x) y", "(sin(Symbol('x'))*Symbol('y'))", "xy"),
    (r"\log_2 8", "log(Integer(8),Integer(2))", ""),
    (r"\log_{2}(8)", "log(Integer(8),Integer(2))", ""),
    ("log(8, 2)", "log(Integer(8),Integer(2))", ""),
    ("|x-1|", "Abs((Symbol('x')-Integer(1)))", "x"),
    ("|(|x|)|", "Abs(Abs(Symbol('x')))", "x"),
    ("|sin(|x|)|", "Abs(sin(Abs(Symbol('x'))))", "x"),
    ("2|x|", "(Integer(2)*Abs(Symbol('x')))", "x"),
    (r"\lfloor 2.5 \rfloor", "floor(Rational('2.5'))", ""),
    (r"\lceil x \rceil", "ceiling(Symbol('x'))", "x"),
    ("5!", "factorial(Integer(5))", ""),
    ("50%", "(Integer(50)/Integer(100))", ""),
    (r"30^\circ", "(Integer(30)*pi/Integer(180))", ""),
    ("2πr", "((Integer(2)*pi)*Symbol('r'))", "r"),
    ("e^{i}", "(E**I)", ""),
    (r"\infty", "oo", ""),
    (r"\theta", "Symbol('theta')", ["theta"]),
    ("theta", "Symbol('theta')", ["theta"]),
    (r"6 \div 2 \cdot 3 \times x", "(((Integer(6)/Integer(2))*Integer(3))*Symbol('x'))", "x"),
    ("[2+{x}]", "(Integer(2)+Symbol('x'))", "x"),
]
REFUSED = [
    *[
        "",
        " ",
        "1 2",
        "x 2",
        "(",
        ")",
        "(1",
        "1)",
        "(1]",
        "()",
        "1+",
        "*2",
        "--2",
        "+-2",
        "2^",
        "2^^3",
        "2//3",
        "|x",
        "|",
    ],
    *[
        "101_2",
        "x_",
        "x_{1",
        "x_+",
        "!",
        "5 % %%" * 100,
        "a,b",
        "x=5",
        "x<5",
        "'x'",
        '"x"',
        "x;y",
        "x.y",
        "@",
        "#",
        "\\",
    ],
    *["apples", "print(1)", "__import__('os')", "import os", "x.__class__", "exec", "Symbol('x')", "f\\x"],
    *[
        r"\frac{1}",
        r"\frac",
        r"\foo",
        r"\sqrt[3",
        r"\sqrt",
        r"\lfloor 2",
        r"\lfloor 2 \rceil",
        r"\rfloor",
        r"\log_",
        "log(8,2,1)",
    ],
    *[
        "sin",
        "sin()",
        r"\sin n(\pi)",  # the sine of a product, or a product
        r"\sin n\frac{\pi}{2}",
        "sqrt(1,2)",
        "\u0663",
        "x\0y",
        "x\ny=",
        "(" * 40 + "1" + ")" * 40,
        "2^" * 40 + "2",
        "1+" * 200 + "1",
    ],
]
ALLOWED = re.compile(
    r"(?:Integer\([0-9]+\)|Rational\('[0-9]*\.[0-9]*'\)|Symbol\('[A-Za-z]+(?:_[A-Za-z0-9]+)?'\)|[a-z]+\(|Abs\(|real_root\("
    r"|pi|E|I|oo|\*\*|[-+*/(),])*"
)


@pytest.mark.parametrize(("text", "code", "variables"), READ, ids=lambda each: str(each)[:20])
def test_formula(text: str, code: str, variables: str | list[str]) -> None:
    formula = read_formula(text)
    assert formula is not None
    assert formula.code == code
    assert formula.variables == set(variables)


@pytest.mark.parametrize("text", REFUSED, ids=lambda each: each[:20])
def test_refused(text: str) -> None:
    assert read_formula(text) is None


def test_only_known_names_come_out() -> None:
    codes = [formula.code for text, *_ in READ if (formula := read_formula(text))]
    assert [code for code in codes if not ALLOWED.fullmatch(code)] == []
