"""What solving needs of the outside, built late: the store of models, a resident engine, the sandbox."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from steppe_models.engine.interface import TextEngine

if TYPE_CHECKING:
    from steppe.sandbox.client import Sandbox
    from steppe.settings import Settings
    from steppe_models.engine.protocol import LoadedModel
    from steppe_models.records import InstalledModel


class ResidentEngine(TextEngine, Protocol):
    """An engine that loads its model once and keeps it."""

    @property
    def pid(self) -> int | None:
        """The process behind it while it lives; None when it has ended."""
        ...

    def wait_loaded(self, timeout_s: float | None = None) -> LoadedModel:
        """Start if need be, and wait for the model."""
        ...

    def close(self) -> None:
        """End it, whatever it is doing; safe from any thread."""
        ...


@dataclass(frozen=True, slots=True)
class Means:
    """How to get at models, an engine and a sandbox. Every function may take long: never call it on the GUI thread."""

    find_model: Callable[[str], InstalledModel]
    installed: Callable[[], list[InstalledModel]]
    make_engine: Callable[[InstalledModel], ResidentEngine]
    make_sandbox: Callable[[], Sandbox]


def real_means(settings: Callable[[], Settings]) -> Means:
    """The user's own store, llama.cpp in its worker with weights repacked for this processor, the real sandbox.

    The core is imported at the first call, off the GUI thread: the window is on the screen by then. `settings` is
    asked anew each time an engine is made.
    """

    def find_model(model: str) -> InstalledModel:
        from steppe.app import open_store

        return open_store().resolve(model)

    def installed() -> list[InstalledModel]:
        from steppe.app import open_store

        return [model for model in open_store().installed() if not model.problem]

    def make_engine(model: InstalledModel) -> ResidentEngine:
        from steppe.app import EngineChoice, make_engine
        from steppe.settings_table import CONTEXT, GPU_LAYERS, THREADS

        chosen = settings()
        layers = chosen[GPU_LAYERS]
        choice = EngineChoice(
            context=chosen[CONTEXT] or None,
            gpu_layers=layers if layers >= 0 else None,
            threads=chosen[THREADS] or None,
            repack=True,
        )
        return make_engine(model, choice)

    def make_sandbox() -> Sandbox:
        from steppe.app import make_sandbox

        return make_sandbox()

    return Means(find_model, installed, make_engine, make_sandbox)
