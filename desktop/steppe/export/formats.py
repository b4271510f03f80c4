"""The formats of exported documents: their names, how their files end, and who writes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from steppe.export.document import Document
from steppe_models.errors import BadInputError


@dataclass(frozen=True, slots=True)
class Format:
    """One format; `text` is what is said of it in a dialog."""

    name: str
    endings: tuple[str, ...]
    text: str
    is_text: bool = True


FORMATS = (
    Format("pdf", (".pdf",), "PDF document", is_text=False),
    Format("md", (".md", ".markdown"), "Markdown text"),
    Format("tex", (".tex", ".latex"), "LaTeX document"),
    Format("ipynb", (".ipynb",), "Jupyter notebook"),
    Format("txt", (".txt", ".text"), "Plain text"),
    Format("json", (".json",), "JSON data"),
)
NAMES = tuple(each.name for each in FORMATS)


def format_of(name: str, path: Path | None) -> Format:
    """The format that was named, or else the one that the file's name ends in.

    Raises:
        BadInputError: neither says one that is known.
    """
    if name:
        found = next((each for each in FORMATS if each.name == name), None)
        if found is None:
            raise BadInputError(f"There is no format '{name}'.", f"The formats are: {', '.join(NAMES)}.")
        return found
    if path is None:
        raise BadInputError("It is not said in which format to export.", f"Give --format {'|'.join(NAMES)}.")
    found = next((each for each in FORMATS if path.suffix.lower() in each.endings), None)
    if found is None:
        raise BadInputError(
            f"The name of {path} says no format.", f"Give --format, or a name that ends in .{', .'.join(NAMES)}."
        )
    return found


def text_of(document: Document, chosen: Format) -> str:
    """The document in a format that is text."""
    return _writer(chosen.name)(document)


def _writer(name: str) -> Callable[[Document], str]:
    from steppe.export.as_json import write_json
    from steppe.export.latex import write_latex
    from steppe.export.markdown import write_markdown
    from steppe.export.notebook import write_notebook
    from steppe.export.plain_text import write_text

    writers: dict[str, Callable[[Document], str]] = {
        "md": write_markdown,
        "tex": write_latex,
        "ipynb": write_notebook,
        "txt": write_text,
        "json": write_json,
    }
    return writers[name]
