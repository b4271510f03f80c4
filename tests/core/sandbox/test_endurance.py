"""Ten thousand programs in a row on the WebAssembly engine leave nothing behind: no memory, no files, no processes."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass

import psutil
import pytest

from steppe.sandbox.client import Sandbox

PROGRAMS = int(os.environ.get("STEPPE_ENDURANCE_PROGRAMS", "10000"))
STEPS = 10
GROWTH_BYTES = 8 << 20  # allocators round; ten thousand programs that each left a page would be 40 MB
ODD = {  # every so many programs one of another kind
    50: "from sympy import *\nx = symbols('x')\nprint(solve(x**2 - 5*x + 6, x))",
    97: "1 / 0",
    101: "print('x' * 60_000)",
    211: "x = []\nwhile True: x.append(bytearray(10**6))",
    499: "while True: pass",
}


@dataclass(frozen=True)
class State:
    """What a process holds."""

    memory_bytes: int
    files: int
    threads: int
    children: int


def state(pid: int) -> State:
    process = psutil.Process(pid)
    children = len(process.children(recursive=True))
    return State(process.memory_info().rss, process.num_fds(), process.num_threads(), children)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_nothing_grows() -> None:
    with Sandbox(workers=1, native=False) as sandbox:
        assert sandbox.wait_ready(170)
        (helper,) = sandbox.service_pids
        states: list[tuple[State, State]] = []
        started = time.monotonic()
        for number in range(1, PROGRAMS + 1):
            kind = next((each for each in sorted(ODD, reverse=True) if number % each == 0), None)
            if kind is None:
                assert sandbox.run(f"print({number} * 2)").stdout == f"{number * 2}\n"
            else:
                assert sandbox.run(ODD[kind], wall_s=0.2 if kind == 499 else 20).status != "sandbox_error"
            if number % (PROGRAMS // STEPS) == 0:
                time.sleep(0.2)
                states.append((state(helper), state(os.getpid())))
                print(f"{number} programs, {time.monotonic() - started:.0f} s: helper {states[-1][0]}, {states[-1][1]}")
        assert sandbox.service_pids == (helper,), "the same helper from first to last"
    for first, last in zip(states[0], states[-1], strict=True):
        assert last.memory_bytes - first.memory_bytes < GROWTH_BYTES
        assert (last.files, last.threads, last.children) == (first.files, first.threads, first.children)
