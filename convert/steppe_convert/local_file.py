"""A file of a checkpoint on this disk, read anywhere by several threads without moving a shared position."""

from __future__ import annotations

import os
import threading
from pathlib import Path

from steppe_models.errors import BadInputError, IntegrityError, MissingError


class LocalFile:
    """An open file; reads by offset. Mapping is avoided: a page of the checkpoint would count as our memory."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._file = path.open("rb", buffering=0)
        except FileNotFoundError as error:
            raise MissingError(f"There is no file {path}.", "Check the path.") from error
        except OSError as error:
            raise BadInputError(f"{path} cannot be read: {error.strerror}.", "Check the path.") from error
        status = os.fstat(self._file.fileno())
        self.size_bytes = status.st_size
        self.identity = f"{path.name} {status.st_size} {status.st_mtime_ns}"
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """The file's name without its folder."""
        return self.path.name

    def read_into(self, offset: int, out: memoryview) -> None:
        """Fill `out` from `offset` on.

        Raises:
            IntegrityError: the file ends before.
            BadInputError: the disk does not give it.
        """
        done = 0
        try:
            while done < len(out):
                count = self._read_some(offset + done, out[done:])
                if count == 0:
                    raise IntegrityError(
                        f"{self.path} is cut short: it ends at {self.size_bytes} bytes.", "Get the file again."
                    )
                done += count
        except OSError as error:
            raise BadInputError(f"{self.path} cannot be read: {error.strerror}.", "Check the disk.") from error

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    if hasattr(os, "preadv"):

        def _read_some(self, offset: int, out: memoryview) -> int:
            return os.preadv(self._file.fileno(), [out], offset)
    else:

        def _read_some(self, offset: int, out: memoryview) -> int:
            with self._lock:
                self._file.seek(offset)
                return self._file.readinto(out) or 0
