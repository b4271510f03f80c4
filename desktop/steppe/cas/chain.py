"""Reads a question of several sentences: definitions, each used by later ones, then one request; all or nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from steppe.cas.definitions import INTRODUCTION, Defined, read_definition
from steppe.cas.requests import read_request
from steppe.cas.scope import Scope
from steppe.cas.sentences import sentences_of
from steppe.cas.statement import Definition, Statement

MAX_CHARACTERS = 1500
_MAX_SENTENCES = 24
_REQUEST_BEHIND = re.compile(
    r",? (?:then )?(?=(?:what|which|find|determine|compute|calculate|evaluate|give|solve|differentiate|simplify"
    r"|expand|factor|work out|is|does|sort|put) )",
    re.IGNORECASE,
)
_CONDITION_BEHIND = re.compile(r",? (?=(?:if|when|where|given(?: that)?|with|for) )", re.IGNORECASE)
_OPTIONS = re.compile(r"\([aA]\) ")
_CALCULUS = ("sum", "product", "limit", "integral")


def read_chain(text: str) -> Statement | None:
    """The statement that the text is: its definitions and its one request; None where any word is not understood."""
    if len(text) > MAX_CHARACTERS:
        return None
    sentences = sentences_of(text)
    if len(sentences) > 1 and _OPTIONS.match(sentences[-1]):
        sentences[-2:] = [f"{sentences[-2]}: {sentences[-1]}"]
    if not sentences or len(sentences) > _MAX_SENTENCES:
        return None
    known: Defined = ((), Scope())
    for sentence in sentences[:-1]:
        found = read_definition(sentence, known[1])
        if found is None:
            return None
        known = ((*known[0], *found[0]), found[1])
    for definitions, scope, request in _readings(sentences[-1], known):
        statement = read_request(request, scope)
        if statement is not None:
            return _joined(statement, (*known[0], *definitions))
    return None


def _readings(sentence: str, known: Defined) -> Iterator[tuple[tuple[Definition, ...], Scope, str]]:
    """The sentence as a request, or as definitions and a request: If a = 2, what is 3*a; What is 3*a if a = 2."""
    yield (), known[1], sentence
    for match in _REQUEST_BEHIND.finditer(sentence):
        if INTRODUCTION.match(sentence):
            found = read_definition(sentence[: match.start()], known[1])
            if found is not None:
                yield found[0], found[1], sentence[match.end() :]
    for match in _CONDITION_BEHIND.finditer(sentence):
        found = read_definition(sentence[match.end() :], known[1])
        if found is not None:
            yield found[0], found[1], sentence[: match.start()]


def _joined(statement: Statement, definitions: tuple[Definition, ...]) -> Statement | None:
    if statement.kind in _CALCULUS:
        return None
    decimals = statement.has_decimals or any(each.statement.has_decimals for each in definitions)
    return replace(statement, definitions=definitions, has_decimals=decimals)
