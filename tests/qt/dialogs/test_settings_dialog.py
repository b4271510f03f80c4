"""The settings dialog is the table of settings: every setting has a control, every change is kept at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QLineEdit, QPushButton, QSpinBox

from steppe.settings import SettingsStore
from steppe.settings_table import (
    FONT_PERCENT,
    FOR_FILES_ONLY,
    HISTORY_DAYS,
    HISTORY_KEEP,
    MAX_TOKENS,
    MODE,
    MODEL,
    SETTINGS,
    TEMPERATURE,
    THEME,
)
from steppe.solve.task import MODES
from steppe_qt.dialogs.settings_dialog import SettingsDialog
from steppe_qt.entry.pickers import mode_names


@pytest.fixture
def store(tmp_path: Path) -> SettingsStore:
    return SettingsStore(user=tmp_path / "settings.toml", system=[tmp_path / "system.toml"], environment={})


@pytest.fixture
def dialog(store: SettingsStore, theme, qtbot) -> SettingsDialog:  # type: ignore[no-untyped-def]
    made = SettingsDialog(store, theme)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_every_setting_has_a_named_control_of_its_kind(dialog: SettingsDialog) -> None:
    kinds = {str: (QLineEdit, QComboBox), bool: (QCheckBox,), int: (QSpinBox,), float: (QDoubleSpinBox,)}
    shown = [setting for setting in SETTINGS if setting.group not in FOR_FILES_ONLY]
    assert dialog.rows.keys() == {setting.key for setting in shown}
    for setting in shown:
        control = dialog.rows[setting.key].control
        assert isinstance(control, kinds[setting.kind])
        assert control.accessibleName()
        if setting.choices:
            assert isinstance(control, QComboBox)
            assert [control.itemData(place) for place in range(control.count())] == list(setting.choices)


def test_every_mode_has_its_name(dialog: SettingsDialog) -> None:
    box = dialog.rows[MODE.key].control
    assert isinstance(box, QComboBox)
    names = mode_names()
    assert [box.itemText(place) for place in range(box.count())] == [names[mode][0] for mode in MODES]


def test_changes_are_kept_at_once(dialog: SettingsDialog, store: SettingsStore, qtbot) -> None:  # type: ignore[no-untyped-def]
    with qtbot.waitSignal(dialog.settings_changed):
        dialog.rows[MAX_TOKENS.key].control.setValue(2048)  # type: ignore[attr-defined]
    dialog.rows[TEMPERATURE.key].control.setValue(0.7)  # type: ignore[attr-defined]
    dialog.rows[HISTORY_KEEP.key].control.click()  # type: ignore[attr-defined]
    mode = dialog.rows[MODE.key].control
    assert isinstance(mode, QComboBox)
    mode.setCurrentIndex(mode.findData("pot"))
    mode.activated.emit(mode.currentIndex())
    model = dialog.rows[MODEL.key].control
    assert isinstance(model, QLineEdit)
    model.setFocus()
    qtbot.keyClicks(model, "tiny")
    model.clearFocus()
    kept = SettingsStore(user=store.path, system=[], environment={}).settings
    assert (kept[MAX_TOKENS], kept[TEMPERATURE], kept[HISTORY_KEEP], kept[MODE], kept[MODEL]) == (
        2048,
        0.7,
        False,
        "pot",
        "tiny",
    )


def test_the_look_changes_at_once(dialog: SettingsDialog, theme, qtbot) -> None:  # type: ignore[no-untyped-def]
    look = dialog.rows[THEME.key].control
    assert isinstance(look, QComboBox)
    with qtbot.waitSignal(theme.changed):
        look.setCurrentIndex(look.findData("dark"))
        look.activated.emit(look.currentIndex())
    assert theme.colours.is_dark
    with qtbot.waitSignal(theme.changed):
        dialog.rows[FONT_PERCENT.key].control.setValue(200)  # type: ignore[attr-defined]
    assert theme.font_percent == 200


def test_the_default_comes_back(dialog: SettingsDialog, store: SettingsStore) -> None:
    row = dialog.rows[HISTORY_DAYS.key]
    assert isinstance(row.control, QSpinBox)
    assert row.control.text() == "never"
    row.control.setValue(30)
    (reset,) = [each for each in row.findChildren(QPushButton) if each.isVisible()]
    reset.click()
    assert store.settings[HISTORY_DAYS] == 0
    assert row.control.value() == 0
    assert not reset.isVisible()


def test_locked_settings_are_shown_as_locked(tmp_path: Path, theme, qtbot) -> None:  # type: ignore[no-untyped-def]
    system = tmp_path / "system.toml"
    system.write_text('locked = ["history.keep"]\n[history]\nkeep = false\n[solve]\nmode = "cot"\n')
    store = SettingsStore(
        user=tmp_path / "settings.toml", system=[system], environment={"STEPPE_SOLVE_MAX_TOKENS": "99"}
    )
    dialog = SettingsDialog(store, theme)
    qtbot.addWidget(dialog)
    assert not dialog.rows[HISTORY_KEEP.key].control.isEnabled()
    assert "Locked by" in dialog.rows[HISTORY_KEEP.key]._origin.text()
    assert "Set for this machine" in dialog.rows[MODE.key]._origin.text()
    assert "STEPPE_SOLVE_MAX_TOKENS" in dialog.rows[MAX_TOKENS.key]._origin.text()
    assert dialog.rows[MODE.key].control.isEnabled()


def test_a_place_that_cannot_be_written_is_a_line_and_the_change_holds(tmp_path: Path, theme, qtbot) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "blocked").write_text("")
    store = SettingsStore(user=tmp_path / "blocked" / "settings.toml", system=[], environment={})
    dialog = SettingsDialog(store, theme)
    qtbot.addWidget(dialog)
    dialog.rows[MAX_TOKENS.key].control.setValue(2048)  # type: ignore[attr-defined]
    assert "cannot be" in dialog._notice.text
    assert store.settings[MAX_TOKENS] == 2048


def test_what_is_wrong_in_the_file_is_told(tmp_path: Path, theme, qtbot) -> None:  # type: ignore[no-untyped-def]
    user = tmp_path / "settings.toml"
    user.write_text('[solve]\nwings = 2\nmode = "guess"\n')
    dialog = SettingsDialog(SettingsStore(user=user, system=[], environment={}), theme)
    qtbot.addWidget(dialog)
    assert "solve.wings" in dialog._notice.text
    assert "solve.mode" in dialog._notice.toolTip()
