r"""Splits one block of text into prose, code and formulas, and no markup besides the delimiters.

Formulas stand between `$..$`, `$$..$$`, `\(..\)`, `\[..\]`, in an environment of displayed maths, or in a bare
`\boxed{..}`. Sums of money, escaped dollar signs, comparisons and everything inside backticks are prose. A `$` opens a
formula only if no space follows it, and closes one only if no space precedes and no digit follows it (the rule of
pandoc's `tex_math_dollars`); what lies between must not read like a sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

PieceKind = Literal["text", "code", "inline", "display", "open"]

MAX_FORMULA_CHARACTERS = 4000
_ENVIRONMENTS = (
    "align alignat aligned array bmatrix Bmatrix cases dcases eqnarray equation flalign gather gathered matrix multline"
    " pmatrix smallmatrix split vmatrix Vmatrix"
)
_BEGIN = re.compile(rf"\\begin\{{((?:{'|'.join(_ENVIRONMENTS.split())})\*?)\}}")
_BEGIN_SO_FAR = re.compile(r"\\(?:b|be|beg|begi|begin|begin\{[A-Za-z]*\*?)$")
_BOXED = re.compile(r"\\f?box(?:ed)?\s*\{")
_SPECIAL = re.compile(r"[\\$`]")
_GROUP = re.compile(
    r"\\(?:text|textbf|textit|textrm|mathrm|mathbf|mathit|mbox|operatorname|quad|qquad)\*?\s*\{[^{}]*\}"
)
_COMMAND = re.compile(r"\\[A-Za-z]+|\\.")
_WORD = re.compile(r"[^\W\d_]{2,}")
_FUNCTIONS = frozenset(
    re.findall(
        r"\w+",
        "sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh log ln lg exp lim max min sup inf gcd lcm det dim"
        " ker mod deg arg abs sqrt sgn var cov dx dy dt km cm mm kg mg ml kwh mph hz kj mol ft lb oz",
    )
)
_MONEY_WORDS = frozenset(
    re.findall(
        r"\w+",
        "and or to per each for is was are were off in of more less than million billion thousand a an the at on it he"
        " she but so if then plus minus with from dollars cents total",
    )
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a block: `source` as it was written, `content` without delimiters.

    An `open` piece is the beginning of a formula whose end has not arrived; it is always the last.
    """

    kind: PieceKind
    source: str
    content: str


def split(text: str, *, is_complete: bool = True) -> list[Piece]:
    """The pieces of `text`, in order; their sources joined are `text`. With `is_complete` nothing stays open."""
    return _Splitter(text, is_complete).pieces()


def is_open(text: str) -> bool:
    """Whether `text` ends inside a formula that may go on over several lines, or inside a code span."""
    pieces = split(text, is_complete=False)
    return bool(pieces) and pieces[-1].kind == "open" and not _is_dollar(pieces[-1].source)


def _is_dollar(source: str) -> bool:
    return source.startswith("$") and not source.startswith("$$")


