"""Reads requests about formulas with letters: solve, zeros, derivative, expand, simplify, factor."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable

from steppe.cas.asking import ASK, ORDINAL, ORDINALS, THE, Asking, asking, has_decimals
from steppe.cas.scope import Scope
from steppe.cas.sentences import clauses_of
from steppe.cas.statement import Kind, Statement
from steppe.cas.worded_formula import DOUBTFUL, read_worded
from steppe.check.formula import Formula

_MAX_EQUATIONS = 6
_LETTER = r"[A-Za-z](?:_\w)?"
_NAMES = rf"(?P<names>{_LETTER}(?:(?:, and |, | and ){_LETTER})*)"
_BODY = r"(?P<body>.+?)"
_EQUATION = (
    r"(?:(?:the )?(?:following )?(?:linear |quadratic |simultaneous )?"
    r"(?:equations?|system(?: of (?:linear )?equations)?):? )?"
)
_RESPECT = rf"(?:,? (?:with respect to|wrt|by) (?P<name>{_LETTER}))?"
_EXPRESSION = r"(?:the )?(?:expression |polynomial |terms in |like terms in )?"
_MAX_ORDER = 4


def equations_in(text: str, scope: Scope) -> tuple[list[str], frozenset[str]] | None:
    """The sides of the equations in turn, and the letters in them that nothing defines: every letter is a name here."""
    parts = clauses_of(text)
    if len(parts) > _MAX_EQUATIONS or any(part.count("=") != 1 or re.search(r"[<>!]", part) for part in parts):
        return None
    sides = [read_worded(side, scope, are_names=True) for part in parts for side in part.split("=")]
    if any(side is None for side in sides):
        return None
    known = [side for side in sides if side is not None]
    return [side.code for side in known], frozenset().union(*(side.variables for side in known))


def _solve(match: re.Match[str], scope: Scope) -> Statement | None:
    found = equations_in(match["body"], scope)
    if found is None:
        return None
    codes, variables = found
    asked = tuple(dict.fromkeys(re.findall(_LETTER, re.sub(r" and ", " ", match.groupdict().get("names") or ""))))
    count = len(codes) // 2
    if any(name not in variables or scope.defines(name) for name in asked) or not variables:
        return None
    if _poles(codes, scope) or len(variables) > count or (not asked and variables & DOUBTFUL):
        return None
    return Statement(
        "equations", tuple(codes), tuple(sorted(variables)), ("=",) * count,
        has_decimals=has_decimals(match["body"]), wanted=asked,
    )  # fmt: skip


def _poles(codes: list[str], scope: Scope) -> bool:
    """Whether a function is used that is not defined everywhere: where it is not is lost in a shorter form."""
    used = {name for code in codes for name in re.findall(r"Use\('(\w+)'", code)}
    return any(scope.functions[name].has_poles for name in used)


def has_poles(code: str, scope: Scope) -> bool:
    """Whether the formula divides by something with letters, itself or in a function it uses."""
    for node in ast.walk(ast.parse(code, mode="eval")):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and "Symbol" in ast.unparse(node.right):
            return True
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
            exponent = ast.unparse(node.right)
            if not re.fullmatch(r"Integer\(\d+\)", exponent) and "Symbol" in ast.unparse(node.left):
                return True
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("tan", "log", "sqrt"):
            return True
    return _poles([code], scope)


def one_function(text: str, scope: Scope, names: frozenset[str]) -> tuple[Formula, str] | None:
    """A formula, or a function by its mere name, and the letter that it depends on where there is but one."""
    function = scope.functions.get(text)
    if function is not None:
        name = function.parameter
        code = f"Use('{text}',{function.key},0,Symbol('{name}'))"
        return Formula(code, frozenset([name])), name
    formula = read_worded(text, scope, names)
    if formula is None:
        return None
    return formula, next(iter(formula.variables)) if len(formula.variables) == 1 else ""


def _derivative(match: re.Match[str], scope: Scope) -> Statement | None:
    groups = match.groupdict()
    name = groups.get("name") or ""
    if scope.defines(name):
        return None
    found = one_function(match["body"], scope, frozenset([name] if name else []))
    if found is None:
        return None
    formula, only = found
    name = name or only
    order = ORDINALS[(groups.get("order") or "first").lower()]
    if not name or name not in formula.variables or order > _MAX_ORDER or _poles([formula.code], scope):
        return None
    return Statement("derivative", (formula.code,), (name,), order=order, has_decimals=has_decimals(match["body"]))


def _slope_asked(match: re.Match[str], scope: Scope) -> Statement | None:
    """Find f'(x): the derivative as a formula."""
    function = scope.functions.get(match["function"])
    if function is None or function.has_poles or scope.defines(match["at"]) or len(match["primes"]) > _MAX_ORDER:
        return None
    code = f"Use('{match['function']}',{function.key},0,Symbol('{match['at']}'))"
    return Statement("derivative", (code,), (match["at"],), order=len(match["primes"]))


def _rewritten(kind: Kind) -> Callable[[re.Match[str], Scope], Statement | None]:
    def read(match: re.Match[str], scope: Scope) -> Statement | None:
        found = one_function(match["body"], scope, frozenset())
        if found is None or not found[0].variables or has_poles(found[0].code, scope):
            return None
        formula = found[0]
        return Statement(
            kind, (formula.code,), tuple(sorted(formula.variables)), has_decimals=has_decimals(match["body"])
        )

    return read


def _composed(match: re.Match[str], scope: Scope) -> Statement | None:
    """What is f(g(x)): multiplied out."""
    if scope.is_empty or "(" not in match["body"]:
        return None
    statement = _rewritten("expand")(match, scope)
    return statement if statement is not None and "Use(" in statement.formulas[0] else None


def _zeros(match: re.Match[str], scope: Scope) -> Statement | None:
    found = one_function(match["body"], scope, frozenset())
    if found is None or not found[1] or has_poles(found[0].code, scope):
        return None
    return Statement("equations", (found[0].code, "Integer(0)"), (found[1],), ("=",))


REQUESTS: tuple[Asking, ...] = (
    asking(rf"solve {_EQUATION}{_BODY},? for {_NAMES}", _solve),
    asking(rf"solve {_EQUATION}for {_NAMES}(?:,|:| in| when| if| given)? {_BODY}", _solve),
    asking(rf"solve {_EQUATION}{_BODY}", _solve),
    asking(
        rf"{ASK}{_NAMES},? (?:if|when|such that|so that|for which|where|given(?: that)?|in|satisfying) {_BODY}", _solve
    ),
    asking(rf"{ASK}(?:all )?{THE}(?:real )?(?:zeros?|zeroes|roots?) of {_BODY}", _zeros),
    asking(rf"{ASK}{THE}(?:(?P<order>{ORDINAL}) )?derivative of {_BODY}{_RESPECT}", _derivative),
    asking(rf"differentiate {_BODY}{_RESPECT}", _derivative),
    asking(rf"{ASK}(?P<function>{_LETTER})(?P<primes>'+)\((?P<at>{_LETTER})\)", _slope_asked),
    asking(rf"(?:expand(?: and simplify)?|multiply out|collect) {_EXPRESSION}{_BODY}", _rewritten("expand")),
    asking(rf"simplify {_EXPRESSION}{_BODY}", _rewritten("simplify")),
    asking(rf"factor(?:i[sz]e)? {_EXPRESSION}{_BODY}", _rewritten("factor")),
    asking(rf"{ASK}{_BODY}", _composed),
)
