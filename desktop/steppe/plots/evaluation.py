"""Values of a formula: the strict reader's expression as a chain of closures over floats. Nothing is ever executed.

The code that `check.formula` makes holds nothing but numbers, symbols, four operations, powers and known functions;
here it is parsed with `ast` and every node that is not one of those is refused.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable

from steppe.check.formula import read_formula

Evaluated = Callable[[float], float]
_LARGEST = 1e100


class _RefusedError(Exception):
    """The formula cannot be evaluated here; never leaves this module."""


def evaluated(formula: str, variable: str) -> Evaluated | None:
    """The formula as a function of its variable; None if it is not understood or has other variables.

    The function gives nan where there is no real value.
    """
    read = read_formula(formula)
    if read is None or not read.variables <= {variable}:
        return None
    try:
        chain = _node(ast.parse(read.code, mode="eval").body, variable)
    except (_RefusedError, SyntaxError, RecursionError, OverflowError, ValueError):
        return None

    def value(x: float) -> float:
        try:
            result = chain(x)
        except (ArithmeticError, ValueError):
            return math.nan
        return result if abs(result) < _LARGEST else math.nan

    return value


def _node(node: ast.expr, variable: str) -> Evaluated:
    if isinstance(node, ast.BinOp):
        return _operation(node, variable)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _node(node.operand, variable)
        return lambda x: -inner(x)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return _call(node.func.id, node.args, variable)
    if isinstance(node, ast.Name) and node.id in ("pi", "E"):
        constant = math.pi if node.id == "pi" else math.e
        return lambda x: constant
    raise _RefusedError


def _operation(node: ast.BinOp, variable: str) -> Evaluated:
    left, right = _node(node.left, variable), _node(node.right, variable)
    if isinstance(node.op, ast.Add):
        return lambda x: left(x) + right(x)
    if isinstance(node.op, ast.Sub):
        return lambda x: left(x) - right(x)
    if isinstance(node.op, ast.Mult):
        return lambda x: left(x) * right(x)
    if isinstance(node.op, ast.Div):
        return lambda x: left(x) / right(x)
    if isinstance(node.op, ast.Pow):
        return lambda x: _power(left(x), right(x))
    raise _RefusedError


def _power(base: float, exponent: float) -> float:
    """A real power; of a negative base also an odd root, as in school."""
    if base < 0 and exponent != int(exponent):
        inverse = 1 / exponent
        if abs(inverse - round(inverse)) < 1e-12 and round(inverse) % 2:
            return -float(abs(base) ** exponent)
        raise ValueError
    return float(base**exponent)


def _call(name: str, arguments: list[ast.expr], variable: str) -> Evaluated:
    if name in ("Integer", "Rational", "Symbol") and len(arguments) == 1:
        return _leaf(name, arguments[0], variable)
    chains = [_node(argument, variable) for argument in arguments]
    if name in _ONE and len(chains) == 1:
        function, inner = _ONE[name], chains[0]
        return lambda x: function(inner(x))
    if name in _TWO and len(chains) == 2:
        pair, first, second = _TWO[name], chains[0], chains[1]
        return lambda x: pair(first(x), second(x))
    raise _RefusedError


def _leaf(name: str, argument: ast.expr, variable: str) -> Evaluated:
    if not isinstance(argument, ast.Constant):
        raise _RefusedError
    if name == "Symbol":
        if argument.value != variable:
            raise _RefusedError
        return lambda x: x
    number = float(str(argument.value))
    return lambda x: number


def _factorial(x: float) -> float:
    return math.gamma(x + 1)


def _root(value: float, degree: float) -> float:
    if value < 0 and degree % 2 == 1:
        return -float(abs(value) ** (1 / degree))
    return float(value ** (1 / degree)) if value >= 0 else math.nan


def _binomial(count: float, chosen: float) -> float:
    return math.gamma(count + 1) / (math.gamma(chosen + 1) * math.gamma(count - chosen + 1))


_ONE: dict[str, Callable[[float], float]] = {
    **{name: getattr(math, name) for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh", "asin", "acos", "atan")},
    "cot": lambda x: 1 / math.tan(x),
    "sec": lambda x: 1 / math.cos(x),
    "csc": lambda x: 1 / math.sin(x),
    "exp": math.exp,
    "log": math.log,
    "sqrt": math.sqrt,
    "cbrt": lambda x: _root(x, 3),
    "floor": lambda x: float(math.floor(x)),
    "ceiling": lambda x: float(math.ceil(x)),
    "factorial": _factorial,
    "Abs": abs,
}
_TWO: dict[str, Callable[[float, float], float]] = {"log": math.log, "real_root": _root, "binomial": _binomial}
