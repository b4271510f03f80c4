"""The words by which people ask for algebra, in English and German: what stands before, around and behind the formulas.

A pattern must match the whole problem; its group `body` holds formulas.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_FIND = r"(?:find|determine|compute|calculate|evaluate|work out|give|what is|what are|what's)"
_FINDE = r"(?:finde|bestimme|berechne|ermittle|gib|was ist|was sind|wie (?:lautet|lauten)|bestimmen sie|berechnen sie)"
_THE = r"(?:\s+(?:all|the|all the|all of the))?"
_DIE = r"(?:\s+(?:alle|die|das|den|der|dem))?"
_LETTER = r"[A-Za-z](?:_\w)?"
_LETTERS = rf"{_LETTER}(?:\s*(?:,|and|und|,\s*and)\s*{_LETTER})*"
_FOR = rf"(?:[,\s]+for\s+(?P<names>{_LETTERS}))?"
_NACH = rf"(?:[,\s]+nach\s+(?P<names>{_LETTERS})(?:\s+auf)?|\s+auf)?"
_OVER_REALS = r"(?:[,\s]+(?:over|in)\s+(?:the\s+)?(?:reals?|real numbers|R|\\mathbb\{R\})|[,\s]+where\s+x\s+is\s+real)?"
_BODY = r"(?P<body>.+?)"
_TIGHT = r"(?:-?[^\s+*/()-]+|\([^()]+\))"  # 17 mod 5 + 1 has two readings
_RESPECT = rf"(?:[,\s]+(?:with respect to|w\.?r\.?t\.?|nach|by)\s+(?P<names>{_LETTER}))?"
_AT = r"(?:\s+(?:at|when|for|bei|an der stelle)\s+(?P<at>[a-z])\s*=\s*(?P<point>\S+))?"
_ORDER = r"(?:(?P<order>first|second|third|fourth)\s+)?"
_ORDNUNG = r"(?:(?P<order>erste|zweite|dritte|vierte)\s+)?"
_EXPRESSION = (
    r"(?:\s+(?:the\s+)?(?:following\s+)?(?:algebraic\s+|rational\s+)?(?:expression|polynomial|fraction|term"
    r"|trinomial|product|quadratic)s?)?"
)
_TERM = r"(?:\s+(?:den|die|das)?\s*(?:folgenden?|folgendes?)?\s*(?:term|ausdruck|bruch|polynom|produkt))?"
_SIDE = r"(?:[,\s]+(?:from\s+(?:the\s+)?|von\s+)?(?P<side>left|right|above|below|links|rechts|oben|unten))?"


@dataclass(frozen=True, slots=True)
class Command:
    """One way to ask: a pattern over the whole problem, and the reader that its formulas go to."""

    kind: str
    pattern: re.Pattern[str]
    is_german: bool = False

    def matches(self, text: str) -> Iterator[re.Match[str]]:
        """The pattern on the whole text, if it fits."""
        match = self.pattern.fullmatch(text)
        if match is not None:
            yield match


def _english(kind: str, pattern: str) -> Command:
    return Command(kind, re.compile(pattern, re.IGNORECASE | re.DOTALL))


def _german(kind: str, pattern: str) -> Command:
    return Command(kind, re.compile(pattern, re.IGNORECASE | re.DOTALL), is_german=True)


_EQUATION = (
    r"(?:\s+(?:the\s+)?(?:following\s+)?(?:(?:quadratic|linear|cubic|simultaneous|exponential|trigonometric"
    r"|radical)\s+)?"
    r"(?:equations?|system(?:\s+of\s+(?:linear\s+)?equations)?|inequalit(?:y|ies)))?"
)
_GLEICHUNG = (
    r"(?:\s+(?:die|das)?\s*(?:folgenden?|folgendes?)?\s*(?:(?:quadratische|lineare)\s+)?"
    r"(?:gleichung(?:en)?|(?:lineare\s+)?gleichungssystem|ungleichung))?"
)

COMMANDS: tuple[Command, ...] = (
    _english(
        "relation",
        rf"solve{_EQUATION}(?:\s+for\s+(?P<names>{_LETTERS}))(?:\s+in|\s*[:,]|\s+if|\s+when|\s+given)?"
        rf"(?:\s+the\s+equation)?\s+{_BODY}{_OVER_REALS}",
    ),
    _english("relation", rf"solve{_EQUATION}\s*:?\s+{_BODY}{_FOR}{_OVER_REALS}"),
    _english(
        "relation",
        rf"{_FIND}(?:\s+(?:all|the|all the))?(?:\s+(?:real|exact|possible))?(?:\s+values?\s+of"
        rf"|\s+values?\s+for)?\s+(?P<names>{_LETTERS})\s*(?:if|when|such that|so that|for which|where|given"
        rf"(?: that)?|in|satisfying|:)\s+{_BODY}",
    ),
    _english(
        "zeros",
        rf"{_FIND}{_THE}(?:\s+(?:real|exact))?\s+(?:solutions?|roots?|zeros|zeroes|zero|solution set)\s+(?:of|to"
        rf"|for)\s+(?:the\s+)?(?:equation|polynomial|function|inequality|system"
        rf"|expression)?\s*{_BODY}{_FOR}{_OVER_REALS}",
    ),
    _english("derivative", rf"(?:differentiate|derive)\s+{_BODY}{_RESPECT}{_AT}"),
    _english(
        "derivative",
        rf"(?:{_FIND}\s+)?(?:the\s+)?{_ORDER}derivative\s+of\s+(?:the\s+function\s+)?{_BODY}{_RESPECT}{_AT}",
    ),
    _english(
        "derivative", rf"{_FIND}\s+(?:[fgh]'\s*\([a-z]\)|y'|dy/dx)\s*(?:if|for|where|when|given(?: that)?|of)\s+{_BODY}"
    ),
    _english(
        "integral",
        rf"(?:integrate|{_FIND}\s+(?:the\s+)?(?:indefinite\s+|definite\s+)?(?:integral"
        rf"|antiderivative)\s+of)\s+{_BODY}{_RESPECT}\s+from\s+(?:[a-z]\s*=\s*)?(?P<low>\S+)\s+to\s+"
        rf"(?:[a-z]\s*=\s*)?(?P<high>\S+)",
    ),
    _english(
        "integral",
        rf"(?:integrate|(?:{_FIND}\s+)?(?:the\s+|an?\s+)?(?:indefinite\s+)?(?:integral"
        rf"|antiderivative)\s+of)\s+{_BODY}{_RESPECT}",
    ),
    _english(
        "limit",
        rf"(?:{_FIND}\s+)?(?:the\s+)?limit\s+of\s+{_BODY}[,\s]+as\s+(?P<names>[a-z])\s+(?:approaches|goes\s+to"
        rf"|tends\s+to|->|→|\\to)\s+(?P<point>\S+?){_SIDE}",
    ),
    _english(
        "sum",
        rf"(?:{_FIND}\s+)?(?:the\s+)?sum\s+of\s+{_BODY}\s+(?:for|from)\s+(?P<index>[a-z])\s*(?:from|=)\s*"
        rf"(?P<low>\S+)\s+to\s+(?P<high>\S+)",
    ),
    _english(
        "sum",
        r"(?:find\s+|compute\s+)?(?:the\s+)?sum\s+(?:from|for)\s+(?P<index>[a-z])\s*(?:=|from)\s*"
        r"(?P<low>\S+)\s+to\s+(?P<high>\S+)\s+of\s+(?P<body>.+)",
    ),
    _english(
        "gcd",
        rf"(?:{_FIND}\s+)?(?:the\s+)?(?:gcd|hcf|gcf|greatest\s+common\s+(?:divisor|factor)"
        rf"|highest\s+common\s+factor)\s*(?:\([a-z]+\)\s*)?(?:of\s+)?(?:the\s+numbers\s+)?{_BODY}",
    ),
    _english(
        "lcm",
        rf"(?:{_FIND}\s+)?(?:the\s+)?(?:lcm|(?:least|lowest)\s+common\s+multiple)\s*(?:\([a-z]+\)\s*)?(?:of\s+)?"
        rf"(?:the\s+numbers\s+)?{_BODY}",
    ),
    _english("primes", rf"(?:{_FIND}\s+)?(?:the\s+)?prime\s+(?:factori[sz]ation|decomposition)\s+of\s+{_BODY}"),
    _english(
        "primes",
        rf"(?:factor(?:i[sz]e)?|decompose|write|express)\s+{_BODY}\s+(?:into|as\s+a\s+product\s+of)\s+"
        rf"(?:its\s+)?prime(?:s|\s+factors)",
    ),
    _english("is_prime", rf"is\s+{_BODY}\s+(?:a\s+)?prime(?:\s+number)?"),
    _english(
        "remainder",
        rf"(?:{_FIND}\s+)?(?:the\s+)?remainder\s+(?:when|of|if)\s+(?P<dividend>\S+)\s+(?:is\s+)?divided\s+by\s+"
        rf"(?P<divisor>\S+)",
    ),
    _english(
        "remainder", rf"(?:{_FIND}\s+)?(?P<dividend>{_TIGHT})\s+(?:mod(?:ulo)?|\\bmod|\\mod)\s+(?P<divisor>{_TIGHT})"
    ),
    _english(
        "determinant",
        rf"(?:{_FIND}\s+)?(?:the\s+)?(?:determinant\s+of|det|\\det)\s*(?:the\s+)?(?:matrix\s+)?"
        rf"(?:[A-Z]\s*=\s*)?\(?\s*{_BODY}\s*\)?",
    ),
    _english(
        "inverse", rf"(?:invert|{_FIND}\s+(?:the\s+)?inverse\s+of)\s+(?:the\s+)?(?:matrix\s+)?(?:[A-Z]\s*=\s*)?{_BODY}"
    ),
    _english(
        "transpose",
        rf"(?:transpose|{_FIND}\s+(?:the\s+)?transpose\s+of)\s+(?:the\s+)?(?:matrix\s+)?(?:[A-Z]\s*=\s*)?{_BODY}",
    ),
    _english("rank", rf"(?:{_FIND}\s+)?(?:the\s+)?rank\s+of\s+(?:the\s+)?(?:matrix\s+)?(?:[A-Z]\s*=\s*)?{_BODY}"),
    _english(
        "eigenvalues",
        rf"(?:{_FIND}\s+)?(?:the\s+)?eigenvalues\s+of\s+(?:the\s+)?(?:matrix\s+)?(?:[A-Z]\s*=\s*)?{_BODY}",
    ),
    _english("simplify", rf"simplify{_EXPRESSION}\s*:?\s+{_BODY}(?:\s+(?:fully|completely))?"),
    _english("expand", rf"(?:expand(?:\s+and\s+simplify)?|multiply\s+out|distribute){_EXPRESSION}\s*:?\s+{_BODY}"),
    _english(
        "factor",
        rf"(?:fully\s+|completely\s+)?(?:factor(?:i[sz]e)?)(?:\s+(?:completely"
        rf"|fully))?{_EXPRESSION}\s*:?\s+{_BODY}(?:[,\s]+(?:completely|fully|over\s+the\s+(?:integers|rationals)))?",
    ),
    _english(
        "number",
        rf"(?:{_FIND}|how\s+much\s+is)(?:\s+the)?(?:\s+exact)?(?:\s+(?:value|result)(?:\s+of)?)?"
        rf"(?:\s+the\s+expression)?\s*:?\s+{_BODY}",
    ),
    # German
    _german("relation", rf"löse{_GLEICHUNG}(?:\s+nach\s+(?P<names>{_LETTERS})(?:\s+auf)?)\s*:?\s+{_BODY}"),
    _german("relation", rf"(?:löse|lösen\s+sie){_GLEICHUNG}\s*:?\s+{_BODY}{_NACH}"),
    _german("relation", rf"{_FINDE}\s+(?P<names>{_LETTERS})(?:,)?\s+(?:wenn|falls|sodass|für)\s+{_BODY}(?:\s+gilt)?"),
    _german(
        "zeros",
        rf"{_FINDE}{_DIE}(?:\s+reellen)?\s+(?:lösung(?:en)?|nullstellen?|lösungsmenge)\s+(?:von|der|des)\s+"
        rf"(?:gleichung|funktion|polynoms|ungleichung|gleichungssystems)?\s*{_BODY}",
    ),
    _german("derivative", rf"(?:leite|differenziere)\s+{_BODY}(?:\s+ab)?(?:\s+nach\s+(?P<names>{_LETTER}))?(?:\s+ab)?"),
    _german(
        "derivative",
        rf"(?:{_FINDE}\s+)?(?:die\s+)?{_ORDNUNG}ableitung\s+(?:von|der\s+funktion)\s+{_BODY}(?:\s+nach\s+"
        rf"(?P<names>{_LETTER}))?",
    ),
    _german(
        "integral",
        rf"(?:integriere|(?:{_FINDE}\s+)?(?:das\s+)?(?:bestimmte\s+)?integral\s+(?:von|über))\s+{_BODY}\s+von\s+"
        rf"(?P<low>\S+)\s+bis\s+(?P<high>\S+)",
    ),
    _german(
        "integral",
        rf"(?:integriere|(?:{_FINDE}\s+)?(?:das\s+|eine\s+|die\s+)?(?:unbestimmte\s+)?(?:integral"
        rf"|stammfunktion)\s+(?:von|über))\s+{_BODY}(?:\s+nach\s+(?P<names>{_LETTER}))?",
    ),
    _german(
        "limit",
        rf"(?:{_FINDE}\s+)?(?:den\s+|der\s+)?grenzwert\s+von\s+{_BODY}[,\s]+(?:für|wenn)\s+(?P<names>[a-z])\s+"
        rf"(?:gegen|->|→|\\to)\s+(?P<point>\S+?)(?:\s+(?:geht|strebt))?{_SIDE}",
    ),
    _german(
        "gcd", rf"(?:{_FINDE}\s+)?(?:den\s+|der\s+)?(?:ggt|größten?r?\s+gemeinsamen?r?\s+teiler)\s*(?:von\s+)?{_BODY}"
    ),
    _german("lcm", rf"(?:{_FINDE}\s+)?(?:das\s+)?(?:kgv|kleinstes?\s+gemeinsames?\s+vielfaches?)\s*(?:von\s+)?{_BODY}"),
    _german("primes", rf"(?:{_FINDE}\s+)?(?:die\s+)?(?:primfaktorzerlegung|primfaktoren)\s+von\s+{_BODY}"),
    _german("primes", rf"zerlege\s+{_BODY}\s+in\s+primfaktoren"),
    _german("is_prime", rf"ist\s+{_BODY}\s+(?:eine\s+)?(?:primzahl|prim)"),
    _german("determinant", rf"(?:{_FINDE}\s+)?(?:die\s+)?determinante\s+(?:von|der\s+matrix)\s+{_BODY}"),
    _german("inverse", rf"(?:{_FINDE}\s+)?(?:die\s+)?inverse\s+(?:von|der\s+matrix)\s+{_BODY}"),
    _german("simplify", rf"vereinfache(?:n\s+sie)?{_TERM}\s*:?\s+{_BODY}"),
    _german("expand", rf"(?:multipliziere\s+aus|erweitere){_TERM}\s*:?\s+{_BODY}"),
    _german("expand", rf"multipliziere\s+{_BODY}\s+aus"),
    _german("factor", rf"(?:faktorisiere){_TERM}\s*:?\s+{_BODY}"),
    _german("factor", rf"zerlege\s+{_BODY}\s+in\s+(?:linear)?faktoren"),
    _german("number", rf"(?:{_FINDE}|wie\s+viel\s+ist|wieviel\s+ist|rechne)(?:\s+den\s+wert\s+von)?\s*:?\s+{_BODY}"),
)
