"""The answer of a solution in prose: where it stands, how it is shown, and when there is none."""

from __future__ import annotations

from fractions import Fraction

import pytest

from steppe.check.extract import from_prose, read
from steppe.check.phrases import last_boxed

NUMBERS = [
    ("So the temperature is −5 degrees.", "-5"),
    ("She needs 2½ cups of flour.", "2 1/2"),
    ("It costs $1.5 million.", "$1.5 million"),
    ("The answer is 5 million dollars.", "5 million dollars"),
    # boxed
    (r"So the result is $\boxed{18}$.", "18"),
    (r"First \boxed{3}, then \boxed{4}.", "4"),
    (r"\boxed{\frac{3}{4}}", "3/4"),
    (r"\boxed{-\frac{3}{4}}", "-3/4"),
    (r"\boxed{\frac{-3}{4}}", "-3/4"),
    (r"\boxed{3\frac{1}{2}}", "3 1/2"),
    (r"\boxed{-12\frac{1}{2}}", "-12 1/2"),
    (r"\boxed{5\text{ cm}}", "5 cm"),
    (r"\boxed{x = 5}", "5"),
    (r"\boxed{\boxed{5}}", "5"),
    (r"\fboxed{5}", "5"),
    (r"\boxed {5}", "5"),
    (r"\boxed 5", "5"),
    (r"\boxed{5} and then \boxed{", "5"),
    (r"\boxed{5} and then \boxed{}", "5"),
    (r"\boxed{\$1{,}200}", "$1,200"),
    (r"\boxed{50\%}", "50%"),
    (r"\boxed{30^\circ}", "30°"),
    (r"\boxed{-0.50}", "-0.50"),
    (r"The answer is 7. \boxed{8} The answer is 9.", "8"),
    # markers
    ("She sold 12 + 6 of them.\n#### 18", "18"),
    ("**Answer:** 5", "5"),
    ("**Answer**: 5", "5"),
    ("__Answer:__ 5", "5"),
    ("### Final Answer\nThe final answer is: $\\boxed{6}$", "6"),
    (r"**Final Answer:** $\frac{1}{2}$", "1/2"),
    ("Answer:\n\n7", "7"),
    ("Answer = 7", "7"),
    ("**The answer is 42**", "42"),
    ("The answer is **42**.", "42"),
    ("THE ANSWER IS 42", "42"),
    ("The answer to the problem is 42.", "42"),
    ("The answer would be -3/4.", "-3/4"),
    ("The answer is $1,234.50.", "$1,234.50"),
    ("The answer is 45%.", "45%"),
    ("The answer is 2 1/2 hours.", "2 1/2 hours"),
    ("The answer is approximately 3.14 m.", "3.14 m"),
    (r"The answer is $x \approx 3.14$.", "3.14"),
    (r"The answer is $\frac{1}{3} \approx 0.33$.", "1/3"),
    ("The answer is exactly 5.", "5"),
    ("The answer is 12 apples for 3 people.", "12"),
    ("The answer is 5. You can check the answer: it is right.", "5"),
    ("The answer is 5.\n\nHope this helps, ask me 2 more.", "5"),
    ("The answer is:\n\\[\nx = 5\n\\]", "5"),
    ("The answer is $$5$$ as $7$ shows.", "5"),
    ("The answer is 3 + 4 = 7.", "7"),
    ("The answer is not 4.\n\nSo it is 5.", "5"),
    # the last value of the text
    ("She had 15 and ate 3.\nSo she has 12 apples left.", "12"),
    ("So she has 12 apples left.\n\nNote that 3 of these were red.", "12"),
    ("So she has 12 apples left.\n\nI hope this helps!", "12"),
    ("That is 3 + 4 = 7 apples for 2.", "7"),
    ("Thus $x$ is $5$.", "5"),
    (r"Hence \( x = 5 \).", "5"),
    ("Hence\n\\[\nx = \\frac{7}{2}\n\\]", "7/2"),
    ("$$x=3$$", "3"),
    (r"\[ 2x = 10 \implies x = 5 \]", "5"),
    (r"We need $2\frac{1}{2}$ cups.", "2 1/2"),
    ("He pays $5 for this and then $6.", "$6"),
    ("so 20% of 50 = 10.", "10"),
    ("It costs $4.50.", "$4.50"),
    ("The share is 3/4 of it.", "3/4"),
    ("It is about .5 now.", ".5"),
    ("\t It \r\n is\u00a07 \n", "7"),
]
OTHERS = [
    ("The answer is a ratio of 2:3.", "2:3", "expression"),
    ("The answer is Monday.", "Monday", "text"),
    ("The answer is yes.", "yes", "text"),
    (r"\boxed{\text{Monday}}", "Monday", "text"),
    ("The answer is x = 5 and y = 7.", "x = 5 and y = 7", "list"),
    ("Hence $x = 5$ and $y = 7$.", "x = 5, y = 7", "list"),
    ("Hence x = 5 and y = 7.", "x = 5, y = 7", "list"),
    (r"The roots are $2$, $3$ and $5$.", "2, 3, 5", "list"),
    ("The answer is 5 and 7.", "5 and 7", "list"),
    ("We get the values 5 or 7 here.", "5, 7", "list"),
    (r"\boxed{\{1, 2\}}", "{1, 2}", "list"),
    (r"\boxed{\left\{1, 2\right\}}", "{1, 2}", "list"),
    (r"\boxed{(3, -4)}", "(3, -4)", "list"),
    (r"\boxed{\left[ 2, \infty \right)}", r"[2, \infty)", "list"),
    ("The interval is $[2, 5)$.", "[2, 5)", "list"),
    ("Answer: (2, 3]", "(2, 3]", "list"),
    (r"\boxed{x > 3}", "x > 3", "list"),
    (r"\boxed{\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}}", r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}", "list"),
    (r"\boxed{3 \pm \sqrt{2}}", r"3 \pm \sqrt{2}", "list"),
    (r"\boxed{x = \sqrt{2}}", r"\sqrt{2}", "expression"),
    (r"\boxed{y = 2x+1}", "y = 2x+1", "expression"),
    (r"\boxed{\frac{\sqrt{3}}{2}}", r"\frac{\sqrt{3}}{2}", "expression"),
    (r"\boxed{x^2 = 4}", "x^2 = 4", "expression"),
    (r"\boxed{x \neq 4}", r"x \neq 4", "expression"),
    ("The answer is sqrt(2).", "sqrt(2)", "expression"),
    ("The answer is 2x+1.", "2x+1", "expression"),
    (r"The area is $3\pi$ and the rest follows.", r"3\pi", "expression"),
    (r"\boxed{x = \sqrt{2} \approx 1.41}", r"\sqrt{2}", "expression"),
    (r"\boxed{x}", "x", "expression"),
    (r"\boxed{12!}", "12!", "expression"),
    (r"\boxed{443_{5}}", "443_{5}", "expression"),
]
NONE = [
    *[
        "",
        "  \n ",
        "I cannot solve this.",
        "The answer is not known to me at the moment, sorry.",
        r"\boxed{",
        r"\boxed{5",
        "}{",
    ],
    *[
        "The answer is",
        "Answer:",
        "The answer is None.",
        "####",
        r"\boxed{}",
        "We use $x$ and $y$.",
        r"\boxed{\text{None}}",
    ],
    *[
        "Note that 5 is odd.",
        "the area is 10² cm.",
        "It is 3,5 liters in total.",
        "It costs 1.234,56 euros.",
        "So we get 1 000 000.",
        "It follows from the theorem of Fermat-3b.",
    ],
]


