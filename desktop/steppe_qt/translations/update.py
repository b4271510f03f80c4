"""Brings the .ts files up to date with the sources: `python -m steppe_qt.translations.update`, for developers.

Qt's lupdate reads the window's modules; the texts of the settings table, which Qt cannot see, are handed to it as well.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from steppe.settings_table import FOR_FILES_ONLY, GROUPS, SETTINGS
from steppe_qt.translations.install import LANGUAGES, ts_path

_PACKAGE = Path(__file__).parents[1]
_PLACES = {"de": "de", "zh": "zh_CN"}


def settings_texts() -> list[str]:
    """Every text of the settings table that the dialog shows."""
    texts = [title for group, title in GROUPS.items() if group not in FOR_FILES_ONLY]
    for setting in SETTINGS:
        if setting.group in FOR_FILES_ONLY:
            continue
        texts += [setting.label, setting.meaning, setting.special, setting.unit]
    return list(dict.fromkeys(text for text in texts if text))


def update(path: Path, language: str, tool: str) -> None:
    """Have lupdate write new texts into one file as unfinished, and take out those that are gone.

    Raises:
        subprocess.CalledProcessError: lupdate failed.
    """
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "settings_table.py"
        lines = [f'QT_TRANSLATE_NOOP("settings", {text!r})' for text in settings_texts()]
        table.write_text("\n".join(lines) + "\n", encoding="utf-8")
        sources = Path(folder) / "sources.txt"
        modules = [*sorted(_PACKAGE.rglob("*.py")), table]
        sources.write_text("\n".join(str(module) for module in modules), encoding="utf-8")
        command = [tool, f"@{sources}", "-locations", "none", "-no-obsolete", "-source-language", "en"]
        command += ["-target-language", _PLACES.get(language, language), "-ts", str(path)]
        subprocess.run(command, check=True, capture_output=True)


def main() -> int:
    """Update every language's file."""
    tool = str(Path(sys.executable).with_name("pyside6-lupdate"))
    for language in LANGUAGES:
        if language != "en":
            update(ts_path(language), language, tool)
    return 0


if __name__ == "__main__":
    sys.exit(main())
