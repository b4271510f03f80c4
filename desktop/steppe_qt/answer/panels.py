"""A panel of the solution: a card with a heading, a word on its state, and room for buttons."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QWidget

from steppe_qt.theme.parts import card, dress, label
from steppe_qt.theme.tokens import SPACE, SPACE_HALF

LEAST_HEIGHT = 31 * SPACE


class Panel(QWidget):
    """What `column` holds stands under the heading."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(title)
        self._title = label(title, "heading", wraps=False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        frame, self.column = card()
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        self._state = label(kind="small", wraps=False)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(SPACE_HALF)
        heading = QHBoxLayout()
        heading.setSpacing(SPACE)
        heading.addWidget(self._title)
        heading.addWidget(self._state)
        heading.addStretch(1)
        heading.addLayout(self._buttons)
        self.column.addLayout(heading)

    @property
    def state(self) -> str:
        """The word on the panel's state."""
        return self._state.text()

    def set_state(self, text: str) -> None:
        """Say beside the heading what is going on."""
        self._state.setText(text)

    def add_button(self, text: str, name: str) -> QToolButton:
        """A quiet button at the right of the heading; `name` is what a screen reader says."""
        made = quiet_button(text, name)
        self._buttons.addWidget(made)
        return made


def quiet_button(text: str, name: str) -> QToolButton:
    """A button that does not call for attention; `name` says in full what it does."""
    made = QToolButton()
    dress(made, "quiet")
    made.setText(text)
    made.setAccessibleName(name)
    made.setToolTip(name)
    made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return made
