"""Programs that try to get out, to stay, to starve the machine or to fool the supervisor: none gets anything.

A program that reaches what it must not reach prints `GOT`. Every program runs in one shared sandbox, whose helper must
survive and still compute afterwards.
"""

from __future__ import annotations

import os
import socket
import threading
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from steppe.sandbox.client import Sandbox

SECRET = "a-secret-that-no-program-may-see"

HERE = Path(__file__).parent
HOSTILE = {
    f"{category}: {name}": source
    for category, programs in tomllib.loads((HERE / "hostile.toml").read_text(encoding="utf-8")).items()
    for name, source in programs.items()
}
STARVING = {
    program["name"]: program
    for program in tomllib.loads((HERE / "starving.toml").read_text(encoding="utf-8"))["program"]
}
FORGED = '\\x06\\x00\\x00\\x00{"id":1,"op":"result","status":"ok","blobs":[]}'


@pytest.fixture(scope="module")
def canary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("outside") / "canary.txt"
    path.write_text(SECRET, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A listener on this machine; a connection from a program fails the module's tests."""
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
        yield server.getsockname()[1]
        stop.set()
        thread.join()
    assert not caught, "a program reached a port of this machine"


@pytest.mark.parametrize("name", HOSTILE)
def test_gets_nothing(sandbox: Sandbox, canary: Path, port: int, name: str) -> None:
    before = sorted(os.listdir(canary.parent))
    source = f"CANARY = {str(canary)!r}\nPORT = {port}\n{HOSTILE[name]}"
    outcome = sandbox.run(source, wall_s=1.0)
    assert "GOT" not in outcome.stdout, outcome
    assert SECRET not in outcome.stdout + outcome.stderr
    assert outcome.status in {"ok", "error", "killed", "timeout", "memory"}, outcome
    assert canary.read_text(encoding="utf-8") == SECRET
    assert sorted(os.listdir(canary.parent)) == before


@pytest.mark.parametrize("name", STARVING)
def test_is_stopped_with_the_right_status(sandbox: Sandbox, name: str) -> None:
    is_endless = "timeout" in STARVING[name]["statuses"]  # others must not be cut short on a busy machine
    outcome = sandbox.run(STARVING[name]["source"], wall_s=1.0 if is_endless else 15.0)
    assert outcome.status in STARVING[name]["statuses"], outcome
    assert len(outcome.stdout.encode()) <= 64 * 1024
    assert len(outcome.stderr.encode()) <= 16 * 1024


@pytest.mark.parametrize(
    ("code", "text"), [(137, "137"), (124, "124"), (120, "120"), (9, "9"), (255, "255"), (-1, "-1")]
)
def test_exit_codes_are_plain_errors(sandbox: Sandbox, code: int, text: str) -> None:
    assert sandbox.run(f"import sys\nprint('before')\nsys.exit({text})").status == "error"
    assert sandbox.run(f"import os\nos._exit({code & 255})").status == "error"


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_printed_frames_are_text(sandbox: Sandbox, stream: str) -> None:
    source = f"import sys\nsys.{stream}.buffer.write(b'{FORGED}' * 3)\nsys.{stream}.flush()\nraise SystemExit(1)"
    outcome = sandbox.run(source)
    assert outcome.status == "error"
    assert '"status":"ok"' in getattr(outcome, stream)
    assert "\\x06" in getattr(outcome, stream), "control characters are shown"


def test_words_of_the_supervisor_are_text(sandbox: Sandbox) -> None:
    outcome = sandbox.run("print('MemoryError')\nprint('wasm trap: interrupt')\nraise SystemExit('MemoryError')")
    assert (outcome.status, outcome.stdout) == ("error", "MemoryError\nwasm trap: interrupt\n")


def test_nothing_is_carried_over(sandbox: Sandbox) -> None:
    sandbox.run(
        "import builtins, sys, sympy, math, random\nbuiltins.kept = 'secret-1'\nsys.kept = sympy.kept = 'secret-1'\n"
        "math.pi = 3\nsys.modules['kept'] = sys\nsympy.core.cache.clear_cache()\nrandom.seed(99)"
    )
    outcome = sandbox.run(
        "import builtins, sys, sympy, math\n"
        "print(hasattr(builtins, 'kept'), hasattr(sys, 'kept'), hasattr(sympy, 'kept'))\n"
        "print(math.pi > 3.1, 'kept' in sys.modules)"
    )
    assert outcome.stdout == "False False False\nTrue False\n"


def test_memory_of_the_last_program_is_gone(sandbox: Sandbox) -> None:
    sandbox.run("x = [bytes(b'left-behind-' + str(i).encode()) * 100 for i in range(10000)]")
    outcome = sandbox.run("x = [bytearray(10**6) for i in range(200)]\nprint(any(b'left-behind' in b for b in x))")
    assert outcome.stdout == "False\n"


def test_text_is_safe_to_show(sandbox: Sandbox) -> None:
    outcome = sandbox.run("print('\\x1b[31mred\\x1b[0m \\u202eabc \\x07 \\x1b]0;title\\x07 a\\u200bb')")
    assert outcome.stdout == "red \\u202eabc \\x07  a\\u200bb\n"


def test_invalid_utf8_is_replaced(sandbox: Sandbox) -> None:
    outcome = sandbox.run("import sys\nsys.stdout.buffer.write(bytes([0xff, 0xfe, 65]))")
    assert (outcome.status, outcome.stdout) == ("ok", "\ufffd\ufffdA")


def test_lone_surrogates_in_a_program(sandbox: Sandbox) -> None:
    assert sandbox.run("print(len('\udc80'))").status == "ok"


def test_null_bytes_in_a_program(sandbox: Sandbox) -> None:
    assert sandbox.run("print(1)\0print(2)").status == "error"


def test_long_program_runs(sandbox: Sandbox) -> None:
    outcome = sandbox.run("x = 1\n" * 30_000 + "print(x)")
    assert (outcome.status, outcome.stdout) == ("ok", "1\n")
