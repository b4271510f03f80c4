"""Opens the history's file: place, permissions, pragmas, schema; tells when it was replaced under an open handle."""

from __future__ import annotations

import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from platformdirs import PlatformDirs

from steppe.history.errors import HistoryError, describe, is_damage, is_unreachable
from steppe.history.schema import NewerFileError, migrate

FILE_NAME = "history.sqlite"
BUSY_MS = 5000


def history_file() -> Path:
    """Where the history is kept: the platform's place for data; `STEPPE_DATA_DIR` overrides it."""
    override = os.environ.get("STEPPE_DATA_DIR")
    folder = Path(override) if override else Path(PlatformDirs("steppe", appauthor=False).user_data_dir)
    return folder / FILE_NAME


@dataclass(frozen=True, slots=True)
class Handle:
    """An open connection and which file on disk it belongs to."""

    connection: sqlite3.Connection
    is_writable: bool
    identity: tuple[int, int]


def connect(path: Path) -> Handle:
    """Open the file, made where it is not there, with its tables up to date.

    WAL with full synchronisation: what is committed survives a power cut. A file that may only be read is opened so.

    Raises:
        HistoryError: the place cannot be used, or a later version wrote the file.
        sqlite3.DatabaseError: the file is damaged (`is_damage` tells).
    """
    _make_place(path)
    try:
        connection = _open(str(path))
        try:
            _set_up(connection)
        except BaseException:
            connection.close()
            raise
        return Handle(connection, True, identity_of(path))
    except NewerFileError:
        raise HistoryError(
            f"The history {path} was written by a later version of Steppe.", "Use that version, or move the file away."
        ) from None
    except sqlite3.Error as error:
        if is_damage(error):
            raise
        if is_unreachable(error) and path.is_file():
            return _connect_to_read(path, error)
        raise describe(error, path) from error


def identity_of(path: Path) -> tuple[int, int]:
    """Which file stands at `path`; (0, 0) for none."""
    try:
        status = os.stat(path)
    except OSError:
        return 0, 0
    return status.st_dev, status.st_ino


def _make_place(path: Path) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))  # problems are private: the owner alone reads them
    except OSError as error:
        if path.is_file():
            return
        raise HistoryError(
            f"The history cannot be kept in {path.parent}: {error.strerror}.",
            "Make that folder writable, or set STEPPE_DATA_DIR to one that is.",
        ) from error


def _open(target: str, *, is_uri: bool = False) -> sqlite3.Connection:
    connection = sqlite3.connect(
        target, timeout=BUSY_MS / 1000, isolation_level=None, check_same_thread=False, uri=is_uri
    )
    connection.row_factory = sqlite3.Row
    connection.text_factory = text_of
    return connection


def text_of(data: bytes) -> str:
    """A text cell; a damaged byte in it costs a character, not the row."""
    return data.decode("utf-8", "replace")


def _set_up(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    migrate(connection)
    connection.execute("SELECT id, owner, receipt FROM solve ORDER BY id DESC LIMIT 1").fetchone()


def _connect_to_read(path: Path, reason: sqlite3.Error) -> Handle:
    """A file in a folder that may not be written: read as it stands, without a log beside it."""
    try:
        connection = _open(f"{path.absolute().as_uri()}?immutable=1", is_uri=True)
        connection.execute("SELECT count(*) FROM solve").fetchone()
    except sqlite3.Error as error:
        if is_damage(error):
            raise
        raise describe(reason, path) from error
    return Handle(connection, False, identity_of(path))
