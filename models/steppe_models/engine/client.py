"""The front's side of the engine: starts the worker, streams text, stops it, and restarts it after a crash."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from types import TracebackType

from steppe_models.engine.interface import EngineNote, TextChunk
from steppe_models.engine.protocol import EngineSettings, Generated, GenerateRequest, LoadedModel
from steppe_models.engine.step_costs import StepCosts
from steppe_models.engine.worker_process import (
    Inbox,
    WorkerGoneError,
    WorkerProcess,
    error_of,
    gone_sentence,
    worker_command,
)
from steppe_models.errors import EngineError

RESTARTS = 2
ACKNOWLEDGEMENTS = 8  # the worker is told what was read so many times while a reader may fall behind
_LEAST_CONTEXT = 1024


class Engine:
    """One model in one worker process.

    `start` returns at once and the model loads meanwhile; `generate` waits for it. If the worker dies, it is started
    again once for all generations under way (each bears it twice), and they go on from the text they had; a note says
    so. All methods may be called from any thread.
    """

    def __init__(self, settings: EngineSettings) -> None:
        self.settings = settings
        self._lock = threading.Lock()
        self._numbers = iter(range(1, 1 << 62))
        self._worker: WorkerProcess | None = None
        self._is_closed = False
        self._deaths = 0  # since a generation came to its end
        self._changed = ""

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
        worker = self._worker
        return worker.pid if worker is not None else None

    def start(self) -> None:
        """Start the worker and have it load the model; returns at once."""
        self._current()

    def wait_loaded(self, timeout_s: float | None = None) -> LoadedModel:
        """Wait until the model is loaded.

        Raises:
            SteppeError: what the worker found wrong with file, memory or library, or that it ended.
            TimeoutError: it took longer than `timeout_s`.
        """
        try:
            return self._current().wait_loaded(timeout_s)
        except WorkerGoneError as gone:
            raise EngineError(str(gone), "Run `steppe doctor`, or choose a smaller model.") from gone

    def generate(self, request: GenerateRequest) -> Generation:
        """Begin to decode a request; iterate over the result for its text.

        What is not read waits here, at most the settings' `unread_events`: then the generation pauses until it is read
        on, and gives up its place when others need it.
        """
        generation = Generation(self, request)
        generation.submit(self._current())
        return generation

    def step_costs(self, *, is_anew: bool = False) -> StepCosts:
        """What decode steps cost here; if that is not known yet, it is measured as soon as nothing runs.

        Measuring takes a second or two, once for each model and machine, and again where `is_anew` asks for it. A
        request that comes meanwhile goes first: the step being measured is broken off.

        Raises:
            SteppeError: the engine was not started or has been closed, or the model could not be loaded or run.
        """
        worker = self._worker
        if worker is None:
            raise EngineError("The engine is not running.", "Start it first.")
        if worker.costs is not None and not is_anew:
            return worker.costs
        number = self._next_number()
        inbox = worker.open(number)
        worker.send({"op": "measure", "id": number, "anew": is_anew})
        try:
            worker.wait_loaded()
            message = inbox.get()
        except WorkerGoneError as gone:
            raise EngineError(str(gone), "Run `steppe doctor`, or choose a smaller model.") from gone
        if message["event"] == "gone":
            raise EngineError(gone_sentence(message), "Run `steppe doctor`, or choose a smaller model.")
        if message["event"] != "costs":
            raise error_of(message)
        return StepCosts.from_json(message["costs"])

    def known_step_costs(self) -> StepCosts | None:
        """The step costs if they are known by now, from this machine's cache or measured; does not wait."""
        worker = self._worker
        return worker.costs if worker is not None else None

    def is_answering(self, timeout_s: float) -> bool:
        """Whether the worker takes requests between its steps, for a watchdog; one that is loading counts as well.

        Waits at most `timeout_s`; starts nothing.
        """
        worker = self._worker
        if worker is None or worker.pid is None:
            return False
        if worker.is_loading:
            return True
        number = self._next_number()
        inbox = worker.open(number)
        worker.send({"op": "ping", "id": number})
        try:
            return bool(inbox.get(timeout=timeout_s)["event"] == "pong")
        except queue.Empty:
            worker.forget(number)
            return False

    def close(self) -> None:
        """Stop whatever runs and end the worker: ask, wait briefly, kill. Generations under way end with an error."""
        with self._lock:
            self._is_closed = True
            worker, self._worker = self._worker, None
        if worker is not None:
            worker.end()

    # Between the engine and its generations

    def _current(self) -> WorkerProcess:
        """The worker, started if there is none."""
        with self._lock:
            if self._worker is None:
                self._is_closed = False
                self._worker = WorkerProcess(self.settings)
            return self._worker

    def _next_number(self) -> int:
        with self._lock:
            return next(self._numbers)

    def _replace(self, dead: WorkerProcess) -> tuple[WorkerProcess, str]:
        """The worker in place of one that has died, and in words what was changed for it.

        The first generation to come starts it, the others get the same. From the second death without a finished
        generation on, it is started with less.

        Raises:
            EngineError: the engine was closed meanwhile.
        """
        with self._lock:
            if self._is_closed:
                raise EngineError("The engine was closed.", "Start it again.")
            if self._worker is dead or self._worker is None:
                self._deaths += 1
                self._changed = self._reduce() if self._deaths > 1 else ""
                dead.end()
                self._worker = WorkerProcess(self.settings)
            return self._worker, self._changed

    def _reduce(self) -> str:
        context = min(self.settings.context, max(_LEAST_CONTEXT, self.settings.context // 2))
        self.settings = replace(self.settings, gpu_layers=0, context=context, cells=context)
        return f" with a context of {context} tokens and without the GPU"

    def _came_to_an_end(self) -> None:
        with self._lock:
            self._deaths = 0


class Generation:
    """One request being decoded: iterate for text and notes; `result` is there when the iteration has ended."""

    def __init__(self, engine: Engine, request: GenerateRequest) -> None:
        self.request = request
        self.result: Generated | None = None
        self._engine = engine
        self._worker: WorkerProcess | None = None
        self._number = 0
        self._inbox: Inbox = Inbox()
        self._text = ""
        self._tokens = 0
        self._tokens_before = 0
        self._logprob_sum = 0.0
        self._logprob_before = 0.0
        self._unacknowledged = 0
        self._restarts = 0
        self._started = time.perf_counter()
        self._is_cancelled = False

    def submit(self, worker: WorkerProcess) -> None:
        """Send what is left to do to the worker."""
        budget_s = self.request.budget_s
        if budget_s is not None:
            budget_s = max(0.0, budget_s - (time.perf_counter() - self._started))
        left = replace(
            self.request,
            prompt=self.request.prompt + self._text,
            max_tokens=max(1, self.request.max_tokens - self._tokens),
            budget_s=budget_s,
        )
        self._tokens_before, self._logprob_before = self._tokens, self._logprob_sum
        self._worker, self._number = worker, self._engine._next_number()
        self._inbox = worker.open(self._number)
        worker.send(left.to_wire(self._number))
        if self._is_cancelled:
            worker.send({"op": "cancel", "id": self._number})

    def __iter__(self) -> Iterator[TextChunk | EngineNote]:
        while self.result is None:
            assert self._worker is not None
            try:
                self._worker.wait_loaded()
                yield from self._follow(self._worker)
            except WorkerGoneError as gone:
                yield self._restart(gone)

    def cancel(self) -> None:
        """Stop this generation; the iteration then ends with the reason `cancelled`."""
        self._is_cancelled = True
        if self._worker is not None:
            self._worker.send({"op": "cancel", "id": self._number})

    def _restart(self, gone: WorkerGoneError) -> EngineNote:
        """Go on with the worker that takes the dead one's place."""
        assert self._worker is not None
        if self._engine._is_closed:
            raise EngineError("The engine was closed.", "Start it again.") from None
        if self._restarts == RESTARTS:
            raise EngineError(
                f"{gone} Starting it again did not help.", "Choose a smaller model: `steppe models fit`."
            ) from gone
        self._restarts += 1
        worker, changed = self._engine._replace(self._worker)
        self.submit(worker)
        return EngineNote(f"{gone} It was started again{changed}, and the text goes on from where it was.")

    def _follow(self, worker: WorkerProcess) -> Iterator[TextChunk]:
        while True:
            message = self._inbox.get()
            if message["event"] == "text":
                self._text += message["text"]
                self._tokens = self._tokens_before + message["tokens"]
                self._logprob_sum = self._logprob_before + message.get("logprob_sum", 0.0)
                self._acknowledge(worker)
                yield TextChunk(message["text"], self._tokens)
            elif message["event"] == "end":
                self.result = self._whole(Generated(**message["result"]))
                self._engine._came_to_an_end()
                return
            elif message["event"] == "gone":
                raise WorkerGoneError(gone_sentence(message))
            else:
                raise error_of(message)

    def _acknowledge(self, worker: WorkerProcess) -> None:
        self._unacknowledged += 1
        if self._unacknowledged * ACKNOWLEDGEMENTS >= self._engine.settings.unread_events:
            worker.send({"op": "read", "id": self._number, "events": self._unacknowledged})
            self._unacknowledged = 0

    def _whole(self, last: Generated) -> Generated:
        """The result of all workers that had a part in it."""
        logprob_sum = None if last.logprob_sum is None else self._logprob_before + last.logprob_sum
        return replace(
            last,
            text=self._text,
            tokens=self._tokens_before + last.tokens,
            logprob_sum=logprob_sum,
            seconds=time.perf_counter() - self._started,
        )


__all__ = ["Engine", "Generation", "worker_command"]
