"""What is read as a statement of algebra, and what is left to the model; nothing is worked out here."""

from __future__ import annotations

import pytest

from steppe.cas.notation import as_latex, as_plain
from steppe.cas.reading import read_statement
from steppe.cas.understanding import understood_latex, understood_plain
from steppe.check.formula import read_formula

UNDERSTOOD = [
    ("x^2-5x+6=0", "solve x^2 - 5*x + 6 = 0 for x"),
    ("Solve $x^2 - 5x + 6 = 0$ for $x$.", "solve x^2 - 5*x + 6 = 0 for x"),
    ("solve for x: 2x + 3 = 11", "solve 2*x + 3 = 11 for x"),
    ("x + y = 35 and 2x + 4y = 94", "solve x + y = 35 and 2*x + 4*y = 94 for x, y"),
    (r"\begin{cases} x + y = 3 \\ x - y = 1 \end{cases}", "solve x + y = 3 and x - y = 1 for x, y"),
    ("2 < 3x - 1 <= 8", "solve 2 < 3*x - 1 <= 8 for x"),
    ("What is x if 2x + 3 = 11?", "solve 2*x + 3 = 11 for x"),
    ("Find the zeros of f(x) = x^2 - 9", "solve x^2 - 9 = 0 for x"),
    ("solve a x + b = c for x", "solve a*x + b = c for x"),
    (r"Solve 2cos(x) = 1 on the interval [0, 2\pi)", "solve 2*cos(x) = 1 for x in [0, 2*pi)"),
    ("Differentiate sin(x)^2", "the derivative of sin(x)^2 by x"),
    (r"\frac{d^2}{dx^2} x^4", "the second derivative of x^4 by x"),
    ("derivative of e^(2x) at x = 0", "the derivative of e^(2*x) by x at x = 0"),
    ("Integrate x e^x", "the integral of x*e^x over x"),
    (r"\int_0^1 x^2 \, dx", "the integral of x^2 over x from 0 to 1"),
    (r"\int \frac{dx}{x^2+1}", "the integral of 1/(x^2 + 1) over x"),
    (r"\lim_{x \to 0} \frac{\sin x}{x}", "the limit of sin(x)/x as x goes to 0"),
    ("Find the limit of 1/x as x approaches 0 from the left", "the limit of 1/x as x goes to 0 from the left"),
    (r"\sum_{k=1}^{n} k^2", "the sum of k^2 for k from 1 to n"),
    ("Simplify (x^2-1)/(x-1)", "simplify (x^2 - 1)/(x - 1)"),
    ("Factor x^2 - 5x + 6", "factor x^2 - 5*x + 6"),
    ("Factor 360", "the prime factorisation of 360"),
    ("What is the greatest common divisor of 84 and 36?", "the greatest common divisor of 84, 36"),
    ("Is 91 prime?", "is 91 prime?"),
    ("What is 15% of 240?", "15 % of 240"),
    ("12 * 12 =", "work out 12*12"),
    ("What is the remainder when 2^100 is divided by 7?", "the remainder when 2^100 is divided by 7"),
    ("det [[1,2],[3,4]]", "the determinant of [[1, 2], [3, 4]]"),
    ("Löse die Gleichung x^2 = 4", "solve x^2 = 4 for x"),
    ("Löse x + 2 = 5 nach x auf", "solve x + 2 = 5 for x"),
    ("Leite sin(x)^2 ab", "the derivative of sin(x)^2 by x"),
    ("Berechne 3,5 + 2", "work out 3.5 + 2"),
    ("ggT von 12 und 18", "the greatest common divisor of 12, 18"),
    ("Bestimme die Nullstellen von x^2 - 2x - 3", "solve x^2 - 2*x - 3 = 0 for x"),
    # brackets at the beginning are no label; raised digits and fractions are one exponent, one quotient
    ("(5) + (-3)", "work out 5 + (-3)"),
    ("(8) - 3", "work out 8 - 3"),
    ("(3) 2x = 6", "solve 2*x = 6 for x"),
    ("a) -2x + 4 = 0", "solve -2*x + 4 = 0 for x"),
    ("1. -x = 5", "solve -x = 5 for x"),
    ("2,5 mal 4", "work out 2.5*4"),
    ("Berechne 12,345 mal 5", "work out 12.345*5"),
    ("differentiate 1/sinh x", "the derivative of 1/sinh(x) by x"),
    ("16^½", "work out 16^(1/2)"),
    ("¾^2", "work out (3/4)^2"),
    ("√½", "work out sqrt(1/2)"),
    ("2²³ + 1", "work out 2^23 + 1"),
    ("6.02 × 10²³ / 2", "work out 6.02*10^23/2"),
    ("solve A = πr² for r", "solve A = pi*r^2 for r"),
    ("differentiate sin x (1 + cos x)", "the derivative of sin(x)*(1 + cos(x)) by x"),
    ("Convert binary 1010 to decimal", "1010 (base 2) = 10 in base 10"),
    ("integrate t^2 dt", "the integral of t^2 over t"),
    ("what is 17 mod 5?", "the remainder when 17 is divided by 5"),
]

