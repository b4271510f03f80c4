# ruff: noqa: RUF001  (signs of mathematics and of other scripts are what this is about)
r"""Writes the tree of a formula on one line as people type it in an e-mail: `x = (-b ± √(b² - 4ac))/(2a)`."""

from __future__ import annotations

import re
from collections.abc import Callable
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

_RAISED = {"2": "²", "3": "³"}
_RELATION_SIGNS = frozenset("=<>≤≥≠≈≡→⇒⟹⟺∈⊂⊆∪∩")
_ACCENTS = {
    "overline": "\u0304",
    "bar": "\u0304",
    "hat": "\u0302",
    "widehat": "\u0302",
    "tilde": "\u0303",
    "dot": "\u0307",
}
_ACCENTS |= {"ddot": "\u0308", "vec": "\u20d7", "check": "\u030c", "widetilde": "\u0303", "overrightarrow": "\u20d7"}
_SIMPLE = re.compile(r"\w+(?:[.,]\d+)?|√\w|\w+[²³]", re.UNICODE)
_ROOTS = {"3": "∛", "4": "∜"}


def plain_formula(tex: str) -> str:
    """The formula in plain text; several lines where it has several. What cannot be read stays as it was written."""
    try:
        return _tidy(_written(read_formula(tex)))
    except UnreadableFormulaError:
        return " ".join(tex.split())


def _tidy(text: str) -> str:
    lines = (re.sub(r"[ \t]+", " ", line).strip() for line in text.split("\n"))
    joined = "\n".join(line for line in lines if line)
    return re.sub(r"([(\[⟨⌊⌈]) | ([)\]⟩⌋⌉,;:!])", lambda match: match[1] or match[2], joined)


@singledispatch
def _written(node: Node) -> str:
    raise TypeError(node)


@_written.register
def _(node: Row) -> str:
    whole = ""
    for item in node.items:
        text = _written(item)
        if text in ("+", "-", "−", "±", "∓"):
            is_sign = not whole.strip() or whole.rstrip()[-1] in "([{=<>≤≥≠≈→⇒,;:·×/^+-−±"
            text = text if is_sign else f" {text} "
        elif whole and whole[-1].isalnum() and text[:1].isalpha() and (len(text.strip()) > 2 and text[:2].isalpha()):
            text = f" {text}"  # x sin, not xsin
        elif isinstance(item, Row) and len(item.items) == 1:
            text = text.strip()
        whole += text
    return whole


@_written.register
def _(node: Sign) -> str:
    text = node.text
    if not text.startswith("\\"):
        if text in _RELATION_SIGNS:
            return f" {text} "
        return {",": ", ", "~": " ", "*": "·", "−": "-"}.get(text, text)
    name = text[1:]
    for size in known.SIZED | {"middle"}:
        if name.startswith(size) and not name[len(size) :].isalpha() and name != size:
            return _delimiter(name[len(size) :])
    if name in known.FUNCTIONS:
        return f"{name} "
    if name in known.RELATIONS or name == "bmod":
        return f" {known.PLAIN[name]} "
    if name in known.BINARY:
        character = known.BINARY[name]
        return character if character in "±∓°∘·" else f" {character} "
    if name in known.STYLES:
        return ""
    return known.PLAIN.get(name) or known.SIGNS.get(name) or known.SPACES.get(name, "")


@_written.register
def _(node: Script) -> str:
    base = _written(node.base)
    is_operator = isinstance(node.base, Sign) and (
        node.base.text[1:] in known.OPERATORS or node.base.text[1:] in known.FUNCTIONS
    )
    if is_operator:
        base = base.strip()
    elif isinstance(node.base, Call | Script) and not _is_simple(base.strip()):
        base = f"({base.strip()})"
    whole = base + "′" * node.primes
    if node.below is not None:
        whole += f"_{_bracketed(_script(_written(node.below)))}"
    if node.above is not None:
        above = _script(_written(node.above))
        if above in ("∘", "°"):
            whole += "°"
        elif above in ("′", "′′", "*", "·"):
            whole += above.replace("·", "*")
        else:
            whole += _RAISED.get(above) or f"^{_bracketed(above)}"
    return f"{whole} " if is_operator else whole


@_written.register
def _(node: Call) -> str:
    name = node.name
    arguments = [_written(argument).strip() for argument in node.arguments]
    first = arguments[0]
    if name == "sqrt":
        return _root("" if node.option is None else _written(node.option).strip(), first)
    if name in _ACCENTS:
        return first + _ACCENTS[name] if len(first) == 1 else first
    if name == "not":
        return _NEGATED.get(first, f" not {first} ")
    if name == "mathbb":
        return first.translate(_DOUBLE_STRUCK)
    if name in _PATTERNS:
        return _PATTERNS[name](*arguments)
    return first


