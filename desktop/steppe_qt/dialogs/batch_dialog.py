"""Solves every problem of a file: choose it, watch, stop, go on another time, open the results."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QLocale, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QCloseEvent, QDesktopServices
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QLineEdit, QProgressBar, QVBoxLayout, QWidget

from steppe_models.errors import SteppeError
from steppe_qt.dialogs import wording
from steppe_qt.dialogs.command import Command
from steppe_qt.dialogs.model_row import describe
from steppe_qt.theme.parts import Notice, button, label, size_dialog
from steppe_qt.theme.tokens import SPACE
from steppe_qt.translations.install import said


class BatchDialog(QDialog):
    """Runs the command line on a file. `how` gives the options that the window has chosen: model and mode."""

    solves_kept = Signal()  # problems of the file are in the history now

    def __init__(self, how: Callable[[], list[str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Solve a file"))
        self._how = how
        self._command: Command | None = None
        self._begun_at = 0.0
        self._done_before = 0
        self._counts = (0, 0)
        self.problems = QLineEdit()
        self.problems.setPlaceholderText(self.tr("Table (CSV), JSON Lines, or text with one problem a line"))
        self.problems.textChanged.connect(self._on_problems_changed)
        self.results = QLineEdit()
        self.results.textChanged.connect(self._enable)
        self._browse = button(self.tr("Choose…"), self._on_browse)
        self._browse.setAccessibleName(self.tr("Choose the file of problems"))
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Problems solved"))
        self.progress = label(kind="small")
        self.latest = label(kind="muted")
        self.notice = Notice()
        self.notice.acted.connect(self._on_acted)
        self._action = ""
        self.start_button = button(self.tr("Solve"), self.start, "primary")
        self.stop_button = button(self.tr("Stop"), self.stop)
        self.open_button = button(self.tr("Open the results"), self.open_results)
        self._close = button(self.tr("Close"), self.close)
        for hidden in (self.bar, self.progress, self.latest, self.stop_button, self.open_button):
            hidden.hide()
        self._lay_out()
        self._enable()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 2 * SPACE)
        column.setSpacing(SPACE)
        column.addWidget(label(self.tr("Solve a file"), "title"))
        column.addWidget(
            label(
                self.tr(
                    "Every problem of the file is solved, and each result is written at once. If it is stopped, it "
                    "goes on from there the next time."
                ),
                "muted",
            )
        )
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(self.problems, 1)
        row.addWidget(self._browse)
        for text, field in ((self.tr("Problems"), self.problems), (self.tr("Results"), self.results)):
            name = label(text, "label")
            name.setBuddy(field)
            field.setAccessibleName(text)
            column.addSpacing(SPACE)
            column.addWidget(name)
            if field is self.problems:
                column.addLayout(row)
            else:
                column.addWidget(field)
        column.addSpacing(SPACE)
        for part in (self.bar, self.progress, self.latest, self.notice):
            column.addWidget(part)
        column.addStretch(1)
        foot = QHBoxLayout()
        foot.setSpacing(SPACE)
        foot.addWidget(self.open_button)
        foot.addStretch(1)
        for each in (self._close, self.stop_button, self.start_button):
            foot.addWidget(each)
        column.addLayout(foot)
        size_dialog(self, 620, 420)

    @property
    def is_busy(self) -> bool:
        """Whether a file is being solved."""
        return self._command is not None

    @Slot()
    def start(self) -> None:
        """Solve what is left of the file."""
        self._run([])

    @Slot()
    def stop(self) -> None:
        """Stop at once; what is written stays."""
        if self._command is not None:
            self.stop_button.setEnabled(False)
            self._command.stop()

    @Slot()
    def open_results(self) -> None:
        """Show the file of results with the system's own program for it."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._path(self.results))))

    def close_command(self) -> None:
        """End what is under way, silently, and wait for it."""
        if self._command is not None:
            self._command.close()
            self._end()

    def closeEvent(self, event: QCloseEvent) -> None:
        """It goes on behind a closed dialog unless that is a window of its own."""
        if self.parent() is None:
            self.close_command()
        super().closeEvent(event)

    def _run(self, more: list[str]) -> None:
        if self._command is not None or not self.start_button.isEnabled():
            return
        self.notice.say("")
        self._counts = (0, 0)
        self.bar.setRange(0, 0)
        self.progress.setText(self.tr("Loading the model"))
        self.latest.setText("")
        arguments = ["solve", "--file", str(self._path(self.problems)), "--output", str(self._path(self.results))]
        command = Command([*arguments, *self._how(), *more], self, ends_with="batch")
        command.event_came.connect(self._on_event)
        command.noted.connect(self._on_note)
        command.succeeded.connect(self._on_succeeded)
        command.failed.connect(self._on_failed)
        command.stopped.connect(self._on_stopped)
        self._command = command
        for part in (self.bar, self.progress, self.latest, self.stop_button):
            part.show()
        self.stop_button.setEnabled(True)
        self._enable()
        self.stop_button.setFocus(Qt.FocusReason.OtherFocusReason)
        command.start()

    def _path(self, field: QLineEdit) -> Path:
        return Path(field.text().strip()).expanduser()

    def _end(self) -> None:
        if self._command is not None:
            self._command.deleteLater()
            self._command = None
        for part in (self.bar, self.latest, self.stop_button):
            part.hide()
        self.open_button.setVisible(self._path(self.results).is_file())
        self._enable()
        self.solves_kept.emit()

    @Slot()
    def _enable(self) -> None:
        is_free = self._command is None
        for field in (self.problems, self.results, self._browse):
            field.setEnabled(is_free)
        are_named = bool(self.problems.text().strip() and self.results.text().strip())
        self.start_button.setEnabled(is_free and are_named)
        self.start_button.setVisible(is_free)

    @Slot(str)
    def _on_problems_changed(self, text: str) -> None:
        path = Path(text.strip())
        self.results.setText(str(path.with_name(f"{path.stem}-results.csv")) if path.name else "")
        self.start_button.setText(self.tr("Solve"))
        self.open_button.hide()
        self.progress.hide()

    @Slot()
    def _on_browse(self) -> None:
        dialog = QFileDialog(self, self.tr("File of problems"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        kinds = "*.csv *.tsv *.jsonl *.ndjson *.txt"
        dialog.setNameFilters([self.tr("Problems ({kinds})").format(kinds=kinds), self.tr("All files (*)")])
        dialog.fileSelected.connect(self.problems.setText)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    @Slot(dict)
    def _on_event(self, event: dict[str, Any]) -> None:
        done, total = int(event.get("done", 0)), int(event.get("total", 0))
        if event.get("event") == "begun":
            self._begun_at, self._done_before = time.monotonic(), done
        elif event.get("event") == "problem":
            answer = event.get("answer")
            said_of_it = self.tr("no answer") if answer is None else str(answer)
            if isinstance(event.get("error"), dict):
                said_of_it = said(str(event["error"].get("message", "")))
            self.latest.setText(self.tr("{id}: {answer}").format(id=event.get("id", ""), answer=said_of_it[:200]))
        else:
            return
        self.bar.setRange(0, max(1, total))
        self.bar.setValue(done)
        self.progress.setText(self._progress_text(done, total))
        self._counts = (done, total)
        self.bar.setAccessibleDescription(self.progress.text())

    def _count_text(self, done: int, total: int) -> str:
        number = QLocale().toString
        return self.tr("{done} of {total} solved").format(done=number(done), total=number(total))

    def _progress_text(self, done: int, total: int) -> str:
        text = self._count_text(done, total)
        new = done - self._done_before
        if new <= 0 or done >= total:
            return text
        seconds = (time.monotonic() - self._begun_at) / new * (total - done)
        return self.tr("{progress}, {time} left").format(progress=text, time=wording.duration(seconds))

    @Slot(str)
    def _on_note(self, text: str) -> None:
        self.notice.say(said(text), "unsure")

    @Slot(dict)
    def _on_succeeded(self, result: dict[str, Any]) -> None:
        self._end()
        number = QLocale().toString
        answered, total = int(result.get("answered", 0)), int(result.get("total", 0))
        text = self.tr("{answered} of {total} problems have an answer.").format(
            answered=number(answered), total=number(total)
        )
        self.progress.hide()
        self.notice.say(text, "right" if answered == total else "unsure")
        self.start_button.setText(self.tr("Solve"))

    @Slot(SteppeError)
    def _on_failed(self, error: SteppeError) -> None:
        self._end()
        self.progress.hide()
        self._action = "restart" if "--restart" in error.hint else ""
        self.notice.say(describe(error), "wrong", self.tr("Begin anew") if self._action else "")

    @Slot()
    def _on_stopped(self) -> None:
        self._end()
        self.progress.setText(self._count_text(*self._counts))
        self.progress.setVisible(self._counts[1] > 0)
        self.start_button.setText(self.tr("Go on"))
        self.notice.say(self.tr("Stopped. What is solved is written; the rest follows when you go on."))

    @Slot()
    def _on_acted(self) -> None:
        if self._action == "restart":
            self._action = ""
            self._run(["--restart"])
