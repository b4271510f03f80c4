"""What comes after a solve's end, as a program that was edited, is kept with it; older events still read."""

import json

import pytest

from steppe.history import codec
from steppe.history.store import History
from steppe.solve.events import ProgramEdited, ProgramRan
from steppe_models.errors import SteppeError

EDITED = ProgramEdited("print(hidden_word)\n", "error", "", "NameError", 1, None, "none", None)


@pytest.fixture
def history(tmp_path):
    with History.open(tmp_path / "history.sqlite") as opened:
        yield opened


def test_an_event_of_later_is_kept_and_found(history, story):
    story.keep(history, "A farmer has hens.")
    before = history.solve(1)
    history.add_event(1, EDITED)
    stored = history.solve(1)
    assert stored.events == (*before.events, EDITED)
    assert (stored.entry.state, stored.entry.answer) == (before.entry.state, before.entry.answer)
    assert [entry.id for entry in history.entries("hidden_word")] == [1]


def test_there_is_none_for_a_solve_that_is_not_there(history):
    with pytest.raises(SteppeError, match="no solve 7"):
        history.add_event(7, EDITED)


def test_an_output_from_before_error_lines_still_reads():
    plain = json.loads(codec.encode(ProgramRan("pot", "error", "", "It failed.", 0.1, ("wasm",), 3)))
    assert codec.decode(json.dumps(plain)).error_line == 3
    del plain["error_line"]
    assert codec.decode(json.dumps(plain)).error_line is None


def test_notices_go_to_whoever_asks_for_them(history):
    history._tell("First.")
    told = []
    history.tell_to(told.append)
    history._tell("Second.")
    assert told == ["First.", "Second."]
