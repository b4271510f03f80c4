"""Letters on the screen, for a kiosk without a keyboard. Its keys go to the problem box like the keypad's."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from steppe_qt.entry.keypad import BACKSPACE
from steppe_qt.theme.parts import dress
from steppe_qt.theme.tokens import SPACE_HALF

_ROWS = {
    "en": ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm,.?"),
    "de": ("1234567890ß", "qwertzuiopü", "asdfghjklöä", "yxcvbnm,.?"),
}
_SIGNS = ("1234567890", "+-*/=<>()^", "$€%&:;'\"!?", "[]{}|\\_#@~")
KEY_HEIGHT = 56  # pixels; a finger hits it while its owner looks at the text


class ScreenKeyboard(QWidget):
    """Never takes the focus, so that the cursor stays where it writes."""

    pressed = Signal(str)  # what to insert, or BACKSPACE
    return_pressed = Signal()

    def __init__(self, language: str = "en", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setAccessibleName(self.tr("Keyboard on the screen"))
        self._letters = _ROWS.get(language, _ROWS["en"])
        self._keys: list[list[QPushButton]] = []
        self._is_upper = False
        self._has_signs = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE_HALF)
        for number in range(len(self._letters)):
            row = QHBoxLayout()
            row.setSpacing(SPACE_HALF)
            longest = max(len(self._letters[number]), len(_SIGNS[number]))
            keys = [self._key("", self._on_character) for _ in range(longest)]
            for key in keys:
                row.addWidget(key, 2)
            row.addWidget(_strut())
            self._keys.append(keys)
            self._column.addLayout(row)
        self._column.addLayout(self._last_row())
        self._show_faces()

    @property
    def keys(self) -> list[QPushButton]:
        """Every key that can be seen."""
        return [key for key in self.findChildren(QPushButton) if not key.isHidden()]

    def reset(self) -> None:
        """Small letters again."""
        self._is_upper = self._has_signs = False
        self._show_faces()

    def _last_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE_HALF)
        self._shift = self._key("⇧", self._on_shift, self.tr("capital letters"))
        self._shift.setCheckable(True)
        self._signs = self._key("?#", self._on_signs, self.tr("signs"))
        self._signs.setCheckable(True)
        space = self._key(" ", self._on_character, self.tr("space"))
        back = self._key("⌫", self._on_back, self.tr("delete to the left"))
        back.setAutoRepeat(True)
        new_line = self._key("⏎", self.return_pressed.emit, self.tr("new line"))
        row.addWidget(_strut())
        for key, stretch in ((self._shift, 2), (self._signs, 2), (space, 10), (back, 2), (new_line, 2)):
            row.addWidget(key, stretch)
        return row

    def _key(self, face: str, on_click: object, name: str = "") -> QPushButton:
        made = QPushButton(face)
        dress(made, "key")
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.setMinimumWidth(24)
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        made.setAccessibleName(name or face)
        made.clicked.connect(on_click)
        return made

    def _show_faces(self) -> None:
        rows = _SIGNS if self._has_signs else self._letters
        for keys, characters in zip(self._keys, rows, strict=True):
            for place, key in enumerate(keys):
                face = characters[place] if place < len(characters) else ""
                if self._is_upper and face != "ß":
                    face = face.upper()
                key.setText(face.replace("&", "&&"))
                key.setProperty("character", face)
                key.setAccessibleName(face)
                key.setVisible(bool(face))
        self._shift.setChecked(self._is_upper)
        self._shift.setEnabled(not self._has_signs)
        self._signs.setChecked(self._has_signs)

    @Slot()
    def _on_character(self) -> None:
        sender = self.sender()
        assert isinstance(sender, QPushButton)
        self.pressed.emit(sender.property("character") or " ")
        if self._is_upper:
            self._is_upper = False
            self._show_faces()

    @Slot()
    def _on_back(self) -> None:
        self.pressed.emit(BACKSPACE)

    @Slot()
    def _on_shift(self) -> None:
        self._is_upper = not self._is_upper
        self._show_faces()

    @Slot()
    def _on_signs(self) -> None:
        self._has_signs = not self._has_signs
        self._is_upper = False
        self._show_faces()


def _strut() -> QWidget:
    """Gives a row its height; the stylesheet has the last word on a button's own."""
    made = QWidget()
    made.setFixedSize(0, KEY_HEIGHT)
    return made
