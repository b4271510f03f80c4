"""`steppe bench` gives the figures of the contract; their values are for people, not for tests."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from steppe_models.places import models_dir


def test_startup_has_the_contract_keys(steppe) -> None:  # type: ignore[no-untyped-def]
    done = steppe("bench", "startup", "--model", "smollm2-135m-instruct", "--repeats", "1", "--json")
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert {"window_s", "help_cpu_s", "first_token_ratio", "machine", "load", "repeats"} <= set(figures)
    assert figures["first_token_ratio"] > 0
    assert figures["peer_first_token_s"] > 0


def test_sandbox_has_the_contract_keys(steppe) -> None:  # type: ignore[no-untyped-def]
    done = steppe("bench", "sandbox", "--repeats", "3", "--json")
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert {"trivial_ms", "solve_ms", "sixteen_ms", "ready_ms"} <= set(figures["wasm"])
    assert figures["wasm"]["trivial_ms"]["p50"] > 0
    assert figures["spawn"]["trivial_ms"]["p50"] > 0


def test_no_repeats_are_refused(steppe) -> None:  # type: ignore[no-untyped-def]
    done = steppe("bench", "sandbox", "--repeats", "0")
    assert done.returncode == 2
    assert "at least 1" in done.stderr


SMALL = ("--model", "smollm2-135m-instruct", "--quick", "--repeats", "1")
# Stands in for llama-batched-bench where that is not built: says which figures it was asked for, each speed 10 x width.
BENCH = """#!{python}
import json, sys
given = dict(zip(sys.argv[1::2], sys.argv[2::2]))
assert "-kvu" in sys.argv and "-pps" in sys.argv and "--repack" in sys.argv, sys.argv
for width in (1, 4, 16):
    print(json.dumps({{"pl": width, "speed_pp": 50.0, "speed_tg": 10.0 * width}}))
"""


@pytest.mark.slow
def test_engine_has_the_contract_keys(steppe, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    native = tmp_path / "llama-batched-bench"
    native.write_text(BENCH.format(python=sys.executable))
    native.chmod(native.stat().st_mode | stat.S_IXUSR)
    done = steppe("bench", "engine", *SMALL, "--batched-bench", str(native), "--json", timeout=170)
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert {"machine", "load", "repeats", "model"} <= set(figures)
    names = {"pair_wall", "first_answer", "sixteen_throughput", "second_prefill", "native_1", "native_4", "native_16"}
    assert names == set(figures["ratios"])
    assert all(value > 0 for value in figures["ratios"].values())
    assert figures["memory_mb"]["front"] > 0
    worker = figures["details"]["worker_mb"]
    assert worker["weights"] > 0
    assert worker["kv_cache"] > 0
    assert figures["details"]["native_tokens_per_second"] == {"1": 10.0, "4": 40.0, "16": 160.0}
    assert set(figures["details"]["step_ms"]) >= {"1", "4", "16"}
    assert "left: round 1 of 1" in done.stderr


@pytest.mark.slow
def test_types_are_made_measured_in_turn_and_removed(steppe, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    arguments = ("--types", "q4_0,Q4_1", "--threads", "1", *SMALL[:2], "--repeats", "1", "--json")
    done = steppe("bench", "engine", *arguments, timeout=170, STEPPE_CACHE_DIR=str(tmp_path / "cache"))
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert figures["installed"] == "Q4_1"
    assert [(row["type"], row["repacked"]) for row in figures["types"]] == [
        ("Q4_1", False), ("Q4_1", True), ("Q4_0", False), ("Q4_0", True)
    ]  # fmt: skip
    for row in figures["types"]:
        assert list(row["tokens_per_second"]) == ["1", "2", "4", "8", "16"]
        assert row["prompt_tokens_per_second"] > 0
        assert set(row["ratios"].values()) == {1.0} or row["type"] == "Q4_0"
    assert figures["types"][2]["size_bytes"] < figures["types"][0]["size_bytes"]
    left = [each.name for each in (tmp_path / "cache").rglob("*")]
    assert not any(name.endswith(".gguf") or name.startswith("bench-types") for name in left)
    kept = [name for name in left if name.startswith("step-costs")]
    assert len(kept) == figures["kept"]


@pytest.mark.slow
def test_switches_give_their_figures(steppe) -> None:  # type: ignore[no-untyped-def]
    done = steppe("bench", "engine", "--switches", "--threads", "1", *SMALL, "--json", timeout=170)
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert [(way["repacked"], way["lookup"]) for way in figures["ways"]] == [
        (False, "off"), (True, "off"), (True, "always"), (True, "auto")
    ]  # fmt: skip
    assert {"repack_alone", "repack_wave", "repack_prompt", "lookup_always", "lookup_auto"} <= set(figures["ratios"])
    assert all(value > 0 for value in figures["ratios"].values())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("sandbox", "--quick"), "bench engine"),
        (("engine", "--threads", "0"), "at least 1"),
        (("engine", "--batched-bench", "nowhere"), "no file nowhere"),
        (("engine", "--types", "Q4_0,Q3_X"), "no type Q3_X"),
        (("engine", "--types", ","), "names no type"),
        (("engine", "--types", "Q4_0", "--switches"), "one of them"),
        (("sandbox", "--switches"), "bench engine"),
    ],
)
def test_options_that_cannot_be_meant_are_refused(steppe, arguments: tuple[str, ...], said: str) -> None:  # type: ignore[no-untyped-def]
    done = steppe("bench", *arguments)
    assert done.returncode == 2
    assert said in done.stderr


def test_a_peer_that_is_none_is_said(steppe, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    other = tmp_path / "other"
    other.write_text(f"#!{sys.executable}\nprint('no such option')\nraise SystemExit(3)\n")
    other.chmod(other.stat().st_mode | stat.S_IXUSR)
    done = steppe("bench", "engine", *SMALL, "--batched-bench", str(other))
    assert done.returncode == 1
    assert "exit code 3" in done.stderr
    assert "no such option" in done.stderr


# A suite that runs in a script's background ignores Ctrl-C, and its children would inherit that.
HEEDING = (
    "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "from steppe.cli.main import main; sys.exit(main(sys.argv[1:]))"
)


def test_interrupted_it_leaves_nothing_behind(small_model: object, tmp_path: Path) -> None:
    command = [sys.executable, "-P", "-c", HEEDING, "bench", "engine", *SMALL]
    environment = os.environ | {"STEPPE_MODELS_DIR": str(models_dir()), "TMPDIR": str(tmp_path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if b"round 1" in line:
                break
        children = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=90)
    assert process.returncode == 130
    assert b"Stopped." in errors
    assert len(children) >= 2
    _, alive = psutil.wait_procs(children, timeout=30)
    assert not alive
    assert list(tmp_path.iterdir()) == []
