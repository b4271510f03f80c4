"""The script that counts kinds of answers in the records of evaluations, on records made up here."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from loading import load

from steppe.check.trust import Rate, trust_of
from steppe_models.catalogue import load_catalogue

TRUST = Path(__file__).parents[2] / "desktop" / "steppe" / "check" / "trust.toml"
DEFAULT = load_catalogue().default
RULES = trust_of(DEFAULT).rules


@pytest.fixture(scope="module")
def script() -> ModuleType:
    return load("packaging/trust/count_kinds.py")


def record(number: int, kinds: list[str] | None, *, right: bool, **more: Any) -> dict[str, Any]:
    path = {"mode": "pot", "answer": "7", "status": "ok", "tokens": 9, "seconds": 1.0, "ended": "stop"}
    path |= {"steps": {"right": 0, "wrong": 0, "unchecked": 0}}
    made = {"id": f"own-{number}", "answer": "7", "right": right, "agreement": "agree", "paths": [path]}
    return made | ({} if kinds is None else {"kinds": kinds}) | more


def test_answers_are_counted_by_every_kind_that_they_are_of(script: ModuleType) -> None:
    records = [record(n, ["agree, steps held", "agree"], right=n != 0) for n in range(10)]
    records += [record(20, ["agree, no steps", "agree"], right=False)]
    records += [record(21, None, right=True, agreement="single")]  # a run from before kinds were kept
    records += [record(22, [], right=True), record(23, ["agree"], right=False, answer=None)]
    records += [record(24, ["agree"], right=True, by="algebra", paths=[])]
    kinds = script.count(script.rated(records))
    assert kinds == {
        "agree": Rate(9, 11),
        "agree, no steps": Rate(0, 1),
        "agree, steps held": Rate(9, 10),
        "program alone": Rate(1, 1),
    }


def test_a_vote_tells_what_two_answers_that_differ_are_worth(script: ModuleType) -> None:
    def voted(number: int, kind: str, *, first_right: bool, answers: tuple[str | None, str | None]) -> dict[str, Any]:
        made = record(number, [f"{kind}, 45", kind], right=True, samples=[{}])
        made["paths"] = [made["paths"][0] | {"answer": answer} for answer in answers]
        return made | {"course": [{"answers": 2, "right": first_right}, {"answers": 3, "right": True}]}

    records = [voted(n, "vote, paths differed", first_right=n > 6, answers=("7", "8")) for n in range(10)]
    records += [voted(20, "vote, paths differed", first_right=True, answers=("7", None))]
    records += [voted(21, "vote, paths agreed", first_right=True, answers=("7", "7"))]
    kinds = script.count(script.rated(records))
    assert kinds["differ"] == Rate(3, 10)
    assert kinds["vote, paths differed"] == Rate(11, 11)


def test_confidence_is_held_against_items_that_were_not_counted(script: ModuleType) -> None:
    always = [script.Rated(f"a-{n}", ("sure",), True) for n in range(200)]
    never = [script.Rated(f"b-{n}", ("unsure",), n % 4 == 0) for n in range(200)]
    found = script.cross_fitted([*always, *never], RULES)
    assert found.items == 400
    assert found.error < 0.05
    # one item that is counted nowhere else can have no confidence from itself
    assert script.cross_fitted([script.Rated("c", ("alone",), True)] * 8, RULES).items == 0


def test_only_the_kinds_of_the_model_are_replaced(script: ModuleType) -> None:
    text = TRUST.read_text(encoding="utf-8") + '\n[[model]]\nid = "other"\n[model.kind]\n"agree" = [1, 2]\n'
    before = tomllib.loads(text)
    after = tomllib.loads(script.with_kinds(text, DEFAULT.id, {"agree": Rate(3, 4), "a, b": Rate(0, 9)}))
    mine = next(each for each in after["model"] if each["id"] == DEFAULT.id)
    assert mine["kind"] == {"agree": [3, 4], "a, b": [0, 9]}
    old = next(each for each in before["model"] if each["id"] == DEFAULT.id)
    assert {**mine, "kind": 0} == {**old, "kind": 0}
    assert after["rules"] == before["rules"]
    assert after["model"][-1] == before["model"][-1]
    with pytest.raises(SystemExit, match="fit_trust"):
        script.with_kinds(text, "nobody", {})


def test_records_of_another_model_are_refused(script: ModuleType, tmp_path: Path) -> None:
    settings = {"model": DEFAULT.id, "sha256": DEFAULT.sha256}
    lines = [{"settings": settings}, record(1, ["agree"], right=True)]
    path = tmp_path / "gsm8k.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert len(script.records_of(tmp_path, DEFAULT)) == 1
    path.write_text(path.read_text().replace(DEFAULT.sha256, "0" * 64))
    with pytest.raises(SystemExit, match="gsm8k: the records are of"):
        script.records_of(tmp_path, DEFAULT)
