"""Entry point: finds the verb, imports its module, and turns every failure into a sentence and an exit code."""

from __future__ import annotations

import argparse
import importlib
import io
import sys
from collections.abc import Callable
from typing import NoReturn

from steppe import __version__

VERBS = {
    "solve": "solve a problem by prose and program, and compare the two",
    "check": "check a derivation line by line, without giving the answer away",
    "run": "run a Python program in the sandbox",
    "models": "list, pull, verify, remove, import models; see what fits this machine",
    "convert": "convert a fine-tuned checkpoint to a quantized GGUF",
    "history": "list, search, show, export, delete what was solved before",
    "config": "show and change settings",
    "evaluate": "measure accuracy on sets of problems with known answers",
    "report": "figures and a page from the records of an evaluation",
    "kiosk": "open the window as a kiosk: nothing is kept, and there is no way out",
    "health": "whether the kiosk on this machine works",
    "serve": "let other programs on this machine use the solver as a model",
    "doctor": "what works here, what does not, and what to do about it",
    "bench": "measure this machine",
}
WORKERS = {
    "engine": "steppe_models.engine.worker",
    "convert": "steppe_convert.worker",
    "measure-window": "steppe_qt.measure",
    "offline": "steppe.offline_child",
    "print": "steppe_qt.printing.worker",
    "sandbox": "steppe.sandbox.helper",
    "sandbox-native": "steppe.sandbox.native.broker",
}
PROBLEM_FILE = ".steppe"
EXIT_BAD_USAGE = 2
EXIT_INTERRUPTED = 130


class _Parser(argparse.ArgumentParser):
    """An argument parser whose complaints are one sentence and one piece of advice."""

    def error(self, message: str) -> NoReturn:
        self.exit(EXIT_BAD_USAGE, f"steppe: {message}.\nTry `{self.prog} --help`.\n")


def build_parser(verb: str | None) -> argparse.ArgumentParser:
    """The parser for `verb` only, so that no other verb's module is imported."""
    parser = _Parser(prog="steppe", description="Offline maths solver: prose and program, checked on your own machine.")
    parser.add_argument("--version", action="version", version=f"steppe {__version__}")
    commands = parser.add_subparsers(dest="verb", metavar="VERB", title="verbs", parser_class=_Parser)
    for name, text in VERBS.items():
        sub = commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
        if name == verb:
            importlib.import_module(f"steppe.cli.{name}").configure(sub)
    return parser


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns its exit code (see docs/ARCHITECTURE.md for the contract)."""
    arguments = sys.argv[1:] if argv is None else argv
    if arguments[:1] == ["--worker"] and len(arguments) > 1 and arguments[1] in WORKERS:
        return int(importlib.import_module(WORKERS[arguments[1]]).main(arguments[2:]))
    if len(arguments) == 1 and arguments[0].endswith(PROBLEM_FILE):  # a file manager opens it so
        return _guarded(lambda: _open_window(arguments[0]), as_json=False)
    verb = next((word for word in arguments if not word.startswith("-")), None)
    parser = build_parser(verb)
    options = parser.parse_args(arguments)
    if options.verb is None:
        return _guarded(_open_window, as_json=False)
    _write_any_character(as_json=getattr(options, "json", False))
    verb_module = importlib.import_module(f"steppe.cli.{options.verb}")
    return _guarded(lambda: int(verb_module.run(options)), as_json=getattr(options, "json", False))


def _write_any_character(*, as_json: bool) -> None:
    """A terminal or pipe whose encoding lacks a character gets it written out, no error; JSON is always UTF-8."""
    for stream, encoding in ((sys.stdout, "utf-8" if as_json else None), (sys.stderr, None)):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


def _open_window(problem_file: str | None = None) -> int:
    from steppe_models.errors import MissingError

    try:
        application = importlib.import_module("steppe_qt.application")  # Qt is an extra, and the window a floor above
    except ModuleNotFoundError as error:
        raise MissingError(
            f"The window cannot be opened: {error.name} is not installed.",
            "Install it: pip install 'steppe[gui]'; or use the command line: steppe --help",
        ) from error
    return int(application.run(problem_file=problem_file))


def _guarded(action: Callable[[], int], *, as_json: bool) -> int:
    """Run one command; what goes wrong becomes a sentence and an exit code."""
    from steppe.cli import output
    from steppe_models.errors import SteppeError

    try:
        return action()
    except SteppeError as error:
        output.report_error(error, as_json=as_json)
        return error.exit_code
    except KeyboardInterrupt:
        output.note("Stopped.")
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        output.forget_stdout()
        return 0
    except OSError as error:
        failure = output.describe_os_error(error)
        output.report_error(failure, as_json=as_json)
        return failure.exit_code


if __name__ == "__main__":
    sys.exit(main())
