"""The one event stream: everything that happens while a problem is solved, as frozen values.

The command line prints them, the window paints them, the history stores them, the evaluation scores them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from steppe.answer import Answer
from steppe.solve.results import ALGEBRA, Agreement, Evidence, Group, Path, PathResult, StepCount

__all__ = [
    "ALGEBRA",
    "Agreement",
    "AlgebraAnswered",
    "EquationChecked",
    "Event",
    "Evidence",
    "Group",
    "NoteGiven",
    "Path",
    "PathAnswered",
    "PathResult",
    "PathStarted",
    "ProgramEdited",
    "ProgramRan",
    "ProgramReady",
    "RepairStarted",
    "SampleEnded",
    "Started",
    "StepChecked",
    "StepCount",
    "TallyChanged",
    "TextArrived",
    "Verdict",
]


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
    """A path begins: prose (cot), a program (pot), or prose with programs run on the way (interleaved)."""

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
    """What came of a program: the sandbox's status, the output, a sentence and a line if it did not end well."""

    name: ClassVar[str] = "output"
    path: Path
    status: str
    output: str
    message: str
    seconds: float
    isolation: tuple[str, ...]
    error_line: int | None = None

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
            "error_line": self.error_line,
        }


@dataclass(frozen=True, slots=True)
class RepairStarted:
    """A program failed, and the model was shown how; the path's text begins anew after this."""

    name: ClassVar[str] = "repair"
    path: Path
    message: str

    def to_json(self) -> dict[str, Any]:
        """The event as it stands in `--json`."""
        return {"event": self.name, "path": self.path, "message": self.message}


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
class NoteGiven:
    """Something the user should know, in one sentence: a restart, a sandbox that is off."""

    name: ClassVar[str] = "note"
    text: str

    def to_json(self) -> dict[str, Any]:
        """The event as it stands in `--json`."""
        return {"event": self.name, "text": self.text}


@dataclass(frozen=True, slots=True)
class SampleEnded:
    """One sampled answer of a vote, whole: its text does not stream. Samples are numbered from 1.

    `logprob` is the mean natural logarithm of a token's probability; `weight`: what its vote counts, 0 for one
    without an answer.
    """

    name: ClassVar[str] = "sample"
    number: int
    path: Path
    seed: int
    temperature: float
    text: str
    program: str | None
    status: str | None
    output: str | None
    answer: Answer | None
    tokens: int
    logprob: float | None
    steps: StepCount
    weight: float
    ended: str

    def to_json(self) -> dict[str, Any]:
        """The event as it stands in `--json`."""
        return {
            "event": self.name,
            "number": self.number,
            "path": self.path,
            "seed": self.seed,
            "temperature": self.temperature,
            "text": self.text,
            "program": self.program,
            "status": self.status,
            "output": self.output,
            "answer": self.answer.text if self.answer else None,
            "tokens": self.tokens,
            "logprob": None if self.logprob is None else round(self.logprob, 4),
            "steps": self.steps.to_json(),
            "weight": round(self.weight, 4),
            "ended": self.ended,
        }


@dataclass(frozen=True, slots=True)
class TallyChanged:
    """How the vote stands: the groups, the heaviest first; `ended` of at most `planned` answers are in.

    `without` of them could not be read. `safety` is the probability that the leading group stays ahead.
    """

    name: ClassVar[str] = "tally"
    groups: tuple[Group, ...]
    ended: int
    planned: int
    without: int
    safety: float

    def to_json(self) -> dict[str, Any]:
        """The event as it stands in `--json`."""
        return {
            "event": self.name,
            "groups": [group.to_json() for group in self.groups],
            "ended": self.ended,
            "planned": self.planned,
            "without": self.without,
            "safety": round(self.safety, 4),
        }


