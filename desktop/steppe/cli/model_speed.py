"""How quickly models decode on this machine, measured or estimated, as `steppe models` shows it."""

from __future__ import annotations

from typing import Any

from steppe_models.catalogue import ModelProfile
from steppe_models.engine.cost_cache import all_costs
from steppe_models.hardware import Hardware
from steppe_models.records import InstalledModel
from steppe_models.speed import Speed, speed_of

SPEED_LEGEND = "t/s: tokens a second alone on this machine; ~ is estimated from another file that was measured here"
NOTHING_MEASURED = "speed is not measured on this machine yet: steppe bench engine"


class Speeds:
    """What was measured on this machine, and what follows from it for a model."""

    def __init__(self, hardware: Hardware) -> None:
        self.hardware = hardware
        self.measured = all_costs()

    def of(self, profile: ModelProfile, model: InstalledModel | None) -> Speed | None:
        """The speed of a model, None where nothing was measured here."""
        if model is None or not model.size_bytes:
            return speed_of(profile.expected_bytes, profile.quantization, self.hardware, self.measured)
        return speed_of(model.size_bytes, profile.quantization, self.hardware, self.measured, file=model.path.name)


def speed_json(speed: Speed | None) -> dict[str, Any] | None:
    """A speed as `--json` gives it."""
    if speed is None:
        return None
    return {
        "alone": round(speed.alone, 2),
        "wave": round(speed.wave, 2),
        "widest": speed.widest,
        "measured": speed.is_measured,
        "estimated_from": speed.judged_by,
        "reason": speed.reason,
    }


def short_speed(speed: dict[str, Any] | None) -> str:
    """A column's worth: an estimate has a mark before it."""
    if speed is None:
        return ""
    return f"{'' if speed['measured'] else '~'}{speed['alone']:.{0 if speed['alone'] >= 10 else 1}f} t/s"
