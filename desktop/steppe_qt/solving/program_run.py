"""Runs a program that the user has edited, says what that does to the answer, and keeps it as an event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from steppe.answer import Answer
from steppe.solve.events import Agreement, ProgramEdited

if TYPE_CHECKING:
    from steppe.problem import Problem
    from steppe.sandbox.client import Sandbox
    from steppe.sandbox.outcome import Outcome, Status

PROGRAM_WALL_S = 5.0
PROGRAM_MEMORY_MB = 512


@dataclass(frozen=True, slots=True)
class ProgramRun:
    """An edited program, run: what became of it, the answer it prints, and how that agrees with the reasoning's."""

    program: str
    outcome: Outcome
    answer: Answer | None
    agreement: Agreement
    other: Answer | None


def run_program(program: str, problem: Problem, other: Answer | None, sandbox: Sandbox) -> ProgramRun:
    """Run `program` in the sandbox and compare what it prints with `other`, the answer of the reasoning."""
    from steppe.check import extract
    from steppe.check.compare import same_answer

    outcome = sandbox.run(program, wall_s=PROGRAM_WALL_S, memory_mb=PROGRAM_MEMORY_MB)
    answer = extract.from_output(outcome.stdout, problem.choices) if outcome.is_ok else None
    agreement: Agreement = "none"
    if answer is not None:
        agreement = "single"
        if other is not None:
            agreement = "agree" if same_answer(answer, other, sandbox) else "differ"
    return ProgramRun(program, outcome, answer, agreement, other)


def event_of(run: ProgramRun) -> ProgramEdited:
    """The run as the history keeps it."""
    outcome = run.outcome
    message = "" if outcome.is_ok else outcome.message
    return ProgramEdited(
        run.program,
        outcome.status,
        outcome.stdout,
        message,
        outcome.error_line,
        run.answer,
        run.agreement,
        run.other,
    )


def run_of(event: ProgramEdited) -> ProgramRun:
    """A run of earlier, from the history."""
    from steppe.sandbox.outcome import STATUSES, Outcome

    status = event.status if event.status in STATUSES else "error"
    outcome = Outcome(cast("Status", status), stdout=event.output, message=event.message, error_line=event.error_line)
    return ProgramRun(event.program, outcome, event.answer, event.agreement, event.other)
