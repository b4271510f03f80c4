"""Strings over several lines, and how lines are indented."""

from __future__ import annotations

import pytest

from steppe_qt.code.indent import indentation_after, outdented, to_remove
from steppe_qt.code.quotes import PLAIN, end_state

DOUBLE, SINGLE = 1, 2


@pytest.mark.parametrize(
    ("line", "state", "result"),
    [
        ("x = 1", PLAIN, PLAIN),
        ('"""begins', PLAIN, DOUBLE),
        ("f'''begins", PLAIN, SINGLE),
        ('"""begins and ends"""', PLAIN, PLAIN),
        ('"""a""" + """b', PLAIN, DOUBLE),
        ('# """ a comment', PLAIN, PLAIN),
        ('\'""" in a string\'', PLAIN, PLAIN),
        (r"'it\'s' + '''", PLAIN, SINGLE),
        ('\'never closed """', PLAIN, PLAIN),
        ("goes on", DOUBLE, DOUBLE),
        ("''' other quotes", DOUBLE, DOUBLE),
        (r"escaped \"" " goes on", DOUBLE, DOUBLE),
        ('ends""" + x', DOUBLE, PLAIN),
        ("ends\"\"\" + '''x", DOUBLE, SINGLE),
        ("", DOUBLE, DOUBLE),
        ("\\", PLAIN, PLAIN),
    ],
)
def test_end_state(line: str, state: int, result: int) -> None:
    assert end_state(line, state) == result


@pytest.mark.parametrize(
    ("line", "blanks"),
    [
        ("x = 1", 0),
        ("    x = 1", 4),
        ("def f():", 4),
        ("    for x in y:  # all:", 8),
        ("    return x", 0),
        ("        pass", 4),
        ("return", 0),
        ("    # a comment:", 4),
        ("", 0),
    ],
)
def test_indentation_after(line: str, blanks: int) -> None:
    assert indentation_after(line, 4) == " " * blanks


def test_outdented_and_backspace() -> None:
    assert [outdented(line, 4) for line in ("    x", "  x", "      x", "x", "\tx")] == [4, 2, 2, 0, 1]
    assert [to_remove(before, 4) for before in ("        ", "      ", "  ", "x ", "")] == [4, 2, 2, 1, 1]
