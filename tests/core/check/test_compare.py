"""Comparison beyond the corpus: kinds that do not mix, what the sandbox is given, and that it fails closed."""

from __future__ import annotations

from fractions import Fraction

import pytest

from steppe.answer import Answer
from steppe.check import equivalence
from steppe.check.compare import same_answer, same_number
from steppe.check.equivalence import Question, answers, ask, real_value
from steppe.check.formula import Formula, read_formula
from steppe.check.number import Number
from steppe.check.shape import Shape, is_bracketed, read_shape, split_top
from steppe.sandbox.client import Sandbox


def formula(text: str) -> Formula:
    read = read_formula(text)
    assert read is not None
    return read


def test_letter_of_a_choice_equals_only_the_same_letter() -> None:
    choice = Answer("B", "choice")
    assert same_answer(choice, Answer("B", "choice"))
    assert not same_answer(choice, Answer("C", "choice"))
    assert not same_answer(choice, Answer("B", "text"))
    assert not same_answer(Answer("B", "text"), choice)


def test_number_of_an_answer_counts_more_than_its_text() -> None:
    shown = Answer("0.3", "number", Fraction(3, 10), is_exact=False, decimals=17)
    assert same_answer(shown, Answer("3/10", "number", Fraction(3, 10)))
    assert not same_answer(shown, Answer("0.34", "number", Fraction(34, 100), is_exact=False, decimals=2))


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        (Number(Fraction(1, 3)), Number(Fraction(33, 100), 2, False), True),
        (Number(Fraction(1, 3)), Number(Fraction(3, 10), 1, False), False),
        (Number(Fraction(10**12)), Number(Fraction(10**12 + 1)), False),
        (Number(Fraction(10**12)), Number(Fraction(10**12 + 1), 1, False), True),
        (Number(Fraction(3)), Number(Fraction(26, 10), 1, False), False),
        (Number(Fraction(1, 2), unit="$"), Number(Fraction(50), unit="%"), False),
        (Number(Fraction(50), unit="%"), Number(Fraction(50), unit="percent"), True),
    ],
)
def test_numbers(first: Number, second: Number, same: bool) -> None:
    assert same_number(first, second) == same
    assert same_number(second, first) == same


def test_text_reaches_the_sandbox_only_as_data(sandbox: Sandbox) -> None:
    hostile = [
        "print('same')",
        "'); print('same'); ('",
        'x"""',
        "same\nsame",
        "x\\",
        "Symbol('x')",
        "\u2028print('same')",
    ]
    for text in hostile:
        assert not same_answer(Answer(text, "expression"), Answer("x + 1", "expression"), sandbox)
    assert same_answer(Answer("1 + x", "expression"), Answer("x + 1", "expression"), sandbox)


def test_code_that_is_none_of_ours_finds_no_builtins(sandbox: Sandbox) -> None:
    for code in ("print('same')", "__import__('os')", "1/0", "open('/etc/passwd')", "undefined", "Integer('x')"):
        question = Question("same", code, code)
        assert answers([question], sandbox).get(question) != "same"


def test_one_question_that_fails_does_not_spoil_the_others(sandbox: Sandbox) -> None:
    good = ask("same", formula("x+1"), formula("1+x"))
    bad = Question("same", "Integer('x')", "Integer(1)")
    assert answers([bad, good], sandbox) == {bad: "none", good: "same"}


def test_too_many_questions_or_none_are_not_asked(sandbox: Sandbox) -> None:
    questions = [Question("value", f"Integer({number})") for number in range(65)]
    assert answers(questions, sandbox) == {}
    assert answers([], sandbox) == {}
    assert len(answers(questions[:64], sandbox)) == 64


def test_a_closed_sandbox_says_nothing() -> None:
    sandbox = Sandbox(workers=1)
    sandbox.close()
    assert answers([Question("value", "Integer(1)")], sandbox) == {}
    assert not same_answer(Answer("x+1", "expression"), Answer("1+x", "expression"), sandbox)


