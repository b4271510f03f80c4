"""`steppe solve`: a problem from the command line, a file or standard input; text as it comes, or JSON Lines."""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack
from pathlib import Path

from steppe.problem import MAX_BYTES, Problem, decode_problem_text, make_problem, read_problem_text
from steppe_models.errors import BadInputError

MODES = ("auto", "cot", "pot", "hybrid")


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of `steppe solve`."""
    parser.add_argument("problem", nargs="?", help="the problem; - reads standard input")
    parser.add_argument("--file", type=Path, metavar="F", help="read the problem from a text file")
    parser.add_argument(
        "--mode",
        default="auto",
        metavar="MODE",
        help="auto: program and prose, compared (default); cot: prose; pot: program; hybrid: prose where it fails",
    )
    parser.add_argument("--choices", nargs="+", default=[], metavar="CHOICE", help="the options of multiple choice")
    parser.add_argument("--model", metavar="ID|FILE", help="a model's id or a GGUF file (default: the catalogue's)")
    parser.add_argument("--seed", type=int, metavar="N", help="make sampling repeatable")
    parser.add_argument("--temperature", type=float, default=0.0, metavar="T", help="0 (default) is greedy")
    parser.add_argument("--max-tokens", type=int, default=1024, metavar="N", help="for each path (default 1024)")
    parser.add_argument("--context", type=int, metavar="N", help="tokens of context (default: the model's profile)")
    parser.add_argument("--gpu-layers", type=int, metavar="N", help="layers on the GPU (default: what fits)")
    parser.add_argument("--threads", type=int, metavar="N", help="CPU threads (default: the cores)")
    parser.add_argument("--engine-log", type=Path, metavar="F", help="write llama.cpp's own log to a file")
    parser.add_argument("--json", action="store_true", help="one JSON object a line; the last is the verdict")


def run(options: argparse.Namespace) -> int:
    """Solve one problem; 0 if there is an answer, 1 if there is none."""
    problem = _problem(options)
    _check_options(options)
    from steppe.app import EngineChoice, make_engine, make_sandbox, open_store
    from steppe.cli.show_solve import Printer
    from steppe.solve.events import Verdict
    from steppe.solve.strategies import Options, Task, solve

    model = open_store().resolve(options.model or "")
    choice = EngineChoice(options.context, options.gpu_layers, options.threads, log_file=options.engine_log)
    how = Options(
        mode=options.mode,
        seed=options.seed or 0,
        temperature=options.temperature,
        max_tokens=options.max_tokens,
    )
    printer = Printer(as_json=options.json)
    answer = None
    with ExitStack() as stack:
        engine = stack.enter_context(make_engine(model, choice))
        sandbox = make_sandbox()
        stack.callback(sandbox.close)
        if options.mode != "cot":
            sandbox.start()
        stack.callback(printer.close)
        printer.waiting(model.profile.name)
        for event in solve(Task(problem, model.profile, engine, sandbox, how)):
            printer.show(event)
            if isinstance(event, Verdict):
                answer = event.answer
    return 0 if answer else 1


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
    if options.mode not in MODES:
        raise BadInputError(f"There is no mode '{options.mode}'.", f"The modes are: {', '.join(MODES)}.")
    if not 0 <= options.temperature <= 5:
        raise BadInputError(f"A temperature of {options.temperature:g} is out of range.", "Give one from 0 to 5.")
    for name, least in (("max_tokens", 1), ("context", 256), ("threads", 1), ("gpu_layers", 0)):
        value = getattr(options, name)
        if value is not None and value < least:
            flag = "--" + name.replace("_", "-")
            raise BadInputError(f"{flag} {value} is too small.", f"Give at least {least}.")
