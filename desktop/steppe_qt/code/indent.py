"""How lines of Python are indented; no Qt."""

from __future__ import annotations

_LEAVING = ("return", "break", "continue", "pass", "raise")


def indentation_after(line: str, width: int) -> str:
    """The blanks that a line begins with when it comes after `line`."""
    blanks = line[: len(line) - len(line.lstrip(" \t"))]
    code = line.partition("#")[0].strip()
    if code.endswith(":"):
        return blanks + " " * width
    words = code.split()
    if words and words[0] in _LEAVING and len(blanks) >= width:
        return blanks[:-width]
    return blanks


def outdented(line: str, width: int) -> int:
    """How many characters to take from the beginning of a line to move it out by one step."""
    if line.startswith("\t"):
        return 1
    blanks = len(line) - len(line.lstrip(" "))
    return min(blanks, blanks % width or width)


def to_remove(before: str, width: int) -> int:
    """How many blanks Backspace takes when `before` stands left of it: one step inside the indentation, else one."""
    if before.strip(" ") or not before:
        return 1
    return len(before) % width or width
