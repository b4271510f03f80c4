"""What works on this machine, what does not, and what to do: each finding a sentence, each from a real attempt."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from steppe import __version__
from steppe.app import EngineChoice, make_engine, make_sandbox, open_store
from steppe_models.engine.probe import probe_engine
from steppe_models.engine.protocol import LoadedModel
from steppe_models.errors import MissingError, SteppeError
from steppe_models.fit import fit
from steppe_models.hardware import Gpu, detect
from steppe_models.places import cache_dir, config_dir, models_dir
from steppe_models.records import InstalledModel

Status = Literal["ok", "warning", "failed"]
SANDBOX_START_S = 120.0
SECOND_WALL = {"linux": ("landlock", "seccomp"), "darwin": ("seatbelt",), "win32": ("job",)}
NATIVE_WALLS = ("namespaces", "empty_root", "landlock", "seccomp")
ENGINE_START_S = 120.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was tried: what came of it, and what to do if it did not work (`code` as in the errors)."""

    name: str
    status: Status
    text: str
    hint: str = ""
    code: str = ""

    def to_json(self) -> dict[str, Any]:
        """The finding as it stands in `--json`."""
        return {"name": self.name, "status": self.status, "text": self.text, "hint": self.hint, "code": self.code}


def examine() -> Iterator[Finding]:
    """Try everything that a solve needs, one finding after the other."""
    system = f"Steppe {__version__}, Python {platform.python_version()}, {platform.system()} {platform.machine()}."
    yield Finding("steppe", "ok", system)
    yield from _places()
    gpus: tuple[Gpu, ...] = ()
    try:
        engine = probe_engine()
        gpus = engine.gpus
        yield Finding("llama.cpp", "ok", f"llama-cpp-python {engine.version} loads ({engine.build.rstrip(' |')}).")
    except SteppeError as error:
        yield _failure("llama.cpp", error)
    yield from _machine(gpus)
    yield from _model(gpus)
    yield _sandbox()
    yield _native_sandbox()


def _failure(name: str, error: SteppeError) -> Finding:
    return Finding(name, "failed", error.message, error.hint, error.code)


def _places() -> Iterator[Finding]:
    for name, folder in (("models folder", models_dir()), ("cache folder", cache_dir())):
        try:
            _try_to_write(folder)
            yield Finding(name, "ok", f"{folder} can be written.")
        except OSError as error:
            reason = error.strerror or str(error)
            yield Finding(name, "failed", f"{folder} cannot be written: {reason}.", "Make it writable.", "failed")
    if config_dir().exists() and not os.access(config_dir(), os.R_OK):
        yield Finding("settings folder", "warning", f"{config_dir()} cannot be read.", "Check its permissions.")


def _try_to_write(folder: Path) -> None:
    while not folder.exists():  # what is not there yet is made when it is needed
        folder = folder.parent
    with tempfile.TemporaryFile(dir=folder):
        pass


def _machine(gpus: tuple[Gpu, ...]) -> Iterator[Finding]:
    hardware = detect(gpus)
    cores = f"{hardware.physical_cores} core{'s' if hardware.physical_cores > 1 else ''}"
    memory = f"{hardware.free_memory_bytes / 1e9:.1f} of {hardware.total_memory_bytes / 1e9:.1f} GB of memory free"
    yield Finding("machine", "ok", f"{hardware.cpu or 'An unknown CPU'}, {cores}; {memory}.")
    if gpus:
        cards = "; ".join(f"{gpu.name}, {gpu.free_bytes / 1e9:.1f} GB free" for gpu in gpus)
        yield Finding("GPU", "ok", f"{cards}.")
    else:
        yield Finding("GPU", "ok", "This build of llama.cpp finds no GPU: models run on the CPU.")
    for note in hardware.notes:
        yield Finding("machine", "warning", note)


def _model(gpus: tuple[Gpu, ...]) -> Iterator[Finding]:
    try:
        model = open_store().resolve()
    except SteppeError as error:
        yield _failure("default model", error)
        return
    checked = "its SHA-256 is the publisher's" if model.verified else "its SHA-256 is our own record"
    yield Finding("default model", "ok", f"{model.profile.name} is installed; {checked}.")
    needs = fit(model.profile, detect(gpus))
    hint = "" if needs.fits else "Close other programs, or choose a smaller model: `steppe models fit`."
    yield Finding("memory for it", "ok" if needs.fits else "warning", needs.reason, hint)
    yield _engine(model)


