"""What a strategy works with: the problem, the model, the sandbox, and the options of this solve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from steppe.problem import Problem
from steppe.sandbox.client import Sandbox
from steppe_models.catalogue import ModelProfile
from steppe_models.engine.interface import TextEngine

SolveMode = Literal["auto", "cot", "pot", "hybrid"]
MODES: tuple[SolveMode, ...] = ("auto", "cot", "pot", "hybrid")


@dataclass(frozen=True, slots=True)
class Options:
    """How to solve: `max_tokens` bounds each path; with a temperature of 0 the result does not depend on `seed`."""

    mode: SolveMode = "auto"
    seed: int = 0
    temperature: float = 0.0
    max_tokens: int = 1024
    program_wall_s: float = 5.0
    program_memory_mb: int = 512
    is_fresh: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """One problem to solve with these means."""

    problem: Problem
    profile: ModelProfile
    engine: TextEngine
    sandbox: Sandbox
    options: Options
