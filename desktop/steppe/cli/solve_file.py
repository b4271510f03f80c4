"""`steppe solve --file F --output G`: every problem of a file, one line of results each; goes on where it was."""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack, closing
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from steppe.cli import kept, output
from steppe_models.errors import BadInputError

if TYPE_CHECKING:
    from steppe.app import OpenedModel
    from steppe.batch.problems import Entry
    from steppe.batch.results import Record, ResultsFile
    from steppe.batch.run import Tally
    from steppe.settings import Settings
    from steppe.solve.task import Options

REPACK_FROM = 4  # problems: loading takes seconds longer with repacked weights, writing a third less
NO_CLOCK_S = 86400.0
_MANY_ENDINGS = (".jsonl", ".ndjson", ".csv", ".tsv")


def configure(parser: argparse.ArgumentParser) -> None:
    """The options that belong to a file of problems."""
    parser.add_argument(
        "--output", metavar="G", help="solve every problem of --file, one line of results each; goes on if it is there"
    )
    parser.add_argument("--restart", action="store_true", help="with --output: begin anew, the old file kept beside it")
    parser.add_argument("--column", default="", metavar="NAME", help="with --output: which field holds the problem")
    parser.add_argument("--parallel", type=int, metavar="N", help="with --output: problems at once (default: measured)")


def check_options(options: argparse.Namespace) -> None:
    """Refuse what does not go together.

    Raises:
        BadInputError: an option of a file of problems without one, or the other way round.
    """
    if options.output is None:
        for name in ("restart", "column", "parallel"):
            if getattr(options, name):
                raise BadInputError(f"--{name} belongs to a file of problems.", "Name the results with --output.")
        if options.file is not None and options.file.suffix.casefold() in _MANY_ENDINGS:
            raise BadInputError(f"{options.file} is a file of many problems.", "Name a file for the results: --output")
        return
    if options.file is None or options.problem is not None:
        raise BadInputError("--output belongs to a file of problems.", "Name that with --file, and no other problem.")
    if options.choices:
        raise BadInputError("--choices belongs to a single problem.", "Put the choices into the file.")
    if options.mode == "algebra":
        raise BadInputError("A file of problems is solved by a model.", "Leave out --mode algebra.")
    if options.parallel is not None and options.parallel < 1:
        raise BadInputError(f"--parallel {options.parallel} is too small.", "Give at least 1.")


def run_file(options: argparse.Namespace, settings: Settings, budget_tokens: int = 0) -> int:
    """Solve what is left of the file; 0 if every problem has an answer."""
    from pathlib import Path

    from steppe.app import open_model
    from steppe.batch.problems import read_entries
    from steppe.batch.results import ResultsFile
    from steppe.batch.run import Tally
    from steppe.settings_table import MODEL
    from steppe.settings_use import engine_choice_of, options_of
    from steppe.solve.task import Options

    entries, notes = read_entries(options.file, column=options.column)
    report = _Report(Tally(len(entries)), as_json=options.json)
    path = Path(options.output)
    if path.resolve() == options.file.resolve():
        raise BadInputError("Problems and results cannot be the same file.", "Name another file with --output.")
    choice = replace(engine_choice_of(settings, is_long_lived=len(entries) >= REPACK_FROM), log_file=options.engine_log)
    model = open_model(settings[MODEL], choice, prompt_format=options.prompt_format)
    how = options_of(settings)  # the clock of a vote would run for all problems that share the engine
    how = replace(how, budget_s=how.budget_s or NO_CLOCK_S, budget_tokens=budget_tokens)
    made_with = _facts(how, model)
    with ResultsFile(path, entries, made_with, _dependable(Options())) as results:
        kept = results.open(restart=options.restart)
        report.tally = tally = Tally.of(len(entries), kept.values())
        for sentence in (*settings.problems, *model.notes, *notes):
            report.note(sentence)
        if kept:
            report.note(f"{path} has {len(kept)} of {len(entries)} results; the rest follows.")
        left = [entry for entry in entries if entry.id not in kept]
        try:
            if left:
                _solve(left, results, made_with, model, how, options, settings, report)
        except KeyboardInterrupt:
            report.stopped()
            raise
        report.end(path)
    return 0 if tally.is_whole else 1


def _facts(options: Options, model: OpenedModel) -> Record:
    """What the results depend on; the model by its file, or by its name on a server."""
    sha256 = model.installed.sha256 if model.installed else ""
    return _dependable(options) | {"model": model.profile.id, "sha256": sha256}


