"""A worker that is killed in the middle of a solve: the solve finishes on a new one, and says what happened."""

from __future__ import annotations

import psutil

from steppe.problem import Problem
from steppe.sandbox.client import Sandbox
from steppe.solve.events import Event, NoteGiven, TextArrived, Verdict
from steppe.solve.strategies import solve
from steppe.solve.task import Options, Task
from steppe_models.engine.client import Engine
from steppe_models.engine.protocol import EngineSettings
from steppe_models.records import InstalledModel

PROBLEM = Problem("A box holds 12 pencils. How many pencils are in 7 boxes?")


def solved(model: InstalledModel, sandbox: Sandbox, kill_at: int) -> tuple[list[Event], set[int | None]]:
    """The events of a solve whose worker is killed after so many texts (0: it is not), and its workers' pids."""
    pids: set[int | None] = set()
    events: list[Event] = []
    # It waits for its reader, who checks steps meanwhile: else all could have been written before the kill.
    with Engine(EngineSettings(model.path, context=1024, threads=1, unread_events=8)) as engine:
        engine.wait_loaded(60)
        texts = 0
        for event in solve(Task(PROBLEM, model.profile, engine, sandbox, Options(mode="cot", max_tokens=60))):
            events.append(event)
            pids.add(engine.pid)
            texts += isinstance(event, TextArrived)
            if texts == kill_at and isinstance(event, TextArrived):
                psutil.Process(engine.pid).kill()
    return events, pids - {None}


def test_a_worker_killed_in_mid_stream_is_replaced_and_the_solve_finishes_with_a_note(
    small_model: InstalledModel, sandbox: Sandbox
) -> None:
    calm, _ = solved(small_model, sandbox, 0)
    events, pids = solved(small_model, sandbox, 9)
    assert len(pids) == 2
    notes = [event.text for event in events if isinstance(event, NoteGiven)]
    assert sum("was killed" in note and "started again" in note for note in notes) == 1
    assert not any("was killed" in event.text for event in calm if isinstance(event, NoteGiven))
    assert isinstance(events[-1], Verdict)
    text, calm_text = (
        "".join(event.text for event in each if isinstance(event, TextArrived)) for each in (events, calm)
    )
    assert text[:20] == calm_text[:20]
    assert len(text) > 40
