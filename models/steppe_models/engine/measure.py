"""Measures what a decode step costs here: a second or two on made-up tokens, one step at a time while nothing runs."""

from __future__ import annotations

import statistics
import time
from collections.abc import Generator

from steppe_models.engine.model import Model
from steppe_models.engine.protocol import Sampling
from steppe_models.engine.sampling import Sampler
from steppe_models.engine.slots import Slots
from steppe_models.engine.step_costs import WIDTHS, StepCosts
from steppe_models.errors import EngineError

ENOUGH_S, TOO_LONG_S = 1.5, 3.0
FEWEST_ROUNDS, MOST_ROUNDS = 2, 8
MOST_SPREAD = 1.25
_ABORTED = 2


class _AbortedError(Exception):
    """Something else is to run: the step was stopped in the middle."""


class Measurement:
    """A measurement on its way; `advance` does one step, `pause` gives the slots back when something else is to run.

    Of several rounds the quickest step counts for each width: other programs on the machine only ever add to it. What
    free slots hold is kept as far as the measurement can do without them and their cells.
    """

    def __init__(self, model: Model, slots: Slots) -> None:
        self._model = model
        self._slots = slots
        self._widths = tuple(width for width in WIDTHS if width <= model.settings.sequences)
        self._seconds: dict[int, list[float]] = {width: [] for width in self._widths}
        self._prompt_s = 0.0
        self._spent_s = 0.0
        self._taken: list[int] = []
        self._steps: Generator[None] | None = None

    def advance(self) -> StepCosts | None:
        """Do one step; the costs once there are enough.

        Raises:
            EngineError: llama.cpp could not decode.
        """
        if self._steps is None:
            self._steps = self._run()
        try:
            is_over = next(self._steps, self) is self
        except _AbortedError:
            self.pause()
            return None
        if is_over:
            self.pause()
            steps = tuple((width, 1000 * min(self._seconds[width])) for width in self._widths)
            return StepCosts(steps, self._prompt_tokens / self._prompt_s)
        return None

    def pause(self) -> None:
        """Give the slots back; the next `advance` goes on with what was measured so far."""
        for number in self._taken:
            self._slots.remove(number, 0)
            self._slots.release(number)
        self._taken = []
        if self._steps is not None:
            self._steps.close()
            self._steps = None

    @property
    def is_steady(self) -> bool:
        """Whether the rounds agree: if they do not, other programs kept the machine busy, and it is worth a new try."""
        pairs = [sorted(seconds)[:2] for seconds in self._seconds.values()]
        return self._rounds >= FEWEST_ROUNDS and statistics.median(pair[1] / pair[0] for pair in pairs) <= MOST_SPREAD

    @property
    def _rounds(self) -> int:
        return min(len(seconds) for seconds in self._seconds.values())

    @property
    def _prompt_tokens(self) -> int:
        return min(self._model.chunk_tokens, self._model.info.cells) // 2

    def _run(self) -> Generator[None]:
        sampler = Sampler(self._model.bindings, Sampling(), self._model.info.vocabulary)
        try:
            yield from self._prepare(sampler)
            while not self._is_enough:
                for width in self._widths:
                    if len(self._seconds[width]) > self._rounds:
                        continue
                    self._step(sampler, width)
                    yield
        finally:
            sampler.close()

    @property
    def _is_enough(self) -> bool:
        rounds = self._rounds
        if rounds >= FEWEST_ROUNDS:
            return rounds >= MOST_ROUNDS or self._spent_s >= ENOUGH_S
        return rounds > 0 and self._spent_s >= TOO_LONG_S

    def _prepare(self, sampler: Sampler) -> Generator[None]:
        """Take slots; process a prompt in one of them, once without the clock so that all weights are in memory."""
        self._slots.make_room(self._prompt_tokens + self._widths[-1])
        self._taken = [self._slots.take([]) for _ in range(self._widths[-1])]
        for number in self._taken:
            self._slots.remove(number, 0)
        first = self._taken[0]
        tokens = self._tokens(self._prompt_tokens)
        self._decode([(first, tokens[:1])], sampler)
        self._slots.remove(first, 0)
        yield
        seconds = self._decode([(first, tokens)], sampler)
        self._prompt_s = min(self._prompt_s or seconds, seconds)
        self._spent_s += seconds
        for number in self._taken[1:]:
            self._slots.begin(number, tokens, whole_from=first)
        yield

    def _step(self, sampler: Sampler, width: int) -> None:
        start = len(self._slots[self._taken[0]].tokens)
        tokens = self._tokens(width + len(self._seconds[width]))[-width:]
        seconds = self._decode([(self._taken[place], [tokens[place]]) for place in range(width)], sampler)
        for number in self._taken[:width]:
            self._slots.remove(number, start)
        self._seconds[width].append(seconds)
        self._spent_s += seconds

    def _decode(self, parts: list[tuple[int, list[int]]], sampler: Sampler) -> float:
        """Seconds for one batch with a token sampled for each part."""
        model = self._model
        model.batch.n_tokens = 0
        for number, tokens in parts:
            start = len(self._slots[number].tokens)
            model.put(tokens, start, number, start + len(tokens) - 1)
            self._slots.extend(number, tokens)
        started = time.perf_counter()
        outcome = model.decode()
        if outcome == _ABORTED:
            raise _AbortedError
        if outcome != 0:
            raise EngineError(f"llama.cpp could not decode (code {outcome}).", "Run the problem again.")
        for row in range(model.batch.n_tokens):
            if model.batch.logits[row]:
                sampler.sample(model.context, row)
        return time.perf_counter() - started

    def _tokens(self, count: int) -> list[int]:
        """Made-up tokens from all over the vocabulary, always the same."""
        size = self._model.info.vocabulary
        return [(7919 * (number + 1)) % size for number in range(count)]
