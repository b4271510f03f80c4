"""What is known of a solution so far: folds the event stream into the state that the window paints; no Qt in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from steppe.answer import Answer
from steppe.solve.events import (
    Agreement,
    Event,
    NoteGiven,
    Path,
    PathAnswered,
    PathStarted,
    ProgramRan,
    ProgramReady,
    Started,
    TextArrived,
    Verdict,
)
from steppe_qt.solving.program_run import ProgramRun
from steppe_qt.solving.request import Ending, SolveRequest, Trouble


class Phase(Enum):
    """Where a solve is."""

    EMPTY = "empty"
    WAITING = "waiting"  # for the engine
    WORKING = "working"
    SOLVED = "solved"
    STOPPED = "stopped"
    FAILED = "failed"


class Step(Enum):
    """Where a path is."""

    NOT_BEGUN = "not begun"
    WRITING = "writing"
    RUNNING = "running"
    ENDED = "ended"


@dataclass(slots=True)
class PathState:
    """One path: its text so far, its program and what became of that, its answer once it has ended."""

    step: Step = Step.NOT_BEGUN
    text: str = ""
    tokens: int = 0
    program: str | None = None
    status: str | None = None
    output: str = ""
    message: str = ""
    seconds: float = 0.0
    answer: Answer | None = None


@dataclass(slots=True)
class Solution:
    """The state of the one solve in the window. `edited` is the latest run of a program that the user changed."""

    phase: Phase = Phase.EMPTY
    request: SolveRequest | None = None
    model: str = ""
    paths: dict[Path, PathState] = field(default_factory=lambda: {"cot": PathState(), "pot": PathState()})
    verdict: Verdict | None = None
    edited: ProgramRun | None = None
    trouble: Trouble | None = None
    notes: list[str] = field(default_factory=list)

    def take(self, event: Event) -> None:
        """Take in one event."""
        match event:
            case Started():
                self.phase, self.model = Phase.WORKING, event.model
            case PathStarted():
                self.paths[event.path].step = Step.WRITING
            case TextArrived():
                path = self.paths[event.path]
                path.text += event.text
                path.tokens = event.tokens
            case ProgramReady():
                self.paths[event.path].program = event.program
                self.paths[event.path].step = Step.RUNNING
            case ProgramRan():
                path = self.paths[event.path]
                path.status, path.output = event.status, event.output
                path.message, path.seconds = event.message, event.seconds
            case PathAnswered():
                self.paths[event.path].step = Step.ENDED
                self.paths[event.path].answer = event.answer
            case NoteGiven():
                self.notes.append(event.text)
            case Verdict():
                self.verdict, self.phase = event, Phase.SOLVED
            case _:  # an event of a later version: the window shows what it knows
                pass

    def end(self, ending: Ending) -> None:
        """The solve is over, with or without a verdict."""
        phases = {"solved": Phase.SOLVED, "stopped": Phase.STOPPED, "failed": Phase.FAILED}
        self.phase, self.trouble = phases[ending.kind], ending.trouble
        for path in self.paths.values():
            if path.step is not Step.NOT_BEGUN:
                path.step = Step.ENDED

    @property
    def is_running(self) -> bool:
        """Whether there is something to stop."""
        return self.phase in (Phase.WAITING, Phase.WORKING)

    @property
    def answer(self) -> Answer | None:
        """The answer to show: of the edited program, else the verdict's, else the first that a path has."""
        if self.edited is not None:
            return self.edited.answer
        if self.verdict is not None:
            return self.verdict.answer
        return next((self.paths[path].answer for path in ("pot", "cot") if self.paths[path].answer), None)

    @property
    def agreement(self) -> Agreement:
        """How the answers agree; "single" while there is one and the other path goes on."""
        if self.edited is not None:
            return self.edited.agreement
        if self.verdict is not None:
            return self.verdict.agreement
        return "single" if self.answer is not None else "none"

    @property
    def is_provisional(self) -> bool:
        """Whether the answer may still change without anyone doing anything."""
        return self.is_running and self.answer is not None

    @property
    def program_path(self) -> PathState:
        """The path whose program stands in the program's panel: prose that printed code counts if nothing else did."""
        program, prose = self.paths["pot"], self.paths["cot"]
        return prose if program.step is Step.NOT_BEGUN and prose.program is not None else program

    @property
    def prose_answer(self) -> Answer | None:
        """What an edited program's answer is compared with."""
        return self.paths["cot"].answer


def merged(events: list[Event]) -> list[Event]:
    """The same events with neighbouring texts of a path joined, so that a batch costs one insertion each."""
    result: list[Event] = []
    for event in events:
        last = result[-1] if result else None
        if isinstance(event, TextArrived) and isinstance(last, TextArrived) and event.path == last.path:
            result[-1] = TextArrived(event.path, last.text + event.text, event.tokens)
        else:
            result.append(event)
    return result
