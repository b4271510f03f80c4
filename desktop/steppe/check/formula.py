r"""Reads a formula, LaTeX or plain, into an expression built of nothing but known names; anything else is refused.

The expression is for the computer algebra system in the sandbox. What it may hold is decided here: integers, rationals,
one-letter variables, and the functions in the table below. Logarithms without a base are natural.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NoReturn

from steppe.check.number import in_formula, plain

_MAX_CHARACTERS = 300
_MAX_DEPTH = 30

_TOKEN = re.compile(
    r"\s*(?:(?P<number>[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
    r"|\\(?P<command>[A-Za-z]+)|(?P<word>[A-Za-z]+)|(?P<sign>\*\*|[-+*/^!(){}\[\]|_,%°√]))"
)
_MIXED = re.compile(  # a mixed number, or a product
    r"(?<![\^_0-9.])[0-9]+ ?\\[dt]?frac ?(?:\{ ?[0-9]+ ?\} ?\{ ?[0-9]+ ?\}|[0-9] ?[0-9](?![0-9]))"
)
_SPELLED = str.maketrans({"×": "*", "·": "*", "⋅": "*", "÷": "/", "π": r"\pi ", "∞": r"\infty ", "θ": r"\theta "})
_FUNCTIONS = {
    **{name: name for name in re.findall(r"\w+", "sin cos tan cot sec csc sinh cosh tanh asin acos atan")},
    **{name: name for name in re.findall(r"\w+", "exp log sqrt floor ceiling factorial cbrt binomial Abs")},
    "arcsin": "asin",
    "arccos": "acos",
    "arctan": "atan",
    "ln": "log",
    "abs": "Abs",
    "ceil": "ceiling",
}
_TWO_ARGUMENTS = ("log", "binomial")
_CONSTANTS = {"pi": "pi", "e": "E", "E": "E", "i": "I", "I": "I", "oo": "oo", "infty": "oo"}
_GREEK = frozenset(
    re.findall(r"\w+", "alpha beta gamma delta epsilon theta lambda mu nu rho sigma tau phi omega varphi Delta Omega")
)
_NAMES = frozenset({*_FUNCTIONS, *_CONSTANTS, *_GREEK})
_PRODUCT = {"*": "*", "/": "/", "cdot": "*", "times": "*", "div": "/"}
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_BEHIND = ("(", "[", "{", "|", "√", "frac", "sqrt")  # sin x (1 + x) is no sine of a product
_LONGEST_PRODUCT = 3  # xyz is a product, apples is a word


@dataclass(frozen=True, slots=True)
class Formula:
    """An expression in the sandbox's terms, and the variables in it."""

    code: str
    variables: frozenset[str]


class _NotAFormulaError(Exception):
    """The text cannot be read; never leaves this module."""


def read_formula(text: str) -> Formula | None:
    """The formula that `text` is, whole; None if any of it is not understood."""
    if len(text) > _MAX_CHARACTERS or _MIXED.search(text):
        return None
    try:
        parser = _Parser(plain(in_formula(text)).translate(_SPELLED).strip())
        return Formula(parser.whole(), frozenset(parser.variables))
    except _NotAFormulaError:
        return None


