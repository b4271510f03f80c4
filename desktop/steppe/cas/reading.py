r"""Reads a problem as one statement of algebra, if all of it is one; a problem in words is left to the model.

The command stands at the beginning (or nothing does: `x^2 = 4`, `\int x dx`), and everything after it must be
formulas with one reading. The commands are in `steppe.cas.commands`, in English and German. What is no such command may
be a question in sentences, with definitions before it: `steppe.cas.chain`.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from steppe.cas.chain import MAX_CHARACTERS as CHAIN_CHARACTERS
from steppe.cas.chain import read_chain
from steppe.cas.commands import COMMANDS, Command
from steppe.cas.formulas import spelled, strict_formula
from steppe.cas.operators import read_operator
from steppe.cas.statement import Kind, Statement
from steppe.check.formula import Formula
from steppe.check.number import plain
from steppe.check.phrases import spans

MAX_CHARACTERS = 400
_MAX_EQUATIONS = 6
_POLITE = re.compile(r"^(?:please|bitte|now|first|then)[, ]+", re.IGNORECASE)
_LABEL = re.compile(
    r"^(?:(?:[a-z1-9]{1,2}\)|[0-9]+ ?\)|problem:?|exercise:?|aufgabe:?)\s+(?=\S)"
    r"|[0-9]{1,2}\.\s+(?=[^-+*/^=<>·×÷−–\s]|[-−–]\S)"
    r"|\([a-z1-9]{1,2}\)\s+(?=[^-+*/^=<>·×÷−–(\s]))",  # (5) + 3 is a sum
    re.IGNORECASE,
)
_LABEL_OR_NUMBER = re.compile(r"^\([a-z1-9]{1,2}\)\s+(?:[-−–]\S|\()", re.IGNORECASE)  # (2) -4x = 8, (2) (3) + 1
_DELIMITERS = re.compile(r"\\[()\[\]]|\$\$?")
_AND = re.compile(
    r"(?:\s*(?:;|,(?!\d{3}(?!\d))|\n|\\\\)\s*(?:and\s+|und\s+)?|\s+(?:and|und|\\text\{ ?(?:and|und) ?\})\s+"
    r"|\s*\\(?:quad|qquad)\s*)+"
)
_ENVIRONMENT = re.compile(
    r"\\(?:begin|end)\{(?:cases|aligned|align\*?|array|equation\*?)\}(?:\{[lcr]+\})?|&|\\left\\\{|\\right\."
)
_RELATION = re.compile(r"<=|>=|≤|≥|<|>|\\(?:leq?|geq?|lt|gt)(?:slant)?(?![A-Za-z])|=")
_SIGNS = {"≤": "<=", "≥": ">=", r"\le": "<=", r"\leq": "<=", r"\ge": ">=", r"\geq": ">=", r"\lt": "<", r"\gt": ">"}
_NAMED = re.compile(r"^(?:[fghpqFGP]\s*\(\s*[a-zA-Z]\s*\)|y)\s*=\s*(?=\S)")
_WHOLE = re.compile(r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)")
_PERCENT = re.compile(r"([0-9.,]+)\s*\\?(?:%|percent|per cent|prozent)\s+(?:of|von)\s+([0-9.,]+)", re.IGNORECASE)
_ONE = r"(-?[0-9.,]+(?:/[0-9.,]+)?)"  # 3 times 4+5 has two readings
_IN_WORDS = [
    (re.compile(pattern, re.IGNORECASE), text)
    for pattern, text in (
        (r"^(?:the )?square root of ([0-9.,]+)$", r"sqrt(\1)"),
        (r"^(?:the )?cube root of ([0-9.,]+)$", r"cbrt(\1)"),
        (r"^(?:die )?(?:quadrat)?wurzel (?:aus|von) ([0-9.,]+)$", r"sqrt(\1)"),
        (rf"^{_ONE} (?:times|multiplied by|mal) {_ONE}$", r"\1 * \2"),
        (rf"^{_ONE} (?:divided by|geteilt durch) {_ONE}$", r"(\1) / (\2)"),
        (rf"^{_ONE} plus {_ONE}$", r"\1 + \2"),
        (rf"^{_ONE} minus {_ONE}$", r"\1 - \2"),
        (rf"^(?!-){_ONE} (?:squared|zum quadrat|hoch zwei)$", r"(\1)^2"),
        (rf"^{_ONE} (?:cubed|hoch drei)$", r"(\1)^3"),
    )
]
_GERMAN_NUMBER = re.compile(r"\d\.\d{3}|\d,\d00(?!\d)")
_ANY_THOUSAND = re.compile(r"\d[.,]\d{3}(?!\d)")
_GERMAN_WORD = re.compile(r"\b(?:prozent|von|mal|geteilt|durch|wurzel|quadrat|hoch)\b", re.IGNORECASE)
_GERMAN_DECIMAL = re.compile(r"(?<=\d),(?=\d)")
_DOMAIN = re.compile(
    r"[,\s]+(?:for|on|in|where|with|für|auf|im|mit)\s+(?:(?:the\s+)?interval\s+|(?:dem\s+)?intervall\s+)?"
    r"(?:(?P<low>[^<>≤≥\s]+)\s*(?P<left><=?|≤|\\leq?|\\lt)\s*(?P<name>[a-z])\s*(?P<right><=?|≤|\\leq?|\\lt)\s*"
    r"(?P<high>[^<>≤≥\s]+)"
    r"|(?:(?P<inside>[a-z])\s*(?:\\in|∈|in)\s*)?(?P<open>[\[(])\s*(?P<from>[^,\[\]()]+)\s*,\s*(?P<to>[^,\[\]"
    r"()]+)\s*(?P<close>[\])]))$",
    re.IGNORECASE,
)


def read_statement(text: str) -> Statement | None:
    """The statement that `text` is, whole and without a doubt; None for all else, problems in words above all."""
    text = text.strip()
    if not text or len(text) > CHAIN_CHARACTERS or (bare := _without_delimiters(text)) is None:
        return None
    statement = _one_command(bare) if len(text) <= MAX_CHARACTERS else None
    return statement or read_chain(bare)


def _one_command(bare: str) -> Statement | None:
    """One command or none, and formulas."""
    bare = _POLITE.sub("", bare)
    if _LABEL_OR_NUMBER.match(bare):
        return None
    bare = _LABEL.sub("", bare)
    bare = re.sub(r"(?<=[^.])[.?]+$|\s*=\s*\??$", "", bare.strip()).strip()
    for command in COMMANDS:
        for match in command.matches(bare):
            statement = _commanded(command, match)
            if statement is not None:
                return statement
    return _bare(bare)


def _without_delimiters(text: str) -> str | None:
    r"""The text with its formulas' delimiters taken away; None where a dollar sign delimits nothing: it is money."""
    outside, end = [], 0
    for start, stop, _ in spans(text):
        outside.append(text[end:start])
        end = stop
    outside.append(text[end:])
    if any("$" in piece for piece in outside):
        return None
    return _DELIMITERS.sub(" ", text.replace("**", "^")) if end else text.replace("**", "^")


