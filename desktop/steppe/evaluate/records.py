"""What is kept of each item: answers, counts and memory, never a question's text; one JSON object a line."""

from __future__ import annotations

import json
import math
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from steppe.evaluate.json_lines import drop_cut_line, whole_objects
from steppe_models.errors import BadInputError


class RecordFile:
    """The records of one run of one set, appended and flushed one by one, so that a kill loses at most one item."""

    def __init__(self, path: Path, settings: dict[str, Any]) -> None:
        self._path = path
        self._settings = settings

    def load(self, *, resume: bool) -> dict[str, dict[str, Any]]:
        """The records that are there, by id; a last line cut off by a kill is dropped.

        A file without a whole line is begun anew: nothing but its settings can have been lost.

        Raises:
            BadInputError: there are records and `resume` is off, they were made with other settings, or are damaged.
        """
        lines = whole_objects(self._path) if self._path.exists() else []
        if not lines:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.write_bytes(b"")
            self._append({"settings": self._settings})
            return {}
        if not resume:
            raise BadInputError(
                f"{self._path} is there already.", "Add --resume to go on with it, or name another folder."
            )
        if lines[0].get("settings") != self._settings:
            raise BadInputError(f"{self._path} was made with other settings.", "Name another folder with --output.")
        drop_cut_line(self._path)
        return {str(record["id"]): record for record in lines[1:]}

    def add(self, record: dict[str, Any]) -> None:
        """Append one record; it is on the disk when this returns."""
        self._append(record)

    def _append(self, value: dict[str, Any]) -> None:
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(value, ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())


def wilson(right: int, items: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share (Wilson 1927); of nothing, anything from 0 to 1."""
    if not items:
        return 0.0, 1.0
    z, share = 1.959964, right / items
    centre = share + z * z / (2 * items)
    spread = z * math.sqrt(share * (1 - share) / items + z * z / (4 * items * items))
    return max(0.0, (centre - spread) / (1 + z * z / items)), min(1.0, (centre + spread) / (1 + z * z / items))


@dataclass(frozen=True, slots=True)
class Score:
    """The figures of one set. `interval` is Wilson's 95 % interval of the accuracy (Wilson 1927)."""

    items: int
    right: int
    tokens: int
    seconds: float
    unread: int
    agreed: int
    agreed_right: int

    @property
    def accuracy(self) -> float:
        """Share of right answers."""
        return self.right / self.items if self.items else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Lower and upper bound of the accuracy."""
        return wilson(self.right, self.items)

    def to_json(self) -> dict[str, Any]:
        """The figures as `steppe evaluate --json` gives them."""
        return {
            "items": self.items,
            "right": self.right,
            "accuracy": round(self.accuracy, 4),
            "interval": [round(bound, 4) for bound in self.interval],
            "unread": self.unread,
            "agreed": self.agreed,
            "agreed_right": self.agreed_right,
            "tokens": self.tokens,
            "seconds": round(self.seconds, 1),
        }


def score(records: list[dict[str, Any]]) -> Score:
    """Add up the records of one set."""
    agreed = [record for record in records if record["agreement"] == "agree"]
    return Score(
        items=len(records),
        right=sum(record["right"] for record in records),
        tokens=sum(record["tokens"] for record in records),
        seconds=sum(record["seconds"] for record in records),
        unread=sum(record["answer"] is None for record in records),
        agreed=len(agreed),
        agreed_right=sum(record["right"] for record in agreed),
    )
