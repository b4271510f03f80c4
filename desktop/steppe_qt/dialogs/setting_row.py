"""One setting in the settings dialog: its name, its control made from its kind, what it means, and the way back."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from steppe.settings import Settings
from steppe.settings_table import Setting, Value
from steppe_qt.theme.parts import button, label
from steppe_qt.theme.tokens import SPACE, SPACE_HALF

_CONTROL_WIDTH = 240


class SettingRow(QWidget):
    """Shows one setting; `changed` carries the setting and a value, or None to take the user's own value out."""

    changed = Signal(object, object)

    def __init__(
        self, setting: Setting[Any], choices: Mapping[str, str] | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setting = setting
        self._is_showing = False
        self._name = label(said_setting(setting.label), "label")
        self._meaning = label(said_setting(setting.meaning), "small")
        self._origin = label(kind="small")
        self._reset = button(self.tr("Use the default"), self._on_reset, "quiet")
        self._reset.setAccessibleName(f"{self._reset.text()}: {self._name.text()}")
        self.control = self._make_control(dict(choices or {}))
        self.control.setAccessibleName(self._name.text())
        self.control.setAccessibleDescription(self._meaning.text())
        self._name.setBuddy(self.control)
        self._lay_out()

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._name)
        words.addWidget(self._meaning)
        words.addWidget(self._origin)
        words.addStretch(1)
        self.control.setMinimumWidth(_CONTROL_WIDTH)
        self.control.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        side = QVBoxLayout()
        side.setSpacing(SPACE_HALF)
        side.addWidget(self.control)
        side.addWidget(self._reset, 0, Qt.AlignmentFlag.AlignTrailing)
        side.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, SPACE_HALF, 0, SPACE_HALF)
        row.setSpacing(3 * SPACE)
        row.addLayout(words, 1)
        row.addLayout(side)

    def show_value(self, settings: Settings) -> None:
        """Show the value as it stands, where it comes from, and whether it is locked."""
        self._is_showing = True
        chosen = settings.origin(self.setting.key)
        self._put(chosen.value)
        is_locked = settings.is_locked(self.setting)
        self.control.setEnabled(not is_locked)
        self._reset.setVisible(chosen.layer == "user" and not is_locked)
        if is_locked:
            self._origin.setText(self.tr("Locked by whoever looks after this machine."))
        elif chosen.layer in ("environment", "flag"):
            self._origin.setText(self.tr("Set by {place} for this run.").format(place=chosen.place))
        elif chosen.layer == "system":
            self._origin.setText(self.tr("Set for this machine."))
        else:
            self._origin.setText("")
        self._origin.setVisible(bool(self._origin.text()))
        self._is_showing = False

    def _make_control(self, choices: dict[str, str]) -> QWidget:
        setting = self.setting
        if setting.choices or choices:
            return self._make_choice(choices)
        if setting.kind is bool:
            box = QCheckBox(self.tr("On"))
            box.toggled.connect(self._on_value)
            return box
        if setting.kind is str:
            line = QLineEdit()
            line.editingFinished.connect(self._on_text)
            return line
        return self._make_number()

    def _make_choice(self, choices: dict[str, str]) -> QComboBox:
        box = _CalmComboBox()
        for value in self.setting.choices or choices:
            box.addItem(choices.get(value, value), value)
        box.activated.connect(self._on_choice)
        return box

    def _make_number(self) -> QSpinBox | QDoubleSpinBox:
        setting = self.setting
        most = setting.most if math.isfinite(setting.most) else 2**31 - 1
        box: QSpinBox | QDoubleSpinBox
        if setting.kind is int:
            box = _CalmSpinBox()
            box.setRange(round(setting.least), round(most))
            span = setting.most - setting.least
            box.setSingleStep(1 if span < 100 or setting.special else 5 if span < 1000 else 64)
        else:
            box = _CalmDoubleSpinBox()
            box.setDecimals(1)
            box.setRange(setting.least, most)
            box.setSingleStep(0.1 if most < 10 else 1)
        if setting.special:
            box.setSpecialValueText(said_setting(setting.special))
        if setting.unit:
            box.setSuffix(" " + said_setting(setting.unit))
        box.setKeyboardTracking(False)
        box.valueChanged.connect(self._on_value)
        return box

    def _put(self, value: Value) -> None:
        control = self.control
        if isinstance(control, QComboBox):
            place = control.findData(value)
            if place < 0:
                control.addItem(str(value), value)
                place = control.count() - 1
            control.setCurrentIndex(place)
        elif isinstance(control, QCheckBox):
            control.setChecked(bool(value))
        elif isinstance(control, QLineEdit):
            control.setText(str(value))
        elif isinstance(control, QSpinBox):
            control.setValue(int(value))
        elif isinstance(control, QDoubleSpinBox):
            control.setValue(float(value))

    @Slot(bool)
    @Slot(int)
    @Slot(float)
    def _on_value(self, value: bool | int | float) -> None:
        if not self._is_showing:
            self.changed.emit(self.setting, round(value, 3) if isinstance(value, float) else value)

    @Slot()
    def _on_choice(self) -> None:
        assert isinstance(self.control, QComboBox)
        if not self._is_showing:
            self.changed.emit(self.setting, self.control.currentData())

    @Slot()
    def _on_text(self) -> None:
        assert isinstance(self.control, QLineEdit)
        if not self._is_showing and self.control.isModified():
            self.control.setModified(False)
            self.changed.emit(self.setting, self.control.text().strip())

    @Slot()
    def _on_reset(self) -> None:
        self.changed.emit(self.setting, None)
        self.control.setFocus()


def said_setting(text: str) -> str:
    """A text of the settings table in the window's language."""
    return QCoreApplication.translate("settings", text)


class _CalmComboBox(QComboBox):
    """Does not change under a wheel that scrolls the page."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)  # all as wide

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class _CalmSpinBox(QSpinBox):
    """Does not change under a wheel that scrolls the page."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.lineEdit().setTextMargins(SPACE, 0, SPACE, 0)  # a stylesheet's padding does not reach a spin box's text

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class _CalmDoubleSpinBox(QDoubleSpinBox):
    """Does not change under a wheel that scrolls the page."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.lineEdit().setTextMargins(SPACE, 0, SPACE, 0)  # a stylesheet's padding does not reach a spin box's text

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
