"""What is known of a solution so far: folds the event stream into the state that the window paints; no Qt in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from steppe.answer import Answer
from steppe.solve.events import (
    Agreement,
    AlgebraAnswered,
    EquationChecked,
    Event,
    NoteGiven,
    Path,
    PathAnswered,
    PathStarted,
    ProgramEdited,
    ProgramRan,
    ProgramReady,
    RepairStarted,
    SampleEnded,
    Started,
    TallyChanged,
    TextArrived,
    Verdict,
)
from steppe_qt.solving.program_run import ProgramRun, run_of
from steppe_qt.solving.request import Ending, SolveRequest, Trouble

PATHS: tuple[Path, ...] = ("pot", "cot", "interleaved")


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
    error_line: int | None = None
    seconds: float = 0.0
    answer: Answer | None = None


@dataclass(slots=True)
class Solution:
    """The state of the one solve in the window. `edited` is the latest run of a program that the user changed."""

    phase: Phase = Phase.EMPTY
    request: SolveRequest | None = None
    model: str = ""
    paths: dict[Path, PathState] = field(default_factory=lambda: {each: PathState() for each in PATHS})
    verdict: Verdict | None = None
    edited: ProgramRun | None = None
    trouble: Trouble | None = None
    notes: list[str] = field(default_factory=list)
    tally: TallyChanged | None = None
    sample_tokens: int = 0
    algebra: AlgebraAnswered | None = None
    equations: list[EquationChecked] = field(default_factory=list)

    def take(self, event: Event) -> None:
        """Take in one event; one of a later version changes nothing: the window shows what it knows."""
        match event:
            case Started():
                self.phase, self.model = Phase.WORKING, event.model
            case AlgebraAnswered():
                self.algebra = event
            case EquationChecked():
                self.equations.append(event)
            case NoteGiven():
                self.notes.append(event.text)
            case SampleEnded():
                self.sample_tokens += event.tokens
            case TallyChanged():
                self.tally = event
            case ProgramEdited():
                is_as_written = event.program.rstrip() == (self.program_path.program or "").rstrip()
                self.edited = None if is_as_written else run_of(event)
            case Verdict():
                self.verdict, self.phase = event, Phase.SOLVED
            case _:
                self._take_of_path(event)

    def _take_of_path(self, event: Event) -> None:
        """Take in what one path does."""
        match event:
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
                path.error_line = event.error_line
            case RepairStarted():
                self.paths[event.path] = PathState(Step.WRITING)
            case PathAnswered():
                self.paths[event.path].step = Step.ENDED
                self.paths[event.path].answer = event.answer
            case _:
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
    def is_algebra_alone(self) -> bool:
        """Whether algebra has answered and no model has written anything."""
        return self.algebra is not None and not any(path.text for path in self.paths.values())

    @property
    def answer(self) -> Answer | None:
        """The answer to show: of the edited program, else the verdict's, else the first that a path has."""
        if self.edited is not None:
            return self.edited.answer
        if self.verdict is not None:
            return self.verdict.answer
        if self.algebra is not None:
            return self.algebra.answer
        if self.tally is not None and self.tally.groups:
            return self.tally.groups[0].answer
        return next((self.paths[path].answer for path in PATHS if self.paths[path].answer), None)

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
        for path in ("cot", "interleaved"):
            if self.paths["pot"].step is Step.NOT_BEGUN and self.paths[path].program is not None:
                return self.paths[path]
        return self.paths["pot"]

    @property
    def prose_path(self) -> PathState:
        """The path whose text stands in the reasoning's panel."""
        mixed = self.paths["interleaved"]
        return self.paths["cot"] if mixed.step is Step.NOT_BEGUN else mixed

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