def _fraction(above: str, below: str) -> str:
    return f"{_numerator(above)}/{_denominator(below)}"


def _choose(above: str, below: str) -> str:
    return f"C({above}, {below})"


_NEGATED = {"=": " ≠ ", "∈": " ∉ ", "<": " ≮ ", ">": " ≯ "}
_DOUBLE_STRUCK = str.maketrans("RNZQCP", "ℝℕℤℚℂℙ")
_PATTERNS: dict[str, Callable[..., str]] = {
    **dict.fromkeys(("frac", "dfrac", "tfrac", "cfrac"), _fraction),
    **dict.fromkeys(("binom", "dbinom", "tbinom"), _choose),
    **dict.fromkeys(("cancel", "bcancel", "xcancel", "boxed", "fbox"), "[{}]".format),
    **dict.fromkeys(("overset", "stackrel"), "{1}".format),
    **dict.fromkeys(("phantom", "hphantom", "vphantom"), lambda _unseen: " "),
    **dict.fromkeys(("operatorname", "operatorname*"), "{} ".format),
    "pmod": " (mod {})".format,
    "pod": " ({})".format,
    "mod": " mod {}".format,
    "underset": lambda below, base: f"{base}_{_bracketed(below)} ",
    "xrightarrow": " →[{}] ".format,
    "xleftarrow": " ←[{}] ".format,
}


@_written.register
def _(node: Words) -> str:
    text = re.sub(r"(?<!\\)\$([^$]*)\$", lambda match: plain_formula(match[1]), node.text)
    return re.sub(r"\\([%$#&_{}])", r"\1", text).replace("~", " ")


@_written.register
def _(node: Fence) -> str:
    return _delimiter(node.left) + _written(node.inner).strip() + _delimiter(node.right)


@_written.register
def _(node: Table) -> str:
    rows = [[_written(cell).strip() for cell in row] for row in node.rows]
    if node.kind in ("aligned", "gathered"):
        return "\n" + "\n".join(" ".join(filter(None, row)) for row in rows) + "\n"
    if node.kind == "cases":
        return "{ " + "; ".join(" ".join(filter(None, row)) for row in rows) + " }"
    if node.kind == "substack":
        return ", ".join(row[0] for row in rows)
    fence = {"pmatrix": "()", "Bmatrix": "{}", "vmatrix": "||", "Vmatrix": "‖‖"}.get(node.kind, "[]")
    return fence[0] + "; ".join(", ".join(row) for row in rows) + fence[1]


def _root(degree: str, radicand: str) -> str:
    sign = _ROOTS.get(degree, "√" if degree in ("", "2") else f"root_{_bracketed(degree)}")
    is_short = re.fullmatch(r"\d+(?:\.\d+)?|\w", radicand)
    return f"{sign}{radicand}" if is_short and sign in "√∛∜" else f"{sign}({radicand})"


def _delimiter(text: str) -> str:
    if text == ".":
        return ""
    return known.PLAIN.get(text[1:]) or known.SIGNS.get(text[1:], text) if text.startswith("\\") else text


def _is_simple(text: str) -> bool:
    return _SIMPLE.fullmatch(text) is not None


def _bracketed(text: str) -> str:
    """In parentheses unless it holds together by itself."""
    text = text.strip()
    is_closed = text.startswith("(") and text.endswith(")") and _closes_last(text)
    return text if _is_simple(text) or is_closed or len(text) == 1 else f"({text})"


def _numerator(text: str) -> str:
    """A product needs no parentheses."""
    outside = re.sub(r"\([^()]*\)", "", text)
    is_product = re.fullmatch(r"[^\s+\-−±=]+", outside) is not None
    return text if is_product else _bracketed(text)


def _denominator(text: str) -> str:
    """One number or letter needs no parentheses."""
    is_one = re.fullmatch(r"\d+(?:[.,]\d+)*|\w[²³]?|√\d+", text) is not None
    return text if is_one or (text.startswith("(") and text.endswith(")") and _closes_last(text)) else f"({text})"


def _script(text: str) -> str:
    """What stands below or above, close together."""
    text = text.strip()
    return text if re.search(r"[^\W\d]{2}", text) else text.replace(" ", "")


def _closes_last(text: str) -> bool:
    depth = 0
    for place, character in enumerate(text):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if depth == 0:
            return place == len(text) - 1
    return False
