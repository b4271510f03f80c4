"""What the window asks for, how it ended, and what the engine is doing: values that pass between threads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from steppe.problem import Problem
from steppe.solve.events import Event

if TYPE_CHECKING:
    from steppe.solve.task import SolveMode, Task
    from steppe_models.records import InstalledModel

EndingKind = Literal["solved", "stopped", "failed"]
EnginePhase = Literal["none", "loading", "ready", "failed"]
ANOTHER_TRY_TEMPERATURE = 0.7
PROGRAM_LIMITS = (5.0, 512)
HARDER_LEAST_SAMPLES = 8  # who asks for more is not served by two answers that agree


def is_elsewhere(model: str) -> bool:
    """Whether a model is named by its file or a server's address, and not by its id."""
    return "/" in model or "\\" in model or model.lower().endswith(".gguf")


@dataclass(frozen=True, slots=True)
class SolveRequest:
    """One press of Solve. `model` is an id, or "" for the default; `try_number` counts from 0 and seeds sampling.

    `samples` and `budget_s` bound a vote, 0 is what suits the mode; it compares at least `least_samples` answers.
    `is_explaining`: the model explains what algebra has answered. `limits` are seconds and megabytes for a program.
    """

    problem: Problem
    model: str = ""
    mode: SolveMode = "auto"
    max_tokens: int = 1024
    try_number: int = 0
    samples: int = 0
    budget_s: float = 0.0
    least_samples: int = 2
    is_explaining: bool = False
    first_seed: int = 0
    first_temperature: float = 0.0
    limits: tuple[float, int] = PROGRAM_LIMITS

    @property
    def may_be_algebra(self) -> bool:
        """Whether algebra shall answer alone, if the problem is purely symbolic."""
        return self.mode == "auto" and not self.temperature and not self.is_explaining and not self.problem.choices

    @property
    def temperature(self) -> float:
        """The first try is as it is set, greedy and so repeatable; another one must be free to come out differently."""
        return max(ANOTHER_TRY_TEMPERATURE, self.first_temperature) if self.try_number else self.first_temperature


@dataclass(frozen=True, slots=True)
class Trouble:
    """What went wrong in one sentence, what to do in another, and its kind as `SteppeError.code` names it."""

    message: str
    hint: str = ""
    code: str = "failed"


@dataclass(frozen=True, slots=True)
class Ending:
    """How a solve ended; `trouble` is there when it failed."""

    kind: EndingKind
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """What the engine is doing. `placement` says in words where the model runs, once it is loaded.

    `wanted` is how the model was asked for: an id, a file, the address of a server, or "" for the default one.
    """

    phase: EnginePhase
    model_id: str = ""
    model_name: str = ""
    placement: str = ""
    seconds: float = 0.0
    trouble: Trouble | None = None
    wanted: str = ""

    @property
    def chosen(self) -> str:
        """What a solve asks for to have this model again: its file or address, or its id as the store writes it."""
        return self.wanted if is_elsewhere(self.wanted) else self.model_id


class Recording(Protocol):
    """Keeps what one solve does, event by event, before the window paints it: the history."""

    def take(self, event: Event) -> None:
        """One event of the stream, as it came from the core; must be quick and must not fail the solve."""
        ...

    def end(self, failure: str = "") -> None:
        """The solve is over; called however it ended, also when the window closes meanwhile."""
        ...


Recorder = Callable[["Task | Problem", "InstalledModel | None"], Recording | None]  # None: the model is on a server
