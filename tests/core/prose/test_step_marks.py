"""Checked claims find the step of the reasoning in which they stand."""

from __future__ import annotations

from dataclasses import dataclass

from steppe.prose.step_marks import LineMark, StepMarks, marks_of
from steppe.solve.events import StepChecked

TEXT = "First 48 / 2 = 25.\n\n\\[ 48 +\n 24 = 72 \\]\n\nNothing here = x.\n\n1 + 1 = 2 and 2 + 2 = 5."


@dataclass(frozen=True)
class _Line:
    number: int
    source: str


LINES = [
    _Line(1, "First 48 / 2 = 25."),
    _Line(2, "\\[ 48 + 24 = 72 \\]"),
    _Line(3, "Nothing here = x."),
    _Line(4, "1 + 1 = 2 and 2 + 2 = 5."),
]


def _checked(claim: str, state: str, note: str = "") -> StepChecked:
    start = TEXT.index(claim)
    return StepChecked("cot", start, start + len(claim), state, note)  # type: ignore[arg-type]


def test_each_claim_marks_its_line() -> None:
    checked = [
        _checked("48 / 2 = 25", "wrong", "48 / 2 is 24."),
        _checked("48 +\n 24 = 72", "right"),
        _checked("here = x", "unchecked"),
        _checked("1 + 1 = 2", "right"),
        _checked("2 + 2 = 5", "wrong", "2 + 2 is 4."),
    ]
    assert marks_of(TEXT, checked, LINES) == [
        LineMark(1, "wrong", "48 / 2 is 24."),
        LineMark(2, "right"),
        LineMark(4, "wrong", "2 + 2 is 4."),
    ]


def test_a_line_that_is_not_there_yet_is_left_out() -> None:
    assert marks_of(TEXT, [_checked("1 + 1 = 2", "right")], LINES[:2]) == []
    assert marks_of("", [], LINES) == []


def test_equal_lines_are_told_apart_by_their_order() -> None:
    text = "1 + 1 = 2\n\n1 + 1 = 2"
    second = StepChecked("cot", text.rindex("1 + 1"), len(text), "right", "")
    assert marks_of(text, [second], [_Line(1, "1 + 1 = 2"), _Line(2, "1 + 1 = 2")]) == [LineMark(2, "right")]


def test_text_lines_and_claims_may_come_in_any_pieces() -> None:
    marks = StepMarks()
    checked = [_checked("48 / 2 = 25", "wrong", "48 / 2 is 24."), _checked("2 + 2 = 5", "wrong", "2 + 2 is 4.")]
    found: list[LineMark] = []
    marks.add_claim(checked[0])
    for start in range(0, len(TEXT), 5):
        marks.add_text(TEXT[start : start + 5])
        lines = [line for line in LINES if "".join(line.source.split()) in "".join(TEXT[: start + 5].split())]
        found += marks.take_lines(lines)
    marks.add_claim(checked[1])
    found += marks.take_lines(LINES)
    assert found == [LineMark(1, "wrong", "48 / 2 is 24."), LineMark(4, "wrong", "2 + 2 is 4.")]
