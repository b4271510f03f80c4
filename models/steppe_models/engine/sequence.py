"""One request on its way through the engine: its tokens, how far they are processed, its text, and how it ended."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from steppe_models.engine.lookup import Lookup
from steppe_models.engine.protocol import Generated, GenerateRequest, StopReason
from steppe_models.engine.sampling import Sampler
from steppe_models.engine.text_stream import TextStream


@dataclass(frozen=True, slots=True)
class TextEvent:
    """New text of sequence `number`, with the count of its tokens so far and the sum of their log-probabilities."""

    number: int
    text: str
    tokens: int
    logprob_sum: float | None


@dataclass(frozen=True, slots=True)
class EndEvent:
    """Sequence `number` has ended."""

    number: int
    result: Generated


@dataclass(slots=True, eq=False)
class Sequence:
    """A request in the queue or in a slot.

    `processed` of its `tokens` are in the KV cache. It reads while tokens before the last are missing there, and
    writes once only the token sampled last is. `is_started` is false while it waits for another sequence to process
    what both have in common.
    """

    number: int
    request: GenerateRequest
    tokens: list[int]
    stream: TextStream
    sampler: Sampler
    lookup: Lookup | None = None
    most_unread: int = 2048
    prompt_length: int = 0
    queued_at: float = field(default_factory=time.perf_counter)
    slot: int = -1
    processed: int = 0
    cached: int = 0
    is_started: bool = False
    text: str = ""
    first_token_at: float = 0.0
    is_cancelled: bool = False
    unread: int = 0
    logprob_sum: float = 0.0
    drafted: int = 0
    accepted: int = 0

    def __post_init__(self) -> None:
        self.prompt_length = len(self.tokens)

    @property
    def generated(self) -> int:
        """Tokens that the model has added."""
        return len(self.tokens) - self.prompt_length

    @property
    def pending(self) -> int:
        """Tokens that are not in the KV cache yet."""
        return len(self.tokens) - self.processed

    @property
    def is_writing(self) -> bool:
        """Whether its next token comes from one step."""
        return self.is_started and self.generated > 0 and self.pending == 1

    @property
    def is_paused(self) -> bool:
        """Whether its reader is too far behind."""
        return self.unread >= self.most_unread

    @property
    def deadline(self) -> float | None:
        """When its time is over, on the clock of `time.perf_counter`."""
        return None if self.request.budget_s is None else self.queued_at + self.request.budget_s

    def take_text(self, text: str) -> TextEvent:
        """Count new text as given out."""
        self.text += text
        self.unread += 1
        return TextEvent(self.number, text, self.generated, self.logprobs)

    @property
    def logprobs(self) -> float | None:
        """The sum of log-probabilities, if it was asked for."""
        return self.logprob_sum if self.request.wants_logprobs else None

    def end(self, reason: StopReason) -> EndEvent:
        """Free what is native and say how it ended."""
        self.sampler.close()
        now = time.perf_counter()
        first = self.first_token_at or now
        result = Generated(
            reason=reason,
            text=self.text,
            prompt_tokens=self.prompt_length,
            cached_tokens=self.cached,
            tokens=self.generated,
            prompt_seconds=first - self.queued_at,
            seconds=now - self.queued_at,
            logprob_sum=self.logprobs,
            drafted_tokens=self.drafted,
            accepted_tokens=self.accepted,
        )
        return EndEvent(self.number, result)
