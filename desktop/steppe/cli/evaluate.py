"""`steppe evaluate`: accuracy on sets of problems with known answers, resumable."""

from __future__ import annotations

import argparse
import time
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from steppe.cli import output
from steppe.cli.solve import MODES
from steppe_models.errors import BadInputError

if TYPE_CHECKING:
    from steppe.evaluate.items import Item
    from steppe.solve.task import Options

PAPER_TOKENS = 1500
SEQUENCES = 32  # written at once: the wider a step, the less a token costs
_MODES = tuple(mode for mode in MODES if mode != "algebra")


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of `steppe evaluate`."""
    parser.add_argument("sets", nargs="+", metavar="SET", help="names of sets: files SET.jsonl in --data")
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="the folder with the sets")
    parser.add_argument("--output", type=Path, required=True, metavar="DIR", help="the folder for the records")
    parser.add_argument("--mode", metavar="MODE", help=f"one of: {', '.join(_MODES)} (default auto)")
    parser.add_argument(
        "--protocol",
        choices=("ours", "paper"),
        default="ours",
        help="paper: hybrid, greedy, 1500 tokens a path, for comparison with the MAmmoTH paper's table",
    )
    parser.add_argument(
        "--limit",
        default="",
        metavar="N[,SET=N...]",
        help="at most N items of each set, chosen at random; other numbers for some: 20,gsm8k=100",
    )
    parser.add_argument("--sample", type=int, default=0, metavar="SEED", help="which random choice (default 0)")
    parser.add_argument(
        "--leave-out",
        type=Path,
        nargs="+",
        default=[],
        metavar="FILE",
        help="records whose items are not to be taken, such as those a prompt was tuned on",
    )
    parser.add_argument("--model", default="", metavar="ID|FILE", help="a model's id or a GGUF file")
    parser.add_argument("--max-tokens", type=int, metavar="N", help="for each path (default 1024)")
    parser.add_argument("--samples", type=int, metavar="N", help="a vote compares at most N answers")
    parser.add_argument(
        "--least-samples", type=int, metavar="N", help="a vote does not stop before N answers, however much they agree"
    )
    parser.add_argument("--parallel", type=int, metavar="N", help="problems at once (default: measured)")
    parser.add_argument(
        "--minutes", type=float, metavar="M", help="begin no item after M minutes; those begun are finished"
    )
    parser.add_argument(
        "--repeatable",
        action="store_true",
        help="one problem at a time, each with an empty cache: equal runs give equal answers, and take longer",
    )
    parser.add_argument("--resume", action="store_true", help="go on with the records that are there")
    parser.add_argument("--json", action="store_true", help="JSON Lines; the last has the figures")


def run(options: argparse.Namespace) -> int:
    """Evaluate every set; 0 when all items were solved, rightly or not."""
    _check(options)
    limits = _limits(options.limit, options.sets)
    from steppe.app import EngineChoice, make_engine, make_sandbox, open_store
    from steppe.evaluate.items import choose, in_turn, read_ids, read_set
    from steppe.evaluate.records import RecordFile, score
    from steppe.evaluate.run import Means, evaluate
    from steppe.solve.many import width_that_pays

    known = read_ids(options.leave_out)
    sets = {name: [item for item in read_set(options.data, name) if item.id not in known] for name in options.sets}
    chosen = {name: choose(items, limits[name], options.sample) for name, items in sets.items()}
    model = open_store().resolve(options.model)
    how = _options(options)
    settings = {"model": model.id, "sha256": model.sha256, "sample": options.sample, **asdict(how)}
    files = {name: RecordFile(options.output / f"{name}.jsonl", {"set": name, **settings}) for name in chosen}
    records = {name: file.load(resume=options.resume) for name, file in files.items()}
    with ExitStack() as stack:
        engine = stack.enter_context(make_engine(model, EngineChoice(sequences=SEQUENCES, repack=True)))
        left = in_turn([item for item in chosen[name] if item.id not in records[name]] for name in chosen)
        width = 1 if options.repeatable else options.parallel or width_that_pays(engine, len(left))
        sandbox = stack.enter_context(make_sandbox(width))
        means = Means(model.profile, engine, sandbox, how)
        progress = _Progress(len(left), options.json)

        def keep(item: Item, record: dict[str, Any]) -> None:
            files[item.set_name].add(record)

        for item, record in evaluate(left, means, keep, parallel=width, minutes=options.minutes):
            records[item.set_name][item.id] = record
            progress.show(item.set_name, record)
    wanted = {
        name: [records[name][item.id] for item in items if item.id in records[name]] for name, items in chosen.items()
    }
    _report({name: score(list_).to_json() for name, list_ in wanted.items() if list_}, as_json=options.json)
    missing = sum(map(len, chosen.values())) - sum(map(len, wanted.values()))
    if missing:
        output.note(f"{missing} items are left: go on with --resume.")
    return 0


def _check(options: argparse.Namespace) -> None:
    if options.mode is not None and options.mode not in MODES:
        raise BadInputError(f"There is no mode '{options.mode}'.", f"The modes are: {', '.join(_MODES)}.")
    if options.mode == "algebra":
        raise BadInputError("An evaluation is of a model.", "Use --mode auto, in which algebra answers first.")
    for name in ("max_tokens", "samples", "least_samples", "parallel"):
        value = getattr(options, name)
        if value is not None and value < 1:
            raise BadInputError(f"--{name.replace('_', '-')} {value} is too small.", "Give at least 1.")
    if options.minutes is not None and not options.minutes > 0:
        raise BadInputError(f"--minutes {options.minutes:g} is no time.", "Give more than 0.")
    if options.repeatable and options.parallel not in (None, 1):
        raise BadInputError("--repeatable takes one problem at a time.", "Leave out --parallel.")


def _limits(text: str, sets: list[str]) -> dict[str, int | None]:
    """How many items of each set are wanted; None: all of them."""
    limits: dict[str, int | None] = dict.fromkeys(sets)
    for part in filter(None, text.split(",")):
        name, _, number = part.rpartition("=")
        if not number.strip().isdecimal() or int(number) < 1 or (name and name not in sets):
            raise BadInputError(f"--limit {text} is not understood.", "Give a number, or numbers as in 20,gsm8k=100.")
        limits |= dict.fromkeys([name] if name else sets, int(number))
    return limits


def _options(options: argparse.Namespace) -> Options:
    """How to solve. The paper's protocol fixes the mode and the length; saying them otherwise is a contradiction."""
    from steppe.solve.task import Options

    if options.protocol == "paper":
        if options.mode not in (None, "hybrid") or options.max_tokens not in (None, PAPER_TOKENS):
            raise BadInputError(
                "--protocol paper is hybrid, with 1500 tokens a path.", "Leave out --mode and --max-tokens."
            )
        return Options(mode="hybrid", max_tokens=PAPER_TOKENS, is_fresh=options.repeatable)
    # Many problems share the engine here: a clock would cut votes short that a problem alone has time for.
    return Options(
        mode=options.mode or "auto",
        max_tokens=options.max_tokens or 1024,
        budget_s=86400.0,
        samples=options.samples or 0,
        least_samples=options.least_samples or 2,
        is_fresh=options.repeatable,
    )


