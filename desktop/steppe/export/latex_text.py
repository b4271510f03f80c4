# ruff: noqa: RUF001  (signs of mathematics and of other scripts are what this is about)
"""Writes any text so that pdflatex sets it: escaped, mapped to commands, or shown as a box with a number."""

from __future__ import annotations

import unicodedata

from steppe.export.formula_commands import OF_CHARACTER
from steppe.sandbox.visible import visible

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "'": "'",
    "`": r"\textasciigrave{}",
    "-": "{-}",
    "\u00a0": "~",
    "\t": r"\quad{}",
    "–": r"\textendash{}",
    "—": r"\textemdash{}",
    "‐": "-",
    "‑": "-",
    "−": r"\ensuremath{-}",
    "‘": r"\textquoteleft{}",
    "’": r"\textquoteright{}",
    "“": r"\textquotedblleft{}",
    "”": r"\textquotedblright{}",
    "„": r"\quotedblbase{}",
    "‚": r"\quotesinglbase{}",
    "‹": r"\guilsinglleft{}",
    "›": r"\guilsinglright{}",
    "…": r"\dots{}",
    "•": r"\textbullet{}",
    "€": r"\texteuro{}",
    "™": r"\texttrademark{}",
    "№": r"\textnumero{}",
    "†": r"\textdagger{}",
    "‡": r"\textdaggerdbl{}",
    "‰": r"\textperthousand{}",
    "℃": r"\textdegree{}C",
    "℉": r"\textdegree{}F",
    "Ω": r"\ensuremath{\Omega}",
    "√": r"\ensuremath{\surd}",
    "✓": r"\ensuremath{\checkmark}",
    "✔": r"\ensuremath{\checkmark}",
    "✅": r"\ensuremath{\checkmark}",
    "✗": r"\ensuremath{\times}",
    "✘": r"\ensuremath{\times}",
    "\u202f": r"\,",
    "\u2009": r"\,",
    "\u2002": r"\enspace{}",
    "\u2003": r"\quad{}",
    "\u3000": r"\quad{}",
    "，": ", ",
    "。": ". ",
    "：": ": ",
    "；": "; ",
    "？": "? ",
    "！": "! ",
    "（": " (",
    "）": ") ",
}
_CODE = {" ": "~", "'": r"\textquotesingle{}", "\u00a0": "~"}
_ACCENTS = {
    "\u0300": "`",
    "\u0301": "'",
    "\u0302": "^",
    "\u0303": "~",
    "\u0304": "=",
    "\u0306": "u",
    "\u0307": ".",
    "\u0308": '"',
    "\u030a": "r",
    "\u030b": "H",
    "\u030c": "v",
    "\u0323": "d",
    "\u0327": "c",
    "\u0331": "b",
}
_NOT_IN_FONT = frozenset("¤¦¨¬¯´·¸×÷°±µ²³¹¼½¾ªº­¶©®¢¥ĦħĸŉŦŧſĿŀŀȷ")
_OWN = {
    "¬": r"\ensuremath{\neg}",
    "·": r"\textperiodcentered{}",
    "×": r"\ensuremath{\times}",
    "÷": r"\ensuremath{\div}",
    "°": r"\textdegree{}",
    "±": r"\ensuremath{\pm}",
    "µ": r"\ensuremath{\mu}",
    "¼": r"\ensuremath{\tfrac{1}{4}}",
    "½": r"\ensuremath{\tfrac{1}{2}}",
    "¾": r"\ensuremath{\tfrac{3}{4}}",
    "ª": r"\textordfeminine{}",
    "º": r"\textordmasculine{}",
    "¶": r"\textparagraph{}",
    "©": r"\textcopyright{}",
    "®": r"\textregistered{}",
    "¢": r"\textcent{}",
    "¥": r"\textyen{}",
}


def escaped(text: str) -> str:
    """The text as LaTeX for running text, on one line; never a command of its own making."""
    shown = unicodedata.normalize("NFC", visible(text)).replace("\n", " ")
    return "".join(_SPECIAL.get(character) or _character(character) for character in shown)


def escaped_code(line: str, *, is_breakable: bool = False) -> str:
    """Characters of a program: blanks and quotes kept as they are typed."""
    shown = visible(line.expandtabs(4)).replace("\n", " ")
    code = _CODE | {" ": " "} if is_breakable else _CODE
    return "".join(code.get(character) or _SPECIAL.get(character) or _character(character) for character in shown)


def _character(character: str) -> str:
    if character.isascii():
        return character
    if character in _OWN:
        return _OWN[character]
    if "\u00a1" <= character <= "\u017f" and character not in _NOT_IN_FONT:
        return character
    if character in OF_CHARACTER:
        return rf"\ensuremath{{\{OF_CHARACTER[character]}}}"
    simple = unicodedata.normalize("NFKC", character)
    decomposition = unicodedata.decomposition(character)
    for kind in ("super", "sub"):
        if decomposition.startswith(f"<{kind}>") and simple.isascii():
            return rf"\text{kind}script{{{simple}}}"
    if simple != character and simple.isascii() and simple.isprintable():
        return "".join(_SPECIAL.get(each, each) for each in simple)
    return _accented(character) or _box(character)


def _accented(character: str) -> str:
    """A letter of the alphabet with an accent that TeX can put on anything."""
    parts = unicodedata.normalize("NFD", character)
    base, marks = parts[0], parts[1:]
    if not (marks and base.isascii() and base.isalpha() and all(mark in _ACCENTS for mark in marks)):
        return ""
    for mark in marks:
        base = rf"\{_ACCENTS[mark]}{{{base}}}"
    return base


def _box(character: str) -> str:
    """What the fonts of plain LaTeX have not: a small box with the number of the character, as browsers show it."""
    code = f"{ord(character):04X}"
    half = len(code) // 2
    return rf"\missing{{{code[:half]}}}{{{code[half:]}}}"
