"""Runs the kiosk under its unit's own rules and kills its engine and its window at random moments.

Usage, as an ordinary user (cage refuses root):
    python3 packaging/kiosk/try_watchdog.py --program build/frozen/tree/steppe/steppe --models FOLDER [--kills 5]
        [--model ID] [--screen headless|nested|none] [--seed N]

systemd's part is played by service_manager.py. `headless` is cage without a screen, `nested` cage in an X server of its
own (Xvfb, xdotool), where problems are typed meanwhile so that kills hit solves, `none` the window without a compositor
and without a screen. After each kill `steppe health --json` must say that all is well again. Exit code 0 if it did.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from service_manager import ServiceManager, family, read_service

UNIT = Path(__file__).with_name("steppe-kiosk.service")
BACK_LIMIT_S = 90.0
PARTS = ("engine", "window", "compositor", "hang")  # the last two once only
HEALTH_PAUSE_S = 0.5  # each question is a start of the program
PROBLEM = "A farmer has hens and rabbits. Together they have 35 heads and 94 feet. How many rabbits does he have?"


class Trial:
    """One kiosk under one service manager."""

    def __init__(self, program: str, manager: ServiceManager, environment: dict[str, str], folder: Path) -> None:
        self.manager = manager
        self._program = program
        self._environment = {**environment, "RUNTIME_DIRECTORY": str(folder)}

    def health(self) -> dict[str, Any]:
        """What `steppe health --json` says."""
        command = [self._program, "health", "--json"]
        done = subprocess.run(command, env=self._environment, capture_output=True, text=True, check=False)
        told: dict[str, Any] = json.loads(done.stdout)
        if told["ok"] != (done.returncode == 0):
            raise SystemExit("health: the exit code and the words differ.")
        return told

    def engine(self) -> int | None:
        """The engine worker's process, None while there is none."""
        return self._find(lambda words: words[1:3] == ["--worker", "engine"] or "steppe_models.engine.worker" in words)

    def window(self) -> int | None:
        """The process of `steppe kiosk`."""
        return self._find(lambda words: words[-1] == "kiosk")

    def compositor(self) -> int | None:
        """The process of cage; without a screen the script in its place, which begins the window anew."""
        script = str(UNIT.with_name("steppe-kiosk-run"))
        return self._find(lambda words: words[0].endswith("cage")) or self._find(lambda words: words[1:] == [script])

    def _find(self, is_it: Callable[[list[str]], bool]) -> int | None:
        for pid in self._processes():
            with contextlib.suppress(OSError):
                words = Path(f"/proc/{pid}/cmdline").read_bytes().decode().rstrip("\0").split("\0")
                if is_it(words):
                    return pid
        return None

    def _processes(self) -> list[int]:
        process = self.manager.process
        return family(process.pid) if process is not None and process.poll() is None else []

    def wait_until_well(self, gone: int | None = None) -> float:
        """Seconds until health is well by a state that was written since now, with a model loaded and `gone` gone."""
        began = time.time()

        def is_well() -> bool:
            if gone is not None and gone in (self.engine(), self.window()):
                return False
            told = self.health()
            state = told["state"]
            return bool(told["ok"] and state["written"] > began and state["engine"] == "ready" and self.engine())

        return self.manager.wait_for(is_well, BACK_LIMIT_S, HEALTH_PAUSE_S)


