"""`steppe check`: checks a derivation line by line and names the first wrong line, without the answer."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from steppe.cli import output
from steppe.problem import MAX_BYTES, decode_problem_text, read_problem_text
from steppe_models.errors import BadInputError, MissingError

_START_S = 600.0
_MARKS = {"given": " ", "right": "ok", "wrong": "wrong", "unchecked": "?"}


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of `steppe check`."""
    parser.add_argument(
        "file", nargs="?", default="-", metavar="FILE", help="one step a line; - or nothing: standard input"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")


def run(options: argparse.Namespace) -> int:
    """Check the lines; 0 if none is wrong, 1 if one is.

    Raises:
        BadInputError: there is nothing to check.
        MissingError: the sandbox, which does the algebra, does not run here.
    """
    text = _text(options.file)
    if not text.strip():
        raise BadInputError("There is nothing to check.", "Write one step on each line: steppe check FILE")
    from steppe.app import make_sandbox
    from steppe.check.derivation import check_derivation, first_wrong
    from steppe.sandbox.visible import visible

    with make_sandbox() as sandbox:
        sandbox.wait_ready(_START_S)
        if not sandbox.ready:
            raise MissingError(f"Nothing can be checked: {sandbox.state.reason}", sandbox.state.hint)
        lines = check_derivation(text, sandbox)
    wrong = first_wrong(lines)
    if options.json:
        first = wrong.number if wrong else None
        output.emit_json({"lines": [line.to_json() for line in lines], "first_wrong": first})
        return 1 if wrong else 0
    for line in lines:
        output.line(f"{line.number:>4}  {_MARKS[line.state]:<6}{visible(line.text)}")
        if line.note and (line is wrong or line.state == "right"):
            output.line(f"            {line.note}")
        if line is wrong:
            break  # what follows from a wrong line says nothing
    output.line(_summary([line.state for line in lines], wrong.number if wrong else None))
    return 1 if wrong else 0


def _text(name: str) -> str:
    if name == "-":
        return decode_problem_text(sys.stdin.buffer.read(MAX_BYTES + 1), "Standard input")
    return read_problem_text(Path(name))


def _summary(states: list[str], wrong: int | None) -> str:
    if wrong is not None:
        return f"Line {wrong} is the first wrong one."
    checked, unchecked = states.count("right"), states.count("unchecked")
    if not checked:
        return "None of the lines could be checked." if unchecked else "There is no step to check yet."
    left = f" {unchecked} could not be checked." if unchecked else ""
    return f"{checked} {'line is' if checked == 1 else 'lines are'} right, and none is wrong.{left}"
