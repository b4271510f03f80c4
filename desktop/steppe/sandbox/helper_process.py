"""One sandbox helper as the application sees it: the process, its pipes, one thread that listens to it."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from steppe.sandbox import protocol
from steppe.sandbox.job_object import Job, hold
from steppe.sandbox.outcome import STATUSES
from steppe.sandbox.protocol import Frame, FrameError, read_frame
from steppe_models.errors import SteppeError
from steppe_models.own_process import own_command

Phase = Literal["starting", "compiling", "ready", "failed", "ended"]
_SMALL_FRAME_BYTES = 4096  # an empty pipe takes this much without blocking on every system
_GRACE_S = 1.0
_KEPT_ENVIRONMENT = ("SYSTEMROOT", "WINDIR")  # Windows cannot start a process without them


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a helper cannot be used."""

    reason: str
    hint: str = ""
    code: str = "sandbox"


def helper_command(component: Path, cache: Path | None) -> list[str]:
    """How to start a helper: this interpreter, or the frozen application itself, as a worker."""
    command = own_command("sandbox", "steppe.sandbox.helper", flags=["-I"])
    return [*command, str(component)] if cache is None else [*command, str(component), str(cache)]


def scrubbed_environment() -> dict[str, str]:
    """The helper's whole environment: nothing of the user's."""
    kept = {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}
    return {**kept, "LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}


class HelperProcess:
    """A started helper. Its state is read under `changed`, which is notified of every result and change of phase."""

    def __init__(
        self, command: list[str], changed: threading.Condition, on_end: Callable[[HelperProcess], None]
    ) -> None:
        """Start the process; `on_end` is called once, from the listening thread and under `changed`, when it is over.

        Raises:
            OSError: the system refuses to start it.
        """
        self.phase: Phase = "starting"
        self.failure: Failure | None = None
        self.engine = ""
        self.isolation: tuple[str, ...] = ()
        self.packages: tuple[str, ...] = ()
        self.note = ""
        self.started_s = time.monotonic()
        self.results: dict[int, Frame | None] = {}
        self._changed = changed
        self._on_end = on_end
        self._sending = threading.Lock()
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=scrubbed_environment(),
            cwd=os.path.abspath(os.sep),
            start_new_session=os.name == "posix",
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._to_helper: BinaryIO = self._process.stdin  # type: ignore[assignment]  # a binary pipe is one
        self._from_helper: BinaryIO = self._process.stdout  # type: ignore[assignment]
        self.pid = self._process.pid
        self._job, self._outer_walls = self._hold()
        self._listener = threading.Thread(target=self._listen, name="sandbox-listener", daemon=True)
        self._listener.start()

    def begin(self, identity: int, frame: Frame) -> None:
        """Send a program; its result will stand in `results`."""
        with self._changed:
            self.results[identity] = None
        data = frame.encode()
        if len(data) <= _SMALL_FRAME_BYTES:
            self._send(data)
        else:  # a helper that does not read must not hold the caller, who keeps the clock
            threading.Thread(target=self._send, args=(data,), name="sandbox-sender", daemon=True).start()

    def cancel(self, identity: int) -> None:
        """Ask the helper to end a program."""
        self._send(Frame({"op": "cancel", "id": identity}).encode())

    def strike(self) -> None:
        """End the process now, whatever it does, and do not wait for it."""
        self._process.kill()

    def kill(self) -> None:
        """End the process now and wait until that is known; not to be called under `changed`."""
        self._process.kill()
        self._finish()

    def close(self) -> None:
        """Let the process end by closing its input; kill it if it does not."""
        if self._sending.acquire(timeout=_GRACE_S):
            try:
                with contextlib.suppress(OSError):
                    self._to_helper.close()
            finally:
                self._sending.release()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(_GRACE_S)
        self._process.kill()
        self._finish()

    def _hold(self) -> tuple[Job | None, tuple[str, ...]]:
        """On Windows a job, so that the helper cannot outlive the application; elsewhere its parent's pipes do that."""
        if sys.platform != "win32":
            return None, ()
        try:
            return hold(int(vars(self._process)["_handle"]))
        except OSError:  # it still ends with the pipe to it; `isolation` does not name the job
            return None, ()

    def _finish(self) -> None:
        self._process.wait()
        if self._listener is not threading.current_thread():
            self._listener.join()

    def _send(self, data: bytes) -> None:
        with self._sending, contextlib.suppress(OSError, ValueError):  # a dead helper is noticed by the listener
            self._to_helper.write(data)
            self._to_helper.flush()

    def _listen(self) -> None:
        failure: Failure | None = None
        try:
            while (frame := read_frame(self._from_helper)) is not None:
                failure = self._take(frame)
                if failure is not None:
                    break
        except SteppeError as error:
            failure = Failure(error.message, error.hint)
        except (OSError, ValueError):
            pass  # the pipe was closed on this side
        if failure is not None:
            self._process.kill()
        self._process.wait()
        if self._sending.acquire(timeout=_GRACE_S):  # whoever was sending has met a broken pipe by now
            with contextlib.suppress(OSError):
                self._to_helper.close()
            self._sending.release()
        self._from_helper.close()
        if self._job is not None:
            self._job.close()
        with self._changed:
            self.failure = failure
            self.phase = "failed" if failure is not None else "ended"
            self._on_end(self)
            self._changed.notify_all()

    def _take(self, frame: Frame) -> Failure | None:
        match frame.text("op"):
            case "compiling":
                self._enter("compiling")
            case "hello":
                frame.number("v", protocol.VERSION, protocol.VERSION)
                self.engine = frame.text("engine")
                self.isolation = (*frame.texts("isolation"), *self._outer_walls)
                self.packages = frame.texts("packages") if "packages" in frame.header else ()
                self.note = frame.text("not_kept")
                self._enter("ready")
            case "failed":
                return Failure(frame.text("reason"), frame.text("hint"), frame.text("code"))
            case "result":
                self._take_result(frame)
            case other:
                raise FrameError(f"`{other}` is unknown")
        return None

    def _take_result(self, frame: Frame) -> None:
        identity = frame.number("id")
        if frame.text("status") not in STATUSES or len(frame.blobs) != 2:
            raise FrameError("a result without status or output")
        with self._changed:
            if identity not in self.results or self.results[identity] is not None:
                raise FrameError("a result that nobody asked for")
            self.results[identity] = frame
            self._changed.notify_all()

    def _enter(self, phase: Phase) -> None:
        with self._changed:
            self.phase = phase
            self._changed.notify_all()
