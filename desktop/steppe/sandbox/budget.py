"""What one program may use: time by the clock, time of the processor, memory; checked where it comes in."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

from steppe.sandbox.outcome import STDERR_BYTES, STDOUT_BYTES
from steppe_models.errors import BadInputError

MIN_MEMORY_MB, MAX_MEMORY_MB = 64, 4096
MAX_WALL_S = 3600.0


@dataclass(frozen=True, slots=True)
class Budget:
    """Seconds by the clock and of the processor, and megabytes, for one program."""

    wall_s: float
    cpu_s: float
    memory_mb: int

    def shortened(self, share: float) -> Budget:
        """The same with this share of the time."""
        return replace(self, wall_s=self.wall_s * share, cpu_s=self.cpu_s * share)

    def header(self) -> dict[str, Any]:
        """The limits as a helper is told them."""
        return {
            "wall_ms": max(1, round(self.wall_s * 1000)),
            "cpu_ms": max(1, round(self.cpu_s * 1000)),
            "mem_mb": self.memory_mb,
            "out": STDOUT_BYTES,
            "err": STDERR_BYTES,
        }


def checked(wall_s: float, cpu_s: float | None, memory_mb: int) -> Budget:
    """The budget; without `cpu_s` a program may compute all of its time.

    Raises:
        BadInputError: a limit is out of range.
    """
    cpu_s = wall_s if cpu_s is None else cpu_s
    for seconds, what in ((wall_s, "run"), (cpu_s, "compute")):
        if not math.isfinite(seconds) or not 0 < seconds <= MAX_WALL_S:
            raise BadInputError(
                f"A program cannot {what} for {seconds:g} s.", f"Give more than 0 and at most {MAX_WALL_S:g} s."
            )
    if not MIN_MEMORY_MB <= memory_mb <= MAX_MEMORY_MB:
        raise BadInputError(
            f"A program cannot have {memory_mb} MB of memory.", f"Give {MIN_MEMORY_MB} to {MAX_MEMORY_MB} MB."
        )
    return Budget(wall_s, cpu_s, memory_mb)
