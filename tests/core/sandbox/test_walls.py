"""The second wall, tried from within a process that has put it up (Linux)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from steppe.sandbox import client
from steppe.sandbox.client import Sandbox

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the second wall exists on Linux only")

BEHIND_THE_WALL = """
import ctypes, mmap, os, socket, sys, threading
from steppe.sandbox import walls
assert walls.may_execute_memory()
libc = ctypes.CDLL(None, use_errno=True)
heir, kept = os.pipe()
standing = walls.put_up()
def attempt():
    {attempt}
def work():
    try:
        got = attempt()
    except OSError as error:
        got = error
    os.write(1, f"{{','.join(standing)}} {{got!r}}".encode())
thread = threading.Thread(target=work)
thread.start()
thread.join()
os._exit(0)
"""


def behind_the_wall(attempt: str) -> subprocess.CompletedProcess[str]:
    source = BEHIND_THE_WALL.format(attempt=attempt)
    return subprocess.run([sys.executable, "-I", "-c", source], capture_output=True, text=True, check=False, timeout=30)


@pytest.mark.parametrize(
    "attempt",
    [
        "return open('/etc/hostname').read()",
        "return os.listdir('/')",
        "return os.open('/tmp/steppe-wall', os.O_CREAT | os.O_WRONLY)",
        "return os.stat('/')",
        "return socket.socket()",
        "return socket.socketpair()",
        "return os.fork()",
        "return os.kill(os.getppid(), 0)",
        "return os.memfd_create('x')",
        "return os.chdir('/')",
    ],
)
def test_refuses(attempt: str) -> None:
    done = behind_the_wall(attempt)
    assert done.returncode == 0, done
    assert "seccomp" in done.stdout
    assert "PermissionError" in done.stdout


def test_an_ordinary_thread_still_works() -> None:
    assert behind_the_wall("return sum(bytearray(10_000_000))").stdout.endswith(" 0")


@pytest.mark.parametrize(
    "attempt", ["os.execv('/bin/true', ['true'])", "libc.ptrace(0, 0, 0, 0)", "libc.unshare(0x10000000)"]
)
def test_kills(attempt: str) -> None:
    done = behind_the_wall(attempt)
    assert done.returncode < 0
    assert done.stdout == ""


def test_new_executable_memory_is_refused() -> None:
    attempt = "return mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_EXEC)"
    assert "PermissionError" in behind_the_wall(attempt).stdout


def test_every_thread_of_the_helper_is_behind_the_wall(sandbox: Sandbox) -> None:
    assert {"wasm", "seccomp"} <= set(sandbox.state.isolation)
    pid = sandbox.service_pids[0]  # the native engine comes after it
    for thread in psutil.Process(pid).threads():
        status = Path(f"/proc/{pid}/task/{thread.id}/status").read_text()
        assert "Seccomp:\t2" in status
        assert "NoNewPrivs:\t1" in status


def test_the_helper_holds_no_descriptor_but_its_pipes(sandbox: Sandbox) -> None:
    pid = sandbox.service_pids[0]  # the native engine comes after it
    targets = {path.name: path.readlink().as_posix() for path in Path(f"/proc/{pid}/fd").iterdir()}
    files = {name: target for name, target in targets.items() if target.startswith("/") and target != "/dev/null"}
    assert all(target.endswith(".cwasm") for target in files.values()), targets
    for name in files:
        flags = Path(f"/proc/{pid}/fdinfo/{name}").read_text().splitlines()[1].split()[1]
        assert int(flags, 8) & 3 == 0, "the compiled component is open for reading only"
    assert not any(target.startswith("socket:") for target in targets.values())


@pytest.mark.slow
def test_without_executable_memory_the_interpreter_takes_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # PR_SET_MDWE with PR_MDWE_REFUSE_EXEC_GAIN: memory that was writable never becomes executable (Linux 6.3).
    helper = (
        "import ctypes, sys\nassert ctypes.CDLL(None).prctl(65, 1, 0, 0, 0) == 0\n"
        "from steppe.sandbox import helper\nhelper.main(sys.argv[1:])"
    )
    command = [sys.executable, "-I", "-c", helper]
    monkeypatch.setattr(client, "helper_command", lambda component, cache: [*command, str(component), str(cache)])
    with Sandbox(cache=tmp_path / "cache", workers=1) as sandbox:
        assert sandbox.wait_ready(170), sandbox.state
        source = "from sympy import *\nx = symbols('x')\nprint(solve(x**2 - 3*x + 2, x))"
        assert sandbox.run(source, wall_s=30).stdout == "[1, 2]\n"
        assert sandbox.run("while True: pass", wall_s=0.3).status == "timeout"
