"""Keeps the component compiled for this machine in a private folder, so that only the first start compiles.

A compiled component is native code: it is loaded only from a folder and a file that belong to this user and that nobody
else can write, and only when it is byte for byte what was stored. The bytes are hashed again whenever the file's size,
times or inode differ from those noted when it was last checked (any write changes them).
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import stat
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from steppe_models.errors import SteppeError

_READ_BYTES = 1 << 20
_TICK_S = 0.02  # a file's times are as coarse as the kernel's tick: 10 ms at most
_FORMAT = 1  # raise when the engine's settings change


def compiled_name(component_sha256: str, wasmtime_version: str, target: str) -> str:
    """File name (without ending) for a component compiled by this wasmtime for this processor."""
    parts = (
        str(_FORMAT),
        component_sha256,
        wasmtime_version,
        target,
        sys.platform,
        platform.machine(),
        _processor_features(),
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def _processor_features() -> str:
    """What tells processors of one architecture apart: wasmtime compiles for the features it finds."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as file:
            for line in file:
                if line.startswith(("flags", "Features")):
                    return line
    except OSError:
        pass
    return platform.processor()


@dataclass(frozen=True, slots=True)
class CompiledFile:
    """One compiled component and the note of its hash beside it."""

    folder: Path
    name: str

    @property
    def path(self) -> Path:
        """The native code."""
        return self.folder / f"{self.name}.cwasm"

    @property
    def note(self) -> Path:
        """Hash, and the size, times and inode for which it is known to hold."""
        return self.folder / f"{self.name}.json"

    def is_sound(self) -> bool:
        """Whether the file may be loaded: private, own, and unchanged since it was stored."""
        try:
            _check_private(self.folder, os.stat(self.folder, follow_symlinks=False), is_folder=True)
            status = os.stat(self.path, follow_symlinks=False)
            _check_private(self.path, status, is_folder=False)
            _check_private(self.note, os.stat(self.note, follow_symlinks=False), is_folder=False)
            known = json.loads(self.note.read_bytes())
            if not isinstance(known, dict):
                return False
            if known.get("stamp") == _stamp(status):
                return True
            with open(self.path, "rb") as file:
                matches = known.get("sha256") == hashlib.file_digest(file, "sha256").hexdigest()
            if matches:
                self._write_note(str(known["sha256"]))
            return matches
        except (OSError, ValueError, SteppeError):
            return False

    def store(self, data: bytes | bytearray) -> None:
        """Write the native code and its note, each at once or not at all; older files of other versions are removed.

        Raises:
            SteppeError: the folder cannot be used.
        """
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _make_private(self.folder)
            _check_private(self.folder, os.stat(self.folder, follow_symlinks=False), is_folder=True)
            self.note.unlink(missing_ok=True)
            _write_atomically(self.path, data)
            self._write_note(hashlib.sha256(data).hexdigest())
        except OSError as error:
            raise SteppeError(
                f"The compiled sandbox cannot be kept in {self.folder}: {error.strerror}.",
                "Make the folder writable, or set STEPPE_CACHE_DIR to one that is.",
            ) from error

    def remove_others(self, keep: int = 3) -> None:
        """Drop all but the newest `keep` compiled files; one in use elsewhere stays mapped there."""
        files = sorted(self.folder.glob("*.cwasm"), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in files[keep:]:
            path.unlink(missing_ok=True)
            path.with_suffix(".json").unlink(missing_ok=True)

    def _write_note(self, sha256: str) -> None:
        status = os.stat(self.path, follow_symlinks=False)
        stamp = _stamp(status)
        if 0 <= time.time_ns() - status.st_ctime_ns < _TICK_S * 1e9:
            time.sleep(_TICK_S)  # else a change that follows at once could bear the very same times
        _write_atomically(self.note, json.dumps({"sha256": sha256, "stamp": stamp}).encode())


def _stamp(status: os.stat_result) -> list[int]:
    return [status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino]


def _check_private(path: Path, status: os.stat_result, *, is_folder: bool) -> None:
    is_expected = stat.S_ISDIR(status.st_mode) if is_folder else stat.S_ISREG(status.st_mode)
    is_private = os.name != "posix" or (status.st_uid == os.geteuid() and not stat.S_IMODE(status.st_mode) & 0o077)
    if not is_expected or not is_private:
        raise SteppeError(
            f"{path} is not private to this user, so no compiled sandbox is kept there.",
            "Remove it, or set STEPPE_CACHE_DIR to a folder of your own.",
        )


def _make_private(folder: Path) -> None:
    """Take the group's and others' rights from a folder of our own; files in it are checked one by one anyway."""
    status = os.stat(folder, follow_symlinks=False)
    if os.name == "posix" and stat.S_ISDIR(status.st_mode) and status.st_uid == os.geteuid():
        os.chmod(folder, 0o700)


def _write_atomically(path: Path, data: bytes | bytearray) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.unlink(missing_ok=True)
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        with open(handle, "wb") as file:
            _write_all(file, data)
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _write_all(file: IO[bytes], data: bytes | bytearray) -> None:
    view = memoryview(data)
    for start in range(0, len(view), _READ_BYTES):
        file.write(view[start : start + _READ_BYTES])
    file.flush()
    os.fsync(file.fileno())
