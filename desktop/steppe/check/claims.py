r"""Finds what a solution in prose claims to be equal: `48 / 2 = 24`, \(3 \cdot 4 = 12\), each side of a chain.

Only what can be read without guessing is found. Words, units on both sides, equations in unknowns and definitions are
left alone, because a right step that is called wrong costs more trust than a wrong one that goes unmarked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from steppe.check.number import plain
from steppe.check.phrases import spans
from steppe.check.units import read_unit

_MAX_SIDE = 200
_OPERATION = re.compile(
    r"(?<=[0-9A-Za-z)}%!|]) ?[-+*/×÷·^%√!]|√|\\(?:frac|times|div|cdot|sqrt|binom)(?![A-Za-z])|[0-9]%"
)
# In running text only numbers and signs are read; where a word or sign beside them may belong to them, nothing is.
_RUN = (
    r"(?:-(?=[0-9($])|[(√$0-9]|\.(?=[0-9]))"
    r"(?:[-+0-9()*/×÷·^%$ √!]|\.(?=[0-9])|,(?=[0-9]{3}(?![0-9]))){0,120}(?<=[0-9)%!])"
)
_IN_TEXT = re.compile(rf"{_RUN}(?: ?[=≈] ?{_RUN})+")
_WITHOUT_CLAIM = re.compile(r"^[^=≈\n]+$", re.MULTILINE)  # lines that claim nothing are not searched
_TIMES = re.compile(r"(?<=[0-9)]) [xX] (?=[(0-9$])|(?<=[0-9)])[xX](?=[0-9])")
_PERCENT_OF = re.compile(r"(?<=[0-9]%) of (?=\$?\(?[0-9])")
_BEFORE = re.compile(
    r"(?:[\w.,:'\\_$]|[-+*/×÷^=<>≈(–·√∛∜±∓~∑∏∫π²³⁰¹⁴-⁹½¼¾⅓⅔°]\s*"
    r"|\b(?:of|times|plus|minus|by|over|half|twice|power|sqrt|root|log|ln|lg|exp|sin|cos|tan)\s*)$",
    re.IGNORECASE,
)
_SIGNS = str.maketrans({"−": "-", "⋅": "·", "∙": "·", "\u2217": "*"})  # one for one: places stay as they are
_AFTER = re.compile(
    r"[ \t]*(?:[-+*/×÷^<>=≈(\\–²³½¼¾]|[rR] ?[0-9]|(?!and\b)[A-Za-z]+ (?:and )?[0-9]|[0-9]|and (?:a|one)\b"
    r"|(?:dozen|hundred|thousand"
    r"|million|billion|percent|half|halves|thirds?|quarters?|remainder|[rRx]|mod|of|times|plus|minus)\b)|[\w_]"
)
_RELATIONS = re.compile(
    r"\\(?:neq?|leq?|geq?|le|ge|lt|gt|in|to|mapsto|sim|propto|equiv|pmod|mod|bmod)(?![A-Za-z])|[<>≤≥≠:]|=="
)
_SEPARATORS = re.compile(
    r"\\\\|\\(?:implies|Rightarrow|Longrightarrow|iff|Leftrightarrow|therefore|quad|qquad)(?![A-Za-z])|[;⇒]|,(?![0-9]{3}(?![0-9]))"
    r"|\\text\{\s*(?:and|or|so|then|where|if|since)\s*\}"
)
_ENVIRONMENT = re.compile(
    r"\\begin\{(?P<name>(?:align|aligned|equation|gather|eqnarray|split)\*?)\}(?:(?!\\end\{).){1,4000}\\end\{(?P=name)\}",
    re.DOTALL,
)
_FRAME = re.compile(r"\\(?:begin|end)\{[a-z]+\*?\}")
_CONTINUED = re.compile(r"\\\\(?:\[[^\]]*\])?(?=\s*(?:=|≈|\\approx))")  # a row that goes on with the row before
_EQUALS = re.compile(r"=|≈|\\approx(?![A-Za-z])|\\doteq(?![A-Za-z])")
_UNIT_AT_END = re.compile(r"(?:\\[ ,;:!]|~| )*\\(?:text|mathrm|textrm|mbox)\{(?P<unit>[^{}]*)\}(?:\^\{?[23]\}?)?[ .]*$")
_AMOUNT_WORDS = re.compile(
    r"\b(?:dozen|hundred|thousand|million|billion|percent|half|pairs?|remainder|mod|and|of|per)\b|\d"
)


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a claim: what is written, and the unit that stood behind it."""

    text: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """Two neighbouring sides of one equation; it stands at characters `start` to `end` of the text."""

    start: int
    end: int
    left: Side
    right: Side
    is_approximate: bool = False


