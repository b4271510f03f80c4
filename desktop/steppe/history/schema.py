"""The tables of the history and the numbered steps that make an older file a newer one; steps are never edited."""

from __future__ import annotations

import sqlite3

_FIRST = """
CREATE TABLE solve (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    started REAL NOT NULL,
    updated REAL NOT NULL,
    state TEXT NOT NULL,
    owner TEXT NOT NULL,
    problem TEXT NOT NULL,
    choices TEXT NOT NULL DEFAULT '[]',
    mode TEXT NOT NULL DEFAULT '',
    model TEXT NOT NULL DEFAULT '',
    answer TEXT,
    agreement TEXT NOT NULL DEFAULT '',
    confidence REAL,
    seconds REAL NOT NULL DEFAULT 0,
    failure TEXT NOT NULL DEFAULT '',
    receipt TEXT NOT NULL DEFAULT '{}',
    favourite INTEGER NOT NULL DEFAULT 0,
    note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX solve_state ON solve (state) WHERE state = 'running';
CREATE INDEX solve_favourite ON solve (id) WHERE favourite = 1;
CREATE TABLE event (
    solve INTEGER NOT NULL REFERENCES solve (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    at REAL NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (solve, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE tag (
    solve INTEGER NOT NULL REFERENCES solve (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    PRIMARY KEY (solve, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX tag_name ON tag (name, solve);
CREATE VIRTUAL TABLE words USING fts5 (
    problem, answer, solution, remarks, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);
"""

MIGRATIONS: tuple[str, ...] = (_FIRST,)
VERSION = len(MIGRATIONS)
APPLICATION_ID = 0x53544550  # "STEP"


class NewerFileError(Exception):
    """The file was written by a later version of Steppe."""


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a file up to date; two processes may try at once.

    Raises:
        NewerFileError: the file has a schema that this version does not know.
    """
    if _version(connection) == VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = _version(connection)  # another process may have been faster
        if version > VERSION:
            raise NewerFileError
        for number in range(version, VERSION):
            for statement in _statements(MIGRATIONS[number]):
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {VERSION}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _statements(script: str) -> list[str]:
    """The script's statements one by one: `executescript` would commit in between."""
    return [statement for statement in script.split(";\n") if statement.strip()]
