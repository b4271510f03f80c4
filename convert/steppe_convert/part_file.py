"""The output while it grows: room taken at once, slabs written where they belong, a journal from which to resume.

It has neither its final name nor the four bytes that mark a GGUF file until it is complete.
"""

from __future__ import annotations

import contextlib
import errno
import os
import threading
from collections.abc import Iterator
from pathlib import Path

from steppe_convert.gguf_keys import MAGIC
from steppe_convert.plan import Plan
from steppe_models.errors import SteppeError
from steppe_models.sources.transfer import check_free_space, disk_errors_told

SUFFIX = ".part"


class PartFile:
    """`target` with the suffix .part, of the plan's exact size; a context manager that closes it."""

    def __init__(self, target: Path, plan: Plan) -> None:
        self.path = target.with_name(target.name + SUFFIX)
        self.target = target
        self.plan = plan
        self._lock = threading.Lock()
        self._descriptor = -1

    def __enter__(self) -> PartFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def open(self, *, is_resumed: bool) -> None:
        """Open or make the file and take its whole room on the disk.

        Raises:
            DiskFullError: there is not enough; nothing is left behind.
            SteppeError: the folder cannot be written.
        """
        present = self.path.stat().st_blocks * 512 if is_resumed and hasattr(os.stat_result, "st_blocks") else 0
        check_free_space(self.path.parent, max(0, self.plan.size_bytes - present))
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0) | (0 if is_resumed else os.O_TRUNC)
        try:
            self._descriptor = os.open(self.path, flags, 0o644)
        except OSError as error:
            raise SteppeError(
                f"{self.path} cannot be written: {error.strerror}.", "Name an output in another folder."
            ) from error
        try:
            with disk_errors_told(self.path):
                self._reserve()
                if not is_resumed:
                    self.write_head()
        except BaseException:
            if not is_resumed:
                self.discard()
            raise

    def _reserve(self) -> None:
        """Take the room now where the file system can, so that the disk is not found full in the middle."""
        if hasattr(os, "posix_fallocate"):
            try:
                os.posix_fallocate(self._descriptor, 0, self.plan.size_bytes)
            except OSError as error:
                if error.errno not in (errno.EOPNOTSUPP, errno.EINVAL):
                    raise
        os.ftruncate(self._descriptor, self.plan.size_bytes)

    def write_head(self) -> None:
        """Write the head but its first four bytes, which mark a whole file."""
        self.write(len(MAGIC), memoryview(self.plan.head)[len(MAGIC) :])

    def write(self, offset: int, data: memoryview) -> None:
        """Write `data` at `offset`; safe from several threads.

        Raises:
            DiskFullError: no room.
        """
        with disk_errors_told(self.path):
            while data:
                count = self._write_some(offset, data)
                offset, data = offset + count, data[count:]

    def read_into(self, offset: int, out: memoryview) -> None:
        """Fill `out` from `offset` on; the file has its full size from the start."""
        with self._lock:
            os.lseek(self._descriptor, offset, os.SEEK_SET)
            with open(self._descriptor, "rb", buffering=0, closefd=False) as file:
                while out:
                    count = file.readinto(out) or 0
                    if count == 0:
                        raise SteppeError(f"{self.path} was shortened by another program.", "Run the command again.")
                    out = out[count:]

    def complete(self) -> None:
        """Bring everything to the disk and mark the file as GGUF, under its name of a part still."""
        with disk_errors_told(self.path):
            os.fsync(self._descriptor)
            self.write(0, memoryview(MAGIC))
            os.fsync(self._descriptor)

    def spoil(self) -> None:
        """Take the mark off again, if the file is open: it was found wrong, or is not to be published yet."""
        if self._descriptor >= 0:
            self.write(0, memoryview(bytes(len(MAGIC))))

    def publish(self) -> None:
        """Give the file its final name; what had that name before is replaced."""
        self.close()
        self.path.replace(self.target)
        if os.name == "posix":
            folder = os.open(self.target.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)

    def discard(self) -> None:
        """Remove the file."""
        self.close()
        self.path.unlink(missing_ok=True)

    def close(self) -> None:
        """Close the file; it stays for the next run."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    if hasattr(os, "pwrite"):

        def _write_some(self, offset: int, data: memoryview) -> int:
            return os.pwrite(self._descriptor, data, offset)
    else:

        def _write_some(self, offset: int, data: memoryview) -> int:
            with self._lock:
                os.lseek(self._descriptor, offset, os.SEEK_SET)
                return os.write(self._descriptor, data)


@contextlib.contextmanager
def held(target: Path) -> Iterator[None]:
    """The output held by this process alone.

    Raises:
        SteppeError: another process is writing it, or its folder cannot be written.
    """
    from filelock import FileLock, Timeout

    path = target.with_name(target.name + ".lock")
    lock = FileLock(path)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise SteppeError(f"Another process is writing {target}.", "Wait for it, or name another output.") from error
    except OSError as error:
        raise SteppeError(
            f"The folder {target.parent} cannot be written: {error.strerror}.", "Name an output in another folder."
        ) from error
    try:
        yield
    finally:
        lock.release()
        path.unlink(missing_ok=True)
