"""Counts how often answers of each kind were right in runs of `steppe evaluate`, for the confidences of a solve.

    python packaging/trust/count_kinds.py RECORDS_DIR [RECORDS_DIR ...] --model ID [--write]

Nothing but the confidence depends on these counts: which answer is given, and with what weight it votes, does not. The
error that is told is of confidences from items other than those that they are held against: items are split into five
parts by the hash of their ids, and each part is rated by the counts of the other four. What is written counts all.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import steppe.check.trust as trust_module
from steppe.app import open_store
from steppe.check import extract
from steppe.check.trust import LEAST_COUNT, Rate, Trust, trust_of
from steppe.evaluate.figures import Calibration, calibration
from steppe.evaluate.report import read_run
from steppe.solve.evidence import kinds_of
from steppe.solve.results import PathResult, StepCount
from steppe_models.catalogue import ModelProfile

Record = dict[str, Any]
PARTS = 5


@dataclass(frozen=True, slots=True)
class Rated:
    """An answer: its item, the kinds that it is of, the most special first, and whether it was right."""

    item: str
    kinds: tuple[str, ...]
    is_right: bool

    @property
    def part(self) -> int:
        """Into which part its item falls."""
        return int.from_bytes(hashlib.sha256(self.item.encode()).digest()[:8]) % PARTS


def records_of(folder: Path, profile: ModelProfile) -> list[Record]:
    """The records of a run.

    Raises:
        SystemExit: another model, or another file of it, was run.
    """
    run = read_run(folder)
    for name, settings in run.settings.items():
        if (settings.get("model"), settings.get("sha256")) != (profile.id, profile.sha256):
            raise SystemExit(f"{folder}, {name}: the records are of {settings.get('model')}, not of {profile.id}")
    return run.all_records


def rated(records: Iterable[Record]) -> list[Rated]:
    """The answers of a run that a confidence could be given to; algebra's are none of the model's."""
    found = []
    for record in records:
        if record["answer"] is None or record.get("by") == "algebra":
            continue
        kinds = tuple(record["kinds"]) if "kinds" in record else _kinds_of_old(record)
        found.append(Rated(str(record["id"]), kinds, bool(record["right"])))
        found += _without_samples(record)
    return [each for each in found if each.kinds]


def _without_samples(record: Record) -> list[Rated]:
    """What a vote between two greedy answers that differ would have given without any sample."""
    first = next(iter(record.get("course") or ()), None)
    answered = [path for path in record["paths"] if path["answer"] is not None]
    if first is None or first["answers"] != 2 or len(answered) != 2:
        return []
    differed = record["kinds"][-1:] == ["vote, paths differed"]
    return [Rated(str(record["id"]), ("differ",), bool(first["right"]))] if differed else []


def _kinds_of_old(record: Record) -> tuple[str, ...]:
    """The kinds of a record that does not name them, of a mode in which nothing is compared.

    Whether its question spoke against the answer is not known either, so that only the most general one is left.
    """
    if record["agreement"] != "single":
        return ()
    paths = [_path(each) for each in record["paths"]]
    return kinds_of(paths, None, paths_agree=False, samples=0, has_doubts=False)[-1:]


def _path(path: Record) -> PathResult:
    return PathResult(
        mode=path["mode"],
        answer=None if path["answer"] is None else extract.read(path["answer"]),
        text="",
        program=None,
        output=None,
        status=path["status"],
        tokens=path["tokens"],
        seconds=path["seconds"],
        reason=path["ended"],
        steps=StepCount(**path["steps"]),
    )


def count(answers: Iterable[Rated]) -> dict[str, Rate]:
    """How often answers of each kind were right."""
    rights: dict[str, list[bool]] = defaultdict(list)
    for answer in answers:
        for kind in answer.kinds:
            rights[kind].append(answer.is_right)
    return {kind: Rate(sum(found), len(found)) for kind, found in sorted(rights.items())}


def cross_fitted(answers: Sequence[Rated], rules: Any) -> Calibration:
    """How honest confidences are on items that were not counted for them."""
    pairs: list[Record] = []
    for part in range(PARTS):
        trust = Trust(rules, kinds=count(each for each in answers if each.part != part))
        for each in answers:
            evidence = trust.evidence(each.kinds) if each.part == part else None
            if evidence is not None:
                pairs.append({"confidence": evidence[1].share, "right": each.is_right})
    return calibration(pairs)


def with_kinds(text: str, model: str, kinds: dict[str, Rate]) -> str:
    """The text of trust.toml with the kinds of one model replaced.

    Raises:
        SystemExit: the model has no table there.
    """
    head = rf'\[\[model\]\]\nid = "{re.escape(model)}"\n(?:(?!\[\[model).)*?\[model\.kind\]\n'
    table = re.compile(rf'({head})(?:"[^\n]*\n)*', re.DOTALL)
    rows = "".join(f"{json.dumps(kind)} = [{rate.right}, {rate.count}]\n" for kind, rate in kinds.items())
    replaced, times = table.subn(lambda found: found[1] + rows, text)
    if not times:
        raise SystemExit(f"{model} has no table: run fit_trust.py first")
    return replaced


def main() -> int:
    """Count, say what was found, write it if that is wanted."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("runs", type=Path, nargs="+", metavar="RECORDS_DIR")
    parser.add_argument("--model", default="")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    profile = open_store().resolve(options.model).profile
    answers = [answer for folder in options.runs for answer in rated(records_of(folder, profile))]
    kinds = count(answers)
    found = cross_fitted(answers, trust_of(profile).rules)
    for kind, rate in kinds.items():
        print(f"{kind}: {rate.right} of {rate.count}{'' if rate.count >= LEAST_COUNT else ', too few'}")
    error = "none" if found.error is None else f"{found.error:.3f}"
    print(f"on items not counted: {found.items} of {len(answers)} answers have a confidence, calibration error {error}")
    for each in found.bins:
        print(f"  claimed {each.claimed:.2f}: {each.right} of {each.items} right")
    if options.write:
        path = Path(trust_module.__file__).with_name("trust.toml")
        path.write_text(with_kinds(path.read_text(encoding="utf-8"), profile.id, kinds), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
