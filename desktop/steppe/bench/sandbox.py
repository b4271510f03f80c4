"""What a program costs in the sandbox, against a bare `python -I` for each program, in turn in one run.

Measured from the application's side: cold (nothing compiled yet), warm, sixteen candidates, how late a program ends
after its deadline or after it was cancelled, in the interpreter and inside a call of the host, and memory.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import threading
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from steppe.sandbox.client import Sandbox
from steppe.sandbox.component import find_component
from steppe.sandbox.outcome import Outcome
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
_ENDLESS = "while True: pass"
_HANGS = "import select\nselect.select([], [], [], 3600)"  # one call of the host: only the watchdog ends it
_ENDLESS_NATIVE, _HANGS_NATIVE = f"import numpy\n{_ENDLESS}", f"import numpy\n{_HANGS}"
_TRIVIAL_NATIVE = f"import numpy\n{TRIVIAL}"
_READY_LIMIT_S = 300.0
_STARTS = 5
_SETTLE_S = 0.2
_ENDINGS = 20  # each takes a tenth of a second
_HANGS_MEASURED = 3  # each costs a helper its life, and three a minute are replaced
_FEWEST_FOR_COLD = 20  # compiling takes ten seconds: not in a quick look
_DEADLINE_S = 0.1
_CANCEL_AFTER_S = 0.05

Progress = Callable[[str], None]


def measure_sandbox(repeats: int, on_progress: Progress) -> dict[str, Any]:
    """The figures of `steppe bench sandbox`; times in milliseconds, memory and sizes in MB.

    Raises:
        SteppeError: the sandbox does not run here.
    """
    endings = min(repeats, _ENDINGS)
    with Sandbox(workers=1) as sandbox:
        sandbox.wait_ready(_READY_LIMIT_S)
        if not sandbox.ready:
            raise SteppeError(f"The sandbox does not run here: {sandbox.state.reason}", sandbox.state.hint)
        on_progress("trivial programs, in turn with bare processes")
        ours, bare = _in_turn(sandbox, repeats)
        on_progress("sympy solve")
        solve = _times(lambda: _run(sandbox, SOLVE), repeats // 2 or 1)
        time.sleep(_SETTLE_S)  # the next instance takes the last one's place
        memory_mb = _resident_mb(sandbox.service_pids)
        on_progress("ends after cancelling")
        cancel_ms = _cancels(sandbox, _ENDLESS, endings)
        on_progress("numpy programs in the native engine")
        native = _native(sandbox, repeats // 2 or 1, endings)
    on_progress("ends after a deadline and inside a call of the host")
    wasm_ends = {**_wasm_ends(endings, min(repeats, _HANGS_MEASURED)), "cancel_ms": cancel_ms}
    on_progress("sixteen candidates")
    sixteen = _sixteen(_STARTS)
    on_progress("starting")
    ready = [_ready_ms() for _ in range(_STARTS)]
    cold_ms = None
    if repeats >= _FEWEST_FOR_COLD:
        on_progress("starting with nothing compiled")
        cold_ms = _cold_ms()
    return {
        "wasm": {
            "trivial_ms": _percentiles(ours),
            "solve_ms": _percentiles(solve),
            "sixteen_ms": round(statistics.median(sixteen), 1),
            "ready_ms": round(statistics.median(ready), 1),
            "cold_ms": cold_ms,
            **wasm_ends,
            "memory_mb": memory_mb,
            **_component_mb(),
        },
        "native": native,
        "spawn": {"trivial_ms": _percentiles(bare)},
        "ratio_to_spawn": round(statistics.median(a / b for a, b in zip(ours, bare, strict=True)), 3),
    }


def report_lines(figures: dict[str, Any], repeats: int) -> list[str]:
    """The same for people."""
    wasm, native, spawn = figures["wasm"], figures["native"], figures["spawn"]
    lines = [
        f"trivial program: {_both(wasm['trivial_ms'])}",
        f"  the same in a bare python -I -S process: {_both(spawn['trivial_ms'])}",
        f"  ratio, median of {repeats} pairs: {figures['ratio_to_spawn']}",
        f"sympy solve: {_both(wasm['solve_ms'])}",
        f"sixteen mixed candidates, two helpers: {wasm['sixteen_ms']} ms",
        f"helper ready: {wasm['ready_ms']} ms; its resident memory: {wasm['memory_mb']} MB",
        f"end after a deadline: {_both(wasm['deadline_ms'])}; after cancelling: {_both(wasm['cancel_ms'])}",
        f"inside a call of the host: {_both(wasm['host_call_ms'])}; cancelled: {_both(wasm['host_call_cancel_ms'])}",
        f"component: {wasm['component_mb']} MB, {wasm['compressed_mb']} MB compressed",
    ]
    if wasm["cold_ms"] is not None:
        lines.append(f"helper ready with nothing compiled: {wasm['cold_ms'] / 1000:.1f} s")
    if native is not None:
        lines += [
            f"native engine, numpy program: {_both(native['numpy_ms'])}; trivial: {_both(native['trivial_ms'])}",
            f"native engine ready: {native['ready_ms']} ms; its memory: {native['memory_mb']} MB",
            f"native end after a deadline: {_both(native['deadline_ms'])}; cancelled: {_both(native['cancel_ms'])}",
        ]
    return lines


def _both(times: dict[str, float]) -> str:
    return f"p50 {times['p50']} ms, p99 {times['p99']} ms"


def _in_turn(sandbox: Sandbox, repeats: int) -> tuple[list[float], list[float]]:
    ours, bare = [], []
    for _ in range(repeats):
        ours += _times(lambda: _run(sandbox, TRIVIAL), 1)
        bare += _times(_spawn, 1)
    return ours, bare


def _native(sandbox: Sandbox, repeats: int, endings: int) -> dict[str, Any] | None:
    """The native engine's figures; None where it is off or has no numpy."""
    started = time.perf_counter()
    if not sandbox.wait_native(_READY_LIMIT_S) or "numpy" not in sandbox.native_state.note:
        return None
    ready_ms = (time.perf_counter() - started) * 1000
    times = _times(lambda: _run(sandbox, NUMPY), repeats)
    return {
        "numpy_ms": _percentiles(times),
        "trivial_ms": _percentiles(_times(lambda: _run(sandbox, _TRIVIAL_NATIVE), repeats)),
        "ready_ms": round(ready_ms, 1),
        "deadline_ms": _ends_late(sandbox, _ENDLESS_NATIVE, endings),
        "host_call_ms": _ends_late(sandbox, _HANGS_NATIVE, endings),
        "cancel_ms": _cancels(sandbox, _ENDLESS_NATIVE, endings),
        "memory_mb": _proportional_mb(sandbox.service_pids[-1]),
    }


