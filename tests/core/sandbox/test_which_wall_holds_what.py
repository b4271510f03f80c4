"""What each wall round the WebAssembly engine holds by itself: the box, Landlock, the filter of system calls.

`pytest tests/core/sandbox/test_which_wall_holds_what.py -m slow -s` prints the table. Taking the box away means that an
attack runs as native code in a process with the helper's walls, as if it had broken out of WebAssembly. It runs as a
user without rights, in an IPC namespace of its own where that can be had, and aims at a folder made for it.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from steppe.sandbox import client
from steppe.sandbox.client import Sandbox
from steppe.sandbox.native import system
from steppe.sandbox.native.selftest import PRELUDE

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the second wall is Linux's here")

HERE = Path(__file__).parent
SECRET = "a-secret-that-no-program-may-see"
NEEDED = {"new_processes: thread", "memory: counters"}
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
# One process for each attack, forked of one that has loaded everything: afterwards no file can be read.
RUNNER = r"""
import _posixsubprocess, array, ctypes, json, numpy, os, resource, select, signal, sys, time
from steppe.sandbox import walls
from steppe.sandbox.native import landlock, system
order = json.load(sys.stdin)
def live(source):
    if os.geteuid() == 0:
        system.unshare(0x08000000 | 0x04000000)  # IPC and host name: nothing that is made outlives the process
        os.setgroups([])
        os.setresgid(12345, 12345, 12345)
        os.setresuid(12345, 12345, 12345)
        system.drop_capabilities()
    system.forbid_new_privileges()
    resource.setrlimit(resource.RLIMIT_NPROC, (64, 64))
    walls._limit_resources()
    if order["landlock"]:
        assert walls._forbid_paths()
    if order["seccomp"]:
        assert walls._filter_calls()
    try:
        exec(compile(source, "attack", "exec"), {"__name__": "__main__"})
    except BaseException:
        pass
    sys.stdout.flush()
    os._exit(0)
def run(source):
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.setsid()
        nowhere = os.open(os.devnull, os.O_RDWR)
        for descriptor, target in ((nowhere, 0), (writer, 1), (nowhere, 2)):
            os.dup2(descriptor, target)
        os.closerange(3, 1024)
        sys.stdout = open(1, "w", closefd=False)
        live(source)
    os.close(writer)
    data, end = b"", time.monotonic() + 3
    while (left := end - time.monotonic()) > 0 and select.select([reader], [], [], left)[0]:
        part = os.read(reader, 65536)
        if not part:
            break
        data += part
    os.close(reader)
    os.killpg(pid, signal.SIGKILL) if left <= 0 else None
    os.waitpid(pid, 0)
    return b"GOT" in data
print(json.dumps([name for name, source in order["attacks"].items() if run(source)]))
"""


def attacks(canary: Path, port: int) -> dict[str, str]:
    column = 0 if system.MACHINE == system.X86_64 else 1
    numbers = tomllib.loads((HERE / "native" / "calls.toml").read_text(encoding="utf-8"))
    values: dict[str, Any] = {
        "CANARY": os.fsencode(canary),
        "FOLDER": os.fsencode(canary.parent),
        "PORT": port,
        "OUTSIDE": os.getpid(),
        "NUMBERS": {name: each[column] for name, each in numbers.items()},
    }
    header = "".join(f"{name} = {value!r}\n" for name, value in values.items()) + PRELUDE + NAMES
    groups = tomllib.loads((HERE / "native" / "attacks.toml").read_text(encoding="utf-8"))
    return {f"{kind}: {name}": header + text for kind, group in groups.items() for name, text in group.items()}


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder of its own that everybody may change, with a secret in it; pytest's own are shut to other users."""
    with tempfile.TemporaryDirectory(prefix="steppe-walls-") as name:
        made = Path(name)
        made.chmod(0o777)
        (made / "canary.txt").write_text(SECRET, encoding="utf-8")
        (made / "canary.txt").chmod(0o666)
        yield made


def reset(folder: Path) -> None:
    """As it was before the attacks: those that no wall stops change it."""
    for path in folder.iterdir():
        path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
    (folder / "canary.txt").write_text(SECRET, encoding="utf-8")
    (folder / "canary.txt").chmod(0o666)


@pytest.mark.slow
def test_native_code_in_the_helper(folder: Path) -> None:
    """As if the box had broken."""
    got = {}
    with socket.create_server(("127.0.0.1", 0)) as server:
        armed = attacks(folder / "canary.txt", server.getsockname()[1])
        for landlock, seccomp in ((True, True), (True, False), (False, True), (False, False)):
            reset(folder)
            order = json.dumps({"attacks": armed, "landlock": landlock, "seccomp": seccomp})
            command = [sys.executable, "-P", "-c", RUNNER]
            done = subprocess.run(command, input=order, capture_output=True, text=True, check=False, timeout=170)
            assert done.returncode == 0, done.stderr
            got[landlock, seccomp] = json.loads(done.stdout)
            if landlock or seccomp:
                assert (folder / "canary.txt").read_text(encoding="utf-8") == SECRET
    print(f"\n{len(armed)} attacks as native code in the helper; how many got something:")
    for (landlock, seccomp), names in got.items():
        print(f"  Landlock: {landlock!s:5}  seccomp: {seccomp!s:5}  {len(names)}  {', '.join(names[:12])}")
    for landlock in (True, False):  # threads, counters and its own pipes are what the engine needs
        assert {name for name in got[landlock, True] if not name.startswith("descriptors")} <= NEEDED
    assert len(got[True, True]) <= len(got[False, True]) < len(got[False, False])
    assert len(got[True, True]) <= len(got[True, False]) < len(got[False, False])


@pytest.mark.slow
def test_the_box_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every hostile program, with the walls round the helper left out: the box itself gives them nothing."""
    bare = "import sys\nfrom steppe.sandbox import helper, walls\nwalls.put_up = lambda: ()\nhelper.main(sys.argv[1:])"
    command = [sys.executable, "-I", "-c", bare]
    monkeypatch.setattr(client, "helper_command", lambda component, cache: [*command, str(component), str(cache)])
    programs = {
        f"{kind}: {name}": text
        for kind, group in tomllib.loads((HERE / "hostile.toml").read_text(encoding="utf-8")).items()
        for name, text in group.items()
    }
    canary = folder / "canary.txt"
    with socket.create_server(("127.0.0.1", 0)) as server, Sandbox(workers=1, native=False) as sandbox:
        assert sandbox.wait_ready(170)
        assert sandbox.state.isolation == ("wasm",)
        header = f"CANARY = {str(canary)!r}\nPORT = {server.getsockname()[1]}\n"
        outcomes = {name: sandbox.run(header + text, wall_s=1) for name, text in programs.items()}
        server.settimeout(0.1)
        with pytest.raises(TimeoutError):
            server.accept()
    print(f"\n{len(programs)} hostile programs in the box without walls round it: none got anything")
    assert [name for name, outcome in outcomes.items() if "GOT" in outcome.stdout] == []
    assert [path.name for path in folder.iterdir()] == ["canary.txt"]
    assert canary.read_text(encoding="utf-8") == SECRET
