"""Measures the real window from inside its own process; `steppe bench window` starts it and reads what it prints."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from steppe_models.engine.interface import EngineNote, TextChunk
from steppe_models.engine.protocol import Generated, GenerateRequest, LoadedModel, decode, encode
from steppe_models.own_process import own_command

if TYPE_CHECKING:
    from steppe_qt.workplace import Parts, Workplace

PROBLEM = "Water runs into a tank, $x^2$ litres a minute after $x$ minutes. How much has come in 3 minutes?"
PROGRAM = "from sympy import symbols, integrate\n\nx = symbols('x')\nprint(integrate(x**2, (x, 0, 3)))\n"
PROSE = (
    "The integral of a power is $\\int x^n \\, dx = \\frac{x^{n+1}}{n+1} + C$, so with $n = 2$ we get\n"
    "\\[ \\int_0^3 x^2 \\, dx = \\left[ \\frac{x^3}{3} \\right]_0^3 = \\frac{27}{3} - 0 = 9. \\]\n\n"
    "As a check, $\\sum_{k=1}^{n} k^2 = \\frac{n(n+1)(2n+1)}{6}$ for $n = NUMBER$ grows like $\\frac{n^3}{3}$.\n\n"
)
_HEARTBEAT_MS = 5
_PIECE = 4  # characters of a token
_SETTLE_S = 1.0


class FloodGeneration:
    """Reads text from a child process that writes it at a set pace, as the engine's worker does."""

    def __init__(self, text: str, tokens_per_second: int) -> None:
        command = [*own_command("measure-window", "steppe_qt.measure"), "flood", str(tokens_per_second)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._process.stdin is not None
        self._process.stdin.write(encode({"text": text}))
        self._process.stdin.close()
        self.result: Generated | None = None

    def __iter__(self) -> Iterator[TextChunk | EngineNote]:
        assert self._process.stdout is not None
        tokens = 0
        with self._process:
            for line in self._process.stdout:
                tokens += 1
                yield TextChunk(decode(line)["text"], tokens)
        self.result = Generated("stop", "", 0, 0, tokens, 0.0, 0.0)

    def cancel(self) -> None:
        """Stop it."""
        self._process.kill()


class FloodEngine:
    """Writes the same program and ever new prose; `characters` is how long the prose is."""

    def __init__(self, tokens_per_second: int, characters: int) -> None:
        self._tokens_per_second = tokens_per_second
        self._characters = characters
        self._count = 0
        self.pid: int | None = os.getpid()

    def wait_loaded(self, timeout_s: float | None = None) -> LoadedModel:
        """Nothing is loaded."""
        del timeout_s
        return LoadedModel("flood", "a flood of text", 4096, 4096, 1, 1, 0, 1, 1e4, "here", "", 0.0)

    def generate(self, request: GenerateRequest) -> FloodGeneration:
        """A program for the program's prompt, prose for the other."""
        if request.prompt.rstrip().endswith("```python"):
            return FloodGeneration(PROGRAM, self._tokens_per_second)
        pieces: list[str] = []
        while sum(map(len, pieces)) < self._characters:
            self._count += 1
            pieces.append(PROSE.replace("NUMBER", str(self._count)))
        return FloodGeneration("".join(pieces) + "The answer is 9.", self._tokens_per_second)

    def close(self) -> None:
        """Nothing to end: the children end with their text."""


def flood(tokens_per_second: int) -> None:
    """The child: write the text on standard input, one token a line, at this pace (0: as fast as it is read)."""
    text = decode(sys.stdin.buffer.readline())["text"]
    started = time.perf_counter()
    for number, start in enumerate(range(0, len(text), _PIECE), 1):
        sys.stdout.buffer.write(encode({"text": text[start : start + _PIECE]}))
        if tokens_per_second:
            sys.stdout.buffer.flush()
            time.sleep(max(0.0, started + number / tokens_per_second - time.perf_counter()))


def measure_start() -> None:
    """Open the window as `steppe` does, say so once it is painted, close it."""
    from PySide6.QtCore import Qt

    from steppe_qt.application import make_application
    from steppe_qt.workplace import Workplace, real_parts

    application = make_application()
    workplace = Workplace(application, real_parts())
    workplace.window.first_painted.connect(_say_painted)
    workplace.window.first_painted.connect(workplace.window.close, Qt.ConnectionType.QueuedConnection)
    workplace.window.show()
    application.exec()
    workplace.close()


def _say_painted() -> None:
    sys.stdout.write("painted\n")
    sys.stdout.flush()


def measure_stream(seconds: float, tokens_per_second: int) -> dict[str, Any]:
    """The longest time that the window did not react while text with formulas streamed in."""
    with _Bench(FloodEngine(tokens_per_second, round(seconds * tokens_per_second * _PIECE))) as bench:
        gaps = bench.solve_watched()
        return {
            "longest_stall_ms": round(max(gaps), 1),
            "p99_stall_ms": round(sorted(gaps)[int(len(gaps) * 0.99)], 1),
            "seconds": round(bench.seconds, 1),
            "tokens": bench.tokens,
        }


def measure_memory(solves: int) -> dict[str, Any]:
    """The memory of the process after so many solves and on the way there; `growth_mb` is that of the second half.

    All caches fill in the first half: what is kept grows there and may not grow afterwards.
    """
    marks = sorted({max(1, solves // 6), max(1, solves // 2), solves})
    at: dict[int, float] = {}
    with _Bench(FloodEngine(0, 2400)) as bench:
        for number in range(1, solves + 1):
            bench.solve_watched()
            if number in marks:
                bench.rest(_SETTLE_S)
                at[number] = _resident_mb()
    return {
        "memory_mb": round(at[solves], 1),
        "growth_mb": round(at[solves] - at[max(1, solves // 2)], 1),
        "memory_at_mb": {str(number): round(size, 1) for number, size in at.items()},
        "solves": solves,
    }


class _Bench:
    """The whole window on a flooding engine, with a sandbox and a history of its own."""

    def __init__(self, engine: FloodEngine) -> None:
        from PySide6.QtWidgets import QApplication

        from steppe_qt.application import make_application
        from steppe_qt.workplace import Workplace

        self._application: QApplication = make_application()
        self._folder = tempfile.TemporaryDirectory(prefix="steppe-measure-")
        self._workplace: Workplace = Workplace(self._application, _parts(engine, Path(self._folder.name)))
        self._workplace.window.show()
        self.seconds = 0.0
        self.tokens = 0

    def __enter__(self) -> _Bench:
        self._pump(until="Ready")
        self._pump(seconds=_SETTLE_S)
        return self

    def __exit__(self, *_: object) -> None:
        self._workplace.close()
        self._folder.cleanup()

    def solve_watched(self) -> list[float]:
        """Solve once; the milliseconds between heartbeats beyond their own pace."""
        from PySide6.QtCore import Qt, QTimer

        window, session = self._workplace.window, self._workplace.session
        gaps: list[float] = []
        last = time.perf_counter()

        def beat() -> None:
            nonlocal last
            now = time.perf_counter()
            gaps.append(max(0.0, (now - last) * 1000 - _HEARTBEAT_MS))
            last = now

        timer = QTimer(interval=_HEARTBEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        timer.timeout.connect(beat)
        window.entry.box.set_text(PROBLEM)
        window.entry.solve()
        timer.start()
        started = last = time.perf_counter()
        while session.is_solving:
            self._application.processEvents()
            time.sleep(0.0005)
        self._pump(seconds=0.1)
        timer.stop()
        self.seconds = time.perf_counter() - started
        view = window.page.solution
        assert view is not None
        self.tokens = sum(path.tokens for path in view.solution.paths.values())
        return gaps

    def rest(self, seconds: float) -> None:
        """Do nothing for a while, as its user does."""
        self._pump(seconds=seconds)

    def _pump(self, *, until: str = "", seconds: float = 0.0) -> None:
        end = time.perf_counter() + (seconds or 60.0)
        while time.perf_counter() < end and not (until and until in self._workplace.window.status.line.text):
            self._application.processEvents()
            time.sleep(0.0005)


def _parts(engine: FloodEngine, folder: Path) -> Parts:
    from steppe.app import make_sandbox
    from steppe.history.store import History
    from steppe.settings import SettingsStore
    from steppe_models.catalogue import load_catalogue
    from steppe_models.records import InstalledModel
    from steppe_qt.solving.means import Means
    from steppe_qt.workplace import Parts

    model = InstalledModel(load_catalogue().default, folder / "none", 1, "", "", True)

    def make_engine(_: object) -> FloodEngine:
        return engine

    means = Means(lambda _: model, lambda: [model], make_engine, make_sandbox)
    settings = SettingsStore(user=folder / "settings.toml", system=(), environment={})
    return Parts(settings, means, lambda: History.open(folder / "history.db"), folder / "window.ini")


def _resident_mb() -> float:
    import psutil

    return float(psutil.Process().memory_info().rss) / 1e6


def main(argv: list[str] | None = None) -> int:
    """Measure one thing; what is found goes to standard output, one JSON object."""
    parser = argparse.ArgumentParser(prog="steppe_qt.measure")
    parser.add_argument("what", choices=("start", "stream", "memory", "flood"))
    parser.add_argument("amount", type=int, nargs="?", default=1000)
    parser.add_argument("--seconds", type=float, default=10.0)
    options = parser.parse_args(argv)
    if options.what == "flood":
        flood(options.amount)
    elif options.what == "start":
        measure_start()
    else:
        found = (
            measure_memory(options.amount)
            if options.what == "memory"
            else measure_stream(options.seconds, options.amount)
        )
        sys.stdout.write(json.dumps(found) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
