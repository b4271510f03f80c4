r"""Writes an answer in TeX: what programs print, as `x = 2*sqrt(3)`, becomes `x = 2\sqrt{3}`.

Only what is understood whole is rewritten; anything else is shown as it stands.
"""

from __future__ import annotations

import re

from steppe.answer import Answer

_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?)"
    r"|(?P<word>[A-Za-z]+)|(?P<sign>\*\*|<=|>=|[-+*/^(),=<>!%√π∞]))"
)
_FUNCTIONS = frozenset(["sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "exp", "log", "ln"])
_SYMBOLS = {"pi": r"\pi", "π": r"\pi", "oo": r"\infty", "∞": r"\infty", "E": "e", "I": "i", "theta": r"\theta"}
_RELATIONS = {"=": "=", "<": "<", ">": ">", "<=": r"\le ", ">=": r"\ge ", ",": r",\; "}
_LONGEST = 160
_DEEPEST = 20
_ATOM, _POWER, _FRACTION, _PRODUCT, _SUM = 5, 4, 3, 2, 1  # how tightly a piece of TeX holds together


class _NotPlainError(Exception):
    """The text is no formula of the plain kind; never leaves this module."""


def formula_of(answer: Answer) -> str | None:
    """The answer as one TeX formula without delimiters; None where it is words, to be shown as text."""
    text = answer.text.strip()
    if answer.kind in ("choice", "text") or "$" in text or len(text) > _LONGEST:
        return None
    if "\\" in text:
        return text
    try:
        return _Writer(text).whole()
    except _NotPlainError:
        return None


class _Writer:
    """Recursive descent; each method returns TeX and how tightly it holds together."""

    def __init__(self, text: str) -> None:
        self._tokens: list[str] = []
        place = 0
        text = text.rstrip()
        while place < len(text):
            match = _TOKEN.match(text, place)
            if match is None:
                raise _NotPlainError
            self._tokens.append(match[0].strip())
            place = match.end()
        self._place = 0
        self._depth = 0

    def whole(self) -> str:
        parts = [self._sum()[0]]
        while self._next in _RELATIONS:
            parts += [_RELATIONS[self._take()], self._sum()[0]]
        if self._next:
            raise _NotPlainError
        return "".join(parts)

    @property
    def _next(self) -> str:
        return self._tokens[self._place] if self._place < len(self._tokens) else ""

    def _take(self) -> str:
        piece = self._next
        if not piece:
            raise _NotPlainError
        self._place += 1
        return piece

    def _sum(self) -> tuple[str, int]:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _NotPlainError
        sign = self._take() if self._next in ("+", "-") else ""
        tex, tightness = self._product()
        if sign == "-":
            tex, tightness = f"-{tex}", _SUM
        while self._next in ("+", "-"):
            operator = self._take()
            right, right_tightness = self._product()
            tex, tightness = f"{tex} {operator} {_braced(right, right_tightness, _PRODUCT)}", _SUM
        self._depth -= 1
        return tex, tightness

    def _product(self) -> tuple[str, int]:
        tex, tightness = self._power()
        while True:
            if self._next in ("*", "/"):
                operator = self._take()
                right, right_tightness = self._power()
                if operator == "/":
                    tex, tightness = rf"\frac{{{tex}}}{{{right}}}", _FRACTION
                    continue
            elif self._next == "(":
                right, right_tightness = self._power()
                right = right if right_tightness == _POWER else _braced(right, _SUM, _PRODUCT)  # f(x) stays f(x)
                right_tightness = _PRODUCT
            elif self._next and (self._next.isalnum() or self._next in "√π"):
                if self._next[0].isdigit():
                    raise _NotPlainError
                right, right_tightness = self._power()
            else:
                return tex, tightness
            is_dotted = right[0].isdigit() or (right.startswith(r"\frac{") and tex[-1].isdigit())
            dot = r" \cdot " if is_dotted else " "
            left = _braced(tex, tightness, _PRODUCT)
            tex = f"{left}{dot}{_braced(right, right_tightness, _PRODUCT)}"
            tightness = _PRODUCT

    def _power(self) -> tuple[str, int]:
        tex, tightness = self._atom()
        while self._next in ("!", "%"):
            sign = self._take()
            tex, tightness = _braced(tex, tightness, _ATOM) + ("!" if sign == "!" else r"\%"), _ATOM
        if self._next in ("**", "^"):
            self._take()
            sign = self._take() if self._next == "-" else ""
            exponent = self._power()[0]
            tex, tightness = f"{_braced(tex, tightness, _ATOM)}^{{{sign}{exponent}}}", _POWER
        return tex, tightness

    def _atom(self) -> tuple[str, int]:
        piece = self._take()
        if piece == "(":
            inner, tightness = self._sum()
            if self._take() != ")":
                raise _NotPlainError
            return inner, tightness
        if piece == "√":
            return rf"\sqrt{{{self._atom()[0]}}}", _ATOM
        if piece[0].isdigit():
            return piece.replace(",", "{,}"), _ATOM
        if piece in _SYMBOLS:
            return _SYMBOLS[piece], _ATOM
        if piece == "sqrt":
            return rf"\sqrt{{{self._argument()}}}", _ATOM
        if piece in _FUNCTIONS:
            name = "ln" if piece == "log" else piece
            if piece == "exp":
                return f"e^{{{self._argument()}}}", _POWER
            return rf"\{name}\left({self._argument()}\right)", _ATOM
        if len(piece) == 1 and piece.isalpha() and piece.isascii():
            return piece, _ATOM
        raise _NotPlainError

    def _argument(self) -> str:
        if self._take() != "(":
            raise _NotPlainError
        inner = self._sum()[0]
        if self._take() != ")":
            raise _NotPlainError
        return inner


def _braced(tex: str, tightness: int, wanted: int) -> str:
    return tex if tightness >= wanted else rf"\left({tex}\right)"
