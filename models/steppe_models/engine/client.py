"""The front's side of the engine: starts the worker, streams text, stops it, and restarts it after a crash."""

from __future__ import annotations

import contextlib
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from types import TracebackType
from typing import Any

from steppe_models import errors
from steppe_models.engine.interface import EngineNote, TextChunk
from steppe_models.engine.protocol import (
    EngineSettings,
    Generated,
    GenerateRequest,
    LoadedModel,
    decode,
    encode,
)
from steppe_models.errors import EngineError, SteppeError

STOP_GRACE_S = 1.0
RESTARTS = 2


class _WorkerGoneError(Exception):
    """The worker's output ended while something was expected of it."""


class Engine:
    """One model in one worker process.

    `start` returns at once and the model loads meanwhile; `generate` waits for it. If the worker dies, it is started
    again (at most twice per generation) and the generation goes on from the text it had; a note says so.
    """

    def __init__(self, settings: EngineSettings) -> None:
        self.settings = settings
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._numbers = iter(range(1, 1 << 62))
        self._loaded: queue.Queue[dict[str, Any]] = queue.Queue()
        self._inboxes: dict[int, queue.Queue[dict[str, Any]]] = {}
        self._info: LoadedModel | None = None
        self._failure: Exception | None = None
        self._is_closed = False

    def __enter__(self) -> Engine:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The worker's process id, while it runs."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def start(self) -> None:
        """Start the worker and have it load the model; returns at once."""
        with self._lock:
            if self._process is not None:
                return
            self._loaded, self._info, self._failure, self._is_closed = queue.Queue(), None, None, False
            process = subprocess.Popen(
                worker_command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
            )
            self._process = process
            last_words: list[bytes] = []
            threading.Thread(target=_drain, args=(process, last_words), name="engine-errors", daemon=True).start()
            threading.Thread(target=self._dispatch, args=(process, last_words), name="engine", daemon=True).start()
        self._send(self.settings.to_wire())

    def wait_loaded(self, timeout_s: float | None = None) -> LoadedModel:
        """Wait until the model is loaded.

        Raises:
            SteppeError: what the worker found wrong with file, memory or library, or that it ended.
            TimeoutError: it took longer than `timeout_s`.
        """
        self.start()
        try:
            return self._wait_loaded(timeout_s)
        except _WorkerGoneError as gone:
            raise EngineError(str(gone), "Run `steppe doctor`, or choose a smaller model.") from gone

    def _wait_loaded(self, timeout_s: float | None = None) -> LoadedModel:
        while self._info is None:
            if self._failure is not None:
                raise self._failure
            try:
                message = self._loaded.get(timeout=timeout_s)
            except queue.Empty:
                raise TimeoutError from None
            if message["event"] == "loaded":
                self._info = LoadedModel(**message["info"])
            elif message["event"] == "gone":
                self._failure = _WorkerGoneError(_gone_sentence(message))
            else:
                self._failure = _error(message)
        return self._info

    def generate(self, request: GenerateRequest) -> Generation:
        """Begin to decode a request; iterate over the result for its text."""
        generation = Generation(self, request)
        generation.submit()
        return generation

    def close(self) -> None:
        """Stop whatever runs and end the worker: ask, wait briefly, kill."""
        self._is_closed = True
        self._end_worker()

    def _end_worker(self) -> None:
        with self._lock:
            process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(OSError):
            assert process.stdin is not None
            process.stdin.close()
        try:
            process.wait(STOP_GRACE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    # Between the client and its generations

    def _open(self, request: GenerateRequest) -> tuple[int, queue.Queue[dict[str, Any]]]:
        self.start()
        number = next(self._numbers)
        inbox: queue.Queue[dict[str, Any]] = queue.Queue()
        self._inboxes[number] = inbox
        self._send(request.to_wire(number))
        return number, inbox

    def _forget(self, number: int) -> None:
        self._inboxes.pop(number, None)

    def _cancel(self, number: int) -> None:
        self._send({"op": "cancel", "id": number})

    def _restart(self, attempt: int) -> str:
        """Start the worker again, the second time with less; returns what was changed, in words."""
        self._end_worker()
        changed = ""
        if attempt > 0:
            context = max(1024, self.settings.context // 2)
            self.settings = replace(self.settings, gpu_layers=0, context=context)
            changed = f" with a context of {context} tokens and without the GPU"
        self.start()
        return changed

    def _send(self, message: dict[str, Any]) -> None:
        with (
            self._lock,
            contextlib.suppress(OSError, ValueError),
        ):  # a dead worker is noticed where its output ends
            if self._process and self._process.stdin:
                self._process.stdin.write(encode(message))
                self._process.stdin.flush()

    def _dispatch(self, process: subprocess.Popen[bytes], last_words: list[bytes]) -> None:
        """Reader thread: hand every event to whom it is for, and tell all of them when the worker is gone."""
        assert process.stdout is not None
        loaded, inboxes = self._loaded, self._inboxes
        is_loading = True
        for line in process.stdout:
            message = decode(line)
            number = message.get("id")
            if number is not None:
                if number in inboxes:
                    inboxes[number].put(message)
            elif is_loading:
                loaded.put(message)
                is_loading = False
            else:
                for inbox in list(inboxes.values()):
                    inbox.put(message)
        process.stdout.close()
        code = process.wait()
        gone = {"event": "gone", "code": code, "words": b"".join(last_words[-20:]).decode("utf-8", "replace")}
        loaded.put(gone)
        for inbox in list(inboxes.values()):
            inbox.put(gone)


class Generation:
    """One request being decoded: iterate for text and notes; `result` is there when the iteration has ended."""

    def __init__(self, engine: Engine, request: GenerateRequest) -> None:
        self.request = request
        self.result: Generated | None = None
        self._engine = engine
        self._number = 0
        self._inbox: queue.Queue[dict[str, Any]] = queue.Queue()
        self._text = ""
        self._tokens = 0
        self._tokens_before = 0
        self._started = time.perf_counter()
        self._is_cancelled = False

    def submit(self) -> None:
        """Send what is left to do to the worker."""
        left = replace(
            self.request,
            prompt=self.request.prompt + self._text,
            max_tokens=max(1, self.request.max_tokens - self._tokens),
        )
        self._tokens_before = self._tokens
        self._number, self._inbox = self._engine._open(left)

    def __iter__(self) -> Iterator[TextChunk | EngineNote]:
        engine = self._engine
        try:
            for restart in range(RESTARTS + 1):
                try:
                    engine._wait_loaded()
                    yield from self._follow()
                    return
                except _WorkerGoneError as gone:
                    if engine._is_closed:
                        raise EngineError("The engine was closed.", "Start it again.") from None
                    if restart == RESTARTS or self._is_cancelled:
                        advice = "Choose a smaller model: `steppe models fit`."
                        raise EngineError(f"{gone} Starting it again did not help.", advice) from gone
                    changed = engine._restart(restart)
                    yield EngineNote(f"{gone} It was started again{changed}, and the text goes on from where it was.")
                    engine._forget(self._number)
                    self.submit()
        finally:
            engine._forget(self._number)

    def cancel(self) -> None:
        """Stop this generation; the iteration then ends with the reason `cancelled`."""
        self._is_cancelled = True
        self._engine._cancel(self._number)

    def _follow(self) -> Iterator[TextChunk]:
        while True:
            message = self._inbox.get()
            if message["event"] == "text":
                self._text += message["text"]
                self._tokens = self._tokens_before + message["tokens"]
                yield TextChunk(message["text"], self._tokens)
            elif message["event"] == "end":
                raw = Generated(**message["result"])
                tokens = self._tokens_before + raw.tokens
                self.result = replace(raw, text=self._text, tokens=tokens, seconds=time.perf_counter() - self._started)
                return
            elif message["event"] == "gone":
                raise _WorkerGoneError(_gone_sentence(message))
            else:
                raise _error(message)


def worker_command() -> list[str]:
    """How the worker process is started, in a frozen build too."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--worker", "engine"]
    return [
        sys.executable,
        "-P",
        "-m",
        "steppe_models.engine.worker",
    ]  # -P: the current folder is not searched


def _drain(process: subprocess.Popen[bytes], last_words: list[bytes]) -> None:
    assert process.stderr is not None
    with process.stderr:
        for line in process.stderr:
            last_words.append(line)
            del last_words[:-50]


def _error(message: dict[str, Any]) -> SteppeError:
    kind = getattr(errors, message["kind"], EngineError)
    error: SteppeError = kind(message["message"], message["hint"])
    return error


def _gone_sentence(message: dict[str, Any]) -> str:
    code = message["code"]
    if code == -signal.SIGKILL:
        return "The engine was killed, most likely because memory ran out."
    if code < 0:
        return f"The engine crashed ({signal.Signals(-code).name})."
    words = [line for line in message["words"].splitlines() if line.strip()]
    return f"The engine ended unexpectedly (exit code {code}{': ' + words[-1].strip() if words else ''})."
