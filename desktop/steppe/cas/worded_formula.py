r"""Reads a formula that stands among words, with the names that are defined before it; one reading or none.

Written out, as in `-3*f(a) - (-4)/(16/20)`: signs may follow operators, division goes from left to right, a product
needs its sign except after a number or before a bracket. A letter before a bracket is a function if it is defined as
one, a factor if it is defined as a number, and else refused. The expressions are those of `steppe.check.formula`, with
`Known(name, key)` and `Use(name, key, order of derivative, argument)` for what is defined.
"""

from __future__ import annotations

import re
from typing import NoReturn

from steppe.cas.formulas import UNSURE_NUMBERS
from steppe.cas.scope import Scope
from steppe.check.formula import Formula

_MAX_CHARACTERS = 400
_MAX_DEPTH = 25
_MAX_POWER = 2000
_SPELLED = [
    (re.compile(pattern), text)
    for pattern, text in (
        (r"\\(?:left|right|displaystyle|,|;|!|:)(?![A-Za-z])", ""),
        (r"\\[dt]frac(?![A-Za-z])", r"\\frac"),
        (r"\*\*", "^"),
        (r"[−–]", "-"),
        (r"×|·|⋅|\\cdot(?![A-Za-z])|\\times(?![A-Za-z])", "*"),
        (r"÷|\\div(?![A-Za-z])", "/"),
        (r"²", "^2"),
        (r"³", "^3"),
        (r"π|\\pi(?![A-Za-z])", " pi "),
        (r"\\(?=(?:sqrt|sin|cos|tan|exp|ln)(?![A-Za-z]))", ""),
    )
]
_TOKEN = re.compile(
    r"(?P<space>\s*)(?:(?P<number>[0-9]{1,3}(?:,[0-9]{3})+(?![0-9,])|[0-9]+(?:\.[0-9]+)?|\.[0-9]+)"
    r"|(?P<command>\\frac)|(?P<word>[A-Za-z]+(?:_(?:[0-9A-Za-z]|\{[0-9A-Za-z]\}))?)|(?P<prime>'+)|(?P<sign>[-+*/^!(){}]))"
)
_FUNCTIONS = {
    **{name: name for name in re.findall(r"\w+", "sqrt cbrt sin cos tan exp floor ceiling factorial")},
    "ln": "log",
    "abs": "Abs",
    "ceil": "ceiling",
}
DOUBTFUL = frozenset("eiEI")  # constants to some, names to others: names only where they are declared or defined
_Token = tuple[str, str, bool]


class _NotAFormulaError(Exception):
    """The text cannot be read; never leaves this module."""


def read_worded(
    text: str, scope: Scope, declared: frozenset[str] = frozenset(), *, are_names: bool = False
) -> Formula | None:
    """The formula that `text` is, whole; None if there is any doubt.

    `declared` are letters that stand for themselves whatever else they may be; `are_names`: all letters do.
    """
    for pattern, replacement in _SPELLED:
        text = pattern.sub(replacement, text)
    text = text.strip()
    if not text or len(text) > _MAX_CHARACTERS or UNSURE_NUMBERS.search(text):
        return None
    try:
        parser = _Parser(_tokens(text), scope, declared, are_names=are_names)
        return Formula(parser.whole(), frozenset(parser.variables))
    except _NotAFormulaError:
        return None


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            _refuse()
        kind = str(match.lastgroup)
        tokens.append((kind, match[kind], bool(match["space"])))
        place = match.end()
    return [*tokens, ("", "", False)]


def _refuse() -> NoReturn:
    raise _NotAFormulaError


