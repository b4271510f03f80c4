"""The one event stream: everything that happens while a problem is solved, as frozen values.

The command line prints them, the window paints them, the history stores them, the evaluation scores them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from steppe.answer import Answer

Path = Literal["cot", "pot"]
Agreement = Literal["agree", "differ", "single", "none"]


@dataclass(frozen=True, slots=True)
class Started:
    """The solve begins: which mode was asked for and which model answers."""

    name: ClassVar[str] = "started"
    mode: str
    model: str

    def to_json(self) -> dict[str, Any]:
        """The event as it stands in `--json`."""
        return {"event": self.name, "mode": self.mode, "model": self.model}


@dataclass(frozen=True, slots=True)
class PathStarted:
    """A path begins: prose (cot) or a program (pot)."""

    name: ClassVar[str] = "path"
    path: Path

    def to_json(self) -> dict[str, Any]:
        """The event as it stands in `--json`."""
        return {"event": self.name, "path": self.path}


@dataclass(frozen=True, slots=True)
class TextArrived:
    """New text on a path, and how many tokens it has by now."""

    name: ClassVar[str] = "text"
    path: Path
    text: str
    tokens: int

    def to_json(self) -> dict[str, Any]:
        """The event as it stands in `--json`."""
        return {"event": self.name, "path": self.path, "text": self.text, "tokens": self.tokens}


@dataclass(frozen=True, slots=True)
class ProgramReady:
    """A whole program stands in a path's text and goes to the sandbox."""

    name: ClassVar[str] = "program"
    path: Path
    program: str

    def to_json(self) -> dict[str, Any]:
        """The event as it stands in `--json`."""
        return {"event": self.name, "path": self.path, "program": self.program}


@dataclass(frozen=True, slots=True)
class ProgramRan:
    """What came of a program: the sandbox's status, the output, a sentence if it did not end well."""

    name: ClassVar[str] = "output"
    path: Path
    status: str
    output: str
    message: str
    seconds: float
    isolation: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The event as it stands in `--json`."""
        return {
            "event": self.name,
            "path": self.path,
            "status": self.status,
            "output": self.output,
            "message": self.message,
            "seconds": round(self.seconds, 4),
            "isolation": list(self.isolation),
        }


@dataclass(frozen=True, slots=True)
class PathAnswered:
    """A path has ended; `answer` is None if none could be read from it."""

    name: ClassVar[str] = "answer"
    path: Path
    answer: Answer | None

    def to_json(self) -> dict[str, Any]:
        """The event as it stands in `--json`."""
        text = self.answer.text if self.answer else None
        return {"event": self.name, "path": self.path, "answer": text}


@dataclass(frozen=True, slots=True)
class StepChecked:
    """An equality that the path's text claims at characters `start` to `end`, and whether it holds.

    `note` says in words what is wrong; unchecked means that it could not be judged.
    """

    name: ClassVar[str] = "step"
    path: Path
    start: int
    end: int
    state: Literal["right", "wrong", "unchecked"]
    note: str

    def to_json(self) -> dict[str, Any]:
        """The event as it stands in `--json`."""
        place = {"start": self.start, "end": self.end}
        return {"event": self.name, "path": self.path, **place, "state": self.state, "note": self.note}


@dataclass(frozen=True, slots=True)
class StepCount:
    """How many of a path's steps were found right, found wrong, and could not be judged."""

    right: int = 0
    wrong: int = 0
    unchecked: int = 0

    def to_json(self) -> dict[str, int]:
        """The counts by name."""
        return {"right": self.right, "wrong": self.wrong, "unchecked": self.unchecked}


@dataclass(frozen=True, slots=True)
class NoteGiven:
    """Something the user should know, in one sentence: a restart, a sandbox that is off."""

    name: ClassVar[str] = "note"
    text: str

    def to_json(self) -> dict[str, Any]:
        """The event as it stands in `--json`."""
        return {"event": self.name, "text": self.text}


@dataclass(frozen=True, slots=True)
class PathResult:
    """One path, ended: its answer with all that led to it."""

    mode: Path
    answer: Answer | None
    text: str
    program: str | None
    output: str | None
    status: str | None
    tokens: int
    seconds: float
    reason: str
    steps: StepCount = StepCount()

    def to_json(self) -> dict[str, Any]:
        """The path as it stands in a verdict."""
        return {
            "mode": self.mode,
            "answer": self.answer.text if self.answer else None,
            "program": self.program,
            "output": self.output,
            "status": self.status,
            "tokens": self.tokens,
            "seconds": round(self.seconds, 3),
            "ended": self.reason,
            "steps": self.steps.to_json(),
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """The end: the answer, how the paths agree, and in a sentence how it was checked.

    `confidence` stays None until it can be given with evidence.
    """

    name: ClassVar[str] = "verdict"
    answer: Answer | None
    agreement: Agreement
    checked: str
    paths: tuple[PathResult, ...]
    model: str
    seconds: float
    confidence: float | None = None

    def to_json(self) -> dict[str, Any]:
        """The event as it stands in `--json`: the last line of a solve."""
        return {
            "event": self.name,
            "answer": self.answer.text if self.answer else None,
            "kind": self.answer.kind if self.answer else None,
            "agreement": self.agreement,
            "confidence": self.confidence,
            "checked": self.checked,
            "paths": [path.to_json() for path in self.paths],
            "model": self.model,
            "seconds": round(self.seconds, 3),
        }


Event = (
    Started | PathStarted | TextArrived | ProgramReady | ProgramRan | StepChecked | PathAnswered | NoteGiven | Verdict
)
