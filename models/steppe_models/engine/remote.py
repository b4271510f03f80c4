"""The engine's interface over an OpenAI-compatible server: llama-server, vLLM. The prompts stay our own.

Prompts go to the completions endpoint as they are, so that a model's profile holds on a server as it does here. A
server with nothing but chat is refused: it would put its own template around them, and a text that broke off could
not go on.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterator
from types import TracebackType

from steppe_models.engine.interface import EngineNote, TextChunk
from steppe_models.engine.protocol import Generated, GenerateRequest, LoadedModel, StopReason
from steppe_models.engine.remote_address import NO_KEY, ApiKey, ServerAddress
from steppe_models.engine.remote_call import Caller, CancelledError, RetryWaits
from steppe_models.engine.remote_http import CutError, Exchange, Timeouts
from steppe_models.engine.remote_model import RemoteModel
from steppe_models.engine.remote_stream import Piece, read_stream
from steppe_models.engine.text_stream import TextStream
from steppe_models.errors import EngineError

RESUMES = 2
JOIN_S = 6.0
_BEGINNINGS = ("<|begin_of_text|>", "<s>")  # the server puts its tokenizer's own in front


class RemoteEngine:
    """One model on one server. Nothing is kept open between generations, and each has a thread of its own."""

    def __init__(
        self,
        model: RemoteModel,
        key: ApiKey = NO_KEY,
        timeouts: Timeouts | None = None,
        waits: RetryWaits | None = None,
    ) -> None:
        self.model = model
        self.key = key
        self.timeouts = timeouts or Timeouts()
        self.waits = waits or RetryWaits()
        self._lock = threading.Lock()
        self._running: set[RemoteGeneration] = set()

    def __enter__(self) -> RemoteEngine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def address(self) -> ServerAddress:
        """Where the server is."""
        return self.model.address

    @property
    def pid(self) -> int | None:
        """There is no process of ours behind it."""
        return None

    def start(self) -> None:
        """Nothing is to be started: the server runs already."""

    def wait_loaded(self, timeout_s: float | None = None) -> LoadedModel:
        """What is known of the model there; it was asked for when the `RemoteModel` was made."""
        profile = self.model.profile
        return LoadedModel(
            architecture="",
            description=profile.name,
            context=profile.context,
            trained_context=profile.file_context,
            vocabulary=0,
            layers=0,
            gpu_layers=0,
            threads=0,
            rope_freq_base=profile.rope_freq_base,
            placement=f"runs on the server {self.address.origin}",
            build=self.model.software,
            seconds=0.0,
        )

    def generate(self, request: GenerateRequest) -> RemoteGeneration:
        """Begin to decode a request; iterate over the result for its text."""
        generation = RemoteGeneration(self, request)
        with self._lock:
            self._running.add(generation)
        generation.begin()
        return generation

    def close(self) -> None:
        """Stop whatever runs, and wait for its threads."""
        with self._lock:
            running = list(self._running)
        for generation in running:
            generation.cancel()
        for generation in running:
            generation.join(JOIN_S)

    def _forget(self, generation: RemoteGeneration) -> None:
        with self._lock:
            self._running.discard(generation)


class RemoteGeneration:
    """One request under way on a server: iterate for text and notes; `result` is there when the iteration has ended."""

    def __init__(self, engine: RemoteEngine, request: GenerateRequest) -> None:
        self.request = request
        self.result: Generated | None = None
        self._engine = engine
        self._lock = threading.Lock()
        self._is_over = False
        self._budget: threading.Timer | None = None
        self._caller = Caller(engine.address, engine.key, engine.timeouts, engine.waits)
        self._items: queue.SimpleQueue[TextChunk | EngineNote | Generated | Exception] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="engine-remote", daemon=True)
        self._started = time.perf_counter()
        self._first_at = 0.0
        self._received = ""  # everything that the server sent
        self._given = ""  # what of it was given out: an end that may yet become a stop string is held back
        self._stream = TextStream(request.stop)
        self._tokens = 0
        self._prompt_tokens = 0
        self._cached_tokens = 0
        self._logprobs: float | None = None

    def begin(self) -> None:
        """Send the request; called once, by the engine."""
        if self.request.budget_s is not None:
            self._budget = threading.Timer(self.request.budget_s, self._stop, ("time",))
            self._budget.name, self._budget.daemon = "engine-remote-budget", True
            self._budget.start()
        self._thread.start()

    def __iter__(self) -> Iterator[TextChunk | EngineNote]:
        while self.result is None:
            item = self._items.get()
            if isinstance(item, Generated):
                self.result = item
            elif isinstance(item, Exception):
                raise item
            else:
                yield item

    def cancel(self) -> None:
        """Break the connection at once, by which the server stops too; the iteration then ends as `cancelled`."""
        self._stop("cancelled")

    def join(self, timeout_s: float) -> None:
        """Wait until its thread has ended."""
        self._thread.join(timeout_s)

    def _stop(self, reason: StopReason) -> None:
        """End it now, from any thread, whatever the server does."""
        self._caller.cancel()
        self._finish(reason)

    def _finish(self, reason: StopReason | Exception) -> None:
        """Give out how it ended, once: nothing comes behind that."""
        with self._lock:
            if self._is_over:
                return
            self._is_over = True
            self._items.put(reason if isinstance(reason, Exception) else self._end(reason))

    # On its thread

    def _run(self) -> None:
        try:
            self._finish(self._decode())
        except CancelledError:
            pass  # whoever stopped it has said so
        except Exception as error:  # noqa: BLE001 - whatever it is, the reader must not wait for ever
            self._finish(error)
        finally:
            if self._budget is not None:
                self._budget.cancel()
            self._engine._forget(self)

    def _decode(self) -> StopReason:
        """Follow the server's stream; when it breaks off, go on from the text so far, at most `RESUMES` times."""
        for resume in range(RESUMES + 1):
            try:
                exchange = self._caller.open(self._body(), is_resumed=resume > 0, on_note=self._note)
                try:
                    return self._follow(exchange)
                finally:
                    exchange.close()
            except CutError as cut:
                origin = self._engine.address.origin
                if self._caller.is_cancelled:
                    raise CancelledError from None
                if resume == RESUMES:
                    raise EngineError(
                        f"The server at {origin} broke off again and again.", "Look at its log, then solve again."
                    ) from cut
                self._note(f"The server at {origin} broke off ({cut}); the text goes on from where it was.")
        raise AssertionError

    def _follow(self, exchange: Exchange) -> StopReason:
        """Give out the text of one stream.

        Raises:
            CutError: it ended without saying why the text ends, or fell silent.
        """
        engine = self._engine
        before, reason, last_at = self._tokens, "", time.monotonic()
        limit_s = engine.timeouts.first_s
        for piece in read_stream(exchange.lines(), engine.address.origin, engine.key):
            self._caller.check()
            now = time.monotonic()
            if piece is None or not (piece.text or piece.reason):
                if now - last_at > limit_s:
                    raise CutError("it stays silent")
                self._count(piece, before)
                continue
            limit_s, last_at = engine.timeouts.between_s, now
            exchange.wait_at_most(limit_s)
            self._tokens += bool(piece.text)
            self._count(piece, before)
            self._give(piece.text)
            if self._stream.is_stopped:
                return "stop"
            reason = reason or piece.reason
            if not reason and self._tokens > self.request.max_tokens:
                reason = "length"
                break
        if not reason:
            raise CutError("it ended in mid-stream")
        self._put(self._stream.finish())
        if reason == "length":
            return "length" if self._tokens >= self.request.max_tokens else "context"
        return "stop"

    def _body(self) -> dict[str, object]:
        """The request as the endpoint wants it; beyond OpenAI's own fields, what llama-server and vLLM both take."""
        request, sampling = self.request, self.request.sampling
        prompt = request.prompt
        for beginning in _BEGINNINGS:
            prompt = prompt.removeprefix(beginning)
        body: dict[str, object] = {
            "model": self._engine.model.name,
            "prompt": prompt + self._received,
            "max_tokens": max(1, request.max_tokens - self._tokens),
            "stop": list(request.stop),
            "stream": True,
            "stream_options": {"include_usage": True},
            "temperature": sampling.temperature,
            "repetition_penalty": 1.0,  # vLLM takes the model's own wish otherwise; it harms arithmetic
        }
        if sampling.temperature > 0:
            seed = (sampling.seed + len(self._received)) & 0x7FFFFFFF  # a text that goes on must not repeat its draws
            body |= {"seed": seed, "top_k": sampling.top_k, "top_p": sampling.top_p, "min_p": sampling.min_p}
        if request.wants_logprobs:
            body["logprobs"] = 1
        if request.fresh:
            body["cache_prompt"] = False  # llama-server; others do not look at it
        return body

    def _give(self, text: str) -> None:
        if text and not self._first_at:
            self._first_at = time.perf_counter()
        self._received += text
        self._put(self._stream.feed(text.encode("utf-8", "replace")))

    def _put(self, text: str) -> None:
        with self._lock:
            if text and not self._is_over:
                self._given += text
                self._items.put(TextChunk(text, self._tokens))

    def _count(self, piece: Piece | None, before: int) -> None:
        """Take the server's own figures where it gives them: a piece of text may hold several tokens, or none."""
        if piece is None:
            return
        if piece.tokens is not None and (piece.tokens or not piece.text):
            self._tokens = before + piece.tokens
        if piece.prompt_tokens is not None and before == 0:
            self._prompt_tokens = piece.prompt_tokens
            self._cached_tokens = piece.cached_tokens or self._cached_tokens
        if piece.logprobs is not None:
            self._logprobs = (self._logprobs or 0.0) + piece.logprobs

    def _note(self, text: str) -> None:
        self._items.put(EngineNote(text))

    def _end(self, reason: StopReason) -> Generated:
        now = time.perf_counter()
        return Generated(
            reason=reason,
            text=self._given,
            prompt_tokens=self._prompt_tokens,
            cached_tokens=self._cached_tokens,
            tokens=self._tokens,
            prompt_seconds=(self._first_at or now) - self._started,
            seconds=now - self._started,
            logprob_sum=self._logprobs,
        )
