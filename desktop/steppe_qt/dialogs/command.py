"""Runs one `steppe` verb with --json as a process of its own and hands on its events; stopping it is always possible.

Long work on model files is done by the command line itself: the window's process stays free, a stop takes effect at
once, and what has been fetched is kept, because the store survives a kill at any byte.
"""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, Signal, Slot

from steppe_models.errors import SteppeError
from steppe_models.own_process import steppe_command

_LONGEST_LINE = 1_000_000
_STOP_WAIT_MS = 2000


class Command(QObject):
    """One run of a verb; it ends in exactly one of `succeeded`, `failed` and `stopped`.

    `progressed` carries stage, done and total (bytes, or the stage's own unit); `noted` a sentence; `succeeded` the
    last JSON object.
    """

    progressed = Signal(str, float, float)
    noted = Signal(str)
    event_came = Signal(dict)
    succeeded = Signal(dict)
    failed = Signal(SteppeError)
    stopped = Signal()

    def __init__(self, arguments: list[str], parent: QObject | None = None, *, ends_with: str = "") -> None:
        """With `ends_with`, a run whose last event has that name has succeeded, whatever its exit code says."""
        super().__init__(parent)
        self._ends_with = ends_with
        self.arguments = arguments
        self._process = QProcess(self)
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("PYTHONUNBUFFERED", "1")
        environment.insert("PYTHONIOENCODING", "utf-8")
        self._process.setProcessEnvironment(environment)
        self._process.setStandardInputFile(QProcess.nullDevice())
        self._process.readyReadStandardOutput.connect(self._on_output)
        self._process.readyReadStandardError.connect(self._on_words)
        self._process.finished.connect(self._on_finished)
        self._process.errorOccurred.connect(self._on_error)
        self._rest = b""
        self._words = b""
        self._last: dict[str, Any] = {}
        self._is_stopped = False
        self._has_ended = False

    @property
    def is_running(self) -> bool:
        """Whether it is under way."""
        return self._process.state() != QProcess.ProcessState.NotRunning

    def start(self) -> None:
        """Start the process; returns at once."""
        program, *before = steppe_command()
        self._process.start(program, [*before, *self.arguments, "--json"])

    def stop(self) -> None:
        """End the process at once; `stopped` follows."""
        if self.is_running:
            self._is_stopped = True
            self._process.kill()

    def close(self) -> None:
        """End the process and wait for it; no signal follows."""
        self._has_ended = True
        if self.is_running:
            self._process.kill()
            self._process.waitForFinished(_STOP_WAIT_MS)

    @Slot()
    def _on_output(self) -> None:
        data = self._rest + self._process.readAllStandardOutput().data()
        *lines, self._rest = data.split(b"\n")
        if len(self._rest) > _LONGEST_LINE:
            self._rest = b""
        for line in lines:
            self._take(line)

    def _take(self, line: bytes) -> None:
        try:
            event = json.loads(line)
        except ValueError:
            return  # not a line of ours: a library printed something
        if not isinstance(event, dict) or self._has_ended:
            return
        self._last = event
        kind = event.get("event")
        if kind == "progress":
            self.progressed.emit(str(event.get("stage", "")), _amount(event, "done"), _amount(event, "total"))
        elif kind == "note":
            self.noted.emit(str(event.get("text", "")))
        else:
            self.event_came.emit(event)

    @Slot()
    def _on_words(self) -> None:
        self._words = (self._words + self._process.readAllStandardError().data())[-4000:]

    @Slot()
    def _on_finished(self) -> None:
        self._on_output()
        if self._rest:
            self._take(self._rest)
        code = self._process.exitCode()
        is_crash = self._process.exitStatus() == QProcess.ExitStatus.CrashExit
        if self._has_ended:
            return
        self._has_ended = True
        if self._is_stopped:
            self.stopped.emit()
        elif self._last.get("event") == "error":
            self.failed.emit(_error_of(self._last))
        elif self._ends_with and self._last.get("event") == self._ends_with:
            self.succeeded.emit(self._last)
        elif is_crash or code != 0:
            words = self._words.decode("utf-8", "replace").strip().splitlines()
            last = f" ({words[-1].strip()[:200]})" if words else ""
            self.failed.emit(SteppeError(f"It ended unexpectedly{last}.", "Try again."))
        else:
            self.succeeded.emit(self._last)

    @Slot(QProcess.ProcessError)
    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart and not self._has_ended:
            self._has_ended = True
            self.failed.emit(
                SteppeError("A second process could not be started.", "Close other programs and try again.")
            )


def _amount(event: dict[str, Any], name: str) -> float:
    """A transfer counts bytes, a conversion its own units."""
    value = event.get(f"{name}_bytes", event.get(name))
    return float(value) if isinstance(value, int | float) else 0.0


def _error_of(event: dict[str, Any]) -> SteppeError:
    error = SteppeError(str(event.get("message", "")), str(event.get("hint", "")))
    error.code = str(event.get("code", "failed"))
    return error
