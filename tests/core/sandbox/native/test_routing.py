"""Which engine a program gets: the native one for numpy and for want of time, WebAssembly for all others."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from steppe.sandbox import client
from steppe.sandbox.client import Sandbox
from steppe.sandbox.outcome import missing_package, wants_native

START_LIMIT_S = 170.0


@pytest.fixture(scope="module")
def routing() -> Iterator[Sandbox]:
    with Sandbox(workers=1) as sandbox, pytest.MonkeyPatch.context() as patch:
        patch.setattr(client, "OVERTIME_S", 20.0)  # both engines shall end programs themselves, on a busy machine too
        assert sandbox.wait_ready(START_LIMIT_S), sandbox.state
        assert sandbox.wait_native(60), sandbox.native_state
        yield sandbox


@pytest.mark.parametrize(
    ("source", "engine", "output"),
    [
        ("print(1)", "wasm", "1\n"),
        ("import numpy as np\nnp.arange(3).sum()", "native", "3\n"),
        ("import math, numpy\nprint(numpy.gcd(12, 18))", "native", "6\n"),
        ("from sympy import *\nprint(sqrt(8))", "wasm", "2*sqrt(2)\n"),
        ("print('import numpy')", "wasm", "import numpy\n"),
    ],
)
def test_engine(routing: Sandbox, source: str, engine: str, output: str) -> None:
    outcome = routing.run(source)
    assert (outcome.status, outcome.engine, outcome.stdout) == ("ok", engine, output), outcome
    assert "seccomp" in outcome.isolation


def test_second_try_for_want_of_time(routing: Sandbox) -> None:
    """Ten million steps take seconds in WebAssembly; the limit lies between that and the native engine's time."""
    outcome = routing.run("n = 0\nfor i in range(10_000_000): n += i\nprint(n)", wall_s=1.5)
    assert outcome.status == "timeout" or outcome.stdout == "49999995000000\n"


def test_endless_in_both_is_told_as_the_first_time(routing: Sandbox) -> None:
    outcome = routing.run("while True: pass", wall_s=0.3)
    assert (outcome.status, outcome.engine, outcome.message) == ("timeout", "wasm", "Stopped after 0.3 s.")


def test_what_is_nowhere_is_refused(routing: Sandbox) -> None:
    outcome = routing.run("import numpy\nimport pandas")
    assert (outcome.status, outcome.message) == (
        "refused",
        "This program needs pandas, which can't be run safely on this system.",
    )


def test_broker_belongs_to_the_services(routing: Sandbox) -> None:
    assert len(routing.service_pids) == 2
    assert routing.native_state.phase == "ready"


def test_without_the_native_engine_programs_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    refusing = "from steppe.sandbox.native.broker import serve\nfrom steppe.sandbox.native.walls import Walls\n"
    command = [sys.executable, "-P", "-s", "-c", f"{refusing}serve(Walls(seccomp=False))"]
    monkeypatch.setattr("steppe.sandbox.native.engine.broker_command", lambda: command)
    with Sandbox(workers=1) as sandbox:
        outcome = sandbox.run("import numpy\nprint(1)")
        assert outcome.status == "refused"
        assert outcome.message == "This program needs numpy, which can't be run safely on this system."
        assert "cannot wall in programs" in sandbox.native_state.reason


def test_reading_imports() -> None:
    assert wants_native("import math, numpy as np")
    assert not wants_native("# import numpy")
    assert missing_package("import numpy\nimport sympy", ("numpy",)) == "sympy"
    assert missing_package("import numpy\nimport sympy", ("numpy", "sympy")) is None
