"""Work in a thread that is iterated over: shares, result, failure, and stopping it."""

from __future__ import annotations

import threading
from collections.abc import Generator
from typing import Any

import pytest

from steppe_convert import followed as module
from steppe_convert.followed import Tell, followed
from steppe_convert.progress import CALIBRATING, Progress, told


def result_of(iteration: Generator[Any, None, Any]) -> tuple[list[Any], Any]:
    seen = []
    try:
        while True:
            seen.append(next(iteration))
    except StopIteration as end:
        return seen, end.value


def test_shares_and_the_result_come_through() -> None:
    def work(tell: Tell) -> str:
        for share in (0.25, 0.5, 1.0):
            tell(share)
        return "done"

    shares, result = result_of(followed(work))
    assert list(dict.fromkeys(shares)) == [0.0, 0.25, 0.5, 1.0]
    assert result == "done"
    steps, result = result_of(told(CALIBRATING, followed(work)))
    assert result == "done"
    assert steps[0] == Progress(CALIBRATING, 0, 1000)
    assert steps[-1].done == steps[-1].total
    assert steps[-1].seconds_left == 0


def test_a_share_is_repeated_while_nothing_new_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_REPEAT_S", 0.01)
    go = threading.Event()
    iteration = followed(lambda _tell: go.wait(30))
    assert [next(iteration) for _ in range(3)] == [0.0, 0.0, 0.0]
    go.set()
    assert result_of(iteration)[1] is True


def test_a_failure_is_raised_where_the_iteration_is() -> None:
    def work(tell: Tell) -> None:
        tell(0.5)
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        result_of(told(CALIBRATING, followed(work)))


def test_closing_it_stops_the_work() -> None:
    began, ended = threading.Event(), threading.Event()

    def work(tell: Tell) -> None:
        try:
            while True:
                tell(0.1)
                began.set()
        finally:
            ended.set()

    iteration = told(CALIBRATING, followed(work))
    next(iteration)
    assert began.wait(30)
    iteration.close()
    assert ended.is_set()
    assert not any(thread.name == "convert-followed" for thread in threading.enumerate())
