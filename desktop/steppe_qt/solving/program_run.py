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


@dataclass(frozen=True, slots=True)
class ProgramRun:
    """An edited program, run: what became of it, the answer it prints, and how that agrees with the reasoning's."""

    program: str
    outcome: Outcome
    answer: Answer | None
    agreement: Agreement
    other: Answer | None


def run_program(
    program: str, problem: Problem, other: Answer | None, sandbox: Sandbox, limits: tuple[float, int]
) -> ProgramRun:
    """Run `program` in the sandbox, within seconds and megabytes, and compare what it prints with `other`, the answer
    of the reasoning."""
    from steppe.check import extract
    from steppe.check.compare import same_answer

    outcome = sandbox.run(program, wall_s=limits[0], memory_mb=limits[1])
    answer = extract.from_output(outcome.stdout, problem.choices) if outcome.is_ok else None
    agreement: Agreement = "none"
    if answer is not None:
        agreement = "single"
        if other is not None:
            agreement = "agree" if same_answer(answer, other, sandbox) else "differ"
    return ProgramRun(program, outcome, answer, agreement, other)


def failed_run(program: str, other: Answer | None, message: str) -> ProgramRun:
    """A program that could not be run at all."""
    from steppe.sandbox.outcome import Outcome

    return ProgramRun(program, Outcome("sandbox_error", message=message), None, "none", other)


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
