"""`steppe doctor` tells the truth, also where something is missing."""

from __future__ import annotations

import json
from pathlib import Path


def checks(output: str) -> dict[str, dict[str, str]]:
    return {check["name"]: check for check in json.loads(output)["checks"]}


def test_healthy_machine_except_for_the_default_model(steppe, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    done = steppe("doctor", "--json", STEPPE_MODELS_DIR=str(tmp_path / "models"))
    found = checks(done.stdout)
    assert done.returncode == 3
    assert json.loads(done.stdout)["ok"] is False
    assert found["default model"]["status"] == "failed"
    assert "steppe models pull" in found["default model"]["hint"]
    assert found["llama.cpp"]["status"] == "ok"
    assert found["sandbox"]["status"] == "ok"
    assert found["machine"]["status"] == "ok"


def test_broken_native_library_is_named(steppe, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    done = steppe("doctor", "--json", LLAMA_CPP_LIB_PATH=str(tmp_path))
    assert done.returncode == 3
    assert checks(done.stdout)["llama.cpp"]["status"] == "failed"
    assert "Traceback" not in done.stderr


def test_unwritable_models_folder_is_named(steppe) -> None:  # type: ignore[no-untyped-def]
    done = steppe("doctor", "--json", STEPPE_MODELS_DIR="/proc/models")
    found = checks(done.stdout)["models folder"]
    assert found["status"] == "failed"
    assert "/proc" in found["text"]
    assert done.returncode != 0


def test_plain_text_has_a_line_a_finding(steppe) -> None:  # type: ignore[no-untyped-def]
    done = steppe("doctor")
    assert any(line.startswith("ok ") and "sandbox" in line for line in done.stdout.splitlines())
