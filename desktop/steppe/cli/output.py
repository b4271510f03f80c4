"""What the command line writes: data on standard output, progress and messages on standard error."""

from __future__ import annotations

import errno
import json
import os
import sys
import time
from typing import Any

from steppe_models.errors import DiskFullError, SteppeError


def emit_json(value: dict[str, Any]) -> None:
    """One JSON object on one line of standard output, out at once."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def note(text: str) -> None:
    """One line for the person, on standard error."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201


def line(text: str = "") -> None:
    """One line of data on standard output."""
    print(text, flush=True)  # noqa: T201


def report_error(error: SteppeError, *, as_json: bool) -> None:
    """Say what is wrong and what to do, once; with `--json` as the stream's last object."""
    if as_json:
        try:
            emit_json({"event": "error", "code": error.code, "message": error.message, "hint": error.hint})
        except OSError:  # it is standard output that is full, or gone
            forget_stdout()
    note(f"steppe: {error.message}" + (f"\n{error.hint}" if error.hint else ""))


def describe_os_error(error: OSError) -> SteppeError:
    """The operating system's refusal as a sentence."""
    where = f" ({error.filename})" if error.filename else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFullError(f"The disk is full{where}.", "Make room, then run the same command again; it resumes.")
    return SteppeError(f"{(error.strerror or str(error)).rstrip('.')}{where}.", "Check the path and its permissions.")


def forget_stdout() -> None:
    """After a reader has gone: point standard output nowhere, so that the exit is quiet."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def human_size(size: float) -> str:
    """Bytes in decimal units, as disks are sold: 1.12 GB."""
    for unit in ("B", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}"
        size /= 1000
    return f"{size:.2f} GB"


def human_time(seconds: float) -> str:
    """A duration for people: 45 s, 2 min 05 s, 1 h 10 min."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02d} min"


class ProgressLine:
    """One self-overwriting line with share, speed and time left; plain lines now and then when piped."""

    def __init__(self, label: str) -> None:
        self.label = label
        self.started = time.monotonic()
        self.first_done: int | None = None
        self.is_terminal = sys.stderr.isatty()
        self.last_shown = 0.0

    def update(self, done: int, total: int, *, what: str = "") -> None:
        """Show `done` of `total` bytes; at most five times a second on a terminal, every ten seconds when piped."""
        now = time.monotonic()
        if self.first_done is None:
            self.first_done, self.started = done, now
        is_last = total > 0 and done >= total
        if not is_last and now - self.last_shown < (0.2 if self.is_terminal else 10.0):
            return
        self.last_shown = now
        speed = (done - self.first_done) / max(now - self.started, 1e-3)
        left = f", {human_time((total - done) / speed)} left" if speed > 0 and total > done else ""
        share = f"{done / total:4.0%} of {human_size(total)}" if total else human_size(done)
        text = f"{what or self.label}: {share}, {human_size(speed)}/s{left}"
        if self.is_terminal:
            sys.stderr.write(f"\r\x1b[2K{text}")
            sys.stderr.flush()
        else:
            note(text)

    def close(self) -> None:
        """End the line, so that what follows starts on its own."""
        if self.is_terminal and self.last_shown:
            sys.stderr.write("\n")
            sys.stderr.flush()
