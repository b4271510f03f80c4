"""`steppe run` by the command line's contract."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from steppe.cli import run as run_verb
from steppe.cli.main import main
from steppe.sandbox.component import find_component


def steppe_run(*arguments: str, stdin: str | bytes = "") -> subprocess.CompletedProcess[bytes]:
    data = stdin.encode() if isinstance(stdin, str) else stdin
    command = [sys.executable, "-P", "-m", "steppe.cli.main", "run", *arguments]
    return subprocess.run(command, input=data, capture_output=True, check=False, timeout=170)


@pytest.mark.usefixtures("sandbox")  # whoever compiles first says so
def test_a_file(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text("print('π is', 22 / 7)\n", encoding="utf-8")
    done = steppe_run(str(program))
    assert (done.returncode, done.stdout.decode()) == (0, "π is 3.142857142857143\n")
    assert done.stderr == b""


@pytest.mark.parametrize("arguments", [(), ("-",)])
def test_standard_input(arguments: tuple[str, ...]) -> None:
    done = steppe_run(*arguments, stdin="6 * 7")
    assert (done.returncode, done.stdout) == (0, b"42\n")


def test_json_is_one_object_by_the_contract() -> None:
    done = steppe_run("--json", stdin="print(6 * 7)")
    value = json.loads(done.stdout)
    assert done.stdout.count(b"\n") == 1
    assert {key: value[key] for key in ("status", "stdout", "stderr", "engine")} == {
        "status": "ok",
        "stdout": "42\n",
        "stderr": "",
        "engine": "wasm",
    }
    assert value["seconds"] > 0
    assert "wasm" in value["isolation"]


@pytest.mark.parametrize(
    ("source", "arguments", "status"),
    [
        ("1 / 0", (), "error"),
        ("while True: pass", ("--timeout", "0.2"), "timeout"),
        ("x = bytearray(200 << 20)", ("--memory", "128"), "memory"),
        ("while True: print('x' * 1000)", (), "output_limit"),
        ("import pandas", (), "refused"),
    ],
)
def test_a_program_that_fails_ends_with_1(source: str, arguments: tuple[str, ...], status: str) -> None:
    done = steppe_run("--json", *arguments, stdin=source)
    assert done.returncode == 1
    assert json.loads(done.stdout)["status"] == status


def test_a_failure_is_told_in_a_sentence() -> None:
    done = steppe_run(stdin="x = 0\nprint('before')\n1 / x")
    assert (done.returncode, done.stdout) == (1, b"before\n")
    assert done.stderr.decode().splitlines()[-1] == "The program stopped with an error: division by zero in line 3."


def test_bad_input_ends_with_2(tmp_path: Path) -> None:
    binary = tmp_path / "binary.py"
    binary.write_bytes(b"print(1)\0")
    for arguments in ((str(tmp_path / "missing.py"),), (str(tmp_path),), (str(binary),), ("--timeout", "0", "-")):
        done = steppe_run(*arguments)
        assert done.returncode == 2, done
        assert done.stdout == b""
        assert b"Traceback" not in done.stderr
    assert steppe_run(stdin=b"\xff\xfe\x00").returncode == 2
    assert steppe_run(stdin="#" * 300_000).returncode == 2


def test_a_missing_component_ends_with_3(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    program = tmp_path / "program.py"
    program.write_text("print(1)")
    monkeypatch.setattr(run_verb, "find_component", lambda: find_component(tmp_path / "none"))
    assert main(["run", "--json", str(program)]) == 3
    told = capsys.readouterr()
    assert json.loads(told.out)["code"] == "missing"
    assert "make setup" in told.err


def test_no_file_of_the_caller_is_read_or_written(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-P", "-m", "steppe.cli.main", "run", "--json"],
        input=b"open('made-by-program', 'w').write('x')",
        capture_output=True,
        check=False,
        cwd=tmp_path,
        timeout=170,
    )
    assert json.loads(done.stdout)["status"] == "error"
    assert os.listdir(tmp_path) == []
