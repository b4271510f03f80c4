"""Many sequences at once over `llama_decode`: they join and leave at any step and share what they have in common.

All sequences live in one unified KV cache, and prompts are processed in chunks between the steps of the others.
`lineup` decides who runs; `slots` knows what the cache holds.

llama.cpp's last digits depend on how tokens are grouped and where they lie in the cache, so equal seeds give equal text
only from equal states: a request marked `fresh` begins with an empty cache if nothing else runs.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from steppe_models.engine.lineup import Lineup
from steppe_models.engine.lookup import Lookup
from steppe_models.engine.model import Model
from steppe_models.engine.prompt_chunks import PromptChunks, Turns
from steppe_models.engine.protocol import GenerateRequest, StopReason
from steppe_models.engine.sampling import Sampler
from steppe_models.engine.sequence import EndEvent, Sequence, TextEvent
from steppe_models.engine.slots import Slots
from steppe_models.engine.step_costs import StepCosts
from steppe_models.engine.text_stream import TextStream
from steppe_models.errors import BadInputError, EngineError

DECODE_FULL = 1
DECODE_ABORTED = 2


@dataclass(slots=True)
class _Row:
    """Where in the batch the logits for a sequence's next token are; those for the guesses in `draft` follow."""

    sequence: Sequence
    place: int
    draft: list[int] = field(default_factory=list)


