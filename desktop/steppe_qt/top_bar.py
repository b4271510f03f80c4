"""The bar at the top: the emblem and the doors to everything that is not the problem at hand."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from steppe_qt.emblem import Emblem
from steppe_qt.theme.icons import icon
from steppe_qt.theme.parts import dress, label
from steppe_qt.theme.theme import Theme
from steppe_qt.theme.tokens import SPACE, SPACE_HALF
from steppe_qt.theme.tool_button import ToolButton

_BESIDE = 28 + 8 * SPACE  # pixels: the emblem and the room around everything


class TopBar(QFrame):
    """Says which door was opened, by the name of a command."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        dress(self, "bar")
        self._buttons: dict[ToolButton, tuple[str, str]] = {}
        self.history_button = self._add("history", "history", self.tr("History"))
        self.history_button.setCheckable(True)
        self.new_button = self._add("new", "add", self.tr("New problem"))
        self.work_button = self._add("work", "check", self.tr("Check my work"))
        batch = self._add("batch", "file", self.tr("Solve a file"))
        models = self._add("models", "model", self.tr("Models"))
        settings = self._add("settings", "settings", self.tr("Settings"))
        help_button = self._add("help", "info", self.tr("Help"))
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * SPACE, SPACE, 2 * SPACE, SPACE)
        row.setSpacing(SPACE_HALF)
        row.addWidget(Emblem(theme, 28))
        row.addSpacing(SPACE_HALF)
        self._word = label("Steppe", "heading", wraps=False)
        row.addWidget(self._word)
        row.addSpacing(2 * SPACE)
        row.addWidget(self.history_button)
        row.addWidget(self.new_button)
        row.addWidget(self.work_button)
        row.addWidget(batch)
        row.addStretch(1)
        for each in (models, settings, help_button):
            row.addWidget(each)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Only icons where there is no room for words."""
        super().resizeEvent(event)
        self._fit(event.size().width())

    def _fit(self, width: int) -> None:
        self._word.setVisible(width >= self._least(has_words=False) + self._word.sizeHint().width())
        has_room = width >= self._least(has_words=True) + self._word.sizeHint().width()
        style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon if has_room else Qt.ToolButtonStyle.ToolButtonIconOnly
        for each in self._buttons:
            each.setToolButtonStyle(style)

    def _least(self, *, has_words: bool) -> int:
        """What everything but the word takes."""
        return _BESIDE + sum(each.hint(has_words=has_words).width() + SPACE_HALF for each in self._buttons)

    def _add(self, command: str, icon_name: str, text: str) -> ToolButton:
        made = ToolButton(text)
        made.setAccessibleName(text)
        made.setToolTip(text)
        made.clicked.connect(self._on_clicked)
        self._buttons[made] = (command, icon_name)
        return made

    @Slot()
    def _on_clicked(self) -> None:
        sender = self.sender()
        assert isinstance(sender, ToolButton)
        self.chosen.emit(self._buttons[sender][0])

    @Slot()
    def _on_theme_changed(self) -> None:
        for each, (_, name) in self._buttons.items():
            each.setIcon(icon(name, self._theme.colours, "text", 18))
        self._fit(self.width())
