"""Claims in prose: which are found, and whether they are judged right, wrong, or left alone."""

from __future__ import annotations

import pytest

from steppe.check.claims import find_claims
from steppe.check.steps import check_claims, written
from steppe.sandbox.client import Sandbox

RIGHT = [
    ("other signs for minus and times", "20 − 5 + 3 = 18, 2 ⋅ 5 + 3 = 13 and −5 + 3 = -2.", 3),
    ("raised digits", "$10²³ = 10^{23}$", 1),
    ("plain arithmetic", "She sold 48 / 2 = 24 clips.", 1),
    ("two in a sentence", "48 / 2 = 24 and 48 + 24 = 72.", 2),
    ("a chain", r"\[ 3 \cdot 4 = 12 = 24/2 \]", 2),
    ("dollars, as a sign and as a word", r"$5 \times \$3 = 15 \text{ dollars}$", 1),
    ("money", "They pay $5 * 3 = $15 in all.", 1),
    ("percent of", "20% of 50 = 10", 1),
    ("percent as a result", r"$\frac{12}{48} \times 100 = 25\%$", 1),
    ("the letter x as a sign", "3 x 4 = 12", 1),
    ("brackets round it", "(12 * 3 = 36)", 1),
    ("thousands", "1,200 + 300 = 1,500", 1),
    ("a list of claims", "2 * 4 = 8, 3 * 4 = 12, 4 * 4 = 16", 3),
    ("rounded", "100/3 = 33.33", 1),
    ("cut off", "200/3 = 66.66", 1),
    ("dots", "1/3 = 0.333...", 1),
    ("about, to whole numbers", "100/3 ≈ 33", 1),
    ("about, in a formula", r"$\sqrt{50} \approx 7.07$", 1),
    ("about, to hundreds", r"$38 \times 40 \approx 1500$", 1),
    ("an identity", r"\(2(x+1) = 2x + 2\)", 1),
    ("a mixed number", r"$2\frac{1}{2} = 2.5$", 1),
    ("a power and a factorial", "2^10 = 1024; 7! = 5040", 2),
    ("a unit on one side", r"$3 \times 60 = 180 \text{ minutes}$", 1),
    ("a negative number first", "-3 + 5 = 2", 1),
    ("rows of align", r"\begin{align*} x &= 2 + 3 \\ &= 5 \end{align*}", 1),
]

WRONG = [
    ("plain arithmetic", "48 / 2 = 25", "48 / 2 is 24."),
    ("the end of a chain", "so 6 * 7 = 42 = 40 + 3.", "40 + 3 is 43."),
    ("behind a label", "Cost: 12 * 3 = 37.", "12 * 3 is 36."),
    ("LaTeX", r"$12 \times 12 = 145$", "12 × 12 is 144."),
    ("a fraction", r"$\frac{1}{2} + \frac{1}{3} = \frac{2}{5}$", "1/2 + 1/3 is 5/6."),
    ("the worked side is on the right", "391 = 17 * 22", "17 * 22 is 374."),
    ("not rounded to whole numbers", "100/3 = 33", "100/3 is about 33.3333."),
    ("rows of align", r"\begin{align} x &= 2 + 3 \\ &= 6 \end{align}", "2 + 3 is 5."),
    ("two lines", "17 * 23 = 381\n1 + 1 = 2", "17 * 23 is 391."),
]

LEFT_ALONE = [
    ("a dash before it", "20 – 5 + 3 = 18"),
    ("a root before it", "∛8 + 1 = 3"),
    ("a function before it", "log 100 + 1 = 3"),
    ("a product before it", "2π·5 + 3 ≈ 34.4"),
    ("a remainder", "17 / 5 = 3 R2"),
    ("less a percentage", "$80 - 25% = $60"),
    ("divided by a number in front of a bracket", "12/2(3) = 2"),
    ("cents and dollars", r"\(3 \times 25 \text{ cents} = \$0.75\)"),
    ("an equation in an unknown", r"\(2x + 3 = 11\)"),
    ("a value named", "x = 5, and $y = 7$"),
    ("units change", r"$3 \text{ hours} = 180 \text{ minutes}$"),
    ("words between", "5 apples + 3 = 9"),
    ("half of", "half of 12 * 3 = 18"),
    ("a number word behind", "2 + 2 = 5 million"),
    ("a compound amount", "200 / 60 = 3 hours 20 minutes"),
    ("a remainder", "7 / 2 = 3 remainder 1"),
    ("a logarithm of either base", r"$3\log(100) = 6$"),
    ("degrees", r"$2\sin(30) = 1$"),
    ("e is a number of eggs", "$2e = 10$"),
    ("a clock", "at 8:30 = 5 + 3"),
    ("an inequality", r"$2 + 3 \leq 6 = 5 + 1 < 3$"),
    ("a function's value", r"$f(2) = 4 + 1$"),
    ("modular arithmetic", r"$17 \equiv 5 = 1 + 4 \pmod{12}$"),
    ("code", "`n = 3 + 4`"),
    ("no equality at all", "There are 12 apples."),
]


def _marks(text: str, sandbox: Sandbox) -> list[tuple[str, str, str]]:
    marks = check_claims(find_claims(text), sandbox)
    return [(mark.state, text[mark.start : mark.end], mark.note) for mark in marks]


@pytest.mark.parametrize(("text", "count"), [case[1:] for case in RIGHT], ids=[case[0] for case in RIGHT])
def test_right_claims(text: str, count: int, sandbox: Sandbox) -> None:
    marks = [mark for mark in _marks(text, sandbox) if mark[0] != "unchecked"]
    assert [mark[0] for mark in marks] == ["right"] * count, marks


@pytest.mark.parametrize(("text", "note"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_wrong_claims_say_the_right_value(text: str, note: str, sandbox: Sandbox) -> None:
    assert [mark[2] for mark in _marks(text, sandbox) if mark[0] == "wrong"] == [note]


@pytest.mark.parametrize("text", [case[1] for case in LEFT_ALONE], ids=[case[0] for case in LEFT_ALONE])
def test_left_alone(text: str, sandbox: Sandbox) -> None:
    assert [mark for mark in _marks(text, sandbox) if mark[0] == "wrong"] == []


def test_places_are_those_of_the_text(sandbox: Sandbox) -> None:
    text = "First 2 + 2 = 4. Then\n\\[3 \\times 3 = 10\\]\nand 20% of 50 = 10."
    assert [text[claim.start : claim.end].strip() for claim in find_claims(text)] == [
        "2 + 2 = 4",
        "3 \\times 3 = 10\\]",
        "20% of 50 = 10",
    ]


def test_without_a_sandbox_nothing_is_judged() -> None:
    with Sandbox(workers=1) as sandbox:
        sandbox.close()
        assert [mark.state for mark in check_claims(find_claims("2 + 2 = 5"), sandbox)] == ["unchecked"]


def test_long_and_hostile_text_takes_little_time(sandbox: Sandbox) -> None:
    for text in ("1+" * 20_000, "1 = " * 5_000, "\\[" * 5_000, "\\begin{align}" * 2_000, "(" * 10_000, "1,111" * 5_000):
        find_claims(text)


@pytest.mark.parametrize(
    ("top", "bottom", "text"),
    [(6, 1, "6"), (5, 6, "5/6"), (1, 8, "0.125"), (-7, 2, "-3.5"), (1, 3001, "about 0.000333222")],
)
def test_values_as_people_write_them(top: int, bottom: int, text: str) -> None:
    from fractions import Fraction

    assert written(Fraction(top, bottom)) == text
