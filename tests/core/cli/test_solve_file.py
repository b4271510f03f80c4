"""`steppe solve --file F --output G` as a user runs it: killed, interrupted, gone on with; nothing lost or twice."""

from __future__ import annotations

import csv
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from steppe_models.places import models_dir

SMALL = "smollm2-135m-instruct"
THINGS = ("pens", "apples", "stamps", "marbles", "tickets")


def problems(count: int) -> list[dict[str, object]]:
    """Word problems from a template, the same ones each time."""
    chance = random.Random(8)
    made: list[dict[str, object]] = []
    for number in range(count):
        boxes, each, taken = chance.randint(2, 30), chance.randint(2, 12), chance.randint(1, 3)
        thing = chance.choice(THINGS)
        text = f"A shelf holds {boxes} boxes with {each} {thing} each. {taken} are taken. How many {thing} are left?"
        made.append({"id": f"w{number}", "problem": text, "expected": boxes * each - taken})
    return made


def write(path: Path, made: list[dict[str, object]]) -> Path:
    path.write_text("".join(json.dumps(problem) + "\n" for problem in made))
    return path


def interrupt(arguments: list[str], folder: Path, results: Path, lines: int, number: int) -> int:
    """Run until so many lines are there, then send a signal; the exit code."""
    environment = os.environ | {
        "XDG_CONFIG_HOME": str(folder / "config"),
        "XDG_DATA_HOME": str(folder / "data"),
        "STEPPE_MODELS_DIR": str(models_dir()),
    }
    command = [sys.executable, "-P", "-m", "steppe.cli.main", *arguments]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 900
        while not results.exists() or results.read_bytes().count(b"\n") < lines:
            assert process.poll() is None, "it ended before it was interrupted"
            assert time.monotonic() < deadline
            time.sleep(0.01)
        process.send_signal(number)
        return process.wait(60)
    finally:
        process.kill()
        process.wait()


def check_whole(results: Path, count: int) -> list[dict[str, object]]:
    records = [json.loads(line) for line in results.read_text().splitlines()]
    assert sorted(record["id"] for record in records) == sorted(f"w{number}" for number in range(count))
    assert all(record["problem_sha256"] and record["settings"]["model"] == SMALL for record in records)
    return records


def test_killed_and_gone_on_with(steppe, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    source, results = write(tmp_path / "p.jsonl", problems(6)), tmp_path / "r.jsonl"
    arguments = ["solve", "--file", str(source), "--output", str(results), "--model", SMALL]
    arguments += ["--mode", "cot", "--max-tokens", "16", "--parallel", "2", "--threads", "1"]
    assert interrupt(arguments, tmp_path, results, 2, signal.SIGKILL) == -signal.SIGKILL
    before = results.read_bytes()
    with results.open("ab") as file:
        file.write(b'{"id": "w5", "answ')  # what a kill in the middle of a line leaves
    done = steppe(*arguments, "--json")
    assert done.returncode in (0, 1), done.stderr
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert events[-1]["event"] == "batch"
    assert events[-1]["total"] == 6
    assert events[-1]["new"] == sum(event["event"] == "problem" for event in events) < 6
    assert results.read_bytes().startswith(before)
    records = check_whole(results, 6)
    assert records[0]["given"]["expected"]  # type: ignore[index]
    again = steppe(*arguments)
    assert again.stdout == f"{results}\n"
    assert results.read_bytes().count(b"\n") == 6
    other = steppe(*arguments, "--seed", "5")
    assert (other.returncode, "seed was 0" in other.stderr) == (2, True)
    history = steppe("history", "list", "--json")
    assert history.stdout.count('"id"') >= 6


def test_algebra_comes_first_and_is_kept_as_what_it_is(steppe, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    source, results = tmp_path / "p.jsonl", tmp_path / "r.jsonl"
    write(source, [{"id": "a", "problem": "Solve 3*x + 4 = 25 for x."}])
    done = steppe("solve", "--file", str(source), "--output", str(results), "--model", SMALL, "--threads", "1")
    assert done.returncode == 0, done.stderr
    record = json.loads(results.read_text())
    assert record["answer"] in ("7", "x = 7")
    assert "Computed by algebra; put back: holds." in record["checked"]
    listed = json.loads(steppe("history", "list", "--json").stdout.splitlines()[0])
    shown = json.loads(steppe("history", "show", str(listed["id"]), "--json").stdout.splitlines()[0])
    assert shown["receipt"]["algebra"] == "alone", shown["receipt"]


def test_bad_lines_are_named_and_the_others_solved_into_a_table(steppe, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    source, results = tmp_path / "p.txt", tmp_path / "r.csv"
    source.write_text("What is 2 + 2?\n\n" + "x" * 30_000 + "\n")
    done = steppe("solve", "--file", str(source), "--output", str(results), "--model", SMALL, "--mode", "cot",
                  "--max-tokens", "12", "--threads", "1", "--private")  # fmt: skip
    assert done.returncode == 1
    assert "line 3: The problem is too long" in done.stderr
    with results.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["id"] for row in rows] == ["3", "1"]
    assert "too long" in rows[0]["error"]
    assert rows[1]["problem"] == "What is 2 + 2?"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--output", "r.jsonl"), "belongs to a file"),
        (("What is 1 + 1?", "--parallel", "2"), "Name the results with --output"),
        (("--file", "p.jsonl"), "file of many problems"),
        (("--file", "p.txt", "--output", "r.jsonl", "--choices", "1", "2"), "--choices"),
        (("--file", "p.txt", "--output", "r.jsonl", "--parallel", "0"), "--parallel"),
        (("--file", "p.txt", "--output", "r.jsonl", "--mode", "algebra"), "algebra"),
        (("--file", "/nowhere/p.txt", "--output", "r.jsonl"), "no file"),
    ],
)
def test_what_does_not_go_together(steppe, arguments: tuple[str, ...], words: str) -> None:  # type: ignore[no-untyped-def]
    done = steppe("solve", *arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_a_hundred_problems_interrupted_twice(steppe, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    source, results = write(tmp_path / "p.jsonl", problems(100)), tmp_path / "r.jsonl"
    arguments = ["solve", "--file", str(source), "--output", str(results), "--model", SMALL, "--max-tokens", "100"]
    assert interrupt(arguments, tmp_path, results, 30, signal.SIGKILL) == -signal.SIGKILL
    assert interrupt(arguments, tmp_path, results, 60, signal.SIGINT) == 130
    done = steppe(*arguments, timeout=2400)
    assert done.returncode in (0, 1), done.stderr
    records = check_whole(results, 100)
    assert sum(record["answer"] is not None for record in records) > 50
