"""`steppe bench`: measurements that anyone can rerun, side by side with a peer, given as ratios."""

from __future__ import annotations

import argparse
import statistics

from steppe.cli import output
from steppe_models.errors import BadInputError


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of `steppe bench`."""
    parser.add_argument("what", choices=("startup",), help="startup: time to --help and to the first token")
    parser.add_argument("--model", default="", metavar="ID|FILE", help="a model's id or a GGUF file")
    parser.add_argument("--repeats", type=int, default=5, metavar="N", help="pairs to measure (default 5)")
    parser.add_argument("--json", action="store_true", help="one JSON object")


def run(options: argparse.Namespace) -> int:
    """Measure and show; 0 when it was measured."""
    if options.repeats < 1:
        raise BadInputError(f"{options.repeats} repeats measure nothing.", "Give at least 1.")
    from steppe.app import open_store
    from steppe.bench.conditions import conditions
    from steppe.bench.startup import measure_startup

    model = open_store().resolve(options.model)
    around = conditions(options.repeats)
    times = measure_startup(
        model, options.repeats, lambda done, total: output.note(f"measured {done} of {total} pairs")
    )
    help_cpu_s = statistics.median(times.help_cpu_s)
    ours_s, peer_s = statistics.median(times.first_token_s), statistics.median(times.peer_first_token_s)
    if options.json:
        figures = {
            "window_s": None,
            "help_cpu_s": round(help_cpu_s, 4),
            "first_token_ratio": round(times.first_token_ratio, 3),
            "first_token_s": round(ours_s, 3),
            "peer_first_token_s": round(peer_s, 3),
        }
        output.emit_json({**figures, "model": model.id, **around})
    else:
        output.line(f"steppe --help: {help_cpu_s:.3f} s of CPU")
        output.line(f"first token: {ours_s:.2f} s, a bare llama-cpp-python script: {peer_s:.2f} s")
        output.line(f"ratio, median of {options.repeats} pairs: {times.first_token_ratio:.2f}")
    return 0
