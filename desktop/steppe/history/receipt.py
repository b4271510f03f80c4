"""The receipt of a solve: everything that made its result, so that it can be done again and compared."""

from __future__ import annotations

import dataclasses
import platform
from typing import Any

from steppe import __version__
from steppe.solve.results import Path
from steppe.solve.task import Task
from steppe_models.engine.protocol import Sampling
from steppe_models.errors import SteppeError
from steppe_models.prompts import render
from steppe_models.records import InstalledModel

FORMAT = 1


def make_receipt(task: Task, model: InstalledModel | None = None) -> dict[str, Any]:
    """What is known before the first token: model, prompts, options, sampler, versions. Programs are in the events.

    `model` gives the file's SHA-256 and where it came from; what the engine says of itself is added when its first
    text comes (`engine_facts`).
    """
    profile, options = task.profile, task.options
    facts: dict[str, Any] = {
        "format": FORMAT,
        "steppe": __version__,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "model": {
            "id": profile.id,
            "name": profile.name,
            "quantization": profile.quantization,
            "prompt_format": profile.prompt_format,
            "examples": profile.examples,
            "stop": list(profile.stop),
            "context": profile.context,
            "rope_freq_base": profile.rope_freq_base,
            "origin": profile.origin,
        },
        "options": {field.name: getattr(options, field.name) for field in dataclasses.fields(options)},
        "sampler": dataclasses.asdict(Sampling(temperature=options.temperature, seed=options.seed)),
        "prompts": _prompts(task),
    }
    if model is not None:
        facts["model"] |= {
            "sha256": model.sha256,
            "size_bytes": model.size_bytes,
            "source": model.source,
            "verified": model.verified,
            "path": str(model.path),
        }
    return facts


def algebra_receipt() -> dict[str, Any]:
    """The receipt of a solve that algebra answered: no model took part."""
    return {
        "format": FORMAT,
        "steppe": __version__,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "algebra": "alone",
        "model": {"id": "algebra"},
        "options": {"mode": "auto"},
    }


def engine_facts(engine: object) -> dict[str, Any]:
    """What the engine says of itself once text has come from it: build, placement, threads; {} for any other engine."""
    wait = getattr(engine, "wait_loaded", None)
    if wait is None or getattr(engine, "pid", None) is None:  # asking a closed engine would start it again
        return {}
    try:
        loaded = wait(0.0)
    except (SteppeError, TimeoutError):
        return {}
    return dataclasses.asdict(loaded) if dataclasses.is_dataclass(loaded) and not isinstance(loaded, type) else {}


def _prompts(task: Task) -> dict[str, str]:
    """The exact prompt of each path that this model knows."""
    profile, problem = task.profile, task.problem
    wanted: tuple[Path, ...] = ("interleaved",) if task.options.mode == "interleaved" else ("pot", "cot")
    return {
        path: render(
            profile.prompt_format,
            path,
            problem.text,
            choices=problem.choices,
            stop=profile.stop,
            examples=profile.examples,
        ).text
        for path in wanted
        if path in profile.modes
    }
