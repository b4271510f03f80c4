"""What the store writes down about each model file, and how it notices that a file has changed since."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from steppe_models.catalogue import Catalogue, ModelProfile, profile_from_dict, profile_to_dict
from steppe_models.errors import BadInputError, IntegrityError
from steppe_models.sources.transfer import FetchedFile, write_atomically

RECORD_NAME = "model.json"


@dataclass(frozen=True, slots=True)
class InstalledModel:
    """A model file that can be loaded.

    `verified`: its SHA-256 is the publisher's, from the catalogue or the hub, not merely our own record.
    `problem`: empty, or the sentence that says why the file cannot be used (only from `Store.installed`).
    """

    profile: ModelProfile
    path: Path
    size_bytes: int
    sha256: str
    source: str
    verified: bool
    mtime_ns: int = 0
    date: str = ""
    problem: str = ""

    @property
    def id(self) -> str:
        """The id it is called by."""
        return self.profile.id


def read_record(folder: Path, catalogue: Catalogue) -> InstalledModel | None:
    """The model of a folder as it was recorded, its file not looked at; None when nothing is recorded.

    Raises:
        IntegrityError: the record is damaged, or cannot be read.
    """
    path = folder / RECORD_NAME
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        stored = values["profile"]
        profile = catalogue.find(folder.name)
        if profile is None or values["origin"] == "imported":
            profile = profile_from_dict(stored, str(path), values["origin"])
        return InstalledModel(
            profile=profile,
            path=folder / Path(str(values["file"])).name,
            size_bytes=int(values["size_bytes"]),
            sha256=str(values["sha256"]),
            source=str(values["source"]),
            verified=bool(values["verified"]),
            mtime_ns=int(values["mtime_ns"]),
            date=str(values["date"]),
        )
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise IntegrityError(
            f"The record {path} cannot be read ({error.strerror}).", "Give this user the right to read the models."
        ) from error
    except (BadInputError, UnicodeDecodeError, ValueError, KeyError, TypeError) as error:
        raise IntegrityError(
            f"The record {path} is damaged.",
            f"`steppe models remove {folder.name}`, then pull or import the model again.",
        ) from error


def unknown_profile(model_id: str) -> ModelProfile:
    """Stands for a folder whose record cannot be read, so that it can be shown and removed."""
    return ModelProfile(
        id=model_id,
        name=model_id,
        licence="unknown",
        parameters=0.0,
        quantization="unknown",
        context=0,
        file_context=0,
        prompt_format="alpaca",
        modes=(),
        stop=(),
        origin="imported",
    )


def write_record(path: Path, profile: ModelProfile, file: FetchedFile, *, verified: bool, date: str = "") -> None:
    """Write down, beside the model file `path`, what it is and where it came from."""
    status = path.stat()
    values: dict[str, Any] = {
        "id": profile.id,
        "file": path.name,
        "size_bytes": status.st_size,
        "mtime_ns": status.st_mtime_ns,
        "sha256": file.sha256,
        "source": file.source,
        "verified": verified,
        "date": date or datetime.now(UTC).isoformat(timespec="seconds"),
        "origin": profile.origin,
        "profile": profile_to_dict(profile),
    }
    write_atomically(path.with_name(RECORD_NAME), json.dumps(values, indent=2, ensure_ascii=False) + "\n")


def check_unchanged(model: InstalledModel) -> None:
    """A look at size and time, no more.

    Raises:
        IntegrityError: the file is gone, shorter or longer than recorded, or was written to since.
    """
    check_size(model)
    if model.path.stat().st_mtime_ns != model.mtime_ns:
        raise IntegrityError(
            f"The model file {model.path} was written to since it was stored.",
            f"`steppe models verify {model.id}` checks it and, if it is whole, accepts it.",
        )


def check_size(model: InstalledModel) -> None:
    """Only presence and length.

    Raises:
        IntegrityError: the file is gone, shorter or longer than recorded.
    """
    again = f"`steppe models pull {model.id}` gets it again."
    if not model.profile.has_source:
        again = f"`steppe models remove {model.id}`, then import it again."
    try:
        size_bytes = os.stat(model.path).st_size
    except FileNotFoundError as error:
        raise IntegrityError(f"The model file {model.path} is gone.", again) from error
    except OSError as error:
        raise IntegrityError(
            f"The model file {model.path} cannot be read ({error.strerror}).",
            "Give this user the right to read the models.",
        ) from error
    if size_bytes != model.size_bytes:
        kind = "short" if size_bytes < model.size_bytes else "long"
        raise IntegrityError(
            f"The model file {model.path} is too {kind}: {size_bytes} bytes instead of {model.size_bytes}.",
            again,
        )
