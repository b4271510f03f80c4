"""What the settings mean for a solve: the options of a task and what is asked of the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from steppe.settings import Settings
from steppe.settings_table import (
    BUDGET,
    CONTEXT,
    GPU_LAYERS,
    MAX_TOKENS,
    MODE,
    PROGRAM_MEMORY,
    PROGRAM_TIME,
    SAMPLES,
    SEED,
    TEMPERATURE,
    THREADS,
)

if TYPE_CHECKING:
    from steppe.app import EngineChoice
    from steppe.solve.task import Options, SolveMode


def options_of(settings: Settings) -> Options:
    """The options of a solve as they are set."""
    from steppe.solve.task import Options

    return Options(
        mode=cast("SolveMode", settings[MODE]),
        seed=settings[SEED],
        temperature=settings[TEMPERATURE],
        max_tokens=settings[MAX_TOKENS],
        program_wall_s=settings[PROGRAM_TIME],
        program_memory_mb=settings[PROGRAM_MEMORY],
        samples=settings[SAMPLES],
        budget_s=settings[BUDGET],
    )


def engine_choice_of(settings: Settings, *, is_long_lived: bool = False) -> EngineChoice:
    """What is asked of the engine as it is set; a long-lived one has the weights repacked for this processor."""
    from steppe.app import EngineChoice

    return EngineChoice(
        context=settings[CONTEXT] or None,
        gpu_layers=None if settings[GPU_LAYERS] < 0 else settings[GPU_LAYERS],
        threads=settings[THREADS] or None,
        repack=is_long_lived,
    )
