"""Fits what is known of a model's answers (desktop/steppe/check/trust.toml) to records of run_paths.py.

    python packaging/trust/fit_trust.py RECORDS --data DIR --model ID [--write]

For each item the two greedy paths are compared as a solve compares them; where samples were recorded, the vote is held
with them by the product's own rules, so that kinds of voted answers are counted too, and the tokens of the adaptive
vote are compared with those of all samples. Items are split by the hash of their ids into two halves for the figure of
calibration; what is written uses all of them.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import steppe.check.trust as trust_module
from steppe.answer import Answer
from steppe.app import make_sandbox, open_store
from steppe.check import extract
from steppe.check.compare import same_answer
from steppe.check.plausible import doubts
from steppe.check.put_back import satisfies
from steppe.check.trust import LEAST_COUNT, Rate, Trust, trust_of
from steppe.evaluate.figures import Calibration, calibration
from steppe.evaluate.items import Item, read_set
from steppe.evaluate.json_lines import whole_objects
from steppe.solve.evidence import kinds_of
from steppe.solve.results import PathResult, StepCount
from steppe.solve.tally import Tally, Vote, is_settled
from steppe.solve.weight import weight
from steppe_models.catalogue import ModelProfile

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a solve of an item would have come to."""

    item: str
    kinds: tuple[str, ...]
    is_right: bool
    tokens: int


@dataclass(frozen=True, slots=True)
class Case:
    """One item with its records; the greedy ones first."""

    item: Item
    records: list[Record]

    @property
    def greedy(self) -> list[Record]:
        """The records of the two greedy paths, the program's first."""
        return sorted((each for each in self.records if not each["sample"]), key=lambda each: each["path"] != "pot")

    @property
    def samples(self) -> list[Record]:
        """The sampled ones in the order in which a vote would draw them."""
        drawn = [each for each in self.records if each["sample"]]
        return sorted(drawn, key=lambda each: (each["sample"], each["path"] != "pot"))


class Judge:
    """Holds solves over recorded answers."""

    def __init__(self, trust: Trust, sandbox: Any) -> None:
        self._trust = trust
        self._sandbox = sandbox

    def outcome(self, case: Case, most: int) -> Outcome | None:
        """A solve of at most `most` answers; None where nothing was answered."""
        paths = [_result(record, case.item) for record in case.greedy]
        tally = Tally(self._same, both_paths=self._trust.rules.both_paths)
        for path in paths:
            tally.add(self._vote(case, path, is_greedy=True))
        used = 0
        for record in case.samples:
            if len(tally.votes) >= most or is_settled(tally.groups(), most - len(tally.votes)):
                break
            tally.add(self._vote(case, _result(record, case.item), is_greedy=False))
            used += 1
        answer = self._answer(case, paths, tally if used else None)
        if answer is None:
            return None
        both = [path.answer for path in paths if path.answer is not None]
        agrees = len(both) == 2 and self._same(both[0], both[1])
        doubtful = bool(doubts(case.item.question, answer))
        kinds = kinds_of(
            paths, tally.now(most) if used else None, paths_agree=agrees, samples=used, has_doubts=doubtful
        )
        right = any(each["right"] and each["answer"] == answer.text for each in case.records)
        tokens = sum(each["tokens"] for each in [*case.greedy, *case.samples[:used]])
        return Outcome(case.item.id, kinds, right, tokens)

    def _answer(self, case: Case, paths: list[PathResult], tally: Tally | None) -> Answer | None:
        if tally is not None:
            groups = tally.groups()
            return groups[0].answer if groups else None
        answered = [path for path in paths if path.answer is not None]
        if not answered:
            return None
        return max(answered, key=lambda path: self._vote(case, path, is_greedy=True).weight).answer

    def _vote(self, case: Case, path: PathResult, *, is_greedy: bool) -> Vote:
        against = doubts(case.item.question, path.answer) if path.answer else ()
        meets = None
        if path.answer is not None and not case.item.choices:
            meets = satisfies(case.item.question, path.answer, self._sandbox)
        return Vote(path.mode, path.answer, weight(path, self._trust, against, is_greedy=is_greedy, satisfies=meets))

    def _same(self, first: Answer, second: Answer) -> bool:
        return same_answer(first, second, self._sandbox)


def _result(record: Record, item: Item) -> PathResult:
    text = record["answer"]
    answer = None if text is None else Answer(text, "choice") if item.choices else extract.read(text)
    return PathResult(
        mode=record["path"],
        answer=answer,
        text="",
        program=None,
        output=None,
        status=record["status"],
        tokens=record["tokens"],
        seconds=record["seconds"],
        reason=record["ended"],
        steps=StepCount(**record["steps"]),
        logprob=record["logprob"],
        repairs=record["repairs"],
        is_nearest=record.get("nearest", False),
    )


