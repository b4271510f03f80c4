"""Turns what a helper tells of a program into an outcome: the application's terms, and text that is safe to show."""

from __future__ import annotations

from steppe.sandbox.budget import Budget
from steppe.sandbox.outcome import Outcome, Status, foreign_package, missing_package, sentence
from steppe.sandbox.protocol import Frame
from steppe.sandbox.visible import visible


def outcome_of(
    result: Frame, source: str, budget: Budget, *, engine: str, isolation: tuple[str, ...], packages: tuple[str, ...]
) -> Outcome:
    """The end of the program `source`; `packages` are those that its engine has beyond the standard library."""
    status: Status = result.text("status")  # type: ignore[assignment]  # one of STATUSES: checked on arrival
    stdout, stderr = (visible(blob.decode("utf-8", "replace")) for blob in result.blobs)
    line = result.number("line")
    known_line = line if status == "error" and 0 < line <= source.count("\n") + 1 else None
    is_out_of_cpu = result.header.get("out_of_cpu") is True
    text = sentence(
        status,
        stdout=stdout,
        stderr=stderr,
        line=known_line,
        seconds=budget.cpu_s if is_out_of_cpu else budget.wall_s,
        memory_mb=budget.memory_mb,
        is_out_of_cpu=is_out_of_cpu,
    )
    if result.header.get("no_module") is True:
        lacking = missing_package(source, packages) if engine == "native" else foreign_package(source)
        if lacking is not None:
            status, text = "refused", f"This program needs {lacking}, which can't be run safely on this system."
    return Outcome(status, stdout, stderr, result.number("wall_us") / 1e6, engine, isolation, text, known_line)


def silence(status: Status, budget: Budget, *, seconds: float, engine: str, isolation: tuple[str, ...]) -> Outcome:
    """A program whose helper said nothing more and was ended, or ended by itself."""
    text = sentence(status, stdout="", stderr="", line=None, seconds=budget.wall_s, memory_mb=budget.memory_mb)
    return Outcome(status, seconds=seconds, engine=engine, isolation=isolation, message=text)
