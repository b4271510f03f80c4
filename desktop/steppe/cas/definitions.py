"""Reads a sentence that defines: numbers, functions, and unknowns by their equations; each name enters the scope."""

from __future__ import annotations

import re

from steppe.cas.asking import has_decimals
from steppe.cas.request_formulas import equations_in, has_poles
from steppe.cas.requests import read_request
from steppe.cas.scope import Scope
from steppe.cas.sentences import clauses_of
from steppe.cas.statement import Definition, Statement
from steppe.cas.worded_formula import read_worded

Defined = tuple[tuple[Definition, ...], Scope]

_LETTER = r"[A-Za-z](?:_\w)?"
INTRODUCTION = re.compile(
    r"(?:let|suppose(?: that)?|assume(?: that)?|given(?: that)?|define|consider|say|set|put|take|if|for|with|where|when"
    r"|and|now let)[,:]? ",
    re.IGNORECASE,
)
_BEING = re.compile(
    rf"(?P<name>{_LETTER}) ?(?:\( ?(?P<parameter>{_LETTER}) ?\) ?)?(?: (?:be(?: defined (?:as|by))?|denote|equals?|is"
    r"(?: defined (?:as|by)| equal to)?|to be|as) |:=|=) ?(?P<what>.+)",
)
_SOLUTION = re.compile(r"(?:the |a )?(?:solution|root) (?:of|to) (?:the equation )?(?P<body>.+)", re.IGNORECASE)
_OPERATIONS = frozenset(["number", "rounded", "gcd", "lcm", "denominator", "remainder", "digit", "ranked", "nearest"])


def read_definition(sentence: str, scope: Scope) -> Defined | None:
    """What a sentence defines, with the scope after it; None if it is none, or not clear."""
    introduced = INTRODUCTION.match(sentence)
    body = sentence[introduced.end() :] if introduced else sentence
    if introduced is None and not re.match(rf"{_LETTER} ?(?:\( ?{_LETTER} ?\) ?)?=", body):
        return None
    return _one(body, scope) or _several(body, scope)


def _several(body: str, scope: Scope) -> Defined | None:
    """Clauses in turn; what stands between two function definitions is one system of equations."""
    clauses = [INTRODUCTION.sub("", clause, count=1) for clause in clauses_of(body)]
    if len(clauses) == 1:
        return None
    found: list[Definition] = []
    waiting: list[str] = []
    for clause in [*clauses, ""]:
        is_equation = "=" in clause and _function(clause, scope) is None
        if is_equation:
            waiting.append(clause)
            continue
        if waiting:
            system = _equations(", ".join(waiting), scope)
            if system is None:
                return None
            found, scope, waiting = [*found, *system[0]], system[1], []
        one = _one(clause, scope) if clause else ((), scope)
        if one is None:
            return None
        found, scope = [*found, *one[0]], one[1]
    return tuple(found), scope


def _one(body: str, scope: Scope) -> Defined | None:
    return _function(body, scope) or _equations(body, scope) or _value(body, scope)


def _function(body: str, scope: Scope) -> Defined | None:
    match = _BEING.fullmatch(body)
    if match is None or not match["parameter"]:
        return None
    name, parameter, what = match["name"], match["parameter"], match["what"]
    if scope.defines(name) or name == parameter or parameter in scope.functions:
        return None
    inside = scope.where_free(parameter)
    formula = read_worded(what, inside, frozenset([parameter]))
    if formula is not None:
        if formula.variables - {parameter}:
            return None
        statement = Statement("number", (formula.code,), (parameter,), has_decimals=has_decimals(what))
    else:
        request = read_request(what, inside)
        if request is None or request.kind not in ("derivative", "expand") or request.variables != (parameter,):
            return None
        statement = request
    poles = has_poles(statement.formulas[0], inside)
    after = scope.with_function(name, parameter, has_poles=poles)
    return (Definition("function", (name,), (scope.next_key,), statement, parameter),), after


def _equations(body: str, scope: Scope) -> Defined | None:
    """Equations, of which a = 3 is the simplest; letters that nothing defines yet are their unknowns."""
    body = re.sub(rf"\b({_LETTER}) (?:is(?: equal to)?|equals) (?=[-\d(])", r"\1 = ", body)
    found = equations_in(body, scope)
    if found is None or _defines_again(body, scope):
        return None
    codes, variables = found
    if any(has_poles(code, scope) for code in codes):
        return None
    names = tuple(sorted(variables))
    keys = tuple(range(scope.next_key, scope.next_key + len(names)))
    statement = Statement(
        "equations", tuple(codes), names, ("=",) * (len(codes) // 2), has_decimals=has_decimals(body), wanted=names
    )
    return (Definition("equations", names, keys, statement),), scope.with_values(names)


def _defines_again(body: str, scope: Scope) -> bool:
    """Whether a side is a function of a letter that is free, as in its definition: f(x) = 2*x is no equation for x."""
    sides = [side.strip() for clause in clauses_of(body) for side in clause.split("=")]
    matches = [re.fullmatch(rf"({_LETTER}) ?\( ?({_LETTER}) ?\)", side) for side in sides]
    return any(match is not None and not scope.defines(match[2]) for match in matches)


def _value(body: str, scope: Scope) -> Defined | None:
    """A name for a number: a formula, or anything that can be asked for and is one number."""
    match = _BEING.fullmatch(body)
    if match is None or match["parameter"]:
        return None
    name, what = match["name"], match["what"]
    solution = _SOLUTION.fullmatch(what)
    if solution is not None:
        found = _equations(solution["body"], scope)
        return found if found is not None and found[0][0].names == (name,) else None
    if scope.defines(name):
        return None
    formula = read_worded(what, scope)
    if formula is not None:
        statement = (
            Statement("number", (formula.code,), has_decimals=has_decimals(what)) if not formula.variables else None
        )
    else:
        statement = read_request(what, scope)
    if statement is None or statement.kind not in _OPERATIONS:
        return None
    return (Definition("value", (name,), (scope.next_key,), statement),), scope.with_values([name])
