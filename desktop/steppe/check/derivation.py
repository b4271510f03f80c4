"""Checks a learner's own derivation line by line and names the first wrong line, without giving the answer away.

A line is an expression, an equation, or solutions joined by `or`. Each is compared with the line before it: equal
expressions, or equations with the same real solutions. All algebra runs in the sandbox.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from steppe.check.derivation_guest import GUEST
from steppe.check.formula import Formula, read_formula
from steppe.check.number import plain
from steppe.check.steps import TWO_READINGS
from steppe.sandbox.client import Sandbox
from steppe_models.errors import BadInputError

LineState = Literal["given", "right", "wrong", "unchecked"]
MAX_LINES = 200
_WALL_S = 10.0
_LABEL = re.compile(r"^(?:(?:(?:step|line)\s*)?\d{1,3}\s*[.):]\s+|[-*•]\s+|(?:step|line)\s*\d{1,3}\s+)", re.IGNORECASE)
_LEAD = re.compile(
    r"^(?:(?:so|thus|then|hence|therefore|and|or|solve|simplify|we get|we have|which gives|this gives"
    r"|=>|==>|<=>|->|⇒|⇔|→|∴|\\(?:implies|Rightarrow|Longrightarrow|iff|Leftrightarrow|therefore|quad|qquad)(?![A-Za-z]))[\s,:]*)+",
    re.IGNORECASE,
)
_TAIL = re.compile(r"(?:\s*(?:\\\\|\\qed|#.*|//.*))+$")
_ALTERNATIVES = re.compile(r"\s*(?:,\s*or\b|\bor\b|\\text\{\s*or\s*\}|\\lor(?![A-Za-z])|\u2228)\s*")
_LISTED = re.compile(r"(?P<name>[A-Za-z])\s*=\s*(?P<values>[^=]+(?:,[^=]+)+)")
_TWO_READINGS = re.compile(r"(?<![A-Za-z])log(?! ?_)(?![A-Za-z])|[0-9] ?\\frac")
_OF_A_NUMBER = re.compile(r"(?:sin|cos|tan|cot|sec|csc)\(\(?-?(?:Integer|Rational)\([^()]*\)\)?\)")
_UNREADABLE = re.compile(r"[<>≤≥≠≈]|\\(?:leq?|geq?|neq?|lt|gt|approx|in)(?![A-Za-z])")


@dataclass(frozen=True, slots=True)
class CheckedLine:
    """One line as it was written, counted from 1 with empty lines, and what came of it."""

    number: int
    text: str
    state: LineState
    note: str = ""

    def to_json(self) -> dict[str, Any]:
        """The line as it stands in `--json`."""
        return {"number": self.number, "text": self.text, "state": self.state, "note": self.note}


@dataclass(frozen=True, slots=True)
class _Line:
    """A line as it is understood: sides of one equation, or of several of which one holds; none if unreadable."""

    number: int
    text: str
    equations: tuple[tuple[Formula, ...], ...] = ()
    goes_on: bool = False  # it begins with `=`: its first side is the last one of the line before


def check_derivation(text: str, sandbox: Sandbox) -> list[CheckedLine]:
    """A state for every line that is not empty.

    Raises:
        BadInputError: there is no line to check, or there are too many.
    """
    lines = [_read_line(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if not lines:
        raise BadInputError("There is nothing to check.", "Write one step on each line: steppe check FILE")
    if len(lines) > MAX_LINES:
        raise BadInputError(f"There are {len(lines)} lines, and at most {MAX_LINES} are checked.", "Check it in parts.")
    asked = [[line.goes_on, [[side.code for side in sides] for sides in line.equations]] for line in lines]
    outcome = sandbox.run(f"LINES = {asked!r}\n{GUEST}", wall_s=_WALL_S)
    said = outcome.stdout.splitlines()
    if len(said) < len(lines):  # what took too long or could not run is unchecked, from there on
        said += ["unchecked"] * (len(lines) - len(said))
    return [
        _checked(line, verdict, lines[:place]) for place, (line, verdict) in enumerate(zip(lines, said, strict=False))
    ]


def _has_two_readings(line: _Line) -> bool:
    """Whether people read it in two ways, so that nothing is called wrong: log 100, sin 30, mixed numbers, 80 - 25%."""
    if _TWO_READINGS.search(plain(line.text)) or TWO_READINGS.search(plain(line.text)):
        return True
    return any(_OF_A_NUMBER.search(side.code) for sides in line.equations for side in sides)


def first_wrong(lines: Sequence[CheckedLine]) -> CheckedLine | None:
    """The first line that is wrong."""
    return next((line for line in lines if line.state == "wrong"), None)


def _read_line(number: int, written: str) -> _Line:
    text = _TAIL.sub("", written.strip().replace("&", ""))
    text = _LEAD.sub("", _LABEL.sub("", plain(text), count=1), count=1) if text else text
    text = plain(text).rstrip(".,; ")
    goes_on = text.startswith("=")
    text = text.removeprefix("=").strip()
    if not text or _UNREADABLE.search(text):
        return _Line(number, written.strip())
    equations: list[tuple[Formula, ...]] = []
    for part in _spread(text):
        sides = tuple(read_formula(side) for side in part.split("="))
        if any(side is None for side in sides):
            return _Line(number, written.strip())
        equations.append(tuple(side for side in sides if side is not None))
    return _Line(number, written.strip(), tuple(equations), goes_on)


def _spread(text: str) -> list[str]:
    """`x = 2 or x = 3`, `x = 2 or 3` and `x = 2, 3` as equations of which one holds; anything else as it is."""
    parts = _ALTERNATIVES.split(text)
    listed = _LISTED.fullmatch(text) if len(parts) == 1 else None
    if listed:
        return [f"{listed['name']} = {value}" for value in listed["values"].split(",")]
    first = parts[0].partition("=")
    if len(parts) > 1 and first[1] and "=" not in "".join(parts[1:]):
        return [parts[0], *(f"{first[0]} = {part}" for part in parts[1:])]
    return parts


def _checked(line: _Line, said: str, before: Sequence[_Line]) -> CheckedLine:
    verdict, _, detail = said.partition(" ")
    earlier = next((each for each in reversed(before) if each.equations), None)
    state, note = _in_words(verdict, detail, line.number, earlier.number if earlier else 0)
    if state == "wrong" and (_has_two_readings(line) or (earlier is not None and _has_two_readings(earlier))):
        state, note = "unchecked", ""
    return CheckedLine(line.number, line.text, state, note)


def _in_words(verdict: str, detail: str, number: int, before: int) -> tuple[LineState, str]:
    if verdict in ("given", "right"):
        return ("given" if verdict == "given" else "right"), ""
    words = {
        "unequal": f"Its sides are not equal: at {detail}.",
        "untrue": "Its two sides are different numbers.",
        "changed": f"It is not equal to line {before}: at {detail}.",
        "differs": f"It does not follow from line {before}: the two have different solutions.",
        "lost": f"It has fewer solutions than line {before}. Was something divided away that can be zero?",
        "gained": f"It follows, but line {before} may not have all of its solutions: put them back there.",
    }
    if verdict == "gained":
        return "right", words[verdict]
    if verdict in words:
        return "wrong", words[verdict]
    return "unchecked", ""
