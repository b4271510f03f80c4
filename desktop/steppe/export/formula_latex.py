# ruff: noqa: RUF001, RUF003  (signs of mathematics and of other scripts are what this is about)
r"""Writes the tree of a formula as LaTeX that pdflatex takes with amsmath and amssymb, whatever was in it."""

from __future__ import annotations

import re
import unicodedata
from functools import singledispatch

from steppe.export import formula_commands as known
from steppe.export.formula_tree import (
    Call,
    Fence,
    Node,
    Row,
    Script,
    Sign,
    Table,
    UnreadableFormulaError,
    Words,
    read_formula,
)
from steppe.export.latex_text import escaped

_ESCAPED = {"#": r"\#", "%": r"\%", "$": r"\$", "~": "~", "−": "-", "–": "-", "\u00a0": "~", "/": "/"}
_RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ", "0123456789+-=()ni", strict=True))
_LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎", "0123456789+-=()", strict=True))
_ENDS_IN_COMMAND = re.compile(r"\\[A-Za-z]+$")
_RENAMED = {"bm": "boldsymbol", "mathscr": "mathcal", "fbox": "boxed", "hbox": "text", "mbox": "text", "emph": "textit"}
_TO_COMMAND = {"lt": "<", "gt": ">", "degree": r"{{}^{\circ}}", "triangleq": r"\triangleq", "dotso": r"\dots", "/": ""}
_PLAIN_SPACE = frozenset(("thinspace", "medspace", "thickspace", "enspace", "space", "nobreakspace"))
_LIMITS_AFTER = frozenset(known.OPERATORS) | frozenset(("lim", "max", "min", "sup", "inf", "limsup", "liminf", "gcd"))


def latex_formula(tex: str) -> str | None:
    """The formula, without delimiters, as LaTeX that compiles in mathematics mode; None if it cannot be read."""
    try:
        return _written(read_formula(tex))
    except UnreadableFormulaError:
        return None


@singledispatch
def _written(node: Node) -> str:
    raise TypeError(node)


@_written.register
def _(node: Row) -> str:
    whole = ""
    for item in node.items:
        if isinstance(item, Sign) and item.text in (r"\limits", r"\nolimits"):
            last = _ENDS_IN_COMMAND.search(whole)
            whole += item.text if last is not None and last[0][1:] in _LIMITS_AFTER else ""
            continue
        text = _written(item)
        whole = _joined(whole, f"{{{text}}}" if isinstance(item, Row) else text)
    return whole


@_written.register
def _(node: Sign) -> str:
    text = node.text
    if not text.startswith("\\"):
        return _character(text)
    name = text[1:]
    if name in _TO_COMMAND:
        return _TO_COMMAND[name]
    if name in _PLAIN_SPACE:
        return r"\ "
    if name in ("relax", "limits", "nolimits"):
        return ""
    return text


@_written.register
def _(node: Script) -> str:
    base = _written(node.base)
    if isinstance(node.base, Call | Fence | Table) and not _takes_limits(node.base):
        base = f"{{{base}}}"
    whole = (base or "{}") + "'" * node.primes
    if node.below is not None:
        whole += f"_{{{_written(node.below)}}}"
    if node.above is not None:
        whole += f"^{{{_written(node.above)}}}" if not node.primes else f"{{}}^{{{_written(node.above)}}}"
    return whole


@_written.register
def _(node: Call) -> str:
    name = _RENAMED.get(node.name, node.name)
    if name == "not":
        return rf"\not {_written(node.arguments[0])}"
    option = "" if node.option is None else f"[{{{_written(node.option)}}}]"
    return rf"\{name}{option}" + "".join(f"{{{_written(argument)}}}" for argument in node.arguments)


@_written.register
def _(node: Words) -> str:
    return rf"\{_RENAMED.get(node.name, node.name)}{{{_words(node.text)}}}"


@_written.register
def _(node: Fence) -> str:
    left = rf"\left{node.left}"
    return _joined(_joined(left, _written(node.inner)), rf"\right{node.right}")


@_written.register
def _(node: Table) -> str:
    lines = []
    for number, row in enumerate(node.rows):
        cells = " & ".join(_cell(cell) for cell in row)
        lines.append((r"\hline " if number in node.rules else "") + cells)
    body = r" \\ ".join(lines) + (r" \\ \hline" if len(node.rows) in node.rules else "")
    if node.kind == "substack":
        return rf"\substack{{{body}}}"
    columns = f"{{{node.columns}}}" if node.kind == "array" else ""
    return rf"\begin{{{node.kind}}}{columns}{body}\end{{{node.kind}}}"


def _cell(cell: Row) -> str:
    text = _written(cell)
    return f"{{}}{text}" if text.startswith(("[", "*")) else text  # else they would belong to the line break before


def _joined(left: str, right: str) -> str:
    """Side by side; a command's name ends where the next begins."""
    if right[:1].isalpha() and right[:1].isascii() and _ENDS_IN_COMMAND.search(left):
        return f"{left} {right}"
    return left + right


def _takes_limits(node: Node) -> bool:
    return isinstance(node, Call) and node.name in ("underbrace", "overbrace", "operatorname*", "mathop")


def _character(character: str) -> str:
    if character in _ESCAPED:
        return _ESCAPED[character]
    if character.isascii() and character.isprintable():
        return character
    if character in known.OF_CHARACTER:
        name = known.OF_CHARACTER[character]
        return _TO_COMMAND.get(name, rf"\{name}")
    if character in _RAISED:
        return f"{{{{}}^{{{_RAISED[character]}}}}}"
    if character in _LOWERED:
        return f"{{{{}}_{{{_LOWERED[character]}}}}}"
    simple = unicodedata.normalize("NFKC", character)
    if len(simple) == 1 and simple.isascii() and simple.isalnum():
        return simple  # 𝑥 and its kin
    if match := re.fullmatch(r"(\d+)⁄(\d+)", simple):
        return rf"\tfrac{{{match[1]}}}{{{match[2]}}}"
    return rf"\text{{{escaped(character)}}}"


def _words(text: str) -> str:
    r"""Text with what stands between dollar signs as a formula again, if it is one."""
    pieces = re.split(r"(?<!\\)\$([^$]*)\$", text)
    made = []
    for place, piece in enumerate(pieces):
        inner = latex_formula(piece) if place % 2 else None
        made.append(escaped(_unescaped(piece)) if inner is None else f"${inner}$")
    return "".join(made)


def _unescaped(text: str) -> str:
    """The characters that commands in running text stand for; unknown ones stay."""
    text = re.sub(r"\\(?:text(?:bf|it|rm|tt|sf)|mathrm)\s*\{([^{}]*)\}", r"\1", text)
    text = re.sub(r"\\[,;: ]|\\quad", " ", text)
    return re.sub(r"\\([%$#&_{}])", r"\1", text).replace("~", " ")
