"""Many sequences at once over `llama_decode`: they join and leave at any step and share what they have in common.

All sequences live in one unified KV cache, and prompts are processed in chunks between the steps of the others. A slot
keeps its tokens when its sequence has ended, so that what a later prompt begins with in common is not processed again.

llama.cpp's last digits depend on how tokens are grouped and where they lie in the cache, so equal seeds give equal text
only from equal states: a request marked `fresh` begins with an empty cache if nothing else runs.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from steppe_models.engine.model import BATCH_TOKENS, Model
from steppe_models.engine.protocol import Generated, GenerateRequest, StopReason
from steppe_models.engine.sampling import Sampler
from steppe_models.engine.text_stream import TextStream
from steppe_models.errors import BadInputError, EngineError

CHUNK_TOKENS = 128
DECODE_ABORTED = 2


@dataclass(frozen=True, slots=True)
class TextEvent:
    """New text of sequence `number`, with the count of its tokens so far."""

    number: int
    text: str
    tokens: int


@dataclass(frozen=True, slots=True)
class EndEvent:
    """Sequence `number` has ended."""

    number: int
    result: Generated


@dataclass(slots=True)
class _Sequence:
    """A request on its way: in the queue, or in a slot."""

    number: int
    request: GenerateRequest
    tokens: list[int]
    prompt_length: int
    stream: TextStream
    sampler: Sampler
    queued_at: float
    slot: int = -1
    processed: int = 0
    cached: int = 0
    text: str = ""
    first_token_at: float = 0.0
    is_cancelled: bool = False

    @property
    def generated(self) -> int:
        return len(self.tokens) - self.prompt_length

    @property
    def reserved(self) -> int:
        """KV cells that this sequence may come to need."""
        return self.prompt_length + self.request.max_tokens


@dataclass(slots=True)
class _Slot:
    """A place in the KV cache: the tokens that it holds, and who is using it."""

    tokens: list[int] = field(default_factory=list)
    user: _Sequence | None = None
    used_at: float = 0.0


class Batcher:
    """Runs sequences on one model; `step` does one `llama_decode` and gives out what came of it."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._bindings = model.bindings
        self._slots = [_Slot() for _ in range(model.settings.sequences)]
        self._queue: deque[_Sequence] = deque()
        self._batch = self._bindings.llama_batch_init(BATCH_TOKENS, 0, 1)

    @property
    def is_idle(self) -> bool:
        """Whether there is nothing to decode."""
        return not self._queue and not any(slot.user for slot in self._slots)

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
        sequence = _Sequence(
            number=number,
            request=request,
            tokens=tokens,
            prompt_length=len(tokens),
            stream=TextStream(request.stop),
            sampler=Sampler(self._bindings, request.sampling),
            queued_at=time.perf_counter(),
        )
        self._queue.append(sequence)

    def cancel(self, number: int | None) -> None:
        """End sequence `number`, or all of them; their `EndEvent` comes with the next step."""
        for sequence in self._all():
            if number is None or sequence.number == number:
                sequence.is_cancelled = True

    def step(self) -> Iterator[TextEvent | EndEvent]:
        """Admit what fits, decode one batch, sample; the events are to be consumed before the next step."""
        yield from self._drop_cancelled()
        self._admit()
        rows = self._fill_batch()
        if self._batch.n_tokens == 0:
            return
        outcome = self._bindings.llama_decode(self._model.context, self._batch)
        if outcome != 0:
            self._forget_unfinished()  # else a later prompt would find tokens in a slot that its cache does not hold
        if outcome == DECODE_ABORTED:
            return
        if outcome != 0:
            raise EngineError(f"llama.cpp could not decode (code {outcome}).", "Run the problem again.")
        yield from self._sample(rows)

    def close(self) -> None:
        """Free the batch and every sampler."""
        for sequence in self._all():
            sequence.sampler.close()
        self._bindings.llama_batch_free(self._batch)

    def _all(self) -> list[_Sequence]:
        return [*self._queue, *(slot.user for slot in self._slots if slot.user)]

    def _drop_cancelled(self) -> Iterator[EndEvent]:
        for sequence in [each for each in self._all() if each.is_cancelled]:
            yield self._end(sequence, "cancelled")

    # Slots and the KV cache

    def _admit(self) -> None:
        """Give slots to those that wait, in order, as long as the KV cache can hold all of them to their end."""
        while self._queue:
            sequence = self._queue[0]
            free = [number for number, slot in enumerate(self._slots) if slot.user is None]
            in_use = sum(slot.user.reserved for slot in self._slots if slot.user)
            alone = in_use == 0
            if not free or (not alone and in_use + sequence.reserved > self._model.info.context):
                return
            self._queue.popleft()
            if sequence.request.fresh and len(free) == len(self._slots):
                for number in free:
                    self._remove(number, 0)
            self._seat(sequence, free)

    def _seat(self, sequence: _Sequence, free: list[int]) -> None:
        """Take the free slot used least recently, with a copy of the longest prefix that any slot has in common.

        A copy costs nothing in a unified KV cache: the cells are shared.
        """
        shared = {number: self._common_prefix(number, sequence) for number in range(len(self._slots))}
        source = max(shared, key=lambda number: shared[number])
        length = shared[source]
        others = [number for number in free if number != source or not length]
        target = min(others or free, key=lambda number: self._slots[number].used_at)
        slot = self._slots[target]
        if target == source:
            self._remove(target, length)
        else:
            self._remove(target, 0)
            if length:
                self._bindings.llama_memory_seq_cp(self._model.memory, source, target, 0, length)
        slot.tokens = sequence.tokens[:length]
        slot.user = sequence
        sequence.slot, sequence.processed, sequence.cached = target, length, length
        self._evict()

    def _common_prefix(self, number: int, sequence: _Sequence) -> int:
        """Tokens that the slot's cache can serve; never the whole prompt, since its last logits are needed."""
        slot = self._slots[number]
        held = slot.tokens[: slot.user.processed] if slot.user else slot.tokens
        limit = min(len(held), sequence.prompt_length - 1)
        return next((place for place in range(limit) if held[place] != sequence.tokens[place]), limit)

    def _evict(self) -> None:
        """Forget idle slots, least recently used first, until the sequences in use fit to their end."""
        context = self._model.info.context
        idle = sorted((slot.used_at, number) for number, slot in enumerate(self._slots) if slot.user is None)
        for _, number in idle:
            in_use = sum(slot.user.reserved for slot in self._slots if slot.user)
            kept = sum(len(slot.tokens) for slot in self._slots if slot.user is None)
            if in_use + kept <= context:
                return
            self._remove(number, 0)

    def _remove(self, number: int, start: int) -> None:
        self._bindings.llama_memory_seq_rm(self._model.memory, number, start, -1)
        del self._slots[number].tokens[start:]

    # One step

    def _fill_batch(self) -> list[tuple[_Sequence, int]]:
        """Put in one token of every generating sequence, then one prompt chunk; returns who has logits where."""
        self._batch.n_tokens = 0
        rows: list[tuple[_Sequence, int]] = []
        users = [slot.user for slot in self._slots if slot.user]
        for sequence in users:
            if sequence.processed >= sequence.prompt_length:
                rows.append((sequence, self._put(sequence, len(sequence.tokens))))
        for sequence in sorted(users, key=lambda each: each.queued_at):
            if sequence.processed < sequence.prompt_length:
                end = min(sequence.prompt_length, sequence.processed + CHUNK_TOKENS)
                row = self._put(sequence, end)
                if end == sequence.prompt_length:
                    rows.append((sequence, row))
                break
        return rows

    def _put(self, sequence: _Sequence, end: int) -> int:
        """Add the sequence's tokens up to `end`; logits only for the last of them when it ends prompt or text."""
        batch = self._batch
        for position in range(sequence.processed, end):
            row = batch.n_tokens
            batch.token[row] = sequence.tokens[position]
            batch.pos[row] = position
            batch.n_seq_id[row] = 1
            batch.seq_id[row][0] = sequence.slot
            batch.logits[row] = position == len(sequence.tokens) - 1
            batch.n_tokens = row + 1
        slot = self._slots[sequence.slot]
        slot.tokens.extend(sequence.tokens[sequence.processed : end])
        sequence.processed = end
        return int(batch.n_tokens) - 1

    def _forget_unfinished(self) -> None:
        """After an abort: what this batch was to add is taken back, so that those who go on can decode it again."""
        for slot_number, slot in enumerate(self._slots):
            sequence = slot.user
            if sequence is None:
                continue
            positions = [
                self._batch.pos[row] for row in range(self._batch.n_tokens) if self._batch.seq_id[row][0] == slot_number
            ]
            if positions:
                sequence.processed = min(positions)
                self._remove(slot_number, sequence.processed)

    def _sample(self, rows: list[tuple[_Sequence, int]]) -> Iterator[TextEvent | EndEvent]:
        for sequence, row in rows:
            token = sequence.sampler.sample(self._model.context, row)
            if not sequence.first_token_at:
                sequence.first_token_at = time.perf_counter()
            if self._model.is_end(token):
                yield from self._end_with_text(sequence, "stop")
                continue
            sequence.tokens.append(token)
            text = sequence.stream.feed(self._model.piece(token))
            if text:
                sequence.text += text
                yield TextEvent(sequence.number, text, sequence.generated)
            if sequence.stream.is_stopped:
                yield self._end(sequence, "stop")
            elif sequence.generated >= sequence.request.max_tokens:
                yield from self._end_with_text(sequence, "length")
            elif len(sequence.tokens) >= self._model.info.context:
                yield from self._end_with_text(sequence, "context")

    def _end_with_text(self, sequence: _Sequence, reason: StopReason) -> Iterator[TextEvent | EndEvent]:
        text = sequence.stream.finish()
        if text:
            sequence.text += text
            yield TextEvent(sequence.number, text, sequence.generated)
        yield self._end(sequence, reason)

    def _end(self, sequence: _Sequence, reason: StopReason) -> EndEvent:
        sequence.sampler.close()
        if sequence.slot >= 0:
            slot = self._slots[sequence.slot]
            slot.user, slot.used_at = None, time.perf_counter()
        else:
            self._queue.remove(sequence)
        now = time.perf_counter()
        first = sequence.first_token_at or now
        result = Generated(
            reason=reason,
            text=sequence.text,
            prompt_tokens=sequence.prompt_length,
            cached_tokens=sequence.cached,
            tokens=sequence.generated,
            prompt_seconds=first - sequence.queued_at,
            seconds=now - sequence.queued_at,
        )
        return EndEvent(sequence.number, result)
