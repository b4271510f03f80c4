"""`steppe solve` where algebra answers, with no model installed."""

from __future__ import annotations

import json
from collections.abc import Callable
from subprocess import CompletedProcess

Steppe = Callable[..., CompletedProcess[str]]


def test_equation_is_answered_without_a_model(steppe: Steppe) -> None:
    done = steppe("solve", "--private", "x^2-5x+6=0")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert "Understood as: solve x^2 - 5*x + 6 = 0 for x" in lines
    assert lines[-2:] == ["Answer: x = 2 or x = 3", "Computed by algebra; put back: holds."]


def test_json_ends_with_the_verdict(steppe: Steppe) -> None:
    done = steppe("solve", "--private", "--json", "--mode", "algebra", "Differentiate x^3")
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert [event["event"] for event in events] == ["started", "algebra", "equation", "verdict"]
    assert (events[-1]["answer"], events[-1]["model"]) == ("3*x^2", "algebra")


def test_what_is_not_symbolic_is_refused_when_only_algebra_is_wanted(steppe: Steppe) -> None:
    for problem in ("Tom has 3 apples and eats one. How many are left?", "cos(x) = x"):
        done = steppe("solve", "--private", "--mode", "algebra", problem)
        assert done.returncode == 2
        assert "--mode auto" in done.stderr


def test_history_keeps_it_and_does_it_again(steppe: Steppe) -> None:
    assert steppe("solve", "3x + 5 = 20").returncode == 0
    entry = json.loads(steppe("history", "list", "--json").stdout.splitlines()[0])
    assert entry["answer"] == "x = 5"
    done = steppe("history", "replay", str(entry["id"]))
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("The replay equals the original.")
