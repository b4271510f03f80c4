"""Answers put back into the equations of a problem or a program, in the real sandbox."""

from __future__ import annotations

import pytest

from steppe.check.constraints import equations_in_program, equations_in_words
from steppe.check.extract import read
from steppe.check.put_back import PutBack, put_back, put_back_sentence
from steppe.sandbox.client import Sandbox

PROGRAM = """
from sympy import *
x, y = symbols('x y')
total = 35
solution = solve([Eq(x + y, total), Eq(2*x + 4*y, 94)], [x, y])
print(solution)
"""
TWO = "If x + y = 35 and 2x + 4y = 94, find x and y."


def found(problem: str, answer: str, sandbox: Sandbox, *programs: str) -> list[PutBack]:
    read_answer = read(answer)
    assert read_answer is not None
    return put_back(problem, programs, read_answer, sandbox)


@pytest.mark.parametrize(
    ("problem", "answer", "states"),
    [
        (TWO, "x = 23, y = 12", ["holds", "holds"]),
        (TWO, "x = 22, y = 13", ["holds", "fails"]),
        ("Solve for x: 3x + 5 = 20.", "5", ["holds"]),
        ("Solve for x: 3x + 5 = 20.", "6", ["fails"]),
        (r"What is x if $\sqrt{x+3} = x - 3$?", "1", ["fails"]),
        ("Find all solutions of $x^2 = 2$.", "x = 1.41, x = -1.41", ["close", "close"]),
        (r"Find x if $x^2 = 2$.", r"x = \sqrt{2}", ["holds"]),
        ("Solve x^2 - 5x + 6 = 0", "2, 3", ["holds", "holds"]),
        ("Given 1/(x-1) = 2/(x^2-1), find x.", "1", ["undefined"]),
        ("Find (x, y) if x+y=3 and x-y=1", "(2, 1)", ["holds", "holds"]),
        # a number that need not be the unknown says nothing where it does not fit
        ("If x + 3 = 10, what is 2x?", "14", []),
        ("A rectangle has width w = 5 and length 8. What is its area?", "40", []),
        ("Tom has 3 apples.", "3", []),
        ("Which day is it?", "Monday", []),
    ],
)
def test_states(problem: str, answer: str, states: list[str], sandbox: Sandbox) -> None:
    assert [each.state for each in found(problem, answer, sandbox)] == states


def test_equations_of_a_program(sandbox: Sandbox) -> None:
    story = "There are 35 heads and 94 legs."
    right, wrong = (found(story, text, sandbox, PROGRAM) for text in ("x = 23, y = 12", "x = 22, y = 13"))
    assert put_back_sentence(right) == " Put back into the program's 2 equations: holds."
    assert put_back_sentence(wrong).startswith(" Put back with x = 22, y = 13, 2*x + 4*y = 94 fails by 2")


def test_sentences(sandbox: Sandbox) -> None:
    assert put_back_sentence([]) == ""
    near = found("Find all solutions of $x^2 = 2$.", "x = 1.41, x = -1.41", sandbox)
    assert put_back_sentence(near) == " Put back into the problem's equation: holds within its rounding."
    gap = found("Given 1/(x-1) = 2/(x^2-1), find x.", "1", sandbox)
    assert "is not defined" in put_back_sentence(gap)


@pytest.mark.parametrize(
    ("problem", "count"),
    [
        ("Let f = 3 apples", 0),
        ("Solve 3x + 5 = 20 for x.", 1),
        ("The price is p = 4.50 dollars", 0),
        ("where a + b = 10.", 1),
        (r"Suppose that $2x + y = 7$ and $x - y = 2$.", 2),
        ("Solve 2x = 8 for x.", 1),
        ("The line is given by x + y = 3.", 1),
        # words that work on the unknown
        ("What is x if 30% of x = 60?", 0),
        ("Find x if half of x = 6.", 0),
        ("The square root of x = 5.", 0),
        ("If 3 times x = 12, find x.", 0),
        ("The sum of 3 and x = 7.", 0),
        ("5 less than x = 12", 0),
        ("twice x = 20", 0),
        (r"Solve $\log x = 2$ for x.", 0),
        ("If log (x) = 2, find x.", 0),
        (r"The matrix A has $\det A = 5$.", 0),
        ("The total of 5 and x = 12.", 0),
        ("3 subtracted from x = 10.", 0),
        ("The ratio of 6 to x = 2.", 0),
        # words that name an equation
        ("Find the roots of x^2 - 5x + 6 = 0.", 1),
        ("Find the solutions of x + y = 3, x - y = 1.", 2),
        ("the graph of y = x^2", 1),
        ("If the product of x and y is 12 and x = 3, find y.", 1),
        (r"so $a = 2 \quad b = 3$", 0),
    ],
)
def test_equations_in_words(problem: str, count: int) -> None:
    assert len(equations_in_words(problem)) == count


@pytest.mark.parametrize(
    ("program", "count"),
    [
        ("x = symbols('x')\nsolve(x**2 - 4, x)", 1),
        ("x = symbols('x')\ne = Eq(x, 3)\nsolve(e, x)", 1),
        ("x = symbols('x')\nassert x + 1 == 4", 1),
        ("x = symbols('x')\na = 1\na = 2\nsolve(x - a, x)", 0),
        ("def f(:", 0),
        ("import os\nos.system('true')", 0),
    ],
)
def test_equations_in_program_are_read_and_not_run(program: str, count: int) -> None:
    assert len(equations_in_program(program)) == count
