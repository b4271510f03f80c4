"""What every measurement states beside its figures: the machine, its load, how often was measured."""

from __future__ import annotations

import os
from typing import Any

from steppe_models.hardware import detect


def conditions(repeats: int) -> dict[str, Any]:
    """The keys that each `steppe bench` adds."""
    hardware = detect()
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    return {
        "machine": {
            "system": hardware.system,
            "cpu": hardware.cpu,
            "cores": hardware.physical_cores,
            "memory_gb": round(hardware.total_memory_bytes / 1e9, 1),
        },
        "load": load,
        "repeats": repeats,
    }
