"""Tool tips from text that a person or a model wrote: Qt takes what looks like HTML for HTML, pictures too."""

from __future__ import annotations

from PySide6.QtGui import Qt


def plain_tip(text: str) -> str:
    """The text so that a tool tip shows it as it stands: `a < b and c > d` whole, `<img ...>` in letters."""
    return Qt.convertFromPlainText(text) if Qt.mightBeRichText(text) else text
