"""A disk that is really full: a small file system of its own, seen by one child process only."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from checkpoints import small, write_synthetic

PRIVATE = ("unshare", "--user", "--map-root-user", "--mount", "--propagation", "private", "--")
SIZE_BYTES = 20_000_000
# Mounts the disk over `folder`, converts onto it, and tells what was said and what is left. `fill_at` is the progress
# at which another writer takes all that is free; `room` is what it leaves before the start.
ON_THE_DISK = """
import json, os, subprocess, sys
from pathlib import Path

source, folder, moment, room = sys.argv[1], Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={sys.argv[5]}", "none", str(folder)], check=True)

from steppe_convert import part_file
from steppe_convert.convert import Conversion, Request
from steppe_convert.progress import Progress
from steppe_models.errors import SteppeError
from steppe_models.sources import transfer

transfer.SPARE_BYTES = 0  # the reserve is larger than this disk


def fill(leave):
    with (folder / "other").open("wb", buffering=0) as file:
        free = os.statvfs(folder).f_bavail * os.statvfs(folder).f_frsize - leave
        while free > 0:
            try:
                free -= file.write(bytes(min(free, 1 << 16)))
            except OSError:
                break


def at_once(conversion):
    for step in conversion:
        if isinstance(step, Progress) and step.stage == moment:
            fill(0)


if moment == "unreserved":  # a file system that cannot take room beforehand
    part_file.PartFile._reserve = lambda self: os.ftruncate(self._descriptor, self.plan.size_bytes)
    moment = "writing"
if room >= 0:
    fill(room)
said = {}
try:
    at_once(Conversion(Request(source, "Q8_0", folder / "out.gguf", threads=1)))
except SteppeError as error:
    said = {"kind": type(error).__name__, "message": error.message, "hint": error.hint}
left = {path.name: path.read_bytes()[:4].hex() for path in folder.iterdir() if path.name != "other"}
again = None
if said and left:
    (folder / "other").unlink()
    conversion = Conversion(Request(source, "Q8_0", folder / "out.gguf", threads=1))
    for _ in conversion:
        pass
    again = [conversion.report.resumed, sorted(path.name for path in folder.iterdir())]
print(json.dumps({"said": said, "left": left, "again": again}))
"""


def may_mount() -> bool:
    """Whether the kernel lets a process mount a disk that nobody else sees."""
    try:
        command = [*PRIVATE, "mount", "-t", "tmpfs", "none", "/mnt"]
        return subprocess.run(command, capture_output=True, check=False, timeout=30).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="name spaces are Linux's"),
    pytest.mark.skipif(sys.platform == "linux" and not may_mount(), reason="the kernel refuses a private mount"),
]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """About 13 MB as Q8_0."""
    return write_synthetic(tmp_path_factory.mktemp("disk") / "checkpoint", small("mammoth-7b", layers=8, ffn=1536))


def convert_on_it(source: Path, folder: Path, moment: str, room: int = -1) -> dict[str, Any]:
    folder.mkdir()
    arguments = [str(source), str(folder), moment, str(room), str(SIZE_BYTES)]
    command = [*PRIVATE, sys.executable, "-P", "-c", ON_THE_DISK, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    assert not list(folder.iterdir()), "the disk was mounted for everybody"
    return dict(json.loads(done.stdout.splitlines()[-1]))


def test_it_fits_on_an_empty_disk(source: Path, tmp_path: Path) -> None:
    found = convert_on_it(source, tmp_path / "disk", "never")
    assert not found["said"]
    assert sorted(found["left"]) == ["out.gguf", "out.json"]


def test_too_little_room_is_refused_before_the_first_byte(source: Path, tmp_path: Path) -> None:
    found = convert_on_it(source, tmp_path / "disk", "never", room=5_000_000)
    assert found["said"]["kind"] == "DiskFullError"
    assert "has 5.0 MB free" in found["said"]["message"]
    assert found["said"]["hint"]
    assert found["left"] == {}


@pytest.mark.parametrize("moment", ["writing", "unreserved", "checking"])
def test_another_writer_fills_it_midway(source: Path, tmp_path: Path, moment: str) -> None:
    """Where the room was taken beforehand the file goes on, and what is beside it may still find no room."""
    found = convert_on_it(source, tmp_path / "disk", moment)
    assert found["said"], "it was not full"
    assert found["said"]["kind"] == "DiskFullError"
    assert found["said"]["message"].startswith("The disk is full")
    assert "\n" not in found["said"]["message"]
    assert found["said"]["hint"]
    assert "out.gguf" not in found["left"]
    assert "out.json" not in found["left"]
    assert found["left"]["out.gguf.part"] != b"GGUF".hex()
    resumed, names = found["again"]
    assert resumed > 0
    assert names == ["out.gguf", "out.json"]
