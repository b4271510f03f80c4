"""Has a statement answered by sympy in the sandbox, with the checks that were made; what is unsure has no answer."""

from __future__ import annotations

import ast
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from steppe.answer import Answer
from steppe.cas.guest import GUEST_BEGIN, GUEST_END
from steppe.cas.guest_arithmetic import GUEST_MATRIX, GUEST_NUMBER, GUEST_REWRITING, GUEST_WHOLE
from steppe.cas.guest_calculus import GUEST_CALCULUS
from steppe.cas.guest_definitions import GUEST_DEFINITIONS
from steppe.cas.guest_equations import GUEST_EQUATIONS
from steppe.cas.guest_inequality import GUEST_INEQUALITY
from steppe.cas.guest_systems import GUEST_SYSTEMS
from steppe.cas.guest_values import GUEST_VALUES, GUEST_WORDED
from steppe.cas.notation import as_latex, as_plain
from steppe.cas.reading import read_statement
from steppe.cas.statement import Statement
from steppe.cas.understanding import understood_latex, understood_plain
from steppe.check.extract import read
from steppe.problem import Problem
from steppe.sandbox.client import Sandbox

CheckState = Literal["holds", "close", "fails", "undefined", "unchecked"]
WALL_S = 4.0
_MEMORY_MB = 512
_CALCULUS = {"derivative": "derivative", "integral": "integral", "limit": "limits", "sum": "sums", "product": "sums"}
_OFFERED = ("greater", "smaller", "order", "ranked", "nearest")
_WORDED = GUEST_NUMBER + GUEST_WHOLE + GUEST_VALUES + GUEST_WORDED
_WORDED_MAIN = {
    **{kind: kind for kind in ("rounded", "greater", "comparison", "order", "divides", "prime_list", "composite")},
    "smaller": "greater",
    "denominator": "one_value",
    "digit": "one_value",
    "ranked": "chosen",
    "nearest": "chosen",
    "base": "based",
}
_PARTS: dict[str, tuple[str, str]] = {  # of each kind: the parts of the program that it needs, and where it begins
    "equations": (GUEST_EQUATIONS + GUEST_SYSTEMS, "equations"),
    "inequality": (GUEST_EQUATIONS + GUEST_INEQUALITY, "inequality"),
    **{kind: (GUEST_CALCULUS, main) for kind, main in _CALCULUS.items()},
    **dict.fromkeys(("number", "percent"), (GUEST_NUMBER, "number_asked")),
    **dict.fromkeys(("simplify", "expand", "factor"), (GUEST_NUMBER + GUEST_REWRITING, "rewriting")),
    **dict.fromkeys(("gcd", "lcm", "primes", "is_prime"), (GUEST_WHOLE, "whole_numbers")),
    "remainder": (GUEST_WHOLE, "remainder"),
    **{kind: (_WORDED, main) for kind, main in _WORDED_MAIN.items()},
    **dict.fromkeys(
        ("determinant", "inverse", "transpose", "rank", "eigenvalues", "matrix"), (GUEST_MATRIX, "matrices")
    ),
}


@dataclass(frozen=True, slots=True)
class AlgebraCheck:
    """One look at the answer: what was compared, with which values, whether it held, and what was left over."""

    equation: str
    values: str
    state: CheckState
    residual: str = ""


@dataclass(frozen=True, slots=True)
class AlgebraResult:
    """What algebra found: how the problem was understood, the answer in two notations, the checks that were made."""

    statement: Statement
    understood: str
    understood_latex: str
    answer: Answer
    latex: str
    note: str
    steps: tuple[str, ...]
    checks: tuple[AlgebraCheck, ...]
    seconds: float


def understand(problem: Problem) -> Statement | None:
    """The statement that a problem is, if it is one; a problem with choices is none."""
    return None if problem.choices else read_statement(problem.text)


