"""A small dialog for the tags and the note of one solve."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from steppe.history.store import Entry
from steppe_qt.past import wording
from steppe_qt.theme.parts import button, label
from steppe_qt.theme.tokens import SPACE


class RemarksDialog(QDialog):
    """Asks for tags and a note; `decided` carries the solve's number, the tags, and the note."""

    decided = Signal(int, list, str)

    def __init__(self, entry: Entry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Tags and note"))
        self._entry = entry
        self._tags = QLineEdit(" ".join(f"#{tag}" for tag in entry.tags))
        self._tags.setPlaceholderText(self.tr("#algebra #test"))
        self._note = QPlainTextEdit(entry.note)
        self._note.setTabChangesFocus(True)
        self._note.setMinimumHeight(96)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 2 * SPACE)
        column.setSpacing(SPACE)
        column.addWidget(label(wording.first_line(entry.problem)[:120], "heading"))
        for text, field in ((self.tr("Tags, with spaces between"), self._tags), (self.tr("Note"), self._note)):
            name = label(text, "label")
            name.setBuddy(field)
            field.setAccessibleName(text)
            column.addWidget(name)
            column.addWidget(field)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(button(self.tr("Cancel"), self.reject))
        save = button(self.tr("Save"), self._on_save, "primary")
        save.setDefault(True)
        row.addWidget(save)
        column.addSpacing(SPACE)
        column.addLayout(row)
        self.resize(460, self.sizeHint().height())

    @Slot()
    def _on_save(self) -> None:
        self.decided.emit(self._entry.id, self._tags.text().split(), self._note.toPlainText())
        self.accept()