def read_cases(path: Path, data: Path, profile: ModelProfile) -> list[Case]:
    """The items of which both greedy paths were recorded.

    Raises:
        SystemExit: they are of another model, or of another file of it.
    """
    first, *records = whole_objects(path)
    made_with = first["settings"]
    if (made_with.get("model"), made_with.get("sha256")) != (profile.id, profile.sha256):
        raise SystemExit(f"{path}: the records are of {made_with.get('model')}, not of {profile.id}")
    by_item: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for record in records:
        by_item[record["set"], record["id"]].append(record)
    items = {(name, item.id): item for name in {key[0] for key in by_item} for item in read_set(data, name)}
    cases = [Case(items[key], found) for key, found in sorted(by_item.items())]
    return [case for case in cases if len(case.greedy) == 2]


def fit(rules: Any, cases: list[Case], sandbox: Any, most: int) -> Trust:
    """Reliability and usual log-probability of the paths, and the rate of each kind, of a solve with these."""
    greedy = [record for case in cases for record in case.greedy]
    paths, logprobs = {}, {}
    for name in ("cot", "pot"):
        mine = [record for record in greedy if record["path"] == name]
        known = [record["logprob"] for record in mine if record["logprob"] is not None]
        paths[name] = Rate(sum(record["right"] for record in mine), len(mine))
        if known:
            logprobs[name] = round(sum(known) / len(known), 4)
    sampled = [record for case in cases for record in case.samples if record["logprob"] is not None]
    for name in ("cot", "pot"):
        known = [record["logprob"] for record in sampled if record["path"] == name]
        if known:
            logprobs[f"sampled_{name}"] = round(sum(known) / len(known), 4)
    trust = Trust(rules, paths, logprobs)
    counts: dict[str, list[bool]] = defaultdict(list)
    for case in cases:
        outcome = Judge(trust, sandbox).outcome(case, most)
        for kind in outcome.kinds if outcome else ():
            counts[kind].append(outcome.is_right)
    kinds = {kind: Rate(sum(rights), len(rights)) for kind, rights in sorted(counts.items())}
    return Trust(rules, paths, logprobs, kinds)


def held_out(rules: Any, cases: list[Case], sandbox: Any, most: int) -> Calibration:
    """How honest confidences from one half of the items are for answers to the other half, both ways."""
    halves: tuple[list[Case], list[Case]] = ([], [])
    for case in cases:
        halves[hashlib.sha256(case.item.id.encode()).digest()[-1] % 2].append(case)
    pairs: list[Record] = []
    for mine, others in (halves, halves[::-1]):
        trust = fit(rules, mine, sandbox, most)
        for case in others:
            outcome = Judge(trust, sandbox).outcome(case, most)
            found = trust.evidence(outcome.kinds) if outcome else None
            if outcome is not None and found is not None:
                pairs.append({"confidence": found[1].share, "right": outcome.is_right})
    return calibration(pairs)


def as_toml(profile: ModelProfile, trust: Trust) -> str:
    """The model's table."""
    kinds = "\n".join(
        f"{json.dumps(kind)} = [{rate.right}, {rate.count}]" for kind, rate in trust.kinds.items() if rate.count > 1
    )
    return (
        f'\n[[model]]\nid = "{profile.id}"\nsha256 = "{profile.sha256}"\n'
        f"reliability = {{ cot = [{trust.paths['cot'].right}, {trust.paths['cot'].count}],"
        f" pot = [{trust.paths['pot'].right}, {trust.paths['pot'].count}] }}\n"
        f"usual_logprob = {{ {', '.join(f'{name} = {value}' for name, value in trust.logprobs.items())} }}\n"
        f"[model.kind]\n{kinds}\n"
    )


def main() -> int:
    """Fit, say what was found, write it if that is wanted."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("records", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", default="")
    parser.add_argument("--most", type=int, default=16, help="answers of a vote")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    profile = open_store().resolve(options.model).profile
    rules = trust_of(profile).rules
    cases = read_cases(options.records, options.data, profile)
    with make_sandbox() as sandbox:
        trust = fit(rules, cases, sandbox, options.most)
        outcomes = [Judge(trust, sandbox).outcome(case, options.most) for case in cases]
        found = held_out(rules, cases, sandbox, options.most)
    for path, rate in trust.paths.items():
        print(f"{path}: {rate.right} of {rate.count} right")
    print(f"solve: {sum(bool(each and each.is_right) for each in outcomes)} of {len(cases)} right")
    voted = [case for case in cases if case.samples]
    if voted:
        whole = sum(record["tokens"] for case in voted for record in case.records)
        used = sum(each.tokens for each, case in zip(outcomes, cases, strict=True) if each and case.samples)
        print(f"adaptive vote: {used / whole:.0%} of the tokens of all recorded answers")
    told = sum(rate.count >= LEAST_COUNT for rate in trust.kinds.values())
    print(f"{told} of {len(trust.kinds)} kinds have {LEAST_COUNT} answers or more")
    error = "none" if found.error is None else f"{found.error:.3f}"
    print(f"held out: {found.items} answers with a confidence, calibration error {error}")
    text = as_toml(profile, trust)
    print(text)
    if options.write:
        path = Path(trust_module.__file__).with_name("trust.toml")
        before = re.sub(
            rf'\n\[\[model\]\]\nid = "{re.escape(profile.id)}"\n(?:(?!\n\[\[model).)*', "", _read(path), flags=re.S
        )
        path.write_text(before.rstrip("\n") + "\n" + text, encoding="utf-8")
    return 0


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
