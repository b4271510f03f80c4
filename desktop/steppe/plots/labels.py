"""Writes a formula on one line for a legend: powers raised, fractions with a slash, no LaTeX commands."""

from __future__ import annotations

import re

_RAISED = str.maketrans("0123456789+-n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ")
_FRACTION = re.compile(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_POWER = re.compile(r"\^\{?(-?[0-9]+|n)\}?(?![0-9a-z])")
_MODULE_POWER = re.compile(r"\s*\*\*\s*")
_COMMANDS = {"cdot": "·", "times": "×", "pi": "π", "theta": "θ", "left": "", "right": "", "infty": "∞", "le": "≤"}
_COMMAND = re.compile(r"\\([A-Za-z]+)")
_PRODUCT = re.compile(r"(?<=[0-9)])\s*\*\s*(?=[A-Za-z(])")
_LONGEST = 48


def one_line(formula: str) -> str:
    """The formula as a short plain text."""
    text = _MODULE_POWER.sub("^", formula.strip())
    for _ in range(4):
        text = _FRACTION.sub(lambda match: f"{_grouped(match[1])}/{_grouped(match[2])}", text)
    text = re.sub(r"\\sqrt\s*\{([^{}]*)\}", lambda match: f"√{_grouped(match[1])}", text)
    text = _COMMAND.sub(lambda match: _COMMANDS.get(match[1], match[1]), text)
    text = _POWER.sub(lambda match: match[1].translate(_RAISED), text)
    text = _PRODUCT.sub("", text).replace("*", "·").replace("{", "").replace("}", "")
    text = re.sub(r"(?<=\S)\s*(?<!\^)-\s*(?=\S)", " − ", text) if " - " in text else text.replace("-", "−")
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _grouped(text: str) -> str:
    text = text.strip()
    return text if re.fullmatch(r"[\w.]+", text) else f"({text})"