def _dependable(options: Options) -> Record:
    """The options that matter where problems share an engine: none begins with an empty cache."""
    return {name: value for name, value in asdict(options).items() if name != "is_fresh"}


def _solve(
    left: list[Entry],
    results: ResultsFile,
    made_with: Record,
    model: OpenedModel,
    how: Options,
    options: argparse.Namespace,
    settings: Settings,
    report: _Report,
) -> None:
    from steppe.app import make_sandbox
    from steppe.batch.run import run_batch
    from steppe.history.solver import make_solver
    from steppe.solve.many import width_that_pays
    from steppe.solve.task import Task

    tally = report.tally
    with ExitStack() as stack:
        engine = model.engine
        stack.enter_context(engine)
        report.loading(model.profile.name)
        width = options.parallel or width_that_pays(engine, sum(entry.problem is not None for entry in left))
        sandbox = stack.enter_context(make_sandbox(width))
        history = None
        if not options.private:
            history = kept.open_history(stack, settings, report.note, "These solves are not kept.")
        if history is not None:
            kept.forget_old(history, settings, report.note)
        tally.start()
        report.begin(width)
        records = run_batch(
            left,
            lambda problem: Task(problem, model.profile, engine, sandbox, how),
            results,
            made_with,
            width=width,
            solver=make_solver(history, model.engine, model.installed),
        )
        for record in stack.enter_context(closing(records)):
            tally.count(record)
            report.show(record)


class _Report:
    """Progress on standard error, or events on standard output: one line a problem, with the time that is left."""

    def __init__(self, tally: Tally, *, as_json: bool) -> None:
        self.tally = tally
        self._as_json = as_json

    def note(self, sentence: str) -> None:
        """Something the user should know."""
        if self._as_json:
            output.emit_json({"event": "note", "text": sentence})
        output.note(f"Note: {sentence}")

    def loading(self, name: str) -> None:
        """The model is being loaded and, the first time, measured."""
        output.note(f"Loading {name} ...")

    def begin(self, width: int) -> None:
        """Solving begins."""
        tally = self.tally
        left = tally.total - tally.done
        if self._as_json:
            output.emit_json({"event": "begun", "total": tally.total, "done": tally.done, "parallel": width})
        output.note(f"{left} problem{'' if left == 1 else 's'} to solve, {width} at once.")

    def show(self, record: Record) -> None:
        """One problem is done and written."""
        from steppe.batch.run import failure_sentence

        tally = self.tally
        if self._as_json:
            output.emit_json({"event": "problem", "done": tally.done, "total": tally.total, **record})
        failure = failure_sentence(record)
        said = f"line {record['line']}: {failure}" if failure else f"{record['answer']}, {record['agreement']}"
        if not failure and record["answer"] is None:
            said = "no answer"
        left = tally.seconds_left
        time_left = f"; {output.human_time(left)} left" if left and tally.done < tally.total else ""
        output.note(f"{tally.done}/{tally.total} {_short(str(record['id']))}: {_short(said)}{time_left}")

    def stopped(self) -> None:
        """Ctrl-C: what is there stays."""
        tally = self.tally
        output.note(f"{tally.done} of {tally.total} are done and written. The same command goes on from there.")

    def end(self, path: Any) -> None:
        """All of the file is done."""
        tally = self.tally
        new = tally.done - tally.before
        summary: dict[str, Any] = {
            "total": tally.total,
            "answered": tally.answered,
            "failed": tally.failed,
            "new": new,
            "tokens": tally.tokens,
            "seconds": round(tally.seconds, 1),
            "output": str(path),
        }
        if self._as_json:
            output.emit_json({"event": "batch", **summary})
        without = tally.total - tally.answered - tally.failed
        parts = [f"{tally.answered} of {tally.total} have an answer"]
        parts += [f"{without} have none"] if without else []
        parts += [f"{tally.failed} failed"] if tally.failed else []
        output.note(f"{', '.join(parts)}; {output.human_time(tally.seconds)}, {tally.tokens} tokens.")
        if not self._as_json:
            sys.stdout.write(f"{path}\n")


def _short(text: str) -> str:
    from steppe.sandbox.visible import visible

    whole = " ".join(visible(text).split())
    return whole if len(whole) <= 160 else f"{whole[:157]}..."
