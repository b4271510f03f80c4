"""What converting a checkpoint costs in one pass, against llama.cpp's two steps on the same checkpoint in one run."""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from steppe.bench.checkpoint import write_checkpoint
from steppe.bench.process_cost import Cost, run_measured
from steppe.bench.two_steps import FILE_TYPES, UNQUANTIZED, ReferenceConverter, different_tensors, find_reference
from steppe_models.errors import BadInputError
from steppe_models.hardware import detect

TIMED_TYPE = "Q4_K_M"
_STEPPE = (sys.executable, "-P", "-m", "steppe.cli.main")
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
        checkpoint, dtype = _checkpoint(source, work, on_progress)
        pairs = []
        for repeat in range(repeats):
            on_progress(f"pair {repeat + 1} of {repeats}: {TIMED_TYPE}")
            pairs.append(_pair(reference, checkpoint, dtype, work))
        identical = {}
        for type_name in types:
            identical[type_name] = _compare(reference, checkpoint, dtype, type_name, work)
            state = "identical" if not identical[type_name] else f"{len(identical[type_name])} tensors differ"
            on_progress(f"{type_name}: {state}")
    return _figures(pairs, identical) | {"reference": reference.version, "source": source.name}


def _checkpoint(source: Path, work: Path, on_progress: Progress) -> tuple[Path, str]:
    if (source / "config.json").is_file():
        text = (source / "config.json").read_text(encoding="utf-8")
        return source, "F16" if "float16" in text and "bfloat16" not in text else "F32" if "float32" in text else "BF16"
    if not source.is_file():
        raise BadInputError(f"{source} is neither a checkpoint nor a GGUF file.", "Give one of them with --model.")
    on_progress("writing the checkpoint")
    write_checkpoint(source, work / "checkpoint")
    return work / "checkpoint", "BF16"


def _pair(reference: ReferenceConverter, checkpoint: Path, dtype: str, work: Path) -> _Pair:
    ours_folder, peer_folder = work / "ours", work / "reference"
    for folder in (ours_folder, peer_folder):
        folder.mkdir()
    ours = _convert(checkpoint, TIMED_TYPE, ours_folder / "model.gguf")
    first = reference.convert(checkpoint, peer_folder / "whole.gguf", dtype)
    second = reference.quantize(peer_folder / "whole.gguf", peer_folder / "model.gguf", TIMED_TYPE, _threads())
    pair = _Pair(ours, _bytes_in(ours_folder), first, second, _bytes_in(peer_folder))
    shutil.rmtree(ours_folder)
    os.replace(peer_folder / "whole.gguf", work / "whole.gguf")  # `_compare` quantizes it further
    shutil.rmtree(peer_folder)
    return pair


def _compare(reference: ReferenceConverter, checkpoint: Path, dtype: str, type_name: str, work: Path) -> list[str]:
    """Convert to `type_name` both ways; the tensors that differ."""
    ours, whole, peer = work / "ours.gguf", work / "whole.gguf", work / "peer.gguf"
    _convert(checkpoint, type_name, ours)
    if type_name in UNQUANTIZED:
        reference.convert(checkpoint, peer, type_name)
    else:
        if not whole.exists():
            reference.convert(checkpoint, whole, dtype)
        reference.quantize(whole, peer, type_name, _threads())
    different = different_tensors(ours, peer)
    for path in work.glob("ours.gguf*"):
        path.unlink()
    peer.unlink()
    return different


def _convert(checkpoint: Path, type_name: str, output: Path) -> Cost:
    arguments = ["convert", str(checkpoint), "--type", type_name, "--output", str(output), "--json"]
    return run_measured([*_STEPPE, *arguments])


def _threads() -> int:
    return detect().physical_cores


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
