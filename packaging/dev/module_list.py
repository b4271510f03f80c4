"""Writes the module list of docs/ARCHITECTURE.md from the modules' first docstring lines, or checks it (--check)."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "ARCHITECTURE.md"
PACKAGES = ("models/steppe_models", "convert/steppe_convert", "desktop/steppe", "desktop/steppe_qt")
BEGIN, END = "<!-- modules: begin -->", "<!-- modules: end -->"
MOST_LINES = 400


def first_line(path: Path) -> str:
    """The first line of a module's docstring, without its full stop."""
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    if not docstring:
        raise SystemExit(f"{path.relative_to(ROOT)} has no docstring: its first line says what the module is.")
    return docstring.splitlines()[0].rstrip(".")


def listing() -> str:
    """One line per module, folder by folder."""
    lines = []
    for package in PACKAGES:
        lines.append(f"{package}/")
        for path in sorted((ROOT / package).rglob("*.py")):
            name = path.relative_to(ROOT / package).as_posix()
            length = path.read_text(encoding="utf-8").count("\n")
            if length > MOST_LINES:
                raise SystemExit(f"{path.relative_to(ROOT)} has {length} lines; at most {MOST_LINES}: split it.")
            lines.append(f"  {name:<28} {first_line(path)}")
    return "\n".join(lines)


def main() -> int:
    """Rewrite the page, or say that it is out of date."""
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    wanted = f"{before}{BEGIN}\n```\n{listing()}\n```\n{END}{after}"
    if "--check" not in sys.argv:
        PAGE.write_text(wanted, encoding="utf-8")
        return 0
    if wanted != text:
        print("docs/ARCHITECTURE.md is out of date: run `make docs`.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
