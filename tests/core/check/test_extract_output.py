"""The answer that a program printed: labels, noise, several lines, sympy's notation, and output that is no answer."""

from __future__ import annotations

from fractions import Fraction

import pytest

from steppe.check.compare import same_answer
from steppe.check.extract import from_output, from_prose
from steppe.check.printed import tidy

NUMBERS = [
    ("72", "72"),
    ("72.0", "72"),
    ("72.000\n", "72"),
    ("\n\n72\n\n", "72"),
    ("-0.0", "0"),
    ("-72.0", "-72"),
    ("0.30000000000000004", "0.3"),
    ("2.2857142857142856", "2.28571428571429"),
    ("99.99999999999999", "100"),
    ("99.999999999999986", "100"),
    ("1e-07", "1e-07"),
    ("1.0000000000000002e-07", "1e-07"),
    ("1000000.0", "1000000"),
    ("100000000000000000000.0", "100000000000000000000"),
    ("3.14159265358979323846264338328", "3.14159265358979323846264338328"),
    ("3/4", "3/4"),
    ("Fraction(3, 4)", "3/4"),
    ("Decimal('1.50')", "1.50"),
    ("np.float64(2.0)", "2"),
    ("mpf('1.5')", "1.5"),
    ("72 clips", "72 clips"),
    ("There are 72 clips", "72"),
    ("Natalia sold 72 clips in May and 24 in June", "72"),
    ("The answer is 72", "72"),
    ("The answer is: 72 clips.", "72 clips"),
    ("Step 1\nStep 2\nThe answer is 72", "72"),
    ("Total: 72", "72"),
    ("Total: 72.0", "72"),
    ("Total =72", "72"),
    ("Total cost of 3: $72", "$72"),
    ("x = 5", "5"),
    ("f(3) = 5", "5"),
    ("2 + 3 = 5", "5"),
    ("0.1 + 0.2 = 0.30000000000000004", "0.3"),
    ("{x: 5}", "5"),
    ("{'x': 5}", "5"),
    ("[{x: 5}]", "5"),
    ("Eq(x, 5)", "5"),
    ("[5]", "5"),
    ("(5,)", "5"),
    ("[5.0]", "5"),
    ("72\nNone", "72"),
    ("None\n72", "72"),
    ("$12.50", "$12.50"),
    ("45.0%", "45%"),
    (r"\boxed{7}", "7"),
    ("x = nan\ny = 3", "3"),
    ("1\n2\n3\n4\n5", "5"),
    ("a = 1\nb = 2\nc = 3\nd = 4\ne = 5", "5"),
    ("a = 3\nTotal: 60", "60"),
    ("1\nb\n3", "3"),
]
OTHERS = [
    ("x = 5\ny = 7", "x = 5, y = 7", "list"),
    ("x: 5\ny: 7.0", "x = 5, y = 7", "list"),
    ("Solving...\nx = 5\ny = 7", "x = 5, y = 7", "list"),
    ("x_1 = 5\nx_2 = 7", "x_1 = 5, x_2 = 7", "list"),
    ("x = 5 y = 7", "x = 5, y = 7", "list"),
    ("x = 5, y = 7", "x = 5, y = 7", "list"),
    ("x: 5, y: 7", "x = 5, y = 7", "list"),
    ("{x: 5, y: 7}", "x = 5, y = 7", "list"),
    ("[{x: 5, y: 7}]", "x = 5, y = 7", "list"),
    ("[{x: 1, y: 2}, {x: 3, y: 4}]", "(x, y) = (1, 2), (3, 4)", "list"),
    ("[{x: 1}, {y: 4}]", "{x: 1}, {y: 4}", "list"),
    ("9\n15", "9, 15", "list"),
    ("9.0\n15.0\n", "9, 15", "list"),
    ("5 7", "5, 7", "list"),
    ("5.0 7.5", "5, 7.5", "list"),
    ("[2, 3]", "2, 3", "list"),
    ("[2.0, 0.30000000000000004]", "2, 0.3", "list"),
    ("The roots are: [1, 2]", "1, 2", "list"),
    ("{2, 3}", "{2, 3}", "list"),
    ("FiniteSet(2, 3)", "{2, 3}", "list"),
    ("(2, 3)", "(2, 3)", "list"),
    ("[(1, 2), (3, 4)]", "(1, 2), (3, 4)", "list"),
    ("[sqrt(2), -sqrt(2)]", "sqrt(2), -sqrt(2)", "list"),
    ("sqrt(2)\n-sqrt(2)", "sqrt(2), -sqrt(2)", "list"),
    ("Matrix([[1, 2], [3, 4]])", "[[1, 2], [3, 4]]", "list"),
    ("[[1.0, 2], [3, 4]]", "[[1, 2], [3, 4]]", "list"),
    ("Interval(2, 3)", "[2, 3]", "list"),
    ("Interval.open(2, oo)", "(2, ∞)", "list"),
    ("Interval.Lopen(2, 3)", "(2, 3]", "list"),
    ("Interval.Ropen(-sqrt(2), sqrt(2))", "[-sqrt(2), sqrt(2))", "list"),
    ("Interval(-oo, oo)", "(-∞, ∞)", "list"),
    ("Union(Interval.open(-oo, -2), Interval.open(3, oo))", "(-∞, -2) \u222a (3, ∞)", "list"),
    ("(2 < x) & (x <= 5)", "(2 < x) & (x <= 5)", "list"),
    ("sqrt(2)", "sqrt(2)", "expression"),
    ("x = sqrt(2)", "sqrt(2)", "expression"),
    ("Area: 3*pi/4", "3*pi/4", "expression"),
    ("x**2 + 1", "x**2 + 1", "expression"),
    ("y = 2*x + 1", "y = 2*x + 1", "expression"),
    ("Eq(y, 2*x + 1)", "y = 2*x + 1", "expression"),
    ("x = 5 y = t", "x = 5 y = t", "expression"),
    ("1 + 2*I", "1 + 2*I", "expression"),
    ("(1+2j)", "(1+2j)", "expression"),
    ("oo", "∞", "expression"),
    ("-oo", "-∞", "expression"),
    ("2:3", "2:3", "expression"),
    ("Ratio: 2:3", "2:3", "expression"),
    ("10:30", "10:30", "expression"),
    ("True", "True", "text"),
    ("False", "False", "text"),
    ("Monday", "Monday", "text"),
    ("'Monday'", "Monday", "text"),
    ("['a', 'b']", "a, b", "text"),
    ("Answer: Monday", "Monday", "text"),
    ("No solution", "No solution", "text"),
]
NONE = [
    *["", "\n", "None", "nan", "NaN", "inf", "-inf", "zoo", "[]", "{}", "()", "set()", "EmptySet", "None\nNone"],
    *[
        "x = nan",
        "Answer: None",
        "Total: inf",
        "[nan, 3]",
        "[None]",
        "{x: nan}",
        "The answer is None",
        "5\n[]",
        "word " * 100,
    ],
]


