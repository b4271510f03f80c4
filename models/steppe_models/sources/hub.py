"""A model from a Hugging Face hub: found in the repository's own listing, fetched by resumable HTTP."""

from __future__ import annotations

import fnmatch
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from steppe_models.errors import IntegrityError
from steppe_models.sources.transfer import (
    CONNECT_TIMEOUT_S,
    Download,
    FetchedFile,
    Progress,
    ProgressCallback,
    SourceError,
    describe_connection_error,
)

if TYPE_CHECKING:
    from huggingface_hub.hf_api import ModelInfo

    from steppe_models.catalogue import HubSource

LISTING_TIMEOUT_S = 10.0
_TRUE = ("1", "ON", "YES", "TRUE")
_TOKEN_HINT = "Set HF_TOKEN to a token that may read it, and accept the model's terms on the hub if it asks for that."  # noqa: S105


@dataclass(frozen=True, slots=True)
class HubFile:
    """One file as the hub lists it, pinned to the commit of the listing."""

    repo: str
    name: str
    commit: str
    sha256: str
    size_bytes: int


def is_switched_off() -> bool:
    """Whether the user has set the hub's own offline switch (HF_HUB_OFFLINE)."""
    value = os.environ.get("HF_HUB_OFFLINE") or os.environ.get("TRANSFORMERS_OFFLINE") or ""
    return value.upper() in _TRUE


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
    if is_switched_off():
        raise SourceError("The model hub is switched off by HF_HUB_OFFLINE.", "Unset it to use the hub.")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")  # read at import: the library sends no statistics
    from huggingface_hub import get_session, hf_hub_url
    from huggingface_hub.utils import build_hf_headers  # type: ignore[attr-defined]  # documented there

    file = find_file(source)
    if sha256 and file.sha256 != sha256:
        raise SourceError(f"The hub's {file.name} in {file.repo} is no longer the file that the catalogue knows.")
    if size_bytes and sha256 and file.size_bytes != size_bytes:
        raise SourceError(f"The hub states another size for {file.name} than the catalogue.")
    target = folder / f"hub-{file.sha256[:16]}.part"
    _remove_stale(folder, keep=target)
    url = hf_hub_url(file.repo, file.name, revision=file.commit, endpoint=_endpoint())
    headers = build_hf_headers(library_name="steppe")
    download = Download(get_session(), url, target, label=_label(), headers=headers)
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
    info = _listing(source.repo)
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


def _listing(repo: str) -> ModelInfo:
    import httpx2
    from huggingface_hub import HfApi
    from huggingface_hub.errors import (
        GatedRepoError,
        HfHubHTTPError,
        OfflineModeIsEnabled,
        RepositoryNotFoundError,
    )

    timeout: Any = httpx2.Timeout(LISTING_TIMEOUT_S, connect=CONNECT_TIMEOUT_S)  # declared as a plain number
    label = _label()
    try:
        api = HfApi(endpoint=_endpoint(), library_name="steppe")
        return api.model_info(repo, files_metadata=True, timeout=timeout)
    except GatedRepoError as error:
        raise SourceError(f"{label} asks for consent before it gives out {repo}.", _TOKEN_HINT) from error
    except HfHubHTTPError as error:
        status = error.response.status_code
        if status in (401, 403):
            raise SourceError(f"{label} gives no access to {repo} (status {status}).", _TOKEN_HINT) from error
        if isinstance(error, RepositoryNotFoundError):  # a plain 404 may come from anything in between
            raise SourceError(f"{label} has no repository {repo}.", "Check the catalogue entry.") from error
        raise SourceError(f"{label} answered with status {status}.", "Try again later.") from error
    except httpx2.TransportError as error:
        reason = describe_connection_error(error)
        raise SourceError(f"{label} cannot be reached: {reason}.", "Check the network connection.") from error
    except OfflineModeIsEnabled as error:
        raise SourceError("The model hub is switched off by HF_HUB_OFFLINE.", "Unset it to use the hub.") from error
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError, KeyError, TypeError) as error:
        raise SourceError(
            f"{label} gave an answer that is not a hub's.",
            "A login page of the network may stand between; open a web page once, then try again.",
        ) from error


def _endpoint() -> str | None:
    """HF_ENDPOINT as it is now; the library reads it only once, at import."""
    return (os.environ.get("HF_ENDPOINT") or "").rstrip("/") or None


def _label() -> str:
    host = urlsplit(_endpoint() or "").hostname
    return f"The model hub at {host}" if host else "The model hub"


def _remove_stale(folder: Path, keep: Path) -> None:
    """Parts of a file that the repository has replaced since can never be completed."""
    for path in folder.glob("hub-*"):
        if not path.name.startswith(keep.name):
            path.unlink()
