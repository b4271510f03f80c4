"""A model from a Hugging Face hub: found in the repository's own listing, fetched by resumable HTTP."""

from __future__ import annotations

import fnmatch
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from steppe_models.errors import IntegrityError
from steppe_models.sources.hub_listing import check_switch, endpoint, label, list_repository
from steppe_models.sources.transfer import Download, FetchedFile, Progress, ProgressCallback, SourceError

if TYPE_CHECKING:
    from steppe_models.catalogue import HubSource


@dataclass(frozen=True, slots=True)
class HubFile:
    """One file as the hub lists it, pinned to the commit of the listing."""

    repo: str
    name: str
    commit: str
    sha256: str
    size_bytes: int


def fetch(
    source: HubSource, *, sha256: str, size_bytes: int, folder: Path, on_progress: ProgressCallback
) -> FetchedFile:
    """Fetch the one file that `source` means into `folder`; a second call goes on where that stopped.

    The library's own `hf_hub_download` is not used for the bytes: since version 2 it removes what has
    arrived when it is interrupted. Listing, address, token and HTTP session are the library's; xet is not
    involved.

    Raises:
        SourceError: offline, out of reach, no access, no such repository or file, or not the known file.
        TransferCutError: cut repeatedly; what has arrived stays.
        IntegrityError: the bytes do not have the hash of the hub's listing; they have been removed.
        DiskFullError: no room.
    """
    check_switch()
    from huggingface_hub import get_session, hf_hub_url
    from huggingface_hub.utils import build_hf_headers  # type: ignore[attr-defined]  # documented there

    file = find_file(source)
    if sha256 and file.sha256 != sha256:
        raise SourceError(f"The hub's {file.name} in {file.repo} is no longer the file that the catalogue knows.")
    if size_bytes and sha256 and file.size_bytes != size_bytes:
        raise SourceError(f"The hub states another size for {file.name} than the catalogue.")
    target = folder / f"hub-{file.sha256[:16]}.part"
    _remove_stale(folder, keep=target)
    url = hf_hub_url(file.repo, file.name, revision=file.commit, endpoint=endpoint())
    headers = build_hf_headers(library_name="steppe")
    download = Download(get_session(), url, target, label=label(), headers=headers)
    found = download.run(
        lambda done, total: on_progress(Progress("downloading", done, total)), size_bytes=file.size_bytes
    )
    if found != file.sha256:
        download.discard()
        raise IntegrityError(
            f"What arrived of {file.name} does not have the SHA-256 that the hub states; it was removed.",
            "Run the same command again.",
        )
    return FetchedFile(target, found, file.size_bytes, f"hub: {file.repo}/{file.name} at {file.commit}")


def find_file(source: HubSource) -> HubFile:
    """Look `source` up in the repository's listing.

    Raises:
        SourceError: see `fetch`.
    """
    info = list_repository(source.repo, unknown_hint="Check the catalogue entry.")
    wanted = source.file.lower()
    matches = [sibling for sibling in info.siblings or [] if fnmatch.fnmatchcase(sibling.rfilename.lower(), wanted)]
    if len(matches) != 1:
        names = ", ".join(sibling.rfilename for sibling in matches[:4])
        raise SourceError(
            f"The hub's repository {source.repo} has no file like {source.file}."
            if not matches
            else f"The hub's repository {source.repo} has several files like {source.file}: {names}.",
            "Look at the repository, and put the right file's name into the catalogue entry.",
        )
    lfs = matches[0].lfs
    if lfs is None or not lfs.sha256 or not lfs.size or not info.sha:
        raise SourceError(f"The hub does not state size and SHA-256 of {matches[0].rfilename}.")
    return HubFile(source.repo, matches[0].rfilename, info.sha, lfs.sha256, lfs.size)


def _remove_stale(folder: Path, keep: Path) -> None:
    """Parts of a file that the repository has replaced since can never be completed."""
    for path in folder.glob("hub-*"):
        if not path.name.startswith(keep.name):
            path.unlink()