@dataclass(frozen=True, slots=True)
class AlgebraAnswered:
    """Algebra has answered a purely symbolic problem: how it was understood, in words and LaTeX, and the answer.

    `note` says what belongs to the answer (what n is, which value was left out); `steps` are lines in between.
    """

    name: ClassVar[str] = "algebra"
    understood: str
    understood_latex: str
    answer: Answer
    latex: str
    note: str
    steps: tuple[str, ...]
    seconds: float

    def to_json(self) -> dict[str, Any]:
        """The event as it stands in `--json`."""
        return {
            "event": self.name,
            "understood": self.understood,
            "understood_latex": self.understood_latex,
            "answer": self.answer.text,
            "latex": self.latex,
            "note": self.note,
            "steps": list(self.steps),
            "seconds": round(self.seconds, 4),
        }


@dataclass(frozen=True, slots=True)
class EquationChecked:
    """An answer was put back into an equation of the problem or the program, or looked at again by algebra.

    holds: exactly; close: within rounding or in floating point; fails: by `residual`; undefined: it divides by zero.
    """

    name: ClassVar[str] = "equation"
    source: Literal["problem", "program", "algebra"]
    equation: str
    values: str
    state: Literal["holds", "close", "fails", "undefined", "unchecked"]
    residual: str

    def to_json(self) -> dict[str, Any]:
        """The event as it stands in `--json`."""
        return {
            "event": self.name,
            "source": self.source,
            "equation": self.equation,
            "values": self.values,
            "state": self.state,
            "residual": self.residual,
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """The end: the answer, how the paths agree, and in a sentence how it was checked.

    `confidence` is None where there is no `evidence` for it. `kinds` are what it was looked up by, the most special
    first. `tally`: how a vote ended; `samples`: how many it took; `equations`: those that the answer was put back into.
    """

    name: ClassVar[str] = "verdict"
    answer: Answer | None
    agreement: Agreement
    checked: str
    paths: tuple[PathResult, ...]
    model: str
    seconds: float
    confidence: float | None = None
    evidence: Evidence | None = None
    kinds: tuple[str, ...] = ()
    tally: TallyChanged | None = None
    samples: int = 0
    tokens: int = 0
    algebra: AlgebraAnswered | None = None
    equations: tuple[EquationChecked, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The event as it stands in `--json`: the last line of a solve."""
        return {
            "event": self.name,
            "answer": self.answer.text if self.answer else None,
            "kind": self.answer.kind if self.answer else None,
            "agreement": self.agreement,
            "confidence": None if self.confidence is None else round(self.confidence, 3),
            "evidence": self.evidence.to_json() if self.evidence else None,
            "kinds": list(self.kinds),
            "checked": self.checked,
            "paths": [path.to_json() for path in self.paths],
            "votes": [group.to_json() for group in self.tally.groups] if self.tally else [],
            "samples": self.samples,
            "tokens": self.tokens,
            "algebra": self.algebra.to_json() if self.algebra else None,
            "equations": [equation.to_json() for equation in self.equations],
            "model": self.model,
            "seconds": round(self.seconds, 3),
        }


@dataclass(frozen=True, slots=True)
class ProgramEdited:
    """After the solve: the user changed the program and ran it, or ran it again as it was.

    `agreement` is that of its answer with `other`, the reasoning's. The verdict stays what it was.
    """

    name: ClassVar[str] = "edited"
    program: str
    status: str
    output: str
    message: str
    error_line: int | None
    answer: Answer | None
    agreement: Agreement
    other: Answer | None

    def to_json(self) -> dict[str, Any]:
        """The event as it stands in `--json`."""
        return {
            "event": self.name,
            "program": self.program,
            "status": self.status,
            "output": self.output,
            "message": self.message,
            "error_line": self.error_line,
            "answer": self.answer.text if self.answer else None,
            "agreement": self.agreement,
        }


Event = (
    Started
    | AlgebraAnswered
    | EquationChecked
    | PathStarted
    | TextArrived
    | ProgramReady
    | ProgramRan
    | RepairStarted
    | StepChecked
    | PathAnswered
    | SampleEnded
    | TallyChanged
    | ProgramEdited
    | NoteGiven
    | Verdict
)
