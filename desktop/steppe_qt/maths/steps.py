"""The steps of a solution in its document, and their marks: a sign in the margin and a note below the line."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QTextCharFormat, QTextCursor, QTextDocument

from steppe_qt.maths.look import Look
from steppe_qt.maths.objects import MARK_OBJECT, MARK_STATE, NUMBER, OBJECT_CHARACTER, StepState


@dataclass(frozen=True, slots=True)
class Step:
    """A line that states something that can be checked; numbered from 1 in the order of the text."""

    number: int
    section: str
    source: str


@dataclass(slots=True)
class _Place:
    """Where a step stands: its first and its last character, the mark and the length of the note below."""

    step: Step
    begin: QTextCursor
    end: QTextCursor
    state: StepState | None = None
    note: str = ""


class StepMarks:
    """Keeps the places of the steps while the document around them changes."""

    def __init__(self, document: QTextDocument) -> None:
        self._document = document
        self._places: list[_Place] = []

    @property
    def steps(self) -> tuple[Step, ...]:
        """All steps, in order."""
        return tuple(place.step for place in self._places)

    def add(self, section: str, source: str, start: int) -> Step:
        """A step from `start` to the end of the document as it is now."""
        step = Step(len(self._places) + 1, section, source)
        begin, end = QTextCursor(self._document), QTextCursor(self._document)
        begin.setPosition(start)
        begin.setKeepPositionOnInsert(True)
        end.movePosition(QTextCursor.MoveOperation.End)
        end.setKeepPositionOnInsert(True)
        self._places.append(_Place(step, begin, end))
        return step

    def ending_at(self, position: int) -> list[int]:
        """The numbers of the steps whose last character stands before `position`."""
        return [place.step.number for place in self._places if place.end.position() == position]

    def end_at(self, numbers: list[int], position: int) -> None:
        """Have steps end before `position`: what stands at their end was written anew."""
        for number in numbers:
            self._places[number - 1].end.setPosition(position)

    def forget(self) -> dict[int, tuple[StepState, str]]:
        """No steps any more; the marks that they had, by number."""
        marks = {place.step.number: (place.state, place.note) for place in self._places if place.state is not None}
        self._places = []
        return marks

    def set_mark(self, number: int, state: StepState, note: str, look: Look) -> bool:
        """Put a mark on a step in place of the one it has; False if there is no such step."""
        if not 1 <= number <= len(self._places):
            return False
        place = self._places[number - 1]
        cursor = QTextCursor(self._document)
        cursor.beginEditBlock()
        self._set_note(place, note, state, look)
        cursor.setPosition(place.begin.position())
        if place.state is not None:
            cursor.deleteChar()
        cursor.insertText(OBJECT_CHARACTER, _mark_format(number, state, look))
        cursor.endEditBlock()
        place.state = state
        return True

    def number_at(self, position: int) -> int | None:
        """The step whose text, or note, holds a position of the document."""
        for place in self._places:
            beyond = place.end.position() + (len(place.note) + 1 if place.note else 0)
            if place.begin.position() <= position <= beyond:
                return place.step.number
        return None

    def _set_note(self, place: _Place, note: str, state: StepState, look: Look) -> None:
        """The line below the step."""
        note = " ".join(note.split())
        end = place.end.position()
        cursor = QTextCursor(self._document)
        cursor.setPosition(end)
        if place.note:
            cursor.setPosition(end + len(place.note.encode("utf-16-le")) // 2 + 1, QTextCursor.MoveMode.KeepAnchor)
            cursor.removeSelectedText()
        if note:
            note_format = look.note_format(state)
            cursor.insertBlock(look.note_block_format(), note_format)
            cursor.insertText(note, note_format)
        place.note = note


def _mark_format(number: int, state: StepState, look: Look) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setFont(look.font)
    made.setObjectType(MARK_OBJECT)
    made.setProperty(NUMBER, number)
    made.setProperty(MARK_STATE, state)
    return made
