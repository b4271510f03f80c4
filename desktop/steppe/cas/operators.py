r"""Reads operators that are written as signs: \int, \lim, \sum, \prod, d/dx, and matrices."""

from __future__ import annotations

import re

from steppe.cas.formulas import spelled, strict_formula
from steppe.cas.statement import Kind, Statement
from steppe.check.formula import Formula

_LETTER = r"[a-z]"


def _group(name: str) -> str:
    return (
        rf"(?:\{{(?P<{name}>(?:[^{{}}]|\{{[^{{}}]*\}})*)\}}|\((?P<{name}_round>[^()]*)\)|(?P<{name}_bare>-?"
        rf"(?:\\?[A-Za-z]+|[0-9]+|∞)))"
    )


_INTEGRAL = re.compile(
    rf"(?:\\int|∫)(?: ?_ ?{_group('low')} ?\^ ?{_group('high')}| ?\^ ?{_group('above')} ?_ ?{_group('below')})? ?"
    rf"(?P<body>.+?) ?\*? ?"
    rf"(?:\\mathrm\{{d\}} ?|d)(?P<name>{_LETTER})"
)
_FRACTION_INTEGRAL = re.compile(
    rf"(?P<sign>(?:\\int|∫)(?: ?_ ?{_group('low')} ?\^ ?{_group('high')})?) ?"
    rf"\\frac ?\{{ ?(?P<top>[^{{}}]*?) ?d(?P<name>{_LETTER}) ?\}} ?(?P<bottom>\{{.+\}})"
)
_LIMIT = re.compile(
    r"(?:\\lim|lim) ?_? ?(?:\{|\()? ?(?P<name>[a-z]) ?(?:\\to|\\rightarrow|->|→) ?(?P<point>[^{}()\s^]+?) ?"
    r"(?:\^ ?\{? ?(?P<side>[-+]) ?\}?)? ?(?:\}|\)|\s) ?(?P<body>.+)"
)
_SUM = re.compile(
    rf"(?P<sign>\\sum|\\prod|∑|∏) ?_ ?\{{ ?(?P<name>{_LETTER}) ?= ?(?P<from>[^{{}}]+?)"
    rf" ?\}} ?\^ ?{_group('high')} ?(?P<body>.+)"
)
_DERIVATIVE = re.compile(
    rf"(?:\\frac ?\{{ ?(?:\\mathrm\{{d\}}|d)(?:\^ ?\{{?(?P<order>[2-4])\}}?)?"
    rf" ?\}} ?\{{ ?(?:\\mathrm\{{d\}}|d) ?(?P<name>{_LETTER})(?:\^ ?\{{?[2-4]\}}?)? ?\}}"
    rf"|d(?:\^ ?(?P<plain_order>[2-4]))? ?/ ?d(?P<plain_name>{_LETTER})(?:\^ ?[2-4])?) ?(?P<body>.+)"
)
_LATEX_MATRIX = re.compile(r"\\begin\{(?P<kind>[pbBv]?matrix)\}(?P<body>.*?)\\end\{(?P=kind)\}", re.DOTALL)
_PLAIN_MATRIX = re.compile(r"\[ ?\[[^\[\]]*\](?: ?[,;] ?\[[^\[\]]*\])* ?\]")
_LARGEST = 6


def read_operator(text: str) -> Statement | None:
    """The statement of an operator that stands at the beginning, or of a product or sum of matrices."""
    if "matrix}" in text or "[[" in text.replace(" ", ""):
        return _matrix(text)
    text = spelled(text)
    if re.match(r"\\int|∫", text):
        return _integral(text)
    if re.match(r"\\?lim", text):
        return _limit(text)
    if re.match(r"\\sum|\\prod|∑|∏", text):
        return _sum(text)
    return _derivative(text)


def _found(match: re.Match[str], name: str) -> str:
    groups = match.groupdict()
    return next((groups[key] for key in (name, f"{name}_round", f"{name}_bare") if groups.get(key) is not None), "")


def _formula(text: str) -> Formula | None:
    return strict_formula(text.replace("∞", r"\infty "))


def _in_brackets(body: str) -> bool:
    """Whether a sum or difference stands in brackets, so that it is clear how far the operator reaches."""
    depth = 0
    for place, character in enumerate(body):
        depth += (character in "([{") - (character in ")]}")
        if character in "+-" and depth == 0 and place:
            return False
    return True


def _integral(text: str) -> Statement | None:
    fraction = _FRACTION_INTEGRAL.fullmatch(text)
    if fraction:
        text = rf"{fraction['sign']} \frac{{{fraction['top'] or '1'}}}{fraction['bottom']} d{fraction['name']}"
    match = _INTEGRAL.fullmatch(text)
    if match is None:
        return None
    low = _found(match, "low") or _found(match, "below")
    high = _found(match, "high") or _found(match, "above")
    body = "1" if match["body"].strip() in ("", "\\") else match["body"]
    return _made("integral", body, match["name"], [low, high] if low or high else [])


