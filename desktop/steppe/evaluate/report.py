"""The report of a run: read from the records of its sets, compared with another run and with the paper's table."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from steppe.evaluate.effort import Effort, efforts_of
from steppe.evaluate.figures import Calibration, Comparison, Record, SetFigures, calibration, compare, figures_of
from steppe.evaluate.json_lines import whole_objects
from steppe_models.errors import BadInputError


@dataclass(frozen=True, slots=True)
class Published:
    """The paper's table: accuracies in per cent by model, one for each set in `order`."""

    order: tuple[str, ...]
    titles: dict[str, str]
    hybrid: dict[str, tuple[float, ...]]

    def title(self, name: str) -> str:
        """How a set is called in print."""
        return self.titles.get(name, name)

    def value(self, model: str, name: str) -> float | None:
        """A model's accuracy on a set, in per cent."""
        return self.hybrid[model][self.order.index(name)] if name in self.order else None


@dataclass(frozen=True, slots=True)
class Run:
    """The records of one folder: a set's settings and its items, by set."""

    folder: Path
    settings: dict[str, Record]
    records: dict[str, list[Record]]

    @property
    def all_records(self) -> list[Record]:
        """The records of all sets."""
        return [record for records in self.records.values() for record in records]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that a page says of a run."""

    run: Run
    sets: tuple[SetFigures, ...]
    calibration: Calibration
    efforts: tuple[Effort, ...]
    published: Published
    other: Run | None = None
    comparisons: tuple[tuple[str, Comparison], ...] = ()
    remark: str = ""

    @property
    def average(self) -> float:
        """The plain mean of the sets' accuracies, as the paper takes it."""
        return sum(each.score.accuracy for each in self.sets) / len(self.sets)

    @property
    def average_by_paper(self) -> float | None:
        """The same by the paper's grading; None where one of the sets is none of the paper's."""
        shares = [each.by_paper for each in self.sets]
        if any(share is None or share.items == 0 for share in shares):
            return None
        return sum(share.accuracy for share in shares if share is not None) / len(shares)

    def to_json(self) -> dict[str, Any]:
        """The report as `report.json` holds it."""
        paper = self.average_by_paper
        return {
            **({"remark": self.remark} if self.remark else {}),
            "settings": next(iter(self.run.settings.values()), {}),
            "sets": {each.name: each.to_json() for each in self.sets},
            "average": round(self.average, 4),
            "average_by_paper": None if paper is None else round(paper, 4),
            "calibration": self.calibration.to_json(),
            "efforts": [each.to_json() for each in self.efforts],
            "against": {name: each.to_json() for name, each in self.comparisons},
        }


def make_report(folder: Path, other: Path | None = None, only: Sequence[str] = (), remark: str = "") -> Report:
    """The report of the records in a folder, compared item by item with another run's if that is given.

    `remark`: what a reader must know of the run and the records do not tell.

    Raises:
        BadInputError: there are no records, or a file holds none.
    """
    published = load_published()
    run = read_run(folder, only)
    missing = ", ".join(name for name in only if name not in run.records)
    if missing:
        raise BadInputError(f"There are no records of {missing} in {folder}.", "Name sets that were evaluated.")
    names = sorted(run.records, key=lambda name: _place(published, name))
    second = read_run(other, only) if other else None
    shared = [name for name in names if second and name in second.records]
    return Report(
        run=run,
        sets=tuple(figures_of(name, run.records[name]) for name in names),
        calibration=calibration(run.all_records),
        efforts=efforts_of({name: run.records[name] for name in names}, _least_samples(run)),
        published=published,
        other=second,
        comparisons=tuple((name, compare(run.records[name], second.records[name])) for name in shared if second),
        remark=remark,
    )


def _least_samples(run: Run) -> int:
    """Before how many answers no vote of the run stopped."""
    return min((int(each.get("least_samples", 0)) for each in run.settings.values()), default=0)


def read_run(folder: Path, only: Sequence[str] = ()) -> Run:
    """The records of every set in a folder; a last line that a kill cut off is not counted.

    Raises:
        BadInputError: there are none, or a file is not one of records.
    """
    settings: dict[str, Record] = {}
    records: dict[str, list[Record]] = {}
    for path in sorted(folder.glob("*.jsonl")):
        if only and path.stem not in only:
            continue
        lines = whole_objects(path)
        if not lines or "settings" not in lines[0] or any("agreement" not in record for record in lines[1:]):
            raise BadInputError(f"{path} holds no records of an evaluation.", "Name a folder of `steppe evaluate`.")
        settings[path.stem] = lines[0]["settings"]
        if len(lines) > 1:
            records[path.stem] = lines[1:]
    if not records:
        raise BadInputError(
            f"There are no records in {folder}.", "Name the folder given to `steppe evaluate --output`."
        )
    return Run(folder, settings, records)


def load_published() -> Published:
    """The paper's table."""
    table = tomllib.loads(files("steppe.evaluate").joinpath("published.toml").read_text(encoding="utf-8"))
    hybrid = {model: tuple(float(value) for value in row) for model, row in table["hybrid"].items()}
    return Published(tuple(table["order"]), dict(table["titles"]), hybrid)


def _place(published: Published, name: str) -> tuple[int, str]:
    return (published.order.index(name) if name in published.order else len(published.order), name)
