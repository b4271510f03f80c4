"""Many problems at once: every one ends once, in order within, whatever happens to the others; stopped at once."""

from __future__ import annotations

import os
import re
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import closing

import pytest

from steppe.problem import Problem
from steppe.sandbox.client import Sandbox
from steppe.sandbox.share import SandboxShare
from steppe.solve.events import Event, PathAnswered, Started, TextArrived, Verdict
from steppe.solve.many import Ended, Happened, UnforeseenError, solve_many, width_that_pays
from steppe.solve.strategies import solve
from steppe.solve.task import Options, Task
from steppe_models.catalogue import load_catalogue
from steppe_models.engine.client import Engine
from steppe_models.engine.interface import EngineNote, TextChunk, TextGeneration
from steppe_models.engine.protocol import EngineSettings, Generated, GenerateRequest
from steppe_models.errors import EngineError
from steppe_models.records import InstalledModel

DEFAULT = load_catalogue().default


class _Answer:
    """Writes the sum that a prompt asks for; the writing can be held back."""

    def __init__(self, engine: AddingEngine, text: str) -> None:
        self.result: Generated | None = None
        self._engine, self._text = engine, text
        self._is_cancelled = threading.Event()

    def __iter__(self) -> Iterator[TextChunk | EngineNote]:
        with self._engine.counting():
            pieces = [self._text[start : start + 3] for start in range(0, len(self._text), 3)]
            for number, piece in enumerate(pieces, 1):
                while not self._engine.gate.wait(0.005) and not self._is_cancelled.is_set():
                    pass
                if self._is_cancelled.wait(0.002):
                    self.result = Generated("cancelled", "", 9, 0, number, 0.0, 0.1)
                    return
                yield TextChunk(piece, number)
        self.result = Generated("stop", self._text, 9, 5, len(pieces), 0.0, 0.1)

    def cancel(self) -> None:
        self._is_cancelled.set()


