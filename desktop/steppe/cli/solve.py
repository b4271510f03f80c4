"""`steppe solve`: a problem from the command line, a file or standard input; text as it comes, or JSON Lines."""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from steppe.cli import output
from steppe.problem import MAX_BYTES, Problem, decode_problem_text, make_problem, read_problem_text
from steppe_models.errors import BadInputError, SteppeError

if TYPE_CHECKING:
    from steppe.history.store import History

MODES = ("auto", "cot", "pot", "hybrid")


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of `steppe solve`; what is not given is as it is set (`steppe config list`)."""
    parser.add_argument("problem", nargs="?", help="the problem; - reads standard input")
    parser.add_argument("--file", type=Path, metavar="F", help="read the problem from a text file")
    parser.add_argument(
        "--mode",
        metavar="MODE",
        help="auto: program and prose, compared (default); cot: prose; pot: program; hybrid: prose where it fails",
    )
    parser.add_argument("--choices", nargs="+", default=[], metavar="CHOICE", help="the options of multiple choice")
    parser.add_argument("--model", metavar="ID|FILE|URL", help="a model's id, a GGUF file, or a server's address")
    parser.add_argument("--seed", type=int, metavar="N", help="make sampling repeatable")
    parser.add_argument("--temperature", type=float, metavar="T", help="0 (default) is greedy")
    parser.add_argument("--max-tokens", type=int, metavar="N", help="for each path (default 1024)")
    parser.add_argument("--context", type=int, metavar="N", help="tokens of context (default: the model's profile)")
    parser.add_argument("--gpu-layers", type=int, metavar="N", help="layers on the GPU (default: what fits)")
    parser.add_argument("--threads", type=int, metavar="N", help="CPU threads (default: the cores)")
    parser.add_argument("--prompt-format", default="", metavar="NAME", help="how a server's model is asked")
    parser.add_argument("--engine-log", type=Path, metavar="F", help="write llama.cpp's own log to a file")
    parser.add_argument("--private", action="store_true", help="keep nothing of this in the history")
    parser.add_argument("--json", action="store_true", help="one JSON object a line; the last is the verdict")


def run(options: argparse.Namespace) -> int:
    """Solve one problem; 0 if there is an answer, 1 if there is none."""
    problem = _problem(options)
    _check_options(options)
    from steppe.app import make_sandbox, open_model
    from steppe.cli.show_solve import Printer
    from steppe.history.recording import recorded
    from steppe.settings import load_settings
    from steppe.settings_table import HISTORY_DAYS, HISTORY_KEEP, MODEL
    from steppe.settings_use import engine_choice_of, options_of
    from steppe.solve.events import Verdict
    from steppe.solve.strategies import Task, solve

    settings = load_settings(_flags(options))
    for sentence in settings.problems:
        output.note(f"Note: {sentence}")
    printer = Printer(as_json=options.json)
    answer = None
    with ExitStack() as stack:
        choice = replace(engine_choice_of(settings), log_file=options.engine_log)
        model = open_model(settings[MODEL], choice, prompt_format=options.prompt_format)
        for sentence in model.notes:
            output.note(f"Note: {sentence}")
        engine = model.engine
        stack.enter_context(engine)
        sandbox = make_sandbox()
        stack.callback(sandbox.close)
        sandbox.start()
        stack.callback(printer.close)
        printer.waiting(model.profile.name)
        task = Task(problem, model.profile, engine, sandbox, options_of(settings))
        history = _open_history(stack) if settings[HISTORY_KEEP] and not options.private else None
        recording = history.record(task, model.installed) if history else None
        for event in recorded(solve(task), recording):
            printer.show(event)
            if isinstance(event, Verdict):
                answer = event.answer
        if history is not None:
            history.forget_older_than(settings[HISTORY_DAYS])
    if recording is not None and recording.problem:
        output.note(f"Note: {recording.problem}")
    return 0 if answer else 1


def _open_history(stack: ExitStack) -> History | None:
    """The history; where its place cannot be used, the solve goes on without and says so."""
    from steppe.history.store import History

    try:
        history = History.open(tell=lambda sentence: output.note(f"Note: {sentence}"))
    except SteppeError as error:
        output.note(f"Note: {error.message} This solve is not kept.")
        return None
    stack.callback(history.close)
    return history


def _flags(options: argparse.Namespace) -> dict[str, str | int | float | bool]:
    """What was said on the command line, by the settings' keys."""
    given = {
        "solve.model": options.model,
        "solve.mode": options.mode,
        "solve.seed": options.seed,
        "solve.temperature": options.temperature,
        "solve.max_tokens": options.max_tokens,
        "engine.context": options.context,
        "engine.gpu_layers": options.gpu_layers,
        "engine.threads": options.threads,
    }
    return {key: value for key, value in given.items() if value is not None}


def _problem(options: argparse.Namespace) -> Problem:
    if options.file is not None and options.problem is not None:
        raise BadInputError("A problem is given twice, as text and as a file.", "Give one of the two.")
    if options.file is not None:
        return make_problem(read_problem_text(options.file), options.choices)
    if options.problem == "-" or (options.problem is None and not sys.stdin.isatty()):
        return make_problem(decode_problem_text(sys.stdin.buffer.read(MAX_BYTES), "Standard input"), options.choices)
    if options.problem is None:
        raise BadInputError("There is no problem to solve.", 'Give it as text: steppe solve "What is 12 * 12?"')
    return make_problem(options.problem, options.choices)


def _check_options(options: argparse.Namespace) -> None:
    if options.mode is not None and options.mode not in MODES:
        raise BadInputError(f"There is no mode '{options.mode}'.", f"The modes are: {', '.join(MODES)}.")
    if options.temperature is not None and not 0 <= options.temperature <= 5:
        raise BadInputError(f"A temperature of {options.temperature:g} is out of range.", "Give one from 0 to 5.")
    for name, least in (("max_tokens", 1), ("context", 256), ("threads", 1), ("gpu_layers", 0)):
        value = getattr(options, name)
        if value is not None and value < least:
            flag = "--" + name.replace("_", "-")
            raise BadInputError(f"{flag} {value} is too small.", f"Give at least {least}.")
