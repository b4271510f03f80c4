"""Statements answered by sympy in the real sandbox, with the checks that were made."""

from __future__ import annotations

import pytest

from steppe.cas.reading import read_statement
from steppe.cas.solving import AlgebraResult, answer_statement, understand
from steppe.check.compare import same_answer
from steppe.check.extract import read
from steppe.problem import Problem
from steppe.sandbox.client import Sandbox


def solved(problem: str, sandbox: Sandbox) -> AlgebraResult | None:
    statement = read_statement(problem)
    assert statement is not None, f"{problem!r} is not understood"
    return answer_statement(statement, sandbox)


ANSWERS = [
    ("x^2-5x+6=0", "x = 2 or x = 3"),
    ("x^3 = 8", "x = 2"),
    ("x^4 - 5x^2 + 6 = 0", r"-\sqrt{3}, -\sqrt{2}, \sqrt{2}, \sqrt{3}"),
    ("x^3 - 3x + 1 = 0", "-1.879385242, 0.3472963553, 1.532088886"),
    ("|2x - 3| = 5", "-1, 4"),
    ("2^x = 8", "3"),
    ("e^x = 5", r"\ln 5"),
    ("0.5x + 1.2 = 3.7", "5"),
    ("solve a x + b = c for x", "x = (c-b)/a"),
    ("x + y = 35, 2x + 4y = 94", "x = 23, y = 12"),
    ("Solve 3f = 9v + 18, v + 3f = 26 for v.", "4/5"),
    ("x^2 + y^2 = 25, x - y = 1", "(-3, -4), (4, 3)"),
    (r"sin(x) = 1/2 for 0 <= x < 2\pi", r"\pi/6, 5\pi/6"),
    ("x^2 - 4 > 0", "x < -2 or x > 2"),
    ("2 < 3x - 1 <= 8", "(1, 3]"),
    ("(x-1)/(x+2) >= 0", "x < -2 or x >= 1"),
    ("|x-2| < 3", "(-1, 5)"),
    ("Differentiate sin(x)^2", r"2\sin x\cos x"),
    ("derivative of e^(2x) at x = 0", "2"),
    ("derivative of 200x^2 at x = 0", "0"),
    ("derivative of ln(x) at x = 0.001", "1000"),
    ("derivative of e^(100x) at x = 0", "100"),
    ("derivative of x^2 at x = 10000000000", "20000000000"),
    ("Let f(x) = x^3. What is f'(2)?", "12"),
    (r"\int_0^\pi \sin x \, dx", "2"),
    (r"\int_1^\infty 1/x^2 dx", "1"),
    (r"\lim_{x \to 0} \frac{\sin x}{x}", "1"),
    (r"\sum_{k=1}^{n} k^2", "n(n+1)(2n+1)/6"),
    (r"\sum_{n=1}^{\infty} \frac{1}{n^2}", r"\pi^2/6"),
    ("Simplify (x^2-1)/(x-1)", "x+1"),
    ("Expand (x+1)^3", "x^3+3x^2+3x+1"),
    ("1/3 + 1/4", "7/12"),
    ("What is 15% of 240?", "36"),
    ("gcd(12, 18)", "6"),
    ("LCM of 4, 6 and 10", "60"),
    ("2^100 mod 7", "2"),
    ("det [[1,2],[3,4]]", "-2"),
    ("Find the inverse of [[1,2],[3,4]]", "[[-2, 1], [3/2, -1/2]]"),
]


@pytest.mark.parametrize(("problem", "answer"), ANSWERS)
def test_answer_is_right_and_was_checked(problem: str, answer: str, sandbox: Sandbox) -> None:
    result = solved(problem, sandbox)
    expected = read(answer)
    assert result is not None
    assert expected is not None
    assert same_answer(result.answer, expected, sandbox), result.answer.text
    assert all(check.state in ("holds", "close") for check in result.checks)
    if "infty} \\frac" not in problem:
        assert result.checks


def test_factors_show_where_the_zeros_come_from(sandbox: Sandbox) -> None:
    result = solved("x^2 - 5x + 6 = 0", sandbox)
    assert result is not None
    assert result.steps == ("(x - 3)*(x - 2) = 0",)
    assert [(check.values, check.state) for check in result.checks] == [("x = 2", "holds"), ("x = 3", "holds")]


def test_extraneous_root_is_named(sandbox: Sandbox) -> None:
    result = solved("sqrt(x+3) = x - 3", sandbox)
    assert result is not None
    assert result.answer.text == "x = 6"
    assert "x = 1 comes up on the way but does not satisfy" in result.note


def test_root_at_which_a_denominator_is_zero_is_left_out(sandbox: Sandbox) -> None:
    result = solved("(x^2-1)/(x-1) = 2", sandbox)
    assert result is not None
    assert result.answer.text == "no real solution"
    assert "x = 1 makes a denominator zero" in result.note


