"""The strict reader of numbers: what is one, what is none, and that hostile text is refused quickly."""

from __future__ import annotations

from fractions import Fraction

import pytest

from steppe.check.number import MAX_CHARACTERS, Number, plain, read_number

VALUES = [
    ("5", "5"),
    ("-5", "-5"),
    ("- 5", "-5"),
    ("+5", "5"),
    ("\u22125", "-5"),  # minus sign
    ("\u20135", "-5"),  # en dash
    ("5.", "5"),
    (".5", "1/2"),
    ("-.5", "-1/2"),
    ("-0.0", "0"),
    ("007", "7"),
    ("1,234.50", "1234.5"),
    ("1,234,567", "1234567"),
    (r"10,\!000", "10000"),
    (r"11,\! 111,\! 100", "11111100"),
    ("1{,}000", "1000"),
    (r"1\,000", "1000"),
    ("1\u202f000\u202f000", "1000000"),  # narrow no-break space
    ("1\u2009000", "1000"),  # thin space
    ("2e-05", "0.00002"),
    ("1E3", "1000"),
    (r"6.02 \times 10^{23}", "602000000000000000000000"),
    (r"6.02\cdot10^3", "6020"),
    ("1.5 * 10**2", "150"),
    ("3/4", "3/4"),
    ("-3/4", "-3/4"),
    ("3 / 4", "3/4"),
    ("1.5/2", "3/4"),
    ("1,000/3", "1000/3"),
    (r"\frac{-3}{4}", "-3/4"),
    (r"-\frac{3}{4}", "-3/4"),
    (r"\frac{3}{-4}", "-3/4"),
    (r"-\frac{-3}{4}", "3/4"),
    (r"\dfrac{3}{4}", "3/4"),
    (r"\frac34", "3/4"),
    (r"\frac{3}4", "3/4"),
    (r"\frac3{4}", "3/4"),
    (r"3\frac{1}{2}", "7/2"),
    (r"-3\frac{1}{2}", "-7/2"),
    (r"3 \frac12", "7/2"),
    ("2 1/2", "5/2"),
    ("-2 1/2", "-5/2"),
    ("2\u00bd", "5/2"),
    ("\u00be", "3/4"),
    ("$5$", "5"),
    ("$$5$$", "5"),
    (r"\(5\)", "5"),
    (r"\[ 5 \]", "5"),
    ("**5**", "5"),
    ("`5`", "5"),
    ("**$5$**", "5"),
    (r"\text{5}", "5"),
    (r"\mathbf{5}", "5"),
    ("9" * 500, "9" * 500),
]
NO_NUMBERS = [
    *["", " ", "-", "+", ".", ",", "$", "%", "e5", "/", "1/", "/2", "1e", "1e+", "1,", ",5"],
    *["(3,5)", "3,5", "3, 5", "1,23", "1,2345", "1,234,56", "12,34", "[5]", "{5}", "(5)"],
    *["1/0", "0/0", r"\frac{1}{0}", r"2\frac{1}{0}", "2 1/0", "1/0.0"],
    *["--5", "+-5", "-+5", "-$-5", "1..2", "1.2.3", "1 2", "1 234", "5 -", "5-", "3/4/5", "3/-4"],
    *["2 5/2", r"2\frac{5}{2}", r"2\frac{-1}{2}", "2 0/3"],
    *["12x", "12 x", "x=5", "x = 5", "5!", "5^2", "2^{3}", "5*3", "5+3", "2 pi", r"2\pi", r"2\sqrt{3}", "3i", "2(3)"],
    *["101_2", "0x10", "1_000", "2:3", "10:30", "1 in 4", "1 out of 4", "3 to 4", "5 or 6", "5 mod 3", "5 plus 3"],
    *["inf", "-inf", "nan", "NaN", "Infinity", "oo", "None", "True", "False", "zoo"],
    *["1e999999", "1e401", "1e-401", "1e9999", r"1 \times 10^{999}"],
    *["\u0663", "\uff15", "\u4e94", "V", "five", "12 apples and 3 pears", "12 apples, 3 pears", "12apples", "5 (cm)"],
    *["9" * (MAX_CHARACTERS + 1), "5" + " a" * 20, "5m", "5 if x", "$", "$5 and $6", r"\frac{3}{4", r"\frac{x}{4}"],
]


