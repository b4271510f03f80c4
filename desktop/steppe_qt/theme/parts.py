"""Small parts that every page is made of: cards, headings, buttons and notices, dressed by the stylesheet."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from steppe_qt.theme.tokens import SPACE

_USUAL_LINE = 16  # pixels of a line of text at the usual size


def dress(widget: QWidget, kind: str) -> None:
    """Say what a widget is, and have the stylesheet look at it again."""
    if widget.property("kind") != kind:
        widget.setProperty("kind", kind)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def label(text: str = "", kind: str = "", *, wraps: bool = True) -> QLabel:
    """A text; kinds: title, heading, label, muted, small, answer, right, wrong, unsure, chip and chip-*."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wraps)
    if kind:
        made.setProperty("kind", kind)
    if kind.startswith("chip"):
        made.setWordWrap(False)
        made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
    return made


def button(text: str, on_click: Callable[[], object] | None = None, kind: str = "") -> QPushButton:
    """A button; kinds: primary (one on a page), quiet, danger, key, or "" for the ordinary one."""
    made = QPushButton(text)
    made.setAutoDefault(False)
    if kind:
        made.setProperty("kind", kind)
    if on_click is not None:
        made.clicked.connect(lambda _checked=False: on_click())
    return made


def card(parent: QWidget | None = None, kind: str = "card") -> tuple[QFrame, QVBoxLayout]:
    """A card and the column in it."""
    frame = QFrame(parent)
    frame.setProperty("kind", kind)
    column = QVBoxLayout(frame)
    column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
    column.setSpacing(SPACE)
    return frame, column


def size_dialog(dialog: QWidget, width: int, height: int) -> None:
    """A dialog's first size: in pixels at the usual font size, larger with larger text, never beyond the screen."""
    factor = max(1.0, dialog.fontMetrics().height() / _USUAL_LINE)
    room = dialog.screen().availableSize()
    dialog.resize(min(round(width * factor), room.width()), min(round(height * factor), room.height()))


def rule() -> QFrame:
    """A thin horizontal line."""
    made = QFrame()
    made.setProperty("kind", "rule")
    return made


class Notice(QFrame):
    """A calm line with at most one action; hidden while it has nothing to say.

    Kinds: "" (for information), right, unsure, wrong. `acted` is emitted when the action is chosen.
    """

    acted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "notice")
        self._text = label()
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._action = button("", kind="quiet")
        self._action.clicked.connect(self.acted)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, SPACE, SPACE, SPACE)
        row.addWidget(self._text, 1)
        row.addWidget(self._action)
        self.hide()

    @property
    def text(self) -> str:
        """What it says now; "" while hidden."""
        return self._text.text()

    def say(self, text: str, kind: str = "", action: str = "") -> None:
        """Show a sentence; an empty one hides the line."""
        dress(self, f"notice-{kind}" if kind else "notice")
        self._text.setText(text)
        self.setAccessibleName(text)
        self._action.setText(action)
        self._action.setVisible(bool(action))
        self.setVisible(bool(text))