@pytest.mark.parametrize(("stdout", "shown"), NUMBERS)
def test_number(stdout: str, shown: str) -> None:
    answer = from_output(stdout)
    assert answer is not None
    assert (answer.text, answer.kind) == (shown, "number")


@pytest.mark.parametrize(("stdout", "shown", "kind"), OTHERS)
def test_other_kinds(stdout: str, shown: str, kind: str) -> None:
    answer = from_output(stdout)
    assert answer is not None
    assert (answer.text, answer.kind) == (shown, kind)


@pytest.mark.parametrize("stdout", NONE)
def test_no_answer(stdout: str) -> None:
    assert from_output(stdout) is None


def test_a_float_is_not_a_rounded_number_because_fewer_digits_are_shown() -> None:
    printed = from_output("12.500000000000002")
    assert printed is not None
    assert (printed.number, printed.decimals) == (Fraction(25, 2), 15)
    for text, same in (("The answer is 12.5.", True), ("The answer is 12.54.", False)):
        prose = from_prose(text)
        assert prose is not None
        assert same_answer(printed, prose) is same


@pytest.mark.parametrize(
    ("stdout", "prose"),
    [
        ("x = 5\ny = 7", "So $x = 5$ and $y = 7$."),
        ("5 7", r"\boxed{(5, 7)}"),
        ("{x: 5, y: 7}", r"\boxed{(5, 7)}"),
        ("[-3, 2]", r"The solutions are $x = 2$ and $x = -3$."),
        ("Interval.open(2, oo)", r"\boxed{x > 2}"),
        ("(2 < x) & (x <= 5)", r"\boxed{(2, 5]}"),
        ("Union(Interval.open(-oo, -2), Interval.open(3, oo))", r"\boxed{(-\infty,-2)\cup(3,\infty)}"),
        ("Matrix([[1, 2], [3, 4]])", r"\boxed{\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}}"),
        ("0.30000000000000004", "The answer is 3/10."),
        ("0.4166666666666667", r"\boxed{\frac{5}{12}}"),
        ("[{x: 1, y: 2}, {x: 3, y: 4}]", r"\boxed{(1,2), (3,4)}"),
        ("True", "The answer is yes."),
    ],
)
def test_output_and_prose_agree(stdout: str, prose: str) -> None:
    printed, written = from_output(stdout), from_prose(prose)
    assert printed is not None
    assert written is not None
    assert same_answer(printed, written)


@pytest.mark.parametrize(
    "text", ["x = {1", "Union(1, 2", "Interval(1, 2", "[1, 2", "{x: 1", "Matrix([", "f(x)(y)", "{1: 2: 3}"]
)
def test_unknown_notation_stays_as_it_is(text: str) -> None:
    assert tidy(text) == text


HOSTILE = [
    "1",
    "1,",
    "1 ",
    "x=1 ",
    "[",
    "{x: 1, ",
    "1.5 ",
    "(",
    "Interval(1, 2)",
    "x: ",
    "'",
    "answer is ",
    "\n1",
    "\nx=1",
    "x=1 y=2 , ",
    "=",
    ", ",
]


@pytest.mark.timeout(30)
@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_output_is_read_in_little_time(piece: str) -> None:
    text = piece * (60_000 // len(piece))
    for output in (text, f"x=1 y=2 {text}", f"{text}x"):
        from_output(output)
        from_output(output, ("1", "x = 2"))
