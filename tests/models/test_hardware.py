"""Reading the machine: limits of containers respected, what cannot be read is said."""

from __future__ import annotations

from pathlib import Path

import psutil
import pytest

from steppe_models import hardware
from steppe_models.hardware import Gpu, detect

GIB = 1024**3


@pytest.fixture
def proc(tmp_path: Path) -> Path:
    folder = tmp_path / "proc"
    (folder / "self").mkdir(parents=True)
    (folder / "cpuinfo").write_text("processor : 0\nmodel name : Some CPU\nflags : fpu sse4_2 avx avx2 fma\n")
    (folder / "meminfo").write_text(
        f"MemTotal: {16 * GIB // 1024} kB\nMemFree: 1 kB\nMemAvailable: {12 * GIB // 1024} kB\n"
    )
    (folder / "self" / "cgroup").write_text("0::/a/b\n")
    return folder


@pytest.fixture
def cgroup(tmp_path: Path) -> Path:
    folder = tmp_path / "cgroup"
    (folder / "a" / "b").mkdir(parents=True)
    return folder


def write(folder: Path, **files: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text)


def test_without_limits(proc: Path, cgroup: Path) -> None:
    found = detect(proc=proc, cgroup=cgroup)
    assert (found.cpu, found.cpu_features) == ("Some CPU", ("sse4_2", "avx", "avx2", "fma"))
    assert (found.total_memory_bytes, found.free_memory_bytes) == (16 * GIB, 12 * GIB)
    assert found.physical_cores >= 1
    assert found.notes == ()


def test_a_memory_limit_of_version_2_counts_caches_as_free(proc: Path, cgroup: Path) -> None:
    write(
        cgroup / "a",
        memory__max=str(4 * GIB),
        memory__current=str(3 * GIB),
        memory__stat=f"anon 5\ninactive_file {GIB}\nactive_file {GIB // 2}\n",
    )
    write(cgroup / "a" / "b", memory__max="max", memory__current="7")
    found = detect(proc=proc, cgroup=cgroup)
    assert found.total_memory_bytes == 4 * GIB
    assert found.free_memory_bytes == 2.5 * GIB
    assert found.notes == ("Memory is limited to 4.29 GB by a control group.",)


def test_limits_of_version_1(proc: Path, cgroup: Path) -> None:
    (proc / "self" / "cgroup").write_text("4:memory:/job\n1:cpu:/job\n2:pids:/job\n")
    write(
        cgroup / "memory" / "job",
        memory__limit_in_bytes=str(2 * GIB),
        memory__usage_in_bytes=str(GIB),
        memory__stat=f"total_inactive_file {GIB // 4}\n",
    )
    write(cgroup / "memory", memory__limit_in_bytes="9223372036854771712", memory__usage_in_bytes="1")
    write(cgroup / "cpu" / "job", cpu__cfs_quota_us="100000", cpu__cfs_period_us="100000")
    found = detect(proc=proc, cgroup=cgroup)
    assert found.total_memory_bytes == 2 * GIB
    assert found.free_memory_bytes == 1.25 * GIB
    assert found.physical_cores == 1


def test_a_processor_quota_limits_the_cores(proc: Path, cgroup: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(psutil, "cpu_count", lambda logical=True: 16)
    monkeypatch.setattr(hardware.os, "sched_getaffinity", lambda _: set(range(16)), raising=False)
    assert detect(proc=proc, cgroup=cgroup, cpus=proc).physical_cores == 16
    write(cgroup / "a" / "b", cpu__max="250000 100000")
    assert detect(proc=proc, cgroup=cgroup, cpus=proc).physical_cores == 3
    monkeypatch.setattr(hardware.os, "sched_getaffinity", lambda _: {0, 1}, raising=False)
    assert detect(proc=proc, cgroup=cgroup, cpus=proc).physical_cores == 2


def test_two_threads_of_one_core_are_one(
    proc: Path, cgroup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cpus = tmp_path / "cpus"
    for number in range(8):
        first = number % 4
        write(cpus / f"cpu{number}" / "topology", thread_siblings_list=f"{first},{first + 4}\n")
    for usable, cores in ((range(8), 4), ((0, 4), 1), ((0, 1, 4), 2), ((2,), 1)):
        monkeypatch.setattr(hardware.os, "sched_getaffinity", lambda _, usable=usable: set(usable), raising=False)
        assert detect(proc=proc, cgroup=cgroup, cpus=cpus).physical_cores == cores
    (cpus / "cpu2" / "topology" / "thread_siblings_list").unlink()
    monkeypatch.setattr(psutil, "cpu_count", lambda logical=True: 7)
    assert detect(proc=proc, cgroup=cgroup, cpus=cpus).physical_cores == 1


def test_what_cannot_be_read_is_said(proc: Path, cgroup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(psutil, "cpu_count", lambda logical=True: None)
    monkeypatch.setattr(hardware.platform, "processor", lambda: "")
    found = detect(proc=tmp_path / "nothing", cgroup=cgroup, cpus=tmp_path / "nothing")
    assert found.cpu == "unknown"
    assert len(found.notes) == 3
    assert found.total_memory_bytes > 0  # psutil still knows


def test_a_container_that_sees_its_own_group_as_the_root(proc: Path, tmp_path: Path) -> None:
    root = tmp_path / "inside"
    write(root, memory__max=str(GIB), memory__current="0", cpu__max="max 100000")
    (proc / "self" / "cgroup").write_text("0::/host/path/that/is/not/here\n")
    assert detect(proc=proc, cgroup=root).total_memory_bytes == GIB


def test_this_machine() -> None:
    found = detect((Gpu("a card", "CUDA", 2, 1),))
    assert 0 < found.free_memory_bytes <= found.total_memory_bytes
    assert found.gpus[0].name == "a card"
