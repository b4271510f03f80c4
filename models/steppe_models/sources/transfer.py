"""What every source shares: progress values, the disk check, and one resumable download over HTTP."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from steppe_models.errors import DiskFullError, IntegrityError, MissingError, SteppeError

if TYPE_CHECKING:
    import httpx2

RETRY_WAITS_S = (0.5, 1.0, 2.0, 4.0)
CONNECT_TIMEOUT_S = 4.0
READ_TIMEOUT_S = 30.0
SPARE_BYTES = 64 * 1024 * 1024
_CHUNK_BYTES = 1024 * 1024
_RETRY_STATUS = (408, 429, 500, 502, 503, 504)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a transfer is; `stage` is one of downloading, joining, checking, copying."""

    stage: str
    done_bytes: int
    total_bytes: int


@dataclass(frozen=True, slots=True)
class FetchedFile:
    """A complete file in a partial folder, with the hash that was computed while it was written."""

    path: Path
    sha256: str
    size_bytes: int
    source: str


ProgressCallback = Callable[[Progress], None]
NoteCallback = Callable[[str], None]


class SourceError(MissingError):
    """One source cannot deliver this model; another one may."""

    code = "source"


class TransferCutError(SteppeError):
    """The connection broke again and again; what has arrived is kept for the next run."""

    code = "cut"


class _CutError(Exception):
    """One attempt ended early."""


def check_free_space(folder: Path, needed_bytes: int) -> None:
    """Refuse before the first byte when `needed_bytes` and a small reserve do not fit on this disk.

    Raises:
        DiskFullError: with both numbers.
    """
    free_bytes = shutil.disk_usage(folder).free
    if free_bytes < needed_bytes + SPARE_BYTES:
        raise DiskFullError(
            f"The disk of {folder} has {_megabytes(free_bytes)} free,"
            f" and {_megabytes(needed_bytes + SPARE_BYTES)} are needed.",
            "Make room, or set STEPPE_MODELS_DIR to a folder on a larger disk.",
        )


@contextlib.contextmanager
def disk_errors_told(path: Path) -> Iterator[None]:
    """Turn a full disk met while writing `path` into a sentence.

    Raises:
        DiskFullError: the disk, a quota or a file-size limit is reached.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise
        raise DiskFullError(
            f"The disk is full: {path} could not be written.",
            "Make room, then run the same command again; it resumes.",
        ) from error


def hash_file(path: Path, on_bytes: Callable[[int], None] | None = None) -> str:
    """SHA-256 of a file as hexadecimal digits; `on_bytes` is told how many bytes are done."""
    digest = hashlib.sha256()
    feed_file(path, path.stat().st_size, digest.update, on_bytes)
    return digest.hexdigest()


def feed_file(
    path: Path,
    size_bytes: int,
    consume: Callable[[bytes], None],
    on_bytes: Callable[[int], None] | None = None,
) -> None:
    """Hand the first `size_bytes` bytes of a file to `consume`, a megabyte at a time."""
    done = 0
    with path.open("rb") as file:
        while done < size_bytes and (chunk := file.read(min(_CHUNK_BYTES, size_bytes - done))):
            consume(chunk)
            done += len(chunk)
            if on_bytes:
                on_bytes(done)


def write_atomically(path: Path, text: str) -> None:
    """Write a small file so that a reader, or a crash, sees the old text or the new, never half."""
    temporary = path.with_name(path.name + ".new")
    try:
        with temporary.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise


def describe_connection_error(error: Exception) -> str:
    """The network's refusal in a few words, without addresses or class names of a library."""
    kind = type(error).__name__
    text = str(error).lower()
    if "certificate" in text or "ssl" in text:
        return "its certificate was not accepted"
    if "name or service" in text or "getaddrinfo" in text or "name resolution" in text or "nodename" in text:
        return "its name cannot be resolved"
    if "timeout" in kind.lower():
        return "it did not answer in time"
    if "proxy" in kind.lower():
        return "the proxy refused"
    if "refused" in text:
        return "the connection was refused"
    if "unreachable" in text:
        return "the network is unreachable"
    return "the connection failed"


