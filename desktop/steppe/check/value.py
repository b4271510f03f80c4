"""Reads a short text, already found, as an answer: a number, a formula, a list, or words."""

from __future__ import annotations

import re

from steppe.answer import Answer
from steppe.check.formula import read_formula
from steppe.check.number import Number, plain, read_number
from steppe.check.printed import is_no_value
from steppe.check.shape import read_shape, split_top

_MAX_CHARACTERS = 1000
_MAX_WORDS = 300
_LEAD_IN = re.compile(
    r"(?:(?:approximately|about|around|roughly|nearly|exactly|equal to|equals|given by|simply|only|therefore|thus|is)"
    r"(?![A-Za-z])|\\boxed(?![A-Za-z{])|=|:),? ?"
)
_ARROW = re.compile(r"\\(?:implies|Rightarrow|Longrightarrow|therefore)(?![A-Za-z])|⇒|→")
_WHOLE_FLOAT = re.compile(r"(?<![\w.,])([0-9]+(?:,[0-9]{3})*)\.0+(?![\w.])")
_FORMULA = re.compile(r"[0-9\\^=+*/<>∞√π]|^-?[A-Za-z]$|^(?:pi|oo)$")
_LATEX_FRACTION = re.compile(r"(?P<before>[0-9])? ?\\frac\{ ?(?P<sign>-?) ?(?P<top>[^{}]*)\}\{(?P<bottom>[^{}-]*)\}")


def read(text: str) -> Answer | None:
    """A short text as an answer; None if it is empty, too long, or says that there is no value."""
    if len(text) > 2 * _MAX_CHARACTERS:
        return None
    text = _exact_side(plain(_ARROW.split(text)[-1]).rstrip(" .;,:"))
    text = re.sub(r"(?<=[(\[{]) | (?=\\?[)\]}])", "", _without_lead_in(text))
    if not text or len(text) > _MAX_CHARACTERS or is_no_value(text):
        return None
    number = read_number(text)
    if number is None:
        text, number = _assigned(text)
    if number is not None:
        return Answer(_tidy(text, number), "number", number.value, number.is_exact, number.decimals)
    if len(text) > _MAX_WORDS or is_no_value(text):
        return None
    without_escapes = text.replace(r"\{", "{").replace(r"\}", "}")
    text = text if "\\" in without_escapes else without_escapes
    shape = read_shape(text)
    if shape.kind in ("list", "tuple", "union", "matrix"):
        is_prose = shape.kind == "list" and not text.startswith("{") and not _FORMULA.search(text)
        return Answer(text, "text" if is_prose else "list")
    return Answer(text, "expression" if _FORMULA.search(text) else "text")


def _exact_side(text: str) -> str:
    """Of `\\sqrt{2} \\approx 1.41` the first; of `x \\approx 1.41` the second."""
    left, sign, right = re.sub(r"\\approx(?![A-Za-z])", "≈", text).partition("≈")
    if not sign:
        return text
    last = left.rpartition("=")[2].strip()
    formula = read_formula(last)
    is_value = read_number(last) is not None or (formula is not None and not formula.variables)
    return left.strip() if is_value else right.strip()


def _without_lead_in(text: str) -> str:
    while match := _LEAD_IN.match(text):
        text = text[match.end() :].strip()
    return text


def _assigned(text: str) -> tuple[str, Number | None]:
    """The value of `x = 5`, `x = \\sqrt{2}` and of a chain `a = b + c = 5`; equations stay as they are."""
    sides = split_top(text, "=")
    is_list = len(split_top(text, ",;")) > 1 or re.search(r" (?:and|or) ", text)
    if len(sides) < 2 or not all(sides) or is_list or re.search(r"[<>!]$", sides[-2]):
        return text, None
    last = sides[-1]
    number = read_number(last)
    is_name = re.fullmatch(r"\\?[A-Za-z][\w{}']{0,20}(?: ?\([^()]{0,40}\))?|[A-Za-z][A-Za-z ]{0,60}", sides[0])
    left = read_formula(sides[0])
    is_sum = left is not None and not left.variables and not read_number(sides[0])
    if number is not None and (is_name or is_sum or len(sides) > 2):
        return last, number
    formula = read_formula(last)
    if is_name and formula is not None and not formula.variables:
        return last, None
    return text, None


def _tidy(text: str, number: Number) -> str:
    """A number as a person would write it on one line: 72 for 72.0, 3/4 for \\frac{3}{4}, the unit kept."""
    text = re.sub(r"^([-+]) ", r"\1", text).removeprefix("+")
    match = _LATEX_FRACTION.search(text)
    if match:
        sign = "-" if number.value < 0 else ""
        before = f"{match['before']} " if match["before"] else ""
        whole = text[: match.start()].lstrip("-+ ")
        text = f"{sign}{whole}{before}{match['top'].strip()}/{match['bottom'].strip()}{text[match.end() :]}"
    text = _WHOLE_FLOAT.sub(r"\1", text)
    return re.sub(r"^-(?=0(?:\.0*)?$)", "", text)
