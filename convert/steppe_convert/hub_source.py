"""A checkpoint on a model hub: small files are fetched, weight files only listed and read by range, never stored."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from steppe_convert.folder import read_config, read_tables, weight_files
from steppe_convert.hub_file import Connection, HubFile
from steppe_convert.source import Checkpoint
from steppe_models.errors import BadInputError, IntegrityError
from steppe_models.places import cache_dir, make_private_dir
from steppe_models.sources.hub_listing import check_switch, endpoint, label, list_repository
from steppe_models.sources.transfer import Download, SourceError, check_free_space

if TYPE_CHECKING:
    from huggingface_hub.hf_api import ModelInfo

_NAME = re.compile(r"(?P<repo>[A-Za-z0-9][\w.-]*/[\w.-]+)(@(?P<revision>[\w./-]+))?")
_SMALL = re.compile(
    r"config\.json|generation_config\.json|tokenizer\.model|tokenizer\.json|tokenizer_config\.json|added_tokens\.json"
    r"|special_tokens_map\.json|chat_template\.(jinja|json)|README\.md|.+\.index\.json"
)
_MOST_SMALL_BYTES = 64 * 1024 * 1024


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
    check_switch()
    repo, revision = match["repo"], match["revision"] or ""
    info = list_repository(repo, revision)
    if not info.sha:
        raise SourceError(f"The hub does not say which commit of {repo} it lists.", "Try again later.")
    listed = {each.name: each for each in _files(info)}
    root = work or cache_dir() / "checkpoints"
    folder = make_private_dir(root / f"{repo.replace('/', '--')}-{info.sha[:12]}")
    connection = Connection(endpoint(), repo, info.sha)
    for each in listed.values():
        if _SMALL.fullmatch(each.name) and each.size_bytes <= _MOST_SMALL_BYTES:
            _fetch(connection, each, folder)
    config = read_config(folder)
    names, weight_map = weight_files(set(listed), folder)
    files = [HubFile(connection, each, listed[each].size_bytes, listed[each].sha256) for each in names]
    tensors = read_tables(files, weight_map)
    hashes = {each: listed[each].sha256 for each in names}
    return Checkpoint(repo.rpartition("/")[2], folder, config, tensors, tuple(files), repo, info.sha, hashes)


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
    download = Download(connection.client(), url, part, label=label(), headers=connection.headers())
    found = download.run(lambda _done, _total: None, size_bytes=file.size_bytes)
    if file.sha256 and found != file.sha256:
        download.discard()
        raise IntegrityError(
            f"What arrived of {file.name} does not have the SHA-256 that the hub states; it was removed.",
            "Run the same command again.",
        )
    part.replace(target)
    download.record.unlink(missing_ok=True)