def _commanded(command: Command, match: re.Match[str]) -> Statement | None:
    groups = {name: value.strip() for name, value in match.groupdict().items() if value is not None}
    body = groups.pop("body", "").strip(" :,")
    if command.is_german:
        if _GERMAN_NUMBER.search(body):
            return None  # a thousand, or a decimal fraction
        body = _GERMAN_DECIMAL.sub(".", body)
    return _READERS[command.kind](body, groups)


def _bare(text: str) -> Statement | None:
    """A formula without any words."""
    operator = read_operator(text)
    if operator is not None:
        return operator
    if _RELATION.search(text):
        return _relation(text, {})
    if _GERMAN_WORD.search(text):
        if _ANY_THOUSAND.search(text):
            return None  # a thousand, or a decimal fraction
        text = _GERMAN_DECIMAL.sub(".", text)
    return _number(text, {})


# Readers of one kind each: the formulas of a command, and the other groups of its pattern


def _relation(body: str, groups: dict[str, str]) -> Statement | None:
    """Equations or an inequality; with `names` those are asked for, else the only unknown, or all of a system."""
    undivided, domain = _domain_of(body)
    if undivided is None or "!=" in undivided:  # not equal, to most; a factorial to some
        return None
    body = _ENVIRONMENT.sub(" ", undivided).strip().rstrip("\\").strip()
    parts = [part for part in _AND.split(body) if part.strip()]
    if not parts or len(parts) > _MAX_EQUATIONS or any(not _RELATION.search(part) for part in parts):
        return None
    signs = [_SIGNS.get(sign, sign) for sign in _RELATION.findall(" ".join(parts))]
    sides = [strict_formula(side) for part in parts for side in _RELATION.split(part)]
    if any(side is None for side in sides):
        return None
    formulas = [side for side in sides if side is not None]
    names = _asked(groups.get("names", ""), formulas, len(parts))
    if names is None or (domain is not None and (len(names) != 1 or domain[2] not in ("", *names))):
        return None
    everything = tuple(sorted(_all_variables(formulas)))
    is_whole = len(parts) > 1 and len(everything) <= len(parts)  # a system that may determine all its unknowns
    names, wanted = (everything, names) if is_whole else (names, ())
    bounds, ends, _ = domain or ((), "", "")
    kind: Kind = "equations" if set(signs) == {"="} else "inequality"
    if kind == "equations" and len(signs) != len(parts):
        return None  # a chain a = b = c
    if kind == "inequality" and (len(parts) > 1 or "=" in signs or len({sign[0] for sign in signs}) > 1 or domain):
        return None
    if kind == "inequality" and (len(signs) > 2 or len(names) > 1 or _all_variables(formulas) != {*names}):
        return None
    has_decimals = "." in undivided
    return Statement(kind, _codes(formulas), names, tuple(signs), bounds, 1, "", ends, has_decimals, wanted)