class Download:
    """One file over HTTP into `target`, resumed from what is there already.

    The server's ETag (or date) is kept beside the partial file and sent as If-Range, so that a file which
    changed meanwhile is fetched anew instead of being glued together (RFC 9110, section 13.1.5).
    """

    def __init__(
        self,
        client: httpx2.Client,
        url: str,
        target: Path,
        *,
        label: str,
        headers: dict[str, str] | None = None,
    ) -> None:
        self.client = client
        self.url = url
        self.target = target
        self.label = label
        self.headers = {**(headers or {}), "Accept-Encoding": "identity"}
        self.record = target.with_name(target.name + ".json")

    def run(
        self,
        on_bytes: Callable[[int, int], None],
        *,
        hash_name: str = "sha256",
        size_bytes: int = 0,
    ) -> str:
        """Fetch the whole file; returns its hash. `on_bytes(done, total)` is told as bytes arrive.

        Raises:
            SourceError: the server refuses or cannot be reached, and nothing has arrived.
            TransferCutError: cut repeatedly; what has arrived stays for the next run.
            DiskFullError: no room.
            IntegrityError: the server sends more than `size_bytes` (when that is not 0).
        """
        waits = list(RETRY_WAITS_S)
        self._on_bytes = on_bytes
        self._size_bytes = size_bytes
        self._digest = hashlib.new(hash_name, usedforsecurity=False)
        self._hashed = 0
        reason = ""
        while True:
            before = self.done_bytes()
            if size_bytes and before == size_bytes:
                self._hash_prefix(before)
                return self._digest.hexdigest()
            try:
                self._attempt(before)
                return self._digest.hexdigest()
            except _CutError as cut:
                reason = str(cut)
            if self.done_bytes() > before:
                waits = list(RETRY_WAITS_S)
            if not waits:
                self._give_up(reason)
            time.sleep(waits.pop(0))

    def done_bytes(self) -> int:
        """Bytes of the file that are on this disk."""
        return self.target.stat().st_size if self.target.exists() else 0

    def discard(self) -> None:
        """Remove the partial file and its record."""
        self.target.unlink(missing_ok=True)
        self.record.unlink(missing_ok=True)

    def _give_up(self, reason: str) -> None:
        arrived = self.done_bytes()
        if arrived:
            raise TransferCutError(
                f"The transfer from {self.label} was cut after {_megabytes(arrived)}: {reason}.",
                "Run the same command again; it resumes where it stopped.",
            )
        raise SourceError(f"{self.label} cannot be reached: {reason}.", "Check the network connection.")

    def _hash_prefix(self, offset: int) -> None:
        if self._hashed != offset:
            self._digest = hashlib.new(self._digest.name, usedforsecurity=False)
            feed_file(self.target, offset, self._digest.update)
            self._hashed = offset

    def _attempt(self, offset: int) -> None:
        import httpx2

        headers = dict(self.headers)
        if offset:
            headers["Range"] = f"bytes={offset}-"
            if validator := self._validator():
                headers["If-Range"] = validator
        timeout = httpx2.Timeout(READ_TIMEOUT_S, connect=CONNECT_TIMEOUT_S)
        try:
            with self.client.stream(
                "GET", self.url, headers=headers, timeout=timeout, follow_redirects=True
            ) as response:
                if response.status_code == 416 and offset:
                    self._range_refused(offset, response.headers.get("Content-Range", ""))
                    return
                self._check_status(response.status_code)
                start = offset if self._continues(response, offset) else 0
                self._receive(response, start)
        except httpx2.TransportError as error:
            raise _CutError(describe_connection_error(error)) from error
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise SourceError(f"{self.label} gave an answer that cannot be used: {error}.") from error

    def _check_status(self, status: int) -> None:
        if status in (200, 206):
            return
        if status in _RETRY_STATUS:
            raise _CutError(f"the server answered {status}")
        if status in (401, 403):
            raise SourceError(
                f"{self.label} refuses access (status {status}).",
                "Check that a token or password is set and that it may read this.",
            )
        raise SourceError(f"{self.label} answered with status {status}.")

    def _continues(self, response: httpx2.Response, offset: int) -> bool:
        """Whether the answer goes on at `offset`; a server may send the whole file instead."""
        return response.status_code == 206 and response.headers.get("Content-Range", "").startswith(f"bytes {offset}-")

    def _range_refused(self, offset: int, content_range: str) -> None:
        """Nothing lies beyond `offset`: all has arrived, or the partial file belongs to something else."""
        if content_range == f"bytes */{offset}":
            self._hash_prefix(offset)
            return
        self.discard()
        raise _CutError("the partial file did not belong to it")

    def _receive(self, response: httpx2.Response, start: int) -> None:
        if response.status_code == 206 and start == 0:
            raise SourceError(f"{self.label} sent a part that was not asked for.")
        length = response.headers.get("Content-Length", "")
        total = start + int(length) if length.isdigit() else 0
        if self._size_bytes and total and total != self._size_bytes:
            self.discard()
            raise IntegrityError(
                f"{self.label} offers {total} bytes where {self._size_bytes} were announced.",
                "Try again later, or fetch the model from another source.",
            )
        limit = self._size_bytes or total
        self._hash_prefix(start)
        with disk_errors_told(self.target):
            check_free_space(self.target.parent, max(0, limit - start))
            self._note_validator(response)
            done = start
            with self.target.open("r+b" if start else "wb") as file:
                file.seek(start)
                file.truncate()
                for chunk in response.iter_bytes():
                    done += len(chunk)
                    if limit and done > limit:
                        raise SourceError(f"{self.label} sent more bytes than it announced.")
                    file.write(chunk)
                    self._digest.update(chunk)
                    self._hashed = done
                    self._on_bytes(done, limit)
                file.flush()
                os.fsync(file.fileno())
        if limit and done < limit:
            raise _CutError("the connection ended early")

    def _validator(self) -> str:
        try:
            stored = json.loads(self.record.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return ""
        value = stored.get("validator") if isinstance(stored, dict) else ""
        return value if isinstance(value, str) else ""

    def _note_validator(self, response: httpx2.Response) -> None:
        etag = response.headers.get("ETag", "")
        strong = "" if etag.startswith("W/") else etag
        value = strong or response.headers.get("Last-Modified", "")
        write_atomically(self.record, json.dumps({"validator": value}))


def _megabytes(size_bytes: int) -> str:
    return f"{size_bytes / 1e6:.1f} MB" if size_bytes < 1e9 else f"{size_bytes / 1e9:.2f} GB"