def _limit(text: str) -> Statement | None:
    match = _LIMIT.fullmatch(text)
    if match is None:
        return None
    point = re.sub(r"^\+?(?:oo|infinity)$", r"\\infty", match["point"])
    point = re.sub(r"^-(?:oo|infinity)$", r"-\\infty", point)
    return _made("limit", match["body"], match["name"], [point], side=match["side"] or "")


def _sum(text: str) -> Statement | None:
    match = _SUM.fullmatch(text)
    if match is None or not _in_brackets(match["body"]):
        return None
    name, body = match["name"], match["body"]
    if name in "ie":  # as an index no imaginary unit
        spare = next(letter for letter in "kmnj" if letter not in body and letter not in _found(match, "high"))
        body = re.sub(rf"(?<![A-Za-z\\]){name}(?![A-Za-z])", spare, body)
        name = spare
    kind: Kind = "product" if match["sign"] in (r"\prod", "∏") else "sum"
    return _made(kind, body, name, [match["from"], _found(match, "high")])


def _derivative(text: str) -> Statement | None:
    match = _DERIVATIVE.fullmatch(text)
    if match is None or not _in_brackets(match["body"]):
        return None
    order = int(match["order"] or match["plain_order"] or 1)
    return _made("derivative", match["body"], match["name"] or match["plain_name"], [], order=order)


def _made(kind: Kind, body: str, name: str, bounds: list[str], *, order: int = 1, side: str = "") -> Statement | None:
    formula, ends = _formula(body), [_formula(bound) for bound in bounds]
    if name in ("e", "i") and name not in (formula.variables if formula else ()):
        return None  # a letter here, and no constant
    if formula is None or any(end is None or name in end.variables for end in ends):
        return None
    codes = tuple(end.code for end in ends if end is not None)
    return Statement(kind, (formula.code,), (name,), bounds=codes, order=order, side=side)


# Matrices


def _matrix(text: str) -> Statement | None:
    """One matrix, or a product, sum, power of some; `vmatrix` is a determinant."""
    found: list[str] = []

    def keep(rows: list[list[str]] | None) -> str:
        code = _rows(rows) if rows else None
        found.append(code or "")
        return f" M_{{{len(found)}}} "

    def latex(match: re.Match[str]) -> str:
        is_determinant = match["kind"] == "vmatrix"
        rows = [row.split("&") for row in match["body"].strip().split(r"\\") if row.strip()]
        name = keep(rows)
        return "DET" if is_determinant else name

    def python(match: re.Match[str]) -> str:
        rows = re.findall(r"\[([^\[\]]*)\]", match[0])
        return keep([re.split(r",|;|\s+", row.strip()) if "," not in row else row.split(",") for row in rows])

    rest = _PLAIN_MATRIX.sub(python, _LATEX_MATRIX.sub(latex, text)).strip()
    if not found or not all(found) or len(found) > 3:
        return None
    if rest == "DET":
        return Statement("determinant", (found[0],))
    return _operation(re.sub(r"\\cdot|\\times|×|\s+", " ", rest).strip(), found)


def _operation(rest: str, found: list[str]) -> Statement | None:
    name = r"M_\{\d\}"
    if re.fullmatch(name, rest):
        return Statement("matrix", (found[0],))
    power = re.fullmatch(rf"{name} ?\^ ?(?:\{{ ?(-?[0-9])\ ?\}}|(-?[0-9T]))", rest)
    if power and (power[1] or power[2]) == "T":
        return Statement("transpose", (found[0],))
    if power:
        exponent = int(power[1] or power[2])
        return Statement("inverse" if exponent == -1 else "matrix", (_power(found[0], exponent),))
    if re.fullmatch(rf"{name}(?: ?\*? ?{name})+", rest):
        return Statement("matrix", ("*".join(found),))
    signs = re.fullmatch(rf"{name}((?: ?[-+] ?{name})+)", rest)
    if signs:
        kept = re.findall(r"[-+]", re.sub(name, "", signs[1]))
        return Statement(
            "matrix", (found[0] + "".join(sign + code for sign, code in zip(kept, found[1:], strict=True)),)
        )
    return None


def _power(code: str, exponent: int) -> str:
    return code if exponent == -1 else f"{code}**Integer({exponent})"


def _rows(rows: list[list[str]]) -> str | None:
    if not 0 < len(rows) <= _LARGEST or len({len(row) for row in rows}) != 1 or len(rows[0]) > _LARGEST:
        return None
    cells = [[_formula(cell.strip()) for cell in row] for row in rows]
    if any(cell is None for row in cells for cell in row):
        return None
    return f"Matrix([{', '.join('[' + ', '.join(cell.code for cell in row if cell) + ']' for row in cells)}])"
