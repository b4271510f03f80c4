"""A panel of the solution: a card with a heading, a word on its state, and room for buttons."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from steppe_qt.theme.parts import card, label
from steppe_qt.theme.tokens import SPACE, SPACE_HALF
from steppe_qt.theme.tool_button import ButtonRow, ToolButton

LEAST_HEIGHT = 31 * SPACE
_HEAD_HEIGHT = 5 * SPACE  # the same with and without buttons beside the title


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
        self._tools = ButtonRow()
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(SPACE_HALF)
        self._buttons.addWidget(self._tools, 1)
        self._title.setMinimumHeight(_HEAD_HEIGHT)
        heading = QHBoxLayout()
        heading.setSpacing(SPACE)
        heading.addWidget(self._title)
        heading.addWidget(self._state)
        heading.addLayout(self._buttons, 1)
        self.column.addLayout(heading)

    @property
    def state(self) -> str:
        """The word on the panel's state."""
        return self._state.text()

    def set_state(self, text: str) -> None:
        """Say beside the heading what is going on."""
        self._state.setText(text)

    def add_button(self, text: str, name: str) -> ToolButton:
        """A quiet button at the right of the heading; `name` is what a screen reader says."""
        made = quiet_button(text, name)
        self._tools.add(made)
        return made


def quiet_button(text: str, name: str) -> ToolButton:
    """A button that does not call for attention; `name` says in full what it does."""
    made = ToolButton(text)
    made.setAccessibleName(name)
    made.setToolTip(name)
    return made
