"""`steppe run`: runs a Python program in the sandbox and says what became of it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from steppe.cli import output
from steppe.sandbox.client import MAX_MEMORY_MB, MIN_MEMORY_MB, Sandbox
from steppe.sandbox.component import find_component
from steppe.sandbox.outcome import SOURCE_BYTES, Outcome
from steppe_models.errors import BadInputError, MissingError

_DEFAULT_TIMEOUT_S = 3.0
_DEFAULT_MEMORY_MB = 512
_NOTE_AFTER_S = 1.0
_START_LIMIT_S = 600.0


def configure(parser: argparse.ArgumentParser) -> None:
    """Add this verb's arguments."""
    parser.add_argument(
        "file", nargs="?", default="-", metavar="FILE", help="the program; - or nothing: standard input"
    )
    parser.add_argument(
        "--timeout",
        type=float,
        default=_DEFAULT_TIMEOUT_S,
        metavar="S",
        help="seconds it may run (default: %(default)g)",
    )
    parser.add_argument(
        "--memory",
        type=int,
        default=_DEFAULT_MEMORY_MB,
        metavar="MB",
        help=f"memory it may use, {MIN_MEMORY_MB} to {MAX_MEMORY_MB} (default: %(default)s)",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")


def run(options: argparse.Namespace) -> int:
    """Run the program; 0 when it ran to its end, 1 when it did not.

    Raises:
        BadInputError: the file cannot be used as a program, or a limit is out of range.
        MissingError: the sandbox component or its runtime is missing.
    """
    source = _read_source(options.file)
    find_component()
    with Sandbox(workers=1) as sandbox:
        if not sandbox.wait_ready(_NOTE_AFTER_S) and sandbox.state.phase == "compiling":
            output.note("Preparing the sandbox for this machine; only the first run takes this long.")
            sandbox.wait_ready(_START_LIMIT_S)
        state = sandbox.state
        if state.phase == "off" and state.code == MissingError.code:
            raise MissingError(state.reason, state.hint)
        outcome = sandbox.run(source, wall_s=options.timeout, memory_mb=options.memory)
    if options.json:
        output.emit_json(as_json(outcome))
    else:
        _show(outcome)
    return 0 if outcome.is_ok else 1


def as_json(outcome: Outcome) -> dict[str, object]:
    """The outcome by the command line's contract, with the sentence for people and the line of an error."""
    return {
        "status": outcome.status,
        "stdout": outcome.stdout,
        "stderr": outcome.stderr,
        "seconds": round(outcome.seconds, 6),
        "engine": outcome.engine,
        "isolation": list(outcome.isolation),
        "message": outcome.message,
        "error_line": outcome.error_line,
    }


def _read_source(name: str) -> str:
    try:
        data = sys.stdin.buffer.read(SOURCE_BYTES + 1) if name == "-" else _read_file(Path(name))
    except FileNotFoundError as error:
        raise BadInputError(
            f"There is no file {name}.", "Give the path of a Python program, or - to read it."
        ) from error
    except OSError as error:
        raise BadInputError(
            f"{name} cannot be read: {error.strerror}.", "Check the path and its permissions."
        ) from error
    if len(data) > SOURCE_BYTES:
        raise BadInputError(f"The program is longer than {SOURCE_BYTES // 1024} KB.", "Give a shorter one.")
    try:
        source = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInputError(f"{_called(name)} is not text in UTF-8.", "Give a Python program.") from error
    if "\0" in source:
        raise BadInputError(f"{_called(name)} is a binary file.", "Give a Python program.")
    return source


def _read_file(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(SOURCE_BYTES + 1)


def _called(name: str) -> str:
    return "Standard input" if name == "-" else name


def _show(outcome: Outcome) -> None:
    sys.stdout.write(outcome.stdout)
    if outcome.stdout and not outcome.stdout.endswith("\n"):
        sys.stdout.write("\n")
    sys.stdout.flush()
    if outcome.stderr:
        sys.stderr.write(outcome.stderr if outcome.stderr.endswith("\n") else outcome.stderr + "\n")
    if not outcome.is_ok or not outcome.stdout:
        output.note(outcome.message)
