"""`steppe doctor --offline`: the network is really gone, every process is watched, and who asks for it is told."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from steppe.offline import examine_offline, solve_offline
from steppe.offline_child import can_filter, filter_program
from steppe_models.places import models_dir

SMALL = "smollm2-135m-instruct"
Steppe = Callable[..., subprocess.CompletedProcess[str]]
linux = pytest.mark.skipif(not can_filter(), reason="the filter is for Linux")


@pytest.fixture
def own_places(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("STEPPE_MODELS_DIR", str(models_dir()))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@linux
def test_a_solve_needs_no_socket(own_places: None, small_model: object) -> None:
    command = ["solve", "What is 6 times 7?", "--model", SMALL, "--mode", "cot", "--max-tokens", "64"]
    found = solve_offline([*command, "--private", "--json"])
    assert found.no_filter == ""
    assert found.attempts == []
    assert found.answer


@linux
def test_whoever_asks_for_the_network_is_refused_and_told(own_places: None) -> None:
    found = solve_offline(["solve", "What is 6 times 7?", "--model", "http://127.0.0.1:9/v1", "--private", "--json"])
    assert found.attempts
    assert all(each.startswith(("IPv4 by ", "IPv6 by ")) for each in found.attempts)
    assert found.answer == ""
    assert found.code != 0


@linux
def test_the_filter_lets_everything_else_pass() -> None:
    for machine in ("x86_64", "aarch64"):
        program = filter_program(machine)
        assert len(program) % 8 == 0
        assert program[-8:-6] == program[-16:-14]  # both ways out are returns


def test_without_a_model_the_reason_is_a_finding(
    own_places: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("STEPPE_MODELS_DIR", str(tmp_path / "none"))
    (finding,) = examine_offline()
    assert finding.status == "failed"
    assert finding.code == "missing"
    assert "models pull" in finding.hint


def test_the_command_says_it_as_json(steppe: Steppe, tmp_path: Path) -> None:
    done = steppe("doctor", "--offline", "--json", STEPPE_MODELS_DIR=str(tmp_path / "none"))
    assert done.returncode == 3
    assert json.loads(done.stdout)["checks"][0]["name"] == "offline"


@pytest.mark.skipif(os.name != "posix" or sys.platform == "linux", reason="elsewhere Python itself is watched")
def test_elsewhere_the_first_process_is_watched(own_places: None) -> None:
    found = solve_offline(["solve", "What is 6 times 7?", "--model", "http://127.0.0.1:9/v1", "--private", "--json"])
    assert found.attempts
