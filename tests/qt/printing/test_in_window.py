"""Saving and printing from the window: the solve that is shown, one of the history, several as a worksheet."""

from __future__ import annotations

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from steppe.history.store import History
from steppe_qt.printing.exporter import file_name
from steppe_qt.printing.press import page_numbers


@pytest.fixture
def kept_stage(open_stage, tmp_path):
    made = open_stage(open_history=lambda: History.open(tmp_path / "history.sqlite"))
    made.ready()
    made.solve("A box holds 7 eggs. How many do 6 boxes hold?")
    return made


def export_to(stage, path):
    """Choose a file in the dialog that is open, and wait until it is written."""
    exporter = stage.workplace.doors.exports.exporter
    dialog = exporter.dialog
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit(str(path))
    dialog.close()
    stage.wait(lambda: not exporter.is_busy)


def press(stage, key):
    QTest.keyClick(stage.window, key, Qt.KeyboardModifier.ControlModifier)


@pytest.mark.parametrize("name", ["shown.md", "shown.tex", "shown.ipynb", "shown.txt", "shown.json"])
def test_the_shown_solve_is_saved_by_its_key(kept_stage, tmp_path, name):
    press(kept_stage, Qt.Key.Key_E)
    export_to(kept_stage, tmp_path / name)
    assert "6 boxes hold" in (tmp_path / name).read_text(encoding="utf-8")
    assert kept_stage.window.status.line.text == f"Saved as {name}."


def test_an_edited_program_is_saved_as_it_is_shown(kept_stage, tmp_path):
    view = kept_stage.view
    view.program.editor.setPlainText("print(6 * 7 + 1)\n")
    view.program.run_button.click()
    kept_stage.wait(lambda: view.solution.edited is not None)
    press(kept_stage, Qt.Key.Key_E)
    export_to(kept_stage, tmp_path / "edited.md")
    text = (tmp_path / "edited.md").read_text(encoding="utf-8")
    assert "print(6 * 7 + 1)" in text
    assert "Program: **$43$**" in text
    assert "Reasoning: **$42$**" in text


def test_a_folder_that_is_gone_is_said_calmly(kept_stage, tmp_path):
    press(kept_stage, Qt.Key.Key_E)
    export_to(kept_stage, tmp_path / "none" / "shown.md")
    line = kept_stage.window.status.line
    assert line.mood == "wrong"
    assert "There is no folder" in line.text


def test_nothing_is_offered_before_there_is_a_solve(stage):
    press(stage, Qt.Key.Key_E)
    press(stage, Qt.Key.Key_P)
    assert stage.workplace.doors.exports._exporter is None


def test_the_card_offers_both_with_names(kept_stage):
    button = kept_stage.view.card.export_button
    assert button.isVisible()
    assert button.accessibleName()
    assert [action.text() for action in button.menu().actions()] == ["Save as a file…", "Print…"]


def test_several_of_the_history_are_a_worksheet(kept_stage, tmp_path):
    kept_stage.solve("And 7 times 6?")
    press(kept_stage, Qt.Key.Key_H)
    panel = kept_stage.workplace.doors.panel
    kept_stage.wait(lambda: len(panel.entries) == 2)
    panel._list.selectAll()
    assert len(panel.selected_entries) == 2
    kept_stage.window.activateWindow()
    panel._list.setFocus()
    kept_stage.wait(lambda: panel.has_list_focus)
    press(kept_stage, Qt.Key.Key_E)
    export_to(kept_stage, tmp_path / "sheet.md")
    text = (tmp_path / "sheet.md").read_text(encoding="utf-8")
    assert text.startswith("# Worksheet\n\n## Problem 1\n\nA box holds 7 eggs. How many do 6 boxes hold?")
    assert text.endswith("# Answers\n\n1. $42$\n2. $42$\n")
    panel.export_in_full()
    export_to(kept_stage, tmp_path / "full.md")
    assert "# Solutions" in (tmp_path / "full.md").read_text(encoding="utf-8")


def test_printing_draws_the_same_pages(kept_stage, tmp_path):
    exporter = kept_stage.workplace.doors.exports.exporter
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setFullPage(True)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    gather, _problem = kept_stage.workplace.doors.exports._shown()
    exporter.print_to(printer, gather)
    kept_stage.wait(lambda: not exporter.is_busy)
    assert kept_stage.window.status.line.text == "Printed."
    (page,) = PdfReader(tmp_path / "printed.pdf").pages
    text = " ".join(page.extract_text().split())
    assert "A box holds 7 eggs. How many do 6 boxes hold?" in text
    assert "Page 1 of 1" in text


def test_page_ranges():
    assert page_numbers(5, 0, 0, is_reversed=False) == [0, 1, 2, 3, 4]
    assert page_numbers(5, 2, 3, is_reversed=False) == [1, 2]
    assert page_numbers(3, 2, 9, is_reversed=True) == [2, 1]


def test_file_names():
    assert file_name("Solve x² = 4 / for: x?") == "Solve-x²-4-for-x"
    assert file_name("///") == "steppe"
    assert len(file_name("word " * 50)) <= 48