class _Parser:
    """Recursive descent over the tokens; every method returns an expression and leaves the place after it."""

    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._place = 0
        self._depth = 0
        self._bars = 0
        self.variables: set[str] = set()

    def whole(self) -> str:
        code = self._sum()
        if self._kind:
            _refuse()
        return code

    @property
    def _kind(self) -> str:
        return self._tokens[self._place][0]

    @property
    def _text(self) -> str:
        return self._tokens[self._place][1]

    def _next(self) -> str:
        text = self._text
        if not self._kind:
            _refuse()
        self._place += 1
        return text

    def _accept(self, *signs: str) -> str:
        return self._next() if self._kind == "sign" and self._text in signs else ""

    def _expect(self, sign: str) -> None:
        if not self._accept(sign):
            _refuse()

    def _sum(self) -> str:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            _refuse()
        code = self._product()
        while sign := self._accept("+", "-"):
            code = f"({code}{sign}{self._product()})"
        self._depth -= 1
        return code

    def _product(self) -> str:
        code = self._signed()
        while True:
            if self._kind in ("sign", "command") and self._text in _PRODUCT:
                code = f"({code}{_PRODUCT[self._next()]}{self._signed()})"
            elif self._begins_atom():
                if self._kind == "number":
                    _refuse()  # 1 2, x 2: two numbers side by side are no product
                code = f"({code}*{self._power()})"
            else:
                return code

    def _begins_atom(self) -> bool:
        if self._kind == "command":
            return self._text not in ("rfloor", "rceil")
        bar = self._text == "|" and not self._bars
        return self._kind in ("number", "word") or (self._kind == "sign" and (self._text in "([{√" or bar))

    def _signed(self) -> str:
        signs = 0
        while sign := self._accept("+", "-"):
            signs += sign == "-"
            if self._kind == "sign" and self._text in "+-":
                _refuse()
        return f"(-{self._power()})" if signs else self._power()

    def _power(self) -> str:
        base = self._atom()
        while sign := self._accept("!", "%", "°"):
            base = {"!": f"factorial({base})", "%": f"({base}/Integer(100))", "°": f"({base}*pi/Integer(180))"}[sign]
        if self._accept("^", "**"):
            base = f"({base}**{self._exponent()})"
        return base

    def _exponent(self) -> str:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            _refuse()
        code = self._signed()
        self._depth -= 1
        return code

    def _atom(self) -> str:
        kind, text = self._kind, self._next()
        if kind == "number":
            if self._kind == "sign" and self._text == "_":
                _refuse()  # a number of another base
            digits = text.replace(",", "")
            return f"Rational('{digits}')" if "." in digits else f"Integer({digits})"
        if kind == "command":
            return self._command(text)
        if kind == "word":
            return self._word(text)
        return self._bracketed(text)

    def _bracketed(self, sign: str) -> str:
        if sign == "√":
            self._depth += 1
            if self._depth > _MAX_DEPTH:
                _refuse()
            code = f"sqrt({self._atom()})"
            self._depth -= 1
            return code
        if sign == "|":
            self._bars += 1
            code = self._sum()
            self._expect("|")
            self._bars -= 1
            return f"Abs({code})"
        if sign not in _CLOSING:
            _refuse()
        bars, self._bars = self._bars, 0
        code = self._sum()
        self._expect(_CLOSING[sign])
        self._bars = bars
        return code

    def _command(self, name: str) -> str:
        if name in ("frac", "binom"):
            first, second = self._group(), self._group()
            return f"({first}/{second})" if name == "frac" else f"binomial({first},{second})"
        if name == "sqrt":
            degree = self._bracketed("[") if self._accept("[") else ""
            inner = self._group()
            return f"real_root({inner},{degree})" if degree else f"sqrt({inner})"
        if name in ("lfloor", "lceil"):
            code = self._sum()
            if self._kind != "command" or self._next() != name.replace("l", "r", 1):
                _refuse()
            return f"{'floor' if name == 'lfloor' else 'ceiling'}({code})"
        if name in _FUNCTIONS:
            return self._function(_FUNCTIONS[name])
        if name in ("pi", "infty"):
            return _CONSTANTS[name]
        return self._variable(name) if name in _GREEK else _refuse()

    def _group(self) -> str:
        """What stands in braces after a command, or the one token that may stand there without them."""
        if self._accept("{"):
            return self._bracketed("{")
        return self._atom()

    def _word(self, word: str) -> str:
        if word in _FUNCTIONS:
            return self._function(_FUNCTIONS[word])
        if word in _CONSTANTS:
            return _CONSTANTS[word]
        if word in _GREEK:
            return self._variable(word)
        return self._variable(word) if len(word) == 1 else _refuse()

    def _variable(self, name: str) -> str:
        if self._accept("_"):
            is_braced = bool(self._accept("{"))
            name += "_" + (self._next() if self._kind in ("number", "word") else _refuse())
            if is_braced:
                self._expect("}")
        return self._symbol(name)

    def _symbol(self, name: str) -> str:
        self.variables.add(name)
        return f"Symbol('{name}')"

    def _function(self, name: str) -> str:
        base = ""
        if name == "log" and self._accept("_"):
            base = self._group()
        power = self._exponent() if self._accept("^", "**") else ""
        if self._accept("("):
            bars, self._bars = self._bars, 0
            argument = self._sum()
            if name in _TWO_ARGUMENTS and not base and self._accept(","):
                argument += f",{self._sum()}"
            self._expect(")")
            self._bars = bars
        else:
            argument = self._bare_argument()
        code = f"{name}({argument},{base})" if base else f"{name}({argument})"
        return f"({code}**{power})" if power else code

    def _bare_argument(self) -> str:
        """`2x` in `\\sin 2x`: a product without signs, up to the next function, or to a bracket behind a letter."""
        code = self._power()
        while self._begins_atom() and self._kind != "number" and self._text not in _PRODUCT:
            if self._text in _FUNCTIONS or ("Symbol(" in code and self._text in _BEHIND and self._is_factor()):
                break
            code = f"({code}*{self._power()})"
        return code

    def _is_factor(self) -> bool:
        """Whether what stands behind `\\sin x` has unknowns of its own; of `\\sin n(\\pi)` there are two readings."""
        place = self._place
        factor = self._power()
        if "Symbol(" not in factor:
            _refuse()
        self._place = place
        return True


def _tokens(text: str) -> list[tuple[str, str]]:
    tokens: list[tuple[str, str]] = []
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            _refuse()
        kind = str(match.lastgroup)
        word = match[kind]
        if kind == "word" and word not in _NAMES and len(word) <= _LONGEST_PRODUCT:
            tokens += [("word", letter) for letter in word]
        else:
            tokens.append((kind, word))
        place = match.end()
    return [*tokens, ("", "")]


def _refuse() -> NoReturn:
    raise _NotAFormulaError