class AddingEngine:
    """Adds the two numbers of a problem, by any number of threads; knows how many wrote at once."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.gate.set()
        self.most = self.now = 0
        self._lock = threading.Lock()

    def counting(self) -> _Counting:
        return _Counting(self)

    def generate(self, request: GenerateRequest) -> TextGeneration:
        found = re.search(r"What is (\d+) \+ (\d+)\?", request.prompt)
        assert found is not None
        if found[1] == "666":
            raise EngineError("The engine crashed.", "Again.")
        value = int(found[1]) + int(found[2])
        is_program = "Python program" in request.prompt
        return _Answer(self, f"print({value})\n" if is_program else f"It is \\boxed{{{value}}}.")


class _Counting:
    def __init__(self, engine: AddingEngine) -> None:
        self.engine = engine

    def __enter__(self) -> None:
        with self.engine._lock:
            self.engine.now += 1
            self.engine.most = max(self.engine.most, self.engine.now)

    def __exit__(self, *_: object) -> None:
        with self.engine._lock:
            self.engine.now -= 1


def tasks(engine: object, sandbox: Sandbox, firsts: list[int]) -> Iterator[tuple[int, Task]]:
    options = Options(max_tokens=100)
    for first in firsts:
        yield first, Task(Problem(f"What is {first} + 1?"), DEFAULT, engine, sandbox, options)  # type: ignore[arg-type]


def test_each_ends_once_in_order_and_no_more_run_at_once(sandbox: Sandbox) -> None:
    engine = AddingEngine()
    streams: dict[int, list[Event]] = {}
    ends: list[Ended[int]] = []
    for item in solve_many(tasks(engine, sandbox, list(range(12))), width=4):
        if isinstance(item, Ended):
            ends.append(item)
        else:
            streams.setdefault(item.key, []).append(item.event)
    assert sorted(end.key for end in ends) == list(range(12))
    for end in ends:
        assert end.verdict is not None
        assert end.verdict.answer is not None
        assert end.verdict.answer.text == str(end.key + 1)
        events = streams[end.key]
        assert isinstance(events[0], Started)
        assert isinstance(events[-1], Verdict)
        text = "".join(each.text for each in events if isinstance(each, TextArrived) and each.path == "cot")
        assert text == f"It is \\boxed{{{end.key + 1}}}."
        assert sum(isinstance(each, PathAnswered) for each in events) == 2
    assert 2 <= engine.most <= 4


def test_one_that_fails_and_a_fault_of_our_own_lose_no_other(
    sandbox: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    def solver(task: Task) -> Iterator[Event]:
        if "13 +" in task.problem.text:
            raise RuntimeError("a bug")
        yield from solve(task)

    items = solve_many(tasks(AddingEngine(), sandbox, [1, 666, 13, 2]), width=2, solver=solver)
    ends = {item.key: item for item in items if isinstance(item, Ended)}
    assert isinstance(ends[666].failure, EngineError)
    assert isinstance(ends[13].failure, UnforeseenError)
    assert ends[1].verdict is not None
    assert ends[2].verdict is not None
    assert "a bug" in capsys.readouterr().err


def test_closing_stops_all_at_once_and_takes_no_more_tasks(sandbox: Sandbox) -> None:
    engine = AddingEngine()
    engine.gate.clear()
    before = set(threading.enumerate())
    taken: list[int] = []

    def counted() -> Iterator[tuple[int, Task]]:
        for key, task in tasks(engine, sandbox, list(range(100))):
            taken.append(key)
            yield key, task

    items = solve_many(counted(), width=3)
    with closing(items):
        next(items)
        while engine.now < 3:
            time.sleep(0.002)
        started = time.monotonic()
    assert time.monotonic() - started < 20  # the gate stays shut: nothing would end by itself
    assert len(taken) == 3
    assert not [each for each in threading.enumerate() if each not in before and each.name.startswith("solve-")]


def test_a_reader_that_stops_reading_holds_the_solves_back(sandbox: Sandbox) -> None:
    items = solve_many(tasks(AddingEngine(), sandbox, list(range(400))), width=2)
    with closing(items):
        first = next(items)
        assert isinstance(first, Happened)
        time.sleep(0.5)
    # what is waiting is bounded by the queue; that nothing grows is seen by closing at once


def test_a_broken_source_of_tasks_is_told(sandbox: Sandbox) -> None:
    def broken() -> Iterator[tuple[int, Task]]:
        yield from tasks(AddingEngine(), sandbox, [1])
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="gone"):
        list(solve_many(broken(), width=2))


def are_given(sandbox: Sandbox, running: int, waiting: int) -> bool:
    """Whether so many programs are with the one helper and so many wait for it."""
    with sandbox._changed:
        return (len(sandbox._busy), len(sandbox._waiting)) == (running, waiting)


def test_a_share_cancels_its_own_programs_alone(sandbox: Sandbox) -> None:
    one, other = SandboxShare(sandbox), SandboxShare(sandbox)
    outcomes: dict[str, str] = {}

    def run(name: str, share: Sandbox, source: str) -> None:
        outcomes[name] = share.run(source, wall_s=20).status

    threads = [
        threading.Thread(target=run, args=("one", one, "while True: pass")),
        threading.Thread(target=run, args=("other", other, "import time\ntime.sleep(0.3)\nprint(1)")),
    ]
    for running, thread in enumerate(threads):
        thread.start()
        while not are_given(sandbox, 1, running):
            time.sleep(0.005)
    one.cancel()
    for thread in threads:
        thread.join(30)
    assert outcomes == {"one": "cancelled", "other": "ok"}
    assert one.run("print(2)").stdout == "2\n"


def test_real_problems_share_their_beginning_and_survive_the_engine(
    small_model: InstalledModel, sandbox: Sandbox
) -> None:
    with Engine(EngineSettings(small_model.path, context=1024, threads=1)) as engine:
        engine.wait_loaded(60)
        assert width_that_pays(engine, 1) == 1

        class Watched:
            def generate(self, request: GenerateRequest) -> TextGeneration:
                generation = engine.generate(request)
                generations.append(generation)
                return generation

        generations: list[TextGeneration] = []
        options = Options(mode="cot", max_tokens=12)
        problems = [Problem(f"What is {number} + 1?") for number in range(6)]
        all_tasks = [
            (number, Task(problem, small_model.profile, Watched(), sandbox, options))
            for number, problem in enumerate(problems)
        ]
        is_killed = False
        ends: list[Ended[int]] = []
        for item in solve_many(iter(all_tasks), width=3):
            if isinstance(item, Ended):
                ends.append(item)
            elif isinstance(item.event, TextArrived) and not is_killed:
                is_killed = True
                assert engine.pid is not None
                os.kill(engine.pid, signal.SIGKILL)
        assert sorted(end.key for end in ends) == list(range(6))
        assert all(end.failure is None for end in ends)
        seen = [generation.result for generation in generations if generation.result is not None]
        common = 10  # tokens at least of system prompt and markup before every problem
        assert sum(result.cached_tokens >= common for result in seen[3:]) >= 3
