"""Which type of weights decodes quickest on this machine: files of several types, made and measured in turn.

The files are made from one that is quantized already. They show speed and nothing of quality.
"""

from __future__ import annotations

import re
import shutil
import statistics
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from steppe.bench.engine_rounds import Progress
from steppe.bench.others import OtherPrograms
from steppe_convert.gguf_file import read_gguf
from steppe_convert.types import check_file_type, file_type_number
from steppe_models.engine.client import Engine
from steppe_models.engine.cost_cache import all_costs
from steppe_models.engine.protocol import EngineSettings
from steppe_models.engine.requantize import requantize
from steppe_models.engine.step_costs import StepCosts
from steppe_models.errors import BadInputError, DiskFullError
from steppe_models.hardware import detect
from steppe_models.places import cache_dir, make_private_dir
from steppe_models.records import InstalledModel

WIDTHS = (1, 2, 4, 8, 16)
_SPARE_BYTES = 500_000_000  # of the disk, for everything else
_MAKING_SHARE = 0.4  # of the whole time, roughly
_PLAIN_BITS = {"F32": 32, "F16": 16, "BF16": 16}
_MOST_EXTRA_BITS = 2  # scales, and tensors of a wider type in the same file


@dataclass(slots=True)
class _Measured:
    """One file run one way: what its steps cost, a `StepCosts` for each round."""

    kind: str
    path: Path
    is_repacked: bool
    rounds: list[StepCosts] = field(default_factory=list)
    load_s: list[float] = field(default_factory=list)
    kept: int = 0


def parse_types(text: str) -> tuple[str, ...]:
    """The types of a list with commas, each once.

    Raises:
        BadInputError: there is no such type.
    """
    names = [each.strip() for each in text.split(",") if each.strip()]
    if not names:
        raise BadInputError("--types names no type.", "Give for example --types Q4_0,Q4_K_M,Q8_0.")
    return tuple(dict.fromkeys(check_file_type(each) for each in names))


def measure_types(
    model: InstalledModel, types: Sequence[str], repeats: int, threads: int | None, on_progress: Progress
) -> dict[str, Any]:
    """Speeds of `model`'s own file and of one of each of `types`, with weights repacked and as they are.

    What was measured on a quiet machine is kept for `steppe models fit`.

    Raises:
        SteppeError: the disk has no room, llama.cpp cannot make a type, or the model does not run here.
    """
    own = model.profile.quantization
    wanted = [each for each in types if each != own]
    folder = cache_dir()
    make_private_dir(folder)
    _check_disk(model.path, wanted, folder)
    with tempfile.TemporaryDirectory(prefix="bench-types-", dir=folder) as scratch:
        files = [(own, model.path)]
        for number, kind in enumerate(wanted):
            files.append((kind, _make(model, kind, Path(scratch), (number, len(wanted)), on_progress)))
        cases = [_Measured(kind, path, is_repacked) for kind, path in files for is_repacked in (False, True)]
        sizes = {kind: path.stat().st_size for kind, path in files}
        others = OtherPrograms(())
        for number in range(repeats):
            for place, case in enumerate(cases):
                share = (number + place / len(cases)) / repeats
                how = "repacked" if case.is_repacked else "as it is"
                start = _MAKING_SHARE if wanted else 0.0
                on_progress(start + (1 - start) * share, f"round {number + 1} of {repeats}: {case.kind}, weights {how}")
                _measure(model, case, threads)
        others_percent = others.percent()
    return {
        "model": model.id,
        "installed": own,
        "types": [_row(case, cases[case.is_repacked], sizes[case.kind]) for case in cases],
        "kept": sum(case.kept for case in cases),
        "measured": repeats * len(cases),
        "other_programs_percent": round(others_percent, 1),
        "note": "Files made from quantized weights show speed, and nothing of quality.",
    }


def most_bytes(weights: int, kind: str) -> int:
    """The largest size that a file of this type can have, for a model of so many weights."""
    found = re.search(r"\d+", kind)
    bits = _PLAIN_BITS.get(kind) or int(found[0] if found else 32) + _MOST_EXTRA_BITS
    return weights * bits // 8


