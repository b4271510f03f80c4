"""What the application's tests share: the real sandbox, and an engine that says what a test has written for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from steppe.sandbox.client import Sandbox
from steppe_models.engine.interface import EngineNote, TextChunk
from steppe_models.engine.protocol import Generated, GenerateRequest


class ScriptedGeneration:
    """Gives out a written text in pieces of a few characters."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.result: Generated | None = None
        self.is_cancelled = False

    def __iter__(self) -> Iterator[TextChunk | EngineNote]:
        pieces = [self._text[start : start + 7] for start in range(0, len(self._text), 7)]
        for number, piece in enumerate(pieces):
            if self.is_cancelled:
                self.result = Generated("cancelled", "", 10, 0, number, 0.1, 0.2)
                return
            yield TextChunk(piece, number + 1)
        self.result = Generated("stop", self._text, 10, 0, len(pieces), 0.1, 0.2)

    def cancel(self) -> None:
        self.is_cancelled = True


class ScriptedEngine:
    """Answers requests in order with the texts of a script, and keeps the requests."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = list(texts)
        self.requests: list[GenerateRequest] = []
        self.generations: list[ScriptedGeneration] = []

    def generate(self, request: GenerateRequest) -> ScriptedGeneration:
        self.requests.append(request)
        self.generations.append(ScriptedGeneration(self._texts.pop(0)))
        return self.generations[-1]


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """The real sandbox, started once for all tests."""
    with Sandbox(workers=1) as sandbox:
        assert sandbox.wait_ready(180), sandbox.state.reason
        yield sandbox


@pytest.fixture(scope="session")
def scripted() -> type[ScriptedEngine]:
    """The class of engines that follow a script."""
    return ScriptedEngine
