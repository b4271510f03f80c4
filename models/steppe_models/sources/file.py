"""A model from a file on this machine or a carried disk: copied and hashed in one pass."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from steppe_models.sources.transfer import (
    FetchedFile,
    Progress,
    ProgressCallback,
    check_free_space,
    disk_errors_told,
    feed_file,
)


def fetch(path: Path, *, folder: Path, on_progress: ProgressCallback) -> FetchedFile:
    """Copy `path` into `folder`.

    Raises:
        DiskFullError: no room.
    """
    size_bytes = path.stat().st_size
    check_free_space(folder, size_bytes)
    digest = hashlib.sha256()
    target = folder / "copy.part"
    with disk_errors_told(target), target.open("wb") as file:

        def take(chunk: bytes) -> None:
            file.write(chunk)
            digest.update(chunk)

        feed_file(path, size_bytes, take, lambda done: on_progress(Progress("copying", done, size_bytes)))
        file.flush()
        os.fsync(file.fileno())
    return FetchedFile(target, digest.hexdigest(), target.stat().st_size, f"file: {path.name}")
