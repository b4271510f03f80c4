"""What converting a checkpoint costs in one pass, against llama.cpp's two steps on the same checkpoint in one run."""

from __future__ import annotations

import shutil
import statistics
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from steppe.bench.convert_identity import checkpoints_of, compare_types, convert, threads
from steppe.bench.process_cost import Cost
from steppe.bench.two_steps import FILE_TYPES, ReferenceConverter, find_reference

TIMED_TYPE = "Q4_K_M"
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class _Pair:
    """One run of ours and of both of the reference's steps; bytes are what each wrote."""

    ours: Cost
    ours_bytes: int
    first: Cost
    second: Cost
    reference_bytes: int


def measure_convert(
    source: Path, repeats: int, on_progress: Progress, types: Sequence[str] = tuple(FILE_TYPES)
) -> dict[str, Any]:
    """The figures of `steppe bench convert`.

    `source` is a GGUF file, whose weights are first written back as a checkpoint, or a checkpoint's folder. Pairs of
    runs to Q4_K_M are timed in turn; then every type of `types` is converted once both ways and compared. Ratios are
    medians over the pairs, ours over the reference's.

    Raises:
        MissingError: the reference is not installed.
        BadInputError: `source` is neither.
        SteppeError: a conversion failed.
    """
    reference = find_reference()
    with tempfile.TemporaryDirectory(prefix="steppe-bench-") as name:
        work = Path(name)
        checkpoints, dtype = checkpoints_of(source, work, {"safetensors": "safetensors"}, on_progress)
        ((form, checkpoint),) = checkpoints.items()
        pairs = []
        for repeat in range(repeats):
            on_progress(f"pair {repeat + 1} of {repeats}: {TIMED_TYPE}")
            pairs.append(_pair(reference, checkpoint, dtype, work))
        different = compare_types(reference, checkpoints, dtype, types, work, on_progress) if types else {}
    return _figures(pairs, {kind: names[form] for kind, names in different.items()}) | {
        "reference": reference.version,
        "source": source.name,
    }


def _pair(reference: ReferenceConverter, checkpoint: Path, dtype: str, work: Path) -> _Pair:
    ours_folder, peer_folder = work / "ours", work / "reference"
    for folder in (ours_folder, peer_folder):
        folder.mkdir()
    ours = convert(checkpoint, TIMED_TYPE, ours_folder / "model.gguf")
    first = reference.convert(checkpoint, peer_folder / "whole.gguf", dtype)
    second = reference.quantize(peer_folder / "whole.gguf", peer_folder / "model.gguf", TIMED_TYPE, threads())
    pair = _Pair(ours, _bytes_in(ours_folder), first, second, _bytes_in(peer_folder))
    shutil.rmtree(ours_folder)
    shutil.rmtree(peer_folder)
    return pair


def _bytes_in(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _figures(pairs: Sequence[_Pair], different: dict[str, list[str]]) -> dict[str, Any]:
    def median(figure: Callable[[_Pair], float], digits: int = 3) -> float:
        return round(statistics.median(figure(pair) for pair in pairs), digits)

    return {
        "identical": not any(different.values()) if different else None,
        "types": {name: not tensors for name, tensors in different.items()},
        "different": {name: tensors[:8] for name, tensors in different.items() if tensors},
        "ratios": {
            "wall": median(lambda pair: pair.ours.wall_s / (pair.first.wall_s + pair.second.wall_s)),
            "cpu": median(lambda pair: pair.ours.cpu_s / (pair.first.cpu_s + pair.second.cpu_s)),
            "disk": median(lambda pair: pair.ours_bytes / pair.reference_bytes),
            "memory": median(lambda pair: pair.ours.memory_mb / max(pair.first.memory_mb, pair.second.memory_mb)),
        },
        "memory_mb": median(lambda pair: pair.ours.memory_mb, 1),
        "check_memory_mb": median(lambda pair: pair.ours.helpers_mb, 1),
        "wall_s": median(lambda pair: pair.ours.wall_s, 2),
        "reference_s": {
            "convert": median(lambda pair: pair.first.wall_s, 2),
            "quantize": median(lambda pair: pair.second.wall_s, 2),
        },
        "reference_memory_mb": median(lambda pair: max(pair.first.memory_mb, pair.second.memory_mb), 1),
        "written_mb": round(statistics.median(pair.ours_bytes for pair in pairs) / 1e6, 1),
    }


def summary(figures: dict[str, Any]) -> list[str]:
    """The figures in sentences for a terminal."""
    ratios, seconds = figures["ratios"], figures["reference_s"]
    same = [name for name, is_same in figures["types"].items() if is_same]
    lines = [
        f"{figures['source']} to {TIMED_TYPE}: {figures['wall_s']} s; in two steps {seconds['convert']} s and "
        f"{seconds['quantize']} s",
        f"  ratio of wall time {ratios['wall']}, of CPU time {ratios['cpu']}, of bytes written {ratios['disk']}",
        f"memory: {figures['memory_mb']} MB, the reference {figures['reference_memory_mb']} MB (ratio "
        f"{ratios['memory']}); checking the file in llama.cpp: {figures['check_memory_mb']} MB in a process of its own",
        f"the same bytes in every tensor: {len(same)} of {len(figures['types'])} types",
    ]
    return lines + [f"  {name} differs in {', '.join(names)}" for name, names in figures["different"].items()]
