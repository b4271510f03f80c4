"""A learner's derivation: the first wrong line is found, right ones are not blamed, and no solution is told."""

from __future__ import annotations

import pytest

from steppe.check.derivation import CheckedLine, check_derivation, first_wrong
from steppe.sandbox.client import Sandbox
from steppe_models.errors import BadInputError

RIGHT = [
    ("rounded", "3x = 1\nx = 0.333"),
    ("cut off", "1/3 + 1/3\n= 2/3\n= 0.66"),
    ("a rounded area", "A = 25*pi\nA = 78.54"),
    ("where a root is real", "\\sqrt{x^3}\nx\\sqrt{x}"),
    ("where logarithms are real", "ln(x)+ln(y)\nln(xy)"),
    ("lengths are positive", "A = pi r^2\nr = sqrt(A/pi)"),
    ("a right triangle", "a^2 + b^2 = c^2\nc = sqrt(a^2+b^2)"),
    ("a linear equation", "2x + 3 = 11\n2x = 8\nx = 4"),
    ("a quadratic with both solutions", "x^2 - 5x + 6 = 0\n(x-2)(x-3) = 0\nx = 2 or x = 3"),
    ("solutions as a list", "x^2 - 5x + 6 = 0\nx = 2, 3"),
    ("solutions without the name", "x^2 = 9\nx = 3 or -3"),
    ("numbered lines, arrows and words", "1. $3(x - 2) = 9$\n2. => $3x - 6 = 9$\nso 3x = 15\nThus x = 5."),
    ("an expression that goes on", "(x+1)^2\n= x^2 + 2x + 1\n= x(x+2) + 1"),
    ("expressions line by line", "x^2 - 9\n(x-3)(x+3)"),
    ("a formula rearranged", "y = 2x + 1\ny - 1 = 2x\nx = (y-1)/2"),
    ("two unknowns", "x + y = 5\n2x + 2y = 10"),
    ("arithmetic in one line", "48/2 = 24"),
    ("LaTeX", r"\frac{x}{2} + 1 = 4" + "\n" + r"\frac{x}{2} = 3 \\" + "\n" + r"x = 6"),
    ("an irrational solution", "x^2 = 2\n" + r"x = \sqrt{2} or x = -\sqrt{2}"),
    ("empty lines between", "2x = 8\n\n\nx = 4"),
]

WRONG = [
    ("a decimal that is no solution", "50x = 2.5\n50x = 3.5", 2),
    ("a multiple that looks rounded", "100x = 4\n100x = 8.0", 2),
    ("rounded to more digits", "0.5 = 0.54", 1),
    ("rounded to nothing", "0.04 = 0.0", 1),
    ("rounded and back", "1.25 = 1.3 = 1.26", 1),
    ("rounded wrongly", "3x = 1\nx = 0.34", 2),
    ("an area rounded wrongly", "A = 25*pi\nA = 78.55", 2),
    ("a logarithm of a sum", "ln(x)+ln(y)\nln(x+y)", 2),
    ("a sign lost", "2x + 3 = 11\n2x = 14\nx = 7", 2),
    ("only the first is named", "x + 1 = 3\nx = 5\nx = 6", 2),
    ("divided by what can be zero", "x^2 = 5x\nx = 5", 2),
    ("freshman's square", "(x+1)^2\n= x^2 + 1", 2),
    ("inside a chain", "(x+1)^2 = x^2 + 2x + 1 = x(x+2) + 2", 1),
    ("arithmetic", "6 * 7 = 43", 1),
    ("one of two solutions", "x^2 - 5x + 6 = 0\nx = 2", 2),
    ("two unknowns", "x + y = 5\n2x + 2y = 11", 2),
    ("the right line after it is no excuse", "2x = 8\nx = 5\nx = 4", 2),
    ("counted with empty lines", "2x = 8\n\nx = 5", 3),
    ("factors", "x^2 - 9\n(x-3)(x+3)\n(x-3)^2", 3),
]


def _states(text: str, sandbox: Sandbox) -> list[CheckedLine]:
    return check_derivation(text, sandbox)


@pytest.mark.parametrize("text", [case[1] for case in RIGHT], ids=[case[0] for case in RIGHT])
def test_right_derivations(text: str, sandbox: Sandbox) -> None:
    lines = _states(text, sandbox)
    assert {line.state for line in lines[1:]} <= {"right"}, lines
    assert lines[0].state in ("given", "right")


@pytest.mark.parametrize(("text", "number"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_the_first_wrong_line_is_named(text: str, number: int, sandbox: Sandbox) -> None:
    wrong = first_wrong(_states(text, sandbox))
    assert wrong is not None
    assert wrong.number == number
    assert wrong.note


@pytest.mark.parametrize(
    "text",
    [
        "3x < 5\nx < 5/3",
        "hello there\nhow are you",
        "f'(x) = 2x\nf''(x) = 2",
        # two readings
        "log(1000) = 3",
        "x = log(100)\nx = 2",
        "sin(30) = 0.5",
        "x = 10 sin(30)\nx = 5",
        r"5/2 = 2\frac{1}{2}",
    ],
)
def test_what_cannot_be_judged_is_not_called_wrong(text: str, sandbox: Sandbox) -> None:
    assert first_wrong(_states(text, sandbox)) is None


def test_the_solution_is_not_given_away(sandbox: Sandbox) -> None:
    for text, solution in (("7x - 3 = 88\n7x = 85", "13"), ("x^2 = 289\nx = 16", "17"), ("29 * 31 = 900", "899")):
        wrong = first_wrong(_states(text, sandbox))
        assert wrong is not None
        assert solution not in wrong.note


def test_a_squared_line_follows_with_a_warning(sandbox: Sandbox) -> None:
    lines = _states("\\sqrt{x+3} = x - 3\nx + 3 = x^2 - 6x + 9", sandbox)
    assert lines[1].state == "right"
    assert "put them back" in lines[1].note


def test_nothing_to_check_is_said(sandbox: Sandbox) -> None:
    with pytest.raises(BadInputError, match="nothing to check"):
        check_derivation(" \n \n", sandbox)
    with pytest.raises(BadInputError, match="at most 200"):
        check_derivation("x = 1\n" * 201, sandbox)


def test_a_line_that_takes_too_long_ends_nothing_else(sandbox: Sandbox) -> None:
    lines = _states("2 + 2 = 4\n9^9^9^9^9 + 1 = 2", sandbox)
    assert [line.state for line in lines] == ["right", "unchecked"]


def test_hostile_lines_are_only_unreadable(sandbox: Sandbox) -> None:
    lines = _states("__import__('os').system('x') = 1\nopen('/etc/passwd')\n\x1b[31mred", sandbox)
    assert {line.state for line in lines} == {"unchecked"}
