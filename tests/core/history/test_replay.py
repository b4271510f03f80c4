"""What a replay compares: texts, outputs and answers, never times."""

from __future__ import annotations

import dataclasses

import pytest

from steppe.history.replay import compare, replay
from steppe.history.store import History
from steppe.solve.events import NoteGiven, PathResult, TextArrived, Verdict
from steppe_models.errors import BadInputError


def test_a_stored_solve_equals_its_own_events_however_they_were_cut(history: History, story) -> None:  # type: ignore[no-untyped-def]
    number = story.keep(history, "problem", prose="Half of 48 is 24.")
    events = story.events(prose="Half of 48 is 24.")
    verdict = events[-1]
    assert isinstance(verdict, Verdict)
    slower = [*events[:-1], NoteGiven("restarted"), dataclasses.replace(verdict, seconds=99.0)]
    result = compare(history.solve(number).events, slower)
    assert result.is_equal
    assert result.lines == ("The replay equals the original.",)
    assert result.to_json()["answer"] == "72"


def test_each_difference_is_a_sentence(story) -> None:  # type: ignore[no-untyped-def]
    first = story.events()
    second = [
        TextArrived(event.path, event.text.replace("Half", "Hull"), event.tokens)
        if isinstance(event, TextArrived)
        else event
        for event in story.events(answer="71")
    ]
    verdict = second[-1]
    assert isinstance(verdict, Verdict)
    paths = tuple(
        dataclasses.replace(path, output="71\n") if path.mode == "pot" else path
        for path in verdict.paths
        if isinstance(path, PathResult)
    )
    second[-1] = dataclasses.replace(verdict, paths=paths)
    result = compare(first, second, ("The engine is another build: b, not a.",))
    assert not result.is_equal
    assert result.differences[0] == "The answer was 72 and is 71."
    assert "The text of cot differs from character 2 on: 'alf of" in result.differences[1]
    assert result.differences[2] == "A program's output differs."
    assert result.lines[-1].startswith("The engine is another build")
    longer = compare([TextArrived("cot", "ab", 1)], [TextArrived("cot", "abc", 1)])
    assert "from character 3 on: nothing before, 'c' now" in longer.differences[0]


def test_too_little_to_replay_is_said(history: History, story) -> None:  # type: ignore[no-untyped-def]
    recording = story.begin(history, "nothing came")
    recording.end()
    assert history.flush()
    with pytest.raises(BadInputError, match="Too little was kept"):
        replay(history.solve(recording.id), lambda _: None)