class _Parser:
    """Recursive descent over the tokens; every method returns an expression and leaves the place after it."""

    def __init__(self, tokens: list[_Token], scope: Scope, declared: frozenset[str], *, are_names: bool) -> None:
        self._tokens = tokens
        self._scope = scope
        self._declared = declared
        self._are_names = are_names
        self._place = 0
        self._depth = 0
        self.variables: set[str] = set()

    def whole(self) -> str:
        """All of it."""
        code = self._sum()
        if self._tokens[self._place][0]:
            _refuse()
        return code

    @property
    def _kind(self) -> str:
        return self._tokens[self._place][0]

    @property
    def _text(self) -> str:
        return self._tokens[self._place][1]

    def _accept(self, *signs: str) -> str:
        if self._kind == "sign" and self._text in signs:
            self._place += 1
            return self._tokens[self._place - 1][1]
        return ""

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
        code, divisions = self._factor(is_after_division=False), 0
        while sign := self._accept("*", "/"):
            divisions += sign == "/"
            code = f"({code}{sign}{self._factor(is_after_division=sign == '/')})"
            if divisions > 1 and "Symbol(" in code:
                _refuse()  # a/b/c: from left to right, but only numbers are sure to be meant so
        return code

    def _factor(self, *, is_after_division: bool) -> str:
        """One factor with its sign, or several side by side: 2x, 3(x + 1), (a)(b)."""
        sign = self._accept("+", "-")
        if sign and self._kind == "sign" and self._text in "+-":
            _refuse()
        begin = self._place
        code = self._power()
        while self._continues(begin):
            if is_after_division or any(text == "^" for _, text, _ in self._tokens[begin : self._place]):
                _refuse()  # 1/2x and 2^3x have two readings
            code = f"({code}*{self._power()})"
        return f"(-{code})" if sign == "-" else code

    def _continues(self, begin: int) -> bool:
        kind, text, is_apart = self._tokens[self._place]
        if kind not in ("word", "command") and text != "(":
            return False
        if (
            is_apart
            or kind == "command"
            or self._place == begin
            or self._tokens[self._place - 1][0] not in ("number", "sign", "word")
        ):
            _refuse()
        before, value, _ = self._tokens[self._place - 1]
        is_value = before == "word" and value in self._scope.values and text == "("
        if before == "number" or (value == ")" and text == "(") or is_value:
            return True
        _refuse()

    def _power(self) -> str:
        base = self._atom()
        if self._accept("!"):
            base = f"factorial({base})"
        if not self._accept("^"):
            return base
        is_braced = self._accept("{")
        exponent = self._sum() if is_braced else self._exponent()
        if is_braced:
            self._expect("}")
        if self._kind == "sign" and self._text in "^!":
            _refuse()
        literal = re.fullmatch(r"\(?-?Integer\((\d+)\)\)?", exponent)
        if literal and int(literal[1]) > _MAX_POWER:
            _refuse()
        return f"({base}**{exponent})"

    def _exponent(self) -> str:
        sign = self._accept("+", "-")
        code = self._atom()
        return f"(-{code})" if sign == "-" else code

    def _atom(self) -> str:
        kind, text, _ = self._tokens[self._place]
        self._place += 1
        if kind == "number":
            digits = text.replace(",", "")
            return f"Rational('{digits}')" if "." in digits else f"Integer({int(digits)})"
        if kind == "word":
            return self._word(text.replace("{", "").replace("}", ""))
        if kind == "command":
            return f"({self._braces()}/{self._braces()})"
        if text in ("(", "{") and kind == "sign":
            code = self._sum()
            self._expect(")" if text == "(" else "}")
            return code
        _refuse()

    def _braces(self) -> str:
        self._expect("{")
        code = self._sum()
        self._expect("}")
        return code

    def _word(self, word: str) -> str:
        if word in _FUNCTIONS:
            return f"{_FUNCTIONS[word]}({self._argument()})"
        if word == "pi":
            return "pi"
        if len(word.partition("_")[0]) > 1:
            _refuse()
        if word in self._declared:
            return self._symbol(word)
        if word in self._scope.functions:
            return self._use(word)
        if word in self._scope.values:
            return f"Known('{word}',{self._scope.values[word]})"
        if word in DOUBTFUL and not self._are_names:
            _refuse()
        return self._symbol(word)

    def _symbol(self, name: str) -> str:
        if self._kind == "prime" or self._text == "(":
            _refuse()
        self.variables.add(name)
        return f"Symbol('{name}')"

    def _use(self, name: str) -> str:
        order = 0
        if self._kind == "prime":
            order = len(self._text)
            self._place += 1
        return f"Use('{name}',{self._scope.functions[name].key},{order},{self._argument()})"

    def _argument(self) -> str:
        for opening, closing in (("(", ")"), ("{", "}")):
            if self._accept(opening):
                code = self._sum()
                self._expect(closing)
                return code
        _refuse()
