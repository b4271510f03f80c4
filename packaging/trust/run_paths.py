"""Runs single paths over development items, many at once, and keeps a record of each: for prompts, weights, confidence.

    python packaging/trust/run_paths.py gsm8k svamp numglue --data DIR --output FILE --items 40 [--variant worked]
        [--samples 0] [--model ID]

Development items are the first of each set in the order of the SHA-256 of their ids: they are never reported on. The
records hold ids, answers and counts, no question; a run that was stopped goes on where it was.
"""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import json
import queue
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from steppe.app import EngineChoice, make_engine, make_sandbox, open_store
from steppe.evaluate.grade import is_right_for
from steppe.evaluate.items import Item, read_set
from steppe.evaluate.json_lines import drop_cut_line, whole_objects
from steppe.problem import make_problem
from steppe.sandbox.client import Sandbox
from steppe.solve.path import PathRun
from steppe.solve.task import VOTE_TEMPERATURE, Options, Task
from steppe_models.catalogue import ModelProfile
from steppe_models.engine.client import Engine
from steppe_models.engine.protocol import USUAL_SEQUENCES, Sampling

Key = tuple[str, str, str, int]


@dataclass(frozen=True, slots=True)
class Job:
    """One path to run: sample 0 is the greedy one."""

    set_name: str
    item: Item
    path: Literal["cot", "pot"]
    sample: int


def development_items(items: list[Item], count: int) -> list[Item]:
    """The first `count` items in the order of the SHA-256 of their ids."""
    return sorted(items, key=lambda item: hashlib.sha256(item.id.encode()).hexdigest())[:count]


def run_job(job: Job, profile: ModelProfile, engine: Engine, sandbox: Sandbox) -> dict[str, Any]:
    """The record of one path."""
    task = Task(make_problem(job.item.question, job.item.choices), profile, engine, sandbox, Options())
    sampling = Sampling(temperature=VOTE_TEMPERATURE, seed=job.sample) if job.sample else None
    run = PathRun(task, job.path, sampling=sampling)
    for _ in run.write():
        pass
    for _ in run.conclude():
        pass
    result = run.result()
    return {
        "set": job.set_name,
        "id": job.item.id,
        "path": job.path,
        "sample": job.sample,
        "answer": result.answer.text if result.answer else None,
        "right": is_right_for(job.item, result.answer, sandbox),
        "status": result.status,
        "ended": result.reason,
        "repairs": result.repairs,
        "nearest": result.is_nearest,
        "tokens": result.tokens,
        "logprob": None if result.logprob is None else round(result.logprob, 4),
        "steps": result.steps.to_json(),
        "seconds": round(result.seconds, 2),
    }


def main() -> int:
    """Run what is left to run."""
    options = _options()
    model = open_store().resolve(options.model)
    done = _records(options.output, {"variant": options.variant, "model": model.id, "sha256": model.sha256})
    jobs: queue.SimpleQueue[Job] = queue.SimpleQueue()
    total = 0
    for sample in range(options.samples + 1):  # all greedy ones first
        for rank in range(options.items):
            for name in options.sets:
                chosen = development_items(read_set(options.data, name), options.items)
                for path in ("pot", "cot"):
                    if rank < len(chosen) and (name, chosen[rank].id, path, sample) not in done:
                        jobs.put(Job(name, chosen[rank], path, sample))
                        total += 1
    profile = dataclasses.replace(model.profile, examples=options.variant)
    lock, started, count = threading.Lock(), time.monotonic(), 0
    choice = EngineChoice(threads=options.threads, sequences=max(USUAL_SEQUENCES, options.width), repack=True)
    with make_engine(model, choice) as engine, make_sandbox() as sandbox:
        engine.wait_loaded()

        def work() -> None:
            nonlocal count
            while True:
                try:
                    job = jobs.get_nowait()
                except queue.Empty:
                    return
                record = run_job(job, profile, engine, sandbox)
                with lock, options.output.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(record) + "\n")
                    count += 1
                    print(f"{count}/{total} {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)

        with ThreadPoolExecutor(options.width) as pool:
            for worker in [pool.submit(work) for _ in range(options.width)]:
                worker.result()
    return 0


def _records(path: Path, settings: dict[str, Any]) -> set[Key]:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"settings": settings}) + "\n", encoding="utf-8")
        return set()
    first, *others = whole_objects(path) or [{"settings": None}]
    if first["settings"] != settings:
        raise SystemExit(f"{path} was made with other settings: {first['settings']}")
    drop_cut_line(path)
    return {(each["set"], each["id"], each["path"], each["sample"]) for each in others}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--items", type=int, default=40, help="of each set")
    parser.add_argument("--samples", type=int, default=0, help="for each path of each item, beside the greedy one")
    parser.add_argument("--variant", default="", help="worked examples that the prompt is given")
    parser.add_argument("--model", default="")
    parser.add_argument("--width", type=int, default=16, help="paths at once")
    parser.add_argument("--threads", type=int, help="of the engine; 1 is quickest on a machine that others keep busy")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
