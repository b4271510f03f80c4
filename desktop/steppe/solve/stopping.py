"""An engine that can be stopped from another thread, wherever the solve that uses it happens to be."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass

from steppe_models.engine.interface import (
    EngineNote,
    MeasuredEngine,
    ServedEngine,
    TextChunk,
    TextEngine,
    TextGeneration,
)
from steppe_models.engine.protocol import Generated, GenerateRequest
from steppe_models.engine.step_costs import StepCosts


class SolveStoppedError(Exception):
    """Unwinds a solve that was stopped; never shown."""


@dataclass(frozen=True, slots=True)
class TokenCount:
    """What a solve took of the engine: tokens of its prompts, those of them that were in the cache, tokens written."""

    prompt: int = 0
    cached: int = 0
    written: int = 0


class StoppableEngine:
    """Hands requests on to `engine` until `stop` is called; from then on each of its iterations raises.

    It does not tell what steps cost: who uses it takes one path after the other. `stoppable` gives one that does.
    """

    def __init__(self, engine: TextEngine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._live: list[TextGeneration] = []
        self._used = TokenCount()
        self.is_stopped = False

    @property
    def used(self) -> TokenCount:
        """What the generations that have ended took."""
        with self._lock:
            return self._used

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

    def forget(self, generation: TextGeneration) -> None:
        """A generation has ended, or nobody reads it any more."""
        with self._lock:
            if generation not in self._live:
                return
            self._live.remove(generation)
            result = generation.result
            if result is not None:
                used = self._used
                self._used = TokenCount(
                    used.prompt + result.prompt_tokens, used.cached + result.cached_tokens, used.written + result.tokens
                )


class _MeasuredStoppableEngine(StoppableEngine):
    """One that also says what steps cost, so that paths and samples are run as it suits the machine."""

    def __init__(self, engine: TextEngine, measured: MeasuredEngine) -> None:
        super().__init__(engine)
        self._measured = measured

    def step_costs(self) -> StepCosts:
        return self._measured.step_costs()

    def known_step_costs(self) -> StepCosts | None:
        return self._measured.known_step_costs()


class _ServedStoppableEngine(StoppableEngine):
    """One that also says that a server schedules for it."""

    def __init__(self, engine: TextEngine, served: ServedEngine) -> None:
        super().__init__(engine)
        self._served = served

    @property
    def address(self) -> object:
        return self._served.address


class SharedStoppableEngine(StoppableEngine):
    """One that says how many problems share its engine."""

    def __init__(self, engine: TextEngine, problems_at_once: int) -> None:
        super().__init__(engine)
        self.problems_at_once = problems_at_once


def stoppable(engine: TextEngine) -> StoppableEngine:
    """`engine` made stoppable; it says what steps cost if `engine` does, and where the server is if there is one."""
    if isinstance(engine, ServedEngine):
        return _ServedStoppableEngine(engine, engine)
    return _MeasuredStoppableEngine(engine, engine) if isinstance(engine, MeasuredEngine) else StoppableEngine(engine)


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
        try:
            for item in self._inner:
                self._owner.check()
                yield item
        finally:
            if self._inner.result is not None:
                self._owner.forget(self._inner)
        self._owner.check()

    def cancel(self) -> None:
        """Stop it."""
        self._inner.cancel()
