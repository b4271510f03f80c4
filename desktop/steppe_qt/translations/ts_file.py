"""Reads Qt's .ts files and translates from them directly: nothing has to be compiled, and nothing can be stale."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from PySide6.QtCore import QObject, QTranslator

Messages = dict[tuple[str, str], tuple[str, ...]]


def read_ts(path: Path) -> Messages:
    """Context and source to translation, more than one for texts with a number; unfinished ones are left out."""
    messages: Messages = {}
    for context in ElementTree.parse(path).getroot().iter("context"):  # noqa: S314 - a file of this package
        name = context.findtext("name", "")
        for message in context.iter("message"):
            translation = message.find("translation")
            if translation is None or translation.get("type"):
                continue
            forms = [form.text or "" for form in translation.iter("numerusform")]
            messages[name, message.findtext("source", "")] = tuple(forms or [translation.text or ""])
    return messages


class TsTranslator(QTranslator):
    """Translates from the messages of one file; the second form is the plural of languages that have one."""

    def __init__(self, messages: Messages, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._messages = messages

    def translate(self, context: str, source: str, _disambiguation: str | None = None, count: int = -1) -> str | None:
        """The text in this language, or None for one that it does not have."""
        forms = self._messages.get((context, source))
        if forms is None:
            return None
        return forms[0] if count == 1 or len(forms) == 1 else forms[1]

    def isEmpty(self) -> bool:
        """Qt leaves out translators that say they are empty."""
        return not self._messages
