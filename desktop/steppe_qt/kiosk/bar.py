"""The bar of a kiosk: the emblem, which an attendant holds down, the time of an exam, keyboard, begin anew."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from steppe_qt.emblem import Emblem
from steppe_qt.theme.icons import icon
from steppe_qt.theme.parts import button, dress, label
from steppe_qt.theme.theme import Theme
from steppe_qt.theme.tokens import SPACE

HOLD_MS = 3000


class KioskBar(QFrame):
    """Buttons large enough for a finger."""

    new_wanted = Signal()
    keyboard_toggled = Signal(bool)
    pin_wanted = Signal()

    def __init__(self, theme: Theme, clock_face: QWidget | None, *, has_keyboard: bool) -> None:
        super().__init__()
        self._theme = theme
        dress(self, "bar")
        self._emblem = Emblem(theme, 40)
        self._emblem.installEventFilter(self)
        self._hold = QTimer(self, singleShot=True, interval=HOLD_MS)
        self._hold.timeout.connect(self.pin_wanted)
        self.keyboard_button = button(self.tr("Keyboard"))
        self.keyboard_button.setCheckable(True)
        self.keyboard_button.setVisible(has_keyboard)
        self.keyboard_button.toggled.connect(self.keyboard_toggled)
        self.new_button = button(self.tr("Begin anew"), self.new_wanted.emit)
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * SPACE, SPACE, 2 * SPACE, SPACE)
        row.setSpacing(2 * SPACE)
        row.addWidget(self._emblem)
        row.addWidget(label("Steppe", "heading", wraps=False))
        row.addStretch(1)
        if clock_face is not None:
            row.addWidget(clock_face)
            row.addStretch(1)
        for each in (self.keyboard_button, self.new_button):
            each.setMinimumHeight(6 * SPACE)
            each.setMinimumWidth(18 * SPACE)
            row.addWidget(each)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    @property
    def emblem(self) -> QWidget:
        """What is held down for the PIN."""
        return self._emblem

    @property
    def buttons(self) -> tuple[QPushButton, QPushButton]:
        """Keyboard and begin anew."""
        return self.keyboard_button, self.new_button

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Holding the emblem down for three seconds asks for the PIN."""
        if watched is self._emblem:
            if event.type() == QEvent.Type.MouseButtonPress:
                self._hold.start()
                return True
            if event.type() == QEvent.Type.MouseButtonRelease:
                self._hold.stop()
        return super().eventFilter(watched, event)

    @Slot()
    def _on_theme_changed(self) -> None:
        self.new_button.setIcon(icon("add", self._theme.colours, "text", 20))
        self.keyboard_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
