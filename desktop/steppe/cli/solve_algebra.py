"""`steppe solve` for a purely symbolic problem: algebra answers at once; `--explain` has a model explain it."""

from __future__ import annotations

import argparse
from contextlib import ExitStack
from typing import TYPE_CHECKING

from steppe.cli import output
from steppe_models.errors import BadInputError, MissingError

if TYPE_CHECKING:
    from steppe.cas.solving import AlgebraResult
    from steppe.cli.show_solve import Printer
    from steppe.history.store import History
    from steppe.problem import Problem
    from steppe.sandbox.client import Sandbox

ALGEBRA = "algebra"
_START_S = 300.0


def configure(parser: argparse.ArgumentParser) -> None:
    """The option that belongs to algebra."""
    parser.add_argument(
        "--explain", action="store_true", help="when algebra has answered, let the model explain it (auto, algebra)"
    )


def find(options: argparse.Namespace, problem: Problem, mode: str, sandbox: Sandbox) -> AlgebraResult | None:
    """What algebra says, in the modes auto and algebra; None where the model is to answer.

    Who names a model in auto wants that model's answer, or with `--explain` its explanation.

    Raises:
        BadInputError: only algebra was wanted, and it cannot answer this.
        MissingError: only algebra was wanted, and the sandbox does not run here.
    """
    is_forced = options.mode == ALGEBRA
    wants_model = options.model is not None and not options.explain
    if not is_forced and (mode != "auto" or wants_model or options.temperature):
        return None
    from steppe.cas.solving import answer_statement, understand

    statement = understand(problem)
    result = None
    if statement is not None:
        sandbox.start()
        if sandbox.wait_ready(_START_S):
            result = answer_statement(statement, sandbox)
        elif is_forced:
            raise MissingError(f"Algebra needs the sandbox: {sandbox.state.reason}", sandbox.state.hint)
    if is_forced and result is None:
        what = "is not one purely symbolic question" if statement is None else "has no answer that algebra is sure of"
        raise BadInputError(f"The problem {what}.", "Write formulas only, as in `solve x^2 = 4`, or use --mode auto.")
    return result


def show(result: AlgebraResult, problem: Problem, printer: Printer, history: History | None) -> int:
    """Print and keep what algebra said; the exit code."""
    from steppe.history.recording import recorded
    from steppe.solve.algebra import events_of_algebra

    recording = history.record_algebra(problem) if history else None
    for event in recorded(events_of_algebra(result, "auto"), recording):
        printer.show(event)
    if recording is not None and recording.problem:
        output.note(f"Note: {recording.problem}")
    return 0


def new_sandbox(stack: ExitStack) -> Sandbox:
    """The sandbox of this command, closed with it."""
    from steppe.app import make_sandbox

    sandbox = make_sandbox()
    stack.callback(sandbox.close)
    return sandbox