@pytest.mark.parametrize(("text", "shown"), NUMBERS)
def test_number(text: str, shown: str) -> None:
    answer = from_prose(text)
    assert answer is not None
    assert (answer.text, answer.kind) == (shown, "number")
    again = read(answer.text)
    assert again is not None
    assert (again.number, again.decimals) == (answer.number, answer.decimals)


@pytest.mark.parametrize(("text", "shown", "kind"), OTHERS)
def test_other_kinds(text: str, shown: str, kind: str) -> None:
    answer = from_prose(text)
    assert answer is not None
    assert (answer.text, answer.kind, answer.number) == (shown, kind, None)


@pytest.mark.parametrize("text", NONE)
def test_no_answer(text: str) -> None:
    assert from_prose(text) is None


def test_very_large_and_very_long_answers() -> None:
    power = str(2**1500)
    answer = from_prose(rf"\boxed{{{power}}}")
    assert answer is not None
    assert answer.number == Fraction(2**1500)
    assert from_prose(r"\boxed{" + "word " * 100 + "}") is None
    assert from_prose(r"\boxed{" + "9" * 1001 + "}") is None
    assert read("x" * 3000) is None


@pytest.mark.parametrize(
    ("text", "boxed"),
    [
        (r"\boxed{\left\{1,2\right.}", r"\left\{1,2\right."),
        (r"\boxed{a{b{c}}}{d}", "a{b{c}}"),
        (r"}\boxed{1}{", "1"),
        (r"\boxed{1", None),
        (r"\boxed{ }", None),
        ("boxed{1}", None),
    ],
)
def test_last_boxed(text: str, boxed: str | None) -> None:
    assert last_boxed(text) == boxed


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("The probability is 1 in 4.", id="a chance in words is read as its last number"),
        pytest.param("So she has 1/4 left after giving 3 to Tom.", id="the last number of a sentence is taken"),
    ],
)
@pytest.mark.xfail(strict=True, reason="Without a marker the last number of the last sentence is the answer.")
def test_known_limit(text: str) -> None:
    answer = from_prose(text)
    assert answer is None or answer.number == Fraction(1, 4)


HOSTILE = [
    *[
        "1",
        "1,",
        "1, ",
        "answer ",
        "answer is ",
        "answer is 5. ",
        r"\boxed{",
        r"\boxed ",
        "$",
        "$a",
        r"\[",
        r"\(",
        "\n",
        " \n",
    ],
    *[
        "a.\nB ",
        "####",
        "x = 1 and ",
        "(A)",
        "{",
        "}",
        "\\",
        "answer to ",
        "A ",
        "1/",
        "1:",
        ":",
        "a:",
        "=1",
        "**",
        "- ",
    ],
    *[r"\[a", r"\(a\] ", "answer is **", "x=1,", r"\frac{", "a_", "[x=1]", "not "],
]


@pytest.mark.timeout(30)
@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_text_is_read_in_little_time(piece: str) -> None:
    text = piece * (20_000 // len(piece))
    for choices in ((), ("1", "x = 2", "3/4")):
        from_prose(text, choices)
        from_prose("answer is" + " " * 20_000 + text, choices)
