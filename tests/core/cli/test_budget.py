"""What `steppe solve --budget` understands."""

from __future__ import annotations

import argparse

import pytest

from steppe.cli import solve
from steppe_models.errors import BadInputError


def budget(text: str | None) -> tuple[float | None, int]:
    return solve._budget(argparse.Namespace(budget=text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, (None, 0)),
        ("90", (90.0, 0)),
        ("2.5s", (2.5, 0)),
        (" 90S ", (90.0, 0)),
        ("4000t", (None, 4000)),
        ("4000T", (None, 4000)),
    ],
)
def test_budgets(text: str | None, expected: tuple[float | None, int]) -> None:
    assert budget(text) == expected


@pytest.mark.parametrize("text", ["", "t", "soon", "0", "-5", "0.5t", "90st", "1e99", "nan", "inf"])
def test_what_is_no_budget_is_refused(text: str) -> None:
    with pytest.raises(BadInputError, match="no budget"):
        budget(text)
