"""What a key of the keypad puts in: delimiters only where they are needed, the cursor in the first gap."""

import pytest

from steppe.prose.delimiters import split
from steppe_qt.entry.insertion import insertion, is_inside_formula
from steppe_qt.entry.keypad import BACKSPACE, digits, structures


@pytest.mark.parametrize(
    ("before", "is_inside"),
    [
        ("", False),
        ("Solve $x^2", True),
        ("Solve $x^2$ for ", False),
        ("It costs \\$5 and ", False),
        ("$$a", True),
        ("$$a$$ and $", True),
        (r"\(a", True),
        (r"\(a\) b", False),
        (r"\[a", True),
        (r"\[a\\", True),
        (r"\[a\]", False),
    ],
)
def test_knows_whether_a_formula_is_open(before, is_inside):
    assert is_inside_formula(before) == is_inside


def test_latex_gets_delimiters_and_the_cursor_its_gap():
    made = insertion("\\sqrt{\u25a1}", "What is ")
    assert made.text == "$\\sqrt{}$"
    assert made.text[: made.cursor] == "$\\sqrt{"


def test_inside_a_formula_nothing_is_added():
    assert insertion("\\sqrt{\u25a1}", "What is $2 + ").text == "\\sqrt{}"


def test_a_selection_fills_the_first_gap():
    made = insertion("\\frac{\u25a1}{\u25a1}", "", "a + b")
    assert made.text == "$\\frac{a + b}{}$"
    assert made.text[: made.cursor] == "$\\frac{a + b}{"


@pytest.mark.parametrize("key", [key for row in digits() + structures() for key in row], ids=lambda key: key.name)
def test_every_key_has_a_name_and_leaves_whole_delimiters(key):
    assert key.name
    if key.template != BACKSPACE:
        text = insertion(key.template, "").text
        assert not any(piece.kind == "open" for piece in split(text.replace("{}", "{1}")))
