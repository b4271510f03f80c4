"""Brings checked claims together with the steps of the reasoning that hold them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from steppe.solve.events import StepChecked

_RELATION = re.compile(
    r"(?<![<>!:=])=(?!=)|[≈≡⇒⟹≤≥<>]|\\(?:approx|equiv|implies|Rightarrow|iff|leq?|geq?|lt|gt)(?![A-Za-z])"
)


def states_something(source: str) -> bool:
    """Whether a line holds an equality, an inequality or a conclusion."""
    return _RELATION.search(source) is not None


class Line(Protocol):
    """A step as the view numbers it, with what was written there."""

    @property
    def number(self) -> int:
        """From 1, in the order of the text."""
        ...

    @property
    def source(self) -> str:
        """The text of the step as it was written."""
        ...


@dataclass(frozen=True, slots=True)
class LineMark:
    """The mark of one step: wrong if any claim in it is wrong, right if all that could be judged hold."""

    number: int
    state: Literal["right", "wrong"]
    note: str = ""


class StepMarks:
    """Grows with the text: each line is looked for once, each claim is put to its line once.

    Blanks do not count in the comparison of lines with the text, since a line may have been joined from several.
    """

    def __init__(self) -> None:
        self._text = ""
        self._squeezed = ""
        self._checkpoints: list[tuple[int, int]] = [(0, 0)]  # lengths of the text and of the squeezed text
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._numbers: list[int] = []
        self._seen_lines = 0
        self._claims: list[list[StepChecked]] = []
        self._waiting: list[StepChecked] = []

    def add_text(self, text: str) -> None:
        """More of the path's text."""
        self._text += text
        self._squeezed += _squeezed(text)
        self._checkpoints.append((len(self._text), len(self._squeezed)))

    def add_claim(self, claim: StepChecked) -> None:
        """A claim was checked; its line may still be to come."""
        self._waiting.append(claim)

    def take_lines(self, lines: Sequence[Line]) -> list[LineMark]:
        """All lines so far; returns the marks that are new or have changed, in order."""
        for line in lines[self._seen_lines :]:
            self._place(line)
        self._seen_lines = len(lines)
        touched: set[int] = set()
        waiting: list[StepChecked] = []
        for claim in self._waiting:
            place = self._place_of(claim.start)
            index = bisect_right(self._starts, place) - 1
            if index >= 0 and place < self._ends[index]:
                self._claims[index].append(claim)
                touched.add(index)
            elif not self._ends or place >= self._ends[-1]:
                waiting.append(claim)
        self._waiting = waiting
        marks = (self._mark(index) for index in sorted(touched))
        return [mark for mark in marks if mark is not None]

    def _place(self, line: Line) -> None:
        wanted = _squeezed(line.source)
        start = self._squeezed.find(wanted, self._ends[-1] if self._ends else 0) if wanted else -1
        if start >= 0:
            self._starts.append(start)
            self._ends.append(start + len(wanted))
            self._numbers.append(line.number)
            self._claims.append([])

    def _place_of(self, start: int) -> int:
        """Where a character of the text stands in the squeezed text."""
        known, squeezed = self._checkpoints[bisect_right(self._checkpoints, (start, len(self._text))) - 1]
        return squeezed + len(_squeezed(self._text[known:start]))

    def _mark(self, index: int) -> LineMark | None:
        claims = self._claims[index]
        wrong = [each for each in claims if each.state == "wrong"]
        if wrong:
            return LineMark(self._numbers[index], "wrong", " ".join(each.note for each in wrong))
        return LineMark(self._numbers[index], "right") if any(each.state == "right" for each in claims) else None


def marks_of(text: str, checked: Sequence[StepChecked], lines: Sequence[Line]) -> list[LineMark]:
    """The marks of the steps of a whole text, in order; steps without a claim that could be judged have none."""
    marks = StepMarks()
    marks.add_text(text)
    for claim in checked:
        marks.add_claim(claim)
    return marks.take_lines(lines)


def _squeezed(text: str) -> str:
    return "".join(text.split())
