"""`steppe bench`: measurements that anyone can rerun, side by side with a peer, given as ratios."""

from __future__ import annotations

import argparse
import statistics
from typing import Any

from steppe.cli import output
from steppe_models.errors import BadInputError

_REPEATS = {"startup": 5, "sandbox": 200}


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of `steppe bench`."""
    parser.add_argument(
        "what",
        choices=tuple(_REPEATS),
        help="startup: time to --help and to the first token; sandbox: what a program costs",
    )
    parser.add_argument("--model", default="", metavar="ID|FILE", help="a model's id or a GGUF file")
    parser.add_argument("--repeats", type=int, metavar="N", help="how often to measure (default 5; sandbox 200)")
    parser.add_argument("--json", action="store_true", help="one JSON object")


def run(options: argparse.Namespace) -> int:
    """Measure and show; 0 when it was measured."""
    repeats = _REPEATS[options.what] if options.repeats is None else options.repeats
    if repeats < 1:
        raise BadInputError(f"{repeats} repeats measure nothing.", "Give at least 1.")
    from steppe.bench.conditions import conditions

    around = conditions(repeats)
    figures, lines = _startup(options.model, repeats) if options.what == "startup" else _sandbox(repeats)
    if options.json:
        output.emit_json({**figures, **around})
    else:
        for line in lines:
            output.line(line)
    return 0


def _startup(model_name: str, repeats: int) -> tuple[dict[str, Any], list[str]]:
    from steppe.app import open_store
    from steppe.bench.startup import measure_startup

    model = open_store().resolve(model_name)
    times = measure_startup(model, repeats, lambda done, total: output.note(f"measured {done} of {total} pairs"))
    help_cpu_s = statistics.median(times.help_cpu_s)
    ours_s, peer_s = statistics.median(times.first_token_s), statistics.median(times.peer_first_token_s)
    figures = {
        "window_s": None,
        "help_cpu_s": round(help_cpu_s, 4),
        "first_token_ratio": round(times.first_token_ratio, 3),
        "first_token_s": round(ours_s, 3),
        "peer_first_token_s": round(peer_s, 3),
        "model": model.id,
    }
    lines = [
        f"steppe --help: {help_cpu_s:.3f} s of CPU",
        f"first token: {ours_s:.2f} s, a bare llama-cpp-python script: {peer_s:.2f} s",
        f"ratio, median of {repeats} pairs: {times.first_token_ratio:.2f}",
    ]
    return figures, lines


def _sandbox(repeats: int) -> tuple[dict[str, Any], list[str]]:
    from steppe.bench.sandbox import measure_sandbox

    figures = measure_sandbox(repeats, output.note)
    wasm, spawn = figures["wasm"], figures["spawn"]
    lines = [
        f"trivial program: p50 {wasm['trivial_ms']['p50']} ms, p99 {wasm['trivial_ms']['p99']} ms",
        f"  the same in a bare python -I -S process: p50 {spawn['trivial_ms']['p50']} ms",
        f"  ratio, median of {repeats} pairs: {figures['ratio_to_spawn']}",
        f"sympy solve: p50 {wasm['solve_ms']['p50']} ms, p99 {wasm['solve_ms']['p99']} ms",
        f"sixteen mixed candidates, two helpers: {wasm['sixteen_ms']} ms",
        f"helper ready: {wasm['ready_ms']} ms; its resident memory: {wasm['memory_mb']} MB",
    ]
    native = figures["native"]
    if native is not None:
        numpy_ms = native["numpy_ms"]
        lines.append(f"native engine, numpy program: p50 {numpy_ms['p50']} ms, p99 {numpy_ms['p99']} ms")
        lines.append(f"native engine ready: {native['ready_ms']} ms")
    return figures, lines
