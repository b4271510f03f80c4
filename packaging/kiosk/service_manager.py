"""Plays systemd's part for steppe-kiosk.service where there is no systemd: notifications, watchdog, restart.

It reads the unit itself, so that what is tried is what gets installed: command, environment, Type=notify, Restart,
RestartSec, WatchdogSec, TimeoutStartSec. Users, namespaces and cgroups are not its business: what the service started
is found by its parents, and killed one by one. Python's own library only, so that any user can run it.
"""

from __future__ import annotations

import contextlib
import os
import shlex
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

_TICK_S = 0.05
_KEYS = ("ExecStart", "Restart", "RestartSec", "WatchdogSec", "TimeoutStartSec", "Type", "NotifyAccess")
_NOT_PLAYED = ("ExecCondition", "ExecStartPre", "ExecStartPost")


@dataclass(frozen=True, slots=True)
class Service:
    """What the unit says, as far as it matters here; times in seconds."""

    command: tuple[str, ...]
    environment: Mapping[str, str]
    restart_s: float
    watchdog_s: float
    start_s: float


@dataclass(slots=True)
class Happened:
    """What came of the service so far; times by time.monotonic()."""

    starts: list[float] = field(default_factory=list)
    readies: list[float] = field(default_factory=list)
    endings: list[int] = field(default_factory=list)  # exit codes, negative for signals
    timeouts: int = 0
    alive: int = 0


def read_service(unit: Path) -> Service:
    """The part of a unit that is played here; a way of restarting that is not is an error."""
    told: dict[str, str] = {}
    environment: dict[str, str] = {}
    for line in unit.read_text(encoding="utf-8").splitlines():
        key, is_setting, value = line.partition("=")
        if is_setting and key == "Environment":
            environment |= dict(part.split("=", 1) for part in shlex.split(value))
        elif is_setting and key in (*_KEYS, *_NOT_PLAYED):
            told[key] = value
    way = (told["Type"], told["NotifyAccess"], told["Restart"])
    if way != ("notify", "all", "on-failure") or set(told) & set(_NOT_PLAYED):
        raise SystemExit(f"{unit.name} asks for something that is not played here.")
    times = [float(told[key]) for key in ("RestartSec", "WatchdogSec", "TimeoutStartSec")]
    return Service(tuple(shlex.split(told["ExecStart"])), environment, *times)


def family(pid: int) -> list[int]:
    """A process and everything below it, by /proc."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError, ValueError, IndexError):
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                children.setdefault(parent, []).append(int(entry.name))
    found, waiting = [], [pid]
    while waiting:
        current = waiting.pop()
        found.append(current)
        waiting += children.get(current, [])
    return found


class ServiceManager:
    """Starts the service, and starts it again until it ends by itself; `close` ends it."""

    def __init__(self, service: Service, environment: Mapping[str, str], runtime_folder: Path) -> None:
        self._service = service
        self._environment = dict(environment)
        self._runtime_folder = runtime_folder
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(runtime_folder / "notify"))
        self._socket.settimeout(_TICK_S)
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="service-manager")
        self.happened = Happened()
        self.process: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        """Start the service."""
        self._thread.start()

    def close(self) -> None:
        """Kill what runs, and do not start it again."""
        self._ending.set()
        self._thread.join()
        self._socket.close()

    def wait_for(self, is_there: Callable[[], bool], limit_s: float, pause_s: float = _TICK_S) -> float:
        """Seconds until something is the case; TimeoutError if it is not within the limit."""
        began = time.monotonic()
        while not is_there():
            if time.monotonic() - began > limit_s or not self._thread.is_alive():
                raise TimeoutError(f"not within {limit_s:.0f} s; endings so far: {self.happened.endings}")
            time.sleep(pause_s)
        return time.monotonic() - began

    def _run(self) -> None:
        while not self._ending.is_set():
            self._start()
            code = self._watch()
            self.happened.endings.append(code)
            if code == 0:
                return
            self._ending.wait(self._service.restart_s)

    def _start(self) -> None:
        told = {
            "NOTIFY_SOCKET": self._socket.getsockname(),
            "RUNTIME_DIRECTORY": str(self._runtime_folder),
            "WATCHDOG_USEC": str(int(self._service.watchdog_s * 1e6)),
        }
        # systemd names the process that it started, which is the compositor and not the window
        command = ["/bin/sh", "-c", 'WATCHDOG_PID=$$ exec "$@"', "service", *self._service.command]
        environment = {**self._environment, **self._service.environment, **told}
        self.happened.starts.append(time.monotonic())
        self.process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, start_new_session=True)

    def _watch(self) -> int:
        """Until it ends or is killed; the exit code."""
        assert self.process is not None
        heard, limit_s = time.monotonic(), self._service.start_s
        while self.process.poll() is None and not self._ending.is_set():
            text = self._hear()
            if "READY=1" in text:
                self.happened.readies.append(time.monotonic())
            if "READY=1" in text or "WATCHDOG=1" in text:
                self.happened.alive += "WATCHDOG=1" in text
                heard, limit_s = time.monotonic(), self._service.watchdog_s
            elif time.monotonic() - heard > limit_s:
                self.happened.timeouts += 1
                break
        return self._kill()

    def _hear(self) -> list[str]:
        try:
            return self._socket.recv(4096).decode().splitlines()
        except TimeoutError:
            return []

    def _kill(self) -> int:
        """Everything that is left of it: WatchdogSignal is SIGKILL, and systemd ends the whole group."""
        assert self.process is not None
        own = family(self.process.pid) if self.process.poll() is None else []
        for pid in {*own, *self._marked()}:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return self.process.wait()

    def _marked(self) -> list[int]:
        """Processes with this service's socket in their environment, also those whose parent is gone."""
        mark = f"NOTIFY_SOCKET={self._socket.getsockname()}".encode()
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and int(entry.name) != os.getpid():
                with contextlib.suppress(OSError):
                    if mark in (entry / "environ").read_bytes().split(b"\0"):
                        found.append(int(entry.name))
        return found
