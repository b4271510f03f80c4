"""Asks a short-lived worker what the installed llama.cpp can do here: its build and the GPUs that it finds."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass

from steppe_models.engine.client import worker_command
from steppe_models.errors import EngineError, MissingError
from steppe_models.hardware import Gpu

PROBE_LIMIT_S = 60.0


@dataclass(frozen=True, slots=True)
class EngineReport:
    """llama.cpp as installed: the binding's version, the CPU features in use, the GPUs with their free memory."""

    version: str
    build: str
    gpus: tuple[Gpu, ...]


def probe_engine() -> EngineReport:
    """Load the native libraries in a child process and report; a crash there is an error here, no more.

    Raises:
        MissingError: llama-cpp-python is not installed or its libraries do not load.
        EngineError: the child crashed or hung.
    """
    command = [*worker_command(), "--probe"]
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=PROBE_LIMIT_S, check=False
        )
    except subprocess.TimeoutExpired:
        raise EngineError("llama.cpp does not answer.", "A graphics driver may hang: restart the machine.") from None
    try:
        answer = json.loads(done.stdout.splitlines()[-1])
    except (IndexError, ValueError):
        raise EngineError(
            f"llama.cpp crashed while it was looked at (exit code {done.returncode}).",
            "Run `make setup` to build it again for this machine.",
        ) from None
    if "error" in answer:
        raise MissingError(answer["error"], answer["hint"])
    return EngineReport(answer["version"], answer["build"], tuple(Gpu(**gpu) for gpu in answer["gpus"]))
