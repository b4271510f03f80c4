"""A repeatable evaluation that is killed again and again has the records of one that was never stopped."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from steppe_models.places import models_dir

SMALL = "smollm2-135m-instruct"
TIMES = {"seconds", "memory_mb"}  # what two runs never have in common


def evaluation(data: Path, output: Path, *more: str) -> list[str]:
    wanted = ["evaluate", "one", "two", "--data", str(data), "--output", str(output), "--model", SMALL]
    return [*wanted, "--mode", "cot", "--max-tokens", "16", "--repeatable", *more]


def kill_after(arguments: list[str], output: Path, records: int, tmp_path: Path) -> int:
    """Run until so many records are there, then kill it with signal 9; its exit code."""
    environment = os.environ | {
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "STEPPE_MODELS_DIR": str(models_dir()),
    }
    command = [sys.executable, "-P", "-m", "steppe.cli.main", *arguments]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 300
        while sum(map(len, read(output).values())) < records:
            assert process.poll() is None, "it ended before it was killed"
            assert time.monotonic() < deadline
            time.sleep(0.005)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    return process.returncode


def read(output: Path) -> dict[str, list[dict[str, Any]]]:
    """The whole records of each set."""
    found = {}
    for path in sorted(output.glob("*.jsonl")):
        lines = path.read_text().split("\n")[:-1]  # what stands behind the last line break is not whole
        found[path.stem] = [json.loads(line) for line in lines][1:]
    return found


def timeless(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The records in the order of their ids, without what the clock and the machine put into them."""

    def without(value: dict[str, Any]) -> dict[str, Any]:
        return {name: part for name, part in value.items() if name not in TIMES}

    plain = [without(record) | {"paths": [without(path) for path in record["paths"]]} for record in records]
    return sorted(plain, key=lambda record: str(record["id"]))


def test_killed_run_comes_to_the_same_records(steppe, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    for name, sign in (("one", "+"), ("two", "-")):
        items = [{"id": f"{name}-{n}", "question": f"What is {n + 9} {sign} {n}?", "answer": "9"} for n in range(4)]
        (tmp_path / f"{name}.jsonl").write_text("".join(json.dumps(item) + "\n" for item in items))
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    done = steppe(*evaluation(tmp_path, whole))
    assert done.returncode == 0, done.stderr
    for records in (2, 5):
        arguments = evaluation(tmp_path, broken, "--resume")
        assert kill_after(arguments, broken, records, tmp_path) == -signal.SIGKILL
    kept = read(broken)
    again = steppe(*evaluation(tmp_path, broken, "--resume"))
    assert again.returncode == 0, again.stderr
    one, other = read(whole), read(broken)
    assert {name: timeless(records) for name, records in one.items()} == {
        name: timeless(records) for name, records in other.items()
    }
    assert all(other[name][: len(records)] == records for name, records in kept.items())  # nothing was done again
