"""A history of its own for every test, and solves told by a script through the real strategies' own events."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import cast

import pytest

from steppe.answer import Answer
from steppe.history.recording import Recording, recorded
from steppe.history.store import History
from steppe.problem import Problem
from steppe.sandbox.client import Sandbox
from steppe.solve.events import (
    Event,
    PathAnswered,
    PathResult,
    PathStarted,
    ProgramRan,
    ProgramReady,
    Started,
    TextArrived,
    Verdict,
)
from steppe.solve.task import Options, Task
from steppe_models.catalogue import load_catalogue


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "history.sqlite"


@pytest.fixture
def history(path: Path) -> Iterator[History]:
    with History.open(path) as opened:
        yield opened


class Story:
    """Makes the events of a solve with given texts, and keeps them."""

    def task(self, problem: str, choices: tuple[str, ...] = ()) -> Task:
        profile = load_catalogue().default
        options = Options(mode="auto", seed=3, temperature=0.5)
        return Task(Problem(problem, choices), profile, cast("object", None), cast("Sandbox", None), options)  # type: ignore[arg-type]

    def events(self, answer: str = "72", prose: str = "Half of 48 is 24, so 48 + 24 = 72.") -> list[Event]:
        value = Answer(answer, "number", Fraction(answer) if answer.isdigit() else None)
        program = "print(48 + 48 // 2)\n"
        written = [TextArrived("cot", piece + " ", number + 1) for number, piece in enumerate(prose.split())]
        paths = (
            PathResult("pot", value, program, program, answer + "\n", "ok", 12, 1.5, "stop"),
            PathResult("cot", value, prose, None, None, None, 30, 2.5, "stop"),
        )
        return [
            Started("auto", "qwen2.5-coder-1.5b-instruct"),
            PathStarted("pot"),
            TextArrived("pot", program[:8], 4),
            TextArrived("pot", program[8:], 9),
            ProgramReady("pot", program),
            ProgramRan("pot", "ok", answer + "\n", "", 0.01, ("wasm", "landlock")),
            PathAnswered("pot", value),
            PathStarted("cot"),
            *written,
            PathAnswered("cot", value),
            Verdict(value, "agree", "The program and the reasoning agree.", paths, "qwen2.5-coder-1.5b-instruct", 4.2),
        ]

    def keep(self, history: History, problem: str, answer: str = "72", prose: str = "Half of 48 is 24.") -> int:
        recording = history.record(self.task(problem))
        for _ in recorded(iter(self.events(answer, prose)), recording):
            pass
        assert history.flush(60), recording.problem
        return recording.id

    def begin(self, history: History, problem: str) -> Recording:
        return history.record(self.task(problem))


@pytest.fixture(scope="session")
def story() -> Story:
    return Story()
