"""`steppe serve` as a user runs it: a process of its own, the small real model, ended by a signal."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import openai
import pytest

from steppe_models.places import models_dir
from steppe_models.records import InstalledModel

SMALL = "smollm2-135m-instruct"


def test_served_streamed_and_ended(small_model: InstalledModel, tmp_path: Path) -> None:
    environment = os.environ | {
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "STEPPE_MODELS_DIR": str(models_dir()),
    }
    command = [sys.executable, "-P", "-m", "steppe.cli.main", "serve", "--port", "0", "--model", SMALL]
    command += ["--parallel", "1", "--max-tokens", "12", "--json"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        token_file = Path(told["token_file"])
        assert stat.S_IMODE(token_file.stat().st_mode) == 0o600
        token = token_file.read_text().strip()
        with openai.OpenAI(base_url=told["url"], api_key=token, max_retries=0, timeout=120) as client:
            stream = client.chat.completions.create(
                model="steppe-cot", messages=[{"role": "user", "content": "What is 2 + 2?"}], stream=True
            )
            chunks = list(stream)
        assert chunks[-1].choices[0].finish_reason in ("stop", "length")
        assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
        process.send_signal(signal.SIGTERM)
        _, words = process.communicate(timeout=60)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 0
    assert b"2 + 2" not in words
    assert token.encode() not in words
    assert b"chat 200" in words
    assert not (tmp_path / "data" / "steppe" / "history.sqlite").exists()


def test_the_token_is_kept_renewed_and_never_shared(steppe, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    first = steppe("serve", "--show-token").stdout.strip()
    assert len(first) >= 40
    assert steppe("serve", "--show-token").stdout.strip() == first
    path = tmp_path / "config" / "steppe" / "serve.token"
    path.chmod(0o644)
    told = steppe("serve", "--show-token")
    assert told.stdout.strip() != first
    assert "readable by others" in told.stderr
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert steppe("serve", "--show-token", "--new-token").stdout != told.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--port", "70000"), 2, "--port"),
        (("--parallel", "0"), 2, "--parallel"),
        (("--name", "solver.school"), 2, "--host"),
        (("--model", "mammoth-70b"), 3, "models pull"),
    ],
)
def test_what_is_wrong_is_said(steppe, arguments: tuple[str, ...], code: int, words: str) -> None:  # type: ignore[no-untyped-def]
    done = steppe("serve", *arguments)
    assert done.returncode == code
    assert words in done.stderr
    assert "Traceback" not in done.stderr
