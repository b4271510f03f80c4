"""The solve that the window shows, as an export has it: with the program as it was edited."""

from __future__ import annotations

from collections.abc import Sequence

from steppe.export.document import Solved
from steppe.export.gathering import Kept, solved_from_events
from steppe.export.words import Words
from steppe.solve.events import Event, ProgramEdited
from steppe_qt.answer.words import verdict_sentence
from steppe_qt.solving.program_run import event_of
from steppe_qt.solving.solution import Phase, Solution
from steppe_qt.translations.install import said

_STATES = {Phase.STOPPED: "stopped", Phase.FAILED: "failed"}


def shown_events(solution: Solution, events: Sequence[Event]) -> list[Event]:
    """The events of what is shown: edits that were undone are not."""
    kept: list[Event] = [event for event in events if not isinstance(event, ProgramEdited)]
    return [*kept, event_of(solution.edited)] if solution.edited is not None else kept


def solved_shown(solution: Solution, events: Sequence[Event], words: Words) -> Solved:
    """What is shown, as it is exported. `solution` must have a request."""
    assert solution.request is not None
    failure = solution.trouble.message if solution.trouble else ""
    kept = Kept(state=_STATES.get(solution.phase, "done"), failure=failure)
    return solved_from_events(solution.request.problem, events, kept, words=words, say=said, judge=verdict_sentence)
