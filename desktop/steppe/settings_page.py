"""The table of settings as Markdown; `python -m steppe.settings_page FILE` writes it between the marks of a page."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from steppe.settings_file import toml_value
from steppe.settings_table import GROUPS, SETTINGS, Setting

BEGIN, END = "<!-- settings: begin -->", "<!-- settings: end -->"


def table() -> str:
    """One table for each group of settings."""
    parts = []
    for group, title in GROUPS.items():
        rows = [_row(setting) for setting in SETTINGS if setting.group == group]
        head = f"### {title}\n\n| key | default | what it may be | meaning |\n| --- | --- | --- | --- |\n"
        parts.append(head + "".join(rows))
    return "\n".join(parts)


def with_table(page: str) -> str:
    """`page` with the table between its marks brought up to date."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{table()}\n{END}{after}"


def _row(setting: Setting[Any]) -> str:
    wanted = " ".join(part for part in (setting.wanted, setting.unit) if part)
    if setting.special:
        least = int(setting.least)
        wanted += f"; {least}: {setting.special}"
    free = "" if setting.is_lockable else " It cannot be locked."
    return f"| `{setting.key}` | `{toml_value(setting.default)}` | {wanted} | {setting.meaning}{free} |\n"


def main(arguments: list[str]) -> int:
    """Bring the named pages up to date."""
    for name in arguments:
        path = Path(name)
        path.write_text(with_table(path.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
