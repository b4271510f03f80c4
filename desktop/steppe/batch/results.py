"""The file of results: one line a problem, on the disk before the next; a torn last line is repaired, runs go on."""

from __future__ import annotations

import contextlib
import csv
import hashlib
import io
import json
import os
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from steppe.batch.problems import Entry
from steppe_models.errors import BadInputError, SteppeError
from steppe_models.places import cache_dir, make_private_dir

COLUMNS = (
    "id",
    "line",
    "problem",
    "answer",
    "kind",
    "agreement",
    "confidence",
    "checked",
    "error",
    "seconds",
    "tokens",
    "model",
    "choices",
    "paths",
    "problem_sha256",
    "settings",
)
GIVEN_PREFIX = "given_"
_RISKY = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet takes a cell that begins so for a formula
_TRIED_AGAIN = ("engine", "bug", "disk_full")

Record = dict[str, Any]


class ResultsBusyError(SteppeError):
    """Another process is writing the same file."""

    code = "busy"


class ResultsFile:
    """The results of one input under one set of settings; `with` holds it against other processes.

    JSON Lines, or CSV where the name ends in .csv. Each record names what it was made with, so that the file alone
    says whether a run may go on with it.
    """

    def __init__(self, path: Path, entries: list[Entry], settings: Record, defaults: Record | None = None) -> None:
        """`defaults` are what a setting was that an older file does not name."""
        self.path = path
        self._defaults = defaults or {}
        self._entries = {entry.id: entry for entry in entries}
        self._settings = settings
        self._is_table = path.suffix.casefold() == ".csv"
        self._given = _given_columns(entries) if self._is_table else ()
        self._file: io.FileIO | None = None
        self._held = contextlib.ExitStack()

    def __enter__(self) -> Self:
        from filelock import FileLock, Timeout

        folder = make_private_dir(cache_dir() / "locks")
        name = hashlib.sha256(str(self.path.resolve()).encode()).hexdigest()[:32]
        lock = FileLock(folder / f"results-{name}.lock")
        try:
            self._held.enter_context(lock.acquire(timeout=0))
        except Timeout:
            raise ResultsBusyError(
                f"Another Steppe is writing {self.path}.", "Wait until it has ended, or name another file."
            ) from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
        self._held.close()

    def open(self, *, restart: bool = False) -> dict[str, Record]:
        """Begin the file, or go on with it: the records that are there and stand, by id.

        A last line that a kill has torn is cut off. Problems on which the engine failed are taken out, to be tried
        again. `restart` begins anew: the old file is kept beside it.

        Raises:
            BadInputError: the file holds results of other problems or of other settings, or is no file of results.
            OSError: the place cannot be written.
        """
        if restart and self.path.exists() and self.path.stat().st_size:
            self.path.replace(self.path.with_name(f"{self.path.name}.before"))
        found: list[Record] = []
        if self.path.exists() and self.path.stat().st_size:
            found = self._read()
        records = {str(record["id"]): self._checked(record) for record in found}
        kept = {name: each for name, each in records.items() if _code(each) not in _TRIED_AGAIN}
        if len(kept) < len(found):
            self._rewrite(kept.values())
        self._file = self.path.open("ab", buffering=0)
        _sync_folder(self.path.parent)
        if self._is_table and not self._file.tell():
            self._append(self._header())
        return kept

    def add(self, record: Record) -> None:
        """Append one record; it is on the disk when this returns."""
        self._append(self._encode(record))

    # Reading

    def _read(self) -> list[Record]:
        data = self.path.read_bytes()
        whole = _whole_rows(data) if self._is_table else data[: data.rfind(b"\n") + 1]
        try:
            records = list(self._decode(whole))
        except (ValueError, KeyError, csv.Error) as error:
            raise BadInputError(
                f"{self.path} is there and holds no results of Steppe.", "Name another file with --output."
            ) from error
        if len(whole) < len(data):
            os.truncate(self.path, len(whole))
        return records

    def _decode(self, data: bytes) -> Iterator[Record]:
        text = data.decode("utf-8-sig")
        if not self._is_table:
            for line in text.split("\n"):
                if line.strip():
                    record = json.loads(line)
                    if not isinstance(record, dict) or not {"id", "problem_sha256", "settings"} <= set(record):
                        raise ValueError("no record")
                    yield record
            return
        rows = csv.reader(io.StringIO(text, newline=""), strict=True)
        header = next(rows, [])
        if text and header != [*COLUMNS, *self._given]:
            raise ValueError("another header")
        for row in rows:
            cells = dict(zip(header, (_plain(cell) for cell in row), strict=True))
            paths, settings = json.loads(cells["paths"] or "[]"), json.loads(cells["settings"])
            yield cells | {"paths": paths, "settings": settings, "error": json.loads(cells["error"] or "null")}

    def _checked(self, record: Record) -> Record:
        entry = self._entries.get(str(record["id"]))
        if entry is None or entry.sha256 != record["problem_sha256"]:
            which = f"problem {record['id']}"
            what = f"{which} has changed since" if entry is not None else f"{which} is not in the input"
            raise BadInputError(
                f"{self.path} holds results of other problems: {what}.",
                "Name another file with --output, or add --restart to begin anew.",
            )
        old, new = self._defaults | record["settings"], self._settings
        changed = [name for name in sorted({*old, *new}) if old.get(name) != new.get(name)]
        if changed:
            name = changed[0]
            raise BadInputError(
                f"{self.path} was made with other settings: {name} was {old.get(name)}, and is {new.get(name)}.",
                "Use those again, name another file with --output, or add --restart to begin anew.",
            )
        return record

    # Writing

    def _append(self, data: bytes) -> None:
        assert self._file is not None
        left = memoryview(data)
        while left:
            left = left[self._file.write(left) :]
        os.fsync(self._file.fileno())

    def _rewrite(self, records: Any) -> None:
        """Put these records in the file's place, at once and whole."""
        part = self.path.with_name(f"{self.path.name}.part")
        with part.open("wb") as file:
            file.write(self._header() if self._is_table else b"")
            for record in records:
                file.write(self._encode(record))
            file.flush()
            os.fsync(file.fileno())
        part.replace(self.path)

    def _header(self) -> bytes:
        return _row((*COLUMNS, *self._given))

    def _encode(self, record: Record) -> bytes:
        if not self._is_table:
            return json.dumps(record, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"
        given = record.get("given") or {}
        old_given = {name: record.get(name, "") for name in self._given}
        cells = [record.get(name) for name in COLUMNS]
        cells += [given.get(name.removeprefix(GIVEN_PREFIX), old_given[name]) for name in self._given]
        return _row(cells)


def record_of(entry: Entry, settings: Record, verdict: Record | None, error: SteppeError | None) -> Record:
    """What is written of one problem; `verdict` is the event as in `--json`, None where there is an `error`.

    Texts and programs are left out: they are in the history.
    """
    paths = [
        {key: value for key, value in path.items() if key not in ("program", "output", "text")}
        for path in (verdict or {}).get("paths", ())
    ]
    known = verdict or {}
    record: Record = {
        "id": entry.id,
        "line": entry.line,
        "problem": entry.problem.text if entry.problem else None,
        "problem_sha256": entry.sha256,
    }
    if entry.problem and entry.problem.choices:
        record["choices"] = list(entry.problem.choices)
    for key in ("answer", "kind", "agreement", "confidence", "checked"):
        record[key] = known.get(key)
    record |= {
        "paths": paths,
        "tokens": known.get("tokens") or sum(path.get("tokens", 0) for path in paths),
        "seconds": known.get("seconds"),
        "model": known.get("model"),
        "settings": settings,
        "error": None if error is None else {"code": error.code, "message": error.message, "hint": error.hint},
    }
    if entry.others:
        record["given"] = entry.others
    return record


def _sync_folder(folder: Path) -> None:
    """Have the name of a new file on the disk as well; where folders cannot be opened the system does that itself."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _code(record: Record) -> str:
    error = record.get("error")
    return str(error.get("code")) if isinstance(error, dict) else ""


def _given_columns(entries: list[Entry]) -> tuple[str, ...]:
    names = dict.fromkeys(name for entry in entries for name in entry.others)
    return tuple(f"{GIVEN_PREFIX}{name}" for name in names)


def _row(cells: Any) -> bytes:
    sink = io.StringIO()
    csv.writer(sink, lineterminator="\r\n").writerow([_cell(cell) for cell in cells])
    return sink.getvalue().encode("utf-8", "backslashreplace")


def _cell(value: Any) -> str:
    """A cell as a spreadsheet may see it: text that it would compute is marked as text with an apostrophe."""
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    if not text.startswith(_RISKY):
        return text
    try:
        float(text)
    except ValueError:
        return "'" + text
    return text


def _plain(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_RISKY) else cell


def _whole_rows(data: bytes) -> bytes:
    """A table up to its last row that has come to its end: a line feed between two quotes ends none."""
    whole = place = 0
    is_quoted = False
    for line in data.split(b"\n")[:-1]:
        place += len(line) + 1
        is_quoted ^= line.count(b'"') % 2 == 1
        if not is_quoted:
            whole = place
    return data[:whole]
