"""`steppe doctor` tells the truth where a wall, the compiler or the component is really not to be had (Linux)."""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from steppe.sandbox.native import system

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="takes calls away by a filter of Linux")

COLUMN = 0 if system.MACHINE == system.X86_64 else 1
LANDLOCK, UNSHARE, SECCOMP = (444, 445, 446), ((272, 97)[COLUMN],), ((317, 277)[COLUMN],)
ABSENT, FORBIDDEN = 0x00050000 | 38, 0x00050000 | 1  # answers: ENOSYS, EPERM
DENY_EXECUTABLE_GAIN = "import ctypes\nassert ctypes.CDLL(None).prctl(65, 1, 0, 0, 0) == 0\n"  # PR_SET_MDWE
WITH_FILTER = """
import os, sys
from steppe.sandbox.native import system
system.forbid_new_privileges()
system.install_filter(bytes.fromhex({code!r}))
{more}
os.execv(sys.executable, [sys.executable, "-P", "-m", "steppe.cli.main", "doctor", "--json"])
"""


def filter_without(calls: tuple[int, ...], answer: int) -> bytes:
    """A filter that lets everything pass but these calls: classic BPF as in linux/filter.h."""
    steps = [(0x20, 0, 0, 0)]
    for number in calls:
        steps += [(0x15, 0, 1, number), (0x06, 0, 0, answer)]
    return b"".join(struct.pack("<HBBI", *step) for step in [*steps, (0x06, 0, 0, 0x7FFF0000)])


def doctor_without(calls: tuple[int, ...], answer: int = ABSENT, more: str = "", **environment: str) -> dict[str, Any]:
    """What doctor finds in a process, and its children, to which these calls are refused."""
    program = WITH_FILTER.format(code=filter_without(calls, answer).hex(), more=more)
    done = subprocess.run(
        [sys.executable, "-P", "-c", program],
        capture_output=True,
        check=False,
        timeout=170,
        env={**os.environ, **environment},
    )
    return {check["name"]: check for check in json.loads(done.stdout)["checks"]} | {"code": done.returncode}


@pytest.mark.slow
def test_nothing_taken_away() -> None:
    found = doctor_without(())
    assert found["sandbox"]["status"] == "ok"
    assert "behind wasm, landlock, seccomp;" in found["sandbox"]["text"]
    assert "namespaces, empty_root, landlock, seccomp" in found["native sandbox"]["text"]
    assert "does not offer" not in found["sandbox"]["text"] + found["native sandbox"]["text"]


@pytest.mark.slow
def test_without_landlock() -> None:
    found = doctor_without(LANDLOCK)
    assert found["sandbox"]["status"] == "warning"
    assert "behind wasm, seccomp;" in found["sandbox"]["text"]
    assert "does not offer landlock" in found["sandbox"]["text"]
    assert found["native sandbox"]["status"] == "ok"
    assert "does not offer landlock; the others are enough" in found["native sandbox"]["text"]


@pytest.mark.slow
def test_without_namespaces() -> None:
    found = doctor_without(UNSHARE, FORBIDDEN)
    assert found["sandbox"]["status"] == "ok"
    assert found["native sandbox"]["status"] == "ok"
    assert "behind landlock, seccomp, limits" in found["native sandbox"]["text"]
    assert "does not offer namespaces and empty_root" in found["native sandbox"]["text"]


def test_without_landlock_and_namespaces() -> None:
    found = doctor_without((*LANDLOCK, *UNSHARE))
    assert found["sandbox"]["status"] == "warning"
    assert found["native sandbox"]["status"] == "warning"
    assert "cannot wall in programs" in found["native sandbox"]["text"]
    assert "landlock: not in this kernel" in found["native sandbox"]["text"]


def test_without_seccomp() -> None:
    found = doctor_without(SECCOMP)
    assert found["sandbox"]["status"] == "warning"
    assert "behind wasm, landlock;" in found["sandbox"]["text"]
    assert found["native sandbox"]["status"] == "warning"
    assert "are not run" in found["native sandbox"]["text"]


def test_without_the_component(tmp_path: Path) -> None:
    found = doctor_without((), STEPPE_COMPONENT_DIR=str(tmp_path))
    assert found["sandbox"]["status"] == "failed"
    assert "not built" in found["sandbox"]["text"]
    assert found["sandbox"]["hint"] == "Run `make setup`."
    assert found["code"] == 3


@pytest.mark.slow  # compiles for the interpreter
def test_without_executable_memory(tmp_path: Path) -> None:
    found = doctor_without((), more=DENY_EXECUTABLE_GAIN, STEPPE_CACHE_DIR=str(tmp_path))
    assert found["sandbox"]["status"] == "ok"
    assert "may not be made executable" in found["sandbox"]["text"]
    assert "several times slower" in found["sandbox"]["text"]
