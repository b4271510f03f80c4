"""What a solver needs of an engine, whatever stands behind it: a worker here, a server, a script in a test."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from steppe_models.engine.protocol import Generated, GenerateRequest


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
