"""From the records of a run to its figures: by set, kind, level, path and agreement, and how honest confidence is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from steppe.evaluate.records import Score, score, wilson

Record = dict[str, Any]

BINS = 10
HYBRID = "hybrid rule"


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, with Wilson's 95 % interval."""

    name: str
    right: int
    items: int

    @property
    def accuracy(self) -> float:
        """The share; 0 of nothing."""
        return self.right / self.items if self.items else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Lower and upper bound of the share."""
        return wilson(self.right, self.items)

    def to_json(self) -> dict[str, Any]:
        """The share as it stands in a report."""
        bounds = [round(bound, 4) for bound in self.interval]
        return {"right": self.right, "items": self.items, "accuracy": round(self.accuracy, 4), "interval": bounds}


@dataclass(frozen=True, slots=True)
class Bin:
    """The answers whose confidence lay in one tenth: what was claimed on average, and how many were right."""

    claimed: float
    right: int
    items: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """How honest confidences are. `error`: expected calibration error, mean |claimed - right share| weighted by items
    (Naeini et al. 2015); None without any confidence."""

    bins: tuple[Bin, ...]
    items: int
    error: float | None

    def to_json(self) -> dict[str, Any]:
        """The calibration as it stands in a report."""
        bins = [{"claimed": round(each.claimed, 4), "right": each.right, "items": each.items} for each in self.bins]
        return {"items": self.items, "error": None if self.error is None else round(self.error, 4), "bins": bins}


@dataclass(frozen=True, slots=True)
class SetFigures:
    """One set's figures; `by_paper` is None for a set that the paper does not have.

    `among` is None but where the reference is one of several quantities: then, how often any of those given was it.
    """

    name: str
    score: Score
    by_paper: Share | None
    paths: tuple[Share, ...]
    either: Share
    kinds: tuple[Share, ...]
    levels: tuple[Share, ...]
    agreement: tuple[Share, ...]
    among: Share | None = None

    def to_json(self) -> dict[str, Any]:
        """The set as it stands in a report."""
        groups = {"paths": self.paths, "kinds": self.kinds, "levels": self.levels, "agreement": self.agreement}
        return {
            **self.score.to_json(),
            "paper": self.by_paper.to_json() if self.by_paper else None,
            "either_path": self.either.to_json(),
            **({"among": self.among.to_json()} if self.among else {}),
            **{name: {each.name: each.to_json() for each in shares} for name, shares in groups.items()},
        }


def figures_of(name: str, records: Sequence[Record]) -> SetFigures:
    """All figures of one set."""
    paper = [record for record in records if record.get("right_by_paper") is not None]
    by_paper = Share("paper", sum(record["right_by_paper"] for record in paper), len(paper)) if paper else None
    several = [record["among"] for record in records if "among" in record]
    return SetFigures(
        name=name,
        score=score(list(records)),
        by_paper=by_paper,
        paths=_by_path(records),
        either=Share("either", sum(map(_any_right, records)), len(records)),
        kinds=_grouped(records, lambda record: record.get("kind")),
        levels=_grouped(records, lambda record: record.get("level")),
        agreement=_grouped(records, lambda record: record["agreement"]),
        among=Share("among", sum(several), len(several)) if several else None,
    )


def _any_right(record: Record) -> bool:
    """Whether one of the paths was right; where there are none, whether the answer was."""
    return any(path["right"] for path in record["paths"]) if record["paths"] else bool(record["right"])


def _by_path(records: Sequence[Record]) -> tuple[Share, ...]:
    """How each path does by itself: its first, greedy text; a vote's further samples are not counted.

    What algebra answered alone is a path of its own; the hybrid rule, where both paths ran on every item, is one more.
    """
    counts: dict[str, list[int]] = {}
    for record in records:
        if record.get("by") == "algebra" and not record["paths"]:
            counts.setdefault("algebra", []).append(record["right"])
        seen: set[str] = set()
        for path in record["paths"]:
            if path["mode"] not in seen:
                seen.add(path["mode"])
                counts.setdefault(path["mode"], []).append(path["right"])
    shares = [Share(mode, sum(rights), len(rights)) for mode, rights in sorted(counts.items())]
    return (*shares, *_by_hybrid_rule(records))


def _by_hybrid_rule(records: Sequence[Record]) -> tuple[Share, ...]:
    """What the hybrid rule would have given, read from both greedy paths; nothing unless every item has both.

    The rule is that of `steppe.solve.strategies`: a program that fails is followed by prose.
    """
    rights = []
    for record in records:
        paths = {path["mode"]: path for path in reversed(record["paths"])}
        if not {"cot", "pot"} <= paths.keys():
            return ()
        failed = _program_failed(paths["pot"], is_choice=record.get("kind") == "choice")
        rights.append(paths["cot" if failed else "pot"]["right"])
    return (Share(HYBRID, sum(rights), len(rights)),) if rights else ()


def _program_failed(program: Record, *, is_choice: bool) -> bool:
    """Whether the hybrid rule would have gone on to prose; a program that was corrected had failed.

    A text without a program, for a choice, is not followed: whether it mentioned one is not in a record. In records
    from before `printed` was kept, a program that ended well is taken to have printed something.
    """
    if program.get("repairs"):
        return True
    if not is_choice:
        return program["answer"] is None
    status = program.get("status")
    return status is not None and (status != "ok" or not program.get("printed", True))


def _grouped(records: Iterable[Record], key: Callable[[Record], Any]) -> tuple[Share, ...]:
    groups: dict[str, list[bool]] = {}
    for record in records:
        value = key(record)
        if value is not None and value != "":
            groups.setdefault(str(value), []).append(record["right"])
    return tuple(Share(name, sum(rights), len(rights)) for name, rights in sorted(groups.items()))


def calibration(records: Iterable[Record]) -> Calibration:
    """Ten bins of equal width over the confidences that were given; answers without one are left out."""
    rated = [record for record in records if record.get("confidence") is not None]
    cells: list[list[Record]] = [[] for _ in range(BINS)]
    for record in rated:
        cells[min(BINS - 1, int(record["confidence"] * BINS))].append(record)
    bins = tuple(
        Bin(sum(each["confidence"] for each in cell) / len(cell), sum(each["right"] for each in cell), len(cell))
        for cell in cells
        if cell
    )
    if not rated:
        return Calibration((), 0, None)
    gap = sum(abs(each.claimed * each.items - each.right) for each in bins)
    return Calibration(bins, len(rated), gap / len(rated))


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs over the items that both have. `p_value`: McNemar's exact test (1947) that neither is better."""

    items: int
    both: int
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]
    p_value: float

    def to_json(self) -> dict[str, Any]:
        """The comparison as it stands in a report."""
        return {
            "items": self.items,
            "both_right": self.both,
            "only_this": list(self.only_first),
            "only_other": list(self.only_second),
            "p_value": round(self.p_value, 4),
        }


def compare(first: Iterable[Record], second: Iterable[Record]) -> Comparison:
    """Item by item: what only one of two runs had right."""
    others = {record["id"]: record for record in second}
    pairs = [(record, others[record["id"]]) for record in first if record["id"] in others]
    only_first = tuple(one["id"] for one, other in pairs if one["right"] and not other["right"])
    only_second = tuple(one["id"] for one, other in pairs if other["right"] and not one["right"])
    both = sum(one["right"] and other["right"] for one, other in pairs)
    return Comparison(len(pairs), both, only_first, only_second, _mcnemar(len(only_first), len(only_second)))


def _mcnemar(first: int, second: int) -> float:
    """The chance of a split at least as uneven, were each differing item a fair coin."""
    from math import comb

    total, least = first + second, min(first, second)
    if total == 0:
        return 1.0
    tail: float = sum(comb(total, count) for count in range(least + 1)) / 2**total
    return min(1.0, 2 * tail)
