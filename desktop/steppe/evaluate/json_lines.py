"""Files of JSON Lines: one object a line, ended by a newline; a last line that has none was cut off by a kill."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from steppe_models.errors import BadInputError


def whole_objects(path: Path, *, is_by_hand: bool = False) -> list[dict[str, Any]]:
    """The objects of all whole lines; a last line that was cut off is passed over, and so are values of other kinds.

    `is_by_hand`: the file need not be one of records; its last line counts with or without a newline.

    Raises:
        BadInputError: the file cannot be read, or a whole line is no JSON; the message names the line.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInputError(f"{path} cannot be read as JSON Lines.", "Name a file of records.") from error
    found: list[dict[str, Any]] = []
    lines = text.split("\n")  # not splitlines: a string may hold U+2028
    for number, line in enumerate(lines if is_by_hand else lines[:-1], 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except ValueError as error:
            raise BadInputError(f"{path}, line {number}, is damaged.", "Remove the line, then go on.") from error
        if isinstance(value, dict):
            found.append(value)
    return found


def drop_cut_line(path: Path) -> None:
    """Remove a last line that was cut off, so that the next one begins a line of its own."""
    data = path.read_bytes()
    whole = data.rfind(b"\n") + 1
    if whole < len(data):
        with path.open("r+b") as file:
            file.truncate(whole)
