"""SHA-256 of the checkpoint's files, computed beside the conversion: they say exactly what was converted."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping, Sequence

from steppe_convert.source import ByteFile
from steppe_models.errors import SteppeError

_CHUNK_BYTES = 1024 * 1024


class SourceHashes:
    """A thread that reads each file once, unless its hash is known (from a hub's listing); `close` stops it."""

    def __init__(self, files: Sequence[ByteFile], known: Mapping[str, str]) -> None:
        self._files = tuple(files)
        self._hashes = [known.get(file.name, "") for file in files]
        self._failure: SteppeError | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="convert-hashes", daemon=True)

    def __enter__(self) -> SourceHashes:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def result(self) -> list[str]:
        """The hashes in the order of the files, once all are there.

        Raises:
            SteppeError: a file could not be read.
        """
        self._thread.join()
        if self._failure is not None:
            raise self._failure
        return self._hashes

    def _run(self) -> None:
        buffer = memoryview(bytearray(_CHUNK_BYTES))
        try:
            for number, file in enumerate(self._files):
                if self._hashes[number]:
                    continue
                digest = hashlib.sha256()
                for offset in range(0, file.size_bytes, _CHUNK_BYTES):
                    if self._stop.is_set():
                        return
                    chunk = buffer[: min(_CHUNK_BYTES, file.size_bytes - offset)]
                    file.read_into(offset, chunk)
                    digest.update(chunk)
                self._hashes[number] = digest.hexdigest()
        except SteppeError as error:
            self._failure = error
