"""What solving needs of the outside, built late: the store of models, a resident engine, the sandbox."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from steppe_models.engine.interface import TextEngine

if TYPE_CHECKING:
    from steppe.sandbox.client import Sandbox
    from steppe.settings import Settings
    from steppe_models.catalogue import ModelProfile
    from steppe_models.engine.protocol import LoadedModel
    from steppe_models.engine.remote_address import ApiKey
    from steppe_models.engine.remote_model import RemoteModel
    from steppe_models.records import InstalledModel


class ResidentEngine(TextEngine, Protocol):
    """An engine that loads its model once and keeps it."""

    @property
    def pid(self) -> int | None:
        """The process behind it while it lives; None when it has ended, and always for a server."""
        ...

    def wait_loaded(self, timeout_s: float | None = None) -> LoadedModel:
        """Start if need be, and wait for the model."""
        ...

    def close(self) -> None:
        """End it, whatever it is doing; safe from any thread."""
        ...


@dataclass(frozen=True, slots=True)
class ServedModel:
    """A model on a server, as `id` names it: `http://host#name`."""

    id: str
    remote: RemoteModel
    key: ApiKey

    @property
    def profile(self) -> ModelProfile:
        """How it is asked."""
        return self.remote.profile


@dataclass(frozen=True, slots=True)
class Means:
    """How to get at models, an engine and a sandbox. Every function may take long: never call it on the GUI thread."""

    find_model: Callable[[str], InstalledModel | ServedModel]
    installed: Callable[[], list[InstalledModel]]
    make_engine: Callable[[InstalledModel | ServedModel], ResidentEngine]
    make_sandbox: Callable[[], Sandbox]


def real_means(settings: Callable[[], Settings]) -> Means:
    """The user's own store, llama.cpp in its worker with weights repacked for this processor, the real sandbox.

    The core is imported at the first call, off the GUI thread: the window is on the screen by then. `settings` is
    asked anew each time an engine is made.
    """

    served: dict[str, ServedModel] = {}  # a server is asked once what it has, and not before every solve

    def find_model(model: str) -> InstalledModel | ServedModel:
        from steppe.app import open_store
        from steppe_models.engine.remote_address import is_address

        if not is_address(model):
            return open_store().resolve(model)
        if model not in served:
            served[model] = find_served(model)
        return served[model]

    def installed() -> list[InstalledModel]:
        from steppe.app import open_store

        return [model for model in open_store().installed() if not model.problem]

    def make_engine(model: InstalledModel | ServedModel) -> ResidentEngine:
        if isinstance(model, ServedModel):
            from steppe_models.engine.remote import RemoteEngine

            return RemoteEngine(model.remote, model.key)
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


def find_served(name: str) -> ServedModel:
    """The model that a server's address means.

    Raises:
        SteppeError: the server cannot be reached, or has no such model.
    """
    from steppe_models.catalogue import load_catalogue
    from steppe_models.engine.remote_address import find_key, parse_address
    from steppe_models.engine.remote_model import find_remote_model

    address = parse_address(name)
    key = find_key(address)
    return ServedModel(name, find_remote_model(address, load_catalogue(), key=key), key)
