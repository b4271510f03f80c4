"""Colours Python as it is edited, line by line, strings over several lines included."""

from __future__ import annotations

from typing import Any, Protocol

from PySide6.QtGui import QColor, QFont, QPalette, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from steppe_qt.code.quotes import PLAIN, STATES, end_state
from steppe_qt.maths.colours import is_dark, readable, tinted, wrong

Token = tuple[str, ...]  # pygments' token types are tuples of names


class _Lexer(Protocol):
    """What is used of pygments, which has no types of its own."""

    def get_tokens_unprocessed(self, text: str) -> Any:
        """Place, type and text of each token."""


_LIGHT = {"keyword": "#7a3a9a", "string": "#1f6a3a", "number": "#9a4a10", "comment": "#606458", "name": "#1d5c8f"}
_DARK = {"keyword": "#d2a6ee", "string": "#a0d6a4", "number": "#f0b483", "comment": "#9aa296", "name": "#93c6ee"}
_KINDS = (
    (("Comment",), "comment"),
    (("Literal", "String"), "string"),
    (("Literal", "Number"), "number"),
    (("Keyword",), "keyword"),
    (("Operator", "Word"), "keyword"),
    (("Name", "Builtin"), "name"),
    (("Name", "Function"), "name"),
    (("Name", "Class"), "name"),
    (("Name", "Exception"), "name"),
    (("Name", "Decorator"), "name"),
)


class PythonHighlighter(QSyntaxHighlighter):
    """Formats for the lines of one document; `follow` takes the colours of a palette."""

    def __init__(self, document: QTextDocument, palette: QPalette) -> None:
        super().__init__(document)
        self._lexer: _Lexer | None = None
        self._kinds: dict[Token, str] = {}
        self._formats: dict[str, QTextCharFormat] = {}
        self._choose(palette)

    def follow(self, palette: QPalette) -> None:
        """Colour everything anew for a palette."""
        self._choose(palette)
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        """One line; what state the line before ended in says whether a string goes on."""
        state = max(self.previousBlockState(), PLAIN)
        self.setCurrentBlockState(end_state(text, state))
        opening = STATES[state]
        place = -len(opening)
        for token, value in self._tokens(opening + text):
            kind = self._kind(token)
            start, end = max(0, place), place + len(value)
            if kind and end > start:
                self.setFormat(_units(text, start), _units(text, end) - _units(text, start), self._formats[kind])
            place = end

    def _tokens(self, text: str) -> list[tuple[Token, str]]:
        if self._lexer is None:
            from pygments.lexers.python import PythonLexer  # type: ignore[import-untyped]

            self._lexer = PythonLexer(stripnl=False, ensurenl=False)
        return [(token, value) for _, token, value in self._lexer.get_tokens_unprocessed(text)]

    def _kind(self, token: Token) -> str:
        if token not in self._kinds:
            found = (kind for prefix, kind in _KINDS if token[: len(prefix)] == prefix)
            self._kinds[token] = next(found, "")
        return self._kinds[token]

    def _choose(self, palette: QPalette) -> None:
        grounds = (
            palette.color(QPalette.ColorRole.Base),
            palette.color(QPalette.ColorRole.AlternateBase),  # of the line with the caret
            tinted(wrong(palette), palette),  # of the line with the error
        )
        for kind, colour in (_DARK if is_dark(palette) else _LIGHT).items():
            made = QTextCharFormat()
            made.setForeground(readable(QColor(colour), *grounds))
            if kind == "keyword":
                made.setFontWeight(QFont.Weight.DemiBold)
            if kind == "comment":
                made.setFontItalic(True)
            self._formats[kind] = made


def _units(text: str, place: int) -> int:
    """A place in a Python string as Qt counts it, in UTF-16 units."""
    return place if text.isascii() else len(text[:place].encode("utf-16-le")) // 2
