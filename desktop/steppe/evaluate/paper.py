r"""Grades as the MAmmoTH paper did (arXiv 2309.05653, its authors' code), to compare with its published table.

It is lenient and strict in odd places: the last `=` wins, "a" is the letter A, a MATH answer may be 4 % off. What we
believe in is the strict grading (`grade.py`). Nothing is evaluated by Python: arithmetic is read by `ast`.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable
from typing import Literal

Reading = Literal["number", "letter", "letter or number", "latex"]

READINGS: dict[str, Reading] = {
    "gsm8k": "number",
    "svamp": "number",
    "mathematics": "number",
    "simuleq": "number",
    "numglue": "letter or number",
    "aqua": "letter",
    "sat": "letter",
    "mmlu_math": "letter",
    "math": "latex",
}

_MARKERS = ("####", "The answer is")
_NUMBER = re.compile(r"-?\d+/?\.?\d*")
_LETTER = re.compile(r"\b[A-E]\b")
_DECIMAL_TOLERANCE = 0.04  # of the reference, where a MATH reference is not a whole number
_MOST_DIGITS = 400
_OPERATORS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: lambda base, power: float(base) ** power,
}


def is_right_by_paper(set_name: str, text: str, output: str | None, reference: str) -> bool | None:
    """Whether a path is right by the paper's rules: `output` is its program's (None: prose, `text` is read).

    Returns None for a set that the paper does not have.
    """
    reading = READINGS.get(set_name)
    if reading is None:
        return None
    said = text if output is None else f"The answer is {output.strip(chr(10))}"
    if reading == "latex":
        return _same_latex(latex_answer(said), clean_latex(reference))
    return bool(said) and plain_answer(said, reading) == _canonical(reference)


def plain_answer(text: str, reading: Reading) -> str:
    """The answer in a text of any set but MATH: a letter, a number in canonical form, or the empty string."""
    has_marker = any(marker in text for marker in _MARKERS)
    if sum(text.count(marker) for marker in _MARKERS) > 1:
        text = text.partition("\n\n")[0]
    for marker in _MARKERS:
        text = text.rpartition(marker)[2] if marker in text else text
    if "=" in text:
        text = text.rpartition("=")[2]
    found = _LETTER.findall(text.upper()) if reading != "number" else []
    if not found and reading == "letter":
        found = [text.strip()]
    if not found:
        found = [_canonical(number) for number in _NUMBER.findall(text.replace(",", ""))]
    if not found:
        return ""
    chosen: str = found[0] if has_marker else found[-1]
    return chosen.removesuffix(".").removesuffix("/")


def _canonical(number: str) -> str:
    """`18.0` and `18.` become `18`; what is no number stays."""
    try:
        value = float(number)
    except ValueError:
        return number
    if value.is_integer():
        return str(int(value))
    return repr(value)


def latex_answer(text: str) -> str:
    """The answer in a text of MATH, cleaned up."""
    marker = max(text.rfind("The answer is "), text.rfind("the answer is "))
    if marker >= 0:
        found = text[marker + len("the answer is ") :]
    elif "\\boxed" in text:
        found = _boxed(text)
    else:
        numbers = _NUMBER.findall(text.replace(",", ""))
        found = numbers[-1] if numbers else ""
    cleaned = clean_latex(found.strip().removesuffix(".").removesuffix("/"))
    return clean_latex(_boxed(cleaned)) if "boxed" in cleaned else cleaned


def _boxed(text: str) -> str:
    r"""The contents of the last `\boxed{...}`, or what follows a `\boxed` without braces."""
    rest = text[text.rfind("boxed") + len("boxed") :]
    if not rest.startswith("{"):
        return rest.strip().split("$")[0]
    depth = 0
    for place, character in enumerate(rest):
        depth += (character == "{") - (character == "}")
        if depth == 0:
            return rest[1:place]
    return rest[1:]


def clean_latex(text: str) -> str:
    """The usual clean-up of MATH answers, by which references and predictions become comparable strings."""
    for drop in ("\n", "\\!", "\\left", "\\right", "^{\\circ}", "^\\circ", "\\$", "\\%", "$"):
        text = text.replace(drop, "")
    text = text.replace("\\\\", "\\").replace("tfrac", "frac").replace("dfrac", "frac")
    text = text.split("\\text{ ")[0]  # a unit behind the value
    text = re.sub(r"(^|[ {(\[,])\.(?=\d)", r"\g<1>0.", text)
    sides = text.split("=")
    if len(sides) == 2 and len(sides[0].strip()) <= 2:
        text = sides[1]
    text = re.sub(r"\\sqrt\s*([^\s{\[\\])", r"\\sqrt{\1}", text).replace(" ", "")
    text = re.sub(r"\\frac(\w)(\w)", r"\\frac{\1}{\2}", text)
    text = re.sub(r"\\frac(\w)\{", r"\\frac{\1}{", text)
    text = re.sub(r"(\\frac\{[^{}]*\})(\w)", r"\1{\2}", text)
    return re.sub(r"^(-?\d+)/(-?\d+)$", r"\\frac{\1}{\2}", text)


def _same_latex(said: str, reference: str) -> bool:
    """Equal strings; else a whole reference is met by what rounds to it, another number within 4 %."""
    if not said:
        return False
    if said == reference:
        return True
    wanted, given = _number(reference), _number(said)
    if wanted is None or given is None:
        return False
    if wanted.is_integer():
        return round(given) == int(wanted)
    return abs(given - wanted) <= _DECIMAL_TOLERANCE * abs(wanted)


def _number(text: str) -> float | None:
    """A cleaned answer as a number: a decimal, a fraction, or arithmetic on numbers. Commas go first: [2,3] is 23."""
    plain = re.sub(r"\\frac\{([^{}]*)\}\{([^{}]*)\}", r"(\1)/(\2)", text).replace(",", "")
    if len(plain) > _MOST_DIGITS:
        return None
    try:
        tree = ast.parse(plain.replace("^", "**"), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return None
    if isinstance(tree, ast.List) and tree.elts:
        tree = tree.elts[0]
    try:
        value = _value(tree)
    except (ArithmeticError, ValueError, TypeError, RecursionError):
        return None
    return value if abs(value) < 1e300 else None  # also False for nan


def _value(node: ast.expr) -> float:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return float(node.value)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        value = _value(node.operand)
        return -value if isinstance(node.op, ast.USub) else value
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        result = _OPERATORS[type(node.op)](_value(node.left), _value(node.right))
        if isinstance(result, complex):
            raise ValueError("not a real number")
        return result
    raise ValueError("not arithmetic")


__all__ = ["READINGS", "Reading", "clean_latex", "is_right_by_paper", "latex_answer", "plain_answer"]
