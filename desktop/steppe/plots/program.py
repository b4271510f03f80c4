"""Finds functions and data in a program's syntax tree: nothing of it is run, and only plain formulas count."""

from __future__ import annotations

import ast
import re

from steppe.plots.reading import one_variable, sides
from steppe.plots.values import Found, Function, Point

_MODULES = ("math", "np", "numpy", "sp", "sympy", "cmath", "mpmath", "mp")
_FUNCTIONS = frozenset(
    re.findall(
        r"\w+", "sin cos tan cot sec csc sinh cosh tanh asin acos atan exp log sqrt floor ceil ceiling abs Abs pi E e"
    )
)
_SOLVERS = ("solve", "solveset", "roots", "real_roots", "nsolve", "plot")
_LEAST_POINTS = 3


def functions_in(tree: ast.Module) -> list[Found]:
    """Functions of one argument, then formulas in a symbol and equations that are solved."""
    found: list[Found] = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            found += _definition(node)
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda):
            found += _lambda(node)
    return found or _symbolic(tree)


def points_in(tree: ast.Module) -> list[Point]:
    """A list of pairs, or two lists of numbers of the same length whose names begin with x (or t) and y."""
    columns: dict[str, list[float]] = {}
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)):
            continue
        try:
            value = ast.literal_eval(_without_array(node.value))
        except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
            continue
        if not isinstance(value, list | tuple) or len(value) < _LEAST_POINTS:
            continue
        if all(isinstance(each, int | float) for each in value):
            columns[node.targets[0].id] = [float(each) for each in value]
        elif all(_is_pair(each) for each in value):
            return [(float(each[0]), float(each[1])) for each in value]
    return _paired(columns)


def _paired(columns: dict[str, list[float]]) -> list[Point]:
    for across, xs in columns.items():
        for up, ys in columns.items():
            same_tail = across[1:].strip("_").lower() == up[1:].strip("_").lower()
            if across[0].lower() in "xt" and up[0].lower() == "y" and len(xs) == len(ys) and same_tail:
                return list(zip(xs, ys, strict=True))
    return []


def _without_array(node: ast.expr) -> ast.expr:
    """The list in `np.array([..])`."""
    is_array = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "array"
    return node.args[0] if is_array and isinstance(node, ast.Call) and node.args else node


def _is_pair(value: object) -> bool:
    return isinstance(value, list | tuple) and len(value) == 2 and all(isinstance(each, int | float) for each in value)


def _definition(node: ast.FunctionDef) -> list[Found]:
    body = [each for each in node.body if not (isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant))]
    arguments = node.args.args
    if len(body) != 1 or not isinstance(body[0], ast.Return) or body[0].value is None or len(arguments) != 1:
        return []
    return _as_function(node.name, arguments[0].arg, body[0].value)


def _lambda(node: ast.Assign) -> list[Found]:
    assert isinstance(node.value, ast.Lambda)
    target, arguments = node.targets[0], node.value.args.args
    if not isinstance(target, ast.Name) or len(arguments) != 1:
        return []
    return _as_function(target.id, arguments[0].arg, node.value.body)


def _as_function(name: str, argument: str, body: ast.expr) -> list[Found]:
    text = _text(body, {argument})
    variable = "x" if len(argument) > 1 else argument
    if text is None or one_variable(text) != variable:
        return []
    return [(Function(f"{name}({variable})", text), variable)]


def _symbolic(tree: ast.Module) -> list[Found]:
    """Formulas in a symbol of sympy that are assigned to a name, and equations given to a solver."""
    symbols: set[str] = set()
    known: dict[str, ast.expr] = {}
    solved: list[Found] = []
    drawn: list[Found] = []
    for node in tree.body:
        for call in (each for each in ast.walk(node) if isinstance(each, ast.Call)):
            if _called(call) in _SOLVERS and call.args and not solved:
                solved = _solved(call.args[0], symbols, known)
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Call)
            and _called(node.value) in ("symbols", "Symbol")
        ):
            symbols |= {name.id for name in ast.walk(node.targets[0]) if isinstance(name, ast.Name)}
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            known[node.targets[0].id] = node.value
            text = _text(node.value, symbols)
            variable = one_variable(text) if text else None
            if text and variable and text.strip() != variable:
                drawn.append((Function(node.targets[0].id, text), variable))
    return solved or drawn


def _solved(node: ast.expr, symbols: set[str], known: dict[str, ast.expr]) -> list[Found]:
    if isinstance(node, ast.Name) and node.id in known:
        node = known[node.id]
    if isinstance(node, ast.Call) and _called(node) == "Eq" and len(node.args) == 2:
        left, right = (_text(side, symbols) or "" for side in node.args)
    else:
        left, right = _text(node, symbols) or "", "0"
    return sides(left, right)


def _called(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _text(node: ast.expr, variables: set[str]) -> str | None:
    """The formula as text in one-letter variables; None if it holds a name that is neither variable nor function."""
    try:
        bare = _Bare(variables).visit(ast.parse(ast.unparse(node), mode="eval"))
        return None if bare is None else ast.unparse(bare)
    except (_StrangeError, RecursionError, SyntaxError, ValueError):
        return None


class _StrangeError(Exception):
    """A name or construct that no plain formula holds; never leaves this module."""


class _Bare(ast.NodeTransformer):
    """Takes module names away and gives a long variable name one letter."""

    def __init__(self, variables: set[str]) -> None:
        self._variables = variables

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        if not isinstance(node.value, ast.Name) or node.value.id not in _MODULES:
            raise _StrangeError
        return self.visit_Name(ast.Name(node.attr, ast.Load()))

    def visit_Name(self, node: ast.Name) -> ast.Name:
        if node.id in self._variables:
            return ast.Name("x" if len(node.id) > 1 else node.id, ast.Load())
        if node.id not in _FUNCTIONS:
            raise _StrangeError
        return node
