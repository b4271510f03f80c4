"""An engine that can be stopped from another thread, wherever the solve that uses it happens to be."""

from __future__ import annotations

import threading
from collections.abc import Iterator

from steppe_models.engine.interface import EngineNote, TextChunk, TextEngine, TextGeneration
from steppe_models.engine.protocol import Generated, GenerateRequest


class SolveStoppedError(Exception):
    """Unwinds a solve that was stopped; never shown."""


class StoppableEngine:
    """Hands requests on to `engine` until `stop` is called; from then on each of its iterations raises."""

    def __init__(self, engine: TextEngine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._live: list[TextGeneration] = []
        self.is_stopped = False

    def generate(self, request: GenerateRequest) -> StoppableGeneration:
        """Begin to decode a request.

        Raises:
            SolveStoppedError: `stop` was called.
        """
        with self._lock:
            self.check()
            generation = self._engine.generate(request)
            self._live.append(generation)
        return StoppableGeneration(self, generation)

    def stop(self) -> None:
        """Cancel what runs and let nothing new begin; returns at once."""
        with self._lock:
            self.is_stopped = True
            live = list(self._live)
        for generation in live:
            if generation.result is None:
                generation.cancel()

    def check(self) -> None:
        """Nothing while it may go on.

        Raises:
            SolveStoppedError: `stop` was called.
        """
        if self.is_stopped:
            raise SolveStoppedError


class StoppableGeneration:
    """A generation of a `StoppableEngine`."""

    def __init__(self, owner: StoppableEngine, inner: TextGeneration) -> None:
        self._owner = owner
        self._inner = inner

    @property
    def result(self) -> Generated | None:
        """How it ended; None while it goes on."""
        return self._inner.result

    def __iter__(self) -> Iterator[TextChunk | EngineNote]:
        for item in self._inner:
            self._owner.check()
            yield item
        self._owner.check()

    def cancel(self) -> None:
        """Stop it."""
        self._inner.cancel()
