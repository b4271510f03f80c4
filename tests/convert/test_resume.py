"""Kills, full disks and cancelled runs: nothing looks whole that is not, and a run that is taken up ends the same."""

from __future__ import annotations

import hashlib
import json
import random
import resource
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from checkpoints import SHAPES, small, write_synthetic
from conversions import converted

from steppe_convert.convert import Conversion, Request
from steppe_convert.part_file import held
from steppe_convert.progress import Note, Progress
from steppe_models.errors import DiskFullError, IntegrityError, SteppeError

RUN = """
import sys
from pathlib import Path
from steppe_convert.convert import Conversion, Request
for step in Conversion(Request(sys.argv[1], "Q2_K", Path(sys.argv[2]), threads=1)):
    pass
if sys.platform == "linux":
    print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""
MAGIC = b"GGUF"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Large enough that a conversion takes a second or two."""
    shape = replace(SHAPES["mammoth-coder-7b"], layers=2, dtype="F16")
    return write_synthetic(tmp_path_factory.mktemp("resume") / "checkpoint", shape)


@pytest.fixture(scope="module")
def undisturbed(folder: Path) -> str:
    return sha256(converted(folder, "Q2_K", folder.parent / "undisturbed.gguf"))


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def start(folder: Path, target: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-P", "-c", RUN, str(folder), str(target)], stderr=subprocess.PIPE)


def wait_for(path: Path, process: subprocess.Popen[bytes], size: int) -> None:
    while process.poll() is None and not (path.exists() and path.stat().st_size > size):
        time.sleep(0.005)


def kill_at_random(folder: Path, target: Path, waits: random.Random) -> bool:
    """Start a conversion and kill it at a random moment; whether it was killed before it had ended."""
    journal = target.with_name(f"{target.name}.part.journal")
    with start(folder, target) as process:
        if waits.random() < 0.8:  # else it may not even have begun
            wait_for(journal, process, journal.stat().st_size if journal.exists() else 0)
        time.sleep(waits.uniform(0.0, 0.3))
        if process.poll() is not None:
            assert process.returncode == 0
            return False
        process.send_signal(signal.SIGKILL)
    assert not target.exists()
    part = target.with_name(f"{target.name}.part")
    assert not part.exists() or part.read_bytes()[:4] in (bytes(4), MAGIC, b"")
    return True


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9")
@pytest.mark.parametrize("most", [3, pytest.param(10, marks=pytest.mark.slow)])
def test_killed_again_and_again_it_ends_with_the_same_file(
    folder: Path, undisturbed: str, tmp_path: Path, most: int
) -> None:
    target, waits = tmp_path / "out.gguf", random.Random(20)
    kills = 0
    while kills < most:
        if kill_at_random(folder, target, waits):
            kills += 1
            continue
        assert sha256(target) == undisturbed
        for path in tmp_path.iterdir():  # it was ready before it could be killed: from the beginning once more
            path.unlink()
    if not target.with_name("out.gguf.part.journal").exists():
        stop_in_the_middle(folder, target)
    resumed = []
    conversion = Conversion(Request(str(folder), "Q2_K", target))
    for step in conversion:
        if isinstance(step, Note) and "taken up" in step.text:
            resumed.append(step.text)
    assert conversion.report is not None
    assert bool(resumed) == (conversion.report.resumed > 0)
    assert conversion.report.sha256 == sha256(target) == undisturbed
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.gguf", "out.json"]


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel says how much it was")
def test_memory_does_not_hold_the_model(folder: Path, tmp_path: Path) -> None:
    """Measured of the whole process, Python and numpy with it."""
    command = [sys.executable, "-P", "-c", RUN, str(folder), str(tmp_path / "out.gguf")]
    done = subprocess.run(command, capture_output=True, check=True, timeout=120)
    assert int(done.stdout) < 150_000


def stop_in_the_middle(folder: Path, target: Path) -> None:
    conversion = Conversion(Request(str(folder), "Q2_K", target, threads=1))
    for step in conversion:
        if isinstance(step, Progress) and step.stage == "writing" and step.done > 2_000_000:
            conversion.cancel()
    assert conversion.report is None
    assert not target.exists()
    assert target.with_name("out.gguf.part").read_bytes()[:4] == bytes(4)


def test_cancelled_it_resumes_and_notices_bytes_that_were_lost(folder: Path, undisturbed: str, tmp_path: Path) -> None:
    target = tmp_path / "out.gguf"
    stop_in_the_middle(folder, target)
    part = tmp_path / "out.gguf.part"
    with part.open("r+b") as file:  # as after a power cut: noted as done, not on the disk
        file.seek(part.stat().st_size // 20)
        file.write(bytes(500_000))
    with (tmp_path / "out.gguf.part.journal").open("a") as file:
        file.write("12 345 0x1.0")  # half a line
    assert sha256(converted(folder, "Q2_K", target)) == undisturbed


def test_a_part_of_something_else_is_not_taken_up(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.gguf"
    stop_in_the_middle(folder, target)
    conversion = Conversion(Request(str(folder), "Q3_K_S", target))
    assert not any(isinstance(step, Note) and "taken up" in step.text for step in conversion)
    assert conversion.report is not None
    assert conversion.report.resumed == 0


def limit_files_at(moment: str, conversion: Conversion) -> None:
    """Run a conversion, and allow no files beyond 2 MB from this moment on."""
    for step in conversion:
        is_due = {
            "planning": True,
            "reserving": isinstance(step, Note),
            "writing": isinstance(step, Progress) and step.stage == "writing",
        }
        if is_due[moment]:
            resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, resource.RLIM_INFINITY))


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process")
@pytest.mark.parametrize("moment", ["planning", "reserving", "writing"])
def test_a_full_disk_is_one_sentence_and_leaves_nothing_that_looks_whole(
    folder: Path, tmp_path: Path, moment: str
) -> None:
    """A limit on file sizes refuses writes at the very place where a full disk would."""
    target = tmp_path / "out.gguf"
    conversion = Conversion(Request(str(folder), "Q2_K", target, threads=2))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        with pytest.raises(DiskFullError, match="The disk is full"):
            limit_files_at(moment, conversion)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert conversion.report is None
    assert not target.exists()
    for path in tmp_path.iterdir():
        assert moment == "writing"
        assert path.read_bytes()[:4] != MAGIC


def test_too_little_room_is_told_before_the_first_byte(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from steppe_models.sources import transfer

    class Usage:
        free = 1000

    monkeypatch.setattr(transfer.shutil, "disk_usage", lambda _: Usage)
    with pytest.raises(DiskFullError, match="are needed"):
        converted(folder, "Q2_K", tmp_path / "out.gguf")
    assert [path.name for path in tmp_path.iterdir()] == []


def test_two_runs_do_not_write_the_same_file(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.gguf"
    with held(target), pytest.raises(SteppeError, match="Another process is writing"):
        converted(folder, "Q2_K", target)


def test_what_is_found_wrong_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tokenizer is damaged in a way that only the finished file shows."""
    source = write_synthetic(tmp_path / "checkpoint", small("llama-3"))
    path = source / "tokenizer.json"
    content = json.loads(path.read_text())
    content["model"]["vocab"] = {token: number for token, number in content["model"]["vocab"].items() if token != "a"}
    path.write_text(json.dumps(content))
    target = tmp_path / "out.gguf"
    with pytest.raises(IntegrityError, match="does not give back what it is given"):
        converted(source, "Q8_0", target)
    assert [path.name for path in tmp_path.iterdir()] == ["checkpoint"]
