"""Keeps measured step costs in the cache folder, one file for each model, machine and way of running it.

What was measured while the machine was busy is not kept, and anything in such a file that is not as it should be counts
as nothing: the costs are then measured again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from steppe_models.engine.step_costs import StepCosts
from steppe_models.errors import SteppeError
from steppe_models.places import cache_dir, make_private_dir

_FORMAT = 1
_PREFIX = "step-costs-"
_MOST_FILES = 100


@dataclass(frozen=True, slots=True)
class CostKey:
    """All that the costs depend on: the file as it is, the library, the machine, and how the model runs on it."""

    file: str
    file_bytes: int
    file_mtime_ns: int
    quantization: str
    build: str
    cpu: str
    gpus: tuple[str, ...]
    threads: int
    gpu_layers: int
    repack: bool
    kv_type: str
    flash_attention: str
    widest: int

    @property
    def name(self) -> str:
        """The name of its file."""
        text = json.dumps([_FORMAT, asdict(self)], sort_keys=True)
        return f"{_PREFIX}{hashlib.sha256(text.encode()).hexdigest()[:32]}.json"


@dataclass(frozen=True, slots=True)
class StoredCosts:
    """Costs with what they were measured on."""

    key: CostKey
    costs: StepCosts


def read_costs(key: CostKey, folder: Path | None = None) -> StepCosts | None:
    """The costs that were kept for this key; None when there are none, or the file is damaged."""
    stored = _read((folder or _folder()) / key.name)
    return stored.costs if stored is not None and stored.key == key else None


def write_costs(key: CostKey, costs: StepCosts, folder: Path | None = None) -> bool:
    """Keep costs; False where the folder cannot be written, which only means that they are measured again."""
    folder = folder or _folder()
    text = json.dumps({"format": _FORMAT, "key": asdict(key), "costs": costs.to_json()}, indent=2)
    try:
        make_private_dir(folder)
        with tempfile.NamedTemporaryFile("w", dir=folder, prefix=".", delete=False, encoding="utf-8") as file:
            file.write(text)
        os.replace(file.name, folder / key.name)
        _forget_oldest(folder)
    except (OSError, SteppeError):
        return False
    return True


def all_costs(folder: Path | None = None) -> tuple[StoredCosts, ...]:
    """Everything that was measured, the newest first; damaged files are left out."""
    return tuple(stored for path in _files(folder or _folder()) if (stored := _read(path)) is not None)


def _read(path: Path) -> StoredCosts | None:
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        if values["format"] != _FORMAT:
            return None
        return StoredCosts(_key(values["key"]), StepCosts.from_json(values["costs"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _key(values: dict[str, Any]) -> CostKey:
    return CostKey(**(values | {"gpus": tuple(values["gpus"])}))


def _files(folder: Path) -> list[Path]:
    found: list[tuple[int, Path]] = []
    for path in folder.glob(f"{_PREFIX}*.json"):
        with contextlib.suppress(OSError):  # another process may remove it now
            found.append((path.stat().st_mtime_ns, path))
    return [path for _, path in sorted(found, reverse=True)]


def _forget_oldest(folder: Path) -> None:
    for path in _files(folder)[_MOST_FILES:]:
        path.unlink(missing_ok=True)


def _folder() -> Path:
    return cache_dir() / "engine"
