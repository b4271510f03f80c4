"""Saves and prints solves from the window: asks for a file or a printer, works in a thread of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QStandardPaths, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from steppe.export.document import Answers, Document, Solved
from steppe.export.formats import FORMATS, Format, format_of
from steppe.export.gathering import document_of
from steppe.export.saving import save
from steppe.export.words import Words, translated
from steppe_models.errors import SteppeError
from steppe_qt.engine_words import trouble_line
from steppe_qt.past.reader import HistoryReader
from steppe_qt.printing.pages import KeepingTypesetter, Pages
from steppe_qt.solving.request import Trouble
from steppe_qt.status_line import Line
from steppe_qt.translations.install import said

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

Gather = Callable[[Words], Sequence[Solved]]  # called off the window's thread; may read the history
_NAME_CHARACTERS = 48
_DELETE_ON_CLOSE = Qt.WidgetAttribute.WA_DeleteOnClose


class Exporter(QObject):
    """One for the window. `told` carries a `Line` for the status line; `close` waits for what is being written."""

    told = Signal(object)

    def __init__(self, window: QWidget, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self._work = HistoryReader(self)  # its thread writes, too
        self._work.failed.connect(self._on_failed)
        self._typesetter: KeepingTypesetter | None = None
        self._pages: Pages | None = None
        self.dialog: QWidget | None = None

    @property
    def is_busy(self) -> bool:
        """Whether something is being written or laid out."""
        return self._work.is_busy or self._pages is not None

    def close(self) -> None:
        """End the work; a file is whole or not there."""
        self._work.close()
        self._end_pages()

    def export(self, gather: Gather, name: str, answers: Answers = "full") -> None:
        """Ask for a file and write the solves into it, in the format that its name says."""
        dialog = QFileDialog(self._window, self.tr("Export"), self._folder)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        filters = {f"{_format_text(each)} (*{each.endings[0]})": each for each in FORMATS}
        dialog.setNameFilters(list(filters))
        dialog.setDefaultSuffix(FORMATS[0].endings[0][1:])
        dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(filters[chosen].endings[0][1:]))
        dialog.selectFile(f"{file_name(name)}{FORMATS[0].endings[0]}")
        dialog.setAttribute(_DELETE_ON_CLOSE)
        dialog.fileSelected.connect(lambda path: self._on_file(Path(path), gather, answers))
        self.dialog = dialog
        dialog.open()

    def print(self, gather: Gather, answers: Answers = "full") -> None:
        """Ask for a printer and print the solves."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
        printer.setFullPage(True)
        dialog = QPrintDialog(printer, self._window)
        dialog.setAttribute(_DELETE_ON_CLOSE)
        dialog.accepted.connect(lambda: self.print_to(printer, gather, answers))
        self.dialog = dialog
        dialog.setModal(True)
        dialog.show()

    def print_to(self, printer: QPrinter, gather: Gather, answers: Answers = "full") -> None:
        """Print the solves with this printer."""
        self.told.emit(Line(self.tr("Printing…"), "busy"))
        self._work.ask(lambda: _document(gather, answers), lambda document: self._lay_out(document, printer))

    @Slot(object)
    def _on_file(self, path: Path, gather: Gather, answers: Answers) -> None:
        self._folder = str(path.parent)
        self.told.emit(Line(self.tr("Writing {name}…").format(name=path.name), "busy"))

        def work() -> Path:
            chosen = format_of("", path)
            save(_document(gather, answers), chosen, path, may_replace=True)  # the dialog has asked
            return path

        self._work.ask(work, self._on_saved)

    def _on_saved(self, path: Path) -> None:
        self.told.emit(Line(self.tr("Saved as {name}.").format(name=path.name)))

    def _lay_out(self, document: Document, printer: QPrinter) -> None:
        self._end_pages()
        size = printer.pageLayout().fullRectPoints().toRectF().size()
        self._typesetter = KeepingTypesetter(self)
        self._pages = Pages(document, self._typesetter, size, self)
        self._pages.laid_out.connect(lambda: self._draw(printer))
        self._pages.begin()

    def _draw(self, printer: QPrinter) -> None:
        """All pages are laid out: a matter of milliseconds each."""
        from steppe_qt.printing.paper import dots_per_inch
        from steppe_qt.printing.press import draw_pages

        assert self._pages is not None
        printer.setResolution(dots_per_inch())
        count = draw_pages(self._pages, printer)
        self._end_pages()
        if count:
            self.told.emit(Line(self.tr("Printed.")))
        else:
            self.told.emit(Line(self.tr("The printer does not answer."), "wrong"))

    def _end_pages(self) -> None:
        if self._pages is not None:
            self._pages.deleteLater()
            self._pages = None
        if self._typesetter is not None:
            self._typesetter.close()
            self._typesetter.deleteLater()
            self._typesetter = None

    @Slot(SteppeError)
    def _on_failed(self, error: SteppeError) -> None:
        line = trouble_line(Trouble(error.message, error.hint, "bad_input"))
        self.told.emit(replace(line, text=f"{said(error.message)} {said(error.hint)}".strip(), mood="wrong"))


def _document(gather: Gather, answers: Answers) -> Document:
    words = translated(said)
    language = QCoreApplication.translate("Exporter", "en", "the tag of this language: de, zh")
    return document_of(list(gather(words)), answers=answers, words=words, language=language)


def file_name(text: str) -> str:
    """A short name for a file of a title or problem; never empty, nothing in it that a file system refuses."""
    cleaned = re.sub(r"[^\w]+", "-", text).strip("-_")
    return cleaned[:_NAME_CHARACTERS].rstrip("-_") or "steppe"


def _format_text(chosen: Format) -> str:
    return said(chosen.text)
