"""Has a document printed to PDF by the window's own painter, in a process of its own: nothing here imports Qt."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from steppe.export.as_json import write_json
from steppe.export.document import Document
from steppe_models.errors import DiskFullError, MissingError, SteppeError
from steppe_models.own_process import own_command

LIMIT_S = 300.0
NO_ROOM = 28  # exit code: there was no room for the file


def write_pdf(document: Document, path: Path, *, shown: Path | None = None) -> None:
    """Write the document to a file as PDF; works without a display. Errors name the file `shown`.

    Raises:
        MissingError: PySide6 is not installed.
        DiskFullError: there is no room.
        SteppeError: the process that prints failed.
    """
    try:
        done = subprocess.run(
            [*_command(), str(path)],
            input=write_json(document).encode(),
            capture_output=True,
            check=False,
            timeout=LIMIT_S,
            env=_environment(),
        )
    except subprocess.TimeoutExpired as error:
        raise SteppeError(
            f"The document was not printed within {LIMIT_S:.0f} s.", "Export fewer problems at a time."
        ) from error
    if done.returncode == 0:
        return
    raise _failed(done.returncode, done.stderr.decode("utf-8", "replace"), shown or path)


def _command() -> list[str]:
    return own_command("print", "steppe_qt.printing.worker")


def _environment() -> dict[str, str]:
    environment = dict(os.environ)
    environment["QT_QPA_PLATFORM"] = "offscreen"
    environment["PYTHONIOENCODING"] = "utf-8"
    return environment


def _failed(code: int, errors: str, path: Path) -> SteppeError:
    if "No module named 'PySide6'" in errors or "No module named 'steppe_qt'" in errors:
        return MissingError("PDF needs PySide6, which is not installed.", "Install it: pip install 'steppe[gui]'")
    if code == MissingError.exit_code:
        return MissingError(errors.strip() or "PDF needs a part that is missing.", "pip install 'steppe[gui]'")
    if code == NO_ROOM:
        return DiskFullError(f"The disk is full: {path} could not be written.", "Make room, then export it again.")
    last = errors.strip().splitlines()[-1:] or ["it said nothing"]
    return SteppeError(f"The document could not be printed: {last[0]}", "`steppe doctor` shows what does not work.")
