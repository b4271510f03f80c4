"""A child is started as a module from an environment, and by its name from the frozen application."""

from __future__ import annotations

import ast
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from steppe.cli.main import WORKERS
from steppe_models.own_process import is_frozen, own_command, steppe_command

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("desktop/steppe", "desktop/steppe_qt", "convert/steppe_convert", "models/steppe_models")
# These begin the same process anew, or measure other programs; none is a child of ours in a frozen build.
OTHER_USES = {
    "helper.py": "execv of the very command",
    "broker.py": "execve of the very command",
    "image.py": "forgets it",
    "update.py": "for developers",
    "own_process.py": "the function itself",
}


def test_from_an_environment_the_module_runs_without_the_current_folder() -> None:
    assert not is_frozen()
    assert own_command("engine", "steppe_models.engine.worker") == [
        sys.executable, "-P", "-m", "steppe_models.engine.worker",
    ]  # fmt: skip
    assert own_command("sandbox", "steppe.sandbox.helper", flags=["-I"])[1:] == ["-I", "-m", "steppe.sandbox.helper"]
    assert steppe_command() == [sys.executable, "-P", "-m", "steppe.cli.main"]


def test_a_frozen_application_calls_itself_by_the_workers_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert is_frozen()
    assert own_command("engine", "steppe_models.engine.worker") == [sys.executable, "--worker", "engine"]
    assert steppe_command() == [sys.executable]


def calls_of_own_command() -> list[tuple[str, str, str]]:
    found = []
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "own_command":
                    name, module = (ast.literal_eval(argument) for argument in node.args[:2])
                    found.append((path.name, name, module))
    return found


def test_every_worker_that_the_code_starts_is_one_that_a_frozen_build_knows() -> None:
    calls = calls_of_own_command()
    assert len(calls) >= len(WORKERS) - 1
    for place, name, module in calls:
        assert WORKERS.get(name) == module, f"{place} starts {name!r}, which --worker does not know"
    for module in WORKERS.values():
        assert find_spec(module) is not None


def test_nothing_else_builds_a_command_from_the_interpreter() -> None:
    offenders = []
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            if path.name in OTHER_USES or "bench" in path.parts:
                continue
            if "sys.executable" in path.read_text(encoding="utf-8"):
                offenders.append(str(path.relative_to(ROOT)))
    assert offenders == [], "use own_command or steppe_command: in a frozen build sys.executable is the application"
