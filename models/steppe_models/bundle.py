"""The file that carries models to a machine without a network: a signed list of pieces, then the models' bytes.

Layout: the line `STEPPE-BUNDLE 1`; one line with the length in bytes of the manifest and of its signature; the manifest
(JSON, UTF-8); the signature (an OpenSSH signature of the manifest, or nothing); the models' files one after the other.
The manifest names every model with its profile, size and SHA-256, and the SHA-256 of each piece of PIECE_BYTES, so that
a piece is checked before anything of it is used, and a damaged one is known by its number.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from steppe_models.catalogue import ModelProfile, is_id, profile_from_dict, profile_to_dict
from steppe_models.errors import BadInputError, IntegrityError

MAGIC = b"STEPPE-BUNDLE 1\n"
PIECE_BYTES = 16 * 1024 * 1024
_LARGEST_MANIFEST_BYTES = 64 * 1024 * 1024
_LARGEST_SIGNATURE_BYTES = 64 * 1024
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class BundledModel:
    """One model of a bundle; `pieces` are the SHA-256 of its pieces, all of PIECE_BYTES but the last."""

    profile: ModelProfile
    size_bytes: int
    sha256: str
    pieces: tuple[str, ...]

    def piece_size(self, number: int) -> int:
        """Bytes in piece `number` (from 0)."""
        return min(PIECE_BYTES, self.size_bytes - number * PIECE_BYTES)


@dataclass(frozen=True, slots=True)
class Bundle:
    """What stands before the models' bytes; `data_start` is where in the file those begin."""

    models: tuple[BundledModel, ...]
    manifest: bytes
    signature: bytes
    data_start: int

    @property
    def size_bytes(self) -> int:
        """The size of the whole file."""
        return self.data_start + sum(model.size_bytes for model in self.models)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the manifest: it stands for every byte of the bundle's models."""
        return hashlib.sha256(self.manifest).hexdigest()

    def start_of(self, model: BundledModel) -> int:
        """Where in the file the bytes of `model` begin."""
        before = self.models[: self.models.index(model)]
        return self.data_start + sum(each.size_bytes for each in before)


def is_bundle(path: Path) -> bool:
    """Whether the file begins as a bundle does; a file that cannot be read is none."""
    try:
        with path.open("rb") as file:
            return file.read(len(MAGIC)) == MAGIC
    except OSError:
        return False


def manifest_of(models: tuple[BundledModel, ...]) -> bytes:
    """The manifest of these models: the same models give the same bytes."""
    entries = [
        {
            "profile": profile_to_dict(model.profile),
            "size_bytes": model.size_bytes,
            "sha256": model.sha256,
            "pieces": list(model.pieces),
        }
        for model in models
    ]
    text = json.dumps({"piece_bytes": PIECE_BYTES, "models": entries}, ensure_ascii=False, indent=1, sort_keys=True)
    return text.encode()


def head_of(manifest: bytes, signature: bytes) -> bytes:
    """Everything before the models' bytes."""
    return MAGIC + f"{len(manifest)} {len(signature)}\n".encode() + manifest + signature


def read_bundle(file: BinaryIO, path: Path) -> Bundle:
    """The list of what the bundle holds; the models' bytes are not looked at.

    Raises:
        BadInputError: this is no bundle, or one of a later version.
        IntegrityError: its list is damaged.
    """
    if file.readline(64) != MAGIC:
        raise BadInputError(
            f"{path} is no bundle of models that this version reads.",
            "`steppe models pack` writes one; update Steppe if a newer one wrote it.",
        )
    found = re.fullmatch(rb"(\d{1,9}) (\d{1,9})\n", file.readline(64))
    sizes = (int(found[1]), int(found[2])) if found else (_LARGEST_MANIFEST_BYTES, 0)
    if found is None or sizes[0] >= _LARGEST_MANIFEST_BYTES or sizes[1] >= _LARGEST_SIGNATURE_BYTES:
        raise _damaged(path)
    manifest, signature = file.read(sizes[0]), file.read(sizes[1])
    if (len(manifest), len(signature)) != sizes:
        raise _damaged(path)
    try:
        values = json.loads(manifest)
        if values["piece_bytes"] != PIECE_BYTES or not values["models"]:
            raise _damaged(path)
        models = tuple(_model(entry, path) for entry in values["models"])
    except (ValueError, KeyError, TypeError, AttributeError, BadInputError) as error:
        raise _damaged(path) from error
    if len({model.profile.id for model in models}) != len(models):
        raise _damaged(path)
    return Bundle(models, manifest, signature, file.tell())


def _model(entry: dict[str, Any], path: Path) -> BundledModel:
    profile = profile_from_dict(entry["profile"], str(path), "imported")
    size_bytes, sha256, pieces = entry["size_bytes"], entry["sha256"], tuple(entry["pieces"])
    is_sound = (
        type(size_bytes) is int
        and size_bytes > 0
        and is_id(profile.id)
        and len(pieces) == -(-size_bytes // PIECE_BYTES)
        and all(isinstance(each, str) and _SHA256.fullmatch(each) for each in (sha256, *pieces))
    )
    if not is_sound:
        raise _damaged(path)
    return BundledModel(profile, size_bytes, sha256, pieces)


def _damaged(path: Path) -> IntegrityError:
    return IntegrityError(
        f"The list at the beginning of the bundle {path} is damaged.",
        "Copy the bundle again from where it was packed.",
    )
