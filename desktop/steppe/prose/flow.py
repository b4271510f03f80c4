"""Turns a block into paragraphs of runs: plain, bold, italic and code text, and formulas.

Light markdown only. Asterisks and underscores count as emphasis where a word begins and ends, so that `2*3*4` and
`a_1` stay what they are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from steppe.prose.blocks import Block
from steppe.prose.delimiters import Piece, split

RunKind = Literal["text", "code", "formula", "open"]
ParagraphKind = Literal["text", "heading", "item", "code", "row", "rule", "display"]

_TOKEN = re.compile(r"\\([!-/:-@\[-`{-~])|(\*{1,3}|_{1,2})|<br ?/?>|\[([^\[\]]+)\]\(https?://[^()\s]*\)")
_END_OF_SENTENCE = re.compile(r"[ \t]*([.,;:!?]?)[ \t]*")
_OPENING = " \t\n([{\"'“‘«—–"
_CLOSING = " \t\n)]}\"'”’»—–.,;:!?"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of one kind. A formula's `text` is its LaTeX without delimiters, its `source` as it was written."""

    kind: RunKind
    text: str
    source: str = ""
    is_display: bool = False
    is_bold: bool = False
    is_italic: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of the document; `follows_blank` asks for room above."""

    kind: ParagraphKind
    runs: tuple[Run, ...]
    level: int = 0
    follows_blank: bool = False


@dataclass(slots=True)
class _Mark:
    """Asterisks or underscores that may begin or end emphasis; `pair` is the place of the other end."""

    text: str
    can_open: bool
    can_close: bool
    pair: int = -1


def paragraphs(block: Block, *, follows_blank: bool = False) -> list[Paragraph]:
    """The paragraphs of a block; none for a blank line."""
    if block.kind == "blank" or (block.kind == "row" and not block.text):
        return []
    if block.kind == "rule":
        return [Paragraph("rule", (), follows_blank=follows_blank)]
    if block.kind == "code":
        return [Paragraph("code", (Run("code", block.text, block.text),), follows_blank=follows_blank)]
    pieces = split(block.text, is_complete=block.is_closed)
    if block.kind == "row":
        pieces = _cells(pieces)
    runs = _emphasised(pieces)
    if block.mark:
        runs.insert(0, Run("text", f"{block.mark}\t"))
    return _broken_at_displays(runs, block, follows_blank)


def _broken_at_displays(runs: list[Run], block: Block, follows_blank: bool) -> list[Paragraph]:
    """Displayed formulas get lines of their own; a full stop behind one stays with it."""
    made: list[Paragraph] = []
    line: list[Run] = []

    def close(kind: ParagraphKind) -> None:
        kept = _stripped(line)
        if kept:
            made.append(Paragraph(kind, tuple(kept), block.level, follows_blank and not made))
        line.clear()

    kind: ParagraphKind = block.kind if block.kind not in ("code", "rule", "blank") else "text"  # type: ignore[assignment]
    for place, run in enumerate(runs):
        if not run.is_display:
            line.append(run)
            continue
        close(kind)
        line.append(run)
        following = runs[place + 1] if place + 1 < len(runs) else None
        if following is not None and following.kind == "text":
            match = _END_OF_SENTENCE.match(following.text)
            assert match is not None
            if match[1]:
                line.append(Run("text", match[1]))
                runs[place + 1] = replace(following, text=following.text[match.end() :])
        close("display")
        kind = "text" if kind == "item" else kind
    close(kind)
    return made


def _stripped(runs: list[Run]) -> list[Run]:
    """Without blanks at the two ends."""
    kept = list(runs)
    while kept and kept[0].kind == "text" and not kept[0].text.lstrip(" \n"):
        kept.pop(0)
    while kept and kept[-1].kind == "text" and not kept[-1].text.rstrip():
        kept.pop()
    if kept and kept[0].kind == "text":
        kept[0] = replace(kept[0], text=kept[0].text.lstrip(" \n"))
    return kept


def _cells(pieces: list[Piece]) -> list[Piece]:
    """A row of a table: bars become tabulators."""
    made = [
        replace(each, content=re.sub(r"\s*\|\s*", "\t", each.content)) if each.kind == "text" else each
        for each in pieces
    ]
    for place, strip in ((0, str.lstrip), (-1, str.rstrip)):
        if made[place].kind == "text":
            made[place] = replace(made[place], content=strip(made[place].content))
    return made


def _emphasised(pieces: list[Piece]) -> list[Run]:
    tokens: list[Run | _Mark] = []
    for place, piece in enumerate(pieces):
        if piece.kind == "text":
            before = "x" if place else ""  # a formula or code stands there
            tokens += _tokens(piece.content, before, "x" if place + 1 < len(pieces) else "")
        elif piece.kind == "code":
            tokens.append(Run("code", piece.content, piece.source))
        elif piece.kind == "open":
            tokens.append(Run("open", piece.source, piece.source))
        else:
            tokens.append(Run("formula", piece.content, piece.source, piece.kind == "display"))
    _pair(tokens)
    return _styled(tokens)


def _tokens(text: str, before: str, after: str) -> list[Run | _Mark]:
    tokens: list[Run | _Mark] = []
    place = 0
    for match in _TOKEN.finditer(text):
        if match.start() > place:
            tokens.append(Run("text", text[place : match.start()]))
        place = match.end()
        if match[2]:
            left = text[match.start() - 1] if match.start() else before
            right = text[match.end()] if match.end() < len(text) else after
            can_open = (not left or left in _OPENING) and bool(right) and not right.isspace()
            can_close = (not right or right in _CLOSING) and bool(left) and not left.isspace()
            tokens.append(_Mark(match[2], can_open, can_close))
        else:
            tokens.append(Run("text", match[1] or match[3] or "\n"))
    if place < len(text):
        tokens.append(Run("text", text[place:]))
    return tokens


def _pair(tokens: list[Run | _Mark]) -> None:
    waiting: list[int] = []
    for place, token in enumerate(tokens):
        if not isinstance(token, _Mark):
            continue
        if token.can_close:
            for depth in range(len(waiting) - 1, -1, -1):
                other = tokens[waiting[depth]]
                assert isinstance(other, _Mark)
                if other.text == token.text:
                    other.pair, token.pair = place, waiting[depth]
                    del waiting[depth:]
                    break
        if token.can_open and token.pair < 0:
            waiting.append(place)


def _styled(tokens: list[Run | _Mark]) -> list[Run]:
    runs: list[Run] = []
    bold, italic = 0, 0
    for place, token in enumerate(tokens):
        if isinstance(token, _Mark) and token.pair >= 0:
            change = 1 if token.pair > place else -1
            bold += change * (len(token.text) >= 2)
            italic += change * (len(token.text) != 2)
            continue
        run = Run("text", token.text) if isinstance(token, _Mark) else token
        run = replace(run, is_bold=bold > 0, is_italic=italic > 0)
        last = runs[-1] if runs else None
        if last is not None and last == replace(run, text=last.text) and run.kind == "text":
            runs[-1] = replace(last, text=last.text + run.text)
        else:
            runs.append(run)
    return runs
