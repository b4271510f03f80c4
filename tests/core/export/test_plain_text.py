"""Plain text: narrow lines, formulas as people type them, programs untouched."""

from __future__ import annotations

import pytest

from steppe.export.formula_plain import plain_formula
from steppe.export.gathering import document_of
from steppe.export.plain_text import WIDTH, wrapped, write_text


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"x = \frac{-b \pm \sqrt{b^2-4ac}}{2a}", "x = (-b ± √(b² - 4ac))/(2a)"),
        (r"\int_0^3 x^2 \, dx = 9", "∫_0³ x² dx = 9"),
        (r"\sum_{i=1}^{n} i = \frac{n(n+1)}{2}", "∑_(i=1)^n i = n(n + 1)/2"),
        (r"7^{100} \equiv 9 \pmod{13}", "7^100 ≡ 9 (mod 13)"),
        (r"\lim_{x \to 0} \frac{\sin x}{x}", "lim_(x→0) (sin x)/x"),
        (r"90^\circ", "90°"),
        (r"\text{Price} = \$25 \times 0.8", "Price = $25 × 0.8"),
        (r"\begin{pmatrix}1&2\\3&4\end{pmatrix}", "(1, 2; 3, 4)"),
        (r"\sqrt[3]{x}", "∛x"),
        ("1{,}234", "1,234"),
        (r"a &= b \\ &= c", "a = b\n= c"),
        (r"\unknown{x}", r"\unknown{x}"),
    ],
)
def test_formulas_read_as_people_type_them(tex, text):
    assert plain_formula(tex) == text


def test_prose_is_narrow_and_programs_are_whole(everything):
    for solved in everything:
        lines = write_text(document_of([solved])).split("\n")
        code = {f"    {line}".rstrip() for line in solved.program.source.split("\n")} if solved.program else set()
        assert all(line in lines for line in code if line)
        for line in lines:
            is_one_word = len(line.split()) == 1
            assert len(line) <= WIDTH or line in code or is_one_word, line


def test_wide_characters_count_twice():
    lines = list(wrapped("一个长方形的长是宽的两倍周长是厘米" * 6, "", ""))
    assert len(lines) > 1
    assert all(len(line) <= WIDTH // 2 for line in lines)


def test_no_character_hides_or_reorders_others(solves):
    text = write_text(document_of([solves["scripts"]]))
    for hidden in ("\x00", "\x07", "\x1b", "\u202e"):
        assert hidden not in text
