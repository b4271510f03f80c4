"""What the settings are now: default, system file, user file, environment and flags, each over the one before."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

from platformdirs import PlatformDirs

from steppe.settings_file import FILE_NAME, FileContents, read_settings_file, write_setting
from steppe.settings_table import BY_KEY, GROUPS, SETTINGS, Setting, T, Value
from steppe_models.errors import BadInputError
from steppe_models.places import config_dir

Layer = Literal["default", "system", "user", "environment", "flag"]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The value of one setting and where it was said; `place` is a file, a variable, or "" for the default."""

    value: Value
    layer: Layer = "default"
    place: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings as they stand; `problems` are sentences about what was not understood, each with its place."""

    chosen: Mapping[str, Chosen]
    locked: Mapping[str, str]
    problems: tuple[str, ...] = ()

    def __getitem__(self, setting: Setting[T]) -> T:
        return cast(T, self.chosen[setting.key].value)

    def origin(self, key: str) -> Chosen:
        """The value of a key with the layer and the place it comes from."""
        return self.chosen[key]

    def is_locked(self, setting: Setting[T]) -> bool:
        """Whether a system file forbids to change it."""
        return setting.key in self.locked


def user_file() -> Path:
    """Where the user's own settings are kept."""
    return config_dir() / FILE_NAME


def system_files() -> tuple[Path, ...]:
    """Where an administrator's settings may be, the most important last.

    On Linux /etc/steppe stands above the folders of XDG_CONFIG_DIRS, so that a lock in it holds whatever the
    environment says.
    """
    site = PlatformDirs("steppe", appauthor=False, multipath=True).site_config_dir
    files = [Path(folder) / FILE_NAME for folder in reversed(site.split(os.pathsep))]
    if sys.platform.startswith("linux"):
        files.append(Path("/etc/steppe") / FILE_NAME)
    return tuple(files)


def load_settings(
    flags: Mapping[str, Value] | None = None,
    *,
    user: Path | None = None,
    system: Sequence[Path] | None = None,
    environment: Mapping[str, str] | None = None,
) -> Settings:
    """Read all layers; `flags` (key to value, already checked) come from the command line.

    What is wrong in a file or a variable is named in `problems` and the value below it stands. A flag for a locked
    key is a problem as well: the lock holds.
    """
    chosen = {setting.key: Chosen(setting.default) for setting in SETTINGS}
    locked: dict[str, str] = {}
    problems: list[str] = []
    for path in system_files() if system is None else system:
        contents = read_settings_file(path, may_lock=True)
        problems += contents.problems
        chosen |= {key: Chosen(value, "system", str(path)) for key, value in contents.values.items()}
        locked |= dict.fromkeys(contents.locked, str(path))
    path = user_file() if user is None else user
    own: FileContents = read_settings_file(path)
    problems += own.problems
    layers: list[tuple[Layer, str, Mapping[str, Value]]] = [("user", str(path), own.values)]
    layers.append(("environment", "", _from_environment(environment, problems)))
    layers.append(("flag", "", flags or {}))
    for layer, place, values in layers:
        for key, value in values.items():
            where = place or (BY_KEY[key].variable if layer == "environment" else "the command line")
            if key in locked and value != chosen[key].value:
                problems.append(f"{key} is locked by {locked[key]}; what {where} says is ignored.")
            elif key not in locked:
                chosen[key] = Chosen(value, layer, where)
    return Settings(chosen, locked, tuple(problems))


def _from_environment(environment: Mapping[str, str] | None, problems: list[str]) -> dict[str, Value]:
    variables = os.environ if environment is None else environment
    values: dict[str, Value] = {}
    known = {setting.variable: setting for setting in SETTINGS}
    groups = tuple(f"STEPPE_{group.upper()}_" for group in GROUPS)
    for name in sorted(variables):
        setting = known.get(name)
        if setting is None:
            if name.startswith(groups):
                problems.append(f"The environment variable {name} is no setting; it is ignored.")
            continue
        try:
            values[setting.key] = setting.parse(variables[name])
        except ValueError as error:
            shown = variables[name][:60]
            problems.append(f"The environment variable {name} must be {error}, not {shown!r}; it is ignored.")
    return values


def find_setting(key: str) -> Setting[Any]:
    """The setting of this key.

    Raises:
        BadInputError: there is none; the nearest are named.
    """
    setting = BY_KEY.get(key)
    if setting is None:
        import difflib

        near = difflib.get_close_matches(key, list(BY_KEY), n=3, cutoff=0.4)
        near += [known for known in BY_KEY if known.partition(".")[2] == key and known not in near]
        raise BadInputError(
            f"There is no setting {key!r}.",
            (f"Did you mean {' or '.join(near)}? " if near else "") + "`steppe config list` shows all of them.",
        )
    return setting


class SettingsStore:
    """The settings of a running application and the user's file behind them.

    A change that cannot be written holds until the application ends.
    """

    def __init__(
        self,
        flags: Mapping[str, Value] | None = None,
        *,
        user: Path | None = None,
        system: Sequence[Path] | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._flags = dict(flags or {})
        self._user = user_file() if user is None else user
        self._system = system
        self._environment = environment
        self._unwritten: dict[str, Value] = {}
        self.note = ""
        self.settings = self._load()

    @property
    def path(self) -> Path:
        """The user's settings file."""
        return self._user

    def change(self, setting: Setting[T], value: T) -> Settings:
        """Set one setting from now on, in this application and in the user's file; `note` says if that was set aside.

        Raises:
            BadInputError: the value is not fit for it, or it is locked.
            SteppeError: the file cannot be written; the change holds until the application ends.
        """
        return self._put(setting, check_value(setting, value))

    def reset(self, setting: Setting[T]) -> Settings:
        """Take the user's own value out again.

        Raises:
            BadInputError: it is locked.
            SteppeError: the file cannot be written.
        """
        return self._put(setting, None)

    def reload(self) -> Settings:
        """Read all layers again."""
        self.settings = self._load()
        return self.settings

    def _put(self, setting: Setting[T], value: Value | None) -> Settings:
        if place := self.settings.locked.get(setting.key):
            raise BadInputError(f"{setting.key} is locked by {place}.", "Ask whoever looks after this machine.")
        self._flags.pop(setting.key, None)
        self._unwritten.pop(setting.key, None)
        try:
            self.note = write_setting(self._user, setting.key, value)
        except Exception:
            self._unwritten[setting.key] = setting.default if value is None else value
            raise
        finally:
            self.settings = self._load()
        return self.settings

    def _load(self) -> Settings:
        return load_settings(
            self._flags | self._unwritten, user=self._user, system=self._system, environment=self._environment
        )


def check_value(setting: Setting[T], value: object) -> T:
    """A value that is fit for `setting`; text is read as on the command line.

    Raises:
        BadInputError: it is not fit.
    """
    try:
        if isinstance(value, str) and setting.kind is not str:
            return setting.parse(value)
        return setting.accept(value)
    except ValueError as error:
        raise BadInputError(f"{setting.key} must be {error}, not {value!r}.", setting.meaning) from None
