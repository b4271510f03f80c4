"""A checkpoint on a model hub: small files are fetched, weight files only listed and read by range, never stored."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from steppe_convert.folder import read_config, read_tables, weight_files
from steppe_convert.hub_file import Connection, HubFile
from steppe_convert.source import Checkpoint
from steppe_models.errors import BadInputError, IntegrityError
from steppe_models.places import cache_dir, make_private_dir
from steppe_models.sources.hub import LISTING_TIMEOUT_S, is_switched_off
from steppe_models.sources.transfer import (
    CONNECT_TIMEOUT_S,
    Download,
    SourceError,
    check_free_space,
    describe_connection_error,
)

if TYPE_CHECKING:
    from huggingface_hub.hf_api import ModelInfo

_NAME = re.compile(r"(?P<repo>[A-Za-z0-9][\w.-]*/[\w.-]+)(@(?P<revision>[\w./-]+))?")
_SMALL = re.compile(
    r"config\.json|generation_config\.json|tokenizer\.model|tokenizer\.json|tokenizer_config\.json|added_tokens\.json"
    r"|special_tokens_map\.json|chat_template\.(jinja|json)|README\.md|.+\.index\.json"
)
_MOST_SMALL_BYTES = 64 * 1024 * 1024
_TOKEN_HINT = "Set HF_TOKEN to a token that may read it, and accept the model's terms on the hub if it asks for that."  # noqa: S105


@dataclass(frozen=True, slots=True)
class _Listed:
    """A file of the listing: size in bytes, and its SHA-256 where the hub states one."""

    name: str
    size_bytes: int
    sha256: str


def open_hub(name: str, work: Path | None) -> Checkpoint:
    """Open `OWNER/NAME` or `OWNER/NAME@REVISION`, pinned to the commit of this moment.

    `work` (default: in the cache) keeps the small files, a folder for each commit.

    Raises:
        BadInputError: not such a name, or not a kind that can be converted.
        SourceError: switched off, out of reach, no access, no such repository.
        IntegrityError: what arrives is not what the hub states.
    """
    match = _NAME.fullmatch(name)
    if match is None:
        raise BadInputError(
            f"{name!r} is not the name of a repository.", "Write hf:OWNER/NAME or hf:OWNER/NAME@REVISION."
        )
    if is_switched_off():
        raise SourceError("The model hub is switched off by HF_HUB_OFFLINE.", "Unset it to use the hub.")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")  # read at import: the library sends no statistics
    repo, revision = match["repo"], match["revision"] or ""
    info = _listing(repo, revision)
    if not info.sha:
        raise SourceError(f"The hub does not say which commit of {repo} it lists.", "Try again later.")
    listed = {each.name: each for each in _files(info)}
    root = work or cache_dir() / "checkpoints"
    folder = make_private_dir(root / f"{repo.replace('/', '--')}-{info.sha[:12]}")
    connection = Connection(_endpoint(), repo, info.sha)
    for each in listed.values():
        if _SMALL.fullmatch(each.name) and each.size_bytes <= _MOST_SMALL_BYTES:
            _fetch(connection, each, folder)
    config = read_config(folder)
    names, weight_map = weight_files(set(listed), folder)
    files = [HubFile(connection, each, listed[each].size_bytes, listed[each].sha256) for each in names]
    tensors = read_tables(files, weight_map)
    hashes = {each: listed[each].sha256 for each in names}
    label = repo.rpartition("/")[2]
    return Checkpoint(label, folder, config, tensors, tuple(files), repo, info.sha, hashes)


def _files(info: ModelInfo) -> list[_Listed]:
    found = []
    for sibling in info.siblings or []:
        size = sibling.lfs.size if sibling.lfs else sibling.size
        found.append(_Listed(sibling.rfilename, int(size or 0), sibling.lfs.sha256 if sibling.lfs else ""))
    return found


def _fetch(connection: Connection, file: _Listed, folder: Path) -> None:
    """Bring one small file into `folder`, unless it is there."""
    target = folder / file.name
    if target.is_file() and target.stat().st_size == file.size_bytes:
        return
    check_free_space(folder, file.size_bytes)
    part = folder / f"{file.name}.part"
    url = connection.url(file.name)
    download = Download(connection.client(), url, part, label="the model hub", headers=connection.headers())
    found = download.run(lambda _done, _total: None, size_bytes=file.size_bytes)
    if file.sha256 and found != file.sha256:
        download.discard()
        raise IntegrityError(
            f"What arrived of {file.name} does not have the SHA-256 that the hub states; it was removed.",
            "Run the same command again.",
        )
    part.replace(target)
    download.record.unlink(missing_ok=True)


def _listing(repo: str, revision: str) -> ModelInfo:
    import httpx2
    from huggingface_hub import HfApi
    from huggingface_hub.errors import (
        GatedRepoError,
        HfHubHTTPError,
        OfflineModeIsEnabled,
        RepositoryNotFoundError,
        RevisionNotFoundError,
    )

    timeout: Any = httpx2.Timeout(LISTING_TIMEOUT_S, connect=CONNECT_TIMEOUT_S)  # declared as a plain number
    try:
        api = HfApi(endpoint=_endpoint(), library_name="steppe")
        return api.model_info(repo, revision=revision or None, files_metadata=True, timeout=timeout)
    except GatedRepoError as error:
        raise SourceError(f"The model hub asks for consent before it gives out {repo}.", _TOKEN_HINT) from error
    except RevisionNotFoundError as error:
        raise SourceError(f"The repository {repo} has no revision {revision}.", "Check its name.") from error
    except HfHubHTTPError as error:
        status = error.response.status_code
        if isinstance(error, RepositoryNotFoundError) and status != 401:
            raise SourceError(f"The model hub has no repository {repo}.", "Check its name.") from error
        if status in (401, 403):
            raise SourceError(
                f"The model hub has no repository {repo}, or gives no access to it (status {status}).", _TOKEN_HINT
            ) from error
        raise SourceError(f"The model hub answered with status {status}.", "Try again later.") from error
    except httpx2.TransportError as error:
        reason = describe_connection_error(error)
        raise SourceError(f"The model hub cannot be reached: {reason}.", "Check the network connection.") from error
    except OfflineModeIsEnabled as error:
        raise SourceError("The model hub is switched off by HF_HUB_OFFLINE.", "Unset it to use the hub.") from error
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError, KeyError, TypeError) as error:
        raise SourceError(
            "The model hub gave an answer that is not a hub's.",
            "A login page of the network may stand between; open a web page once, then try again.",
        ) from error


def _endpoint() -> str | None:
    """HF_ENDPOINT as it is now; the library reads it only once, at import."""
    return (os.environ.get("HF_ENDPOINT") or "").rstrip("/") or None
