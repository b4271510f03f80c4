"""What the sandbox's tests share: one real sandbox for programs that must not harm it, fresh ones for the others."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from steppe.sandbox import client
from steppe.sandbox.client import Sandbox

START_LIMIT_S = 170.0  # the first start on a machine compiles the component


@pytest.fixture(scope="session")
def shared_sandbox() -> Iterator[Sandbox]:
    """A ready sandbox that must survive every program it is given."""
    with Sandbox(workers=1, native=False) as sandbox:  # that engine has tests of its own
        assert sandbox.wait_ready(START_LIMIT_S), sandbox.state
        yield sandbox


@pytest.fixture
def sandbox(shared_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """The shared sandbox; the test fails if its helper was replaced or no longer works."""
    monkeypatch.setattr(client, "OVERTIME_S", 20.0)  # it shall end programs itself, however busy the machine is
    before = shared_sandbox.service_pids
    yield shared_sandbox
    assert shared_sandbox.service_pids == before, "the program cost the helper its life"
    assert shared_sandbox.run("print(6 * 7)").stdout == "42\n"


@pytest.fixture
def own_sandbox() -> Iterator[Sandbox]:
    """A ready sandbox whose helper may be harmed."""
    with Sandbox(workers=1) as sandbox:
        assert sandbox.wait_ready(START_LIMIT_S), sandbox.state
        yield sandbox
