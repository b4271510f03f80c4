"""Builds what a solve needs, in one place: catalogue, store, engine and sandbox."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from steppe.sandbox.client import MAX_WORKERS, Sandbox
from steppe_models.catalogue import ModelProfile, load_catalogue
from steppe_models.engine.client import Engine
from steppe_models.engine.protocol import USUAL_SEQUENCES, EngineSettings
from steppe_models.places import models_dir
from steppe_models.records import InstalledModel
from steppe_models.store import Store

if TYPE_CHECKING:
    from steppe_models.engine.remote import RemoteEngine


@dataclass(frozen=True, slots=True)
class EngineChoice:
    """What a user may say about the engine; None leaves it to the machine and the model's profile."""

    context: int | None = None
    gpu_layers: int | None = None
    threads: int | None = None
    sequences: int = USUAL_SEQUENCES
    repack: bool = False
    log_file: Path | None = None


def open_store() -> Store:
    """The store of models with the catalogue, the user's own entries included."""
    return Store(models_dir(), load_catalogue())


@dataclass(frozen=True, slots=True)
class OpenedModel:
    """A model ready to be asked: how it is asked, the file that was installed (None on a server), what to say of it."""

    profile: ModelProfile
    engine: Engine | RemoteEngine
    installed: InstalledModel | None = None
    notes: tuple[str, ...] = ()


def open_model(name: str, choice: EngineChoice, *, prompt_format: str = "") -> OpenedModel:
    """The model that `name` means: an id, a GGUF file, a server's address, or "" for the default; not started yet.

    Raises:
        SteppeError: it is not installed, or the server has no such model or cannot be reached.
    """
    from steppe_models.engine.remote_address import find_key, is_address, parse_address

    if not is_address(name):
        installed = open_store().resolve(name)
        return OpenedModel(installed.profile, make_engine(installed, choice), installed)
    from steppe_models.engine.remote import RemoteEngine
    from steppe_models.engine.remote_model import find_remote_model

    address = parse_address(name)
    key = find_key(address)
    model = find_remote_model(address, load_catalogue(), key=key, prompt_format=prompt_format)
    return OpenedModel(model.profile, RemoteEngine(model, key), None, model.notes)


def make_engine(model: InstalledModel, choice: EngineChoice) -> Engine:
    """An engine for an installed model, with its profile's overrides; not started yet."""
    profile = model.profile
    settings = EngineSettings(
        path=model.path,
        context=choice.context or profile.context,
        rope_freq_base=profile.rope_freq_base or None,
        gpu_layers=choice.gpu_layers,
        threads=choice.threads,
        sequences=choice.sequences,
        repack=choice.repack,
        log_file=choice.log_file,
    )
    return Engine(settings)


def make_sandbox(problems_at_once: int = 1) -> Sandbox:
    """The sandbox for programs; not started yet. Where several problems use it, one slow program must not hold all."""
    return Sandbox() if problems_at_once < 2 else Sandbox(workers=max(2, min(MAX_WORKERS, os.cpu_count() or 2)))
