"""What the window costs: the longest stall while text streams in, its memory, how soon it is on the screen."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from steppe_models.errors import MissingError, SteppeError
from steppe_models.own_process import own_command

TOKENS_PER_SECOND = 1000
STREAM_S = 10.0
SOLVES = 120  # an hour of one problem every thirty seconds, without the waiting
LIMIT_S = 600.0
SOLVE_LIMIT_S = 10.0


def measure_window(repeats: int, on_note: Callable[[str], None], solves: int = SOLVES) -> dict[str, Any]:
    """Figures of the real window in processes of its own; without a display it is drawn into memory.

    `longest_stall_ms` and `window_s` are medians over `repeats`; memory is measured once, after a sixth, half and all
    of the solves, and its growth is that of the second half.

    Raises:
        MissingError: PySide6 is missing.
        SteppeError: the measured process failed.
    """
    streams: list[dict[str, Any]] = []
    for repeat in range(repeats):
        on_note(f"streaming {repeat + 1} of {repeats}")
        streams.append(_figures("stream", str(TOKENS_PER_SECOND), "--seconds", str(STREAM_S)))
    on_note(f"memory over {solves} solves")
    memory = _figures("memory", str(solves), limit_s=max(LIMIT_S, solves * SOLVE_LIMIT_S))
    return {
        "longest_stall_ms": statistics.median(each["longest_stall_ms"] for each in streams),
        "longest_stalls_ms": [each["longest_stall_ms"] for each in streams],
        "p99_stall_ms": statistics.median(each["p99_stall_ms"] for each in streams),
        "tokens_per_second": round(statistics.median(each["tokens"] / each["seconds"] for each in streams)),
        "memory_mb": memory["memory_mb"],
        "memory_growth_mb": memory["growth_mb"],
        "memory_at_mb": memory["memory_at_mb"],
        "solves": memory["solves"],
        "window_s": round(measure_window_start(repeats), 3),
        "platform": _environment().get("QT_QPA_PLATFORM", "xcb or wayland"),
    }


def measure_window_start(repeats: int) -> float:
    """Seconds from the start of the process to the first painted window: the median, after one run to warm the disk.

    Raises:
        MissingError: PySide6 is missing.
        SteppeError: the measured process failed.
    """
    times = [_seconds_to_paint() for _ in range(repeats + 1)]
    return statistics.median(times[1:])


def _seconds_to_paint() -> float:
    started = time.perf_counter()
    with subprocess.Popen(
        _command("start"),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        env=_environment(),
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith(b"painted"):
                return time.perf_counter() - started
    raise _failed("")


def _figures(*arguments: str, limit_s: float = LIMIT_S) -> dict[str, Any]:
    done = subprocess.run(
        _command(*arguments),
        capture_output=True,
        check=False,
        timeout=limit_s,
        stdin=subprocess.DEVNULL,
        env=_environment(),
    )
    lines = done.stdout.decode("utf-8", "replace").strip().splitlines()
    if done.returncode != 0 or not lines:
        raise _failed(done.stderr.decode("utf-8", "replace"))
    found: dict[str, Any] = json.loads(lines[-1])
    return found


def _command(*arguments: str) -> list[str]:
    return [*own_command("measure-window", "steppe_qt.measure"), *arguments]


def _environment() -> dict[str, str]:
    environment = dict(os.environ)
    if not environment.get("DISPLAY") and not environment.get("WAYLAND_DISPLAY") and sys.platform.startswith("linux"):
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    return environment


def _failed(errors: str) -> SteppeError:
    if "No module named 'PySide6'" in errors:
        return MissingError("The window needs PySide6, which is not installed.", "pip install 'steppe[gui]'")
    last = errors.strip().splitlines()[-1:] or ["it said nothing"]
    return SteppeError(f"The measured window failed: {last[0]}", "Run `steppe doctor` to see what does not work.")