@pytest.mark.parametrize(("text", "value"), VALUES, ids=lambda each: each[:20])
def test_value(text: str, value: str) -> None:
    number = read_number(text)
    assert number is not None
    assert number.value == Fraction(value)


@pytest.mark.parametrize("text", NO_NUMBERS, ids=lambda each: each[:20])
def test_not_a_number(text: str) -> None:
    assert read_number(text) is None


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("12 apples", "12", "apples"),
        ("12 apples left.", "12", "apples left"),
        (r"50\%", "50", "%"),
        ("50 %", "50", "%"),
        ("$1,200", "1200", "$"),
        (r"\$1,200", "1200", "$"),
        ("-$5", "-5", "$"),
        ("$-5", "-5", "$"),
        ("\u20ac 12.50", "12.5", "\u20ac"),
        ("Rs. 40", "40", "Rs."),
        ("75\u00a2", "75", "\u00a2"),
        (r"30^\circ", "30", "\u00b0"),
        (r"30^{\circ}", "30", "\u00b0"),
        ("20\u00b0C", "20", "\u00b0C"),
        (r"5\text{ cm}", "5", "cm"),
        (r"5\,\text{cm}^2", "5", "cm^2"),
        ("5 cm\u00b2", "5", "cm\u00b2"),
        (r"\frac{1}{2} \text{ cup}", "1/2", "cup"),
        ("5cm", "5", "cm"),
        ("10m/s^2", "10", "m/s^2"),
        ("10 km / h", "10", "km / h"),
        ("5 m", "5", "m"),
        ("5 miles per hour", "5", "miles per hour"),
        ("21st", "21", "st"),
        ("3rd place", "3", "rd place"),
        ("$12.50 per hour", "25/2", "per hour"),
    ],
)
def test_unit_is_kept_apart(text: str, value: str, unit: str) -> None:
    number = read_number(text)
    assert number is not None
    assert (number.value, number.unit) == (Fraction(value), unit)


@pytest.mark.parametrize(
    ("text", "decimals", "is_exact"),
    [
        ("18", 0, True),
        ("18.", 0, True),
        ("18.50", 2, False),
        ("3/4", 0, True),
        ("0.75", 2, False),
        ("2e-05", 5, False),
        ("1.5e3", -2, False),
        ("1e3", -3, False),
    ],
)
def test_precision_is_what_was_written(text: str, decimals: int, is_exact: bool) -> None:
    number = read_number(text)
    assert number == Number(number.value if number else Fraction(), decimals, is_exact)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"\left( 1,\; 2 \right)", "( 1, 2 )"),
        (r"\leftarrow x", r"\leftarrow x"),
        (r"a \\ b", r"a \\ b"),
        (r"\text{\textbf{B}}", "B"),
        ("$5 and $6", "$5 and $6"),
        (r"\$5", "$5"),
        (r"x \quad y", "x y"),
        ("``", "``"),
        (r"**$`\(__5__\)`$**", "__5__"),
    ],
)
def test_plain(text: str, expected: str) -> None:
    assert plain(text) == expected


HOSTILE = [
    "1",
    "1,",
    "1 ",
    r"\frac{",
    r"\text{",
    " ",
    "$",
    r"\left",
    "{,}",
    "(",
    r"\,",
    r"1\,",
    "^",
    r"\frac ",
    "- ",
    "^ ",
    "1e",
]


@pytest.mark.timeout(20)
@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_text_is_refused_without_backtracking(piece: str) -> None:
    text = piece * (20_000 // len(piece))
    assert read_number(text) is None
    assert isinstance(plain(text), str)
    read_number(text[:MAX_CHARACTERS])
