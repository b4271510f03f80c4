"""Lines of a program on a page: broken where that reads well, and always broken."""

from __future__ import annotations

import pytest

from steppe.export.shape import page_words

WIDTH = 86


@pytest.mark.parametrize(
    "line",
    [
        "short = 1",
        "print(" + ", ".join(f"value_{number}" for number in range(40)) + ")",
        str(2**1000).rjust(400),
        " " * 60 + "x" * 300,
        " " * 300,
        " " * 100 + "a b " * 80,
        "y" * 1000,
    ],
)
def test_every_piece_fits_and_nothing_but_blanks_is_lost(line: str) -> None:
    pieces = page_words(line, WIDTH)
    assert all(len(piece) <= WIDTH for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(line.split())
    assert len(pieces) <= 2 + 2 * len(line) // (WIDTH // 2)


def test_a_line_goes_on_behind_its_indent() -> None:
    first, *others = page_words("    total = " + " + ".join(f"part_{number}" for number in range(30)), WIDTH)
    assert first.startswith("    total = part_0")
    assert all(each.startswith((" " * 8 + "+ ", " " * 8 + "part_")) for each in others)
