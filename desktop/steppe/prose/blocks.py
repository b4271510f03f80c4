"""Cuts text that is still arriving into blocks: lines, headings, list items, fenced code.

A block is one line of the source, or several where a displayed formula or a fence goes over them. Blocks that are
closed are given out once and never read again; only the last, open one is read anew when more text comes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from steppe.prose.delimiters import MAX_FORMULA_CHARACTERS, is_open

BlockKind = Literal["text", "heading", "item", "code", "row", "rule", "blank"]

_HEADING = re.compile(r" {0,3}(#{1,6}) +(.*?)(?: +#+)? *$", re.DOTALL)
_ITEM = re.compile(r"([ \t]*)([-*+•]|[0-9]{1,3}[.)]) +(.*)", re.DOTALL)
_RULE = re.compile(r" {0,3}(?:-{3,}|\*{3,}|_{3,}) *")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})[ \t]*([^`\s]*)[^`]*")
_MARK_SO_FAR = re.compile(r" *(?:`{1,2}|~{1,2}|#{1,6}|[-*+•|]|\*{2}) *")  # not shown before it is known what it will be
_ROW = re.compile(r" *\|.*\| *", re.DOTALL)
_ROW_LINE = re.compile(r" *\|?[ :|-]*---[ :|-]*")
_MAX_LEVEL = 4


@dataclass(frozen=True, slots=True)
class Block:
    """One block. `text` is without its mark; `level` is a heading's 1 to 6 or an item's depth from 0."""

    kind: BlockKind
    text: str
    level: int = 0
    mark: str = ""
    is_closed: bool = True


class BlockReader:
    """Takes text in pieces of any size; `closed` gives each finished block once."""

    def __init__(self) -> None:
        self._rest = ""
        self._fence = ""
        self._code: list[str] = []
        self._closed: list[Block] = []
        self._given_up = 0  # so many lines at the beginning of `_rest` are blocks of their own, whatever opens in them

    def feed(self, text: str) -> None:
        """More text."""
        self._rest += text.replace("\r\n", "\n").replace("\r", "\n")
        while "\n" in self._rest and self._take():
            pass

    def finish(self) -> None:
        """Nothing more comes: all that is left is closed as it stands."""
        while self._rest:
            if "\n" not in self._rest:
                self._rest += "\n"
            elif not self._take():
                self._given_up = 1
        if self._fence:
            self._close_code()
        self._given_up = 0

    def closed(self) -> list[Block]:
        """The blocks that were closed since the last call."""
        blocks, self._closed = self._closed, []
        return blocks

    @property
    def open(self) -> Block | None:
        """What stands at the end and may still change."""
        if self._fence:
            lines = self._code + ([self._rest] if self._rest and not self._ends_fence(self._rest) else [])
            return Block("code", "\n".join(lines), is_closed=False)
        if not self._rest or _MARK_SO_FAR.fullmatch(self._rest):
            return None
        if _FENCE.fullmatch(self._rest):
            return Block("code", "", is_closed=False)
        block = _classified(self._rest.rstrip("\n"))
        return Block(block.kind, block.text, block.level, block.mark, is_closed=False)

    def _take(self) -> bool:
        """Close one block at the beginning of the rest; False if it may go on over the next line."""
        line, _, after = self._rest.partition("\n")
        if self._fence:
            if self._ends_fence(line):
                self._close_code()
            else:
                self._code.append(line)
            self._rest = after
            return True
        if fence := _FENCE.fullmatch(line):
            self._fence, self._rest = fence[1], after
            return True
        text = line if self._given_up else self._over_lines()
        if text is None:
            return False
        self._given_up = max(0, self._given_up - 1)
        self._rest = self._rest[len(text) + 1 :]
        self._closed.append(_classified(text))
        return True

    def _over_lines(self) -> str | None:
        """The first line with as many more as its formulas need; None if those have not arrived."""
        end = self._rest.find("\n")
        while is_open(self._rest[:end]):
            following = self._rest.find("\n", end + 1)
            breaks = self._rest[:end].endswith("\n\n\n") or end > MAX_FORMULA_CHARACTERS
            if breaks:
                return self._rest.partition("\n")[0]
            if following < 0:
                return None
            end = following
        return self._rest[:end]

    def _ends_fence(self, line: str) -> bool:
        mark = line.strip()
        return len(mark) >= len(self._fence) and set(mark) == {self._fence[0]}

    def _close_code(self) -> None:
        self._closed.append(Block("code", "\n".join(self._code)))
        self._fence, self._code = "", []


def _classified(text: str) -> Block:
    if not text.strip():
        return Block("blank", "")
    if match := _HEADING.fullmatch(text):
        return Block("heading", match[2], len(match[1]))
    if _RULE.fullmatch(text) or _ROW_LINE.fullmatch(text):
        return Block("rule" if "|" not in text else "row", "")
    if _ROW.fullmatch(text):
        return Block("row", text.strip())
    if match := _ITEM.fullmatch(text):
        level = min(_MAX_LEVEL, len(match[1].expandtabs(4)) // 2)
        return Block("item", match[3], level, "•" if match[2] in "-*+•" else match[2])
    return Block("text", text.strip())
