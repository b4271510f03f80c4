"""What a strategy works with: the problem, the model, the sandbox, and the options of this solve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from steppe.problem import Problem
from steppe.sandbox.client import Sandbox
from steppe_models.catalogue import ModelProfile
from steppe_models.engine.interface import TextEngine

SolveMode = Literal["auto", "cot", "pot", "interleaved", "hybrid", "vote"]
MODES: tuple[SolveMode, ...] = ("auto", "cot", "pot", "interleaved", "hybrid", "vote")
VOTE_TEMPERATURE = 0.7
_VOTE_LIMITS = {"vote": (16, 180.0), "auto": (6, 40.0)}  # answers in all, seconds


@dataclass(frozen=True, slots=True)
class Options:
    """How to solve: `max_tokens` bounds each path; with a temperature of 0 the result does not depend on `seed`.

    A vote compares at most `samples` answers, the two greedy ones among them, and samples for at most `budget_s`
    seconds or until all answers have `budget_tokens`; 0 is what suits the mode, and for tokens no bound. It does not
    stop before `least_samples` answers, however much they agree. `repairs`: how often the model may correct a failed
    program.
    """

    mode: SolveMode = "auto"
    seed: int = 0
    temperature: float = 0.0
    max_tokens: int = 1024
    program_wall_s: float = 5.0
    program_memory_mb: int = 512
    is_fresh: bool = False
    samples: int = 0
    budget_s: float = 0.0
    budget_tokens: int = 0
    least_samples: int = 2
    repairs: int = 1

    @property
    def vote_limit(self) -> int:
        """How many answers a vote compares at most, the greedy ones included."""
        return self.samples or _VOTE_LIMITS.get(self.mode, (2, 0.0))[0]

    @property
    def time_limit_s(self) -> float:
        """How long a vote may go on."""
        return self.budget_s or _VOTE_LIMITS.get(self.mode, (2, 0.0))[1]


@dataclass(frozen=True, slots=True)
class Task:
    """One problem to solve with these means."""

    problem: Problem
    profile: ModelProfile
    engine: TextEngine
    sandbox: Sandbox
    options: Options
