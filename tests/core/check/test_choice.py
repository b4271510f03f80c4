"""Multiple choice: a letter that is named, a value that equals exactly one choice, and never a guess."""

from __future__ import annotations

import pytest

from steppe.answer import Answer
from steppe.check.extract import as_choice, from_output, from_prose

CHOICES = ("12", "15", "1/2", "0.25")
LETTERS = [
    *[
        ("B", "B"),
        ("(B)", "B"),
        ("[B]", "B"),
        ("B.", "B"),
        ("B)", "B"),
        ("b", "B"),
        ("(b)", "B"),
        ("a", "A"),
        ("b)", "B"),
    ],
    *[("B) 12", "B"), ("B. 12", "B"), ("B: 12", "B"), ("(B) 12", "B"), ("(B)12", "B"), ("B)12", "B"), ("[B] 12", "B")],
    *[("**B**", "B"), ("**B) 15**", "B"), ("$B$", "B"), (r"\text{B}", "B"), (r"\textbf{(B) }15", "B"), ("`B`", "B")],
    *[
        ("Option C", "C"),
        ("option C", "C"),
        ("choice (C)", "C"),
        ("Option (c) 1/2", "C"),
        ("the option C is right", "C"),
    ],
    *[
        ("C is correct", "C"),
        ("C, because 1/2", "C"),
        ("B 15", "B"),
        ("B - 15", "B"),
        ("(B) because (A) is wrong", "B"),
    ],
]
VALUES = [
    *[
        ("12", "A"),
        ("12.0", "A"),
        ("$12", "A"),
        ("12 apples", "A"),
        ("x = 12", "A"),
        (r"\frac{24}{2}", "A"),
        ("1/2", "C"),
    ],
    *[
        ("0.5", "C"),
        (r"\frac12", "C"),
        ("50%", "C"),
        ("0.25", "D"),
        ("1/4", "D"),
        ("0.251", "D"),
        ("0.2499999999", "D"),
    ],
]
NONE = [
    *[
        "",
        "14",
        "11.9",
        "0.3",
        "E",
        "(E)",
        "Option E",
        "A and B",
        "(A) or (B)",
        "A, B",
        "a ratio",
        "A ratio of 2:3",
        "hello",
    ],
    *["option a ratio", "B 12", "I think so", "(A) - 3", "A = 12 + y", "B" * 500, "C1", "Both", "a12"],
]


@pytest.mark.parametrize(("text", "letter"), LETTERS + VALUES)
def test_choice(text: str, letter: str) -> None:
    assert as_choice(text, CHOICES) == Answer(letter, "choice")


@pytest.mark.parametrize("text", NONE)
def test_no_choice(text: str) -> None:
    assert as_choice(text, CHOICES) is None


@pytest.mark.parametrize(
    ("text", "choices", "letter"),
    [
        ("5", ("5", "5"), None),
        ("A", ("5", "5"), "A"),
        ("5", ("5", "5.0"), None),
        ("0.333333", ("1/3", "1/2"), "A"),
        ("3.14159", ("3", "3.1"), "B"),
        ("3.14159", ("3", "4"), None),
        ("0.33333", ("0.3", "0.33"), None),
        ("0.3", ("0.3", "0.33"), "A"),
        ("5", ("5 cm", "5 m"), None),
        ("5 m", ("5 cm", "5 m"), "B"),
        ("0.333 m", ("0.3 cm", "2 m"), None),
        ("0.44", ("44%", "4%"), "A"),
        ("44", ("44%", "0.44"), "A"),
        ("$67.40", ("$61", "$67.40"), "B"),
        ("4", ("p = 4", "p = 8"), "A"),
        ("p = 8", ("p = 4", "p = 8"), "B"),
        ("tree", ("web", "tree"), "B"),
        ("the Tree", ("web", "tree"), "B"),
        ("x = 5, y = 7", ("(7, 5)", "(5, 7)"), "B"),
        ("[2, 3)", ("[2, 3]", "[2, 3)"), "B"),
        (r"\sqrt{2}", ("sqrt(2)", r"\sqrt{2}"), "B"),
        ("None of these", ("1", "None of these"), "B"),
        ("None", ("1", "None"), None),
        ("1", ("1", "None"), "A"),
        ("J", tuple("1234567890"), "J"),
        ("K", tuple("12345678901"), None),
    ],
)
def test_values_of_choices(text: str, choices: tuple[str, ...], letter: str | None) -> None:
    found = as_choice(text, choices)
    assert (found.text if found else None) == letter


@pytest.mark.parametrize(
    ("text", "letter"),
    [
        ("The answer is (B).", "B"),
        ("The answer is B", "B"),
        ("The answer is: **B**", "B"),
        ("the correct option is C.", "C"),
        ("The best choice is (C) 1/2", "C"),
        (r"\boxed{B}", "B"),
        (r"\boxed{\text{(B) } 15}", "B"),
        (r"\boxed{15}", "B"),
        (r"\boxed{99}. The answer is B.", "B"),
        ("The answer is 15.", "B"),
        ("The answer is the value 15 here.", "B"),
        ("Therefore, option C is correct.", "C"),
        ("We look at all.\n\nSo it must be (D).", "D"),
        ("B) 15", "B"),
        ("We get 12.", "A"),
        (r"So we get $\frac{1}{2}$.", "C"),
        ("The answer is a ratio of 2:3.", None),
        ("It may be (A) or (B).", None),
        ("Option A and option B are wrong.", None),
        ("I do not know.", None),
        ("We get 13.", None),
        ("", None),
    ],
)
def test_choice_in_prose(text: str, letter: str | None) -> None:
    found = from_prose(text, CHOICES)
    assert (found.text if found else None) == letter


@pytest.mark.parametrize(
    ("stdout", "letter"),
    [
        ("B", "B"),
        ("(B) 15", "B"),
        ("Answer: C", "C"),
        ("The answer is C", "C"),
        ("12.0", "A"),
        ("0.5", "C"),
        ("x = 15", "B"),
        ("Total: 15", "B"),
        ("Total = 15", "B"),
        ("[15]", "B"),
        ("working\n15\nNone", "B"),
        ("7", None),
        ("nan", None),
        ("", None),
    ],
)
def test_choice_in_output(stdout: str, letter: str | None) -> None:
    found = from_output(stdout, CHOICES)
    assert (found.text if found else None) == letter


def test_two_lines_name_one_choice() -> None:
    found = from_output("x = 5\ny = 7", ("(7, 5)", "(5, 7)"))
    assert found == Answer("B", "choice")
