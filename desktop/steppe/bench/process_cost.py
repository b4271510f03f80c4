"""What a command costs: wall clock and CPU seconds, and the peak memory of its process and of each that it starts."""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from steppe_models.errors import SteppeError

_SAMPLE_S = 0.02


@dataclass(frozen=True, slots=True)
class Cost:
    """One run. `memory_mb` is the command's own process, `helpers_mb` the largest process that it started.

    Peak resident memory is the kernel's own mark on Linux, elsewhere the largest sample. CPU counts helpers too.
    """

    wall_s: float
    cpu_s: float
    memory_mb: float
    helpers_mb: float
    output: bytes


def run_measured(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Cost:
    """Run `command` to its end and measure it.

    Raises:
        SteppeError: it failed; the message has its last line.
    """
    import psutil

    cpu_before = _children_cpu_s()
    started = time.perf_counter()
    peaks: dict[int, int] = {}
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as words:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=words, env=environment)
        root = psutil.Process(process.pid)
        try:
            while process.poll() is None:
                _sample(root, peaks)
                time.sleep(_SAMPLE_S)
        finally:
            process.kill()
            process.wait()
        wall_s = time.perf_counter() - started
        output.seek(0)
        words.seek(0)
        text, complaint = output.read(), words.read().decode("utf-8", "replace").strip()
    if process.returncode != 0:
        last = complaint.splitlines()[-1] if complaint else f"exit code {process.returncode}"
        raise SteppeError(f"A measured command failed: {last}", f"It was: {' '.join(command[:6])} ...")
    helpers = [peak for pid, peak in peaks.items() if pid != root.pid]
    memory_mb, helpers_mb = peaks.get(root.pid, 0) / 1e6, max(helpers, default=0) / 1e6
    return Cost(wall_s, _children_cpu_s() - cpu_before, memory_mb, helpers_mb, text)


def _sample(root: object, peaks: dict[int, int]) -> None:
    import psutil

    assert isinstance(root, psutil.Process)
    try:
        processes = [root, *root.children(recursive=True)]
    except psutil.Error:
        return
    for process in processes:
        try:
            peaks[process.pid] = max(peaks.get(process.pid, 0), _peak_bytes(process.pid, process))
        except (OSError, psutil.Error):
            continue  # it has just ended


def _peak_bytes(pid: int, process: object) -> int:
    import psutil

    assert isinstance(process, psutil.Process)
    try:
        with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as file:
            for line in file:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) * 1024
    except FileNotFoundError:
        pass
    return int(process.memory_info().rss)


def _children_cpu_s() -> float:
    import os

    times = os.times()
    return times.children_user + times.children_system
