"""What a solve looks like on the terminal when two paths write at once."""

from __future__ import annotations

import pytest

from steppe.answer import Answer
from steppe.cli.show_solve import Printer
from steppe.solve.events import Event, PathAnswered, PathStarted, TextArrived

INTERLEAVED: list[Event] = [
    PathStarted("pot"),
    PathStarted("cot"),
    TextArrived("pot", "print(", 1),
    TextArrived("cot", "First ", 1),
    TextArrived("pot", "42)", 2),
    TextArrived("cot", "we add.", 2),
    PathAnswered("pot", Answer("42", "number")),
    TextArrived("cot", " Done.", 3),
    PathAnswered("cot", Answer("42", "number")),
]


def test_two_paths_at_once_are_shown_one_after_the_other(capsys: pytest.CaptureFixture[str]) -> None:
    printer = Printer(as_json=False)
    for event in INTERLEAVED:
        printer.show(event)
    printer.close()
    assert capsys.readouterr().out == "Program\nprint(42)\nReasoning\nFirst we add. Done.\n"


def test_the_second_path_is_shown_as_it_comes_once_the_first_has_ended(capsys: pytest.CaptureFixture[str]) -> None:
    printer = Printer(as_json=False)
    for event in INTERLEAVED[:7]:
        printer.show(event)
    assert capsys.readouterr().out.endswith("Reasoning\nFirst we add.")
    printer.show(INTERLEAVED[7])
    assert capsys.readouterr().out == " Done."


def test_json_gives_the_events_in_the_order_in_which_they_came(capsys: pytest.CaptureFixture[str]) -> None:
    printer = Printer(as_json=True)
    for event in INTERLEAVED:
        printer.show(event)
    lines = capsys.readouterr().out.splitlines()
    assert ['"pot"' in line for line in lines] == [event.path == "pot" for event in INTERLEAVED]  # type: ignore[union-attr]
