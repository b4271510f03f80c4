"""Programs that go for the kernel and for other processes get nothing: with all walls, and with one wall less.

`attacks.toml` calls the kernel directly; `../hostile.toml` and `../starving.toml` are the programs that the
WebAssembly engine must hold as well. Whoever reaches what he must not reach prints `GOT`.
"""

from __future__ import annotations

import os
import socket
import threading
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from steppe.sandbox.native import system
from steppe.sandbox.native.selftest import PRELUDE
from steppe.sandbox.native.walls import Walls

HERE = Path(__file__).parent
SECRET = "a-secret-that-no-program-may-see"
NAMES = """
import os, sys
def call(name, *arguments):
    given = [value if isinstance(value, (bytes, type(None))) else kit['c_long'](value) for value in arguments]
    result = libc.syscall(kit['c_long'](NUMBERS[name]), *given) if NUMBERS[name] >= 0 else -1
    return result if result >= 0 else -(kit['get_errno']() or 1)
def got(value):
    if value >= 0:
        print('GOT', value)
"""


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


ATTACKS = {
    f"{kind}: {name}": source for kind, group in _read(HERE / "attacks.toml").items() for name, source in group.items()
}
HOSTILE = {
    f"{kind}: {name}": source
    for kind, group in _read(HERE.parent / "hostile.toml").items()
    for name, source in group.items()
}
STARVING = {program["name"]: program for program in _read(HERE.parent / "starving.toml")["program"]}
COLUMN = 0 if system.MACHINE == system.X86_64 else 1
NUMBERS = {name: numbers[COLUMN] for name, numbers in _read(HERE / "calls.toml").items()}


@dataclass(frozen=True)
class Target:
    """What the attacks aim at."""

    canary: Path
    port: int

    def arm(self, source: str) -> str:
        """`source` as a program that knows its aims and has the kernel's calls at hand."""
        values = {
            "CANARY": os.fsencode(self.canary),
            "FOLDER": os.fsencode(self.canary.parent),
            "PORT": self.port,
            "OUTSIDE": os.getpid(),
            "NUMBERS": NUMBERS,
        }
        return "".join(f"{name} = {value!r}\n" for name, value in values.items()) + PRELUDE + NAMES + source

    def arm_plainly(self, source: str) -> str:
        """`source` with its aims alone."""
        return f"CANARY = {str(self.canary)!r}\nPORT = {self.port}\n{source}"

    def check_unharmed(self) -> None:
        assert self.canary.read_text(encoding="utf-8") == SECRET
        assert os.listdir(self.canary.parent) == [self.canary.name]


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """A secret file that everybody may read and change, and a listener; a connection fails the module's tests."""
    folder = tmp_path_factory.mktemp("outside")
    canary = folder / "canary.txt"
    canary.write_text(SECRET, encoding="utf-8")
    canary.chmod(0o666)
    for path in (folder, *folder.parents):
        if path.owner() == Path.home().owner() and path.name.startswith(("pytest-", "outside")):
            path.chmod(0o777)
    caught = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        stop = threading.Event()

        def listen() -> None:
            while not stop.is_set():
                try:
                    caught.append(server.accept()[1])
                except TimeoutError:
                    continue

        thread = threading.Thread(target=listen, name="listener", daemon=True)
        thread.start()
        yield Target(canary, server.getsockname()[1])
        stop.set()
        thread.join()
    assert not caught, "a program reached a port of this machine"


@pytest.mark.parametrize("name", ATTACKS)
def test_kernel_gives_nothing(configured_box: Any, target: Target, name: str) -> None:
    ended = configured_box.run(target.arm(ATTACKS[name]), wall_s=20)  # none may be cut short on a busy machine
    assert "GOT" not in ended.stdout, ended
    assert ended.status in {"ok", "error", "killed"}, ended
    assert SECRET not in ended.stdout + ended.stderr
    target.check_unharmed()


@pytest.mark.parametrize("name", HOSTILE)
def test_gets_nothing(configured_box: Any, target: Target, name: str) -> None:
    ended = configured_box.run(target.arm_plainly(HOSTILE[name]), wall_s=1.0)
    assert "GOT" not in ended.stdout, ended
    assert SECRET not in ended.stdout + ended.stderr
    assert ended.status in {"ok", "error", "killed", "timeout", "memory"}, ended
    target.check_unharmed()
    assert configured_box.run("print(6 * 7)").stdout == "42\n"


@pytest.mark.parametrize("name", STARVING)
def test_is_stopped(shared_box: Any, name: str) -> None:
    is_endless = "timeout" in STARVING[name]["statuses"]  # others must not be cut short on a busy machine
    ended = shared_box.run(STARVING[name]["source"], wall_s=1.0 if is_endless else 15.0, memory_mb=256)
    assert ended.status in STARVING[name]["statuses"], ended
    assert len(ended.stdout.encode()) <= 64 * 1024
    assert len(ended.stderr.encode()) <= 16 * 1024


WHERE_AM_I = "files: where am I"  # the root of an empty file system


def test_files_and_network_stay_shut_without_the_filter(open_box: Callable[[Walls], Any], target: Target) -> None:
    """Namespaces and Landlock alone: Python's own ways out are all shut, and the kernel's to files."""
    box = open_box(Walls(seccomp=False))
    programs = {name: target.arm(source) for name, source in ATTACKS.items() if name.startswith("files: ")}
    programs |= {name: target.arm_plainly(source) for name, source in HOSTILE.items() if "bomb" not in name}
    breaches = [name for name, source in programs.items() if "GOT" in box.run(source, wall_s=0.5).stdout]
    assert set(breaches) <= {WHERE_AM_I}
    target.check_unharmed()


@pytest.mark.slow
def test_the_filter_alone_holds_everything(open_box: Callable[[Walls], Any], target: Target) -> None:
    """Neither namespaces nor Landlock: the engine would refuse to run so, and yet nothing gets through."""
    box = open_box(Walls(namespaces=False, landlock=False))
    programs = {name: target.arm(source) for name, source in ATTACKS.items()}
    programs |= {name: target.arm_plainly(source) for name, source in HOSTILE.items()}
    assert [name for name, source in programs.items() if "GOT" in box.run(source, wall_s=0.5).stdout] == []
    target.check_unharmed()
