"""The settings dialog, made from the table of settings: every change holds at once and is kept."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from steppe.settings import SettingsStore
from steppe.settings_table import (
    FONT_PERCENT,
    FOR_FILES_ONLY,
    GROUPS,
    LANGUAGE,
    MODE,
    MODEL,
    SETTINGS,
    THEME,
    Setting,
    Value,
)
from steppe_models.errors import SteppeError
from steppe_models.store import Store
from steppe_qt.dialogs.model_row import describe
from steppe_qt.dialogs.setting_row import SettingRow, said_setting
from steppe_qt.entry.pickers import mode_names
from steppe_qt.theme.parts import Notice, button, card, label, rule, size_dialog
from steppe_qt.theme.theme import Theme
from steppe_qt.theme.tokens import SPACE
from steppe_qt.translations.install import said

_ORDER = ("window", "solve", "history", "program", "engine")


class SettingsDialog(QDialog):
    """Shows and changes all settings; `settings_changed` carries the new `Settings`. Look and size change at once."""

    settings_changed = Signal(object)

    def __init__(
        self, store: SettingsStore, theme: Theme, parent: QWidget | None = None, *, models: Store | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Settings"))
        self._store = store
        self._theme = theme
        self._models = models
        self._notice = Notice()
        self._notice.acted.connect(self._on_open_file)
        self.rows: dict[str, SettingRow] = {}
        self._lay_out()
        self.refresh()
        if store.settings.problems:
            self._tell_problems()

    def _lay_out(self) -> None:
        page = QWidget()
        page.setProperty("kind", "page")
        cards = QVBoxLayout(page)
        cards.setContentsMargins(3 * SPACE, 0, 3 * SPACE, 2 * SPACE)
        cards.setSpacing(2 * SPACE)
        for group in (*_ORDER, *(name for name in GROUPS if name not in _ORDER)):
            if group not in FOR_FILES_ONLY:
                cards.addWidget(self._group(group))
        cards.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(page)
        scroll.setAccessibleName(self.tr("Settings"))
        head = QVBoxLayout()
        head.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 0)
        head.setSpacing(SPACE)
        head.addWidget(label(self.tr("Settings"), "title"))
        head.addWidget(self._notice)
        foot = QHBoxLayout()
        foot.setContentsMargins(3 * SPACE, 0, 3 * SPACE, 2 * SPACE)
        foot.addWidget(label(self.tr("Changes are kept at once."), "small"), 1)
        foot.addWidget(button(self.tr("Close"), self.close))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * SPACE)
        column.addLayout(head)
        column.addWidget(scroll, 1)
        column.addWidget(rule())
        column.addLayout(foot)
        size_dialog(self, 760, 720)

    def _group(self, group: str) -> QWidget:
        frame, column = card()
        column.addWidget(label(said_setting(GROUPS[group]), "heading"))
        for setting in SETTINGS:
            if setting.group == group:
                row = SettingRow(setting, self._choices(setting))
                row.changed.connect(self._on_changed)
                self.rows[setting.key] = row
                column.addWidget(row)
        return frame

    def _choices(self, setting: Setting[Any]) -> dict[str, str]:
        """What the choices of a setting are called."""
        if setting is MODE:
            return {mode: name for mode, (name, _) in mode_names().items()}
        if setting is THEME:
            return {"system": self.tr("As the system"), "light": self.tr("Light"), "dark": self.tr("Dark")}
        if setting is LANGUAGE:
            return {"system": self.tr("As the system"), "en": "English", "de": "Deutsch", "zh": "中文"}
        if setting is MODEL and self._models is not None:
            names = {model.id: model.profile.name for model in self._models.installed() if not model.problem}
            return {"": self.tr("The recommended one"), **names}
        return {}

    @Slot()
    def refresh(self) -> None:
        """Show all values as they stand."""
        for row in self.rows.values():
            row.show_value(self._store.settings)

    def _tell_problems(self) -> None:
        problems = self._store.settings.problems
        more = self.tr("%n more of this kind.", "", len(problems) - 1) if len(problems) > 1 else ""
        self._notice.say(f"{said(problems[0])} {more}".strip(), "unsure", self.tr("Open the file"))
        self._notice.setToolTip("\n".join(said(problem) for problem in problems))

    @Slot(object, object)
    def _on_changed(self, setting: Setting[Any], value: Value | None) -> None:
        self._notice.say("")
        try:
            if value is None:
                self._store.reset(setting)
            else:
                self._store.change(setting, value)
            if self._store.note:
                self._notice.say(said(self._store.note), "unsure")
        except SteppeError as error:
            self._notice.say(describe(error), "unsure")
        self.refresh()
        settings = self._store.settings
        self._theme.choose(settings[THEME], settings[FONT_PERCENT])
        self.settings_changed.emit(settings)

    @Slot()
    def _on_open_file(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._store.path)))
