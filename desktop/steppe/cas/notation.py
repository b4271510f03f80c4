r"""Writes an expression of `steppe.check.formula` as plain text and as LaTeX, as it stands: nothing is worked out.

`Symbol('x')**Integer(2)` is x^2 in both. The expression is parsed as Python and never run.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass

_SUM, _PRODUCT, _SIGN, _POWER, _ATOM = range(5)
_GREEK = frozenset(
    [
        "alpha",
        "beta",
        "gamma",
        "delta",
        "epsilon",
        "theta",
        "lambda",
        "mu",
        "nu",
        "rho",
        "sigma",
        "tau",
        "phi",
        "omega",
        "varphi",
        "Delta",
        "Omega",
    ]
)
_NAMES = {"asin": "arcsin", "acos": "arccos", "atan": "arctan", "log": "ln"}
_LATEX_FUNCTIONS = frozenset(
    ["sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "arcsin", "arccos", "arctan", "exp", "ln", "log"]
)
_CONSTANTS = {"pi": ("pi", r"\pi"), "E": ("e", "e"), "I": ("i", "i"), "oo": ("∞", r"\infty")}


@dataclass(frozen=True, slots=True)
class Written:
    """A part as written, and how tightly it holds together."""

    text: str
    strength: int = _ATOM


def as_plain(code: str) -> str:
    """The expression on one line: 2*x^2 - 5*x."""
    return _Writer(is_latex=False).write(_parsed(code)).text


def as_latex(code: str) -> str:
    r"""The expression in LaTeX: 2x^{2} - 5x."""
    return _Writer(is_latex=True).write(_parsed(code)).text


def _parsed(code: str) -> ast.expr:
    return ast.parse(code, mode="eval").body


class _Writer:
    """Walks the syntax tree; every method returns a part with its strength."""

    def __init__(self, *, is_latex: bool) -> None:
        self._is_latex = is_latex

    def write(self, node: ast.expr) -> Written:
        """Any part of an expression."""
        if isinstance(node, ast.BinOp):
            return self._operation(node)
        if isinstance(node, ast.UnaryOp):
            return Written(f"-{self._held(node.operand, _SIGN)}", _SUM)
        if isinstance(node, ast.Call):
            return self._call(node)
        if isinstance(node, ast.List):
            return Written(f"[{', '.join(self.write(each).text for each in node.elts)}]")
        assert isinstance(node, ast.Name)
        return Written(_CONSTANTS[node.id][self._is_latex])

    def _held(self, node: ast.expr, least: int) -> str:
        part = self.write(node)
        return part.text if part.strength >= least else self._bracketed(part.text)

    def _bracketed(self, text: str) -> str:
        return rf"\left({text}\right)" if self._is_latex else f"({text})"

    def _operation(self, node: ast.BinOp) -> Written:
        match node.op:
            case ast.Add() | ast.Sub():
                sign = "+" if isinstance(node.op, ast.Add) else "-"
                right = self._held(node.right, _PRODUCT)
                return Written(f"{self._held(node.left, _SUM)} {sign} {right}", _SUM)
            case ast.Mult():
                return Written(self._product(node), _SUM if isinstance(node.left, ast.UnaryOp) else _PRODUCT)
            case ast.Div():
                return self._fraction(node)
            case _:
                base, power = self._held(node.left, _ATOM), self.write(node.right)
                if self._is_latex:
                    return Written(f"{base}^{{{power.text}}}", _POWER)
                return Written(f"{base}^{power.text if power.strength == _ATOM else f'({power.text})'}", _POWER)

    def _product(self, node: ast.BinOp) -> str:
        is_signed = isinstance(node.left, ast.UnaryOp)  # -3x needs no brackets where it begins
        left = self.write(node.left).text if is_signed else self._held(node.left, _PRODUCT)
        right = self._held(node.right, _SIGN)
        if not self._is_latex:
            return f"{left}*{right}"
        begins_with_digit = right[:1].isdigit() or right.startswith(r"\frac")
        return f"{left} \\cdot {right}" if begins_with_digit else f"{left} {right}"

    def _fraction(self, node: ast.BinOp) -> Written:
        if self._is_latex:
            return Written(rf"\frac{{{self.write(node.left).text}}}{{{self.write(node.right).text}}}")
        if isinstance(node.left, ast.UnaryOp):
            return Written(f"{self.write(node.left).text}/{self._held(node.right, _POWER)}", _SUM)  # -2/5
        return Written(f"{self._held(node.left, _PRODUCT)}/{self._held(node.right, _POWER)}", _PRODUCT)

    def _call(self, node: ast.Call) -> Written:
        assert isinstance(node.func, ast.Name)
        name = node.func.id
        if name in ("Symbol", "Known", "Integer", "Rational"):
            return self._leaf(name, [each.value for each in node.args if isinstance(each, ast.Constant)])
        special: dict[str, Callable[[list[ast.expr]], Written]] = {
            "sqrt": self._root,
            "real_root": self._root,
            "cbrt": lambda arguments: self._root([*arguments, ast.Name("3")]),
            "factorial": lambda arguments: Written(f"{self._held(arguments[0], _ATOM)}!"),
            "Matrix": self._matrix,
            "Use": self._use,
        }
        if name in special:
            return special[name](node.args)
        inner = [self.write(each).text for each in node.args]
        if self._is_latex:
            return Written(_latex_call(name, inner))
        if name == "Abs":
            return Written(f"|{inner[0]}|")
        written = "log" if name == "log" and len(inner) > 1 else _NAMES.get(name, name)
        return Written(f"{written}({', '.join(inner)})")

    def _leaf(self, name: str, values: list[object]) -> Written:
        text = str(values[0])
        if name in ("Symbol", "Known"):
            return Written(self._symbol(text))
        if len(values) > 1:
            return self._fraction(ast.BinOp(_number(values[0]), ast.Div(), _number(values[1])))
        return Written(text)

    def _symbol(self, name: str) -> str:
        head, _, index = name.partition("_")
        if not self._is_latex:
            return name
        head = f"\\{head}" if head in _GREEK else head
        return f"{head}_{{{index}}}" if index else head

    def _use(self, arguments: list[ast.expr]) -> Written:
        """A function that was defined, with the marks of its derivative: f'(x)."""
        name, _, order = (each.value for each in arguments[:3] if isinstance(each, ast.Constant))
        head = self._symbol(str(name)) + "'" * int(str(order))
        return Written(head + self._bracketed(self.write(arguments[3]).text))

    def _root(self, arguments: list[ast.expr]) -> Written:
        inner = self.write(arguments[0]).text
        degree = "" if len(arguments) == 1 else self._degree(arguments[1])
        if self._is_latex:
            return Written(rf"\sqrt[{degree}]{{{inner}}}" if degree else rf"\sqrt{{{inner}}}")
        return Written(f"root({inner}, {degree})" if degree else f"sqrt({inner})")

    def _degree(self, node: ast.expr) -> str:
        return node.id if isinstance(node, ast.Name) and node.id not in _CONSTANTS else self.write(node).text

    def _matrix(self, arguments: list[ast.expr]) -> Written:
        rows = arguments[0]
        assert isinstance(rows, ast.List)
        if not self._is_latex:
            return Written(self.write(rows).text)
        lines = (
            " & ".join(self.write(cell).text for cell in row.elts) for row in rows.elts if isinstance(row, ast.List)
        )
        return Written(r"\begin{pmatrix}" + r" \\ ".join(lines) + r"\end{pmatrix}")


def _number(value: object) -> ast.expr:
    return ast.Call(ast.Name("Integer"), [ast.Constant(value)], [])  # type: ignore[arg-type]  # an int, by construction


def _latex_call(name: str, inner: list[str]) -> str:
    if name == "Abs":
        return rf"\left|{inner[0]}\right|"
    if name in ("floor", "ceiling"):
        side = "floor" if name == "floor" else "ceil"
        return rf"\left\l{side} {inner[0]} \right\r{side}"
    if name == "binomial":
        return rf"\binom{{{inner[0]}}}{{{inner[1]}}}"
    if name == "log" and len(inner) > 1:
        return rf"\log_{{{inner[1]}}}\left({inner[0]}\right)"
    if name == "exp":
        return rf"e^{{{inner[0]}}}"
    written = _NAMES.get(name, name)
    command = f"\\{written}" if written in _LATEX_FUNCTIONS else rf"\operatorname{{{written}}}"
    return rf"{command}\left({inner[0]}\right)"