def answer_statement(statement: Statement, sandbox: Sandbox) -> AlgebraResult | None:
    """The answer; None where algebra could not find it in time, or not for certain: a failed check is no answer."""
    started = time.perf_counter()
    program = f"ASKED = {_asked(statement)!r}\nDEBUG = False\n{_guest_for(statement)}"
    outcome = sandbox.run(program, wall_s=WALL_S, memory_mb=_MEMORY_MB)
    said = list(_objects(outcome.stdout))
    if not said or "text" not in said[0]:
        return None
    checks = tuple(AlgebraCheck(**each) for each in said[1:] if "equation" in each)
    answer = _answer_of(said[0])
    if answer is None or any(check.state == "fails" for check in checks):
        return None
    return AlgebraResult(
        statement=statement,
        understood=understood_plain(statement),
        understood_latex=understood_latex(statement),
        answer=answer,
        latex=said[0]["latex"],
        note=said[0]["note"],
        steps=tuple(said[0]["steps"]),
        checks=checks,
        seconds=time.perf_counter() - started,
    )


def _objects(output: str) -> Iterator[dict[str, Any]]:
    """What the program told, one object a line; a line that was cut off tells nothing."""
    for line in output.splitlines():
        try:
            value = json.loads(line) if line.startswith("{") else None
        except ValueError:
            continue
        if isinstance(value, dict):
            yield value


def _answer_of(said: dict[str, Any]) -> Answer | None:
    """The answer as the comparer reads it, with the text as algebra wrote it."""
    found = read(said["text"])
    if found is None:
        return Answer(said["text"], "text")
    return Answer(said["text"], found.kind, found.number, found.is_exact, found.decimals)


def _guest_for(statement: Statement) -> str:
    """The program, with only the parts that this kind of statement needs: less to compile."""
    parts, main = _PARTS[statement.kind]
    if statement.definitions:
        needed = [part for part in (GUEST_NUMBER, GUEST_VALUES) if part not in parts]
        parts, main = "\n".join([*needed, parts, GUEST_DEFINITIONS]), f"defined_first({main})"
    return f"{GUEST_BEGIN}\n{parts}\nMAIN = {main}\n{GUEST_END}"


def _asked(statement: Statement) -> dict[str, Any]:
    return {
        "kind": statement.kind,
        "formulas": list(statement.formulas),
        "variables": list(statement.variables),
        "plain_variables": list(statement.variables),
        "wanted": list(statement.wanted or statement.variables),
        "signs": list(statement.signs),
        "bounds": list(statement.bounds),
        "order": statement.order,
        "side": statement.side,
        "ends": statement.ends,
        "has_decimals": statement.has_decimals,
        "plain": plain_equations(statement),
        "denominators": [code for formula in statement.formulas for code in denominators(formula)],
        "place": statement.place,
        "labels": list(statement.labels),
        "written": [_written(code) for code in statement.formulas] if statement.kind in _OFFERED else [],
        "definitions": [
            {
                "kind": each.kind,
                "names": list(each.names),
                "keys": list(each.keys),
                "parameter": each.parameter,
                "statement": _asked(each.statement),
            }
            for each in statement.definitions
        ],
    }


def _written(code: str) -> dict[str, str | bool]:
    """A number that is offered to choose from: its name, where it has one, and whether it stands there as a decimal."""
    has_name = code.startswith(("Known(", "Use("))
    return {
        "name": as_plain(code) if has_name else "",
        "latex": as_latex(code) if has_name else "",
        "is_decimal": "Rational(" in code,
    }


def plain_equations(statement: Statement) -> list[str]:
    """Each equation on a line of its own, or the one formula."""
    sides = [as_plain(code) for code in statement.formulas]
    if statement.kind == "equations":
        return [f"{left} = {right}" for left, right in zip(sides[::2], sides[1::2], strict=True)]
    if statement.kind == "inequality":
        return [sides[0] + "".join(f" {sign} {side}" for sign, side in zip(statement.signs, sides[1:], strict=True))]
    return [sides[0]] if sides else []


def denominators(code: str) -> list[str]:
    """What the formula divides by, before anything cancels."""
    found = []
    for node in ast.walk(ast.parse(code, mode="eval")):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            found.append(ast.unparse(node.right))
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow) and isinstance(node.right, ast.UnaryOp):
            found.append(ast.unparse(node.left))
    return [each for each in found if "Symbol" in each]
