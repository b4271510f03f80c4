"""Writes the lines of a derivation for the typesetter: formulas in LaTeX, the rest as it is; no Qt."""

from __future__ import annotations

import re

from steppe.cas.notation import as_latex
from steppe.check.formula import read_formula

_MOST_LINES = 60
_HAS_DELIMITERS = re.compile(r"\$|\\\(|\\\[")
_SIDES = re.compile(r"(\s*(?:=|<=|>=|<|>)\s*)")
_OR = re.compile(r"(\s+(?:or|oder)\s+|,\s+)")
_SIGNS = {"<=": r"\le", ">=": r"\ge"}


def typeset_lines(text: str) -> str:
    """Each line as a paragraph of its own."""
    lines = [_typeset(line.strip()) for line in text.splitlines() if line.strip()]
    return "\n\n".join(lines[:_MOST_LINES])


def _typeset(line: str) -> str:
    if _HAS_DELIMITERS.search(line):
        return line
    parts = _OR.split(line)
    shown = [part if _OR.fullmatch(part) else _formula(part) for part in parts]
    return "".join(shown)


def _formula(part: str) -> str:
    """One equation or expression; as it is where a side of it cannot be read."""
    sides = _SIDES.split(part)
    written = []
    for place, side in enumerate(sides):
        if place % 2:
            written.append(f" {_SIGNS.get(side.strip(), side.strip())} ")
            continue
        if not side.strip():
            written.append("")
            continue
        formula = read_formula(side)
        if formula is None:
            return part
        written.append(as_latex(formula.code))
    return f"${''.join(written)}$"
