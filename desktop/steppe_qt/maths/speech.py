r"""LaTeX in words, for screen readers: "x squared minus 5 x equals 0"; no Qt.

Not a whole reader of mathematics: what has no words here is read by its own name, so that nothing is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

_TOKEN = re.compile(
    r"\\(?P<command>[A-Za-z]+)\*?|\\(?P<sign>.)|(?P<number>[0-9]+(?:[.,][0-9]+)*)|(?P<word>[^\W\d_]|.)", re.DOTALL
)
_DEEPEST = 40
_LIMIT = re.compile(r"\s*(?:\\(?:no)?limits\s*)?([_^])")
_SILENT = re.compile(
    r"(?:[bB]igg?[lr]?|displaystyle|textstyle|limits|nolimits|q?quad|hspace|hline|middle|mathstrut|strut|nonumber|notag)"
)
_TEXTS = re.compile(r"text(?:bf|it|rm|tt|sf)?|math(?:rm|bf|it|sf|tt)|operatorname|mbox|boldsymbol|bm")
_KEPT = re.compile(r"math(?:bb|cal|frak|scr)|f?boxed|fbox|overline|underline|[bx]?cancel|overset|underset|stackrel")
_UNSEEN = re.compile(r"[hv]?phantom|hspace|vspace|label|require|color")
_LIMITS = ("sum", "prod", "int", "iint", "oint", "lim", "max", "min")
_ENVIRONMENT = re.compile(r"\s*\{([A-Za-z]+)\*?\}(?:\s*\{[^{}]*\}|\s*\[[^\]]*\])?")
_SIGNS = {
    "+": "plus",
    "-": "minus",
    "−": "minus",
    "*": "times",
    "/": "over",
    "=": "equals",
    "<": "is less than",
    ">": "is greater than",
    "|": "bar",
    "!": "factorial",
    "'": "prime",
    "≤": "is at most",
    "≥": "is at least",
    "≠": "is not equal to",
    "≈": "is about",
    "×": "times",
    "÷": "divided by",
    "·": "times",
    "±": "plus or minus",
    "√": "square root of",
    "π": "pi",
    "∞": "infinity",
    "%": "percent",
    "°": "degrees",
    "²": "squared",
    "³": "cubed",
}
_COMMANDS = {
    "cdot": "times",
    "times": "times",
    "ast": "times",
    "div": "divided by",
    "pm": "plus or minus",
    "mp": "minus or plus",
    "le": "is at most",
    "leq": "is at most",
    "leqslant": "is at most",
    "ge": "is at least",
    "geq": "is at least",
    "geqslant": "is at least",
    "lt": "is less than",
    "gt": "is greater than",
    "ne": "is not equal to",
    "neq": "is not equal to",
    "approx": "is about",
    "equiv": "is equivalent to",
    "cong": "is congruent to",
    "sim": "is similar to",
    "to": "goes to",
    "rightarrow": "goes to",
    "implies": "implies",
    "Rightarrow": "implies",
    "iff": "if and only if",
    "Leftrightarrow": "if and only if",
    "therefore": "therefore",
    "because": "because",
    "infty": "infinity",
    "sum": "sum",
    "prod": "product",
    "int": "integral",
    "iint": "double integral",
    "oint": "closed integral",
    "lim": "limit",
    "in": "in",
    "notin": "not in",
    "cup": "union",
    "cap": "intersection",
    "subset": "is a subset of",
    "subseteq": "is a subset of",
    "emptyset": "the empty set",
    "forall": "for all",
    "exists": "there is",
    "neg": "not",
    "land": "and",
    "lor": "or",
    "mid": "divides",
    "parallel": "is parallel to",
    "perp": "is perpendicular to",
    "angle": "angle",
    "triangle": "triangle",
    "circ": "degrees",
    "degree": "degrees",
    "partial": "partial",
    "nabla": "nabla",
    "ldots": "and so on",
    "cdots": "and so on",
    "dots": "and so on",
    "prime": "prime",
    "bmod": "modulo",
    "pmod": "modulo",
    "ln": "natural logarithm of",
    "max": "maximum",
    "min": "minimum",
    "log": "logarithm of",
    "sin": "sine",
    "cos": "cosine",
    "tan": "tangent",
    "lfloor": "floor of",
    "rfloor": "",
    "lceil": "ceiling of",
    "rceil": "",
    "langle": "left angle bracket",
    "rangle": "right angle bracket",
    "lvert": "bar",
    "rvert": "bar",
    "checkmark": "check mark",
}
_OTHERS = (
    "fraction",
    "end fraction",
    "square root of",
    "end root",
    "root of degree",
    "of",
    "to the power",
    "end power",
    "squared",
    "cubed",
    "sub",
    "from",
    "to",
    "choose",
    "matrix",
    "end matrix",
    "row",
    "cases",
    "as",
    "logarithm to base",
    "tag",
    "vector",
    "hat",
    "over",
)
PHRASES: tuple[str, ...] = tuple(
    dict.fromkeys((*filter(None, _SIGNS.values()), *filter(None, _COMMANDS.values()), *_OTHERS))
)


def spoken(tex: str, say: Callable[[str], str] = str) -> str:
    """A formula in words; `say` translates one of `PHRASES`."""
    reader = _Reader(tex, say)
    return re.sub(r"\s+", " ", reader.everything()).strip()


@dataclass(slots=True)
class _Reader:
    """Reads from `place` on; every method leaves the place after what it read."""

    tex: str
    say: Callable[[str], str]
    place: int = 0
    depth: int = 0
    words: list[str] = field(default_factory=list)

    def everything(self) -> str:
        return self._until("")

    def _until(self, end: str) -> str:
        """All up to a closing sign, which is passed over."""
        words: list[str] = []
        self.depth += 1
        while self.place < len(self.tex):
            if self.depth > _DEEPEST:
                rest, self.place = self.tex[self.place :], len(self.tex)
                return rest
            if end and self.tex[self.place] == end:
                self.place += 1
                break
            words.append(self._one())
        self.depth -= 1
        return " ".join(filter(None, words))

    def _one(self) -> str:
        match = _TOKEN.match(self.tex, self.place)
        assert match is not None
        self.place = match.end()
        if match["command"]:
            return self._command(match["command"])
        if match["sign"]:
            return self._escaped(match["sign"])
        return match["number"] or self._character(match["word"])

    def _escaped(self, sign: str) -> str:
        if sign == "\\":
            self._optional()
            return ","
        return {"%": self.say("percent"), "|": self.say("bar")}.get(sign, sign if sign in "$&#_{}" else "")

    def _character(self, sign: str) -> str:
        if sign == "{":
            return self._until("}")
        if sign == "^":
            return self._power(self._argument())
        if sign == "_":
            return f"{self.say('sub')} {self._argument()}"
        if sign in "&~}" or sign.isspace():
            return ""
        return self.say(_SIGNS[sign]) if sign in _SIGNS else sign

    def _argument(self) -> str:
        while self.place < len(self.tex) and self.tex[self.place].isspace():
            self.place += 1
        if self.place < len(self.tex) and self.tex[self.place].isdigit():
            self.place += 1  # without braces an argument is one character
            return self.tex[self.place - 1]
        return self._one() if self.place < len(self.tex) else ""

    def _optional(self) -> str:
        """What stands in square brackets, if they come next."""
        if self.place < len(self.tex) and self.tex[self.place] == "[":
            self.place += 1
            return self._until("]")
        return ""

    def _power(self, exponent: str) -> str:
        known = {"2": "squared", "3": "cubed", self.say("degrees"): "degrees", self.say("prime"): "prime"}.get(exponent)
        if known:
            return self.say(known)
        tail = f" {self.say('end power')}" if " " in exponent else ""
        return f"{self.say('to the power')} {exponent}{tail}"

    def _command(self, name: str) -> str:
        if name in _COMMANDS and name not in _LIMITS and name != "log":
            return self.say(_COMMANDS[name]) if _COMMANDS[name] else ""
        for pattern, read in _READERS:
            if pattern.fullmatch(name):
                return read(self, name)
        return name

    def _nothing(self, name: str) -> str:
        if name in ("left", "right"):
            self.place += self.tex.startswith(".", self.place)
        return ""

    def _unseen(self, name: str) -> str:
        self._argument()
        return ""

    def _accent(self, name: str) -> str:
        return f"{self.say('vector' if name == 'vec' else 'hat')} {self._argument()}"

    def _limits(self, name: str) -> str:
        """What stands below and above a large sign: "sum from k equals 1 to n of"."""
        lower = upper = ""
        while match := _LIMIT.match(self.tex, self.place):
            self.place = match.end()
            if match[1] == "_":
                lower = self._argument()
            else:
                upper = self._argument()
        if name == "log":
            power = f" {self._power(upper)}" if upper else ""
            return (
                f"{self.say('logarithm to base')} {lower}{power} {self.say('of')}"
                if lower
                else (f"{self.say('logarithm of')}{power}")
            )
        words = [self.say(_COMMANDS[name])]
        if lower:
            words.append(f"{self.say('as' if name == 'lim' else 'from' if upper else 'over')} {lower}")
        if upper:
            words.append(f"{self.say('to')} {upper}")
        return " ".join([*words, self.say("of")])

    def _fraction(self, name: str) -> str:
        top, bottom = self._argument(), self._argument()
        if name.endswith("binom"):
            return f"{top} {self.say('choose')} {bottom}"
        if " " not in top and " " not in bottom:
            return f"{top} {self.say('over')} {bottom}"
        return f"{self.say('fraction')} {top} {self.say('over')} {bottom} {self.say('end fraction')}"

    def _root(self, name: str) -> str:
        degree = self._optional()
        inner = self._argument()
        begin = f"{self.say('root of degree')} {degree} {self.say('of')}" if degree else self.say("square root of")
        return f"{begin} {inner} {self.say('end root')}" if " " in inner else f"{begin} {inner}"

    def _environment(self, name: str) -> str:
        match = _ENVIRONMENT.match(self.tex, self.place)
        if match is None:
            return ""
        self.place = match.end()
        if "matrix" in match[1] or match[1] == "array":
            return self.say("matrix" if name == "begin" else "end matrix")
        return self.say("cases") if match[1].endswith("cases") and name == "begin" else ""

    def _text(self, name: str) -> str:
        """The letters of a text in braces as they are, a formula between dollar signs inside it read as one."""
        while self.place < len(self.tex) and self.tex[self.place].isspace():
            self.place += 1
        if self.place >= len(self.tex) or self.tex[self.place] != "{":
            return self._argument()
        start, depth = self.place + 1, 0
        for place in range(self.place, len(self.tex)):
            depth += {"{": 1, "}": -1}.get(self.tex[place], 0)
            if depth == 0:
                self.place = place + 1
                inner = self.tex[start:place]
                break
        else:
            inner, self.place = self.tex[start:], len(self.tex)
        parts = inner.split("$")
        return " ".join(spoken(part, self.say) if n % 2 else part.replace("\\", "") for n, part in enumerate(parts))


_READERS: tuple[tuple[re.Pattern[str], Callable[[_Reader, str], str]], ...] = (
    (re.compile(r"[dtc]?frac|[dt]?binom"), _Reader._fraction),
    (re.compile(r"sqrt"), _Reader._root),
    (re.compile(r"begin|end"), _Reader._environment),
    (re.compile("|".join((*_LIMITS, "log"))), _Reader._limits),
    (re.compile(r"vec|(?:wide)?hat"), _Reader._accent),
    (_TEXTS, _Reader._text),
    (_UNSEEN, _Reader._unseen),
    (re.compile(rf"left|right|{_SILENT.pattern}|{_KEPT.pattern}"), _Reader._nothing),
)
