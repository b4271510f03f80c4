"""What came of a conversion: the short report, and the manifest that is kept beside the file."""

from __future__ import annotations

import importlib.metadata
import json
import platform
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from steppe_convert.planning import Prepared
from steppe_convert.source import Checkpoint
from steppe_models.sources.transfer import disk_errors_told, write_atomically

if TYPE_CHECKING:
    from steppe_convert.agreement import Agreement

_MANIFEST_VERSION = 1


@dataclass(frozen=True, slots=True)
class Report:
    """A finished file. Sizes in bytes; `errors` are relative errors by tensor; `seconds` is the time of this run.

    `resumed` is the share of the weights that a former run had written.
    """

    path: Path
    manifest: Path
    name: str
    profile_id: str
    file_type: str
    size_bytes: int
    source_bytes: int
    sha256: str
    weights: int
    type_counts: dict[str, int]
    errors: dict[str, float]
    checks: tuple[str, ...]
    notes: tuple[str, ...]
    seconds: float
    resumed: float
    agreement: Agreement | None = None

    @property
    def worst(self) -> tuple[str, float]:
        """The tensor with the largest relative error."""
        return max(self.errors.items(), key=lambda item: item[1], default=("", 0.0))

    def to_dict(self) -> dict[str, Any]:
        """Everything, as JSON takes it."""
        values = {name: getattr(self, name) for name in type(self).__slots__}
        values |= {"path": str(self.path), "manifest": str(self.manifest), "agreement": None}
        if self.agreement is not None:
            values["agreement"] = asdict(self.agreement) | {"is_good": self.agreement.is_good}
        return values


def type_counts(prepared: Prepared) -> dict[str, int]:
    """How many tensors have each type, the most frequent first."""
    return dict(Counter(tensor.type_name for tensor in prepared.plan.tensors).most_common())


def write_manifest(
    report: Report, prepared: Prepared, checkpoint: Checkpoint, hashes: list[str], importance: dict[str, Any]
) -> None:
    """Write down beside the file what it was made from, how, and what was checked; the same for the same input.

    Raises:
        DiskFullError: no room.
    """
    values = {
        "manifest_version": _MANIFEST_VERSION,
        "file": report.path.name,
        "size_bytes": report.size_bytes,
        "sha256": report.sha256,
        "name": report.name,
        "profile": report.profile_id,
        "type": report.file_type,
        "architecture": prepared.plan.architecture,
        "weights": report.weights,
        "source": {
            "label": checkpoint.label,
            "repository": checkpoint.repository,
            "revision": checkpoint.revision,
            "files": [
                {"name": file.name, "size_bytes": file.size_bytes, "sha256": sha256}
                for file, sha256 in zip(checkpoint.files, hashes, strict=True)
            ],
        },
        "importance": importance,
        "versions": {
            "steppe": importlib.metadata.version("steppe"),
            "llama-cpp-python": importlib.metadata.version("llama-cpp-python"),
            "machine": platform.machine(),
        },
        "checks": list(report.checks),
        "agreement": report.to_dict()["agreement"],
        "notes": list(report.notes),
        "tensors": [
            {"name": tensor.name, "type": tensor.type_name, "relative_error": round(report.errors[tensor.name], 6)}
            for tensor in prepared.plan.tensors
        ],
    }
    with disk_errors_told(report.manifest):
        write_atomically(report.manifest, json.dumps(values, indent=1, ensure_ascii=False) + "\n")
