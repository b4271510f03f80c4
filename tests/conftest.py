"""What all tests share: the small real model, and a check that nothing is left running."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from steppe.settings_table import SETTINGS
from steppe_models.catalogue import load_catalogue
from steppe_models.errors import MissingError
from steppe_models.places import models_dir
from steppe_models.records import InstalledModel
from steppe_models.store import Store

SMALL = "smollm2-135m-instruct"
Steppe = Callable[..., subprocess.CompletedProcess[str]]

# Whoever runs the tests may have set Steppe up otherwise and speak another language; so may their desktop.
_OTHERS = {setting.variable for setting in SETTINGS} | {
    "STEPPE_API_KEY", "STEPPE_DATA_DIR", "LANGUAGE", "LC_MESSAGES", "QT_SCALE_FACTOR", "QT_SCREEN_SCALE_FACTORS",
    "QT_FONT_DPI", "QT_QPA_PLATFORMTHEME", "QT_STYLE_OVERRIDE", "COLUMNS", "LINES",
}  # fmt: skip
for _name in _OTHERS:
    os.environ.pop(_name, None)
os.environ["LC_ALL"] = "C.UTF-8"


@pytest.fixture(scope="session")
def small_model() -> InstalledModel:
    """SmolLM2-135M-Instruct from the user's own store; `make test` pulls it there first."""
    try:
        return Store(models_dir(), load_catalogue()).resolve(SMALL)
    except MissingError:
        pytest.fail(f"The tests need a small real model: run `steppe models pull {SMALL}`, or `make test`.")


@pytest.fixture
def steppe(small_model: InstalledModel, tmp_path: Path) -> Steppe:
    """Runs the command line in a process of its own, with the real store and an empty configuration."""

    def run(*arguments: str, stdin: str | bytes = "", timeout: float = 170, **environment: str):  # type: ignore[no-untyped-def]
        command = [sys.executable, "-P", "-m", "steppe.cli.main", *arguments]
        data = stdin.encode() if isinstance(stdin, str) else stdin
        values = os.environ | {
            "XDG_CONFIG_HOME": str(tmp_path / "config"),
            "XDG_DATA_HOME": str(tmp_path / "data"),
            "STEPPE_MODELS_DIR": str(models_dir()),
            "HF_HUB_OFFLINE": "1",
        }
        done = subprocess.run(
            command, input=data, capture_output=True, timeout=timeout, env=values | environment, check=False
        )
        return subprocess.CompletedProcess(
            command, done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
        )

    return run


@pytest.fixture(autouse=True)
def nothing_left_running(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves a thread of ours behind; the session's own sandbox may start a helper at any time."""
    is_shared = {"sandbox", "shared_sandbox"} & set(request.fixturenames)
    prefixes = ("engine",) if is_shared else ("engine", "sandbox")
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + 20
    left: list[threading.Thread] = []
    while time.monotonic() < deadline:
        left = [each for each in threading.enumerate() if each not in before and each.is_alive()]
        left = [each for each in left if each.name.startswith(prefixes)]
        if not left:
            return
        time.sleep(0.02)
    pytest.fail(f"threads still run: {[each.name for each in left]}")
