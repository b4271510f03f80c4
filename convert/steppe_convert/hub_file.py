"""A weight file on a model hub, read by ranges over HTTP; a few blocks are kept in memory, nothing on the disk."""

from __future__ import annotations

import collections
import threading
import time
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from steppe_models.errors import IntegrityError, SteppeError
from steppe_models.sources import transfer
from steppe_models.sources.hub_listing import TOKEN_HINT, label
from steppe_models.sources.transfer import (
    CONNECT_TIMEOUT_S,
    READ_TIMEOUT_S,
    SourceError,
    TransferCutError,
    describe_connection_error,
)

if TYPE_CHECKING:
    import httpx2

BLOCK_BYTES = 4 * 1024 * 1024
_MOST_BLOCKS = 6
_LONGEST_WAIT_S = 60.0
_SHA256_DIGITS = 64
_AGAIN_STATUS = (401, 403, 404, 408, 410, 429, 500, 502, 503, 504)  # a signed address also just expires


class Connection:
    """One repository at one commit: addresses, token and HTTP session are the hub library's; blocks of all files."""

    def __init__(self, endpoint: str | None, repo: str, commit: str) -> None:
        self.endpoint, self.repo, self.commit = endpoint, repo, commit
        self._lock = threading.Lock()
        self._blocks: collections.OrderedDict[tuple[str, int], Future[bytes]] = collections.OrderedDict()

    def url(self, name: str) -> str:
        """Where a file of the repository is."""
        from huggingface_hub import hf_hub_url

        return hf_hub_url(self.repo, name, revision=self.commit, endpoint=self.endpoint)

    def headers(self) -> dict[str, str]:
        """What the hub wants to see, the token among it."""
        from huggingface_hub.utils import build_hf_headers  # type: ignore[attr-defined]  # documented there

        return build_hf_headers(library_name="steppe")

    def client(self) -> httpx2.Client:
        """The library's HTTP session, with the proxies and certificates of this machine."""
        from huggingface_hub import get_session

        return get_session()

    def block(self, file: HubFile, number: int) -> bytes:
        """A block of a file, fetched once however many threads ask for it at the same time."""
        key = (file.name, number)
        with self._lock:
            future = self._blocks.get(key)
            is_mine = future is None
            if future is None:
                future = self._blocks[key] = Future()
                while len(self._blocks) > _MOST_BLOCKS:
                    self._blocks.popitem(last=False)
            self._blocks.move_to_end(key)
        if is_mine:
            try:
                future.set_result(file.fetch(number * BLOCK_BYTES))
            except BaseException as error:  # noqa: BLE001 - raised in every thread that waits for the block
                with self._lock:
                    self._blocks.pop(key, None)
                future.set_exception(error)
        return future.result()


