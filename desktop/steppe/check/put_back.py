"""Puts an answer back into the equations that the problem or the program states, and tells what is left over.

An answer that names its unknowns (x = 23, y = 12), or that the problem asks for by name, is judged both ways. A bare
number may be something else than the unknown (its double, its age): it counts only where it holds.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from steppe.answer import Answer
from steppe.cas.guest import GUEST_BEGIN
from steppe.cas.notation import as_plain
from steppe.cas.solving import denominators
from steppe.check.constraints import Equation, Source, equations_in_program, equations_in_words
from steppe.check.formula import read_formula
from steppe.check.number import read_number
from steppe.check.shape import Shape, read_shape
from steppe.sandbox.client import Sandbox

PutBackState = Literal["holds", "close", "fails", "undefined", "unchecked"]
_WALL_S = 3.0
_MOST_SOLUTIONS = 6
_ASKED = re.compile(
    r"\b(?:solve\s+for|find|determine|what\s+is|what\s+are|value\s+of|values\s+of|compute|calculate|for"
    r"|löse\s+nach|bestimme|berechne)"
    r"\s+(?:all\s+|the\s+)?(?:real\s+)?(?:values?\s+of\s+|solutions?\s+)?[\\($]*(?P<names>[A-Za-z](?:[\\)$\s]*(?:,"
    r"|and|und)[\\($\s]*[A-Za-z])*)[\\)$]*\s*(?:[.?,:;]|$|\b(?:if|when|such|so|that|given|in|from|where|auf)\b)",
    re.IGNORECASE,
)
_GUEST = r"""
def put(left, right, values, others):
    for d in others:
        if is_zero(read(d).subs(point(values)))[0]:
            return "undefined", ""
    difference = read(left) - read(right)
    at = difference.subs(point(values))
    if at.has(nan, zoo) or read(right).subs(point(values)).has(nan, zoo):
        return "undefined", ""
    verdict, residual = is_zero(at)
    if verdict is not False:
        return ("holds" if verdict else "unchecked"), residual
    allowed = Rational(1, 10**9) * max(1, abs(N(read(right).subs(point(values)), 20)))
    for name, (code, unit) in values.items():
        if unit:
            moved = dict(values)
            for sign in ("+", "-"):
                moved[name] = (f"({code}{sign}Rational({unit!r})/2)", unit)
                allowed = max(allowed, 2 * abs(N(difference.subs(point(moved)) - at, 20)))
    size = abs(N(at, 20))
    return ("close" if bool(size <= allowed) else "fails"), residual

def point(values):
    return {Symbol(name): read(code) for name, (code, unit) in values.items()}

for left, right, values, others in ASKED["items"]:
    try:
        state, residual = put(left, right, values, others)
    except (ArithmeticError, AttributeError, NotImplementedError, RecursionError, TypeError, ValueError):
        state, residual = "unchecked", ""
    print(json.dumps([state, residual]), flush=True)
