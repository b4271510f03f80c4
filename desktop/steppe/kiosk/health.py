"""How the kiosk is: written every few seconds by its window, read by `steppe health` and whoever watches the fleet."""

from __future__ import annotations

import json
import os
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from platformdirs import user_runtime_dir

FORMAT = 1
STALE_S = 20.0  # the window writes every 5 s
_MOST_BYTES = 65536


@dataclass(frozen=True, slots=True)
class KioskState:
    """Everything that is told, and nothing of what a user wrote. Times in seconds since 1970, memory in bytes."""

    pid: int
    written: float
    started: float
    engine: str
    model: str
    is_engine_answering: bool
    solves: int
    last_solve: float | None
    engine_starts: int
    free_memory: int
    temperature_c: float | None

    def to_json(self) -> dict[str, Any]:
        """The state as the file holds it."""
        return {"format": FORMAT, **asdict(self)}


@dataclass(frozen=True, slots=True)
class Health:
    """Whether the kiosk works, and if not, why."""

    is_well: bool
    reason: str
    state: KioskState | None = None

    def to_json(self) -> dict[str, Any]:
        """As `steppe health --json` prints it."""
        return {"ok": self.is_well, "reason": self.reason, "state": self.state.to_json() if self.state else None}


def state_file() -> Path:
    """Where the state is kept: the service's runtime folder, or the user's; both are memory, not disk."""
    folder = os.environ.get("RUNTIME_DIRECTORY", "").partition(":")[0]
    return Path(folder or user_runtime_dir("steppe", appauthor=False)) / "kiosk.json"


def write_state(state: KioskState, path: Path | None = None) -> bool:
    """Replace the state; False where it cannot be written, which must not stop a kiosk."""
    target = path or state_file()
    temporary = target.with_name(target.name + ".new")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text(json.dumps(state.to_json()), encoding="utf-8")
        temporary.replace(target)
    except OSError:
        return False
    return True


def read_health(path: Path | None = None, now: float | None = None) -> Health:
    """What the state says: well only if it is fresh, its process lives, and the engine answers or is loading."""
    target = path or state_file()
    try:
        text = target.read_bytes()[:_MOST_BYTES].decode()
        state = _state(json.loads(text))
    except FileNotFoundError:
        return Health(False, "No kiosk is running.")
    except (OSError, ValueError, TypeError, KeyError):
        return Health(False, f"The state of the kiosk in {target} cannot be read.")
    age = (time.time() if now is None else now) - state.written
    if not _is_alive(state.pid):
        return Health(False, "The kiosk has ended.", state)
    if age > STALE_S:
        return Health(False, f"The window has not answered for {age:.0f} s.", state)
    if state.engine == "failed":
        return Health(False, "The engine does not run.", state)
    if not state.is_engine_answering:
        return Health(False, "The engine does not answer.", state)
    return Health(True, "The kiosk works.", state)


def processor_temperature() -> float | None:
    """The hottest sensor of the machine in degrees Celsius; None where there is none to read."""
    import psutil

    read = getattr(psutil, "sensors_temperatures", None)  # not on macOS and Windows
    if read is None:
        return None
    values = [entry.current for entries in read().values() for entry in entries if entry.current]
    return round(max(values), 1) if values else None


def _state(value: dict[str, Any]) -> KioskState:
    if value["format"] != FORMAT:
        raise ValueError("another format")
    state = KioskState(**{name: value[name] for name in KioskState.__dataclass_fields__})
    if not isinstance(state.pid, int) or not isinstance(state.written, int | float):
        raise TypeError("not a state")
    return state


def _is_alive(pid: int) -> bool:
    import psutil

    return psutil.pid_exists(pid)
