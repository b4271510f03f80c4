"""`steppe bench`: measurements that anyone can rerun, side by side with a peer, given as ratios."""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from steppe.cli import output
from steppe_models.errors import BadInputError, MissingError

Measured = tuple[dict[str, Any], list[str]]

_REPEATS = {"engine": 3, "sandbox": 200, "convert": 3, "startup": 5, "window": 3}
_ENGINE_ONLY = ("threads", "batched_bench", "quick", "no_repack", "types", "switches")


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of `steppe bench`."""
    parser.add_argument(
        "what",
        choices=tuple(_REPEATS),
        help="engine: speed and memory of many sequences at once; sandbox: what a program costs; convert: against "
        "llama.cpp's two steps; startup: time to --help, the first token and the window; window: stalls and memory",
    )
    parser.add_argument("--model", default="", metavar="ID|FILE", help="a model's id or a GGUF file")
    parser.add_argument(
        "--repeats", type=int, metavar="N", help="how often to measure (default 3; startup 5; sandbox 200)"
    )
    parser.add_argument("--checkpoint", type=Path, metavar="DIR", help="convert: a checkpoint in place of the model")
    parser.add_argument(
        "--identity", action="store_true", help="convert: compare the bytes of every type and form, and time nothing"
    )
    parser.add_argument("--threads", type=int, metavar="N", help="engine: CPU threads (default: the cores)")
    parser.add_argument(
        "--batched-bench", type=Path, metavar="PATH", help="engine: llama-batched-bench, to be measured beside it"
    )
    parser.add_argument("--quick", action="store_true", help="engine: short texts, for a first look")
    parser.add_argument("--no-repack", action="store_true", help="engine: weights as they are in the file")
    parser.add_argument(
        "--types", metavar="T,T,...", help="engine: which type of weights is quickest here; makes a file of each"
    )
    parser.add_argument(
        "--switches", action="store_true", help="engine: repacked weights and prompt lookup, on and off in turn"
    )
    parser.add_argument(
        "--solves", type=int, metavar="N", help="window: how many solves its memory is measured over (default 120)"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object")


def run(options: argparse.Namespace) -> int:
    """Measure and show; 0 when it was measured."""
    repeats = _REPEATS[options.what] if options.repeats is None else options.repeats
    if repeats < 1:
        raise BadInputError(f"{repeats} repeats measure nothing.", "Give at least 1.")
    if options.what != "engine" and any(getattr(options, name) for name in _ENGINE_ONLY):
        raise BadInputError("That option is for `steppe bench engine` only.", "Leave it out.")
    if options.what != "window" and options.solves is not None:
        raise BadInputError("--solves is for `steppe bench window` only.", "Leave it out.")
    if options.what != "convert" and options.identity:
        raise BadInputError("--identity is for `steppe bench convert` only.", "Leave it out.")
    from steppe.bench.conditions import conditions

    around = conditions(repeats)
    measure = {
        "engine": _engine,
        "sandbox": _sandbox,
        "convert": _convert,
        "startup": _startup,
        "window": _window,
    }[options.what]
    figures, lines = measure(options, repeats)
    if options.json:
        output.emit_json({**figures, **around})
    else:
        for line in lines:
            output.line(line)
    return 0


class _TimeLeft:
    """Says on standard error what is measured now and, once it can be told, how long it will take."""

    def __init__(self) -> None:
        self._started = time.monotonic()

    def tell(self, share: float, what: str) -> None:
        """`share` of the work is done, from 0 to 1."""
        elapsed_s = time.monotonic() - self._started
        left = f", about {output.human_time(elapsed_s * (1 - share) / share)} left" if share > 0.1 else ""
        output.note(f"{share:4.0%}{left}: {what}")


def _engine(options: argparse.Namespace, repeats: int) -> Measured:
    from steppe.app import open_store
    from steppe.bench.engine import measure_engine, report_lines
    from steppe.bench.engine_rounds import Choice

    if options.threads is not None and options.threads < 1:
        raise BadInputError(f"--threads {options.threads} is too small.", "Give at least 1.")
    path = options.batched_bench
    if path is not None and not path.is_file():
        raise BadInputError(
            f"There is no file {path}.", "`make llama-tools` builds llama-batched-bench and says where."
        )
    if bool(options.types is not None) + bool(options.switches) + bool(path is not None) > 1:
        raise BadInputError("--types, --switches and --batched-bench are measured apart.", "Give one of them.")
    types = _types(options)
    model = open_store().resolve(options.model)
    if types:
        from steppe.bench.engine_types import measure_types, types_lines

        figures = measure_types(model, types, repeats, options.threads, _TimeLeft().tell)
        return figures, types_lines(figures)
    if options.switches:
        from steppe.bench.engine_switches import measure_switches, switches_lines

        figures = measure_switches(model, repeats, options.threads, _TimeLeft().tell, is_quick=options.quick)
        return figures, switches_lines(figures)
    choice = Choice(
        model_name=options.model,
        repeats=repeats,
        is_quick=options.quick,
        threads=options.threads,
        batched_bench=path and path.resolve(),
        is_repacked=not options.no_repack,
    )
    figures = measure_engine(model, choice, _TimeLeft().tell)
    return figures, report_lines(figures)


def _types(options: argparse.Namespace) -> Sequence[str]:
    """The types that are named, looked at before any model is."""
    if options.types is None:
        return ()
    from steppe.bench.engine_types import parse_types

    return parse_types(options.types)


def _startup(options: argparse.Namespace, repeats: int) -> Measured:
    from steppe.app import open_store
    from steppe.bench.startup import measure_startup
    from steppe.bench.window import measure_window_start

    model = open_store().resolve(options.model)
    times = measure_startup(model, repeats, lambda done, total: output.note(f"measured {done} of {total} pairs"))
    help_cpu_s = statistics.median(times.help_cpu_s)
    ours_s, peer_s = statistics.median(times.first_token_s), statistics.median(times.peer_first_token_s)
    try:
        window_s = round(measure_window_start(repeats), 3)
    except MissingError as error:
        output.note(f"The window is not measured: {error.message}")
        window_s = None
    figures = {
        "window_s": window_s,
        "help_cpu_s": round(help_cpu_s, 4),
        "first_token_ratio": round(times.first_token_ratio, 3),
        "first_token_s": round(ours_s, 3),
        "peer_first_token_s": round(peer_s, 3),
        "model": model.id,
    }
    lines = [
        f"steppe --help: {help_cpu_s:.3f} s of CPU",
        f"the window is painted after {window_s} s" if window_s else "the window was not measured",
        f"first token: {ours_s:.2f} s, a bare llama-cpp-python script: {peer_s:.2f} s",
        f"ratio, median of {repeats} pairs: {times.first_token_ratio:.2f}",
    ]
    return figures, lines


def _sandbox(_options: argparse.Namespace, repeats: int) -> Measured:
    from steppe.bench.sandbox import measure_sandbox, report_lines

    figures = measure_sandbox(repeats, output.note)
    return figures, report_lines(figures, repeats)


def _convert(options: argparse.Namespace, repeats: int) -> Measured:
    from steppe.app import open_store
    from steppe.bench.convert import measure_convert, summary
    from steppe.bench.convert_identity import identity_lines, measure_identity

    source = options.checkpoint or open_store().resolve(options.model).path
    if options.identity:
        figures = measure_identity(source, output.note)
        return figures, identity_lines(figures)
    figures = measure_convert(source, repeats, output.note)
    return figures, summary(figures)


def _window(options: argparse.Namespace, repeats: int) -> Measured:
    from steppe.bench.window import SOLVES, measure_window

    solves = SOLVES if options.solves is None else options.solves
    if solves < 2:
        raise BadInputError(f"--solves {solves} is too small.", "Give at least 2.")
    figures = measure_window(repeats, output.note, solves)
    sizes = ", ".join(f"{size} MB after {number}" for number, size in figures["memory_at_mb"].items())
    lines = [
        f"longest stall at {figures['tokens_per_second']} tokens a second with formulas: "
        f"{figures['longest_stall_ms']} ms (p99 {figures['p99_stall_ms']} ms)",
        f"memory of the window over its solves: {sizes}",
        f"the window is painted {figures['window_s']} s after the start of the process",
    ]
    return figures, lines
