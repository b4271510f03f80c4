"""Light markdown that leaves arithmetic alone."""

from __future__ import annotations

import pytest

from steppe.prose.blocks import Block
from steppe.prose.flow import Paragraph, paragraphs


def shown(text: str, kind: str = "text") -> list[Paragraph]:
    return paragraphs(Block(kind, text))  # type: ignore[arg-type]


def marked(text: str) -> str:
    """The only paragraph of a text, with bold as <b>, italic as <i>, code as <c>, formulas as <f>."""
    (paragraph,) = shown(text)
    parts = []
    for run in paragraph.runs:
        part = {"code": "<c>{}</c>", "formula": "<f>{}</f>"}.get(run.kind, "{}").format(run.text)
        part = f"<b>{part}</b>" if run.is_bold else part
        parts.append(f"<i>{part}</i>" if run.is_italic else part)
    return "".join(parts)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("**bold** and *it*", "<b>bold</b> and <i>it</i>"),
        ("__bold__ and _it_", "<b>bold</b> and <i>it</i>"),
        ("***both***", "<i><b>both</b></i>"),
        ("**a $x$ b**", "<b>a </b><b><f>x</f></b><b> b</b>"),
        ("**Answer:** $x$", "<b>Answer:</b> <f>x</f>"),
        ("2*3*4 = 24", "2*3*4 = 24"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("2**3 and x**2", "2**3 and x**2"),
        ("(a)*b*(c)", "(a)*b*(c)"),
        ("a_1 + b_1 and snake_case_name", "a_1 + b_1 and snake_case_name"),
        ("**open", "**open"),
        ("5* and *6", "5* and *6"),
        (r"\*no\* \# \_", "*no* # _"),
        ("`a*b*c`", "<c>a*b*c</c>"),
        ("see [the book](https://example.org/x)", "see the book"),
    ],
)
def test_emphasis(text: str, result: str) -> None:
    assert marked(text) == result


def test_a_display_has_its_own_line_and_keeps_its_full_stop() -> None:
    first, second, third = shown(r"Use \[x = 1\]. Then go on")
    assert (first.kind, second.kind, third.kind) == ("text", "display", "text")
    assert [run.text for run in second.runs] == ["x = 1", "."]
    assert third.runs[0].text == "Then go on"


def test_bars_of_a_table_become_tabulators() -> None:
    (row,) = shown("| a | $x|y$ | b |", "row")
    assert "".join(run.text for run in row.runs) == "a\tx|y\tb"


def test_code_is_untouched() -> None:
    (block,) = shown("a = '$x$'  # **b**", "code")
    assert block.runs[0].text == "a = '$x$'  # **b**"


def test_blank_lines_make_no_paragraph() -> None:
    assert paragraphs(Block("blank", "")) == []
