"""Converts a checkpoint into a model file that Steppe can run, with progress, pause and a report at the end."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QLocale, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QComboBox, QDialog, QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from steppe_models.errors import SteppeError
from steppe_qt.dialogs import wording
from steppe_qt.dialogs.model_row import describe
from steppe_qt.dialogs.transfer import TransferBar
from steppe_qt.theme.parts import Notice, button, card, label, size_dialog
from steppe_qt.theme.tokens import SPACE

TYPES = ("Q4_K_M", "Q5_K_M", "Q6_K", "Q8_0", "F16")


class ConvertDialog(QDialog):
    """Asks for a checkpoint and a type, converts, and puts the file into the store; `model_ready` carries its id."""

    model_ready = Signal(str)
    model_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Convert a checkpoint"))
        self._source = QLineEdit()
        self._source.setPlaceholderText(self.tr("Folder of the checkpoint"))
        self._source.textChanged.connect(self._on_edited)
        self._browse = button(self.tr("Choose…"), self._on_browse)
        self._type = QComboBox()
        for name, text in self._type_texts().items():
            self._type.addItem(text, name)
        self._start = button(self.tr("Convert"), self.convert, "primary")
        self._start.setEnabled(False)
        self._close = button(self.tr("Close"), self.close)
        self._bar = TransferBar()
        self._bar.succeeded.connect(self._on_done)
        self._bar.failed.connect(self._on_failed)
        self._bar.paused.connect(self._on_paused)
        self._notice = Notice()
        self._notice.acted.connect(self._on_use)
        self._model_id = ""
        self._report, inside = card()
        self._report_text = label()
        self._report_text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        inside.addWidget(label(self.tr("What was made"), "label"))
        inside.addWidget(self._report_text)
        self._report.hide()
        self._lay_out()

    def _type_texts(self) -> dict[str, str]:
        notes = {
            "Q4_K_M": self.tr("small and good (recommended)"),
            "Q5_K_M": self.tr("a little larger, a little closer"),
            "Q6_K": self.tr("larger, closer"),
            "Q8_0": self.tr("large, nearly the original"),
            "F16": self.tr("not quantized, very large"),
        }
        return {name: f"{name}: {notes[name]}" for name in TYPES}

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 2 * SPACE)
        column.setSpacing(SPACE)
        column.addWidget(label(self.tr("Convert a checkpoint"), "title"))
        column.addWidget(
            label(
                self.tr(
                    "A fine-tuned model as its authors publish it becomes one file that Steppe can run. It is checked, "
                    "put among the models here, and also kept beside the checkpoint."
                ),
                "muted",
            )
        )
        source = QHBoxLayout()
        source.setSpacing(SPACE)
        source.addWidget(self._source, 1)
        source.addWidget(self._browse)
        for text, field, row in (
            (self.tr("Checkpoint"), self._source, source),
            (self.tr("Type"), self._type, self._type),
        ):
            name = label(text, "label")
            name.setBuddy(field)
            field.setAccessibleName(text)
            column.addSpacing(SPACE)
            column.addWidget(name)
            if isinstance(row, QHBoxLayout):
                column.addLayout(row)
            else:
                column.addWidget(row)
        column.addSpacing(SPACE)
        column.addWidget(self._bar)
        column.addWidget(self._notice)
        column.addWidget(self._report)
        column.addStretch(1)
        foot = QHBoxLayout()
        foot.setSpacing(SPACE)
        foot.addStretch(1)
        foot.addWidget(self._close)
        foot.addWidget(self._start)
        column.addLayout(foot)
        size_dialog(self, 620, 480)

    @property
    def is_busy(self) -> bool:
        """Whether a conversion is under way."""
        return self._bar.is_running

    @Slot()
    def convert(self) -> None:
        """Start, or go on where the same conversion was paused."""
        source = Path(self._source.text().strip()).expanduser()
        file_type = str(self._type.currentData())
        output = source.parent / f"{source.stem if source.is_file() else source.name}-{file_type}.gguf"
        self._notice.say("")
        self._report.hide()
        self._enable(False)
        arguments = ["convert", str(source), "--type", file_type, "--output", str(output), "--import"]
        self._bar.run(arguments, source.name, can_pause=True)

    def set_source(self, path: str) -> None:
        """Fill in a checkpoint."""
        self._source.setText(path)

    @Slot()
    def _on_browse(self) -> None:
        dialog = QFileDialog(self, self.tr("Folder of the checkpoint"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self._source.setText)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    @Slot(str)
    def _on_edited(self, text: str) -> None:
        self._start.setEnabled(bool(text.strip()) and not self._bar.is_running)

    def _enable(self, is_free: bool) -> None:
        for widget in (self._source, self._browse, self._type):
            widget.setEnabled(is_free)
        self._start.setEnabled(is_free and bool(self._source.text().strip()))

    @Slot(dict)
    def _on_done(self, result: dict[str, Any]) -> None:
        self._enable(True)
        self._model_id = str(result.get("id", ""))
        self._start.setText(self.tr("Convert"))
        self._report_text.setText(self._told(result))
        self._report.show()
        self._notice.say(self.tr("The model is ready."), "right", self.tr("Use it"))
        self.model_ready.emit(self._model_id)

    def _told(self, result: dict[str, Any]) -> str:
        size, source = float(result.get("size_bytes", 0)), float(result.get("source_bytes", 0))
        lines = [
            self.tr("{name} as {type}: {size}").format(
                name=result.get("name", ""), type=result.get("file_type", ""), size=wording.size(size)
            )
        ]
        if source:
            percent = QLocale().toString(round(100 * size / source))
            lines[0] += self.tr(", {percent} % of the checkpoint").format(percent=percent)
        errors = {str(name): float(error) for name, error in dict(result.get("errors", {})).items()}
        if errors:
            name = max(errors, key=lambda each: errors[each])
            error = QLocale().toString(errors[name], "f", 3)
            lines.append(self.tr("Largest relative error: {error} in {tensor}").format(error=error, tensor=name))
        lines += [str(text) for text in result.get("checks", ())]
        lines.append(self.tr("File: {path}").format(path=result.get("path", "")))
        return "\n".join(lines)

    @Slot(SteppeError)
    def _on_failed(self, error: SteppeError) -> None:
        self._enable(True)
        self._model_id = ""
        self._notice.say(describe(error), "wrong")

    @Slot()
    def _on_paused(self) -> None:
        self._enable(True)
        self._start.setText(self.tr("Resume"))
        self._notice.say(self.tr("Paused. The same conversion goes on from here."))

    @Slot()
    def _on_use(self) -> None:
        if self._model_id:
            self.model_chosen.emit(self._model_id)
            self.close()

    def close_command(self) -> None:
        """End what is under way; the same conversion goes on from there another time."""
        self._bar.close_command()

    def closeEvent(self, event: QCloseEvent) -> None:
        """A conversion goes on behind a closed dialog unless it is a window of its own."""
        if self.parent() is None:
            self.close_command()
        super().closeEvent(event)