class HubFile:
    """One file: `size_bytes` and `sha256` are what the hub's listing states."""

    def __init__(self, connection: Connection, name: str, size_bytes: int, sha256: str) -> None:
        self.name = name
        self.size_bytes = size_bytes
        self.identity = f"{name} {connection.commit} {sha256}"
        self._connection = connection
        self._sha256 = sha256
        self._tag = ""
        self._address = ""  # where the hub sent us last; asking it again for each block would be refused

    def read_into(self, offset: int, out: memoryview) -> None:
        """Fill `out` from `offset` on.

        Raises:
            TransferCutError: the connection broke again and again; a conversion resumes.
            SourceError: the hub refuses.
            IntegrityError: the file is not the listed one any more.
        """
        if offset + len(out) > self.size_bytes:
            raise SourceError(f"{self.name} on the hub ends too early.", "The repository may be incomplete.")
        while out:
            number, start = divmod(offset, BLOCK_BYTES)
            part = self._connection.block(self, number)[start : start + len(out)]
            out[: len(part)] = part
            offset, out = offset + len(part), out[len(part) :]

    def close(self) -> None:
        """Nothing is held but blocks in memory, which the connection drops."""

    def fetch(self, start: int) -> bytes:
        """The bytes from `start` on, a block at most.

        Raises:
            TransferCutError, SourceError, IntegrityError: see `read_into`.
        """
        import httpx2

        end = min(start + BLOCK_BYTES, self.size_bytes)
        waits = list(transfer.RETRY_WAITS_S)
        while True:
            asked_s = 0.0
            try:
                return self._attempt(start, end)
            except httpx2.TransportError as error:
                reason = describe_connection_error(error)
            except _AgainError as error:
                reason, asked_s = str(error), error.wait_s
            except (httpx2.HTTPError, httpx2.InvalidURL) as error:
                raise SourceError(f"{self.name}: the hub gave an answer that cannot be used: {error}.") from error
            self._address = ""
            if not waits:
                raise TransferCutError(
                    f"{self.name} cannot be read from the hub any more: {reason}.",
                    "Run the same command again; it resumes where it stopped.",
                )
            time.sleep(max(waits.pop(0), asked_s))

    def _attempt(self, start: int, end: int) -> bytes:
        import httpx2

        known = self._address
        address = known or self._connection.url(self.name)
        headers = self._connection.headers() if self._is_hub(address) else {}  # the token is for the hub alone
        headers |= {"Range": f"bytes={start}-{end - 1}", "Accept-Encoding": "identity"}
        timeout = httpx2.Timeout(READ_TIMEOUT_S, connect=CONNECT_TIMEOUT_S)
        client: Any = self._connection.client()
        data = bytearray()
        with client.stream("GET", address, headers=headers, timeout=timeout, follow_redirects=True) as response:
            self._check_status(response, start)
            self._check_same(response)
            if not known:  # else another thread may have found meanwhile that it has expired
                self._address = str(response.url)
            for chunk in response.iter_bytes():
                data += chunk
                if len(data) >= end - start:
                    break
        if len(data) < end - start:
            raise _AgainError("the connection ended early")
        return bytes(data[: end - start])

    def _is_hub(self, address: str) -> bool:
        return urlsplit(address).netloc == urlsplit(self._connection.url(self.name)).netloc

    def _check_status(self, response: httpx2.Response, start: int) -> None:
        status = response.status_code
        if status in (401, 403) and self._is_hub(str(response.url)):
            if response.headers.get("X-Error-Code") == "GatedRepo":
                raise SourceError(
                    f"{label()} asks for consent before it gives out {self._connection.repo}.", TOKEN_HINT
                )
            raise SourceError(f"{label()} gives no access to {self.name} (status {status}).", TOKEN_HINT)
        if status in _AGAIN_STATUS:
            asked = response.headers.get("Retry-After", "")
            wait_s = min(float(asked), _LONGEST_WAIT_S) if asked.isdigit() else 0.0
            raise _AgainError(f"the server answered {status}", wait_s)
        if status != 206 or not response.headers.get("Content-Range", "").startswith(f"bytes {start}-"):
            raise SourceError(
                f"The server does not give out parts of {self.name} (status {status}).",
                "Download the repository, and name its folder as the source.",
            )

    def _check_same(self, response: httpx2.Response) -> None:
        """All parts must be of the listed file: its size, the hash that the hub links to, one mark of the storage's."""
        total = response.headers.get("Content-Range", "").rpartition("/")[2]
        marks = [answer.headers.get("X-Linked-Etag", "").strip('"') for answer in response.history]
        linked = next((mark for mark in marks if len(mark) == _SHA256_DIGITS), "")
        tag = response.headers.get("ETag", "")
        if not tag.startswith("W/"):
            self._tag = self._tag or tag
        is_same = (
            (not total.isdigit() or int(total) == self.size_bytes)
            and (not linked or not self._sha256 or linked == self._sha256)
            and (not tag or tag.startswith("W/") or tag == self._tag)
        )
        if not is_same:
            raise IntegrityError(
                f"{self.name} on the hub was exchanged for another file while it was being read.",
                "Run the same command again, with another --output; should that fail too, download the repository,"
                " and name its folder as the source.",
            )


class _AgainError(SteppeError):
    """One attempt failed; another may not, after `wait_s` seconds where the server says so."""

    def __init__(self, message: str, wait_s: float = 0.0) -> None:
        super().__init__(message)
        self.wait_s = wait_s
