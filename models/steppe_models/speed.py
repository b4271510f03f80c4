"""How quickly a model file would decode on this machine, judged by files whose steps were measured here."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from steppe_models.catalogue import ModelProfile
from steppe_models.engine.cost_cache import StoredCosts
from steppe_models.hardware import Hardware

LEAST_TOKENS_PER_SECOND = 5.0  # about what people read; below it a solve takes minutes
_SIZES = {"Small": "_S", "Medium": "_M", "Large": "_L"}


@dataclass(frozen=True, slots=True)
class Speed:
    """Tokens per second of one sequence alone, and of the widest wave together; `reason` says how that is known."""

    alone: float
    wave: float
    widest: int
    is_measured: bool
    reason: str


def speed_of(
    file_bytes: int, quantization: str, hardware: Hardware, measured: Sequence[StoredCosts], *, file: str = ""
) -> Speed | None:
    """The speed to expect of a file; None if nothing was measured on this machine.

    The file itself counts if it was measured. Otherwise the one of the same quantization whose size is nearest, else
    the nearest of any, its steps stretched by the sizes of the files: a decode step reads all weights once.
    """
    here = [each for each in measured if each.key.cpu == hardware.cpu and bool(each.key.gpus) == bool(hardware.gpus)]
    if not here or not file_bytes:
        return None

    def distance(stored: StoredCosts) -> tuple[bool, bool, float]:
        other = stored.key
        is_same = other.file_bytes == file_bytes and (not file or other.file == file)
        return not is_same, label(other.quantization) != quantization, abs(math.log(other.file_bytes / file_bytes))

    best = min(here, key=distance)
    is_other_file, is_other_kind, _ = distance(best)
    share = best.key.file_bytes / file_bytes
    alone = share * best.costs.tokens_per_second(1)
    wave = share * best.costs.tokens_per_second(best.costs.widest)
    if not is_other_file:
        origin = "measured here"
    else:
        kind = f", another quantization ({label(best.key.quantization)})" if is_other_kind else ""
        origin = f"judged by {best.key.file}{kind}, which was measured here"
    reason = f"About {alone:.0f} tokens a second, {wave:.0f} with {best.costs.widest} answers at once: {origin}."
    return Speed(alone, wave, best.costs.widest, not is_other_file, reason)


def quickest(
    profiles: Iterable[ModelProfile], hardware: Hardware, measured: Sequence[StoredCosts], *, samples: int = 1
) -> ModelProfile | None:
    """Of several files of one model, the one that decodes quickest here alone, or with `samples` answers at once.

    Only files that were measured themselves count: how well llama.cpp's kernels do a quantization is not to be guessed.
    None if none of them was.
    """
    known = [
        (speed.wave if samples > 1 else speed.alone, number, profile)
        for number, profile in enumerate(profiles)
        if (speed := speed_of(profile.expected_bytes, profile.quantization, hardware, measured)) and speed.is_measured
    ]
    return max(known, key=lambda each: (each[0], -each[1]))[2] if known else None


def label(description: str) -> str:
    """The quantization as catalogues write it, from llama.cpp's words: `qwen2 1.5B Q4_K - Medium` is Q4_K_M."""
    found = re.search(r"\b((?:I?Q\d\w*|TQ\d\w*|MXFP\d\w*|B?F16|F32|all F32))\b(?: - (\w+))?", description)
    if not found:
        return "unknown"
    return found[1].removeprefix("all ") + _SIZES.get(found[2] or "", "")
