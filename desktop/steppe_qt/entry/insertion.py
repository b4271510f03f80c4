"""What a key of the keypad puts into the text, and where the cursor goes; no Qt in it."""

from __future__ import annotations

import re
from dataclasses import dataclass

PLACE = "\u25a1"  # stands in a template for what is to be filled in
_MARKS = re.compile(r"\\\\|\\\$|\$\$|\$|\\\(|\\\)|\\\[|\\\]")
_OPENS = {"\\(": "\\)", "\\[": "\\]"}


@dataclass(frozen=True, slots=True)
class Insertion:
    """Text to put in, and how far from its beginning the cursor stands afterwards."""

    text: str
    cursor: int


def is_inside_formula(before: str) -> bool:
    """Whether a cursor after `before` stands between the delimiters of a formula that is still open."""
    closing = ""
    for match in _MARKS.finditer(before):
        mark = match[0]
        if closing:
            if mark == closing:
                closing = ""
        elif mark in ("$", "$$"):
            closing = mark
        else:
            closing = _OPENS.get(mark, "")
    return bool(closing)


def insertion(template: str, before: str, selected: str = "") -> Insertion:
    """What pressing a key puts in after `before`: LaTeX gets delimiters unless it stands in a formula already.

    The selected text goes into the first place of the template; the cursor into the next one, or behind everything.
    """
    body = template.replace(PLACE, selected, 1) if selected and PLACE in template else template
    if template.startswith("\\") and not is_inside_formula(before):
        body = f"${body}$"
    cursor = body.find(PLACE)
    text = body.replace(PLACE, "")
    return Insertion(text, len(text) if cursor < 0 else cursor)
