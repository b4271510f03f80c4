"""Reads a file of problems: JSON Lines, a table with a header, or text with one problem a line."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from steppe.problem import Problem, make_problem
from steppe_models.errors import BadInputError

MAX_FILE_BYTES = 256_000_000
PROBLEM_NAMES = ("problem", "question", "task", "exercise", "prompt", "text")
ID_NAMES = ("id", "key", "number", "nr", "no", "no.", "#")
_CHOICE_NAME = re.compile(r"(?:choice|option|answer)[ _]?([a-z]|[0-9]{1,2})|([a-j])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One problem of a file, or why its line is none.

    `id` is the file's own, or the number of the line, and made unique. `others` are the fields that Steppe has no use
    for.
    """

    id: str
    line: int
    problem: Problem | None
    fault: BadInputError | None = None
    others: dict[str, Any] = field(default_factory=dict)

    @property
    def sha256(self) -> str:
        """The SHA-256 of text and choices; "" for a line that is no problem."""
        if self.problem is None:
            return ""
        parts = json.dumps([self.problem.text, list(self.problem.choices)], ensure_ascii=True)
        return hashlib.sha256(parts.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Row:
    """What a line says, before it is known whether it is a problem."""

    line: int
    text: Any = ""
    choices: Any = ()
    id: Any = None
    others: dict[str, Any] = field(default_factory=dict)
    fault: BadInputError | None = None


def read_entries(path: Path, *, column: str = "") -> tuple[list[Entry], list[str]]:
    """The problems of a file by its ending (.jsonl, .ndjson, .csv, .tsv, else text), and sentences about them.

    `column` names the field with the problem where it is not found by itself.

    Raises:
        BadInputError: there is no such file, it is not text, a table has no column of problems, or it holds none.
    """
    text = _read(path)
    ending = path.suffix.casefold()
    if ending in (".jsonl", ".ndjson", ".json"):
        rows = _json_rows(text, column)
    elif ending in (".csv", ".tsv"):
        rows = _table_rows(text, path, column)
    else:
        rows = (_Row(number, line.strip()) for number, line in _lines(text) if line.strip())
    entries: list[Entry] = []
    notes: list[str] = []
    taken: set[str] = set()
    for row in rows:
        wanted = str(row.line) if row.id is None or not str(row.id).strip() else str(row.id).strip()
        identity = _unique(wanted, taken)
        if identity != wanted:
            notes.append(f"Line {row.line}: the id {wanted} was there before; this one is called {identity}.")
        taken.add(identity)
        entries.append(_entry(identity, row))
    if not entries:
        raise BadInputError(f"{path} holds no problems.", "Give a file with one problem a line.")
    return entries, notes


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except FileNotFoundError:
        raise BadInputError(f"There is no file {path}.", "Check the name.") from None
    except IsADirectoryError:
        raise BadInputError(f"{path} is a folder.", "Name a file of problems.") from None
    except PermissionError:
        raise BadInputError(f"{path} may not be read.", "Check its permissions.") from None
    if len(data) > MAX_FILE_BYTES:
        raise BadInputError(f"{path} is larger than {MAX_FILE_BYTES // 1_000_000} MB.", "Split it into several files.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise BadInputError(f"{path} is not plain text.", "Save it as text in UTF-8.")
    return text


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Lines with their numbers; only line feeds count, as in every editor."""
    return enumerate(text.replace("\r\n", "\n").split("\n"), 1)


def _unique(wanted: str, taken: set[str]) -> str:
    identity, number = wanted, 2
    while identity in taken:
        identity, number = f"{wanted}#{number}", number + 1
    return identity


def _entry(identity: str, row: _Row) -> Entry:
    if row.fault is not None:
        return Entry(identity, row.line, None, row.fault, row.others)
    try:
        if not isinstance(row.text, str):
            raise BadInputError("The problem is not a text.", "Put it in quotes.")
        if not isinstance(row.choices, list | tuple):
            raise BadInputError("The choices are not a list.", 'Give them as a list: ["12", "15"]')
        choices = [str(choice) for choice in row.choices]
        return Entry(identity, row.line, make_problem(row.text, choices), None, row.others)
    except BadInputError as fault:
        return Entry(identity, row.line, None, fault, row.others)


def _json_rows(text: str, column: str) -> Iterator[_Row]:
    names = (column,) if column else PROBLEM_NAMES
    for number, line in _lines(text):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            yield _Row(number, fault=BadInputError("The line is not JSON.", "Put one JSON object on each line."))
            continue
        name = next((each for each in names if each in value), None) if isinstance(value, dict) else None
        if name is None:
            wanted = f'"{column or "problem"}"'
            yield _Row(number, fault=BadInputError(f"The line has no {wanted}.", "Put one JSON object on each line."))
            continue
        others = {key: each for key, each in value.items() if key not in (name, "id", "choices")}
        yield _Row(number, value[name], value.get("choices") or (), value.get("id"), others)


def _table_rows(text: str, path: Path, column: str) -> Iterator[_Row]:
    header_end = text.find("\n")
    header_line = text if header_end < 0 else text[:header_end]
    delimiter = max("\t;,", key=header_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
    except csv.Error as error:
        raise BadInputError(
            f"The first line of {path} is no header: {error}.", "Save the table again as CSV."
        ) from None
    places = _Places.find(header, path, column)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield _Row(line, fault=BadInputError(f"The row is no CSV: {error}.", "Close every quote."))
            continue
        if any(cell.strip() for cell in cells):
            yield places.row(line, header, cells)


@dataclass(frozen=True, slots=True)
class _Places:
    """Which column of a table holds what; -1: none does."""

    problem: int
    id: int
    whole_list: int
    choices: tuple[int, ...]

    @classmethod
    def find(cls, header: list[str], path: Path, column: str) -> _Places:
        """Find the columns by their names.

        Raises:
            BadInputError: none can be told to hold the problems.
        """
        names = [name.casefold() for name in header]
        identity = next((names.index(name) for name in ID_NAMES if name in names), -1)
        whole = names.index("choices") if "choices" in names else -1
        choices = _choice_places(header)
        wanted = (column.casefold(),) if column else PROBLEM_NAMES
        problem = next((names.index(name) for name in wanted if name in names), -1)
        left = [place for place in range(len(names)) if place not in (identity, whole, *choices)]
        if problem < 0 and not column and len(left) == 1:
            problem = left[0]
        if problem < 0:
            known = ", ".join(name for name in header if name) or "none"
            raise BadInputError(
                f"{path} has no column {column or 'problem'!r}; its columns are: {known}.",
                "Name the column with --column, or call it problem in the table's first line.",
            )
        return cls(problem, identity, whole, tuple(place for place in choices if place != problem))

    def row(self, line: int, header: list[str], cells: list[str]) -> _Row:
        """What a row says; cells that are missing at its end are empty."""
        cells = cells + [""] * (len(header) - len(cells))
        if len(cells) > len(header):
            fault = BadInputError(
                f"The row has {len(cells)} cells, and the table {len(header)} columns.",
                "Put text with commas in quotes.",
            )
            return _Row(line, id=cells[self.id] if self.id >= 0 else None, fault=fault)
        used = (self.problem, self.id, self.whole_list, *self.choices)
        others = {header[place]: cell for place, cell in enumerate(cells) if place not in used and header[place]}
        choices: Any = [cells[place] for place in self.choices if cells[place].strip()]
        if self.whole_list >= 0 and cells[self.whole_list].strip():
            choices = _listed(cells[self.whole_list])
        return _Row(line, cells[self.problem], choices, cells[self.id] if self.id >= 0 else None, others)


def _choice_places(header: list[str]) -> tuple[int, ...]:
    """The columns of choices, in the table's order: A, B, C; choice_1, choice_2; option a, option b."""
    found = {place: match for place, name in enumerate(header) if (match := _CHOICE_NAME.fullmatch(name.strip()))}
    signs = {(match[1] or match[2]).casefold() for match in found.values()}
    is_series = {"a", "b"} <= signs or {"1", "2"} <= signs
    return tuple(found) if is_series else ()


def _listed(cell: str) -> Any:
    """The choices in one cell: a JSON list, or parted by | or by semicolons."""
    if cell.strip().startswith("["):
        try:
            return json.loads(cell)
        except (ValueError, RecursionError):
            return cell
    return [part.strip() for part in cell.split("|" if "|" in cell else ";")]
