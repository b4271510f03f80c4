"""The engine's speed and memory, against its peers in turn in one run: medians of ratios."""

from __future__ import annotations

import statistics
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from steppe.bench.engine_memory import FrontUse, WorkerMemory, front_use, worker_memory
from steppe.bench.engine_ours import PROBLEM
from steppe.bench.engine_peers import HighLevelPeer, has_transformers, transformers_speed
from steppe.bench.engine_rounds import Choice, Figures, Progress, Rounds
from steppe.bench.others import OtherPrograms
from steppe_models.engine.client import Engine
from steppe_models.engine.protocol import EngineSettings, LoadedModel
from steppe_models.records import InstalledModel

_MB = 1e6
_DISTURBED_PERCENT = 5.0


def measure_engine(model: InstalledModel, choice: Choice, on_progress: Progress) -> dict[str, Any]:
    """The figures of `steppe bench engine`; `on_progress` gets the share that is done and what comes now.

    Raises:
        SteppeError: the model does not run here, or a peer failed.
    """
    with tempfile.TemporaryDirectory(prefix="steppe-bench-") as folder:
        log = Path(folder) / "engine.log"
        settings = EngineSettings(
            path=model.path,
            context=model.profile.context,
            rope_freq_base=model.profile.rope_freq_base or None,
            threads=choice.threads,
            lookup=False,  # token by token, as the peers do
            repack=choice.is_repacked,
            log_file=log,
        )
        on_progress(0.0, "loading the model, ours and the high-level class's")
        with ExitStack() as stack:
            engine = stack.enter_context(Engine(settings))
            loaded = engine.wait_loaded()
            peer = stack.enter_context(_high_level(model, loaded))
            rounds = Rounds(model, choice, engine, loaded, peer, on_progress)
            assert engine.pid is not None
            others = OtherPrograms((engine.pid, peer.pid))
            rounds.run()
            others_percent = others.percent()
            memory = worker_memory(engine.pid, model.path, log.read_text(encoding="utf-8", errors="replace"))
            costs = engine.step_costs(is_anew=True)
    on_progress(0.9, "the front's memory and processor time")
    front = front_use(choice.model_name, PROBLEM, max_tokens=rounds.sizes.prose, threads=loaded.threads)
    transformers = _transformers(model, rounds, loaded, on_progress)
    details = _details(rounds.figures) | {
        "step_ms": {str(width): round(cost, 2) for width, cost in costs.steps},
        "pair_runs": "at once" if rounds.pair_pays else "one after the other",
        "transformers": transformers,
        "worker_mb": {
            "resident": round(memory.resident / _MB, 1),
            "weights": round(memory.weights / _MB, 1),
            "kv_cache": round(memory.kv_cache / _MB, 1),
        },
        "front_percent_of_a_core_at_100_tokens_per_second": round(front.percent_at_100, 2),
        "other_programs_percent": round(others_percent, 1),
        "threads": loaded.threads,
        "placement": loaded.placement,
        "repack": choice.is_repacked,
        "quantization": model.profile.quantization,
    }
    return {
        "ratios": _ratios(rounds.figures),
        "memory_mb": _memory(memory, front),
        "model": model.id,
        "details": details,
    }


def _high_level(model: InstalledModel, loaded: LoadedModel) -> HighLevelPeer:
    return HighLevelPeer(model.path, context=loaded.context, threads=loaded.threads, gpu_layers=loaded.gpu_layers)


def _transformers(
    model: InstalledModel, rounds: Rounds, loaded: LoadedModel, on_progress: Progress
) -> dict[str, float] | None:
    if not has_transformers():
        return None
    on_progress(0.93, "transformers, with the same weights")
    return transformers_speed(model.path, rounds.story.prompt, tokens=rounds.sizes.step, threads=loaded.threads)


def _ratios(figures: Figures) -> dict[str, float | None]:
    """The contract's ratios, each a median over the rounds."""
    ratios: dict[str, float | None] = {
        "pair_wall": _ratio(figures.pair_s, figures.peer_pair_s),
        "first_answer": _ratio(figures.first_answer_s, figures.peer_program_s),
        "sixteen_throughput": _ratio(figures.sixteen, figures.peer_one),
        "second_prefill": _ratio(figures.second_prefill_s, figures.first_prefill_s),
    }
    for width in (1, 4, 16):
        native = figures.native[width]
        ratios[f"native_{width}"] = _ratio(figures.ours[width], native) if native else None
    return ratios


