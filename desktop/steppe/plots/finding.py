r"""Finds functions and data to plot in the words of a problem and in a program; the program is parsed, never run.

In words: `y = ..`, `f(x) = ..`, an equation in one variable, lists of points. In a program: functions of one argument
that return a formula, formulas in a symbol, equations given to `solve`, lists of numbers and points.
"""

from __future__ import annotations

import ast
import re
import warnings

from steppe.plots.program import functions_in, points_in
from steppe.plots.reading import one_variable, sides
from steppe.plots.values import Found, Function, PlotRequest, Point

MOST_FUNCTIONS = 4
_MOST_POINTS = 200
_LEAST_POINTS = 3
_MOST_CHARACTERS = 20_000
_LONGEST = 160
_NAMED = re.compile(
    r"(?<![\w^{])(?:(?P<function>[fghpqFGP])\s*\(\s*(?P<argument>[a-z])\s*\)|(?P<plain>[A-Za-z]))\s*=(?!=)\s*"
)
_STOP = re.compile(r"[$;:\n?]|\\[)\]]|\.(?![0-9])|,(?=\s)|\\\\|(?<![<>!=])=")
_EQUATION = re.compile(r"(?<![<>=!:])=(?!=)")
_NUMBER = r"[-−+]?(?:\d+(?:\.\d+)?|\.\d+)"
_POINT = re.compile(rf"(?<![\w)])\(\s*({_NUMBER})\s*,\s*({_NUMBER})\s*\)")
_ARITHMETIC = re.compile(r"[-−+*/^×·÷)]")
_WORD_BEFORE = re.compile(r"(?:^|[^\W\d_]{2,}|[,:$]|\b[aA])\s*$")
_MOST_TRIALS = 14


def find_plots(problem: str, program: str = "", output: str = "") -> PlotRequest | None:
    """What the problem, or else its program, invites to plot; None if nothing does. Cheap enough for any thread.

    Of the program's output only points count, and only if nothing else was found.
    """
    problem, program, output = (text[:_MOST_CHARACTERS] for text in (problem, program, output))
    found = _named(problem) or _equation(problem)
    points = _points_in_words(problem)
    if not found and not points:
        tree = _parsed(program)
        if tree is not None:
            found, points = functions_in(tree), points_in(tree)
    if not found and not points:
        points = _points_in_words(output)
    if not found and not points:
        return None
    variable = next((own for _, own in found if own), "x")
    functions = tuple(dict.fromkeys(function for function, own in found if own in (variable, "")))[:MOST_FUNCTIONS]
    return PlotRequest(functions, (tuple(points[:_MOST_POINTS]),) if points else (), variable)


def _named(problem: str) -> list[Found]:
    """`y = 2x + 1`, `f(t) = \\sin t`."""
    found: list[Found] = []
    for match in _NAMED.finditer(problem):
        rest = problem[match.end() : match.end() + _LONGEST]
        stop = _STOP.search(rest)
        text = _longest_prefix(rest[: stop.start()] if stop else rest, match["argument"] or "")
        if not text:
            continue
        variable = one_variable(text) or ""
        if not _is_function(match["plain"] or "", variable):
            continue
        name = f"{match['function']}({match['argument']})" if match["function"] else match["plain"]
        found.append((Function(name, text), variable))
    return found if any(variable for _, variable in found) else []


def _is_function(plain: str, variable: str) -> bool:
    """Whether `plain = a formula in variable` gives a function: y in anything else, other letters in x or t."""
    if not plain:
        return bool(variable)
    if plain == "y":
        return variable != "y"
    return variable in ("x", "t") and plain != variable


def _equation(problem: str) -> list[Found]:
    """An equation in one variable: its two sides, or one if the other is 0."""
    for match in _EQUATION.finditer(problem):
        before = re.split(_STOP, problem[max(0, match.start() - _LONGEST) : match.start()])[-1]
        rest = problem[match.end() : match.end() + _LONGEST]
        stop = _STOP.search(rest)
        left, right = _longest_suffix(before), _longest_prefix(rest[: stop.start()] if stop else rest, "")
        if found := sides(left, right):
            return found
    return []


def _longest_prefix(text: str, variable: str) -> str:
    """The longest beginning of `text` that is a formula in the variable, or in any one, or a number.

    What is cut off must not be a part of it: no sign of arithmetic may follow.
    """
    ends = [len(text), *reversed([match.start() for match in re.finditer(r"\s|[,.;]", text)])]
    for end in ends[:_MOST_TRIALS]:
        candidate = text[:end].strip().rstrip(".,;")
        own = one_variable(candidate) if candidate else None
        if own is not None and own in ("", variable or own):
            return "" if _ARITHMETIC.match(text[end:].lstrip()) else candidate
    return ""


def _longest_suffix(text: str) -> str:
    """The longest end of `text` that is a formula in one variable or a number, after a word or nothing."""
    starts = [0, *(match.end() for match in re.finditer(r"\s", text))]
    for start in starts[-_MOST_TRIALS:]:
        candidate = text[start:].strip()
        if candidate and one_variable(candidate) is not None:
            is_part = _ARITHMETIC.match(candidate) and start
            return "" if is_part or not _WORD_BEFORE.search(text[:start]) else candidate
    return ""


def _points_in_words(problem: str) -> list[Point]:
    """(1, 2), (3, 4), ...; two are enough where the text speaks of points."""
    points = [(_number(match[1]), _number(match[2])) for match in _POINT.finditer(problem)]
    least = 2 if re.search(r"\bpoints?\b", problem, re.IGNORECASE) else _LEAST_POINTS
    return points if len(points) >= least else []


def _number(text: str) -> float:
    return float(text.replace("−", "-"))


def _parsed(program: str) -> ast.Module | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about the program's own string escapes
            return ast.parse(program)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
