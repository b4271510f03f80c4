"""What a vote's accuracy costs: the same run read back with fewer answers allowed, and against a fixed number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from steppe.evaluate.course import most_answers, stopped_at

Record = dict[str, Any]
_EFFORTS = (2, 4, 6, 8, 16, 32, 64)


@dataclass(frozen=True, slots=True)
class Effort:
    """A vote of at most `answers`: shares of right answers by set, and tokens for each item on average over the sets.

    `is_fixed`: it never stops before. `times_cot`: those tokens against the single reasoning's, None without one.
    """

    answers: int
    is_fixed: bool
    accuracy: dict[str, float]
    tokens: float
    times_cot: float | None

    @property
    def average(self) -> float:
        """The plain mean of the sets' accuracies."""
        return sum(self.accuracy.values()) / len(self.accuracy)

    @property
    def name(self) -> str:
        """How it is called in a table."""
        return f"{self.answers}, always" if self.is_fixed else f"at most {self.answers}"

    def to_json(self) -> dict[str, Any]:
        """The effort as it stands in a report."""
        return {
            "answers": self.answers,
            "fixed": self.is_fixed,
            "average": round(self.average, 4),
            "accuracy": {name: round(share, 4) for name, share in self.accuracy.items()},
            "tokens": round(self.tokens, 1),
            "times_cot": None if self.times_cot is None else round(self.times_cot, 3),
        }


def efforts_of(records: dict[str, list[Record]], least_samples: int) -> tuple[Effort, ...]:
    """The efforts that a run's records hold, the smallest first; none where nothing was voted on.

    A run whose votes went on to `least_samples` answers, however safe, also shows what stopping early changes.
    """
    most = max(map(most_answers, records.values()), default=0)
    if not most:
        return ()
    steps = [*(step for step in _EFFORTS if step < most), most]
    found = [_effort(records, step, is_fixed=False) for step in steps]
    if least_samples >= most > min(_EFFORTS):
        found.append(_effort(records, most, is_fixed=True))
    return tuple(found)


def _effort(records: dict[str, list[Record]], answers: int, *, is_fixed: bool) -> Effort:
    accuracy, tokens = {}, []
    for name, items in records.items():
        stops = [stopped_at(record, answers, is_fixed=is_fixed) for record in items]
        accuracy[name] = sum(stop.is_right for stop in stops) / len(stops)
        tokens.append(sum(stop.tokens for stop in stops) / len(stops))
    mean = sum(tokens) / len(tokens)
    cot = _mean_cot(records)
    return Effort(answers, is_fixed, accuracy, mean, mean / cot if cot else None)


def _mean_cot(records: dict[str, list[Record]]) -> float:
    """The tokens of a single reasoning, on average over the sets that have one."""
    means = []
    for items in records.values():
        tokens = [path["tokens"] for record in items for path in record["paths"] if path["mode"] == "cot"]
        if tokens:
            means.append(sum(tokens) / len(tokens))
    return sum(means) / len(means) if means else 0.0