def _domain_of(body: str) -> tuple[str | None, tuple[tuple[str, ...], str, str] | None]:
    r"""The body without `for 0 <= x < 2\pi`; that interval, its brackets, its letter. No body if it cannot be read."""
    match = _DOMAIN.search(body)
    if match is None:
        return body, None
    low, high = strict_formula(match["low"] or match["from"]), strict_formula(match["high"] or match["to"])
    if low is None or high is None or low.variables or high.variables:
        return None, None
    if match["open"]:
        ends = match["open"] + match["close"]
    else:
        ends = ("[" if _is_closed(match["left"]) else "(") + ("]" if _is_closed(match["right"]) else ")")
    return body[: match.start()], ((low.code, high.code), ends, match["name"] or match["inside"] or "")


def _is_closed(sign: str) -> bool:
    return _SIGNS.get(sign, sign) == "<="


def _asked(names: str, formulas: list[Formula], equations: int) -> tuple[str, ...] | None:
    """The unknowns to solve for; None if that is not clear."""
    variables = _all_variables(formulas)
    wanted = tuple(dict.fromkeys(re.findall(r"[A-Za-z]+(?:_\w)?", re.sub(r"\band\b|\bund\b", " ", names))))
    if wanted:
        return wanted if set(wanted) <= variables and len(wanted) <= equations else None
    if equations == 1:
        return tuple(variables) if len(variables) == 1 else None
    return tuple(sorted(variables)) if variables and len(variables) <= equations + 1 else None


def _zeros(body: str, groups: dict[str, str]) -> Statement | None:
    """Zeros of an expression, `f(x) = x^2 - 4` included; solutions of an equation."""
    expression = _NAMED.sub("", body)
    if not _RELATION.search(expression):
        formula = strict_formula(expression)
        if formula is None or len(formula.variables) != 1:
            return None
        return Statement("equations", (formula.code, "Integer(0)"), tuple(formula.variables), ("=",))
    return _relation(body, groups)


def _number(body: str, groups: dict[str, str]) -> Statement | None:
    """An expression without unknowns."""
    del groups
    percent = _PERCENT.fullmatch(body)
    if percent:
        parts = [strict_formula(part) for part in percent.groups()]
        return _with_numbers("percent", parts, body)
    operator = read_operator(body)
    if operator is not None:
        return operator
    for pattern, replacement in _IN_WORDS:
        if pattern.search(body):
            body = pattern.sub(replacement, body)
            break
    formula = strict_formula(body)
    if formula is None or not re.search(r"[-+*/^!√|()]|\\[a-z]", plain(body)) or re.fullmatch(r"[-+]?[0-9.,]+", body):
        return None  # a number alone asks nothing
    return _with_numbers("number", [formula], body)


def _with_numbers(kind: Kind, formulas: list[Formula | None], body: str) -> Statement | None:
    if any(formula is None or formula.variables for formula in formulas):
        return None
    codes = tuple(formula.code for formula in formulas if formula is not None)
    return Statement(kind, codes, has_decimals=re.search(r"\d\.\d|(?<!\d)\.\d", body) is not None)


