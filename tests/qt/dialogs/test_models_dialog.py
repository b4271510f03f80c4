"""The models dialog and the first start with the real command line behind them, on a machine without a network."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from steppe_models.engine.cost_cache import CostKey, write_costs
from steppe_models.engine.step_costs import StepCosts
from steppe_models.errors import SteppeError
from steppe_models.fit import Fit
from steppe_models.hardware import Hardware, detect
from steppe_models.speed import Speed
from steppe_qt.dialogs import wording
from steppe_qt.dialogs.command import Command
from steppe_qt.dialogs.convert_dialog import ConvertDialog
from steppe_qt.dialogs.first_start import FirstStartPage
from steppe_qt.dialogs.model_list import list_models, partial_bytes, recommended
from steppe_qt.dialogs.model_row import ModelRow, describe
from steppe_qt.dialogs.models_dialog import ModelsDialog

WAIT_MS = 30_000


def shown(widget: QWidget) -> dict[str, QPushButton]:
    """The visible buttons by their text."""
    return {each.text(): each for each in widget.findChildren(QPushButton) if each.isVisible() and each.text()}


def unnamed(widget: QWidget) -> list[str]:
    """Visible controls that a screen reader has no name for."""
    kinds = (QAbstractButton, QLineEdit, QComboBox)
    found = [each for kind in kinds for each in widget.findChildren(kind) if each.isVisible()]
    return [
        type(each).__name__
        for each in found
        if each.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not QAccessible.queryAccessibleInterface(each).text(QAccessible.Text.Name)
    ]


@pytest.fixture
def dialog(machine, theme, qtbot) -> Iterator[ModelsDialog]:  # type: ignore[no-untyped-def]
    made = ModelsDialog(machine.store, theme, looks_for_gpus=False)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.close_all()


def row(dialog: ModelsDialog) -> ModelRow:
    return dialog.rows["tiny"]


def test_download_use_check_remove(dialog: ModelsDialog, machine, qtbot) -> None:  # type: ignore[no-untyped-def]
    assert shown(row(dialog)).keys() == {"Download"}
    assert unnamed(dialog) == []
    with qtbot.waitSignal(dialog.models_changed, timeout=WAIT_MS):
        QTest.mouseClick(shown(row(dialog))["Download"], Qt.MouseButton.LeftButton)
        assert row(dialog).is_busy
        assert "Pause" in shown(row(dialog))
    assert row(dialog).notice.text == "The model is ready."
    assert machine.store.find("tiny") is not None
    assert next(iter(dialog.rows)) == "tiny", "what is installed stands first"
    with qtbot.waitSignal(dialog.models_changed, timeout=WAIT_MS):
        shown(row(dialog))["Check file"].click()
    assert "exactly what its publisher offers" in row(dialog).notice.text
    with qtbot.waitSignal(dialog.model_chosen) as chosen:
        row(dialog).chosen.emit("tiny")
    assert chosen.args == ["tiny"]
    shown(row(dialog))["Remove"].click()
    assert "Remove this model" in row(dialog).notice.text
    assert shown(row(dialog)).keys() == {"Remove now", "Keep"}
    shown(row(dialog))["Keep"].click()
    assert machine.store.find("tiny") is not None
    shown(row(dialog))["Remove"].click()
    with qtbot.waitSignal(dialog.models_changed, timeout=WAIT_MS):
        shown(row(dialog))["Remove now"].click()
    assert machine.store.find("tiny") is None
    assert shown(row(dialog)).keys() == {"Download"}


def test_a_damaged_file_is_said_and_offered_again(dialog: ModelsDialog, machine, qtbot) -> None:  # type: ignore[no-untyped-def]
    with qtbot.waitSignal(dialog.models_changed, timeout=WAIT_MS):
        shown(row(dialog))["Download"].click()
    path = machine.store.find("tiny").path
    path.write_bytes(path.read_bytes()[:-1])
    dialog.refresh()
    assert {"Download again", "Remove"} <= shown(row(dialog)).keys()
    assert "Use" not in shown(row(dialog))
    with qtbot.waitSignal(dialog.models_changed, timeout=WAIT_MS):
        shown(row(dialog))["Check file"].click()
    assert "too short" in row(dialog).notice.text


def test_pausing_keeps_what_came_and_offers_to_resume(dialog: ModelsDialog, machine, qtbot) -> None:  # type: ignore[no-untyped-def]
    shown(row(dialog))["Download"].click()
    with qtbot.waitSignal(dialog.models_changed, timeout=WAIT_MS):
        shown(row(dialog))["Pause"].click()
    assert not row(dialog).is_busy
    folder = machine.store.root / ".partial" / "tiny"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "part-000.whl").write_bytes(b"x" * (len(machine.content) // 2))
    assert partial_bytes(machine.store.root, "tiny") == len(machine.content) // 2
    dialog.refresh()
    assert any(text.startswith("Resume at") for text in shown(row(dialog)))


def test_without_a_source_a_sentence_says_so(dialog: ModelsDialog, machine, qtbot) -> None:  # type: ignore[no-untyped-def]
    shutil.rmtree(machine.folder / "wheels")
    with qtbot.waitSignal(dialog.models_changed, timeout=WAIT_MS):
        shown(row(dialog))["Download"].click()
    assert "could not be fetched" in row(dialog).notice.text
    assert "`" not in row(dialog).notice.text
    assert "Try again" in shown(row(dialog))


def test_a_file_is_imported_and_one_that_is_none_is_refused(dialog: ModelsDialog, machine, qtbot) -> None:  # type: ignore[no-untyped-def]
    with qtbot.waitSignal(dialog.models_changed, timeout=WAIT_MS):
        dialog.import_file(str(machine.file))
    assert machine.store.find("tiny").verified
    assert "exactly the file that its publisher offers" in dialog._notice.text
    bad = machine.folder / "bad.gguf"
    bad.write_bytes(b"nothing")
    dialog.import_file(str(bad))
    qtbot.waitUntil(lambda: not dialog.is_busy, timeout=WAIT_MS)
    assert "bad.gguf" in dialog._notice.text


def test_nothing_of_an_earlier_state_lies_over_a_row(dialog: ModelsDialog, machine, qtbot) -> None:  # type: ignore[no-untyped-def]
    shown_row = row(dialog)
    shown_row.show_entry(shown_row.entry, is_in_use=True)
    shown_row.show_entry(shown_row.entry, is_in_use=True)
    QCoreApplication.processEvents()  # shows what is new; what was to be deleted later is still there
    chips = [each for each in shown_row.findChildren(QLabel) if str(each.property("kind")).startswith("chip")]
    visible = [each.text() for each in chips if not each.isHidden()]
    assert sorted(visible) == sorted(set(visible))
    assert "in use" in visible


def test_the_order_and_the_recommendation(machine) -> None:  # type: ignore[no-untyped-def]
    def hardware(free: int) -> Hardware:
        return Hardware("Linux", "cpu", (), 2, free, free)

    entries = list_models(machine.store, hardware(64_000_000_000))
    fits = [entry.fit.fits for entry in entries if entry.profile.has_source]
    assert fits == sorted(fits, reverse=True)
    assert [entry.profile.has_source for entry in entries].index(False) > 5
    assert recommended(machine.store, hardware(64_000_000_000)).id == "tiny"
    assert recommended(machine.store, hardware(0)).id == "tiny"


def test_fit_in_words() -> None:
    def fit(needed: int, free: int, largest: int) -> Fit:
        return Fit(1, 1, 1, needed, free, 0 < needed <= free, 4096, largest, "")

    assert wording.fit_reason(fit(10**9, 2 * 10**9, 4096)).startswith("Fits this machine: it needs 1.00 GB")
    tight = wording.fit_reason(fit(3 * 10**9, 2 * 10**9, 1024)).replace(",", "")
    assert "up to 1024 instead of 4096 tokens" in tight
    assert wording.fit_reason(fit(3 * 10**9, 2 * 10**9, 0)).startswith("Does not fit")
    assert "could not be read" in wording.fit_reason(fit(3 * 10**9, 0, 0))


def test_progress_in_words() -> None:
    assert wording.progress("downloading", 5e8, 1e9, 0) == "Downloading: 500 MB of 1.00 GB"
    assert wording.progress("downloading", 5e8, 1e9, 5e7) == "Downloading: 500 MB of 1.00 GB, 10 s left"
    assert wording.progress("writing", 30, 90, 0.1) == "Converting: 33 %, 10 min left"
    assert wording.duration(4000) == "1 h 6 min"


def test_commands_for_the_terminal_are_left_out() -> None:
    assert describe(SteppeError("It is gone.", "`steppe models pull x` gets it.")) == "It is gone."
    assert describe(SteppeError("The disk is full.", "Make room.")) == "The disk is full. Make room."


def test_a_command_that_ends_oddly_is_a_sentence(machine, qtbot) -> None:  # type: ignore[no-untyped-def]
    command = Command(["models", "nonsense"])
    with qtbot.waitSignal(command.failed, timeout=WAIT_MS) as failed:
        command.start()
    assert "invalid choice" in failed.args[0].message or "ended unexpectedly" in failed.args[0].message
    command = Command(["models", "list"])
    with qtbot.assertNotEmitted(command.stopped, wait=50):
        command.start()
        command.close()
    assert not command.is_running


def test_first_start_downloads(machine, theme, qtbot) -> None:  # type: ignore[no-untyped-def]
    page = FirstStartPage(machine.store)
    qtbot.addWidget(page)
    page.show()
    assert unnamed(page) == []
    assert page.profile.id == "tiny"
    assert {"Download 10 kB", "I have the file on a stick…", "Other models…"} <= shown(page).keys()
    with qtbot.waitSignal(page.model_ready, timeout=WAIT_MS) as ready:
        shown(page)["Download 10 kB"].click()
    assert ready.args == ["tiny"]
    assert machine.store.find("tiny") is not None


def test_first_start_without_a_network_offers_the_stick(machine, theme, qtbot) -> None:  # type: ignore[no-untyped-def]
    shutil.rmtree(machine.folder / "wheels")
    page = FirstStartPage(machine.store)
    qtbot.addWidget(page)
    page.show()
    page.download()
    qtbot.waitUntil(lambda: not page.is_busy, timeout=WAIT_MS)
    assert "bring the model file on a stick" in page.notice.text
    assert "Import a file…" in shown(page)
    with qtbot.waitSignal(page.model_ready, timeout=WAIT_MS) as ready:
        page.import_file(str(machine.file))
    assert ready.args == ["tiny"]


def test_convert_says_what_is_wrong_with_a_checkpoint(machine, theme, qtbot) -> None:  # type: ignore[no-untyped-def]
    dialog = ConvertDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    assert unnamed(dialog) == []
    assert not shown(dialog)["Convert"].isEnabled()
    empty = machine.folder / "checkpoint"
    empty.mkdir()
    dialog.set_source(str(empty))
    shown(dialog)["Convert"].click()
    qtbot.waitUntil(lambda: not dialog.is_busy, timeout=WAIT_MS)
    assert dialog._notice.text
    assert "Traceback" not in dialog._notice.text
    assert shown(dialog)["Convert"].isEnabled()


def test_speeds_are_measured_estimated_or_to_come(machine) -> None:  # type: ignore[no-untyped-def]
    here = Hardware("Linux x86_64", detect().cpu, (), 2, 16_000_000_000, 16_000_000_000)
    entries = {each.profile.id: each for each in list_models(machine.store, here)}
    assert {each.speed for each in entries.values()} == {None}
    assert "is measured when it is first used" in wording.speed(None)
    tiny = entries["tiny"]
    kind = tiny.profile.quantization
    size_bytes = tiny.profile.expected_bytes
    key = CostKey("tiny.gguf", size_bytes, 1, f"llama 1M {kind}", "", here.cpu, (), 2, 0, True, "f16", "enabled", 16)
    assert write_costs(key, StepCosts(((1, 20.0), (16, 100.0)), 100.0))
    entries = {each.profile.id: each for each in list_models(machine.store, here)}
    assert wording.speed(entries["tiny"].speed) == ("50 tokens a second, 160 with 16 answers at once: measured here.")
    assert "estimated from tiny." in wording.speed(entries["mammoth-7b"].speed)


def test_a_row_says_its_speed_once_it_is_known(dialog: ModelsDialog) -> None:
    shown_row = row(dialog)
    shown_row.show_entry(replace(shown_row.entry, speed=Speed(8.25, 31.0, 16, "other.gguf")), is_in_use=False)
    texts = [each.text() for each in shown_row.findChildren(QLabel) if each.isVisible()]
    assert "About 8.3 tokens a second, 31 with 16 answers at once: estimated from other." in texts
    shown_row.show_entry(replace(shown_row.entry, speed=None), is_in_use=False)
    assert not any("a second" in each.text() for each in shown_row.findChildren(QLabel) if each.isVisible())