def test_families_of_solutions(sandbox: Sandbox) -> None:
    result = solved("tan(x) = 1", sandbox)
    assert result is not None
    assert (result.answer.text, result.note) == ("x = pi/4 + pi*n", "n is any whole number.")


def test_parametrised_and_impossible_systems(sandbox: Sandbox) -> None:
    free, none = solved("x+y=3, 2x+2y=6", sandbox), solved("x+y=1, x+y=2", sandbox)
    assert free is not None
    assert none is not None
    assert (free.answer.text, free.note) == ("x = 3 - y", "y can be any real number.")
    assert none.answer.text == "no solution"


@pytest.mark.parametrize(
    ("problem", "answer", "note"),
    [
        ("Solve x^3 = 8", "x = 2", "There are also 2 complex solutions."),
        ("Solve x^4 - 1 = 0", "x = -1 or x = 1", "There are also 2 complex solutions."),
        ("Solve (x - 1)^2 (x + 2) = 0", "x = -2 or x = 1", ""),  # a double root is not a missing one
        ("Solve x^2 = 9", "x = -3 or x = 3", ""),
        ("Solve T = 2*pi*sqrt(L/g) for L", "L = T^2*g/(4*pi^2)", "A square root is never negative"),
        ("Solve a*x = b for x", "x = b/a", "Where a ≠ 0."),
    ],
)
def test_what_belongs_to_a_solution_is_said(sandbox: Sandbox, problem: str, answer: str, note: str) -> None:
    result = solved(problem, sandbox)
    assert result is not None
    assert result.answer.text == answer
    assert result.note.startswith(note)
    assert bool(result.note) == bool(note)


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        ("convert binary 1010 to octal", "12"),
        ("solve y = x^3 for x", "x = y^(1/3)"),
        (r"solve V = \frac{4}{3}\pi r^3 for r", "r = 6^(1/3)*V^(1/3)/(2*pi^(1/3))"),
        ("derivative of ln(x) at x = 2", "1/2"),
        ("ln(0) + 1", "undefined"),
    ],
)
def test_one_real_answer_is_given(problem: str, text: str, sandbox: Sandbox) -> None:
    result = solved(problem, sandbox)
    assert result is not None
    assert result.answer.text == text
    assert "divides by zero" not in result.note


def test_zero_is_written_as_a_decimal_too(sandbox: Sandbox) -> None:
    result = solved("e^(2x) - 3e^x + 2 = 0", sandbox)
    assert result is not None
    assert result.note == "As decimals: x ≈ 0, x ≈ 0.6931472."


def test_integral_is_checked_by_its_derivative(sandbox: Sandbox) -> None:
    result = solved("Integrate x e^x", sandbox)
    assert result is not None
    assert result.answer.text.endswith("+ C")
    assert result.checks[0].equation == "its derivative is x*e^x"


def test_number_that_is_not_prime_says_why(sandbox: Sandbox) -> None:
    result = solved("Is 91 prime?", sandbox)
    assert result is not None
    assert (result.answer.text, result.note) == ("no", "91 = 7 · 13.")


@pytest.mark.parametrize(
    "problem",
    [
        "cos(x) = x",
        "sin(30) + 1",
        r"\int e^{x^2} dx",
        r"\lim_{x \to \infty} \sin x",
        # degrees to many people
        "x = 10*sin(30)",
        "solve x/sin(40) = 10/sin(60)",
        "sin(x+30) = 1/2",
        r"\int_0^{90} \sin x dx",
        # one solution in every turn; complex ones
        "solve sin(x) = a for x",
        "solve x^2 + a^2 = 0 for x",
        # by another letter
        "integrate k dx",
        "integral of 2x dt",
        # no slope at the point, or no real one
        "derivative of |x| at x = 0",
        "derivative of |x-3| + x at x = 3",
        "derivative of ln(x) at x = -2",
        "derivative of sqrt(x) at x = -4",
        "Let f(x) = abs(x). What is f'(0)?",
        "Let f(x) = ln(x). What is f'(-2)?",
        # degrees
        "sin(x) = 1/2 for 0 <= x <= 60",
        "tan(x) = 1 for 0 < x < 100",
        "limit of sin(x) as x approaches 30",
        "arcsin(2) + 0",
    ],
)
def test_what_algebra_is_not_sure_of_has_no_answer(problem: str, sandbox: Sandbox) -> None:
    result = solved(problem, sandbox)
    assert result is None or "erf" in result.answer.text


def test_problem_with_choices_is_not_for_algebra() -> None:
    assert understand(Problem("x^2 = 4", ("1", "2"))) is None
