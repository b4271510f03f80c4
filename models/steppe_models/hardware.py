"""What this machine has: processor, cores, memory that is free now; says what it could not read."""

from __future__ import annotations

import math
import os
import platform
import sys
from dataclasses import dataclass
from pathlib import Path

_USEFUL_FLAGS = [
    "sse4_2",
    "avx",
    "avx2",
    "f16c",
    "fma",
    "avx_vnni",
    "avx512f",
    "avx512bw",
    "avx512vl",
    "avx512_vnni",
    "avx512_bf16",
    "amx_int8",
    "amx_bf16",
    "asimd",
    "asimddp",
    "i8mm",
    "sve",
    "sve2",
    "bf16",
    "fphp",
    "asimdhp",
]


@dataclass(frozen=True, slots=True)
class Gpu:
    """A graphics processor as the engine reports it; `is_unified`: its memory is the system's."""

    name: str
    backend: str
    total_bytes: int
    free_bytes: int
    is_unified: bool = False


@dataclass(frozen=True, slots=True)
class Hardware:
    """`physical_cores` may be used by this process, container limits respected; 0 bytes means unknown."""

    system: str
    cpu: str
    cpu_features: tuple[str, ...]
    physical_cores: int
    total_memory_bytes: int
    free_memory_bytes: int
    gpus: tuple[Gpu, ...] = ()
    notes: tuple[str, ...] = ()


def detect(
    gpus: tuple[Gpu, ...] = (),
    *,
    proc: Path = Path("/proc"),
    cgroup: Path = Path("/sys/fs/cgroup"),
    cpus: Path = Path("/sys/devices/system/cpu"),
) -> Hardware:
    """Read this machine; `gpus` come from the engine, which alone can ask its libraries."""
    notes: list[str] = []
    cpu, features = _processor(proc, notes)
    groups = _control_groups(proc, cgroup)
    total, free = _memory(proc, groups, notes)
    return Hardware(
        system=f"{platform.system()} {platform.machine()}",
        cpu=cpu,
        cpu_features=features,
        physical_cores=_cores(cpus, groups, notes),
        total_memory_bytes=total,
        free_memory_bytes=free,
        gpus=gpus,
        notes=tuple(notes),
    )


def _processor(proc: Path, notes: list[str]) -> tuple[str, tuple[str, ...]]:
    """Name and the features that llama.cpp makes use of."""
    text = _read(proc / "cpuinfo")
    fields: dict[str, str] = {}
    for line in text.splitlines():
        key, separator, value = line.partition(":")
        if separator:
            fields.setdefault(key.strip().lower(), value.strip())
    name = fields.get("model name") or fields.get("hardware") or platform.processor()
    flags = set((fields.get("flags") or fields.get("features") or "").lower().split())
    if not name:
        notes.append("The processor's name could not be read.")
    if not flags:
        notes.append("The processor's features could not be read.")
    return name or "unknown", tuple(flag for flag in _USEFUL_FLAGS if flag in flags)


def _cores(cpus: Path, groups: list[Path], notes: list[str]) -> int:
    """Physical cores that this process may keep busy: those it may run on, within the time it may use."""
    import psutil

    usable = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set(range(os.cpu_count() or 1))
    physical = _distinct_cores(cpus, usable) or psutil.cpu_count(logical=False)
    if not physical:
        notes.append("The number of physical cores could not be read; logical ones are counted.")
        physical = len(usable)
    limits = [quota for group in groups if (quota := _cpu_quota(group))]
    return max(1, min(physical, len(usable), *(math.ceil(limit) for limit in limits)))


def _distinct_cores(cpus: Path, usable: set[int]) -> int:
    """How many cores the usable processors belong to: two threads of one core are one; 0 if that cannot be read."""
    siblings = [_read(cpus / f"cpu{number}" / "topology" / "thread_siblings_list").strip() for number in usable]
    return len(set(siblings)) if all(siblings) else 0


def _cpu_quota(group: Path) -> float:
    """Cores' worth of time that a control group may use; 0 without a limit."""
    words = _read(group / "cpu.max").split()  # version 2: "QUOTA PERIOD" or "max PERIOD"
    if len(words) == 2 and words[0].isdigit() and words[1].isdigit():
        return int(words[0]) / int(words[1])
    quota, period = _number(group / "cpu.cfs_quota_us"), _number(group / "cpu.cfs_period_us")  # version 1
    return quota / period if quota > 0 and period > 0 else 0.0


def _memory(proc: Path, groups: list[Path], notes: list[str]) -> tuple[int, int]:
    """Total bytes and bytes that can be had without swapping, the control groups' limits respected."""
    total, free = _system_memory(proc)
    if not total:
        notes.append("The size of the memory could not be read.")
    for group in groups:
        limit, left = _group_memory(group)
        if limit and limit < total:
            total = limit
            notes.append(f"Memory is limited to {limit / 1e9:.2f} GB by a control group.")
        if limit:
            free = min(free, left)
    return total, free


def _system_memory(proc: Path) -> tuple[int, int]:
    values: dict[str, int] = {}
    for line in _read(proc / "meminfo").splitlines():
        key, _, rest = line.partition(":")
        words = rest.split()
        if words and words[0].isdigit():
            values[key] = int(words[0]) * 1024
    if "MemTotal" in values and "MemAvailable" in values:
        return values["MemTotal"], values["MemAvailable"]
    import psutil

    memory = psutil.virtual_memory()
    return int(memory.total), int(memory.available)


def _group_memory(group: Path) -> tuple[int, int]:
    """Limit of a control group and what is left of it, caches that can be dropped included; 0 without."""
    statistics = dict(
        line.split(maxsplit=1) for line in _read(group / "memory.stat").splitlines() if line.count(" ") == 1
    )
    limit = _number(group / "memory.max")
    if limit:
        used, droppable = _number(group / "memory.current"), _droppable(statistics, "")
    else:
        limit = _number(group / "memory.limit_in_bytes")
        used, droppable = _number(group / "memory.usage_in_bytes"), _droppable(statistics, "total_")
    if not limit or limit >= 2**60:  # version 1 writes a huge number for "no limit"
        return 0, 0
    return limit, max(0, limit - used + droppable)


def _droppable(statistics: dict[str, str], prefix: str) -> int:
    return sum(int(statistics.get(f"{prefix}{name}", "0")) for name in ("inactive_file", "active_file"))


def _control_groups(proc: Path, cgroup: Path) -> list[Path]:
    """The folders of this process's control groups and their parents, where limits may stand."""
    folders: list[Path] = []
    if not sys.platform.startswith("linux"):
        return folders
    for line in _read(proc / "self" / "cgroup").splitlines():
        _, _, rest = line.partition(":")
        controllers, _, place = rest.partition(":")
        if controllers and not {"memory", "cpu"} & set(controllers.split(",")):
            continue
        base = cgroup / controllers if controllers else cgroup
        folder = base / place.lstrip("/")
        if not folder.is_dir():  # inside a container the path is often the host's
            folder = base
        while folder.is_relative_to(base):
            if folder.is_dir() and folder not in folders:
                folders.append(folder)
            folder = folder.parent
    return folders


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _number(path: Path) -> int:
    text = _read(path).strip()
    return int(text) if text.lstrip("-").isdigit() else 0
