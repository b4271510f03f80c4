"""`steppe solve` as a user runs it: real process, real small model, real sandbox."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from steppe_models.places import models_dir
from steppe_models.records import InstalledModel

SMALL = "smollm2-135m-instruct"
EASY = "What is 2 + 2?"


def events(output: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in output.splitlines()]


def test_json_stream_ends_with_a_verdict(steppe) -> None:  # type: ignore[no-untyped-def]
    done = steppe("solve", EASY, "--model", SMALL, "--max-tokens", "60", "--json")
    lines = events(done.stdout)
    assert done.returncode in (0, 1)
    assert lines[0] == {"event": "started", "mode": "auto", "model": SMALL}
    assert lines[-1]["event"] == "verdict"
    assert (lines[-1]["answer"] is not None) == (done.returncode == 0)
    assert [path["mode"] for path in lines[-1]["paths"]] == ["pot", "cot"]  # type: ignore[attr-defined]
    text = "".join(str(line["text"]) for line in lines if line["event"] == "text" and line["path"] == "cot")
    assert text


def test_argument_file_and_standard_input_are_the_same_problem(steppe, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "problem.txt"
    path.write_text(EASY + "\n")
    common = ("--model", SMALL, "--mode", "cot", "--max-tokens", "30", "--json")
    runs = [
        steppe("solve", EASY, *common),
        steppe("solve", "--file", str(path), *common),
        steppe("solve", "-", *common, stdin=EASY),
        steppe("solve", *common, stdin=EASY),
    ]
    verdicts = [events(run.stdout)[-1] for run in runs]
    answers = {(verdict["answer"], verdict["paths"][0]["tokens"]) for verdict in verdicts}  # type: ignore[index]
    assert len(answers) == 1


def test_plain_text_when_piped(steppe) -> None:  # type: ignore[no-untyped-def]
    done = steppe("solve", EASY, "--model", SMALL, "--mode", "cot", "--max-tokens", "40")
    assert "\x1b" not in done.stdout
    assert done.stdout.startswith("Reasoning\n")
    assert "\nAnswer: " in done.stdout


def test_seed_makes_sampling_repeatable(steppe) -> None:  # type: ignore[no-untyped-def]
    common = ("solve", EASY, "--model", SMALL, "--mode", "cot", "--max-tokens", "30", "--temperature", "1")
    first, second, other = (steppe(*common, "--seed", seed).stdout for seed in ("7", "7", "8"))
    assert first == second
    assert first != other


BAD = [
    ("empty problem", ("solve", "  "), "", 2, "empty"),
    ("empty standard input", ("solve", "-"), "", 2, "empty"),
    ("100 kB problem", ("solve", "-"), "word " * 20_000, 2, "too long"),
    ("binary standard input", ("solve", "-"), b"\x00\xff\x01", 2, "not plain text"),
    ("unknown mode", ("solve", EASY, "--mode", "magic"), "", 2, "no mode 'magic'"),
    ("unknown verb", ("slove", EASY), "", 2, "slove"),
    ("unknown option", ("solve", EASY, "--colour"), "", 2, "--colour"),
    ("no such file", ("solve", "--file", "/nowhere/problem.txt"), "", 2, "no file"),
    ("a folder", ("solve", "--file", "/"), "", 2, "folder"),
    ("one choice", ("solve", EASY, "--choices", "4"), "", 2, "choices"),
    ("unknown model, with the nearest", ("solve", EASY, "--model", "qwen2.5-coder-1.5b"), "", 3, "coder-1.5b-instruct"),
    ("known model, not installed", ("solve", EASY, "--model", "mammoth-70b"), "", 3, "models pull mammoth-70b"),
    ("no such model file", ("solve", EASY, "--model", "/nowhere/model.gguf"), "", 3, "no file"),
    ("a file without end", ("solve", "--file", "/dev/zero"), "", 2, "not plain text"),
    ("temperature out of range", ("solve", EASY, "--temperature", "-1"), "", 2, "temperature"),
    ("tokens out of range", ("solve", EASY, "--max-tokens", "0"), "", 2, "from 1 to 32768"),
    ("one sample", ("solve", EASY, "--samples", "0"), "", 2, "from 2 to 256"),
    ("a seed of many digits", ("solve", EASY, "--seed", "7" * 400), "", 2, "--seed 7777"),
    ("a seed is not rounded", ("solve", EASY, "--seed", "50000000001"), "", 2, "--seed 50000000001 "),
]  # fmt: skip


BAD_IDS = [case[0] for case in BAD]


@pytest.mark.parametrize(("arguments", "stdin", "code", "words"), [case[1:] for case in BAD], ids=BAD_IDS)
def test_bad_input_is_one_sentence_and_its_exit_code(steppe, arguments, stdin, code, words) -> None:  # type: ignore[no-untyped-def]
    done = steppe(*arguments, stdin=stdin)
    assert done.returncode == code
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert 1 <= len(done.stderr.splitlines()) <= 2


def test_engine_log_that_cannot_be_written(steppe) -> None:  # type: ignore[no-untyped-def]
    done = steppe("solve", EASY, "--model", SMALL, "--engine-log", "/proc/x/log")
    assert done.returncode == 2
    assert "log file" in done.stderr
    assert "Traceback" not in done.stderr


def own_places(folder: Path) -> dict[str, str]:
    """An environment in which settings are read and solves are kept in a folder of the test's own."""
    places = {"XDG_CONFIG_HOME": str(folder / "config"), "XDG_DATA_HOME": str(folder / "data")}
    return os.environ | places | {"STEPPE_MODELS_DIR": str(models_dir())}