def find_claims(text: str) -> list[Claim]:
    """The claims of a text in the order in which they end."""
    formulas = _formulas(text)
    found: list[Claim] = []
    for start, stop, content in formulas:
        offset = text.index(content, start) if content else start
        found += _in_formula(content, offset, stop)
    found += _in_prose(_blanked(text, [(start, stop) for start, stop, _ in formulas]))
    return sorted(found, key=lambda claim: (claim.end, claim.start))


def _formulas(text: str) -> list[tuple[int, int, str]]:
    """Start, end and contents of formulas; environments such as align stand without delimiters too."""
    found = list(spans(text))
    for match in _ENVIRONMENT.finditer(text):
        if not any(start <= match.start() < stop for start, stop, _ in found):
            found.append((match.start(), match.end(), match[0]))
    return sorted(found)


def _blanked(text: str, places: list[tuple[int, int]]) -> str:
    """The text with formulas replaced by as many letters, so that nothing reads across them."""
    for start, stop in places:
        text = text[:start] + "Z" * (stop - start) + text[stop:]
    return text


# In running text


def _in_prose(text: str) -> Iterator[Claim]:
    text = _PERCENT_OF.sub(
        " *  ", text.translate(_SIGNS)
    )  # as long as before, so that places in the text stay what they are
    text = _TIMES.sub(lambda match: "*".center(len(match[0])), text)
    for match in _IN_TEXT.finditer(_WITHOUT_CLAIM.sub(lambda line: " " * len(line[0]), text)):
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        if _BEFORE.search(line) or _AFTER.match(text[match.end() : match.end() + 40]):
            continue
        yield from _chain(match[0], match.start(), match.end())


# In formulas


def _in_formula(content: str, offset: int, stop: int) -> Iterator[Claim]:
    place = 0
    content = _FRAME.sub(lambda match: " " * len(match[0]), content.replace("&", " "))
    content = _CONTINUED.sub(lambda match: " " * len(match[0]), content)
    for separator in [*_SEPARATORS.finditer(content), None]:
        end = separator.start() if separator else len(content)
        piece = content[place:end]
        if not _RELATIONS.search(piece):
            yield from _chain(piece, offset + place, offset + end if separator else stop)
        place = separator.end() if separator else end


def _chain(text: str, start: int, stop: int) -> Iterator[Claim]:
    signs = list(_EQUALS.finditer(text))
    edges = [0, *(sign.end() for sign in signs)]
    ends = [*(sign.start() for sign in signs), len(text)]
    sides = [_side(text[begin:end]) for begin, end in zip(edges, ends, strict=True)]
    for number, sign in enumerate(signs):
        left, right = sides[number], sides[number + 1]
        if left is None or right is None or not _is_claim(left, right):
            continue
        end = stop if number == len(signs) - 1 else start + ends[number + 1]
        yield Claim(start + edges[number], end, left, right, sign[0] != "=")


def _side(text: str) -> Side | None:
    text = text.strip().rstrip(".,")
    unit = _UNIT_AT_END.search(text)
    if unit:
        if _AMOUNT_WORDS.search(unit["unit"]):
            return None
        text = text[: unit.start()]
    text = plain(text.replace("...", "").replace(r"\ldots", "").replace(r"\dots", ""))
    missing = text.count("(") - text.count(")")
    if missing == 1 and text.startswith("("):
        text = text[1:].strip()  # the bracket is round the whole claim
    elif missing == -1 and text.endswith(")"):
        text = text[:-1].strip()
    if not text or len(text) > _MAX_SIDE:
        return None
    return Side(text, unit["unit"].strip() if unit else "")


def _is_claim(left: Side, right: Side) -> bool:
    """Something must have been worked out: `x = 5` names a value, and `3 hours = 180 minutes` changes the unit."""
    if not (_OPERATION.search(left.text) or _OPERATION.search(right.text)):
        return False
    units = [side.unit or ("$" if "$" in side.text else "") for side in (left, right)]
    if not all(units) or units[0] == units[1]:
        return True
    one, other = (read_unit(unit) for unit in units)
    return one is not None and one == other
