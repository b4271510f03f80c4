"""The course of a vote: its samples, and after each answer who led and what had been spent; read back for any effort.

A vote of at most 16 answers holds every smaller one: it is the same vote, stopped earlier.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from steppe.answer import Answer
from steppe.evaluate.grade import is_right_for
from steppe.evaluate.items import Item
from steppe.sandbox.client import Sandbox
from steppe.solve.events import Event, PathResult, SampleEnded, TallyChanged
from steppe.solve.tally import settles

Record = dict[str, Any]


@dataclass(slots=True)
class Course:
    """Gathers the events of one item's vote."""

    _samples: list[SampleEnded] = field(default_factory=list)
    _tallies: list[tuple[TallyChanged, int]] = field(default_factory=list)

    def note(self, event: Event) -> None:
        """Keep what belongs to a vote."""
        if isinstance(event, SampleEnded):
            self._samples.append(event)
        elif isinstance(event, TallyChanged):
            self._tallies.append((event, len(self._samples)))

    def to_json(self, item: Item, paths: Sequence[PathResult], sandbox: Sandbox | None) -> Record:
        """`samples` and `course` of a record; empty where nothing was voted on."""
        if not self._tallies:
            return {}
        known: dict[Answer | None, bool] = {}

        def right(answer: Answer | None) -> bool:
            if answer not in known:
                known[answer] = is_right_for(item, answer, sandbox)
            return known[answer]

        before = sum(path.tokens for path in paths)
        course = [
            {
                "answers": tally.ended,
                "leads": tally.groups[0].answer.text if tally.groups else None,
                "right": right(tally.groups[0].answer if tally.groups else None),
                "backed": tally.groups[0].count if tally.groups else 0,
                "weights": [round(group.weight, 4) for group in tally.groups[:2]],
                "tokens": before + sum(each.tokens for each in self._samples[:samples]),
            }
            for tally, samples in self._tallies
        ]
        return {"samples": [_sample(each, right(each.answer)) for each in self._samples], "course": course}


def _sample(event: SampleEnded, right: bool) -> Record:
    return {
        "number": event.number,
        "mode": event.path,
        "answer": event.answer.text if event.answer else None,
        "right": right,
        "status": event.status,
        "ended": event.ended,
        "tokens": event.tokens,
        "logprob": None if event.logprob is None else round(event.logprob, 4),
        "steps": event.steps.to_json(),
        "weight": round(event.weight, 4),
    }


@dataclass(frozen=True, slots=True)
class Stopped:
    """What an item's vote had come to when it was stopped: whether its answer was right, and the tokens spent."""

    is_right: bool
    tokens: int


def stopped_at(record: Record, most: int, *, is_fixed: bool = False) -> Stopped:
    """The item's vote of at most `most` answers; `is_fixed`: of exactly so many, never stopped before.

    Tokens of a sample that was under way then are counted only where the vote itself ended there. An item that was not
    voted on is as its record says.
    """
    course = record.get("course") or []
    for entry in course[:-1]:
        if entry["answers"] >= most or (not is_fixed and _is_settled(entry, most - entry["answers"])):
            return Stopped(entry["right"], entry["tokens"])
    return Stopped(record["right"], record["tokens"])


def _is_settled(entry: Record, left: int) -> bool:
    first, second = (*entry["weights"], 0.0, 0.0)[:2]
    return bool(entry["backed"]) and settles(first, second, entry["backed"], left)


def most_answers(records: Sequence[Record]) -> int:
    """The most answers that were compared for one of the items; 0 where nothing was voted on."""
    return max((record["course"][-1]["answers"] for record in records if record.get("course")), default=0)
