"""Finds the equations that a problem states, and those that a program gives to a solver or asserts; nothing is run.

In words only equations are taken whose two sides have one reading each. In a program: `Eq(..)`, what stands in
`solve(..)`, `assert a == b`, in names that are symbols or numbers there.
"""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass
from typing import Literal

from steppe.cas.formulas import strict_formula
from steppe.check.formula import Formula

Source = Literal["problem", "program"]
MOST_EQUATIONS = 8
_MOST_CHARACTERS = 4000
_MOST_TRIALS = 12
_LONGEST = 120
_EQUALS = re.compile(r"(?<![<>=!:+*/-])=(?![=>])")
_STOP = re.compile(r"[$;:\n?]|\\[()\[\]]|\.(?![0-9])|,(?=\s)|\\\\|=|\b(?:and|where|if|und)\b")
_WORD_BEFORE = re.compile(r"(?:^|[^\W\d_]{2,}|[,:;$(]|\\[(\[]|\b[aA])\s*$")
_IN_WORDS = re.compile(  # words that work on what follows: half of x = 6, the sum of 3 and x = 7, log x = 2
    r"(?:\b(?:times|twice|thrice|double|triple|than|plus|minus|negative|over|root|half|third|quarter|mod|modulo|percent"
    r"|(?:divided|multiplied|increased|decreased|reduced) by|to|from|von|mal|durch|wurzel"
    r"|log|ln|lg|exp|sin|cos|tan|cot|sec|csc|arcsin|arccos|arctan|sinh|cosh|tanh|lim|limit|det|gcd|lcm|ggt|kgv)|%)\s*$"
    r"|(?<!\bsolution )(?<!\bsolutions )(?<!\broots )(?<!\bzeros )(?<!\bequation )(?<!\bequations )(?<!\bsystem )"
    r"(?<!\bgraph )\bof\s*$"
    r"|\b(?:sum|total|difference|distance|product|quotient|ratio|average|mean|gcd|lcm|between|summe|differenz|produkt)\b"
    r"(?:(?!\bis\b|\bist\b)[^=])*\s(?:and|und)\s*$"
    r"|\\(?!(?:q?quad|text|Rightarrow|Longrightarrow|implies|therefore|because|land|wedge|displaystyle|left)\b)[A-Za-z]+"
    r"\s*$",
    re.IGNORECASE | re.DOTALL,
)
_PART_OF_MORE = re.compile(r"\s*[-+*/^=<>(]")
_MEASURED = re.compile(r"\s+(?!(?:for|in|when|such|given|with|find|what|is|are|has|have|then|or|but)\b)[A-Za-z]{2,}")
_SOLVERS = ("solve", "solveset", "nonlinsolve", "linsolve", "nsolve")
_FUNCTIONS = ("sqrt", "exp", "log", "sin", "cos", "tan", "Abs", "abs", "cbrt")
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Equation:
    """Two sides that shall be equal, as expressions of `steppe.check.formula`, and where they were found."""

    left: str
    right: str
    variables: frozenset[str]
    source: Source


def equations_in_words(problem: str) -> list[Equation]:
    """The equations in unknowns that a problem's text states."""
    text = problem[:_MOST_CHARACTERS]
    found: list[Equation] = []
    for sign in _EQUALS.finditer(text):
        until = text[max(0, sign.start() - _LONGEST) : sign.start()]
        before = re.split(_STOP, until)[-1]
        after = text[sign.end() : sign.end() + _LONGEST]
        stop = _STOP.search(after)
        if stop and stop[0] == "=":
            continue  # a chain
        left, right = _suffix(before, until), _prefix(after[: stop.start()] if stop else after)
        if left is None or right is None or not left.variables | right.variables:
            continue
        found.append(Equation(left.code, right.code, left.variables | right.variables, "problem"))
    return list(dict.fromkeys(found))[:MOST_EQUATIONS]


def _suffix(text: str, until: str) -> Formula | None:
    """The longest end of `text` that is a formula, after a word or nothing; `until` is all that stands before the sign.

    None where the words before it work on it: of half of x it is not x that equals something.
    """
    starts = [0, *(match.end() for match in re.finditer(r"\s", text))]
    for start in starts[-_MOST_TRIALS:]:
        formula = strict_formula(text[start:]) if text[start:].strip() else None
        if formula is not None:
            outside = until[: len(until) - len(text) + start]
            return formula if _WORD_BEFORE.search(text[:start]) and not _IN_WORDS.search(outside) else None
    return None


