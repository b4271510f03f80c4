"""Reads requests about several numbers: which is greater, in what order, the k-th of a list, the nearest to a value."""

from __future__ import annotations

import re
from collections.abc import Callable

from steppe.cas.asking import ASK, ORDINAL, ORDINALS, THE, Asking, asking, has_decimals, number_in, numbers_in
from steppe.cas.scope import Scope
from steppe.cas.statement import Kind, Statement

_LABEL = re.compile(r"\(([a-z])\)\s+", re.IGNORECASE)
_LETTERS = "abcdefghijkl"
_SIGNS = {
    "less than or equal to": "<=", "smaller than or equal to": "<=", "at most": "<=", "not more than": "<=",
    "greater than or equal to": ">=", "bigger than or equal to": ">=", "at least": ">=", "not less than": ">=",
    "less than": "<", "smaller than": "<",
    "greater than": ">", "bigger than": ">",
    "larger than": ">", "more than": ">", "the same as": "=", "equal to": "=",
    "not equal to": "!=", "different from": "!=", "unequal to": "!=",
    "<=": "<=", ">=": ">=", "<": "<", ">": ">", "≤": "<=", "≥": ">=", "=": "=", "≠": "!=", "!=": "!=",
}  # fmt: skip
_SIGN = "|".join(re.escape(each) for each in _SIGNS)
_SMALL, _LARGE = "smallest|least|lowest|minimum", "largest|greatest|biggest|highest|maximum"
_LIST = r"(?:(?:the )?(?:following )?(?:list|set|numbers|values)?:? ?)?(?P<list>.+)"


def _offered(text: str, scope: Scope) -> tuple[list[str], tuple[str, ...]] | None:
    """The expressions of a list, and their labels where it is one of labelled options."""
    text = text.strip()
    labels = _LABEL.findall(text)
    if not _LABEL.match(text):
        if text[:1] + text[-1:] in ("{}", "[]"):
            text = text[1:-1]
        codes = numbers_in(re.sub(r"\s+or\s+", ", ", text.replace(", or ", ", ")), scope)
        return (codes, ()) if codes else None
    found = [number_in(part.strip(" ,;"), scope) for part in _LABEL.split(text)[2::2]]
    if [label.lower() for label in labels] != list(_LETTERS[: len(labels)]) or len(labels) < 2:
        return None
    codes = [each.code for each in found if each is not None]
    return (codes, tuple(labels)) if len(codes) == len(labels) else None


def _of_list(kind: Kind, codes: list[str], text: str, side: str = "", place: int = 0) -> Statement:
    return Statement(kind, tuple(codes), side=side, place=place, has_decimals=has_decimals(text))


def _which(match: re.Match[str], scope: Scope) -> Statement | None:
    """Which is greater: a or b?"""
    found = [number_in(match["a"], scope), number_in(match["b"], scope)]
    codes = [each.code for each in found if each is not None]
    is_greater = match["which"].lower() in ("greater", "bigger", "larger", "higher")
    return _of_list("greater" if is_greater else "smaller", codes, match[0]) if len(codes) == len(found) else None


def _comparison(match: re.Match[str], scope: Scope) -> Statement | None:
    found = [number_in(match["a"], scope), number_in(match["b"], scope)]
    codes = tuple(each.code for each in found if each is not None)
    sign = _SIGNS[" ".join(match["sign"].lower().split())] if "sign" in match.groupdict() else "="
    return Statement("comparison", codes, signs=(sign,)) if len(codes) == len(found) else None


def _ordered(match: re.Match[str], scope: Scope) -> Statement | None:
    """Increasing where nothing is said, as everybody sorts."""
    offered = _offered(match["list"], scope)
    groups = match.groupdict()
    word = (groups.get("order") or "increasing").lower()
    ends = ((groups.get("low") or "").lower(), (groups.get("high") or "").lower())
    if any(ends) and (ends[0] in _SMALL.split("|")) == (ends[1] in _SMALL.split("|")):
        return None
    is_down = word in ("decreasing", "descending") or ends[0] in _LARGE.split("|")
    if offered is None or offered[1]:
        return None
    return _of_list("order", offered[0], match["list"], "-" if is_down else "+")


def _ranked(match: re.Match[str], scope: Scope) -> Statement | None:
    offered = _offered(match["list"], scope)
    if offered is None:
        return None
    side = "+" if match["end"].lower() in _SMALL.split("|") else "-"
    place = ORDINALS[match["which"].lower()] if match["which"] else 1
    if place > len(offered[0]):
        return None
    return Statement(
        "ranked", tuple(offered[0]), side=side, place=place, labels=offered[1], has_decimals=has_decimals(match["list"])
    )


def _nearest(match: re.Match[str], scope: Scope) -> Statement | None:
    offered, target = _offered(match["list"], scope), number_in(match["a"], scope)
    if offered is None or target is None:
        return None
    return Statement("nearest", (target.code, *offered[0]), labels=offered[1], has_decimals=has_decimals(match["list"]))


_WHICH = rf"(?:{ASK}|which (?:number|value|one) is ){THE}"
_NEAREST_TO = r"(?:closest|nearest)(?: number| value| one)? to (?P<a>.+?)"
_AGAIN = r"(?: number| value| one)?"
_SORT = r"(?:sort|put|arrange|order|rank|list|write|place)(?: the (?:numbers|values))? (?P<list>.+?),?"
_COMPARED = r"(?P<which>greater|bigger|larger|higher|smaller|lesser|lower)"
_IN = r"(?:in|of|among|out of|from|between)"
_Read = Callable[[re.Match[str], Scope], Statement | None]
REQUESTS: tuple[Asking, ...] = (
    asking(
        rf"which (?:(?:number|value|one) )?is (?:the )?{_COMPARED}{_AGAIN}[:,]? (?P<a>.+?),? or (?P<b>.+)",
        _which,
    ),
    asking(rf"which (?:one )?of (?P<a>.+?) (?:and|or) (?P<b>.+) is (?:the )?{_COMPARED}{_AGAIN}", _which),
    asking(rf"(?:is|are) (?P<a>.+?) (?:is )?(?P<sign>{_SIGN}) (?P<b>.+)", _comparison),
    asking(r"are (?P<a>.+?) and (?P<b>.+) (?:equal|the same)", _comparison),
    asking(r"do (?P<a>.+?) and (?P<b>.+) have the same value", _comparison),
    asking(
        rf"{_SORT} (?:in|into|by) "
        r"(?P<order>increasing|ascending|decreasing|descending)(?: order)?",
        _ordered,
    ),
    asking(
        rf"{_SORT}(?: in order)? from "
        rf"(?P<low>{_SMALL}|{_LARGE}) to (?P<high>{_SMALL}|{_LARGE})",
        _ordered,
    ),
    asking(r"sort (?P<list>.+)", _ordered),
    asking(
        rf"{_WHICH}(?:(?P<which>{ORDINAL})[- ])?(?P<end>{_SMALL}|{_LARGE})(?: number| value"
        rf"| element)? {_IN} {_LIST}",
        _ranked,
    ),
    asking(
        rf"{_WHICH}{_NEAREST_TO} {_IN} {_LIST}",
        _nearest,
    ),
    asking(
        rf"{_WHICH}{_NEAREST_TO}[?:,] ?"
        r"(?P<list>\(a\) .+)",
        _nearest,
    ),
    asking(rf"which (?:(?:number|value|one) )?of {_LIST} is (?:the )?(?:closest|nearest) to (?P<a>.+)", _nearest),
)
