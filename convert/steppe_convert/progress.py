"""What a conversion tells while it runs: how far it is, how long it will take, and sentences in between."""

from __future__ import annotations

from dataclasses import dataclass

READING, CALIBRATING, WRITING, CHECKING, COMPARING = "reading", "calibrating", "writing", "checking", "comparing"


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` of `total` in units of the stage: weights while writing, bytes while checking, chunks while comparing.

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