def test_full_disk_behind_standard_output_is_a_sentence(small_model: InstalledModel, tmp_path: Path) -> None:
    command = [sys.executable, "-P", "-m", "steppe.cli.main", "solve", EASY, "--model", SMALL, "--mode", "cot"]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*command, "--max-tokens", "20"],
            stdout=full,
            stderr=subprocess.PIPE,
            env=own_places(tmp_path),
            timeout=120,
            check=False,
        )
    assert done.returncode == 1
    assert b"disk is full" in done.stderr
    assert b"Traceback" not in done.stderr
    assert b"Exception ignored" not in done.stderr


def test_nearest_names_are_named_once(steppe) -> None:  # type: ignore[no-untyped-def]
    done = steppe("solve", EASY, "--model", "smollm2-135m")
    assert done.stderr.count("smollm2-135m-instruct") == 1


def test_error_in_json_is_the_last_object(steppe) -> None:  # type: ignore[no-untyped-def]
    done = steppe("solve", " ", "--json")
    assert events(done.stdout)[-1]["event"] == "error"
    assert events(done.stdout)[-1]["code"] == "bad_input"


def test_binary_file_is_refused(steppe, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "problem.bin"
    path.write_bytes(bytes(range(256)) * 10)
    done = steppe("solve", "--file", str(path))
    assert done.returncode == 2
    assert "not plain text" in done.stderr


def test_model_file_cut_in_half(steppe, small_model: InstalledModel, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "half.gguf"
    path.write_bytes(small_model.path.read_bytes()[: small_model.size_bytes // 2])
    done = steppe("solve", EASY, "--model", str(path))
    assert done.returncode == 4
    assert "short" in done.stderr
    assert "Traceback" not in done.stderr


def test_problem_longer_than_the_context(steppe) -> None:  # type: ignore[no-untyped-def]
    done = steppe("solve", "-", "--model", SMALL, "--context", "512", stdin="three plus four " * 400)
    assert done.returncode == 2
    assert "its context holds 512" in done.stderr


def processes_of_group(group: int) -> list[int]:
    found = []
    for pid in psutil.pids():
        with contextlib.suppress(ProcessLookupError):
            if os.getpgid(pid) == group:
                found.append(pid)
    return found


# A shell ignores the signal in what it runs in the background, and that is inherited: heed it again.
HEEDING = (
    "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    "from steppe.cli.main import main\n"
    "sys.exit(main(sys.argv[1:]))\n"
)


def test_interrupt_keeps_what_was_written_and_ends_everything(small_model: InstalledModel, tmp_path: Path) -> None:
    command = [sys.executable, "-P", "-c", HEEDING, "solve", "Tell a long story.", "--model", SMALL]
    with subprocess.Popen(
        [*command, "--mode", "cot", "--max-tokens", "4000"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        env=own_places(tmp_path),
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        heading = process.stdout.readline()
        written = process.stdout.read(40)
        os.killpg(process.pid, signal.SIGINT)
        rest, errors = process.communicate(timeout=60)
    assert heading == b"Reasoning\n"
    assert written
    assert process.returncode == 130
    assert b"Stopped." in errors
    assert b"Traceback" not in errors
    assert rest.endswith(b"\n")
    deadline = time.monotonic() + 20
    while left := processes_of_group(process.pid):  # the last of them may be on its way out
        assert time.monotonic() < deadline, left
        time.sleep(0.05)


def test_reader_that_goes_away_is_no_error(small_model: InstalledModel, tmp_path: Path) -> None:
    solve = f'"{sys.executable}" -P -m steppe.cli.main solve "{EASY}" --model {SMALL} --mode cot --max-tokens 50'
    done = subprocess.run(
        f"{solve} | head -c 5", shell=True, capture_output=True, env=own_places(tmp_path), timeout=120, check=False
    )
    assert done.stdout == b"Reaso"
    assert b"Traceback" not in done.stderr
    assert b"Exception" not in done.stderr


def test_help_imports_nothing_heavy() -> None:
    script = (
        "import sys; from steppe.cli.main import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'llama_cpp', 'numpy', 'sympy', 'wasmtime', 'huggingface_hub', 'unearth', 'psutil', 'httpx2'}\n"
        "sys.exit(', '.join(heavy & set(sys.modules)) or 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_long_file_cut_inside_a_character_is_too_long_not_binary(steppe, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    long = tmp_path / "long.txt"
    long.write_bytes(b"a" + "é".encode() * 600_000)  # 1 MB ends in the middle of a character
    done = steppe("solve", "--file", str(long))
    assert done.returncode == 2
    assert "longer than 1 MB" in done.stderr


def test_settings_stand_where_no_flag_is_given(steppe) -> None:  # type: ignore[no-untyped-def]
    done = steppe("solve", EASY, "--model", SMALL, "--json", STEPPE_SOLVE_MODE="cot", STEPPE_SOLVE_MAX_TOKENS="20")
    lines = events(done.stdout)
    assert lines[0]["mode"] == "cot"
    assert lines[-1]["paths"][0]["tokens"] <= 20  # type: ignore[index]
    flagged = steppe(
        "solve", EASY, "--model", SMALL, "--json", "--mode", "pot", "--max-tokens", "8", STEPPE_SOLVE_MODE="cot"
    )
    assert events(flagged.stdout)[0]["mode"] == "pot"
    bad = steppe("solve", EASY, "--model", SMALL, "--mode", "cot", "--max-tokens", "8", STEPPE_ENGINE_THREADS="many")
    assert "STEPPE_ENGINE_THREADS" in bad.stderr


def test_a_solve_is_kept_unless_it_is_private(steppe) -> None:  # type: ignore[no-untyped-def]
    short = ("--model", SMALL, "--mode", "cot", "--max-tokens", "8")
    steppe("solve", "A private thing: 1 + 1?", *short, "--private")
    steppe("solve", "An open thing: 1 + 2?", *short)
    kept = steppe("history", "list", "--json")
    assert "An open thing" in kept.stdout
    assert "A private thing" not in kept.stdout


def test_a_history_that_cannot_be_written_is_said_and_the_solve_goes_on(steppe, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where a folder should be")
    done = steppe(
        "solve", EASY, "--model", SMALL, "--mode", "cot", "--max-tokens", "8", "--json", XDG_DATA_HOME=str(blocked)
    )
    assert events(done.stdout)[-1]["event"] == "verdict"
    assert "not kept" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_is_older_than_the_setting_is_forgotten(steppe, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    short = ("--model", SMALL, "--mode", "cot", "--max-tokens", "4")
    steppe("solve", "An old thing: 1 + 1?", *short)
    (database,) = (path for path in (tmp_path / "data").rglob("*") if path.suffix in (".db", ".sqlite", ".sqlite3"))
    with contextlib.closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE solve SET started = started - 3 * 86400")
    steppe("solve", "A new thing: 1 + 2?", *short, STEPPE_HISTORY_DAYS="2")
    kept = steppe("history", "list", "--json").stdout
    assert "A new thing" in kept
    assert "An old thing" not in kept
