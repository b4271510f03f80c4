"""How quickly a model file would decode on this machine, judged by files whose steps were measured here."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from steppe_models.engine.cost_cache import StoredCosts
from steppe_models.hardware import Hardware

LEAST_TOKENS_PER_SECOND = 5.0  # about what people read; below it a solve takes minutes
_KIND = re.compile(r"\b((?:I?Q\d\w*|TQ\d\w*|MXFP\d\w*|B?F16|F32|all F32))\b(?: - (\w+))?")
_SIZES = {"Small": "_S", "Medium": "_M", "Large": "_L"}


@dataclass(frozen=True, slots=True)
class Speed:
    """Tokens per second of one sequence alone, and of the widest wave together.

    Measured on the file itself, or judged by the file `judged_by`; its quantization `other_kind` is given where it is
    another. `reason` says so in a sentence.
    """

    alone: float
    wave: float
    widest: int
    judged_by: str = ""
    other_kind: str = ""

    @property
    def is_measured(self) -> bool:
        """Whether this very file was measured here."""
        return not self.judged_by

    @property
    def reason(self) -> str:
        """The speeds and how they are known."""
        if self.is_measured:
            origin = "measured here"
        else:
            kind = f", another quantization ({self.other_kind})" if self.other_kind else ""
            origin = f"estimated from {self.judged_by}{kind}, which was measured here"
        return f"About {self.alone:.0f} tokens a second, {self.wave:.0f} with {self.widest} answers at once: {origin}."


@dataclass(frozen=True, slots=True)
class QuickestKinds:
    """Of several quantizations of one model, the quickest alone and the quickest in waves of `widest`."""

    model: str
    kinds: tuple[str, ...]
    alone: str
    alone_speed: float
    wave: str
    wave_speed: float
    widest: int

    @property
    def reason(self) -> str:
        """Which they are, in a sentence."""
        alone = f"{self.alone} writes quickest alone ({self.alone_speed:.0f} tokens a second)"
        if self.wave == self.alone:
            best = f"{alone} and with {self.widest} answers at once ({self.wave_speed:.0f})"
        else:
            best = f"{alone}, {self.wave} with {self.widest} answers at once ({self.wave_speed:.0f})"
        return f"Of {', '.join(self.kinds)}, measured here with {self.model}, {best}."


def speed_of(
    file_bytes: int, quantization: str, hardware: Hardware, measured: Sequence[StoredCosts], *, file: str = ""
) -> Speed | None:
    """The speed to expect of a file; None if nothing was measured on this machine.

    The file itself counts if it was measured. Otherwise the one of the same quantization whose size is nearest, else
    the nearest of any, its steps stretched by the sizes of the files: a decode step reads all weights once. Of several
    measurements the newest counts, and before all the one with weights repacked, as an engine that stays has them.
    """
    here = _measured_here(hardware, measured)
    if not here or not file_bytes:
        return None

    def distance(stored: StoredCosts) -> tuple[bool, bool, float, bool]:
        other = stored.key
        is_same = other.file_bytes == file_bytes and (not file or other.file == file)
        is_other_kind = label(other.quantization) != quantization
        return not is_same, is_other_kind, abs(math.log(other.file_bytes / file_bytes)), not other.repack

    best = min(here, key=distance)
    is_other_file, is_other_kind, *_ = distance(best)
    share = best.key.file_bytes / file_bytes
    return Speed(
        alone=share * best.costs.tokens_per_second(1),
        wave=share * best.costs.tokens_per_second(best.costs.widest),
        widest=best.costs.widest,
        judged_by=best.key.file if is_other_file else "",
        other_kind=label(best.key.quantization) if is_other_file and is_other_kind else "",
    )


def quickest_kinds(hardware: Hardware, measured: Sequence[StoredCosts]) -> QuickestKinds | None:
    """Which quantization suits this machine, by the model of which most were measured; None with fewer than two.

    Only measured files count: how well llama.cpp's kernels do a quantization is not to be guessed.
    """
    models: dict[str, dict[str, StoredCosts]] = {}
    here = _measured_here(hardware, measured)
    for stored in sorted(here, key=lambda each: not each.key.repack):  # as in `speed_of`: repacked first, then newest
        kinds = models.setdefault(_model_of(stored.key.quantization), {})
        kinds.setdefault(label(stored.key.quantization), stored)
    model, kinds = max(models.items(), key=lambda each: len(each[1]), default=("", {}))
    if len(kinds) < 2:
        return None
    widest = min(stored.costs.widest for stored in kinds.values())
    alone = max(kinds, key=lambda kind: kinds[kind].costs.tokens_per_second(1))
    wave = max(kinds, key=lambda kind: kinds[kind].costs.tokens_per_second(widest))
    return QuickestKinds(
        model=model,
        kinds=tuple(sorted(kinds)),
        alone=alone,
        alone_speed=kinds[alone].costs.tokens_per_second(1),
        wave=wave,
        wave_speed=kinds[wave].costs.tokens_per_second(widest),
        widest=widest,
    )


def _measured_here(hardware: Hardware, measured: Sequence[StoredCosts]) -> list[StoredCosts]:
    return [each for each in measured if each.key.cpu == hardware.cpu and bool(each.key.gpus) == bool(hardware.gpus)]


def _model_of(description: str) -> str:
    """The model in llama.cpp's words without its quantization: `qwen2 1.5B`."""
    found = _KIND.search(description)
    return (description[: found.start()] if found else description).strip()


def label(description: str) -> str:
    """The quantization as catalogues write it, from llama.cpp's words: `qwen2 1.5B Q4_K - Medium` is Q4_K_M."""
    found = _KIND.search(description)
    if not found:
        return "unknown"
    return found[1].removeprefix("all ") + _SIZES.get(found[2] or "", "")