def _engine(model: InstalledModel) -> Finding:
    """Load the model as a solve would, and say where it runs and why."""
    engine = make_engine(model, EngineChoice())
    try:
        with engine:
            info = engine.wait_loaded(ENGINE_START_S)
            costs = engine.known_step_costs()
    except SteppeError as error:
        return _failure("engine", error)
    except TimeoutError:
        text = f"{model.profile.name} was not loaded within {ENGINE_START_S:.0f} s."
        return Finding("engine", "failed", text, "Close other programs, or choose a smaller model.", "failed")
    speed = ""
    if costs is not None:
        order = "both paths of a problem run at once" if costs.pair_pays else "the program runs first, then the prose"
        most = costs.tokens_per_second(costs.widest)
        speed = (
            f" Measured here: {costs.tokens_per_second(1):.0f} tokens a second alone, {most:.0f} with {costs.widest}"
            f" samples at once; so {order}."
        )
    return Finding("engine", "ok", f"{how_it_runs(info)}{speed}")


def how_it_runs(info: LoadedModel) -> str:
    """Where a model runs and how, and what each of it is for or can be changed by."""
    placement = f"{info.placement[0].upper()}{info.placement[1:].rstrip('.')}."
    count = f"{info.threads} threads" if info.threads > 1 else "1 thread"
    threads = f" {count}, for the physical cores that it may use (--threads)."
    on_gpu = min(info.gpu_layers, info.layers) if info.gpu_layers > 0 else 0
    layers = f" {on_gpu} of {info.layers} layers on a GPU (--gpu-layers)." if on_gpu else ""
    why = "in half the room of f16" if info.kv_type == "q8_0" else "llama.cpp's ordinary precision"
    cache = (
        f" KV cache for {info.cells} tokens in {info.kv_type}, {why}; a text has at most {info.context} (--context)."
    )
    attention = {
        "enabled": " Flash attention is on: it needs no room for the scores of a long text.",
        "disabled": " Flash attention is off: the scores of a long text need room of their own.",
    }.get(info.flash_attention, " llama.cpp chooses whether to use flash attention.")
    return f"{placement}{threads}{layers}{cache}{attention}"


def _sandbox() -> Finding:
    with make_sandbox() as sandbox:
        sandbox.wait_ready(SANDBOX_START_S)
        state = sandbox.state
        if state.phase != "ready":
            text = f"Checking by program is off: {state.reason or 'it did not start in time.'}"
            return Finding("sandbox", "failed", text, state.hint, state.code or "failed")
        outcome = sandbox.run("print(6 * 7)")
    if outcome.stdout.strip() != "42":
        return Finding("sandbox", "failed", f"A test program failed: {outcome.message}", "Run `make setup` again.")
    walls = ", ".join(state.isolation)
    note = f" {state.note}" if state.note else ""
    text = f"Programs run in {outcome.engine} behind {walls}; its self-test held.{note}"
    missing = [wall for wall in SECOND_WALL.get(sys.platform, ()) if wall not in state.isolation]
    if missing:
        hint = "The box itself holds; a newer system would put the second wall round it."
        return Finding("sandbox", "warning", f"{text} This system does not offer {' and '.join(missing)}.", hint)
    return Finding("sandbox", "ok", text)


def _native_sandbox() -> Finding:
    """A want is no failure: programs that need numpy are refused, and all others run."""
    with make_sandbox() as sandbox:
        is_ready = sandbox.wait_native(SANDBOX_START_S)
        state = sandbox.native_state
    if not is_ready:
        text = f"Programs that need numpy or scipy are not run: {state.reason or 'it did not start in time.'}"
        return Finding("native sandbox", "warning", text, state.hint)
    walls = ", ".join(state.isolation)
    packages = f"with {state.note}" if state.note else "without numpy, scipy and sympy, which are not installed"
    text = f"Programs run natively {packages}, behind {walls}; its self-test held."
    missing = [wall for wall in NATIVE_WALLS if wall not in state.isolation]
    if missing:
        text += f" This system does not offer {' and '.join(missing)}; the others are enough."
    return Finding("native sandbox", "ok", text)


def exit_code(findings: list[Finding]) -> int:
    """0 if nothing failed, 3 if what failed is missing, else 1."""
    codes = [finding.code for finding in findings if finding.status == "failed"]
    if not codes:
        return 0
    return MissingError.exit_code if MissingError.code in codes else SteppeError.exit_code
