"""What a solver needs of an engine, whatever stands behind it: a worker here, a server, a script in a test."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from steppe_models.engine.protocol import Generated, GenerateRequest
from steppe_models.engine.step_costs import StepCosts


@dataclass(frozen=True, slots=True)
class TextChunk:
    """New text of a generation and the count of its tokens so far."""

    text: str
    tokens: int


@dataclass(frozen=True, slots=True)
class EngineNote:
    """Something the user should know of the engine while it works, in one sentence."""

    text: str


class TextGeneration(Protocol):
    """One request being decoded; `result` is there when the iteration has ended."""

    @property
    def result(self) -> Generated | None:
        """How it ended; None while it goes on."""
        ...

    def __iter__(self) -> Iterator[TextChunk | EngineNote]: ...

    def cancel(self) -> None:
        """Stop it; the iteration then ends with the reason `cancelled`."""
        ...


class TextEngine(Protocol):
    """Decodes prompts; several generations may be under way at once."""

    def generate(self, request: GenerateRequest) -> TextGeneration:
        """Begin to decode a request."""
        ...


@runtime_checkable
class MeasuredEngine(Protocol):
    """An engine that knows what its steps cost on this machine; a server behind a URL does not."""

    def step_costs(self) -> StepCosts:
        """The costs, measured first if they are not known: that takes a second or two."""
        ...

    def known_step_costs(self) -> StepCosts | None:
        """The costs if they are known by now; does not wait."""
        ...


@runtime_checkable
class ServedEngine(Protocol):
    """An engine behind a server, which takes several requests at once and schedules them by itself."""

    @property
    def address(self) -> object:
        """Where the server is."""
        ...


@runtime_checkable
class WatchedEngine(Protocol):
    """An engine of which a watchdog can tell whether it still takes requests."""

    def is_answering(self, timeout_s: float) -> bool:
        """Whether it answered in time; one that is loading counts as well."""
        ...


@runtime_checkable
class SharedEngine(Protocol):
    """An engine whose steps other problems fill as well: more at once within one problem gains nothing."""

    @property
    def problems_at_once(self) -> int:
        """How many problems share it."""
        ...
