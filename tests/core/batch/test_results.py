"""The file of results: on the disk line by line, repaired after a kill, refused where it belongs to something else."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path

import pytest

from steppe.batch.problems import Entry
from steppe.batch.results import Record, ResultsBusyError, ResultsFile, record_of
from steppe.problem import Problem
from steppe_models.errors import BadInputError, EngineError

SETTINGS: Record = {"mode": "auto", "model": "m", "max_tokens": 100}
VERDICT: Record = {
    "answer": "=1+2",
    "kind": "text",
    "agreement": "single",
    "confidence": None,
    "checked": 'It says "so",\nand no more.',
    "paths": [{"mode": "cot", "answer": "=1+2", "program": "x", "output": "y", "tokens": 5, "seconds": 1.0}],
    "model": "m",
    "seconds": 1.5,
}


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEPPE_CACHE_DIR", str(tmp_path / "cache"))


def entries(count: int) -> list[Entry]:
    return [
        Entry(f"p{number}", number, Problem(f'What is "{number}"?\n'), None, {"topic": "-x"}) for number in range(count)
    ]


def fill(path: Path, count: int, wanted: list[Entry]) -> None:
    with ResultsFile(path, wanted, SETTINGS) as results:
        results.open()
        for entry in wanted[:count]:
            results.add(record_of(entry, SETTINGS, VERDICT, None))


@pytest.mark.parametrize("name", ["r.jsonl", "r.csv"])
def test_every_cut_is_repaired(tmp_path: Path, name: str) -> None:
    path, wanted = tmp_path / name, entries(3)
    fill(path, 2, wanted)
    whole = path.read_bytes()
    with ResultsFile(path, wanted, SETTINGS) as results:
        results.open()
        results.add(record_of(wanted[2], SETTINGS, VERDICT, None))
    longer = path.read_bytes()
    assert longer.startswith(whole)
    for end in range(len(whole), len(longer), 7):
        path.write_bytes(longer[:end])
        with ResultsFile(path, wanted, SETTINGS) as results:
            assert set(results.open()) == {"p0", "p1"}
        assert path.read_bytes() == whole
    path.write_bytes(longer)
    with ResultsFile(path, wanted, SETTINGS) as results:
        assert set(results.open()) == {"p0", "p1", "p2"}


def test_a_table_is_safe_to_open(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    fill(path, 1, entries(1))
    with path.open(newline="", encoding="utf-8") as file:
        (row,) = csv.DictReader(file)
    assert row["answer"] == "'=1+2"
    assert row["given_topic"] == "'-x"
    assert row["checked"] == VERDICT["checked"]
    assert json.loads(row["paths"]) == [{"mode": "cot", "answer": "=1+2", "tokens": 5, "seconds": 1.0}]


@pytest.mark.parametrize("name", ["r.jsonl", "r.csv"])
def test_what_the_engine_failed_on_is_tried_again(tmp_path: Path, name: str) -> None:
    path, wanted = tmp_path / name, entries(3)
    with ResultsFile(path, wanted, SETTINGS) as results:
        results.open()
        results.add(record_of(wanted[0], SETTINGS, VERDICT, None))
        before = path.read_bytes()
        results.add(record_of(wanted[1], SETTINGS, None, EngineError("It crashed.", "Again.")))
        results.add(record_of(wanted[2], SETTINGS, None, BadInputError("Too long.", "Shorter.")))
    with ResultsFile(path, wanted, SETTINGS) as results:
        assert set(results.open()) == {"p0", "p2"}
    assert path.read_bytes().startswith(before)
    assert b"crashed" not in path.read_bytes()


@pytest.mark.parametrize("name", ["r.jsonl", "r.csv"])
def test_other_settings_and_other_problems_are_refused(tmp_path: Path, name: str) -> None:
    path, wanted = tmp_path / name, entries(3)
    fill(path, 2, wanted)
    before = path.read_bytes()
    with (
        ResultsFile(path, wanted, SETTINGS | {"max_tokens": 200}) as results,
        pytest.raises(BadInputError, match="max_tokens was 100"),
    ):
        results.open()
    changed = [Entry("p0", 0, Problem("Another?")), *wanted[1:]]
    with ResultsFile(path, changed, SETTINGS) as results, pytest.raises(BadInputError, match="p0 has changed"):
        results.open()
    with ResultsFile(path, wanted[1:], SETTINGS) as results, pytest.raises(BadInputError, match="p0 is not in"):
        results.open()
    assert path.read_bytes() == before
    with ResultsFile(path, [*wanted, Entry("new", 9, Problem("More?"), None, {"topic": ""})], SETTINGS) as results:
        assert len(results.open()) == 2  # problems that were added do no harm
    with ResultsFile(path, changed, SETTINGS) as results:
        assert results.open(restart=True) == {}
    assert (tmp_path / f"{name}.before").read_bytes() == before


def test_a_setting_that_is_newer_than_the_file_stood_at_its_default(tmp_path: Path) -> None:
    path, wanted = tmp_path / "r.jsonl", entries(2)
    fill(path, 1, wanted)
    with ResultsFile(path, wanted, SETTINGS | {"new": 3}, {"new": 3}) as results:
        assert len(results.open()) == 1
    with ResultsFile(path, wanted, SETTINGS | {"new": 4}, {"new": 3}) as results, pytest.raises(BadInputError):
        results.open()


@pytest.mark.parametrize("name", ["r.jsonl", "r.csv"])
def test_a_file_of_something_else_is_left_alone(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("dear diary,\n")
    with ResultsFile(path, entries(1), SETTINGS) as results, pytest.raises(BadInputError, match="no results of Steppe"):
        results.open()
    assert path.read_text() == "dear diary,\n"


def test_two_at_once_are_kept_apart(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    with ResultsFile(path, entries(1), SETTINGS), pytest.raises(ResultsBusyError):
        ResultsFile(path, entries(1), SETTINGS).__enter__()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a Linux device")
def test_a_full_disk_is_told(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    path.symlink_to("/dev/full")
    with ResultsFile(path, entries(1), SETTINGS) as results:
        results.open()
        with pytest.raises(OSError, match="No space"):
            results.add(record_of(entries(1)[0], SETTINGS, VERDICT, None))