def _check_disk(source: Path, kinds: Sequence[str], folder: Path) -> None:
    """All of the files are there at once, so that they can be measured in turn."""
    weights = sum(tensor.rows * tensor.columns for tensor in read_gguf(source).tensors.values())
    needed = sum(most_bytes(weights, kind) for kind in kinds) + _SPARE_BYTES
    free = shutil.disk_usage(folder).free
    if kinds and needed > free:
        raise DiskFullError(
            f"The files to be measured need up to {needed / 1e9:.1f} GB in {folder}, and {free / 1e9:.1f} GB are free.",
            "Name fewer types, make room, or set STEPPE_CACHE_DIR to a folder on another disk.",
        )


def _make(model: InstalledModel, kind: str, scratch: Path, place: tuple[int, int], on_progress: Progress) -> Path:
    target = scratch / f"{model.id}-{kind}.gguf"
    number, count = place
    size = max(1, model.path.stat().st_size)
    shown = -1.0

    def tell(written: int) -> None:
        nonlocal shown
        share = min(1.0, written / size)
        if share - shown >= 0.2:
            shown = share
            on_progress(_MAKING_SHARE * (number + share) / count, f"making a file of {kind} from {model.path.name}")

    requantize(model.path, target, file_type_number(kind), threads=detect().physical_cores, on_bytes=tell)
    return target


def _measure(model: InstalledModel, case: _Measured, threads: int | None) -> None:
    settings = EngineSettings(
        path=case.path,
        rope_freq_base=model.profile.rope_freq_base or None,
        threads=threads,
        lookup=False,
        repack=case.is_repacked,
    )
    with Engine(settings) as engine:
        case.load_s.append(engine.wait_loaded().seconds)
        costs = engine.step_costs(is_anew=True)
    case.rounds.append(costs)
    case.kept += any(each.costs == costs for each in all_costs())


def _row(case: _Measured, base: _Measured, size_bytes: int) -> dict[str, Any]:
    """Medians; `ratios` are to the installed file run the same way, within each round."""
    speeds = {width: [each.tokens_per_second(width) for each in case.rounds] for width in WIDTHS}
    base_speeds = {width: [each.tokens_per_second(width) for each in base.rounds] for width in WIDTHS}
    return {
        "type": case.kind,
        "repacked": case.is_repacked,
        "size_bytes": size_bytes,
        "tokens_per_second": {str(width): round(statistics.median(values), 2) for width, values in speeds.items()},
        "prompt_tokens_per_second": round(statistics.median(each.prompt_tokens_per_second for each in case.rounds), 1),
        "load_s": round(statistics.median(case.load_s), 2),
        "ratios": {
            str(width): round(statistics.median(a / b for a, b in zip(values, base_speeds[width], strict=True)), 3)
            for width, values in speeds.items()
        },
    }


def types_lines(figures: dict[str, Any]) -> list[str]:
    """The table for people."""
    head = "".join(f"{width:>8}" for width in WIDTHS)
    lines = [
        f"tokens per second by number of sequences, {figures['model']}; * is the installed file",
        f"  type     repacked      GB{head}    prompt    load s",
    ]
    for row in figures["types"]:
        mark = "*" if row["type"] == figures["installed"] else " "
        cells = "".join(f"{value:>8.1f}" for value in row["tokens_per_second"].values())
        lines.append(
            f"{mark} {row['type']:<8} {'yes' if row['repacked'] else 'no':<8} {row['size_bytes'] / 1e9:>7.2f}{cells}"
            f"{row['prompt_tokens_per_second']:>10.1f}{row['load_s']:>10.1f}"
        )
    for width, what in (("1", "alone"), ("16", "with 16 at once")):
        best = max(figures["types"], key=lambda row: row["tokens_per_second"][width])
        how = "weights repacked" if best["repacked"] else "weights as they are"
        lines.append(
            f"quickest {what}: {best['type']}, {how}, {best['tokens_per_second'][width]:.1f} tokens per second"
        )
    lines.append(figures["note"])
    if figures["kept"] < figures["measured"]:
        lines.append(
            f"{figures['measured'] - figures['kept']} of {figures['measured']} measurements were disturbed by other "
            "programs and are not kept for `steppe models fit`: measure again when the machine is quiet."
        )
    return lines
