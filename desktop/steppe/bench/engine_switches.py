"""What repacked weights and prompt lookup bring on this machine: each switched on and off in turn, in one run."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from steppe.bench.engine_ours import PROBLEM, decode_speed, fresh, long_request, prompt_only, read_together
from steppe.bench.engine_rounds import Progress
from steppe.bench.others import OtherPrograms
from steppe_models.engine.client import Engine
from steppe_models.engine.protocol import EngineSettings, GenerateRequest
from steppe_models.records import InstalledModel

TOKENS = 96
_WAVE = 16
_WAVE_TOKENS = 24
PROBLEMS = (
    PROBLEM,
    "Expand (x + 2)(x - 3)(x + 5), then expand (x + 2)(x - 3)(x + 6), and compare the two results term by term.",
    "A table lists the prices of four fruits: apples 3, pears 4, plums 5 and figs 7 a kilo. A buyer takes 2 kilos of "
    "apples, 3 of pears, 4 of plums and 5 of figs. What does each fruit cost, and what do they cost together?",
)


@dataclass(slots=True)
class _Run:
    """What one way of running gave, an entry a round; speeds in tokens per second."""

    load_s: list[float] = field(default_factory=list)
    prompt: list[float] = field(default_factory=list)
    alone: list[float] = field(default_factory=list)
    wave: list[float] = field(default_factory=list)
    steps_saved: list[float] = field(default_factory=list)


Way = tuple[bool, str]  # weights repacked; lookup "off", "auto" (where it pays) or "always"
WAYS: tuple[Way, ...] = ((False, "off"), (True, "off"), (True, "always"), (True, "auto"))
_LOOKUP = {"off": False, "auto": None, "always": True}


def measure_switches(
    model: InstalledModel, repeats: int, threads: int | None, on_progress: Progress, *, is_quick: bool = False
) -> dict[str, Any]:
    """Loading, prompts, greedy text alone and a wave of 16, by repack and lookup.

    Raises:
        SteppeError: the model does not run here.
    """
    runs = {way: _Run() for way in WAYS}
    others = OtherPrograms(())
    for number in range(repeats):
        order = WAYS if number % 2 == 0 else WAYS[::-1]
        for place, way in enumerate(order):
            what = f"weights {'repacked' if way[0] else 'as they are'}, prompt lookup {way[1]}"
            on_progress((number + place / len(order)) / repeats, f"round {number + 1} of {repeats}: {what}")
            _measure(model, way, runs[way], threads, is_quick=is_quick)
    plain = runs[(True, "off")]
    return {
        "model": model.id,
        "quantization": model.profile.quantization,
        "ways": [_row(way, run) for way, run in runs.items()],
        "ratios": {
            "repack_load": _ratio(runs, (False, "off"), lambda run: run.load_s),
            "repack_prompt": _ratio(runs, (False, "off"), lambda run: run.prompt),
            "repack_alone": _ratio(runs, (False, "off"), lambda run: run.alone),
            "repack_wave": _ratio(runs, (False, "off"), lambda run: run.wave),
            "lookup_always": _over(runs[(True, "always")].alone, plain.alone),
            "lookup_auto": _over(runs[(True, "auto")].alone, plain.alone),
        },
        "other_programs_percent": round(others.percent(), 1),
    }


def _measure(model: InstalledModel, way: Way, run: _Run, threads: int | None, *, is_quick: bool) -> None:
    is_repacked, lookup = way
    settings = EngineSettings(
        path=model.path,
        context=model.profile.context,
        rope_freq_base=model.profile.rope_freq_base or None,
        threads=threads,
        lookup=_LOOKUP[lookup],
        repack=is_repacked,
    )
    tokens = 16 if is_quick else TOKENS
    problems = PROBLEMS[:1] if is_quick else PROBLEMS
    with Engine(settings) as engine:
        run.load_s.append(engine.wait_loaded().seconds)
        engine.step_costs()  # prompt lookup decides by them
        texts = [long_request(model.profile, mode, each, tokens) for each in problems for mode in ("pot", "cot")]
        read_together(engine, [prompt_only(texts[0])])
        prompt = read_together(engine, [fresh(prompt_only(texts[-1]))])[0].result
        run.prompt.append(prompt.prompt_tokens / prompt.prompt_seconds)
        _texts(engine, texts, run)
        if lookup == "off":
            wave = [long_request(model.profile, "cot", PROBLEM, 6 if is_quick else _WAVE_TOKENS)] * _WAVE
            run.wave.append(decode_speed(read_together(engine, wave)))


def _texts(engine: Engine, texts: list[GenerateRequest], run: _Run) -> None:
    """Greedy texts one after the other: tokens per second behind the first token, and steps that guesses saved."""
    seconds, tokens, accepted = 0.0, 0, 0
    for request in texts:
        started = time.perf_counter()
        reading = read_together(engine, [fresh(request)])[0]
        seconds += reading.ended_at - started - reading.result.prompt_seconds
        tokens += reading.result.tokens - 1
        accepted += reading.result.accepted_tokens
    run.alone.append(tokens / seconds)
    run.steps_saved.append(accepted / tokens)


def _ratio(runs: dict[Way, _Run], base: Way, pick: Callable[[_Run], list[float]]) -> float:
    """Repacked over as they are."""
    return _over(pick(runs[(True, "off")]), pick(runs[base]))


def _over(ours: list[float], base: list[float]) -> float:
    return round(statistics.median(a / b for a, b in zip(ours, base, strict=True)), 3)


def _row(way: Way, run: _Run) -> dict[str, Any]:
    def middle(values: list[float], digits: int = 2) -> float | None:
        return round(statistics.median(values), digits) if values else None

    return {
        "repacked": way[0],
        "lookup": way[1],
        "load_s": middle(run.load_s),
        "prompt_tokens_per_second": middle(run.prompt, 1),
        "alone_tokens_per_second": middle(run.alone),
        "wave_tokens_per_second": middle(run.wave),
        "share_guessed": middle(run.steps_saved, 3),
    }


def switches_lines(figures: dict[str, Any]) -> list[str]:
    """The figures for people."""
    lines = [
        f"tokens per second, {figures['model']} ({figures['quantization']})",
        "repacked  lookup   load s  prompt   alone  16 at once  tokens guessed",
    ]
    for row in figures["ways"]:
        wave = "-" if row["wave_tokens_per_second"] is None else f"{row['wave_tokens_per_second']:.1f}"
        lines.append(
            f"{'yes' if row['repacked'] else 'no':<8}  {row['lookup']:<7}{row['load_s']:>8.1f}"
            f"{row['prompt_tokens_per_second']:>8.1f}{row['alone_tokens_per_second']:>8.1f}{wave:>12}"
            f"{row['share_guessed']:>15.0%}"
        )
    ratios = figures["ratios"]
    lines += [
        f"repacked over as they are: alone {ratios['repack_alone']}, 16 at once {ratios['repack_wave']}, "
        f"prompt {ratios['repack_prompt']}, loading {ratios['repack_load']}",
        f"prompt lookup over none: always {ratios['lookup_always']}, where it should pay {ratios['lookup_auto']}",
    ]
    return lines