def _rounds(figures: Figures) -> dict[str, list[float]]:
    """The ratios of each round, by which their spread can be judged."""
    pairs = {
        "pair_wall": (figures.pair_s, figures.peer_pair_s),
        "first_answer": (figures.first_answer_s, figures.peer_program_s),
        "sixteen_throughput": (figures.sixteen, figures.peer_one),
        "second_prefill": (figures.second_prefill_s, figures.first_prefill_s),
    }
    for width, native in figures.native.items():
        if native:
            pairs[f"native_{width}"] = (figures.ours[width], native)
    return {name: [round(a / b, 3) for a, b in zip(*both, strict=True)] for name, both in pairs.items()}


def _ratio(ours: list[float], others: list[float]) -> float:
    return round(statistics.median(a / b for a, b in zip(ours, others, strict=True)), 3)


def _memory(worker: WorkerMemory, front: FrontUse) -> dict[str, float]:
    return {"worker_beyond": round(worker.beyond / _MB, 1), "front": round(front.resident / _MB, 1)}


def _details(figures: Figures) -> dict[str, Any]:
    """Medians of the plain figures, by number of sequences where there are several."""

    def middle(values: list[float], digits: int = 3) -> float | None:
        return round(statistics.median(values), digits) if values else None

    return {
        "decode_tokens_per_second": {str(width): middle(values, 2) for width, values in figures.ours.items()},
        "native_tokens_per_second": {str(width): middle(values, 2) for width, values in figures.native.items()},
        "prompt_tokens_per_second": {str(width): round(value, 1) for width, value in figures.prompt.items()},
        "native_prompt_tokens_per_second": middle(figures.native_prompt, 1),
        "first_token_s": {"ours": middle(figures.first_token_s), "high_level": middle(figures.peer_first_token_s)},
        "pair_s": {"ours": middle(figures.pair_s), "high_level": middle(figures.peer_pair_s)},
        "first_answer_s": {"ours": middle(figures.first_answer_s), "high_level": middle(figures.peer_program_s)},
        "sixteen_tokens_per_second": {"ours": middle(figures.sixteen, 2), "high_level": middle(figures.peer_one, 2)},
        "prefill_s": {"first": middle(figures.first_prefill_s), "second": middle(figures.second_prefill_s)},
        "rounds": _rounds(figures),
    }


def _or_dash(value: float | None) -> str:
    return "-" if value is None else str(value)


def report_lines(figures: dict[str, Any]) -> list[str]:
    """The figures for people, a line each."""
    ratios, memory, details = figures["ratios"], figures["memory_mb"], figures["details"]
    pair, first, sixteen = details["pair_s"], details["first_answer_s"], details["sixteen_tokens_per_second"]
    lines = [
        f"program and prose of one problem: {pair['ours']} s, the high-level class one after the other "
        f"{pair['high_level']} s, ratio {ratios['pair_wall']}",
        f"the program's end when both are wanted: {first['ours']} s, the program alone with the high-level class "
        f"{first['high_level']} s, ratio {ratios['first_answer']}",
        f"sixteen samples: {sixteen['ours']} tokens per second, the high-level class {sixteen['high_level']}, "
        f"ratio {ratios['sixteen_throughput']}",
        f"prompt of the second path: {ratios['second_prefill']} of the first",
        "sequences   tokens per second   llama-batched-bench   prompt tokens per second",
    ]
    for width, speed in details["decode_tokens_per_second"].items():
        native = details["native_tokens_per_second"].get(width)
        prompt = details["prompt_tokens_per_second"].get(width)
        lines.append(f"{width:>9}   {speed:>17}   {_or_dash(native):>19}   {_or_dash(prompt):>24}")
    lines += [
        f"the worker's memory beyond weights and KV cache: {memory['worker_beyond']} MB",
        f"the front while solving: {memory['front']} MB, "
        f"{details['front_percent_of_a_core_at_100_tokens_per_second']} % of a core at 100 tokens per second",
    ]
    if details["other_programs_percent"] > _DISTURBED_PERCENT:
        lines.append(
            f"Other programs took {details['other_programs_percent']} % of the processor meanwhile: "
            "measure again when the machine is quiet."
        )
    return lines