def _wasm_ends(endings: int, repeats: int) -> dict[str, dict[str, float]]:
    """Without the native engine, which would give a program that ran out of time a second try."""
    with Sandbox(workers=1, native=False) as sandbox:
        sandbox.wait_ready(_READY_LIMIT_S)
        figures = {"deadline_ms": _ends_late(sandbox, _ENDLESS, endings)}
    for name, measure in (("host_call_ms", _ends_late), ("host_call_cancel_ms", _cancels)):
        with Sandbox(workers=1, native=False) as sandbox:
            sandbox.wait_ready(_READY_LIMIT_S)
            figures[name] = measure(sandbox, _HANGS, repeats)
    return figures


def _ends_late(sandbox: Sandbox, source: str, repeats: int) -> dict[str, float]:
    """How long after its deadline the application knows that a program was ended."""
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        outcome = sandbox.run(source, wall_s=_DEADLINE_S)
        times.append((time.perf_counter() - started - _DEADLINE_S) * 1000)
        _expect(outcome, "timeout")
        sandbox.wait_ready(_READY_LIMIT_S)
    return _percentiles(times)


def _cancels(sandbox: Sandbox, source: str, repeats: int) -> dict[str, float]:
    """How long after `cancel` the application has the outcome."""
    times = []
    for _ in range(repeats):
        cancelled: list[float] = []

        def cancel(told: list[float] = cancelled) -> None:
            time.sleep(_CANCEL_AFTER_S)
            told.append(time.perf_counter())
            sandbox.cancel()

        thread = threading.Thread(target=cancel, name="bench-cancel")
        thread.start()
        outcome = sandbox.run(source, wall_s=30)
        ended = time.perf_counter()
        thread.join()
        times.append((ended - cancelled[0]) * 1000)
        _expect(outcome, "cancelled")
        sandbox.wait_ready(_READY_LIMIT_S)
    return _percentiles(times)


def _run(sandbox: Sandbox, source: str) -> None:
    _expect(sandbox.run(source, wall_s=10.0), "ok")


def _expect(outcome: Outcome, status: str) -> None:
    if outcome.status != status:
        raise SteppeError(
            f"A program of the measurement did not end as expected: {outcome.message}", "Run `steppe doctor`."
        )


def _spawn() -> None:
    subprocess.run([sys.executable, "-I", "-S", "-c", TRIVIAL], stdout=subprocess.DEVNULL, check=True)


def _sixteen(repeats: int) -> list[float]:
    with Sandbox(workers=2) as sandbox:
        sandbox.run_many(CANDIDATES, wall_s=10.0)  # starts the second helper
        return _times(lambda: sandbox.run_many(CANDIDATES, wall_s=10.0), repeats)


def _ready_ms(cache: Path | None = None) -> float:
    with Sandbox(workers=1, cache=cache) as sandbox:
        return _times(lambda: sandbox.wait_ready(_READY_LIMIT_S), 1)[0]


def _cold_ms() -> float:
    with tempfile.TemporaryDirectory(prefix="steppe-bench-") as folder:
        return round(_ready_ms(Path(folder)), 1)


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


def _proportional_mb(pid: int) -> float:
    """What a broker, its zygote and waiting children hold together; pages that several share count once."""
    import psutil

    broker = psutil.Process(pid)
    family = (broker, *broker.children(recursive=True))
    return round(sum(each.memory_full_info().pss for each in family) / 1e6, 1)


def _component_mb() -> dict[str, float]:
    """The component's size as it is, and as a wheel carries it."""
    data = find_component().wasm.read_bytes()
    return {"component_mb": round(len(data) / 1e6, 1), "compressed_mb": round(len(zlib.compress(data)) / 1e6, 1)}
