"""What the native engine's tests share: real brokers, as this user and as another, with all walls or without one.

An ordinary user needs an interpreter that he may read. Where root's own folder holds it, he gets a view of the file
system, for that process alone, in which that folder shows nothing but the interpreter.
"""

from __future__ import annotations

import itertools
import os
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from steppe.sandbox.helper_process import HelperProcess
from steppe.sandbox.native.walls import ALL_WALLS, Walls
from steppe.sandbox.protocol import Frame

if sys.platform != "linux":
    collect_ignore_glob = ["test_*.py"]

START_LIMIT_S = 150.0
ORDINARY_USER = 12345
BROKER = [sys.executable, "-P", "-s", "-m", "steppe.sandbox.native.broker"]
UNTESTED = """import sys
from steppe.sandbox.native.broker import serve
from steppe.sandbox.native.walls import Walls
sys.exit(serve({walls!r}, is_tested=False))"""


@dataclass(frozen=True)
class Ended:
    """How a program ended, as the broker told it."""

    status: str
    stdout: str
    stderr: str
    line: int
    lacks_module: bool
    seconds: float
    is_out_of_cpu: bool = False


class Box:
    """One broker and the way to give it programs."""

    def __init__(self, command: list[str]) -> None:
        self._changed = threading.Condition()
        self._identities = itertools.count(1)
        self.helper = HelperProcess(command, self._changed, lambda helper: None)
        with self._changed:
            self._changed.wait_for(lambda: self.helper.phase != "starting", START_LIMIT_S)

    @property
    def is_ready(self) -> bool:
        return self.helper.phase == "ready"

    def processes(self) -> list[psutil.Process]:
        """The broker, the zygote and its children."""
        broker = psutil.Process(self.helper.pid)
        return [broker, *broker.children(recursive=True)]

    def begin(
        self,
        source: str | bytes,
        *,
        wall_s: float = 3.0,
        cpu_s: float | None = None,
        memory_mb: int = 512,
        out: int = 65536,
    ) -> int:
        identity = next(self._identities)
        header = {"op": "run", "id": identity, "wall_ms": round(wall_s * 1000), "mem_mb": memory_mb}
        header["cpu_ms"] = round((wall_s if cpu_s is None else cpu_s) * 1000)
        data = source.encode("utf-8", "surrogatepass") if isinstance(source, str) else source
        self.helper.begin(identity, Frame({**header, "out": out, "err": 16384}, (data,)))
        return identity

    def end(self, identity: int) -> Ended:
        with self._changed:
            self._changed.wait_for(lambda: self.helper.results[identity] or self.helper.phase != "ready", 60)
            frame = self.helper.results.pop(identity)
        assert frame is not None, self.helper.failure or "the broker ended"
        stdout, stderr = (blob.decode("utf-8", "replace") for blob in frame.blobs)
        is_lacking = frame.header["no_module"] is True
        seconds = frame.number("wall_us") / 1e6
        return Ended(
            frame.text("status"), stdout, stderr, frame.number("line"), is_lacking, seconds, frame.header["out_of_cpu"]
        )

    def run(self, source: str | bytes, *, wall_s: float = 3.0, memory_mb: int = 512, out: int = 65536) -> Ended:
        return self.end(self.begin(source, wall_s=wall_s, memory_mb=memory_mb, out=out))

    def close(self) -> None:
        self.helper.close()


def as_ordinary_user(command: list[str]) -> list[str] | None:
    """`command` run by a user without rights, or None where that cannot be arranged; this test must be root's."""
    if os.geteuid() != 0 or not all(shutil.which(name) for name in ("unshare", "setpriv", "mount")):
        return None
    prefix = Path(sys.base_prefix).resolve()
    lines = ["set -e"]
    if prefix.is_relative_to("/root"):
        lines += [
            'mount --bind "$1" /mnt',
            "mount -t tmpfs -o mode=755 none /root",
            'mkdir -p "$1"',
            'mount --move /mnt "$1"',
        ]
    user = f"--reuid {ORDINARY_USER} --regid {ORDINARY_USER} --clear-groups --no-new-privs"
    lines.append(f'shift\nexec setpriv {user} -- "$@"')
    return ["unshare", "--mount", "--propagation", "private", "sh", "-c", "\n".join(lines), "sh", str(prefix), *command]


def command_for(user: str, walls: Walls) -> list[str]:
    """The command that starts a broker; skips the test where `user` cannot be had."""
    command = BROKER if walls == ALL_WALLS else [*BROKER[:3], "-c", UNTESTED.format(walls=walls)]
    if user == "self":
        return command
    changed = as_ordinary_user(command)
    if changed is None:
        pytest.skip("only root can become another user")
    return changed


CONFIGURATIONS = {
    "all walls": ("self", ALL_WALLS),
    "all walls, ordinary user": ("ordinary", ALL_WALLS),
    "no namespaces": ("self", Walls(namespaces=False)),
    "no namespaces, ordinary user": ("ordinary", Walls(namespaces=False)),
    "no Landlock": ("self", Walls(landlock=False)),
}


@pytest.fixture(scope="session", params=CONFIGURATIONS)
def configured_box(request: pytest.FixtureRequest) -> Iterator[Box]:
    """A box of each configuration that must hold, one after the other."""
    made = Box(command_for(*CONFIGURATIONS[request.param]))
    assert made.is_ready, made.helper.failure
    yield made
    made.close()


@pytest.fixture(scope="session")
def shared_box() -> Iterator[Box]:
    made = Box(BROKER)
    assert made.is_ready, made.helper.failure
    yield made
    made.close()


@pytest.fixture
def box(shared_box: Box) -> Iterator[Box]:
    """The shared box; the test fails if its broker no longer works."""
    yield shared_box
    assert shared_box.run("print(6 * 7)").stdout == "42\n"


@pytest.fixture
def own_box() -> Iterator[Box]:
    """A box that may be harmed."""
    made = Box(BROKER)
    assert made.is_ready, made.helper.failure
    yield made
    made.close()


@pytest.fixture
def until() -> Callable[[Callable[[], bool]], None]:
    """Waits until a condition holds."""

    def wait(condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 60
        while not condition():
            assert time.monotonic() < deadline
            time.sleep(0.005)

    return wait


@pytest.fixture
def start() -> Iterator[Callable[[list[str]], Box]]:
    """Starts boxes by a command and closes them."""
    boxes: list[Box] = []

    def start_one(command: list[str]) -> Box:
        boxes.append(Box(command))
        return boxes[-1]

    yield start_one
    for box in boxes:
        box.close()


@pytest.fixture
def open_box(start: Callable[[list[str]], Box]) -> Callable[[Walls], Box]:
    """Opens an untested box of this user with these walls only."""
    return lambda walls: start(command_for("self", walls))
