"""A bar that shows how far a download, a copy or a check is, with a button to pause or stop it."""

from __future__ import annotations

import time

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from steppe_models.errors import SteppeError
from steppe_qt.dialogs import wording
from steppe_qt.dialogs.command import Command
from steppe_qt.theme.parts import button, label
from steppe_qt.theme.tokens import SPACE, SPACE_HALF

_STEPS = 1000
_SPEED_WINDOW_S = 5.0
_SHOW_EVERY_S = 0.25


class TransferBar(QWidget):
    """Runs one command at a time and shows it; hidden while there is none.

    A pull can be paused: its bytes stay, and the next pull goes on from there. Anything else can only be stopped.
    """

    succeeded = Signal(dict)
    failed = Signal(SteppeError)
    paused = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._command: Command | None = None
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._text = label(kind="small")
        self._text.setAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        self._note = label(kind="small")
        self._note.hide()
        self._halt = button("", self.stop)
        self._samples: list[tuple[float, float]] = []
        self._shown_at = 0.0
        self._stage = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_HALF)
        row = QHBoxLayout()
        row.setSpacing(2 * SPACE)
        left = QVBoxLayout()
        left.setSpacing(SPACE_HALF)
        left.addStretch(1)
        left.addWidget(self._bar)
        left.addWidget(self._text)
        left.addStretch(1)
        row.addLayout(left, 1)
        row.addWidget(self._halt)
        column.addLayout(row)
        column.addWidget(self._note)
        self.hide()

    @property
    def is_running(self) -> bool:
        """Whether a command is under way."""
        return self._command is not None

    @property
    def text(self) -> str:
        """What it says now."""
        return self._text.text()

    def run(self, arguments: list[str], name: str, *, can_pause: bool) -> None:
        """Start a verb that tells its progress; `name` is what it is about, for screen readers."""
        self.close_command()
        self._samples, self._stage, self._shown_at = [], "", 0.0
        self._bar.setRange(0, 0)
        self._bar.setAccessibleName(self.tr("Progress of {name}").format(name=name))
        self._text.setText(self.tr("Starting"))
        self._note.hide()
        self._halt.setText(self.tr("Pause") if can_pause else self.tr("Stop"))
        self._halt.setAccessibleName(
            (self.tr("Pause {name}") if can_pause else self.tr("Stop {name}")).format(name=name)
        )
        self._halt.setEnabled(True)
        command = Command(arguments, self)
        command.progressed.connect(self._on_progress)
        command.noted.connect(self._on_note)
        command.succeeded.connect(self._on_succeeded)
        command.failed.connect(self._on_failed)
        command.stopped.connect(self._on_stopped)
        self._command = command
        self.show()
        command.start()

    @Slot()
    def stop(self) -> None:
        """Pause or stop what runs."""
        if self._command is not None:
            self._halt.setEnabled(False)
            self._command.stop()

    def close_command(self) -> None:
        """End what runs, silently, and wait for it."""
        if self._command is not None:
            self._command.close()
            self._end()

    def _end(self) -> None:
        if self._command is not None:
            self._command.deleteLater()
            self._command = None
        self.hide()

    @Slot(str, float, float)
    def _on_progress(self, stage: str, done_bytes: float, total_bytes: float) -> None:
        now = time.monotonic()
        if stage != self._stage:
            self._stage, self._samples = stage, []
        self._samples.append((now, done_bytes))
        while len(self._samples) > 2 and now - self._samples[0][0] > _SPEED_WINDOW_S:
            self._samples.pop(0)
        if now - self._shown_at < _SHOW_EVERY_S and done_bytes < total_bytes:
            return
        self._shown_at = now
        if total_bytes > 0:
            self._bar.setRange(0, _STEPS)
            self._bar.setValue(round(_STEPS * min(1.0, done_bytes / total_bytes)))
        text = wording.progress(stage, done_bytes, total_bytes, self._speed())
        self._text.setText(text)
        self._bar.setAccessibleDescription(text)

    def _speed(self) -> float:
        """Bytes a second over the last seconds; 0 until that means something."""
        (first_at, first), (last_at, last) = self._samples[0], self._samples[-1]
        return (last - first) / (last_at - first_at) if last_at - first_at >= 1.0 else 0.0

    @Slot(str)
    def _on_note(self, text: str) -> None:
        from steppe_qt.translations.install import said

        self._note.setText(said(text))
        self._note.show()

    @Slot(dict)
    def _on_succeeded(self, result: dict[str, object]) -> None:
        self._end()
        self.succeeded.emit(result)

    @Slot(SteppeError)
    def _on_failed(self, error: SteppeError) -> None:
        self._end()
        self.failed.emit(error)

    @Slot()
    def _on_stopped(self) -> None:
        self._end()
        self.paused.emit()