def _rewriting(kind: Kind) -> Callable[[str, dict[str, str]], Statement | None]:
    def read(body: str, groups: dict[str, str]) -> Statement | None:
        del groups
        if kind == "factor" and _WHOLE.fullmatch(body):
            return _whole_numbers("primes")(body, {})
        formula = strict_formula(_NAMED.sub("", body))
        if formula is None or (kind != "simplify" and not formula.variables):
            return None
        return Statement(kind, (formula.code,), tuple(sorted(formula.variables)), has_decimals="." in body)

    return read


def _calculus(kind: Kind) -> Callable[[str, dict[str, str]], Statement | None]:
    def read(body: str, groups: dict[str, str]) -> Statement | None:
        operator = read_operator(body)
        if operator is not None and operator.kind == kind and not groups:
            return operator
        body = _NAMED.sub("", body)
        names = groups.get("names") or groups.get("index") or ""
        differential = _DIFFERENTIAL.search(body) if kind == "integral" else None
        if differential:
            body, names = body[: differential.start()], names or differential["name"]
        formula = strict_formula(body)
        if formula is None or (not names and len(formula.variables) != 1):
            return None
        name = names or next(iter(formula.variables))
        if (differential and differential["name"] != name) or groups.get("at", name).lower() != name.lower():
            return None
        if name not in formula.variables and (kind == "derivative" or name in ("e", "i")):
            return None  # by e: a letter here, and no constant
        ends = [
            strict_formula(groups[key].replace("∞", r"\infty ").replace("infinity", r"\infty"))
            for key in ("low", "high", "point")
            if key in groups
        ]
        if any(end is None or name in end.variables for end in ends):
            return None
        bounds = tuple(end.code for end in ends if end is not None)
        order = _ORDERS.get(groups.get("order", "").lower(), 1)
        return Statement(kind, (formula.code,), (name,), bounds=bounds, order=order, side=_side(groups.get("side", "")))

    return read


_DIFFERENTIAL = re.compile(r"\s*\\?,?\s*\bd(?P<name>[a-z])$")
_ORDERS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "erste": 1, "zweite": 2, "dritte": 3, "vierte": 4}


def _side(words: str) -> str:
    if re.search(r"left|below|links|unten", words):
        return "-"
    return "+" if re.search(r"right|above|rechts|oben", words) else ""


def _whole_numbers(kind: Kind) -> Callable[[str, dict[str, str]], Statement | None]:
    def read(body: str, groups: dict[str, str]) -> Statement | None:
        del groups
        parts = [
            part.strip("() ")
            for part in re.split(r"\s*(?:,\s+|,(?!\d{3}(?!\d))|;|\band\b|\bund\b)\s*", body.strip("() "))
            if part.strip()
        ]
        if not parts or not all(_WHOLE.fullmatch(part) for part in parts):
            return None
        if (len(parts) < 2) != (kind in ("primes", "is_prime")) or len(parts) > 8:
            return None
        numbers = [int(part.replace(",", "")) for part in parts]
        return Statement(kind, tuple(f"(-Integer({-each}))" if each < 0 else f"Integer({each})" for each in numbers))

    return read


def _remainder(body: str, groups: dict[str, str]) -> Statement | None:
    del body
    parts = [strict_formula(groups["dividend"]), strict_formula(groups["divisor"])]
    return _with_numbers("remainder", parts, "")


def _matrix(kind: Kind) -> Callable[[str, dict[str, str]], Statement | None]:
    def read(body: str, groups: dict[str, str]) -> Statement | None:
        del groups
        statement = read_operator(body)
        if statement is None or statement.kind != "matrix" or statement.formulas[0].count("Matrix(") != 1:
            return None
        return Statement(kind, statement.formulas)

    return read


_READERS: dict[str, Callable[[str, dict[str, str]], Statement | None]] = {
    "relation": _relation,
    "zeros": _zeros,
    "number": _number,
    "remainder": _remainder,
    **{kind: _rewriting(kind) for kind in ("simplify", "expand", "factor")},
    **{kind: _calculus(kind) for kind in ("derivative", "integral", "limit", "sum", "product")},
    **{kind: _whole_numbers(kind) for kind in ("gcd", "lcm", "primes", "is_prime")},
    **{kind: _matrix(kind) for kind in ("determinant", "inverse", "transpose", "rank", "eigenvalues")},
}  # fmt: skip


def _codes(formulas: list[Formula]) -> tuple[str, ...]:
    return tuple(formula.code for formula in formulas)


def _all_variables(formulas: list[Formula]) -> set[str]:
    return set().union(*(formula.variables for formula in formulas))


__all__ = ["read_statement", "spelled"]
