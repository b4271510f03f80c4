"""The self-test finds what got through, and a system without enough walls is refused with a reason."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pytest

from steppe.sandbox.native import walls
from steppe.sandbox.native.selftest import run_self_test
from steppe.sandbox.native.walls import ALL_WALLS, Walls
from steppe.sandbox.wasm import Limits, Ran

TESTED = "import sys\nfrom steppe.sandbox.native.broker import serve\nfrom steppe.sandbox.native.walls import Walls\n"


def runner(box: Any) -> Callable[[str, Limits], Ran]:
    def run(source: str, limits: Limits) -> Ran:
        ended = box.run(source, wall_s=limits.wall_s, memory_mb=limits.memory_mb)
        return Ran(ended.status, 0, ended.line, False, ended.seconds, ended.stdout.encode(), ended.stderr.encode())

    return run


def test_a_box_that_holds(shared_box: Any) -> None:
    assert run_self_test(runner(shared_box), is_numpy_here=True) == ()


@pytest.mark.parametrize(
    ("missing", "findings"),
    [
        (Walls(namespaces=False, landlock=False, seccomp=False), {"it read a file", "it wrote a file"}),
        (Walls(seccomp=False), {"it opened a socket", "it made memory that is a file"}),
    ],
)
def test_a_box_with_holes(open_box: Callable[[Walls], Any], missing: Walls, findings: set[str]) -> None:
    found = run_self_test(runner(open_box(missing)), is_numpy_here=True)
    assert findings <= set(found)
    assert "it cannot compute 6 * 7" not in found


@pytest.mark.parametrize(
    "missing", [Walls(seccomp=False), Walls(namespaces=False, landlock=False)], ids=["no seccomp", "seccomp alone"]
)
def test_too_few_walls_switch_the_engine_off(start: Callable[[list[str]], Any], missing: Walls) -> None:
    box = start([sys.executable, "-P", "-s", "-c", f"{TESTED}sys.exit(serve({missing!r}))"])
    assert box.helper.phase == "failed"
    assert "cannot wall in programs" in box.helper.failure.reason


@pytest.mark.parametrize("missing", [ALL_WALLS, Walls(namespaces=False), Walls(landlock=False)])
def test_one_wall_less_is_enough_beside_seccomp(start: Callable[[list[str]], Any], missing: Walls) -> None:
    box = start([sys.executable, "-P", "-s", "-c", f"{TESTED}sys.exit(serve({missing!r}))"])
    assert box.helper.phase == "ready", box.helper.failure
    assert (walls.LANDLOCK in box.helper.isolation) == missing.landlock
    assert (walls.NAMESPACES in box.helper.isolation) == missing.namespaces


def test_arguments_are_refused() -> None:
    from steppe.sandbox.native import broker

    assert broker.main(["--without", "seccomp"]) == 2
