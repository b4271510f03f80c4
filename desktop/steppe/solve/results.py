"""What a solve comes to, as frozen values: a path's result, a group of votes, the evidence for a confidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from steppe.answer import Answer

ALGEBRA = "algebra"  # what stands in place of a model where none took part
Path = Literal["cot", "pot", "interleaved"]
Agreement = Literal["agree", "differ", "single", "none"]


@dataclass(frozen=True, slots=True)
class StepCount:
    """How many of a path's steps were found right, found wrong, and could not be judged."""

    right: int = 0
    wrong: int = 0
    unchecked: int = 0

    def to_json(self) -> dict[str, int]:
        """The counts by name."""
        return {"right": self.right, "wrong": self.wrong, "unchecked": self.unchecked}


@dataclass(frozen=True, slots=True)
class PathResult:
    """One path, ended: its answer with all that led to it.

    `is_nearest`: its program printed a value that is none of the choices, and the answer is the one that the model
    named as the closest.
    """

    mode: Path
    answer: Answer | None
    text: str
    program: str | None
    output: str | None
    status: str | None
    tokens: int
    seconds: float
    reason: str
    steps: StepCount = StepCount()
    logprob: float | None = None
    repairs: int = 0
    is_nearest: bool = False

    def to_json(self) -> dict[str, Any]:
        """The path as it stands in a verdict."""
        return {
            "mode": self.mode,
            "answer": self.answer.text if self.answer else None,
            "program": self.program,
            "output": self.output,
            "status": self.status,
            "tokens": self.tokens,
            "seconds": round(self.seconds, 3),
            "ended": self.reason,
            "steps": self.steps.to_json(),
            "logprob": None if self.logprob is None else round(self.logprob, 4),
            "repairs": self.repairs,
            "nearest": self.is_nearest,
        }


@dataclass(frozen=True, slots=True)
class Group:
    """Answers that mean the same: the one to show, their weight, its share of all weight, how many of each path."""

    answer: Answer
    weight: float
    share: float
    cot: int
    pot: int

    @property
    def count(self) -> int:
        """How many answers it holds."""
        return self.cot + self.pot

    def to_json(self) -> dict[str, Any]:
        """The group as it stands in a tally."""
        return {
            "answer": self.answer.text,
            "count": self.count,
            "cot": self.cot,
            "pot": self.pot,
            "weight": round(self.weight, 4),
            "share": round(self.share, 4),
        }


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a confidence rests on: answers of this kind of this model were right `right` times in `count`."""

    kind: str
    right: int
    count: int

    def to_json(self) -> dict[str, Any]:
        """The evidence as it stands in a verdict."""
        return {"kind": self.kind, "right": self.right, "count": self.count}
