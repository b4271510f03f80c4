"""Puts the events of one solve together for an export: what each path wrote, what ran, what was found, how it ended."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from steppe.answer import Answer
from steppe.export.document import Agreement, Program
from steppe.solve.events import (
    AlgebraAnswered,
    EquationChecked,
    Event,
    NoteGiven,
    PathAnswered,
    ProgramEdited,
    ProgramRan,
    ProgramReady,
    RepairStarted,
    SampleEnded,
    StepChecked,
    TextArrived,
    Verdict,
)


@dataclass(slots=True)
class PathTold:
    """What is known of one path."""

    text: str = ""
    program: str | None = None
    status: str = ""
    output: str = ""
    message: str = ""
    answer: Answer | None = None


@dataclass(slots=True)
class Told:
    """The events of one solve, put together; `prose` is the path whose reasoning is shown."""

    paths: dict[str, PathTold] = field(default_factory=lambda: {"cot": PathTold(), "pot": PathTold()})
    steps: list[StepChecked] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    samples: list[SampleEnded] = field(default_factory=list)
    verdict: Verdict | None = None
    edited: ProgramEdited | None = None
    algebra: AlgebraAnswered | None = None
    equations: list[EquationChecked] = field(default_factory=list)

    def take(self, event: Event) -> None:
        """Take in one event; those of a later version are passed over."""
        match event:
            case TextArrived():
                self._path(event.path).text += event.text
            case ProgramReady():
                self._path(event.path).program = event.program
            case ProgramRan():
                path = self._path(event.path)
                path.status, path.output, path.message = event.status, event.output, event.message
            case RepairStarted():
                self.paths[event.path] = PathTold()
            case PathAnswered():
                self._path(event.path).answer = event.answer
            case StepChecked():
                self.steps.append(event)
            case NoteGiven():
                self.notes.append(event.text)
            case SampleEnded():
                self.samples.append(event)
            case _:
                self._take_result(event)

    def _take_result(self, event: Event) -> None:
        """What was found, beside what was written."""
        match event:
            case AlgebraAnswered():
                self.algebra = event
            case EquationChecked():
                self.equations.append(event)
            case ProgramEdited():
                self.edited = event
            case Verdict():
                self.verdict = event
            case _:
                pass

    def finish(self) -> None:
        """No more events: of a vote, the first sample of each kind with the answer that won stands for its path."""
        answer = self.verdict.answer if self.verdict else None
        for sample in self.samples:
            path = self._path(sample.path)
            has_won = answer is None or (sample.answer is not None and sample.answer.text == answer.text)
            if has_won and not path.text:
                self.paths[sample.path] = PathTold(
                    sample.text, sample.program, sample.status or "", sample.output or "", "", sample.answer
                )

    @property
    def prose(self) -> str:
        """The path whose reasoning is shown: prose with programs inside it counts where there is no other."""
        return next((name for name in self.paths if name != "pot" and self.paths[name].text), "cot")

    @property
    def answer(self) -> Answer | None:
        """The answer to show: of the edited program, else the verdict's, else the first that a path has."""
        if self.edited is not None:
            return self.edited.answer
        if self.verdict is not None:
            return self.verdict.answer
        if self.algebra is not None:
            return self.algebra.answer
        return next((path.answer for path in reversed(self.paths.values()) if path.answer), None)

    @property
    def answer_latex(self) -> str:
        """The answer in LaTeX where algebra gave it; otherwise empty."""
        is_algebra_s = self.algebra is not None and self.answer == self.algebra.answer
        return self.algebra.latex if is_algebra_s and self.algebra is not None else ""

    @property
    def agreement(self) -> Agreement:
        """How the answers agree."""
        if self.edited is not None:
            return self.edited.agreement
        if self.verdict is not None:
            return self.verdict.agreement
        return "single" if self.answer else "none"

    @property
    def differing(self) -> tuple[tuple[Literal["pot", "cot"], Answer | None], ...]:
        """The answers of the two ways, where they differ."""
        if self.agreement != "differ":
            return ()
        if self.edited is not None:
            return (("pot", self.edited.answer), ("cot", self.edited.other))
        return (("pot", self.paths["pot"].answer), ("cot", self.paths[self.prose].answer))

    @property
    def program(self) -> Program | None:
        """The program of its own path; what the prose wrote as a program counts if nothing else did."""
        if self.edited is not None:
            edited = self.edited
            return Program(edited.program.strip("\n"), edited.status, edited.output, edited.message)
        path = self.paths["pot"]
        if not path.text and path.program is None:
            path = self.paths[self.prose]
            if path.program is None:
                return None
        source = path.program if path.program is not None else _unfenced(path.text)
        if not source.strip():
            return None
        return Program(source.strip("\n"), path.status, path.output, path.message)

    def _path(self, name: str) -> PathTold:
        return self.paths.setdefault(name, PathTold())


def _unfenced(text: str) -> str:
    """What had come of a program that was never finished."""
    return "\n".join(line for line in text.split("\n") if not line.lstrip().startswith("```"))