LEFT_TO_THE_MODEL = [
    # a label, or a number that something is taken from or multiplied with
    "(3) -2x = 6",
    "(2) (3) + 1",
    # a thousand, or a decimal fraction
    "12,345 geteilt durch 5",
    "20 Prozent von 1,250",
    "Wurzel aus 1,440",
    # problems in words that look like statements
    "Tom has 3 apples and buys 5 more. How many has he?",
    "Solve this: Tom has 3 apples and buys 5.",
    "Find x if 2x + 3 = 11 apples",
    "What is 12 apples and 12 pears?",
    "Find the sum of the first 10 primes.",
    "What is the value of x?",
    "Solve the riddle",
    "Solve for the missing side",
    "Find the area of a circle with radius 5",
    "Factor in the cost of 3 boxes",
    "What is 3 times as many as 4?",
    "Simplify your life",
    "Find the product of two numbers whose sum is 12",
    "What is half of 12?",
    "What is 20 minutes before 3?",
    "Find the integral part of 3.7",
    "Differentiate between 3 and 4",
    "x = number of apples",
    "Is 12 a lucky number?",
    "Calculate the perimeter of a 3 by 4 rectangle",
    "What is a + b if a = 3",
    "Solve 3 problems",
    "What is 5 m + 3 cm?",
    "I + 1 = 2",
    "$5 + $6",
    # formulas with two readings
    "1/2x = 3",
    "6/2(1+2)",
    "e^2x = 3",
    "log(100)",
    "100 + 10%",
    "2e + 3 = 7",
    "x/2y = 1",
    "3 1/2 + 1",
    "3\\frac{1}{2} + 1",
    "sin x/2 = 1",
    "sin^-1(x) = 1",
    "a/b/c",
    "2½ + 1",
    "10/2π",
    "x/2π = 3",
    "solve r = A/πh for h",
    "integrate 1/sin x cos x",
    "differentiate sin 2(x + 1)",
    "17 mod 5 + 1",
    "5 + 10 mod 3",
    "20 Prozent von 1.500",
    "3 mal 1.500",
    # words behind a formula, and letters that do not belong together
    "expand (x+2)(x+3) for x",
    "expand (x+1)^2 now",
    "derivative of x^2 at t = 3",
    "sin(x) = 1/2 for 0 <= y < 2π",
    # nothing is asked, or it is not clear what
    "x^2 - 5x + 6",
    "12",
    "x + y = 3",
    "x = y = 3",
    "f(x) = 2x",
    "y > x",
    "",
    "?",
    "=",
    "x^2 = ",
    "Berechne 1.234 + 2",
    "solve x^2 = 4 for y",
]


@pytest.mark.parametrize(("problem", "understood"), UNDERSTOOD)
def test_statement_is_understood(problem: str, understood: str) -> None:
    statement = read_statement(problem)
    assert statement is not None
    assert understood_plain(statement) == understood
    assert understood_latex(statement)


@pytest.mark.parametrize("problem", LEFT_TO_THE_MODEL)
def test_what_is_doubtful_is_left_to_the_model(problem: str) -> None:
    assert read_statement(problem) is None


def test_long_or_hostile_text_is_refused_quickly() -> None:
    for text in ("(" * 390, "x=" * 190, "Solve " * 60, "\\int " * 70, "find the " * 40 + "x=1", "{" * 200 + "}" * 190):
        assert read_statement(text) is None
    assert read_statement("x = 1 " * 1000) is None


@pytest.mark.parametrize(
    ("written", "plain", "latex"),
    [
        ("x^2-5x+6", "x^2 - 5*x + 6", "x^{2} - 5 x + 6"),
        (r"\frac{x+1}{2}", "(x + 1)/2", r"\frac{x + 1}{2}"),
        ("a-(b-c)", "a - (b - c)", r"a - \left(b - c\right)"),
        ("-3(x+1)^2", "-3*(x + 1)^2", r"-3 \left(x + 1\right)^{2}"),
        (r"\sqrt[3]{x}", "root(x, 3)", r"\sqrt[3]{x}"),
        ("|x-3|", "|x - 3|", r"\left|x - 3\right|"),
        (r"2 \cdot 3", "2*3", r"2 \cdot 3"),
        (r"\binom{6}{2}", "binomial(6, 2)", r"\binom{6}{2}"),
        (r"\lfloor x \rfloor", "floor(x)", r"\left\lfloor x \right\rfloor"),
        ("log_2 8", "log(8, 2)", r"\log_{2}\left(8\right)"),
        ("arcsin(x)", "arcsin(x)", r"\arcsin\left(x\right)"),
        (r"x_1+\alpha", "x_1 + alpha", r"x_{1} + \alpha"),
    ],
)
def test_formulas_are_written_as_they_stand(written: str, plain: str, latex: str) -> None:
    formula = read_formula(written)
    assert formula is not None
    assert as_plain(formula.code) == plain
    assert as_latex(formula.code) == latex
