"""How a statement was understood, in words and LaTeX: what people look at first when an answer surprises them."""

from __future__ import annotations

from collections.abc import Callable

from steppe.cas.notation import as_latex, as_plain
from steppe.cas.statement import Definition, Statement
from steppe.cas.understanding_words import worded

_REWRITING = {"simplify": "simplify", "expand": "expand", "factor": "factor"}
_OF_MATRIX = {
    "determinant": "the determinant of",
    "inverse": "the inverse of",
    "transpose": "the transpose of",
    "rank": "the rank of",
    "eigenvalues": "the eigenvalues of",
}
_OF_NUMBERS = {
    "gcd": "the greatest common divisor of",
    "lcm": "the least common multiple of",
    "primes": "the prime factorisation of",
    "prime_list": "the distinct prime factors of",
    "denominator": "the least common denominator of",
}
_LATEX_SIGNS = {"<=": r"\le", ">=": r"\ge"}


def understood_plain(statement: Statement) -> str:
    """On one line: solve x^2 - 5*x + 6 = 0 for x; definitions first: with a = 3 - 7: work out 2*a."""
    asked = _understood(statement, as_plain, is_latex=False)
    if not statement.definitions:
        return asked
    return f"with {', '.join(_defined(each, is_latex=False) for each in statement.definitions)}: {asked}"


def understood_latex(statement: Statement) -> str:
    r"""The formulas alone, typeset: x^{2} - 5x + 6 = 0; words stand in \text."""
    asked = _understood(statement, as_latex, is_latex=True)
    if not statement.definitions:
        return asked
    definitions = r",\; ".join(_defined(each, is_latex=True) for each in statement.definitions)
    return rf"{definitions} \;\Rightarrow\; {asked}"


def _defined(definition: Definition, *, is_latex: bool) -> str:
    statement = definition.statement
    if definition.kind == "equations":
        write = as_latex if is_latex else as_plain
        sides = [write(code) for code in statement.formulas]
        joint = r",\; " if is_latex else " and "
        return joint.join(f"{left} = {right}" for left, right in zip(sides[::2], sides[1::2], strict=True))
    name = definition.names[0]
    if definition.kind == "function":
        name = f"{name}({definition.parameter})"
    if statement.kind == "number":
        return f"{name} = {as_latex(statement.formulas[0]) if is_latex else as_plain(statement.formulas[0])}"
    return f"{name} = {_understood(statement, as_latex if is_latex else as_plain, is_latex=is_latex)}"


def _understood(statement: Statement, write: Callable[[str], str], *, is_latex: bool) -> str:
    kind, parts = statement.kind, [write(code) for code in statement.formulas]
    bounds = [write(code) for code in statement.bounds]
    if kind in ("equations", "inequality"):
        return _relations(statement, parts, bounds, is_latex=is_latex)
    if kind in ("derivative", "integral", "limit", "sum", "product"):
        return _operator_latex(statement, parts[0], bounds) if is_latex else _operator(statement, parts[0], bounds)
    if (text := worded(statement, parts, is_latex=is_latex)) is not None:
        return text
    words = _REWRITING.get(kind) or _OF_MATRIX.get(kind) or _OF_NUMBERS.get(kind)
    listed = ", ".join(parts)
    if words:
        return rf"\text{{{words} }} {listed}" if is_latex else f"{words} {listed}"
    if kind == "percent":
        return rf"{parts[0]}\,\% \text{{ of }} {parts[1]}" if is_latex else f"{parts[0]} % of {parts[1]}"
    if kind == "remainder":
        return (
            rf"{parts[0]} \bmod {parts[1]}" if is_latex else f"the remainder when {parts[0]} is divided by {parts[1]}"
        )
    if kind == "is_prime":
        return rf"\text{{is }} {parts[0]} \text{{ prime?}}" if is_latex else f"is {parts[0]} prime?"
    return parts[0] if is_latex else f"work out {parts[0]}"


def _relations(statement: Statement, parts: list[str], bounds: list[str], *, is_latex: bool) -> str:
    signs = [_LATEX_SIGNS.get(sign, sign) if is_latex else sign for sign in statement.signs]
    if statement.kind == "inequality":
        whole = parts[0] + "".join(f" {sign} {part}" for sign, part in zip(signs, parts[1:], strict=True))
        return whole if is_latex else f"solve {whole} for {statement.variables[0]}"
    equations = [f"{left} = {right}" for left, right in zip(parts[::2], parts[1::2], strict=True)]
    domain = f"{statement.ends[0]}{bounds[0]}, {bounds[1]}{statement.ends[1]}" if bounds else ""
    names = ", ".join(statement.wanted or statement.variables)
    if is_latex:
        inside = rf",\; {names} \in {domain}" if domain else ""
        return r",\quad ".join(equations) + inside
    return f"solve {' and '.join(equations)} for {names}" + (f" in {domain}" if domain else "")


_ORDINALS = {1: "", 2: "second ", 3: "third ", 4: "fourth "}


def _operator(statement: Statement, formula: str, bounds: list[str]) -> str:
    name = statement.variables[0]
    if statement.kind == "derivative":
        at = f" at {name} = {bounds[0]}" if bounds else ""
        return f"the {_ORDINALS[statement.order]}derivative of {formula} by {name}{at}"
    if statement.kind == "integral":
        ends = f" from {bounds[0]} to {bounds[1]}" if bounds else ""
        return f"the integral of {formula} over {name}{ends}"
    if statement.kind == "limit":
        side = {"": "", "+": " from the right", "-": " from the left"}[statement.side]
        return f"the limit of {formula} as {name} goes to {bounds[0]}{side}"
    return f"the {statement.kind} of {formula} for {name} from {bounds[0]} to {bounds[1]}"


def _operator_latex(statement: Statement, formula: str, bounds: list[str]) -> str:
    name, kind = statement.variables[0], statement.kind
    if kind == "derivative":
        power = f"^{{{statement.order}}}" if statement.order > 1 else ""
        at = rf"\Big|_{{{name}={bounds[0]}}}" if bounds else ""
        return rf"\frac{{d{power}}}{{d{name}{power}}} \left({formula}\right){at}"
    if kind == "integral":
        ends = rf"_{{{bounds[0]}}}^{{{bounds[1]}}}" if bounds else ""
        body = rf"\left({formula}\right)" if " + " in formula or " - " in formula else formula
        return rf"\int{ends} {body} \, d{name}"
    if kind == "limit":
        side = f"^{{{statement.side}}}" if statement.side else ""
        return rf"\lim_{{{name} \to {bounds[0]}{side}}} \left({formula}\right)"
    sign = r"\sum" if kind == "sum" else r"\prod"
    return rf"{sign}_{{{name}={bounds[0]}}}^{{{bounds[1]}}} \left({formula}\right)"