class Batcher:
    """Runs sequences on one model; `step` does one `llama_decode` and gives out what came of it."""

    def __init__(self, model: Model, slots: Slots, costs: StepCosts | None = None) -> None:
        self.costs = costs
        self._model = model
        self._slots = slots
        self._chunks = PromptChunks(model.chunk_tokens)
        self._turns = Turns(is_on_cpu=model.placement.gpu_layers == 0)
        self._lineup = Lineup(
            slots,
            places=model.settings.sequences,
            cells=model.info.cells,
            shares_prefixes=model.shares_prefixes,
        )
        self._begun: list[tuple[Sequence, int]] = []  # who is in the batch, and what it had processed before

    @property
    def is_idle(self) -> bool:
        """Whether there is nothing to decode until something arrives or a deadline passes."""
        return self._lineup.is_idle

    @property
    def is_empty(self) -> bool:
        """Whether no sequence is left at all, not even a paused one."""
        return not self._lineup.everyone

    @property
    def deadline(self) -> float | None:
        """When the time of a sequence is over next, on the clock of `time.perf_counter`."""
        return min((each.deadline for each in self._lineup.everyone if each.deadline is not None), default=None)

    def add(self, number: int, request: GenerateRequest) -> None:
        """Put a request behind those that wait.

        Raises:
            BadInputError: prompt and one token do not fit the context.
        """
        tokens = self._model.tokenize(request.prompt)
        room = self._model.info.context
        if len(tokens) >= room:
            raise BadInputError(
                f"The problem is too long for this model: {len(tokens)} tokens, and its context holds {room}.",
                "Shorten the problem, or choose a model with a longer context: `steppe models list`.",
            )
        sequence = Sequence(
            number=number,
            request=request,
            tokens=tokens,
            stream=TextStream(request.stop),
            sampler=Sampler(self._model.bindings, request.sampling, self._model.info.vocabulary),
            lookup=self._lookup(tokens, request),
            most_unread=self._model.settings.unread_events,
        )
        self._lineup.add(sequence)

    def cancel(self, number: int | None) -> None:
        """End sequence `number`, or all of them; their `EndEvent` comes before the next step."""
        for sequence in self._lineup.everyone:
            if number is None or sequence.number == number:
                sequence.is_cancelled = True

    def acknowledge(self, number: int, events: int) -> None:
        """The reader of sequence `number` has taken so many of its text events."""
        for sequence in self._lineup.everyone:
            if sequence.number == number:
                sequence.unread = max(0, sequence.unread - events)

    def end_those_due(self) -> Iterator[TextEvent | EndEvent]:
        """End what was cancelled and what has used up its time; to be called before each step."""
        now = time.perf_counter()
        for sequence in self._lineup.everyone:
            if sequence.is_cancelled:
                yield self._end(sequence, "cancelled")
            elif sequence.deadline is not None and now >= sequence.deadline:
                yield from self._end_with_text(sequence, "time")

    def step(self) -> Iterator[TextEvent | EndEvent]:
        """Admit what fits, decode one batch, sample; the events are to be consumed before the next step."""
        self._lineup.admit()
        self._lineup.start()
        rows = self._fill()
        batch = self._model.batch
        if batch.n_tokens == 0:
            return
        started = time.perf_counter()
        outcome = self._model.decode()
        if outcome != 0:
            self._take_back()  # else a later prompt would find tokens in a slot that its cache does not hold
            self._check(outcome)
            return
        batch_tokens = int(batch.n_tokens)
        prompt_tokens = batch_tokens - sum(1 + len(row.draft) for row in rows if row.sequence.generated)
        for row in list(rows):
            rows += [_Row(each, row.place) for each in self._lineup.join(row.sequence)]
        for row in rows:
            yield from self._sample(row)
        seconds = time.perf_counter() - started
        self._chunks.observe(seconds, prompt_tokens, is_alone=prompt_tokens == batch_tokens)

    def close(self) -> None:
        """Free every sampler."""
        for sequence in self._lineup.everyone:
            sequence.sampler.close()

    def _lookup(self, tokens: list[int], request: GenerateRequest) -> Lookup | None:
        """Guessing is exact for greedy sequences only, and only where rejected guesses can be taken back."""
        forced = self._model.settings.lookup
        if request.sampling.temperature > 0 or forced is False or not self._model.shares_prefixes:
            return None
        if self.costs is None and not forced:
            return None
        return Lookup(tokens, self.costs, forced=forced is True)

    # One step

    def _fill(self) -> list[_Row]:
        """Put in one token of every writing sequence, then prompt chunks in order; returns who has logits where."""
        self._model.batch.n_tokens = 0
        self._begun = []
        writers, readers = self._make_room()
        left = min(self._chunks.size(len(writers)), self._slots.free_cells)
        reads, writes = self._turns.next(len(writers), min(left, sum(each.pending for each in readers)))
        writers, readers = writers if writes else [], readers if reads else []
        draft = self._draft(writers[0]) if len(writers) == 1 and not readers else []
        rows = [_Row(writer, self._put(writer, len(writer.tokens), draft), draft) for writer in writers]
        left = min(left, self._slots.free_cells)
        for reader in readers:
            end = min(len(reader.tokens), reader.processed + left)
            left -= end - reader.processed
            if end > reader.processed:
                place = self._put(reader, end, [])
                if end == len(reader.tokens):
                    rows.append(_Row(reader, place))
        return rows

    def _make_room(self) -> tuple[list[Sequence], list[Sequence]]:
        """Who writes and who reads in this step; the youngest leave until there are cells for the others."""
        while True:
            writers = [each for each in self._lineup.running if each.is_writing and not each.is_paused]
            readers = [each for each in self._lineup.running if each.is_started and not each.is_writing]
            readers.sort(key=lambda each: each.number)
            if self._slots.make_room(len(writers) + bool(readers)) or len(self._lineup.running) == 1:
                return writers, readers
            self._lineup.put_back_youngest()

    def _draft(self, sequence: Sequence) -> list[int]:
        """Guesses for a sequence that writes alone, no more than it may still write and the cache can hold."""
        if sequence.lookup is None:
            return []
        room = min(
            sequence.request.max_tokens - sequence.generated - 1,
            self._model.info.context - len(sequence.tokens) - 1,
            self._slots.free_cells - 1,
        )
        return sequence.lookup.draft()[: max(0, room)]

    def _put(self, sequence: Sequence, end: int, draft: list[int]) -> int:
        """Add the sequence's tokens up to `end` and guesses behind them; returns the place of the first logits."""
        start = sequence.processed
        tokens = [*sequence.tokens[start:end], *draft]
        wanted = len(sequence.tokens) - 1
        first = self._model.put(tokens, start, sequence.slot, wanted)
        self._slots.extend(sequence.slot, tokens)
        self._begun.append((sequence, start))
        sequence.processed = end
        return first + end - 1 - start

    def _take_back(self) -> None:
        """What this batch was to add is taken back, so that those who go on can decode it again."""
        for sequence, start in self._begun:
            sequence.processed = self._slots.remove(sequence.slot, start)

    def _check(self, outcome: int) -> None:
        """After a decode that failed: an abort is no error, and a full cache only for a sequence alone."""
        if outcome == DECODE_ABORTED:
            return
        if outcome == DECODE_FULL and len(self._lineup.running) > 1:
            self._lineup.put_back_youngest()
            return
        raise EngineError(f"llama.cpp could not decode (code {outcome}).", "Run the problem again.")

    def _sample(self, row: _Row) -> Iterator[TextEvent | EndEvent]:
        """The next token, and as many guesses as were right; what the wrong ones left in the cache is forgotten."""
        sequence = row.sequence
        processed = sequence.processed
        sequence.drafted += len(row.draft)
        for offset in range(1 + len(row.draft)):
            token = sequence.sampler.sample(self._model.context, row.place + offset)
            is_right = offset < len(row.draft) and token == row.draft[offset]
            sequence.accepted += is_right
            yield from self._take(sequence, token, row.place + offset)
            if not is_right or sequence.slot < 0:
                break
            processed += 1
        if row.draft and sequence.slot >= 0:
            sequence.processed = self._slots.remove(sequence.slot, processed)

    def _take(self, sequence: Sequence, token: int, place: int) -> Iterator[TextEvent | EndEvent]:
        if not sequence.first_token_at:
            sequence.first_token_at = time.perf_counter()
        if self._model.is_end(token):
            yield from self._end_with_text(sequence, "stop")
            return
        if sequence.request.wants_logprobs:
            sequence.logprob_sum += self._model.logprob(place, token)
        sequence.tokens.append(token)
        if sequence.lookup is not None:
            sequence.lookup.observe(token, is_alone=len(self._lineup.running) == 1)
        text = sequence.stream.feed(self._model.piece(token))
        if text:
            yield sequence.take_text(text)
        if sequence.stream.is_stopped:
            yield self._end(sequence, "stop")
        elif sequence.generated >= sequence.request.max_tokens:
            yield from self._end_with_text(sequence, "length")
        elif len(sequence.tokens) >= self._model.info.context:
            yield from self._end_with_text(sequence, "context")

    def _end_with_text(self, sequence: Sequence, reason: StopReason) -> Iterator[TextEvent | EndEvent]:
        text = sequence.stream.finish()
        if text:
            yield sequence.take_text(text)
        yield self._end(sequence, reason)

    def _end(self, sequence: Sequence, reason: StopReason) -> EndEvent:
        self._lineup.leave(sequence)
        return sequence.end(reason)
