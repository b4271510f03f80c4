"""The script that counts how far answers can be believed, on records made up here."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from loading import load

from steppe.check.trust import Rate, trust_of
from steppe_models.catalogue import load_catalogue

DEFAULT = load_catalogue().default
RULES = trust_of(DEFAULT).rules


@pytest.fixture(scope="module")
def script() -> ModuleType:
    return load("packaging/trust/fit_trust.py")


def record(item: str, path: str, answer: str, *, right: bool, sample: int = 0) -> dict[str, Any]:
    return {
        "set": "made",
        "id": item,
        "path": path,
        "sample": sample,
        "answer": answer,
        "right": right,
        "status": "ok" if path == "pot" else None,
        "ended": "stop",
        "repairs": 0,
        "tokens": 10,
        "logprob": -0.3 if sample else -0.1,
        "steps": {"right": 1 if path == "cot" else 0, "wrong": 0, "unchecked": 0},
        "seconds": 1.0,
    }


@pytest.fixture
def records(tmp_path: Path) -> Path:
    """Ten items on which the paths agree, nine rightly; one on which they differ, and a vote finds the right one."""
    lines: list[dict[str, Any]] = [{"settings": {"model": DEFAULT.id, "sha256": DEFAULT.sha256}}]
    for number in range(10):
        right = number > 0
        lines += [record(f"made-{number}", path, "7" if right else "8", right=right) for path in ("cot", "pot")]
    lines += [record("made-10", "pot", "8", right=False), record("made-10", "cot", "7", right=True)]
    for sample in range(1, 5):
        lines += [record("made-10", path, "7", right=True, sample=sample) for path in ("pot", "cot")]
    lines.append(record("made-11", "cot", "7", right=True))  # the other path was not reached
    items = [{"id": f"made-{number}", "question": "How many are there?", "answer": "7"} for number in range(12)]
    (tmp_path / "made.jsonl").write_text("\n".join(map(json.dumps, items)), encoding="utf-8")
    path = tmp_path / "records"
    path.write_text("\n".join(map(json.dumps, lines)) + "\n", encoding="utf-8")
    return path


def test_kinds_are_counted_as_a_solve_would_meet_them(script: ModuleType, records: Path) -> None:
    cases = script.read_cases(records, records.parent, DEFAULT)
    assert len(cases) == 11
    trust = script.fit(RULES, cases, None, 16)
    assert trust.paths == {"cot": Rate(10, 11), "pot": Rate(9, 11)}
    assert trust.kinds["agree"] == trust.kinds["agree, steps held"] == Rate(9, 10)
    assert trust.kinds["vote, paths differed"] == Rate(1, 1)
    assert trust.logprobs["cot"] == -0.1
    assert trust.logprobs["sampled_pot"] == -0.3


def test_the_vote_stops_before_all_samples_are_used(script: ModuleType, records: Path) -> None:
    cases = script.read_cases(records, records.parent, DEFAULT)
    trust = script.fit(RULES, cases, None, 16)
    outcomes = [script.Judge(trust, None).outcome(case, 16) for case in cases]
    voted = next(outcome for outcome in outcomes if outcome.item == "made-10")
    assert voted.is_right
    assert 30 <= voted.tokens < 100


def test_what_is_written_can_be_read(script: ModuleType, records: Path) -> None:
    trust = script.fit(RULES, script.read_cases(records, records.parent, DEFAULT), None, 16)
    entry = tomllib.loads(script.as_toml(DEFAULT, trust))["model"][0]
    assert entry["id"] == DEFAULT.id
    assert entry["kind"]["agree"] == [9, 10]
    assert entry["usual_logprob"]["sampled_cot"] == -0.3
    assert "vote, paths differed" not in entry["kind"]  # one alone says nothing


def test_confidence_of_one_half_is_held_against_the_other(script: ModuleType, records: Path) -> None:
    cases = script.read_cases(records, records.parent, DEFAULT)
    more = [replace(case, item=replace(case.item, id=f"{case.item.id}-{copy}")) for case in cases for copy in range(4)]
    found = script.held_out(RULES, more, None, 16)
    assert found.items >= 30  # an answer on which paths agree is of a kind that either half has often enough
    assert found.error is not None
    assert found.error < 0.25


def test_records_of_another_model_are_refused(script: ModuleType, records: Path) -> None:
    records.write_text(records.read_text().replace(DEFAULT.id, "another"))
    with pytest.raises(SystemExit, match="are of another, not of"):
        script.read_cases(records, records.parent, DEFAULT)
