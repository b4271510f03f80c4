"""One solve being kept: it hands events on to the writer and never stops or slows the solve."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any, Protocol

from steppe.history.receipt import engine_facts
from steppe.history.words import storable
from steppe.problem import Problem
from steppe.solve.events import AlgebraAnswered, Event, TextArrived, Verdict
from steppe_models.errors import SteppeError


class Inbox(Protocol):
    """What takes the events of recordings."""

    def put(self, recording: Recording, at: float, event: Event | None) -> None:
        """Queue one event, or the end of a solve."""
        ...


class Recording:
    """One solve being kept. `take` may be called from any thread and only queues; nothing here ever stops a solve.

    `id` is the solve's number once it has one (0 before); `problem` a sentence while it cannot be kept.
    """

    def __init__(self, writer: Inbox, problem: Problem, receipt: dict[str, Any], engine: object = None) -> None:
        self.subject = problem
        self.receipt = receipt
        self.started = time.time()
        self.id = 0
        self.place = (0, 0)  # the file that its row was written to
        self.problem = ""
        self.state = "running"
        self.failure = ""
        self.mode = str(receipt.get("options", {}).get("mode", ""))
        self.model = str(receipt.get("model", {}).get("id", ""))
        self.verdict: Verdict | None = None
        self.number = 0
        self._engine: object | None = engine
        self._writer = writer
        self._has_ended = False

    def take(self, event: Event) -> None:
        """Keep one event; also one that comes after the end, as of a program that was edited and run."""
        if isinstance(event, TextArrived) and event.tokens and self._engine is not None:
            facts = engine_facts(self._engine)
            self._engine = None
            if facts:
                self.receipt["engine"] = facts
        if isinstance(event, AlgebraAnswered):
            self.receipt.setdefault("algebra", "explained")  # what is kept alone has said so from its beginning
        self._writer.put(self, time.time(), event)

    def end(self, failure: str = "") -> None:
        """The stream has ended; without a verdict before, the solve counts as stopped, or failed with a sentence."""
        if not self._has_ended:
            self._has_ended = True
            self.failure = storable(failure)
            self._writer.put(self, time.time(), None)


def recorded(events: Iterator[Event], recording: Recording | None) -> Iterator[Event]:
    """The same events, each kept as it passes; ends the recording however the stream ends. None keeps nothing."""
    if recording is None:
        yield from events
        return
    try:
        for event in events:
            recording.take(event)
            yield event
    except SteppeError as error:
        recording.end(str(error))
        raise
    finally:
        close = getattr(events, "close", None)
        if close is not None:
            close()
        recording.end()