@pytest.mark.parametrize(
    ("kind", "first", "second", "answer"),
    [
        ("same", "x", "x", "same"),
        ("same", r"\infty", r"\infty", "different"),
        ("same", r"\frac{1}{x-x}", r"\frac{2}{x-x}", "different"),
        ("same", r"\sqrt{x-100}", r"\sqrt{x-100}+1", "different"),
        ("same", "(x+1)^3", "x^3+3x^2+3x+1", "same"),
        ("same", r"\ln(-1)", "i*pi", "same"),
        ("same", r"\binom{x}{2}", "x(x-1)/2", "same"),
        ("proportional", "x-y", "2y-2x", "same"),
        ("proportional", "x-y", "x+y", "different"),
        ("proportional", "0x", "x", "different"),
        ("proportional", "x-x", "x", "different"),
        ("proportional", "x", "y", "different"),
        ("proportional", "x", "x^2", "different"),
        ("proportional", r"\sin^2 x+\cos^2 x-1", "x", "different"),
    ],
)
def test_sandbox_says(kind: str, first: str, second: str, answer: str, sandbox: Sandbox) -> None:
    question = ask(kind, formula(first), formula(second))  # type: ignore[arg-type]
    assert answers([question], sandbox)[question] == answer
    assert ask(kind, formula(second), formula(first)) == question  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "value"),
    [(r"\sqrt{2}", 1.4142135623730951), ("i", None), (r"\infty", None), (r"\frac{1}{3}", 1 / 3), ("10^{-20}", 1e-20)],
)
def test_value_of_a_formula(text: str, value: float | None, sandbox: Sandbox) -> None:
    question = Question("value", formula(text).code)
    found = real_value(answers([question], sandbox).get(question))
    assert found is None if value is None else found is not None and float(found) == pytest.approx(value, rel=1e-15)


def test_value_that_is_not_a_plain_decimal_is_none() -> None:
    assert [real_value(text) for text in (None, "none", "1/2", "nan", "1e9999", "")] == [None] * 6


def test_nothing_of_the_guest_depends_on_the_host() -> None:
    compile(equivalence._GUEST, "guest", "exec")


@pytest.mark.parametrize(
    "text", ["(" * 400 + "1,2" + ")" * 400, "[" * 1000, "{" * 500 + "}" * 500, "1," * 500, "x=" * 400]
)
def test_deep_and_long_texts_are_taken_apart_without_harm(text: str, sandbox: Sandbox) -> None:
    assert read_shape(text).kind in ("value", "list", "tuple")
    assert same_answer(Answer(text, "text"), Answer(text, "text"))
    assert not same_answer(Answer(text, "text"), Answer("x + 1", "expression"), sandbox)


@pytest.mark.parametrize(
    ("text", "kind", "ends", "parts"),
    [
        ("5", "value", "", 0),
        ("x = 5", "value", "", 0),
        ("(5)", "value", "", 0),
        ("(five)", "value", "", 0),
        ("[5]", "list", "", 1),
        ("[5)", "value", "", 0),
        ("[1, 2)", "tuple", "[)", 2),
        (r"(-\infty, \infty)", "tuple", "()", 2),
        (r"[-\infty, 3)", "tuple", "()", 2),
        ("x < 5", "tuple", "()", 2),
        ("5 < 6", "value", "", 0),
        ("1 < x > 2", "value", "", 0),
        ("x < 1 < 2", "value", "", 0),
        ("1 < x < 2 < 3", "value", "", 0),
        ("(x > 1) & (x > 2)", "value", "", 0),
        ("(x > 1) & (y < 2)", "value", "", 0),
        ("x < 1, x > 2", "union", "", 2),
        ("y = 2x", "equation", "", 2),
        ("= 5", "value", "", 0),
        ("x = 1, ", "value", "", 0),
        ("[[1, 2], 3]", "tuple", "[]", 2),
        ("[[1, 2]]", "matrix", "", 1),
        (r"\begin{vmatrix}1\end{vmatrix}", "value", "", 0),
    ],
)
def test_shape(text: str, kind: str, ends: str, parts: int) -> None:
    shape = read_shape(text)
    assert (shape.kind, shape.ends, len(shape.parts)) == (kind, ends, parts)


def test_names_of_assignments_are_kept() -> None:
    assert read_shape("x = 5").name == "x"
    assert [part.name for part in read_shape("x_1 = 5, x_2 = 7").parts] == ["x_1", "x_2"]
    assert read_shape("(x, y) = (1, 2)") == Shape(
        "tuple", "(1, 2)", (Shape("value", "1"), Shape("value", "2")), "()", "(x,y)"
    )


def test_brackets() -> None:
    assert [is_bracketed(text) for text in ("(1)", "(1)(2)", "(1", "1)", "", "((1)", "[1)")] == [
        *[True, False, False, False, False, False, True]
    ]
    assert split_top("1,234, 5, (6,7)", ",") == ["1,234", "5", "(6,7)"]
