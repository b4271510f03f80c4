"""One engine worker as the front sees it: the process, its pipes, and the thread that hands out what it says."""

from __future__ import annotations

import contextlib
import queue
import signal
import subprocess
import threading
from typing import Any

from steppe_models import errors
from steppe_models.engine.protocol import EngineSettings, LoadedModel, decode, encode
from steppe_models.engine.step_costs import StepCosts
from steppe_models.errors import EngineError, SteppeError
from steppe_models.own_process import own_command

STOP_GRACE_S = 1.0
_LAST_WORDS = 50

Inbox = queue.SimpleQueue[dict[str, Any]]


class WorkerGoneError(Exception):
    """The worker's output ended while something was expected of it."""


class WorkerProcess:
    """A worker from its start to its end; it is never started again, a new one takes its place.

    Any number of threads may wait for it and talk to it. Each request has a number and an inbox, where what the worker
    says of it arrives; when the worker ends, however, every inbox gets that as its last message.
    """

    def __init__(self, settings: EngineSettings) -> None:
        self.info: LoadedModel | None = None
        self.costs: StepCosts | None = None
        self._failure: Exception | None = None
        self._has_loaded = threading.Event()
        self._lock = threading.Lock()
        self._write_lock = threading.Lock()
        self._inboxes: dict[int, Inbox] = {}
        self._gone: dict[str, Any] | None = None
        self._last_words: list[bytes] = []
        self._process = subprocess.Popen(
            worker_command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        drain = threading.Thread(target=self._drain, name="engine-errors", daemon=True)
        drain.start()
        threading.Thread(target=self._dispatch, args=(drain,), name="engine", daemon=True).start()
        self.send(settings.to_wire())

    @property
    def pid(self) -> int | None:
        """The process id, while it runs."""
        return self._process.pid if self._process.poll() is None else None

    @property
    def is_loading(self) -> bool:
        """Whether it is still at loading the model."""
        return not self._has_loaded.is_set()

    def wait_loaded(self, timeout_s: float | None = None) -> LoadedModel:
        """Wait until the model is loaded.

        Raises:
            SteppeError: what the worker found wrong with file, memory or library.
            WorkerGoneError: it ended.
            TimeoutError: it took longer than `timeout_s`.
        """
        if not self._has_loaded.wait(timeout_s):
            raise TimeoutError
        if self._failure is not None:
            raise self._failure
        assert self.info is not None
        return self.info

    def open(self, number: int) -> Inbox:
        """An inbox for request `number`, until its last message."""
        inbox = Inbox()
        with self._lock:
            if self._gone is not None:
                inbox.put(self._gone)
            else:
                self._inboxes[number] = inbox
        return inbox

    def forget(self, number: int) -> None:
        """Nobody waits for request `number` any more."""
        with self._lock:
            self._inboxes.pop(number, None)

    def send(self, message: dict[str, Any]) -> None:
        """Send a request; that the worker is gone is noticed where its output ends."""
        with self._write_lock, contextlib.suppress(OSError, ValueError):
            assert self._process.stdin is not None
            self._process.stdin.write(encode(message))
            self._process.stdin.flush()

    def end(self) -> None:
        """End the process: ask, wait briefly, kill."""
        assert self._process.stdin is not None
        if self._write_lock.acquire(timeout=STOP_GRACE_S):  # held for long only if the worker does not read
            with contextlib.suppress(OSError):
                self._process.stdin.close()
            self._write_lock.release()
        try:
            self._process.wait(STOP_GRACE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        with self._write_lock, contextlib.suppress(OSError):
            self._process.stdin.close()

    def _dispatch(self, drain: threading.Thread) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as output:
            for line in output:
                try:
                    message = decode(line)
                except ValueError:  # half a line: the worker was killed in the middle of it
                    self._process.kill()
                    break
                self._deliver(message)
        code = self._process.wait()
        drain.join(STOP_GRACE_S)
        words = b"".join(self._last_words[-20:]).decode("utf-8", "replace")
        gone = {"event": "gone", "code": code, "words": words}
        if not self._has_loaded.is_set():
            self._failure = WorkerGoneError(gone_sentence(gone))
            self._has_loaded.set()
        with self._lock:
            self._gone = gone
            for inbox in self._inboxes.values():
                inbox.put(gone)

    def _deliver(self, message: dict[str, Any]) -> None:
        number = message.get("id")
        if number is not None:
            if message["event"] == "costs":
                self.costs = StepCosts.from_json(message["costs"])
            is_last = message["event"] != "text"
            with self._lock:
                inbox = self._inboxes.pop(number, None) if is_last else self._inboxes.get(number)
            if inbox is not None:
                inbox.put(message)
        elif not self._has_loaded.is_set():
            if message["event"] == "loaded":
                self.info = LoadedModel(**message["info"])
                self.costs = StepCosts.from_json(message["costs"]) if message["costs"] else None
            else:
                self._failure = error_of(message)
            self._has_loaded.set()
        else:
            with self._lock:
                for inbox in self._inboxes.values():
                    inbox.put(message)

    def _drain(self) -> None:
        assert self._process.stderr is not None
        with self._process.stderr as stream:
            for line in stream:
                self._last_words.append(line)
                del self._last_words[:-_LAST_WORDS]


def worker_command() -> list[str]:
    """How the worker process is started, in a frozen build too."""
    return own_command("engine", "steppe_models.engine.worker")


def error_of(message: dict[str, Any]) -> SteppeError:
    """The error that the worker reports."""
    kind = getattr(errors, message["kind"], EngineError)
    error: SteppeError = kind(message["message"], message["hint"])
    return error


def gone_sentence(message: dict[str, Any]) -> str:
    """How the worker ended, in words."""
    code = message["code"]
    if code == -signal.SIGKILL:
        return "The engine was killed, most likely because memory ran out."
    if code < 0:
        return f"The engine crashed ({signal.Signals(-code).name})."
    words = [line for line in message["words"].splitlines() if line.strip()]
    return f"The engine ended unexpectedly (exit code {code}{': ' + words[-1].strip() if words else ''})."
