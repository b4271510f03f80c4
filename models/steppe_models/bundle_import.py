"""Takes models out of a bundle, piece by piece; what a damaged piece held can come from another copy of the bundle."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

from steppe_models.bundle import PIECE_BYTES, Bundle, BundledModel, read_bundle
from steppe_models.bundle_signature import check
from steppe_models.catalogue import ModelProfile
from steppe_models.errors import IntegrityError, MissingError
from steppe_models.records import InstalledModel
from steppe_models.sources.transfer import (
    FetchedFile,
    NoteCallback,
    Progress,
    ProgressCallback,
    check_free_space,
    disk_errors_told,
)
from steppe_models.store import Store

_NAMED_AT_MOST = 8


def import_bundle(
    store: Store,
    path: Path,
    on_progress: ProgressCallback,
    on_note: NoteCallback,
    *,
    signers: Path | None = None,
    fingerprint: str = "",
) -> list[InstalledModel]:
    """Put every model of the bundle at `path` into the store; those that are there already are left as they are.

    With `signers` the bundle must be signed by one of them; with `fingerprint` its list must be exactly that one. What
    was copied by a run that broke off, or before a damaged piece, is checked and kept.

    Raises:
        MissingError: no such file.
        BadInputError: it is no bundle, or another file is installed under the id of one of its models.
        IntegrityError: signature, fingerprint, list or a piece is wrong; damaged pieces are named.
        DiskFullError: no room.
    """
    with ExitStack() as stack:
        try:
            file = stack.enter_context(path.open("rb"))
        except FileNotFoundError:
            raise MissingError(f"There is no file {path}.", "Check the path.") from None
        bundle = read_bundle(file, path)
        on_note(_authenticity(bundle, signers, fingerprint))
        return [_take(store, bundle, model, file, path, on_progress, on_note) for model in bundle.models]


def _authenticity(bundle: Bundle, signers: Path | None, fingerprint: str) -> str:
    """Who vouches for the bundle, in a sentence.

    Raises:
        IntegrityError: not those who should.
    """
    wanted = fingerprint.lower().replace(":", "").strip()
    if wanted and wanted != bundle.fingerprint:
        raise IntegrityError(
            f"The bundle's fingerprint is {bundle.fingerprint}, not {wanted}.", "This is another bundle: do not use it."
        )
    if signers is not None:
        return f"The bundle is signed by {check(bundle.manifest, bundle.signature, signers)}."
    if wanted:
        return "The bundle's fingerprint is the one that was given."
    if bundle.signature:
        return "The bundle is signed, and the signature was not checked: --signers FILE names whose you accept."
    return f"The bundle is not signed. Compare its fingerprint with the packer's: {bundle.fingerprint}"


def _take(
    store: Store,
    bundle: Bundle,
    model: BundledModel,
    source: BinaryIO,
    path: Path,
    on_progress: ProgressCallback,
    on_note: NoteCallback,
) -> InstalledModel:
    profile = _profile(store, model)

    def deliver(folder: Path) -> FetchedFile:
        target = folder / f"{model.sha256}.part"
        damaged = _copy(bundle, model, source, target, on_progress)
        if damaged:
            raise _damage(path, model, damaged)
        return FetchedFile(target, model.sha256, model.size_bytes, f"bundle: {path.name}")

    known = store.catalogue.find(model.profile.id)  # a bundle's own word for its file is nobody's
    is_verified = known is not None and known.sha256 == model.sha256
    return store.receive(profile, model.sha256, deliver, on_note, verified=is_verified)


def _profile(store: Store, model: BundledModel) -> ModelProfile:
    """The catalogue's own profile where it knows this model, else the one of the bundle.

    Raises:
        IntegrityError: the catalogue knows another file under this id.
    """
    known = store.catalogue.find(model.profile.id)
    if known is None:
        return model.profile
    if known.sha256 and known.sha256 != model.sha256:
        raise IntegrityError(
            f"The bundle's {known.id} is not the file that the catalogue knows by its SHA-256.",
            "Do not use it; ask whoever gave it to you for a new one.",
        )
    return known


def _copy(
    bundle: Bundle, model: BundledModel, source: BinaryIO, target: Path, on_progress: ProgressCallback
) -> list[int]:
    """Fill `target`; returns the numbers (from 0) of the pieces that are damaged in the bundle."""
    start = bundle.start_of(model)
    damaged = []
    with disk_errors_told(target), target.open("r+b" if target.exists() else "x+b") as file:
        check_free_space(target.parent, model.size_bytes - os.fstat(file.fileno()).st_size)
        for number, expected in enumerate(model.pieces):
            offset, size = number * PIECE_BYTES, model.piece_size(number)
            file.seek(offset)
            if hashlib.sha256(file.read(size)).hexdigest() != expected:
                piece = _read_piece(source, start + offset, size)
                if hashlib.sha256(piece).hexdigest() == expected:
                    file.seek(offset)
                    file.write(piece)
                else:
                    damaged.append(number)
            on_progress(Progress("copying", offset + size, model.size_bytes))
        file.truncate(model.size_bytes)
        file.flush()
        os.fsync(file.fileno())
    return damaged


def _read_piece(source: BinaryIO, offset: int, size: int) -> bytes:
    """The piece, or what can be read of it: a stick with bad blocks must not end the whole import."""
    try:
        source.seek(offset)
        return source.read(size)
    except OSError:
        return b""


def _damage(path: Path, model: BundledModel, damaged: Sequence[int]) -> IntegrityError:
    first = [f"{number + 1} (from byte {number * PIECE_BYTES})" for number in damaged[:_NAMED_AT_MOST]]
    more = f" and {len(damaged) - _NAMED_AT_MOST} more" if len(damaged) > _NAMED_AT_MOST else ""
    word = "piece" if len(damaged) == 1 else "pieces"
    return IntegrityError(
        f"In the bundle {path}, {word} {', '.join(first)}{more} of the {len(model.pieces)} of {model.profile.id}"
        f" {'is' if len(damaged) == 1 else 'are'} damaged or missing.",
        "The others are kept: copy the bundle again, then import it again; only the missing pieces are read.",
    )
