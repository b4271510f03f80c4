"""Builds what a solve needs, in one place: catalogue, store, engine and sandbox."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from steppe.sandbox.client import Sandbox
from steppe_models.catalogue import load_catalogue
from steppe_models.engine.client import Engine
from steppe_models.engine.protocol import EngineSettings
from steppe_models.places import models_dir
from steppe_models.records import InstalledModel
from steppe_models.store import Store


@dataclass(frozen=True, slots=True)
class EngineChoice:
    """What a user may say about the engine; None leaves it to the machine and the model's profile."""

    context: int | None = None
    gpu_layers: int | None = None
    threads: int | None = None
    repack: bool = False
    log_file: Path | None = None


def open_store() -> Store:
    """The store of models with the catalogue, the user's own entries included."""
    return Store(models_dir(), load_catalogue())


def make_engine(model: InstalledModel, choice: EngineChoice) -> Engine:
    """An engine for an installed model, with its profile's overrides; not started yet."""
    profile = model.profile
    settings = EngineSettings(
        path=model.path,
        context=choice.context or profile.context,
        rope_freq_base=profile.rope_freq_base or None,
        gpu_layers=choice.gpu_layers,
        threads=choice.threads,
        repack=choice.repack,
        log_file=choice.log_file,
    )
    return Engine(settings)


def make_sandbox() -> Sandbox:
    """The sandbox for programs; not started yet."""
    return Sandbox()
