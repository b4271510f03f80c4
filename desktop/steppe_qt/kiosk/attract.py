"""The waiting screen: what this is, in large letters, and touch to begin."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from steppe_models.engine.remote_address import is_address
from steppe_qt.emblem import Emblem
from steppe_qt.theme.parts import button, label
from steppe_qt.theme.theme import Theme
from steppe_qt.theme.tokens import SPACE


class WaitingScreen(QFrame):
    """Covers everything; any touch or key begins. `model` is the one of the settings: one on a server is told of."""

    begun = Signal()

    def __init__(self, theme: Theme, greeting: str, model: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("kind", "page")
        self.setAutoFillBackground(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Waiting screen"))
        title = label(greeting or self.tr("Any maths problem, solved and checked"), "title")
        about = label(
            self.tr("Type it in words or as a formula. You see every step, and how the answer was checked."), "muted"
        )
        privacy = label(self._privacy(model), "muted")
        self.begin_button = button(self.tr("Touch to begin"), self.begun.emit, "primary")
        self.begin_button.setMinimumSize(32 * SPACE, 8 * SPACE)
        for each in (title, about, privacy):
            each.setAlignment(Qt.AlignmentFlag.AlignCenter)
            each.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        column = QVBoxLayout(self)
        column.setSpacing(3 * SPACE)
        column.setContentsMargins(6 * SPACE, 6 * SPACE, 6 * SPACE, 6 * SPACE)
        column.addStretch(2)
        column.addLayout(_centred(Emblem(theme, 96)))
        column.addWidget(title)
        column.addWidget(about)
        column.addLayout(_centred(self.begin_button))
        column.addStretch(3)
        column.addWidget(privacy)

    def _privacy(self, model: str) -> str:
        if not is_address(model):
            return self.tr("Nothing that you type leaves this machine or is kept.")
        text = self.tr("What you type is sent to the server {server}. Nothing of it is kept on this machine.")
        return text.format(server=model.partition("#")[0])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Anywhere."""
        event.accept()
        self.begun.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Any key that a kiosk knows."""
        event.accept()
        self.begun.emit()


def _centred(widget: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(widget)
    row.addStretch(1)
    return row
