"""The paper's grading: its odd rules, each by an example, so that scores can be compared with the published table."""

from __future__ import annotations

import pytest

from steppe.evaluate.paper import READINGS, clean_latex, is_right_by_paper, latex_answer, plain_answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("So it is 5 + 7 = 12. The answer is 12.", "12"),
        ("The answer is 1,250 dollars and 3 cents", "1250"),  # commas go; with the marker the first number counts
        ("First 3, then 4, so 18.0", "18"),  # without it the last
        ("The answer is x = 4", "4"),
        ("The answer is y = 9\nx = 15", "15"),  # the last `=` wins
        ("The answer is 3/4", "3/4"),
        ("The answer is 5\n\nThe answer is 6", "5"),  # run-on behind a blank line is dropped
        ("#### 42", "42"),
        ("The answer is nan", ""),
        ("The answer is .5", "5"),
        ("", ""),
    ],
)
def test_numbers_are_read_as_the_paper_reads_them(text: str, answer: str) -> None:
    assert plain_answer(text, "number") == answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("The answer is (C).", "C"),
        ("The answer is a ratio of 2", "A"),  # the article counts as a letter
        ("The answer is 24", "24"),
    ],
)
def test_letters_are_read_as_the_paper_reads_them(text: str, answer: str) -> None:
    assert plain_answer(text, "letter") == answer


def test_a_set_of_both_takes_a_letter_first() -> None:
    assert plain_answer("The answer is B, 7", "letter or number") == "B"
    assert plain_answer("The answer is 7.50", "letter or number") == "7.5"


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (r"Thus \boxed{\dfrac12}", r"\frac{1}{2}"),
        (r"the answer is $\frac{3}{4}$.", r"\frac{3}{4}"),
        (r"The answer is \boxed{x = 5}.", "5"),
        (r"so 17 \text{ cm}", "17"),
        (r"\boxed{\left( 3, \frac{\pi}{2} \right)}", r"(3,\frac{\pi}{2})"),
        (r"The answer is 1/2", r"\frac{1}{2}"),
        (r"\boxed{.25}", "0.25"),
        (r"\boxed{45^\circ}", "45"),
        (r"\boxed{\sqrt3}", r"\sqrt{3}"),
    ],
)
def test_latex_is_cleaned_up(text: str, answer: str) -> None:
    assert latex_answer(text) == answer


@pytest.mark.parametrize(
    ("output", "reference", "right"),
    [
        ("2.6", "3", True),  # whole references are met by rounding
        ("2.4", "3", False),
        ("3.05", "3.14", True),  # others within 4 %
        ("2.9", "3.14", False),
        ("3*2", "6", True),
        ("[2, 7]", "27", True),  # commas are dropped before anything else
        ("2**10", "1024", True),
        ("9**9**9**9", "1", False),  # and nothing is computed that has no end
        ("__import__('os').getpid()", "1", False),
        ("(-8)**0.5", "1", False),
        ("x + 1", "1 + x", False),
    ],
)
def test_math_is_compared_by_string_then_number(output: str, reference: str, right: bool) -> None:
    assert is_right_by_paper("math", "", output + "\n", reference) is right


def test_prose_and_program_are_both_read() -> None:
    assert is_right_by_paper("gsm8k", "The answer is 12.", None, "12") is True
    assert is_right_by_paper("gsm8k", "The answer is 12.", "13\n", "12") is False
    assert is_right_by_paper("gsm8k", "print(12)", "", "12") is False
    assert is_right_by_paper("my own set", "The answer is 12.", None, "12") is None


def test_every_reading_survives_any_text() -> None:
    for text in ("\\boxed", "\\boxed{", "=", "-", "////", "\\frac", "{}}{", "\x00", "9" * 5000, "(" * 3000):
        for name in READINGS:
            assert is_right_by_paper(name, text, None, "1") in (True, False)
    assert clean_latex("\\sqrt") == "\\sqrt"
