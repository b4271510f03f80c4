"""What a program costs in the sandbox, against a bare `python -I` for each program, in turn in one run."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from steppe.sandbox.client import Sandbox
from steppe_models.errors import SteppeError

TRIVIAL = "print(2 + 3)"
SOLVE = "from sympy import symbols, solve\nx = symbols('x')\nprint(solve(x**2 - 5*x + 6, x))"
_ARITHMETIC = "total = sum(n * n for n in range({0}))\nprint(total % 1009)"
NUMPY = "import numpy\nprint(int(numpy.linalg.solve([[3.0, 1.0], [1.0, 2.0]], [9.0, 8.0])[0]))"
_HEAVY = "from sympy import symbols, integrate, simplify, sin, cos\nx = symbols('x')\nprint(integrate(x * sin(x), x))"
CANDIDATES = [
    *(_ARITHMETIC.format(100 + number) for number in range(8)),
    *(SOLVE.replace("+ 6", f"+ {number}") for number in range(6)),
    *([_HEAVY] * 2),
]
_READY_LIMIT_S = 300.0
_STARTS = 5

Progress = Callable[[str], None]


def measure_sandbox(repeats: int, on_progress: Progress) -> dict[str, Any]:
    """The figures of `steppe bench sandbox`; times in milliseconds, memory in MB.

    Raises:
        SteppeError: the sandbox does not run here.
    """
    with Sandbox(workers=1) as sandbox:
        sandbox.wait_ready(_READY_LIMIT_S)
        if not sandbox.ready:
            raise SteppeError(f"The sandbox does not run here: {sandbox.state.reason}", sandbox.state.hint)
        on_progress("trivial programs, in turn with bare processes")
        ours, bare = _in_turn(sandbox, repeats)
        on_progress("sympy solve")
        solve = _times(lambda: _run(sandbox, SOLVE), repeats // 2 or 1)
        memory_mb = _resident_mb(sandbox.service_pids)
        on_progress("numpy programs in the native engine")
        native = _native(sandbox, repeats // 2 or 1)
    on_progress("sixteen candidates")
    sixteen = _sixteen(_STARTS)
    on_progress("starting")
    ready = [_ready_ms() for _ in range(_STARTS)]
    return {
        "wasm": {
            "trivial_ms": _percentiles(ours),
            "solve_ms": _percentiles(solve),
            "sixteen_ms": round(statistics.median(sixteen), 1),
            "ready_ms": round(statistics.median(ready), 1),
            "memory_mb": memory_mb,
        },
        "native": native,
        "spawn": {"trivial_ms": _percentiles(bare)},
        "ratio_to_spawn": round(statistics.median(a / b for a, b in zip(ours, bare, strict=True)), 3),
    }


def _in_turn(sandbox: Sandbox, repeats: int) -> tuple[list[float], list[float]]:
    ours, bare = [], []
    for _ in range(repeats):
        ours += _times(lambda: _run(sandbox, TRIVIAL), 1)
        bare += _times(_spawn, 1)
    return ours, bare


def _native(sandbox: Sandbox, repeats: int) -> dict[str, Any] | None:
    """The native engine's figures; None where it is off or has no numpy."""
    started = time.perf_counter()
    if not sandbox.wait_native(_READY_LIMIT_S) or "numpy" not in sandbox.native_state.note:
        return None
    ready_ms = (time.perf_counter() - started) * 1000
    times = _times(lambda: _run(sandbox, NUMPY), repeats)
    return {"numpy_ms": _percentiles(times), "ready_ms": round(ready_ms, 1)}


def _run(sandbox: Sandbox, source: str) -> None:
    outcome = sandbox.run(source, wall_s=10.0)
    if not outcome.is_ok:
        raise SteppeError(f"A program of the measurement failed: {outcome.message}", "Run `steppe doctor`.")


def _spawn() -> None:
    subprocess.run([sys.executable, "-I", "-S", "-c", TRIVIAL], stdout=subprocess.DEVNULL, check=True)


def _sixteen(repeats: int) -> list[float]:
    with Sandbox(workers=2) as sandbox:
        sandbox.run_many(CANDIDATES, wall_s=10.0)  # starts the second helper
        return _times(lambda: sandbox.run_many(CANDIDATES, wall_s=10.0), repeats)


def _ready_ms() -> float:
    with Sandbox(workers=1) as sandbox:
        return _times(lambda: sandbox.wait_ready(_READY_LIMIT_S), 1)[0]


def _times(action: Callable[[], object], repeats: int) -> list[float]:
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        action()
        times.append((time.perf_counter() - started) * 1000)
    return times


def _percentiles(times: list[float]) -> dict[str, float]:
    ordered = sorted(times)
    return {
        "p50": round(statistics.median(ordered), 2),
        "p99": round(ordered[min(len(ordered) - 1, round(0.99 * len(ordered)))], 2),
    }


def _resident_mb(pids: tuple[int, ...]) -> float:
    import psutil

    return round(sum(psutil.Process(pid).memory_info().rss for pid in pids) / 1e6, 1)
