"""Takes a text apart into its sentences and its clauses; a decimal point, a bracket or a number's comma ends none."""

from __future__ import annotations

import re

_END = re.compile(r"(?<=[^.\s])[.?](?=\s|$)|\n\s*\n|;\s*(?=[A-Z])")
_JOIN = re.compile(r"\s*,\s+and\s+|\s*[,;]\s+|\s+and\s+|\s*,(?!\d{3}(?!\d))\s*", re.IGNORECASE)
_SPELLED = [
    (re.compile(pattern, re.IGNORECASE), text)
    for pattern, text in (
        (r"\bw\.\s?r\.\s?t\.?(?=\s)", "with respect to"),
        (r"\\\s", " "),
        (r"[ \t]+(?=[.,?](?:\s|$))", ""),
    )
]


def sentences_of(text: str) -> list[str]:
    """The sentences, without the marks that end them."""
    for pattern, replacement in _SPELLED:
        text = pattern.sub(replacement, text)
    return [" ".join(part.split()) for part in _END.split(text) if part.strip()]


def clauses_of(text: str) -> list[str]:
    """What commas and `and` separate, outside brackets."""
    parts, begin, depth, place = [], 0, 0, 0
    while place < len(text):
        character = text[place]
        depth += (character in "([{") - (character in ")]}")
        match = _JOIN.match(text, place) if depth == 0 else None
        if match is None or match.end() == match.start():
            place += 1
            continue
        parts.append(text[begin : match.start()])
        begin = place = match.end()
    parts.append(text[begin:])
    return [part.strip() for part in parts]
