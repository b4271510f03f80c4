"""Puts the look on the application and follows the system when it changes between light and dark."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QDir, QObject, Qt, Signal, Slot
from PySide6.QtGui import QFont, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from steppe_qt.theme.palette import palette_of
from steppe_qt.theme.stylesheet import stylesheet
from steppe_qt.theme.tokens import DARK, LIGHT, Colours, Sizes, sizes_for

CHOICES = ("system", "light", "dark")
_IMAGES = Path(__file__).with_name("images")


class Theme(QObject):
    """The look of one application; `changed` is emitted after colours or sizes have changed.

    It owns a light and a dark palette and only follows what the system says: on many Linux desktops asking Qt for a
    colour scheme has no effect.
    """

    changed = Signal()

    def __init__(self, application: QApplication, choice: str = "system", font_percent: int = 100) -> None:
        super().__init__(application)
        self._application = application
        self._system_points = max(application.font().pointSizeF(), 9.0)
        window = application.palette().color(QPalette.ColorRole.Window)
        self._was_dark_at_start = window.lightness() < 128
        self._choice = choice
        self._font_percent = font_percent
        self.colours: Colours = LIGHT
        self.sizes: Sizes = sizes_for(self._system_points)
        if "theme" not in _search_names():
            QDir.addSearchPath("theme", str(_IMAGES))
        style = QStyleFactory.create("Fusion")
        application.setStyle(style)
        application.styleHints().colorSchemeChanged.connect(self._on_system_changed)
        self._apply()

    @property
    def choice(self) -> str:
        """What was chosen: system, light or dark."""
        return self._choice

    @property
    def font_percent(self) -> int:
        """The size of all text, in percent of the system's."""
        return self._font_percent

    def choose(self, choice: str, font_percent: int | None = None) -> None:
        """Change the look now; unknown choices count as `system`."""
        wanted = choice if choice in CHOICES else "system"
        percent = self._font_percent if font_percent is None else font_percent
        if (wanted, percent) != (self._choice, self._font_percent):
            self._choice, self._font_percent = wanted, percent
            self._apply()

    def _is_dark(self) -> bool:
        if self._choice != "system":
            return self._choice == "dark"
        scheme = self._application.styleHints().colorScheme()
        if scheme == Qt.ColorScheme.Unknown:
            return self._was_dark_at_start
        return scheme == Qt.ColorScheme.Dark

    def _apply(self) -> None:
        self.colours = DARK if self._is_dark() else LIGHT
        self.sizes = sizes_for(self._system_points * self._font_percent / 100)
        font = QFont(self._application.font())
        font.setPointSizeF(self.sizes.body)
        self._application.setPalette(palette_of(self.colours))
        self._application.setFont(font)
        self._application.setStyleSheet(stylesheet(self.colours, self.sizes))
        self.changed.emit()

    @Slot()
    def _on_system_changed(self) -> None:
        if self._choice == "system" and self._is_dark() != self.colours.is_dark:
            self._apply()


def _search_names() -> list[str]:
    return ["theme"] if QDir.searchPaths("theme") else []
