"""`steppe config`: what every setting is and where that was said; change one, or take a change back."""

from __future__ import annotations

import argparse
from typing import Any

from steppe.cli import output
from steppe.settings import Settings, SettingsStore, check_value, find_setting
from steppe.settings_file import toml_value
from steppe.settings_table import SETTINGS, Setting

_LAYERS = {
    "default": "default",
    "system": "this machine",
    "user": "yours",
    "environment": "environment",
    "flag": "command line",
}


def configure(parser: argparse.ArgumentParser) -> None:
    """The actions and their arguments."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", title="actions", required=True)
    texts = {
        "list": "all settings, their values and where each comes from",
        "get": "one setting's value",
        "set": "change a setting in your own file",
        "unset": "take your own value of a setting out again",
        "path": "where your settings file is",
    }
    for name, text in texts.items():
        action = actions.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
        action.add_argument("--json", action="store_true", help="JSON")
        if name in ("get", "set", "unset"):
            action.add_argument("key", metavar="KEY", help="a setting, such as solve.mode")
        if name == "set":
            action.add_argument("value", metavar="VALUE", help="its new value")


def run(options: argparse.Namespace) -> int:
    """Do one action; returns the exit code."""
    store = SettingsStore()
    for problem in store.settings.problems:
        output.note(problem)
    return {"list": _list, "get": _get, "set": _set, "unset": _unset, "path": _path}[options.action](store, options)


def _list(store: SettingsStore, options: argparse.Namespace) -> int:
    rows = [_row(store.settings, setting) for setting in SETTINGS]
    if options.json:
        output.emit_json({"settings": rows, "file": str(store.path), "problems": list(store.settings.problems)})
        return 0
    width = max(len(row["key"]) for row in rows)
    for row in rows:
        origin = _LAYERS[row["layer"]] + (", locked" if row["locked"] else "")
        output.line(f"{row['key']:<{width}}  {toml_value(row['value']):<14}  {origin:<22}  {row['meaning']}")
    output.note(f"Your own settings are kept in {store.path}")
    return 0


def _row(settings: Settings, setting: Setting[Any]) -> dict[str, Any]:
    chosen = settings.origin(setting.key)
    return {
        "key": setting.key,
        "value": chosen.value,
        "default": setting.default,
        "layer": chosen.layer,
        "place": chosen.place,
        "locked": settings.is_locked(setting),
        "meaning": setting.meaning,
        "choices": list(setting.choices),
        "variable": setting.variable,
    }


def _get(store: SettingsStore, options: argparse.Namespace) -> int:
    setting = find_setting(options.key)
    value = store.settings.origin(setting.key).value
    if options.json:
        output.emit_json(_row(store.settings, setting))
    elif isinstance(value, bool):
        output.line("true" if value else "false")
    else:
        output.line(str(value))
    return 0


def _set(store: SettingsStore, options: argparse.Namespace) -> int:
    return _change(store, find_setting(options.key), options, is_set=True)


def _unset(store: SettingsStore, options: argparse.Namespace) -> int:
    return _change(store, find_setting(options.key), options, is_set=False)


def _change(store: SettingsStore, setting: Setting[Any], options: argparse.Namespace, *, is_set: bool) -> int:
    if is_set:
        store.change(setting, check_value(setting, options.value))
    else:
        store.reset(setting)
    if store.note:
        output.note(store.note)
    chosen = store.settings.origin(setting.key)
    if is_set and chosen.layer in ("environment", "flag"):
        output.note(f"It is kept, and {chosen.place} says otherwise just now.")
    if options.json:
        output.emit_json(_row(store.settings, setting))
    else:
        output.line(f"{setting.key} = {toml_value(chosen.value)} ({_LAYERS[chosen.layer]})")
    return 0


def _path(store: SettingsStore, options: argparse.Namespace) -> int:
    if options.json:
        output.emit_json({"file": str(store.path), "exists": store.path.exists()})
    else:
        output.line(str(store.path))
    return 0
