"""A settings file: read with every fault named, changed line by line so that comments stay, written atomically."""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from steppe.settings_table import BY_KEY, GROUPS, Value
from steppe_models.errors import SteppeError
from steppe_models.places import make_private_dir

FILE_NAME = "settings.toml"
_MOST_BYTES = 1_000_000
_HEADER = re.compile(r"\s*\[([^\[\]]+)\]\s*(?:#.*)?")

_COMMENT = re.compile(r"\s*#[^\"']*$")


@dataclass(frozen=True, slots=True)
class FileContents:
    """What a settings file says; `problems` are sentences that name the file and the key.

    `is_damaged`: the file is there and is no TOML at all, or cannot be read.
    """

    values: dict[str, Value] = field(default_factory=dict)
    locked: frozenset[str] = frozenset()
    problems: tuple[str, ...] = ()
    is_damaged: bool = False


def read_settings_file(path: Path, *, may_lock: bool = False) -> FileContents:
    """Read a settings file; one that is not there is empty. Never raises for what a file holds.

    `locked = ["solve.model", ...]` at the top of a file that `may_lock` names keys that nothing above may change.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            return _damaged(f"The settings file {path} is too large to be one; it is not used.")
        table = tomllib.loads(data.decode("utf-8-sig"))
    except (FileNotFoundError, NotADirectoryError):
        return FileContents()
    except OSError as error:
        return _damaged(f"The settings file {path} cannot be read ({error.strerror}); it is not used.")
    except UnicodeDecodeError:
        return _damaged(f"The settings file {path} is not plain text; it is not used.")
    except ValueError as error:
        reason = error if isinstance(error, tomllib.TOMLDecodeError) else "a number in it is too long"
        return _damaged(f"The settings file {path} is not valid TOML ({reason}); it is not used.")
    except RecursionError as error:
        return _damaged(f"The settings file {path} is not valid TOML ({error}); it is not used.")
    return _sorted_out(table, path, may_lock=may_lock)


def _damaged(problem: str) -> FileContents:
    return FileContents(problems=(problem,), is_damaged=True)


def _sorted_out(table: dict[str, Any], path: Path, *, may_lock: bool) -> FileContents:
    values: dict[str, Value] = {}
    problems: list[str] = []
    locked = _locked(table.pop("locked", []), path, problems) if may_lock else frozenset[str]()
    for key, value in _flat(table):
        setting = BY_KEY.get(key)
        if setting is None:
            problems.append(f"In {path}, {key!r} is no setting; it is ignored.")
            continue
        try:
            values[key] = setting.accept(value)
        except OverflowError:
            problems.append(f"In {path}, {key} must be {setting.wanted}; the default is used.")
        except ValueError as error:
            problems.append(f"In {path}, {key} must be {error}, not {_shown(value)}; the default is used.")
    return FileContents(values, locked, tuple(problems))


def _flat(table: dict[str, Any]) -> list[tuple[str, Any]]:
    """Keys with their group; what is no table of a group stands by its own name."""
    pairs: list[tuple[str, Any]] = []
    for name, value in table.items():
        if isinstance(value, dict):
            pairs += [(f"{name}.{key}", inner) for key, inner in value.items()]
        else:
            pairs.append((name, value))
    return pairs


def _locked(names: Any, path: Path, problems: list[str]) -> frozenset[str]:
    kept: set[str] = set()
    for name in names if isinstance(names, list) else [names]:
        setting = BY_KEY.get(name) if isinstance(name, str) else None
        if setting is None:
            problems.append(f"In {path}, locked names {_shown(name)}, which is no setting; it is ignored.")
        elif not setting.is_lockable:
            problems.append(f"In {path}, {name} cannot be locked: everybody needs it to read the window.")
        else:
            kept.add(setting.key)
    return frozenset(kept)


def _shown(value: Any) -> str:
    try:
        text = toml_value(value) if isinstance(value, bool) else repr(value)
    except ValueError:  # a number of thousands of digits
        return "a very large number"
    return text if len(text) <= 60 else text[:57] + "..."


def write_setting(path: Path, key: str, value: Value | None) -> str:
    """Set one key in the user's file, or take it out when `value` is None; the rest of the file stays as it is.

    A file that is no TOML is set aside first. Returns a sentence about that, or "".

    Raises:
        SteppeError: the place cannot be written.
    """
    note = ""
    try:
        make_private_dir(path.parent)
        if path.exists() and read_settings_file(path).is_damaged:
            aside = path.with_name(f"{path.name}.damaged-{datetime.now():%Y%m%d-%H%M%S}")
            path.replace(aside)
            note = f"The settings file was damaged and is kept as {aside}; a new one was begun."
        old = path.read_text(encoding="utf-8-sig") if path.exists() else ""
        _write(path, changed_text(old, key, value))
    except OSError as error:
        raise SteppeError(
            f"The settings file {path} cannot be written: {error.strerror}.",
            "The change holds until Steppe ends. Make the place writable to keep it.",
        ) from error
    return note


def changed_text(text: str, key: str, value: Value | None) -> str:
    """The text of a TOML file with one key set or taken out, everything else kept where it can be."""
    group, _, name = key.partition(".")
    wanted = _parsed(text)
    inner = wanted.get(group)
    if not isinstance(inner, dict):
        wanted[group] = inner = {}
    if value is None:
        inner.pop(name, None)
        if not inner:
            wanted.pop(group)
    else:
        inner[name] = value
    edited = _edited(text, group, name, value)
    same = {group: values for group, values in _parsed(edited).items() if values != {}}
    if same == {group: values for group, values in wanted.items() if values != {}}:
        return edited
    return "".join(_section(name, values) for name, values in _known(wanted).items())  # unusual forms are written anew


def _parsed(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except ValueError:
        return {}


def _edited(text: str, group: str, name: str, value: Value | None) -> str:
    lines = text.splitlines()
    assignment = re.compile(rf"\s*{re.escape(name)}\s*=")
    section, end_of_section = "", None
    for number, line in enumerate(lines):
        if header := _HEADER.fullmatch(line):
            section = header[1].strip()
        if section == group:
            if line.strip():
                end_of_section = number + 1
            if assignment.match(line):
                comment = _COMMENT.search(line)
                kept = f"{name} = {toml_value(value)}{comment[0] if comment else ''}" if value is not None else ""
                lines[number : number + 1] = [kept] if kept else []
                return "\n".join(lines) + "\n"
    if value is None:
        return text
    if end_of_section is not None:
        lines.insert(end_of_section, f"{name} = {toml_value(value)}")
    else:
        lines += [*([""] if lines else []), f"[{group}]", f"{name} = {toml_value(value)}"]
    return "\n".join(lines) + "\n"


def _known(table: dict[str, Any]) -> dict[str, dict[str, Value]]:
    """Only what is a setting: a file that has to be written anew keeps nothing that would be ignored."""
    known: dict[str, dict[str, Value]] = {}
    for key, value in _flat(table):
        if key in BY_KEY and isinstance(value, str | int | float | bool):
            known.setdefault(key.partition(".")[0], {})[key.partition(".")[2]] = value
    return {group: known[group] for group in GROUPS if group in known}


def _section(name: str, values: dict[str, Value]) -> str:
    return f"[{name}]\n" + "".join(f"{key} = {toml_value(value)}\n" for key, value in values.items()) + "\n"


def toml_value(value: Value) -> str:
    """A value as TOML writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        escaped = "".join(_escaped(character) for character in value)
        return f'"{escaped}"'
    return repr(value)


def _escaped(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    if character < " " or character == "\x7f":
        return f"\\u{ord(character):04x}"
    return character


def _write(path: Path, text: str) -> None:
    temporary = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        with temporary.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, os.path.realpath(path))  # a link to the file, from dotfiles under version control, stays
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