class _Splitter:
    """Goes over the text once; `_plain` is where prose began that has not been given out."""

    def __init__(self, text: str, is_complete: bool) -> None:
        self._text = text
        self._is_complete = is_complete
        self._pieces: list[Piece] = []
        self._plain = 0
        self._place = 0

    def pieces(self) -> list[Piece]:
        while match := _SPECIAL.search(self._text, self._place):
            self._place = match.start()
            reader = {"\\": self._backslash, "$": self._dollar, "`": self._backtick}[match[0]]
            if not reader():
                break
        self._flush(len(self._text))
        return self._pieces

    def _flush(self, end: int) -> None:
        if end > self._plain:
            source = self._text[self._plain : end]
            self._pieces.append(Piece("text", source, source.replace(r"\$", "$")))
        self._plain = end

    def _give(self, kind: PieceKind, end: int, content: str) -> bool:
        start = self._place
        self._flush(start)
        self._pieces.append(Piece(kind, self._text[start:end], content))
        self._plain = self._place = end
        return True

    def _skip(self, count: int) -> bool:
        self._place += count
        return True

    def _open(self, skipped: int) -> bool:
        """The end has not arrived: all the rest is open, or the delimiter is prose after all."""
        rest = self._text[self._place :]
        if self._is_complete or len(rest) > MAX_FORMULA_CHARACTERS:
            return self._skip(skipped)
        self._give("open", len(self._text), rest[skipped:])
        return False

    def _backslash(self) -> bool:
        text, start = self._text, self._place
        following = text[start + 1 : start + 2]
        if following in ("(", "["):
            end = _find(text, {"(": r"\)", "[": r"\]"}[following], start + 2)
            if end < 0:
                return self._open(2)
            content = text[start + 2 : end].strip()
            return self._give("inline" if following == "(" else "display", end + 2, content)
        if match := _BEGIN.match(text, start):
            end = _environment_end(text, match)
            return self._open(match.end() - start) if end < 0 else self._give("display", end, text[start:end])
        if match := _BOXED.match(text, start):
            end = _group_end(text, match.end())
            return self._open(match.end() - start) if end < 0 else self._give("inline", end, text[start:end])
        if not self._is_complete and (len(text) == start + 1 or _BEGIN_SO_FAR.match(text, start)):
            return self._open(0)
        return self._skip(2)

    def _backtick(self) -> bool:
        text, start = self._text, self._place
        fence = re.compile(r"`+").match(text, start)
        assert fence is not None
        mark = fence[0]
        for match in re.compile(r"`+").finditer(text, fence.end()):
            if match[0] == mark:
                content = text[fence.end() : match.start()]
                is_padded = content.startswith(" ") and content.endswith(" ") and content.strip()
                return self._give("code", match.end(), content[1:-1] if is_padded else content)
        return self._skip(len(mark))

    def _dollar(self) -> bool:
        text, start = self._text, self._place
        if text.startswith("$$", start):
            end = _find(text, "$$", start + 2)
            if end < 0:
                return self._open(2)
            content = text[start + 2 : end].strip()
            return self._give("display", end + 2, content) if content else self._skip(2)
        end = _closing_dollar(text, start + 1)
        if end < 0:
            rest = text[start + 1 :]
            is_formula = not rest or (_may_begin_formula(text, start) and not _is_prose(rest, is_whole=False))
            return self._open(1) if is_formula and "\n\n" not in rest else self._skip(1)
        content = text[start + 1 : end]
        if _may_begin_formula(text, start) and _may_end_formula(text, end) and not _is_prose(content, is_whole=True):
            return self._give("inline", end + 1, content)
        return self._skip(1)


def _find(text: str, end: str, start: int) -> int:
    """Where `end` stands, escaped characters and `\\\\[4pt]` passed over; -1 if it does not."""
    place = start
    while place < len(text):
        if text.startswith(end, place):
            return place
        place += 2 if text[place] == "\\" else 1
    return -1


def _closing_dollar(text: str, start: int) -> int:
    """The next `$` outside braces, so that `\\text{if $x$}` does not end a formula; without one the next at all."""
    place, depth = start, 0
    while place < len(text):
        if text[place] == "\\":
            place += 1
        elif text[place] == "$" and depth <= 0:
            return place
        elif text[place] in "{}":
            depth += 1 if text[place] == "{" else -1
        place += 1
    return _find(text, "$", start)


def _environment_end(text: str, begin: re.Match[str]) -> int:
    """After the `\\end` that belongs to `begin`, environments of the same name inside it counted; -1 without one."""
    depth = 0
    for match in re.finditer(rf"\\(begin|end)\{{{re.escape(begin[1])}\}}", text[begin.start() :]):
        depth += 1 if match[1] == "begin" else -1
        if depth == 0:
            return begin.start() + match.end()
    return -1


def _group_end(text: str, start: int) -> int:
    """After the brace that closes the one before `start`; -1 without one."""
    depth, place = 1, start
    while place < len(text):
        if text[place] == "\\":
            place += 1
        elif text[place] in "{}":
            depth += 1 if text[place] == "{" else -1
            if depth == 0:
                return place + 1
        place += 1
    return -1


def _may_begin_formula(text: str, place: int) -> bool:
    following = text[place + 1 : place + 2]
    before = text[place - 1 : place] if place else ""
    return bool(following) and not following.isspace() and not (before.isdigit() and following in ",.;:)!?")


def _may_end_formula(text: str, place: int) -> bool:
    following = text[place + 1 : place + 2]
    return not text[place - 1].isspace() and not following.isdigit() and "\n\n" not in text[:place].rpartition("$")[2]


def _is_prose(content: str, *, is_whole: bool) -> bool:
    """Whether what stands between two dollar signs reads like a sentence; of a beginning the last word may be cut."""
    bare = _COMMAND.sub(" ", _GROUP.sub(" ", content))
    has_commands = "\\" in content or "^" in content
    words = [word.casefold() for word in _WORD.findall(bare)]
    if not is_whole and words and bare[-1:].isalpha():
        words.pop()
    words = [word for word in words if word not in _FUNCTIONS]
    if len(words) >= (5 if has_commands else 3):
        return True
    is_amount = content[:1].isdigit() and not has_commands
    return is_amount and (len(words) >= 2 or any(word in _MONEY_WORDS for word in words))
