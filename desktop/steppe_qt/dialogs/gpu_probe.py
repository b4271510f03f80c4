"""Asks a short-lived engine worker which GPUs there are, without the window waiting for a graphics driver."""

from __future__ import annotations

import json

from PySide6.QtCore import QObject, QProcess, QTimer, Signal, Slot

from steppe_models.engine.client import worker_command
from steppe_models.engine.probe import PROBE_LIMIT_S
from steppe_models.hardware import Gpu


class GpuProbe(QObject):
    """One probe; `found` carries a tuple of GPUs, `unknown` says that the engine gave no answer."""

    found = Signal(tuple)
    unknown = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._process = QProcess(self)
        self._process.setStandardErrorFile(QProcess.nullDevice())
        self._process.finished.connect(self._on_finished)
        self._process.errorOccurred.connect(self._on_error)
        self._limit = QTimer(self)
        self._limit.setSingleShot(True)
        self._limit.timeout.connect(self._process.kill)
        self._is_closed = False

    def start(self) -> None:
        """Ask; returns at once."""
        program, *arguments = [*worker_command(), "--probe"]
        self._process.start(program, arguments)
        self._process.closeWriteChannel()
        self._limit.start(round(PROBE_LIMIT_S * 1000))

    def close(self) -> None:
        """End the probe and wait for it; no signal follows."""
        self._is_closed = True
        self._limit.stop()
        if self._process.state() != QProcess.ProcessState.NotRunning:
            self._process.kill()
            self._process.waitForFinished(2000)

    @Slot()
    def _on_finished(self) -> None:
        self._limit.stop()
        if self._is_closed:
            return
        try:
            answer = json.loads(bytes(self._process.readAllStandardOutput().data()).splitlines()[-1])
            gpus = tuple(Gpu(**gpu) for gpu in answer["gpus"])
        except (IndexError, ValueError, KeyError, TypeError):
            self.unknown.emit()
        else:
            self.found.emit(gpus)

    @Slot(QProcess.ProcessError)
    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart and not self._is_closed:
            self.unknown.emit()