"""


@dataclass(frozen=True, slots=True)
class PutBack:
    """One equation with an answer put in: whether it holds exactly, within its rounding, or what is left over."""

    source: Source
    equation: str
    values: str
    state: PutBackState
    residual: str = ""


@dataclass(frozen=True, slots=True)
class _Solution:
    """What each unknown is to be: expression, and the unit of its last digit if it was rounded ("" otherwise)."""

    values: tuple[tuple[str, str, str], ...]
    shown: str


def put_back(problem: str, programs: Sequence[str], answer: Answer, sandbox: Sandbox) -> list[PutBack]:
    """What came of each equation, for each solution in the answer; nothing where no equation could be judged."""
    stated = equations_in_words(problem)
    given = [equation for program in programs for equation in equations_in_program(program)]
    equations = stated or given
    if not equations or answer.kind in ("choice", "text"):
        return []
    solutions, is_named = _solutions(answer, problem, equations)
    items = [
        (solution, equation)
        for solution in solutions
        for equation in equations
        if equation.variables <= {name for name, _, _ in solution.values}
    ]
    if not items:
        return []
    found = _asked(items, sandbox)
    if not is_named and any(each.state not in ("holds", "close") for each in found):
        return []  # a bare number need not be the unknown
    return [each for each in found if each.state != "unchecked"]


def satisfies(problem: str, answer: Answer, sandbox: Sandbox) -> bool | None:
    """Whether an answer meets the equations that the problem itself states; None where that cannot be judged."""
    found = put_back(problem, (), answer, sandbox)
    return all(each.state in ("holds", "close") for each in found) if found else None


def _asked(items: list[tuple[_Solution, Equation]], sandbox: Sandbox) -> list[PutBack]:
    asked = [
        (
            equation.left,
            equation.right,
            {name: (code, unit) for name, code, unit in solution.values},
            denominators(equation.left) + denominators(equation.right),
        )
        for solution, equation in items
    ]
    given = {"kind": "put back", "has_decimals": False, "items": asked}
    source = f"ASKED = {given!r}\nDEBUG = False\n{GUEST_BEGIN}\n{_GUEST}"
    lines = sandbox.run(source, wall_s=_WALL_S).stdout.splitlines()
    found = []
    for (solution, equation), line in zip(items, lines, strict=False):
        state, residual = json.loads(line)
        shown = f"{as_plain(equation.left)} = {as_plain(equation.right)}"
        found.append(PutBack(equation.source, shown, solution.shown, state, residual))
    return found


def _solutions(answer: Answer, problem: str, equations: list[Equation]) -> tuple[list[_Solution], bool]:
    """The solutions in an answer, and whether it is certain which unknowns they are of."""
    shape = read_shape(answer.text)
    unknowns = frozenset().union(*(equation.variables for equation in equations))
    parts = list(shape.parts) if shape.kind == "list" and shape.parts else [shape]
    names = [part.name for part in parts]
    if all(names) and len(set(names)) == len(names) and len(names) > 1:
        whole = _solution(list(zip(names, parts, strict=True)))
        return ([whole] if whole else []), True
    asked = _asked_names(problem)
    if shape.kind == "tuple" and shape.ends == "()" and len(shape.parts) == len(unknowns) and len(unknowns) > 1:
        whole = _solution(list(zip(sorted(unknowns), shape.parts, strict=True)))
        return ([whole] if whole else []), _is_ordered(problem, unknowns)
    if len(parts) > _MOST_SOLUTIONS:
        return [], False
    if len(set(names)) == 1 and names[0]:
        return _each(names[0], parts), True
    if len(unknowns) != 1 or any(names):
        return [], False
    name = next(iter(unknowns))
    return _each(name, parts), asked == [name] and all(equation.source == "problem" for equation in equations)


def _asked_names(problem: str) -> list[str]:
    match = _ASKED.search(problem)
    return sorted(set(re.findall(r"(?<![A-Za-z])[A-Za-z](?![A-Za-z])", match["names"]))) if match else []


def _is_ordered(problem: str, unknowns: frozenset[str]) -> bool:
    """Whether the problem asks for the unknowns as a point in this order: (x, y)."""
    return re.sub(r"\s", "", f"({','.join(sorted(unknowns))})") in re.sub(r"\s", "", problem)


def _each(name: str, parts: list[Shape]) -> list[_Solution]:
    found = [_solution([(name, part)]) for part in parts]
    return [each for each in found if each is not None] if all(found) else []


def _solution(pairs: list[tuple[str, Shape]]) -> _Solution | None:
    values = []
    for name, part in pairs:
        if part.kind != "value":
            return None
        number = read_number(part.text)
        if number is not None:
            if number.unit in ("%", "percent"):
                return None
            unit = "" if number.is_exact else f"1e{-number.decimals}"
            values.append((name, f"Rational({number.value.numerator},{number.value.denominator})", unit))
            continue
        formula = read_formula(part.text)
        if formula is None or formula.variables:
            return None
        values.append((name, formula.code, ""))
    return _Solution(tuple(values), ", ".join(f"{name} = {part.text}" for name, part in pairs))


def put_back_sentence(found: Sequence[PutBack]) -> str:
    """What came of it, in one sentence that begins with a blank; "" if there was nothing to put back into."""
    if not found:
        return ""
    where = "the problem's" if found[0].source == "problem" else "the program's"
    one = len({each.equation for each in found}) == 1
    what = f"{where} equation" if one else f"{where} {len({each.equation for each in found})} equations"
    wrong = next((each for each in found if each.state in ("fails", "undefined")), None)
    if wrong is not None and wrong.state == "undefined":
        return f" Put back with {wrong.values}, {wrong.equation} is not defined: check it yourself."
    if wrong is not None:
        return f" Put back with {wrong.values}, {wrong.equation} fails by {wrong.residual}: check it yourself."
    about = " within its rounding" if any(each.state == "close" for each in found) else ""
    return f" Put back into {what}: holds{about}."
