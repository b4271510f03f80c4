"""`steppe solve`: a problem from the command line, a file or standard input; text as it comes, or JSON Lines."""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from steppe.cli import kept, output, solve_algebra, solve_file
from steppe.cli.numbers import check_bounds
from steppe.problem import MAX_BYTES, Problem, decode_problem_text, make_problem, read_problem_text
from steppe_models.errors import BadInputError

if TYPE_CHECKING:
    from steppe.cas.solving import AlgebraResult
    from steppe.cli.show_solve import Printer
    from steppe.history.store import History
    from steppe.sandbox.client import Sandbox
    from steppe.settings import Settings

MODES = ("auto", "algebra", "cot", "pot", "interleaved", "hybrid", "vote")


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of `steppe solve`; what is not given is as it is set (`steppe config list`)."""
    parser.add_argument("problem", nargs="?", help="the problem; - reads standard input")
    parser.add_argument("--file", type=Path, metavar="F", help="read the problem from a text file")
    parser.add_argument(
        "--mode",
        metavar="MODE",
        help="auto: algebra if it can, else program and prose, compared (default); algebra: nothing else; cot: prose;"
        " pot: program; hybrid: prose where it fails; interleaved: prose with programs on the way;"
        " vote: many answers compared",
    )
    parser.add_argument("--samples", type=int, metavar="N", help="answers that a vote compares at most (16; auto: 6)")
    parser.add_argument("--budget", metavar="SECONDS", help="time for a vote (180; auto: 40), or tokens, as in 4000t")
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
    solve_algebra.configure(parser)
    solve_file.configure(parser)


def run(options: argparse.Namespace) -> int:
    """Solve one problem; 0 if there is an answer, 1 if there is none."""
    solve_file.check_options(options)
    _check_options(options)
    if options.output is not None:
        from steppe.settings import load_settings

        return solve_file.run_file(options, load_settings(_flags(options)), _budget(options)[1])
    problem = _problem(options)
    from steppe.cli.show_solve import Printer
    from steppe.settings import load_settings
    from steppe.settings_table import MODE

    settings = load_settings(_flags(options))
    for sentence in settings.problems:
        _note(sentence)
    printer = Printer(as_json=options.json)
    with ExitStack() as stack:
        sandbox = solve_algebra.new_sandbox(stack)
        stack.callback(printer.close)
        found = solve_algebra.find(options, problem, settings[MODE], sandbox)
        history = None if options.private else kept.open_history(stack, settings, _note, "This solve is not kept.")
        if found is not None and not options.explain:
            code = solve_algebra.show(found, problem, printer, history)
        else:
            code = _by_model(options, settings, problem, sandbox, printer, history, found)
        if history is not None:
            kept.forget_old(history, settings, _note)
    return code


def _note(sentence: str) -> None:
    output.note(f"Note: {sentence}")


def _by_model(
    options: argparse.Namespace,
    settings: Settings,
    problem: Problem,
    sandbox: Sandbox,
    printer: Printer,
    history: History | None,
    found: AlgebraResult | None,
) -> int:
    """Have the model solve it, or explain what algebra has found."""
    from steppe.app import open_model
    from steppe.history.recording import recorded
    from steppe.settings_table import MODEL
    from steppe.settings_use import engine_choice_of, options_of
    from steppe.solve.algebra import explained_by_model
    from steppe.solve.events import Verdict
    from steppe.solve.strategies import Task, solve

    answer = None
    with ExitStack() as stack:
        choice = replace(engine_choice_of(settings), log_file=options.engine_log)
        model = open_model(settings[MODEL], choice, prompt_format=options.prompt_format)
        for sentence in model.notes:
            _note(sentence)
        stack.enter_context(model.engine)
        sandbox.start()
        printer.waiting(model.profile.name)
        wanted = replace(options_of(settings), budget_tokens=_budget(options)[1])
        task = Task(problem, model.profile, model.engine, sandbox, wanted)
        recording = history.record(task, model.installed) if history else None
        events = solve(task) if found is None else explained_by_model(found, task)
        for event in recorded(events, recording):
            printer.show(event)
            if isinstance(event, Verdict):
                answer = event.answer
    if recording is not None and recording.problem:
        _note(recording.problem)
    return 0 if answer else 1


def _flags(options: argparse.Namespace) -> dict[str, str | int | float | bool]:
    """What was said on the command line, by the settings' keys."""
    given = {
        "solve.model": options.model,
        "solve.mode": None if options.mode == solve_algebra.ALGEBRA else options.mode,
        "solve.seed": options.seed,
        "solve.temperature": options.temperature,
        "solve.max_tokens": options.max_tokens,
        "solve.samples": options.samples,
        "solve.budget_s": _budget(options)[0],
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
        data = sys.stdin.buffer.read(MAX_BYTES + 1)
        return make_problem(decode_problem_text(data, "Standard input"), options.choices)
    if options.problem is None:
        raise BadInputError("There is no problem to solve.", 'Give it as text: steppe solve "What is 12 * 12?"')
    return make_problem(options.problem, options.choices)


def _check_options(options: argparse.Namespace) -> None:
    if options.mode is not None and options.mode not in MODES:
        raise BadInputError(f"There is no mode '{options.mode}'.", f"The modes are: {', '.join(MODES)}.")
    _budget(options)
    _check_numbers(options)


def _check_numbers(options: argparse.Namespace) -> None:
    """What is too large for the settings is so for a flag; a short text may be asked for here."""
    from steppe.settings_table import MAX_TOKENS, SAMPLES, SEED, TEMPERATURE

    check_bounds(
        options,
        ("temperature", TEMPERATURE.least, TEMPERATURE.most),
        ("seed", SEED.least, SEED.most),
        ("samples", 2, SAMPLES.most),
        ("max_tokens", 1, MAX_TOKENS.most),
        ("context", 256, None),
        ("threads", 1, None),
        ("gpu_layers", 0, None),
    )


def _budget(options: argparse.Namespace) -> tuple[float | None, int]:
    """Seconds, None if nothing is said of them, and tokens, 0 without a bound: `90`, `90s` or `4000t`."""
    if options.budget is None:
        return None, 0
    text = options.budget.strip().casefold()
    try:
        value = float(text.rstrip("st"))
    except ValueError:
        value = 0.0
    if not 1 <= value <= 1e9 or len(text) - len(text.rstrip("st")) > 1:
        raise BadInputError(
            f"--budget {options.budget} is no budget.", "Give seconds, as in 90, or tokens, as in 4000t."
        )
    return (None, int(value)) if text.endswith("t") else (value, 0)