@contextlib.contextmanager
def x_server(environment: dict[str, str]) -> Iterator[None]:
    """A screen in memory, named in `environment`."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x800x24"]
    server = subprocess.Popen(command, pass_fds=(write,), stderr=subprocess.DEVNULL)
    os.close(write)
    try:
        with os.fdopen(read) as told:
            environment |= {"DISPLAY": f":{told.readline().strip()}", "WLR_BACKENDS": "x11"}
        yield
    finally:
        server.terminate()
        server.wait()


def type_problem(environment: dict[str, str]) -> None:
    """Wake the kiosk with a touch, type a problem, ask for the solution."""
    for words in (
        ("mousemove", "640", "260", "click", "1"),
        ("sleep", "1", "key", "ctrl+a", "key", "Delete"),
        ("type", "--delay", "25", PROBLEM),
        ("key", "ctrl+Return"),
    ):
        subprocess.run(["xdotool", *words], env=environment, check=True)


def strike(trial: Trial, part: str, moment_s: float) -> bool:
    """Kill one part, or stop the window for good with "hang"; whether all was well again."""
    find = {"engine": trial.engine, "window": trial.window, "compositor": trial.compositor, "hang": trial.window}
    time.sleep(moment_s)
    victim = find[part]()
    if victim is None:
        print(f"{part}: there was none", flush=True)
        return False
    os.kill(victim, signal.SIGSTOP if part == "hang" else signal.SIGKILL)
    words = "window stopped" if part == "hang" else f"{part} killed"
    try:
        back_s = trial.wait_until_well(victim)
    except TimeoutError as error:
        print(f"{words} after {moment_s:.1f} s: {error}; {trial.health()['reason']}", flush=True)
        return False
    print(f"{words} after {moment_s:.1f} s, well again after {back_s:.1f} s", flush=True)
    return True


def parse() -> argparse.Namespace:
    """The options."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--program", required=True, metavar="FILE", help="the command steppe")
    parser.add_argument("--models", required=True, metavar="FOLDER", help="the store of models")
    parser.add_argument("--model", default="", metavar="ID", help="the model of the kiosk")
    parser.add_argument(
        "--kills", type=int, default=5, metavar="N", help="how often engine and window are killed, each"
    )
    parser.add_argument("--parts", default=",".join(PARTS), metavar="A,B", help=f"some of {', '.join(PARTS)}")
    parser.add_argument("--pause", type=float, default=10.0, metavar="S", help="the longest time before a kill")
    parser.add_argument("--screen", choices=("headless", "nested", "none"), default="headless")
    parser.add_argument("--watchdog", type=float, default=0.0, metavar="S", help="in place of the unit's WatchdogSec")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def environments(options: argparse.Namespace, folder: Path) -> tuple[dict[str, str], dict[str, str]]:
    """What the manager hands on, and what stands above the unit's own environment."""
    base = {"PATH": os.environ["PATH"], "HOME": str(folder), "XDG_RUNTIME_DIR": str(folder / "run")}
    if options.model:
        base["STEPPE_SOLVE_MODEL"] = options.model
    own = {
        "STEPPE_MODELS_DIR": options.models,
        "STEPPE_PROGRAM": options.program,
        "XDG_CACHE_HOME": str(folder / "cache"),
    }
    if options.screen == "none":
        own["QT_QPA_PLATFORM"] = "offscreen"
    else:
        own |= {"WLR_BACKENDS": "headless", "WLR_RENDERER": "pixman", "WLR_LIBINPUT_NO_DEVICES": "1"}
    return base, own


def main() -> int:
    """Try it."""
    options = parse()
    chance = random.Random(options.seed)
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="steppe-kiosk-")))
        (folder / "run").mkdir(mode=0o700)
        base, own = environments(options, folder)
        if options.screen == "nested":
            stack.enter_context(x_server(own))
        service = read_service(UNIT)
        command = [word.replace("/usr/lib/steppe-kiosk", str(UNIT.parent)) for word in service.command]
        service = replace(
            service,
            command=(command[0], command[-1]) if options.screen == "none" else tuple(command),
            environment={**service.environment, **own},
            watchdog_s=options.watchdog or service.watchdog_s,
        )
        manager = ServiceManager(service, base, folder)
        trial = Trial(options.program, manager, {**base, **own}, folder)
        manager.begin()
        stack.callback(manager.close)
        loaded_s = trial.wait_until_well()
        window_s = manager.happened.readies[0] - manager.happened.starts[0]
        print(
            f"window on the screen after {window_s:.2f} s, model loaded and health well after {loaded_s:.1f} s",
            flush=True,
        )
        chosen = [part for part in (*PARTS[:2] * options.kills, *PARTS[2:]) if part in options.parts.split(",")]
        failures = 0
        for part in chosen:
            if options.screen == "nested":
                type_problem({**base, **own})
            failures += not strike(trial, part, chance.uniform(0.0, options.pause))
        happened = manager.happened
    told = f"{len(happened.starts)} starts of the service, {happened.timeouts} of them by the watchdog"
    print(f"{len(chosen)} strikes, {told}; did not come back: {failures}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
