"""A server on a free port with the real sandbox and an engine that follows the prompts, and ways to talk to it."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from steppe.sandbox.client import Sandbox
from steppe.serve.desk import Desk, Means
from steppe.serve.hosts import HostCheck
from steppe.serve.server import Server
from steppe.solve.strategies import solve
from steppe.solve.task import Options
from steppe_models.catalogue import load_catalogue
from steppe_models.engine.interface import EngineNote, TextChunk
from steppe_models.engine.protocol import Generated, GenerateRequest
from steppe_models.errors import EngineError

TOKEN = "a-token-for-tests-0123456789-abcdefghij"


class Writing:
    """Writes its text in pieces while the gate is open."""

    def __init__(self, engine: AddingEngine, text: str) -> None:
        self.result: Generated | None = None
        self._engine, self._text = engine, text
        self._cancelled = threading.Event()

    def __iter__(self) -> Iterator[TextChunk | EngineNote]:
        pieces = [self._text[start : start + 4] for start in range(0, len(self._text), 4)]
        for number, piece in enumerate(pieces, 1):
            while not self._engine.gate.wait(0.005) and not self._cancelled.is_set():
                pass
            if self._cancelled.is_set():
                self.result = Generated("cancelled", "", 30, 10, number, 0.0, 0.1)
                return
            yield TextChunk(piece, number)
        self.result = Generated("stop", self._text, 30, 10, len(pieces), 0.0, 0.1)

    def cancel(self) -> None:
        """Counted here: a text that is given up before its first word is never iterated."""
        with self._engine.lock:
            self._engine.cancelled += not self._cancelled.is_set()
            self._cancelled.set()


@dataclass
class AddingEngine:
    """Adds the two numbers of `What is A + B?`; nothing is written while `gate` is clear."""

    gate: threading.Event = field(default_factory=threading.Event)
    requests: list[GenerateRequest] = field(default_factory=list)
    cancelled: int = 0
    is_broken: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    def generate(self, request: GenerateRequest) -> Writing:
        if self.is_broken:
            raise EngineError("The engine crashed.", "Run `steppe doctor`.")
        self.requests.append(request)
        found = re.search(r"What is (\d+) \+ (\d+)\?", request.prompt)
        value = int(found[1]) + int(found[2]) if found else 0
        if "Python program" in request.prompt:
            return Writing(self, f"print({value})\n")
        return Writing(self, f"It is what it is: $1 + 1 = 2$, so \\boxed{{{value}}}.")


@dataclass
class Place:
    """A running server with what is behind it."""

    server: Server
    engine: AddingEngine
    log: list[str]

    @property
    def port(self) -> int:
        return self.server.port

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"


@pytest.fixture
def serve(sandbox: Sandbox) -> Iterator[Callable[..., Place]]:
    """Opens servers; closed at the end, with every thread of theirs gone."""
    before = set(threading.enumerate())
    opened: list[Place] = []

    def open_one(
        parallel: int = 2, waiting: int = 4, host: str = "127.0.0.1", solver: Callable[..., Any] = solve
    ) -> Place:
        engine, log = AddingEngine(), list[str]()
        engine.gate.set()
        profile = load_catalogue().default
        means = Means(profile, engine, sandbox, solver)
        server = Server(
            ("127.0.0.1", 0),
            Desk(means, parallel=parallel, waiting=waiting),
            token=TOKEN,
            hosts=HostCheck(host),
            modes=("auto", "cot", "pot", "hybrid"),
            defaults=Options(max_tokens=200),
            opens_fence=True,
            log=log.append,
        )
        server.start()
        opened.append(Place(server, engine, log))
        return opened[-1]

    yield open_one
    for place in opened:
        place.server.close()
    deadline = time.monotonic() + 10
    while left := [each for each in threading.enumerate() if each not in before and each.name.startswith("serve")]:
        assert time.monotonic() < deadline, left  # one that has just hung up may still be on its last lines
        time.sleep(0.005)


@pytest.fixture
def place(serve: Callable[..., Place]) -> Place:
    """One server that solves two at once."""
    return serve()


@pytest.fixture
def token() -> str:
    """What a client must show."""
    return TOKEN
