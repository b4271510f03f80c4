"""Writes a bundle of installed models; goes on where a broken run stopped."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from steppe_models.bundle import PIECE_BYTES, Bundle, BundledModel, head_of, manifest_of
from steppe_models.bundle_signature import sign
from steppe_models.errors import BadInputError, DiskFullError, IntegrityError
from steppe_models.records import InstalledModel
from steppe_models.sources.transfer import Progress, ProgressCallback, check_free_space, disk_errors_told

_PARTIAL = ".part"


def pack(models: Sequence[InstalledModel], output: Path, on_progress: ProgressCallback, key: Path | None) -> Bundle:
    """Write `models` into the file `output`, signed by the private key `key` if there is one.

    What is written lies beside it under the same name and `.part` until it is whole; the next run checks that piece
    by piece and goes on there.

    Raises:
        BadInputError: `output` is a folder, or a model is named twice.
        IntegrityError: a model's file is not what was recorded of it.
        DiskFullError: no room, or the stick's file system takes no file of this size.
    """
    if output.is_dir() or len({model.id for model in models}) != len(models):
        raise BadInputError(f"{output} is a folder, or a model is named twice.", "Name a file, and each model once.")
    total = sum(model.size_bytes for model in models)
    done = 0
    found = []
    for model in models:
        found.append(_read(model, done, total, on_progress))
        done += model.size_bytes
    manifest = manifest_of(tuple(found))
    signature = sign(manifest, key) if key else b""
    head = head_of(manifest, signature)
    bundle = Bundle(tuple(found), manifest, signature, len(head))
    partial = output.with_name(output.name + _PARTIAL)
    try:
        with disk_errors_told(output):
            _write(bundle, head, models, partial, on_progress)
            partial.replace(output)
    except DiskFullError as error:
        if isinstance(error.__cause__, OSError) and error.__cause__.errno == errno.EFBIG:
            raise DiskFullError(
                f"The file system of {output} takes no file of {bundle.size_bytes / 1e9:.2f} GB.",
                "Format the stick as exFAT, or pack fewer models into one bundle.",
            ) from error
        raise
    return bundle


def _read(model: InstalledModel, before: int, total: int, on_progress: ProgressCallback) -> BundledModel:
    whole = hashlib.sha256()
    pieces = []
    with model.path.open("rb") as file:
        for piece in _pieces(file):
            whole.update(piece)
            pieces.append(hashlib.sha256(piece).hexdigest())
            on_progress(Progress("checking", before + file.tell(), total))
    expected = model.profile.sha256 or model.sha256
    if expected and whole.hexdigest() != expected:
        raise IntegrityError(
            f"The model file {model.path} is damaged: its SHA-256 is {whole.hexdigest()}, not {expected}.",
            f"`steppe models remove {model.id}`, then get it again.",
        )
    return BundledModel(model.profile, model.size_bytes, whole.hexdigest(), tuple(pieces))


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    while piece := file.read(PIECE_BYTES):
        yield piece


def _write(
    bundle: Bundle, head: bytes, models: Sequence[InstalledModel], partial: Path, on_progress: ProgressCallback
) -> None:
    with partial.open("r+b" if partial.exists() else "x+b") as target:
        is_ours = target.read(len(head)) == head
        kept = _whole_pieces(bundle, target) if is_ours else 0
        check_free_space(partial.parent, bundle.size_bytes - os.fstat(target.fileno()).st_size)
        if not is_ours:
            target.seek(0)
            target.write(head)
        target.truncate()
        number = 0
        for model, entry in zip(models, bundle.models, strict=True):
            with model.path.open("rb") as source:
                for piece, expected in zip(_pieces(source), entry.pieces, strict=True):
                    number += 1
                    if number > kept:
                        if hashlib.sha256(piece).hexdigest() != expected:
                            raise IntegrityError(f"{model.path} changed while it was packed.", "Pack it again.")
                        target.write(piece)
                        on_progress(Progress("copying", target.tell(), bundle.size_bytes))
        target.flush()
        os.fsync(target.fileno())


def _whole_pieces(bundle: Bundle, target: BinaryIO) -> int:
    """How many pieces from the first on are whole in a broken run's file; `target` is left behind the last of them."""
    number = 0
    for model in bundle.models:
        for index, expected in enumerate(model.pieces):
            start = target.tell()
            if hashlib.sha256(target.read(model.piece_size(index))).hexdigest() != expected:
                target.seek(start)
                return number
            number += 1
    return number
