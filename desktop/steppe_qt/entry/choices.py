"""The options of a multiple-choice problem: lettered rows to fill in, one more at a time."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from steppe_models.prompts import LETTERS
from steppe_qt.theme.icons import icon
from steppe_qt.theme.parts import button, dress, label
from steppe_qt.theme.theme import Theme
from steppe_qt.theme.tokens import SPACE

_FIRST_ROWS = 4


class _Row(QWidget):
    """One option: its letter, its text, a button that takes it away."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.letter = label(kind="label", wraps=False)
        self.letter.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.letter.setFixedWidth(3 * SPACE)
        self.edit = QLineEdit()
        self.remove = QToolButton()
        dress(self.remove, "quiet")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(self.letter)
        row.addWidget(self.edit, 1)
        row.addWidget(self.remove)

    def name(self, letter: str, name: str, remove: str) -> None:
        """Show a letter, and say what the text and the button beside it are."""
        self.letter.setText(letter)
        self.edit.setAccessibleName(name)
        self.remove.setAccessibleName(remove)
        self.remove.setToolTip(remove)


class Choices(QWidget):
    """Rows of options. Empty rows do not count; Return in a row goes on to the next."""

    changed = Signal()
    solve_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: list[_Row] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(label(self.tr("Choices"), "label"))
        self._column = QVBoxLayout()
        self._column.setSpacing(SPACE)
        column.addLayout(self._column)
        self._add = button(self.tr("Add a choice"), self._on_add, "quiet")
        column.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeading)
        theme.changed.connect(self._on_theme_changed)

    @property
    def texts(self) -> tuple[str, ...]:
        """The options that are filled in, in order."""
        return tuple(text for row in self._rows if (text := row.edit.text().strip()))

    def set_texts(self, texts: Sequence[str]) -> None:
        """Replace all options; none leaves no rows."""
        while self._rows:
            self._drop(self._rows[-1])
        for text in texts:
            self._append(text)
        self._after_change()

    def begin(self) -> None:
        """Have empty rows to fill in, and put the cursor in the first."""
        while len(self._rows) < _FIRST_ROWS:
            self._append("")
        self._after_change()
        self._rows[0].edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _append(self, text: str) -> None:
        row = _Row(self)
        row.edit.setText(text)
        row.remove.setIcon(icon("close", self._theme.colours, "muted", 16))
        row.edit.textChanged.connect(self._letter)
        row.edit.textChanged.connect(self.changed)
        row.edit.returnPressed.connect(self._on_return)
        row.remove.clicked.connect(self._on_remove)
        self._rows.append(row)
        self._column.addWidget(row)

    def _drop(self, row: _Row) -> None:
        self._rows.remove(row)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _after_change(self) -> None:
        self._letter()
        self._add.setEnabled(len(self._rows) < len(LETTERS))
        self.changed.emit()

    @Slot()
    def _letter(self) -> None:
        """Rows that are filled in have the letters that the answer will name; an empty one between them has none."""
        filled = [bool(row.edit.text().strip()) for row in self._rows]
        count = sum(filled)
        last = max((place for place, is_filled in enumerate(filled) if is_filled), default=-1)
        for place, row in enumerate(self._rows):
            if place < last and not filled[place]:
                row.name("", self.tr("Choice, empty"), self.tr("Remove this empty choice"))
                continue
            number = sum(filled[:place]) if filled[place] else count + place - last - 1
            letter = LETTERS[min(number, len(LETTERS) - 1)]
            name, remove = self.tr("Choice {letter}"), self.tr("Remove choice {letter}")
            row.name(letter, name.format(letter=letter), remove.format(letter=letter))

    @Slot()
    def _on_add(self) -> None:
        self._append("")
        self._after_change()
        self._rows[-1].edit.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_remove(self) -> None:
        sender = self.sender()
        row = next(each for each in self._rows if each.remove is sender)
        place = self._rows.index(row)
        self._drop(row)
        self._after_change()
        if self._rows:
            self._rows[min(place, len(self._rows) - 1)].edit.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._add.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_return(self) -> None:
        if QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.ControlModifier:
            return  # that is the window's own key
        sender = self.sender()
        place = next(number for number, each in enumerate(self._rows) if each.edit is sender)
        if place + 1 < len(self._rows):
            self._rows[place + 1].edit.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.solve_requested.emit()

    @Slot()
    def _on_theme_changed(self) -> None:
        for row in self._rows:
            row.remove.setIcon(icon("close", self._theme.colours, "muted", 16))
