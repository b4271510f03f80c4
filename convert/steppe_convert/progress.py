"""What a conversion tells while it runs: how far it is, how long it will take, and sentences in between."""

from __future__ import annotations

import time
from collections.abc import Generator
from dataclasses import dataclass
from typing import TypeVar

Result = TypeVar("Result")

READING, CALIBRATING, WRITING, CHECKING, COMPARING = "reading", "calibrating", "writing", "checking", "comparing"
_UNITS = 1000
_ESTIMATE_FROM = 0.03


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` of `total` in units of the stage: weights while writing, bytes while checking, thousandths elsewhere.

    `seconds_left` is None as long as nothing can be said about it.
    """

    stage: str
    done: int
    total: int
    seconds_left: float | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence for the person."""

    text: str


def told(stage: str, shares: Generator[float, None, Result]) -> Generator[Progress, None, Result]:
    """The shares (0 to 1) of a long stage as progress, with the time left once it can be guessed; their value."""
    started = reached = time.monotonic()
    last, left = 0.0, None
    try:
        while True:
            share, now = next(shares), time.monotonic()
            if share != last:
                last, reached = share, now
                left = (now - started) * (1 - share) / share if share > _ESTIMATE_FROM else None
            seconds_left = None if left is None else max(0.0, left - (now - reached))
            yield Progress(stage, round(share * _UNITS), _UNITS, seconds_left)
    except StopIteration as end:
        result: Result = end.value
        return result
    finally:
        shares.close()
