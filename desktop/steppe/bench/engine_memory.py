"""What the engine's worker and the front take of memory and processor while they work."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from steppe_models.errors import SteppeError

_MODEL_BUFFER = re.compile(r"(\S+)\s+model buffer size\s*=\s*([\d.]+) MiB")
_KV_BUFFER = re.compile(r"KV buffer size\s*=\s*([\d.]+) MiB")
_MAPPED = "_Mapped"
_MIB = 1024 * 1024
_SAMPLE_S = 0.05


@dataclass(frozen=True, slots=True)
class WorkerMemory:
    """The worker's resident memory in bytes: all of it, the weights' part (mapped and repacked), the KV cache."""

    resident: int
    weights: int
    kv_cache: int

    @property
    def beyond(self) -> int:
        """What is neither weights nor KV cache."""
        return self.resident - self.weights - self.kv_cache


def worker_memory(pid: int, model: Path, log: str) -> WorkerMemory:
    """Measure a worker that has its model loaded; `log` is llama.cpp's own, which names the sizes of its buffers.

    The pages of the mapped file count where they are resident; where the system does not tell, all of them count.
    """
    import psutil

    process = psutil.Process(pid)
    buffers = [(name, float(size) * _MIB) for name, size in _MODEL_BUFFER.findall(log)]
    copied = sum(size for name, size in buffers if not name.endswith(_MAPPED) and name.startswith("CPU"))
    mapped = sum(size for name, size in buffers if name.endswith(_MAPPED))
    resident_mapped = _resident_of(process, model)
    kv_cache = sum(float(size) * _MIB for size in _KV_BUFFER.findall(log))
    weights = copied + (mapped if resident_mapped is None else resident_mapped)
    return WorkerMemory(process.memory_info().rss, round(weights), round(kv_cache))


def _resident_of(process: object, path: Path) -> int | None:
    """Resident bytes of a mapped file; None where the system does not tell."""
    maps = getattr(process, "memory_maps", None)
    if maps is None:
        return None
    real = str(path.resolve())
    return sum(int(each.rss) for each in maps(grouped=True) if each.path == real)


@dataclass(frozen=True, slots=True)
class FrontUse:
    """The front's largest resident memory in bytes while it solved, and its CPU time for one token in seconds."""

    resident: int
    cpu_s_per_token: float

    @property
    def percent_at_100(self) -> float:
        """Its share of one core, in percent, at 100 tokens per second."""
        return self.cpu_s_per_token * 100 * 100


def front_use(model_name: str, problem: str, *, max_tokens: int, threads: int) -> FrontUse:
    """Solve a problem with the command line in a process of its own, and watch that process.

    Raises:
        SteppeError: the solve ended too soon.
    """
    command = [
        sys.executable, "-P", "-m", "steppe.cli.main", "solve", problem, "--mode", "cot", "--model", model_name,
        "--max-tokens", str(max_tokens), "--threads", str(threads), "--private", "--json",
    ]  # fmt: skip
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            return _watch(process)
        finally:
            process.terminate()


def _watch(process: subprocess.Popen[bytes]) -> FrontUse:
    import psutil

    front = psutil.Process(process.pid)
    resident = 0
    is_over = threading.Event()

    def sample() -> None:
        nonlocal resident
        while not is_over.wait(_SAMPLE_S):
            try:
                resident = max(resident, front.memory_info().rss)
            except psutil.Error:
                return

    watcher = threading.Thread(target=sample, name="bench-front")
    watcher.start()
    readings: list[tuple[int, float]] = []  # tokens so far, CPU seconds so far
    try:
        assert process.stdout is not None
        for line in process.stdout:
            event = json.loads(line)
            if event["event"] == "text" and event["tokens"]:
                times = front.cpu_times()
                readings.append((event["tokens"], times.user + times.system))
            elif event["event"] == "verdict":
                break
    finally:
        is_over.set()
        watcher.join()
    if len(readings) < 2 or readings[-1][0] <= readings[0][0]:
        raise SteppeError("The measured solve ended too soon.", "Measure with the default model.")
    tokens, cpu_s = (last - first for first, last in zip(readings[0], readings[-1], strict=True))
    return FrontUse(resident, cpu_s / tokens)
