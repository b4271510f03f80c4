"""Markdown: fences longer than what they hold, signs escaped, formulas between dollar signs."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from steppe.export.gathering import document_of
from steppe.export.markdown import escaped, fenced, formula_source, write_markdown
from steppe.sandbox.visible import visible


def blocks_of(text):
    """The fenced blocks as a reader of CommonMark finds them, and the lines outside."""
    blocks, outside, fence, inside = [], [], "", []
    for line in text.split("\n"):
        if fence:
            if re.fullmatch(rf" {{0,3}}`{{{len(fence)},}}\s*", line):
                blocks.append("\n".join(inside))
                fence, inside = "", []
            else:
                inside.append(line)
        elif match := re.match(r" {0,3}(`{3,})[^`]*$", line):
            fence = match[1]
        else:
            outside.append(line)
    assert not fence
    return blocks, outside


def test_programs_come_back_from_their_fences(everything):
    for solved in everything:
        if solved.program is not None:
            blocks, _ = blocks_of(write_markdown(document_of([solved])))
            assert visible(solved.program.source) in blocks


def test_arbitrary_text_leaves_the_programs_whole(export_story):
    for seed in range(80):
        solved = export_story.random_solve(seed)
        blocks, outside = blocks_of(write_markdown(document_of([solved])))
        if solved.program is not None:
            assert visible(solved.program.source) in blocks
        assert "## Problem" in outside


def test_signs_of_markup_are_escaped(solves):
    text = write_markdown(document_of([solves["scripts"]]))
    assert r"\*em\*" not in text  # emphasis of the model's own is kept
    assert "*em* **bold** a\\_b" in text
    assert r"\<b>x\</b>" in text
    assert r"\[a](b)" in text
    assert r"\&amp;" in text
    assert "`$$\\input{/etc/passwd}$$`" in text
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_formulas_and_lists(solves):
    text = write_markdown(document_of([solves["quadratic"]]))
    assert "Solve $x^2 - 5x + 6 = 0$ for $x$." in text
    assert "$$\nx = \\frac{-b \\pm \\sqrt{b^2 - 4ac}}{2a} = \\frac{5 \\pm 1}{2}.\n$$" in text
    assert "   - either $x - 2 = 0$,\n   - or $x - 3 = 0$." in text
    assert "| $x$ | $\\vert x\\vert $ |\n|---|---|\n" in text
    assert "Tags: #algebra #year-9" in text


def test_a_formula_that_nobody_can_read_is_code():
    assert formula_source(r"\input{x}") is None
    assert formula_source(r"\begin{align}a&=b\end{align}") == r"\begin{aligned}a & =b\end{aligned}"


def test_a_fence_is_longer_than_any_inside():
    assert fenced("a ```` b", "python").startswith("`````python\n")


def test_a_key_has_only_answers(solves):
    document = document_of([solves["quadratic"], solves["choice"], solves["empty"]], answers="key", title="Sheet")
    text = write_markdown(document)
    assert text.endswith("# Answers\n\n1. [2, 3]\n2. C. 59\n3. No answer\n")
    assert "from sympy" not in text


def test_wrong_steps_are_told(solves):
    text = write_markdown(document_of([solves["differing"]]))
    assert "> ✗ 25 - 5 = 20, not 21." in text
    assert "Program: **$21.6$**" in text
    assert "Reasoning: **$22.68$**" in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[[a]](http://t/x)", r"\[\[a]](http://t/x)"),
        ("![[x]](http://t/x.png)", r"!\[\[x]](http://t/x.png)"),
        ("[a](http://t)", r"\[a](http://t)"),
    ],
)
def test_no_link_and_no_picture_is_made_of_text(text, shown):
    assert escaped(text) == shown


def test_a_line_that_begins_with_a_sign_keeps_it(solves):
    solved = replace(solves["quadratic"], remark="> 10 apples\n- 3 pears")
    written = write_markdown(document_of([solved]))
    assert "\n\\> 10 apples" in written
    assert "\n\\- 3 pears" in written


def test_a_program_shows_what_would_hide(solves):
    kept = solves["quadratic"]
    program = replace(kept.program, source="print(1)  # \u202e\x1b[2J")
    written = write_markdown(document_of([replace(kept, program=program)]))
    assert "print(1)  # \\u202e" in written
    assert "\x1b" not in written
