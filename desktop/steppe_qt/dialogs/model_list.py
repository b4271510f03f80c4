"""Which models there are for this machine, in the order in which people should look at them. No Qt in here."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path

from steppe_models.catalogue import ModelProfile
from steppe_models.engine.cost_cache import StoredCosts, all_costs
from steppe_models.fit import Fit, fit
from steppe_models.hardware import Hardware
from steppe_models.records import InstalledModel
from steppe_models.speed import Speed, speed_of
from steppe_models.store import Store

_PARTIAL_FOLDER = ".partial"  # where the store keeps what a broken pull has fetched


@dataclass(frozen=True, slots=True)
class Entry:
    """One model with all that a row shows of it; `partial_bytes` of a pull that was paused are on disk.

    `speed` is None where nothing was measured on this machine.
    """

    profile: ModelProfile
    installed: InstalledModel | None
    fit: Fit
    partial_bytes: int
    is_default: bool
    speed: Speed | None = None

    @property
    def size_bytes(self) -> int:
        """The size of the file, on disk or expected."""
        return (
            self.installed.size_bytes if self.installed and self.installed.size_bytes else self.profile.expected_bytes
        )

    @property
    def is_damaged(self) -> bool:
        """Whether it is there and cannot be used."""
        return self.installed is not None and bool(self.installed.problem)

    @property
    def can_pull(self) -> bool:
        """Whether it can be fetched, or fetched again."""
        return self.profile.has_source and (self.installed is None or self.is_damaged)


def list_models(store: Store, hardware: Hardware) -> list[Entry]:
    """Installed models first, then those that fit by rank, then the rest; conversions last."""
    installed = {model.id: model for model in store.installed()}
    profiles = {profile.id: profile for profile in store.catalogue.profiles}
    profiles |= {model.id: model.profile for model in installed.values() if model.id not in profiles}
    measured = all_costs()
    entries = [
        Entry(
            profile=profile,
            installed=installed.get(profile.id),
            fit=fit(profile, hardware),
            partial_bytes=0 if profile.id in installed else partial_bytes(store.root, profile.id),
            is_default=profile.id == store.catalogue.default.id,
            speed=_speed(profile, installed.get(profile.id), hardware, measured),
        )
        for profile in profiles.values()
    ]
    return sorted(entries, key=_order)


def _speed(
    profile: ModelProfile, installed: InstalledModel | None, hardware: Hardware, measured: tuple[StoredCosts, ...]
) -> Speed | None:
    file = installed.path.name if installed else ""
    size_bytes = installed.size_bytes if installed and installed.size_bytes else profile.expected_bytes
    return speed_of(size_bytes, profile.quantization, hardware, measured, file=file)


def recommended(store: Store, hardware: Hardware) -> ModelProfile:
    """What to fetch on a machine without a model: the default, or the best that fits where the default does not."""
    from steppe_models.fit import best_fit

    default = store.catalogue.default
    if not hardware.free_memory_bytes or fit(default, hardware).largest_context:
        return default
    best = best_fit(store.catalogue, hardware, all_costs())
    return best[0] if best else default


def partial_bytes(root: Path, model_id: str) -> int:
    """How many bytes of a model a paused pull has on disk."""
    total = 0
    for path in (root / _PARTIAL_FOLDER / model_id).glob("*"):
        with contextlib.suppress(OSError):  # a pull in another process may just have moved it
            total += path.stat().st_size if path.is_file() else 0
    return total


def disk_free_bytes(root: Path) -> int:
    """Room on the disk on which models are kept."""
    import shutil

    place = root
    while not place.exists() and place != place.parent:
        place = place.parent
    return shutil.disk_usage(place).free


def _order(entry: Entry) -> tuple[int, int, str]:
    if entry.installed:
        group = 0
    elif not entry.profile.has_source:
        group = 4
    elif entry.fit.fits:
        group = 1
    else:
        group = 2 if entry.fit.largest_context else 3
    return group, -entry.profile.rank - (1000 if entry.is_default else 0), entry.profile.id
