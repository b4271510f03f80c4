"""What the page of one's own work says of a line: a sign and words; no widgets in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from steppe_qt.translations.install import said

if TYPE_CHECKING:
    from steppe.check.derivation import CheckedLine

translate = QCoreApplication.translate
SIGNS = {"given": "·", "right": "✓", "wrong": "✗", "unchecked": "?"}


def state_words(line: CheckedLine) -> str:
    """The state of a line in a word or two."""
    return {
        "given": translate("Work", "given"),
        "right": translate("Work", "right"),
        "wrong": translate("Work", "wrong"),
        "unchecked": translate("Work", "cannot be checked"),
    }[line.state]


def spoken(line: CheckedLine) -> str:
    """A line for a screen reader: its number, its state and what is wrong with it."""
    start = translate("Work", "Line {number}: {state}").format(number=line.number, state=state_words(line))
    return f"{start}. {said(line.note)}" if line.note else f"{start}."


def shown_lines(lines: Sequence[CheckedLine]) -> list[CheckedLine]:
    """All lines; those behind the first wrong one are not judged, since they follow from it."""
    first = next((place for place, line in enumerate(lines) if line.state == "wrong"), len(lines))
    return list(lines[: first + 1])


def summary(lines: Sequence[CheckedLine]) -> str:
    """What the whole came to, in a sentence or two."""
    wrong = next((line for line in lines if line.state == "wrong"), None)
    if wrong is not None:
        text = translate("Work", "Line {number} is the first wrong one.").format(number=wrong.number)
        return f"{text} {said(wrong.note)}".strip()
    right = sum(line.state == "right" for line in lines)
    unchecked = sum(line.state == "unchecked" for line in lines)
    if not right:
        if unchecked:
            return translate("Work", "None of the lines could be checked.")
        return translate("Work", "There is no step to check yet: write the next line.")
    text = translate("Work", "Every step that could be checked is right: {count}.").format(count=right)
    if unchecked:
        text += " " + translate("Work", "Not checkable: {count}.").format(count=unchecked)
    return text
