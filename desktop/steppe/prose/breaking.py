r"""Where a long formula may be broken: before relations that stand outside braces, fences and environments."""

from __future__ import annotations

import re

_TOKEN = re.compile(r"\\(?P<command>[A-Za-z]+)\*?|\\.|.", re.DOTALL)
_RELATIONS = frozenset(
    re.findall(
        r"\w+",
        "approx equiv le leq leqslant ge geq geqslant lt gt sim simeq cong implies iff ne neq to therefore"
        " Rightarrow Longrightarrow Leftrightarrow rightarrow longrightarrow",
    )
)
_SIGNS = frozenset("=<>≤≥≈≠⇒")
_NEEDS_MORE = frozenset("=<>≤≥≈≠⇒+-−±^_,;({[")
_OPEN = frozenset(["left", "begin", "lbrace", "langle", "lfloor", "lceil"])
_CLOSE = frozenset(["right", "end", "rbrace", "rangle", "rfloor", "rceil"])
_DEFINES = re.compile(
    r"\\(?:[gex]?def|let|(?:re)?newcommand|color|displaystyle|rm|bf|it|over|choose)(?![A-Za-z])|\\\\|&"
)


def parts(tex: str) -> list[str]:
    """The formula in parts, each but the first beginning with a relation; joined they are `tex`. One if it is whole."""
    return _cut(tex, _RELATIONS, _SIGNS)


def terms(tex: str) -> list[str]:
    """The formula in terms, each but the first beginning with plus or minus; joined they are `tex`."""
    return _cut(tex, frozenset(["pm", "mp"]), frozenset("+-−±"))


def _cut(tex: str, commands: frozenset[str], signs: frozenset[str]) -> list[str]:
    """Before commands and signs outside everything, but not right after a relation, an operator or the beginning."""
    if _DEFINES.search(tex):
        return [tex]  # what comes before works on what comes after
    places: list[int] = []
    depth, is_after_sign = 0, True
    for match in _TOKEN.finditer(tex):
        command, sign = match["command"], match[0]
        depth += _change(command, sign)
        if sign.isspace():
            continue
        is_place = command in commands if command else sign in signs
        if is_place and depth == 0 and not is_after_sign:
            places.append(match.start())
        is_after_sign = is_place or command in _RELATIONS or sign in _NEEDS_MORE or (command or "") == "not"
    if depth != 0:
        return [tex]
    return [tex[start:end] for start, end in zip([0, *places], [*places, len(tex)], strict=True)]


def on_lines(tex: str) -> str | None:
    """The formula with each relation on a line of its own, relations below each other; None if it has but one."""
    pieces = parts(tex)
    if len(pieces) < 3:
        return None
    rest = r" \\ ".join(f"&{piece.strip()}" for piece in pieces[1:])
    return rf"\begin{{aligned}}{pieces[0].strip()}{rest}\end{{aligned}}"


def _change(command: str | None, sign: str) -> int:
    if command:
        return 1 if command in _OPEN else -1 if command in _CLOSE else 0
    return 1 if sign in "{[(" else -1 if sign in "}])" else 0
