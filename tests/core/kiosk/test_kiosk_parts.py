"""PIN, watchdog and health of a kiosk: real sockets, real processes, a real state file."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from steppe.kiosk.health import STALE_S, KioskState, read_health, write_state
from steppe.kiosk.pin import PinCheck, hash_pin, is_pin_hash
from steppe.kiosk.watchdog import ServiceManager
from steppe_models.errors import BadInputError


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_pin_is_kept_as_a_hash_only_and_its_own() -> None:
    first, second = hash_pin("2468"), hash_pin("2468")
    assert "2468" not in first
    assert first != second  # salted
    assert PinCheck(first).accepts("2468")
    assert not PinCheck(first).accepts("2469")
    assert is_pin_hash(first)


@pytest.mark.parametrize("pin", ["123", "1234567890123", "12a4", "", "\uff11\uff12\uff13\uff14", "12 4"])
def test_what_is_no_pin_is_refused(pin: str) -> None:
    with pytest.raises(BadInputError, match="digits"):
        hash_pin(pin)


@pytest.mark.parametrize("stored", ["", "2468", "scrypt:", "scrypt:zz:zz", "md5:00:00", "scrypt:00:00"])
def test_a_damaged_setting_accepts_nothing(stored: str) -> None:
    assert not PinCheck(stored).accepts("2468")
    assert not PinCheck(stored).accepts("")


def test_wrong_pins_cost_more_and_more_time() -> None:
    clock = Clock()
    check = PinCheck(hash_pin("2468"), clock)
    assert [check.accepts("1111") for _ in range(3)] == [False] * 3
    assert check.wait_s == 30
    assert not check.accepts("2468")  # right, and too early
    clock.now = 31
    assert not check.accepts("1111")
    assert check.wait_s == 60
    clock.now = 92
    assert check.accepts("2468")
    assert check.wait_s == 0


def test_service_manager_hears_what_systemd_would(tmp_path: Path) -> None:
    address = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(address)
        listener.settimeout(30)
        variables = {"NOTIFY_SOCKET": address, "WATCHDOG_USEC": "30000000", "WATCHDOG_PID": str(os.getpid())}
        manager = ServiceManager(variables)
        assert manager.is_there
        assert manager.interval_s == 10
        assert manager.ready()
        assert manager.alive()
        assert manager.status("two\nlines")
        assert [listener.recv(100) for _ in range(3)] == [b"READY=1", b"WATCHDOG=1", b"STATUS=two lines"]
    assert not manager.alive()  # the listener has gone: no error
    assert ServiceManager({**variables, "WATCHDOG_PID": "1"}).interval_s == 0
    assert not ServiceManager({}).ready()
    assert ServiceManager({"NOTIFY_SOCKET": "nonsense", "WATCHDOG_USEC": "x"}).interval_s == 0


@pytest.mark.skipif(sys.platform != "linux", reason="abstract addresses are Linux's")
def test_abstract_addresses_are_understood() -> None:
    name = f"steppe-test-notify-{os.getpid()}"  # these addresses are the whole machine's: others may run tests too
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(f"\0{name}")
        listener.settimeout(30)
        assert ServiceManager({"NOTIFY_SOCKET": f"@{name}"}).ready()
        assert listener.recv(100) == b"READY=1"


def state(**changed: object) -> KioskState:
    facts: dict[str, object] = {
        "pid": os.getpid(),
        "written": 1000.0,
        "started": 900.0,
        "engine": "ready",
        "model": "m",
        "is_engine_answering": True,
        "solves": 3,
        "last_solve": 990.0,
        "engine_starts": 1,
        "free_memory": 5,
        "temperature_c": None,
    }
    return KioskState(**(facts | changed))  # type: ignore[arg-type]


def test_health_tells_each_trouble_apart(tmp_path: Path) -> None:
    path = tmp_path / "run" / "kiosk.json"
    assert read_health(path).reason == "No kiosk is running."
    assert write_state(state(), path)
    assert read_health(path, now=1001.0).is_well
    assert "not answered for" in read_health(path, now=1001.0 + STALE_S).reason
    for changed, words in (
        ({"engine": "failed"}, "does not run"),
        ({"is_engine_answering": False}, "does not answer"),
        ({"pid": gone_pid()}, "has ended"),
    ):
        write_state(state(**changed), path)
        health = read_health(path, now=1001.0)
        assert not health.is_well
        assert words in health.reason


def gone_pid() -> int:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
        return process.pid


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"format": 2}', '{"format": 1, "pid": "x"}', "\xff"])
def test_a_damaged_state_is_a_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "kiosk.json"
    path.write_bytes(text.encode("latin-1"))
    health = read_health(path)
    assert not health.is_well
    assert "cannot be read" in health.reason


def test_an_unwritable_place_does_not_stop_a_kiosk(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert not write_state(state(), tmp_path / "file" / "kiosk.json")


def test_commands(steppe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("RUNTIME_DIRECTORY", str(tmp_path))
    done = steppe("health", "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["reason"] == "No kiosk is running."
    refused = steppe("kiosk", "--windowed", "large")
    assert refused.returncode == 2
    assert "1280x800" in refused.stderr
    made = steppe("kiosk", "--make-pin", stdin="135\n")
    assert made.returncode == 2
    made = steppe("kiosk", "--make-pin", stdin="1357\n")
    assert made.returncode == 0, made.stderr
    assert is_pin_hash(made.stdout.split('"')[1])