class _Progress:
    """One line an item, with the time that is left."""

    def __init__(self, total: int, as_json: bool) -> None:
        self._total, self._done, self._as_json = total, 0, as_json
        self._started = time.monotonic()

    def show(self, name: str, record: dict[str, Any]) -> None:
        self._done += 1
        each_s = (time.monotonic() - self._started) / self._done
        if self._as_json:
            output.emit_json({"event": "item", "set": name, **record})
        verdict = "right" if record["right"] else "wrong"
        left = output.human_time(each_s * (self._total - self._done))
        memory = ", ".join(f"{part} {size} MB" for part, size in record["memory_mb"].items())
        output.note(
            f"{self._done}/{self._total} {record['id']}: {verdict}, {record['agreement']}; {memory}; {left} left"
        )


def _report(sets: dict[str, dict[str, Any]], *, as_json: bool) -> None:
    average = sum(each["accuracy"] for each in sets.values()) / max(1, len(sets))
    if as_json:
        output.emit_json({"sets": sets, "average": round(average, 4)})
        return
    for name, each in sets.items():
        low, high = each["interval"]
        output.line(
            f"{name}: {each['right']} of {each['items']} right ({each['accuracy']:.1%}, 95 % interval {low:.0%} to "
            f"{high:.0%}); agreed on {each['agreed']}, {each['agreed_right']} of these right; "
            f"{each['tokens'] / each['items']:.0f} tokens, {each['seconds'] / each['items']:.1f} s an item"
        )
    if len(sets) > 1:
        output.line(f"average: {average:.1%}")