def _prefix(text: str) -> Formula | None:
    """The longest beginning of `text` that is a formula; nothing of a formula may follow."""
    ends = [len(text), *reversed([match.start() for match in re.finditer(r"\s|[,.]", text)])]
    for end in ends[:_MOST_TRIALS]:
        formula = strict_formula(text[:end].strip().rstrip(".,")) if text[:end].strip() else None
        if formula is not None:
            is_measure = not formula.variables and _MEASURED.match(text[end:])  # 3 apples, 4.50 dollars
            return None if _PART_OF_MORE.match(text[end:]) or is_measure else formula
    return None


# In a program


def equations_in_program(program: str) -> list[Equation]:
    """The equations that a program solves or asserts."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about the program's own string escapes
            tree = ast.parse(program)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    reader = _Names(tree)
    found: list[Equation] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _called(node) == "Eq" and len(node.args) == 2:
            found += reader.equation(node.args[0], node.args[1])
        elif isinstance(node, ast.Call) and _called(node) in _SOLVERS and node.args:
            for each in _listed(reader.value_of(node.args[0])):
                if not (isinstance(each, ast.Call) and _called(each) == "Eq"):
                    found += reader.equation(each, ast.Constant(0))
        elif isinstance(node, ast.Assert):
            found += reader.asserted(node.test)
    return list(dict.fromkeys(found))[:MOST_EQUATIONS]


class _Names:
    """What the names of a program stand for: symbols, or the expressions last assigned to them once."""

    def __init__(self, tree: ast.Module) -> None:
        self._symbols: set[str] = set()
        self._values: dict[str, ast.expr] = {}
        seen: set[str] = set()
        for node in ast.walk(tree):
            if not isinstance(node, ast.Assign) or len(node.targets) != 1:
                continue
            target, value = node.targets[0], node.value
            if isinstance(value, ast.Call) and _called(value) in ("symbols", "Symbol", "var"):
                self._symbols |= {name.id for name in ast.walk(target) if isinstance(name, ast.Name)}
            elif isinstance(target, ast.Name):
                self._values[target.id] = value
                if target.id in seen:
                    self._values[target.id] = ast.Constant(None)  # assigned twice: which value is meant is not known
                seen.add(target.id)

    def value_of(self, node: ast.expr) -> ast.expr:
        """What a name was given, or the expression itself."""
        return self._values.get(node.id, node) if isinstance(node, ast.Name) else node

    def equation(self, left: ast.expr, right: ast.expr) -> list[Equation]:
        """One equation, if both sides can be read and there is an unknown in it."""
        variables: set[str] = set()
        one, other = self._code(left, variables, 0), self._code(right, variables, 0)
        if one is None or other is None or not variables:
            return []
        return [Equation(one, other, frozenset(variables), "program")]

    def asserted(self, test: ast.expr) -> list[Equation]:
        """`assert a == b`."""
        if isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], ast.Eq):
            return self.equation(test.left, test.comparators[0])
        return []

    def _code(self, node: ast.expr, variables: set[str], depth: int) -> str | None:
        if depth > _DEEPEST * 5:
            return None
        if isinstance(node, ast.Constant):
            return _number(node.value)
        if isinstance(node, ast.Name):
            return self._name(node, variables, depth)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            inner = self._code(node.operand, variables, depth + 1)
            return None if inner is None else f"(-{inner})"
        if isinstance(node, ast.BinOp):
            return self._operation(node, variables, depth)
        if isinstance(node, ast.Call) and not node.keywords:
            return self._function(node, variables, depth)
        return None

    def _name(self, node: ast.Name, variables: set[str], depth: int) -> str | None:
        if node.id in self._symbols:
            variables.add(node.id)
            return f"Symbol({node.id!r})"
        if node.id in ("pi", "E"):
            return node.id
        value = self._values.get(node.id)
        return self._code(value, variables, depth + 5) if value is not None else None

    def _operation(self, node: ast.BinOp, variables: set[str], depth: int) -> str | None:
        signs = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**"}
        sign = signs.get(type(node.op))
        left = self._code(node.left, variables, depth + 1)
        right = self._code(node.right, variables, depth + 1)
        return None if sign is None or left is None or right is None else f"({left}{sign}{right})"

    def _function(self, node: ast.Call, variables: set[str], depth: int) -> str | None:
        name = _called(node)
        inner = [self._code(each, variables, depth + 1) for each in node.args]
        if None in inner or name not in (*_FUNCTIONS, "Rational", "Integer"):
            return None
        if name == "Rational" and len(inner) == 2:
            return f"({inner[0]}/{inner[1]})"
        if len(inner) != 1:
            return None
        return inner[0] if name in ("Rational", "Integer") else f"{'Abs' if name == 'abs' else name}({inner[0]})"


def _called(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _listed(node: ast.expr) -> list[ast.expr]:
    return list(node.elts) if isinstance(node, ast.List | ast.Tuple) else [node]


def _number(value: object) -> str | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return f"Integer({value})"
    return f"Rational({repr(value)!r})" if isinstance(value, float) and abs(value) < 1e15 else None
