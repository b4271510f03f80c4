"""Two paths at once, with written texts and with the small real model."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from steppe.problem import Problem
from steppe.sandbox.client import Sandbox
from steppe.solve.events import PathAnswered, ProgramRan, TextArrived
from steppe.solve.path import PathRun
from steppe.solve.task import Options, Task
from steppe.solve.together import together
from steppe_models.catalogue import load_catalogue
from steppe_models.engine.client import Engine
from steppe_models.engine.interface import EngineNote, TextChunk
from steppe_models.engine.protocol import EngineSettings, Generated, GenerateRequest
from steppe_models.errors import EngineError
from steppe_models.records import InstalledModel

DEFAULT = load_catalogue().default


def _runs(engine: object, sandbox: Sandbox, **options: int) -> list[PathRun]:
    task = Task(Problem("What is 6 times 7?"), DEFAULT, engine, sandbox, Options(**options))  # type: ignore[arg-type]
    return [PathRun(task, "pot"), PathRun(task, "cot")]


def test_each_path_keeps_its_order_and_both_end(sandbox: Sandbox, scripted: type) -> None:
    runs = _runs(scripted(["print(6 * 7)\n", "So it is \\boxed{42}."]), sandbox)
    events = list(together(runs))
    for path, text in (("pot", "print(6 * 7)\n"), ("cot", "So it is \\boxed{42}.")):
        own = [event for event in events if getattr(event, "path", None) == path]
        assert "".join(event.text for event in own if isinstance(event, TextArrived)) == text
        assert isinstance(own[-1], PathAnswered)
        assert own[-1].answer is not None
        assert own[-1].answer.text == "42"
    assert [event.output for event in events if isinstance(event, ProgramRan)] == ["42\n"]


class _EndlessGeneration:
    """Writes until it is cancelled."""

    def __init__(self) -> None:
        self.result: Generated | None = None
        self._is_cancelled = threading.Event()

    def __iter__(self) -> Iterator[TextChunk | EngineNote]:
        while not self._is_cancelled.wait(0.001):
            yield TextChunk("word ", 1)
        self.result = Generated("cancelled", "", 1, 0, 1, 0.1, 0.1)

    def cancel(self) -> None:
        self._is_cancelled.set()


class _EndlessEngine:
    """Has generations that only end when they are told to; the second may break."""

    def __init__(self, *, breaks: bool = False) -> None:
        self._breaks = breaks
        self._count = 0

    def generate(self, request: GenerateRequest) -> _EndlessGeneration:
        self._count += 1
        if self._breaks and self._count == 2:
            return _BrokenGeneration()
        return _EndlessGeneration()


class _BrokenGeneration(_EndlessGeneration):
    def __iter__(self) -> Iterator[TextChunk | EngineNote]:
        raise EngineError("The engine is gone.", "Start it again.")
        yield TextChunk("", 0)


def _path_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith("path-")]


def test_closing_cancels_both_paths_and_ends_their_threads(sandbox: Sandbox) -> None:
    events = together(_runs(_EndlessEngine(), sandbox))
    for _ in range(20):
        next(events)
    events.close()  # type: ignore[attr-defined]
    assert not _path_threads()


def test_one_broken_path_ends_both_with_its_error(sandbox: Sandbox) -> None:
    with pytest.raises(EngineError, match="is gone"):
        list(together(_runs(_EndlessEngine(breaks=True), sandbox)))
    assert not _path_threads()


def test_both_paths_share_the_real_engine(small_model: InstalledModel, sandbox: Sandbox) -> None:
    with Engine(EngineSettings(small_model.path, context=2048)) as engine:
        events = list(together(_runs(engine, sandbox, max_tokens=24)))
    paths = [event.path for event in events if isinstance(event, TextArrived) and event.tokens]
    assert {"pot", "cot"} == set(paths)
    first_prose, last_program = paths.index("cot"), len(paths) - 1 - paths[::-1].index("pot")
    assert first_prose < last_program, "the paths did not run at the same time"
