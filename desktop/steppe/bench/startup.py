"""How long a user waits: `steppe --help`, and the first token of a solve against a bare llama-cpp-python script."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from steppe_models.errors import SteppeError
from steppe_models.prompts import Mode, render
from steppe_models.records import InstalledModel

PROBLEM = "A box holds 12 eggs. How many eggs are in 7 boxes?"
_MODE: Mode = "pot"

# What someone writes who uses llama-cpp-python directly: load the file, stream the answer to the same prompt.
_PEER = """
import sys
from llama_cpp import Llama
model = Llama(sys.argv[1], n_ctx=int(sys.argv[2]), verbose=False)
for piece in model(sys.argv[3], max_tokens=8, temperature=0, stream=True):
    if piece["choices"][0]["text"]:
        print("first", flush=True)
        break
"""


@dataclass(frozen=True, slots=True)
class StartupTimes:
    """Seconds, one entry a repeat; `help_cpu_s` is CPU time of the whole process."""

    help_cpu_s: list[float]
    first_token_s: list[float]
    peer_first_token_s: list[float]

    @property
    def first_token_ratio(self) -> float:
        """Median of ours over the peer's, pair by pair."""
        pairs = zip(self.first_token_s, self.peer_first_token_s, strict=True)
        return statistics.median(ours / peer for ours, peer in pairs)


def measure_startup(model: InstalledModel, repeats: int, on_progress: Callable[[int, int], None]) -> StartupTimes:
    """Measure in pairs, ours and the peer's in turn, after one run of each that warms the disk cache."""
    prompt = render(model.profile.prompt_format, _MODE, PROBLEM)
    peer = [sys.executable, "-c", _PEER, str(model.path), str(model.profile.context), prompt.text]
    steppe = [sys.executable, "-P", "-m", "steppe.cli.main"]
    solve = [*steppe, "solve", PROBLEM, "--mode", _MODE, "--model", str(model.id), "--private", "--json"]
    times = StartupTimes([], [], [])
    for repeat in range(-1, repeats):
        ours_s, peer_s = _until(solve, _is_first_text), _until(peer, lambda line: line.startswith(b"first"))
        help_s = _cpu_seconds([*steppe, "--help"])
        if repeat >= 0:
            times.first_token_s.append(ours_s)
            times.peer_first_token_s.append(peer_s)
            times.help_cpu_s.append(help_s)
        on_progress(repeat + 2, repeats + 1)
    return times


def _is_first_text(line: bytes) -> bool:
    event = json.loads(line)
    return bool(event["event"] == "text" and event["tokens"] > 0)


def _until(command: list[str], is_there: Callable[[bytes], bool]) -> float:
    """Seconds from the start of a process to the first line of output that `is_there` knows; it is ended then."""
    started = time.perf_counter()
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=quiet, stdin=quiet) as process:
        assert process.stdout is not None
        try:
            for line in process.stdout:
                if is_there(line):
                    return time.perf_counter() - started
        finally:
            process.terminate()
    raise SteppeError("A measured process ended without a token.", "Run `steppe doctor` to see what does not work.")


def _cpu_seconds(command: list[str]) -> float:
    before = os.times()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system
