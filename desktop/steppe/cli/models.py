"""`steppe models`: list, pull, verify, remove, import, and what fits this machine."""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path
from typing import Any

from steppe.cli import bundles, output
from steppe.cli.model_speed import NOTHING_MEASURED, SPEED_LEGEND, Speeds, short_speed, speed_json
from steppe_models.bundle import is_bundle
from steppe_models.catalogue import ModelProfile, load_catalogue
from steppe_models.errors import IntegrityError, SteppeError
from steppe_models.hardware import Gpu, detect
from steppe_models.places import models_dir
from steppe_models.records import InstalledModel
from steppe_models.sources.transfer import Progress
from steppe_models.store import Store

_STAGES = {"downloading": "fetching", "joining": "joining", "checking": "checking", "copying": "copying"}


def configure(parser: argparse.ArgumentParser) -> None:
    """The actions and their arguments."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", title="actions", required=True)
    texts = {
        "list": "all models, and which of them are on this machine",
        "pull": "get a model; goes on where a broken pull stopped",
        "verify": "read a model's whole file and compare its SHA-256",
        "remove": "delete a model from this machine",
        "import": "copy a GGUF file, or the models of a bundle, into the store",
        "pack": "write models into one file for a machine without a network",
        "fit": "whether a model fits this machine's free memory",
    }
    for name, text in texts.items():
        action = actions.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
        action.add_argument("--json", action="store_true", help="JSON, one object a line")
        if name in ("pull", "verify", "fit"):
            action.add_argument("id", metavar="ID", nargs="?", default="", help="a model (default: the default model)")
        elif name == "remove":
            action.add_argument("id", metavar="ID", help="a model on this machine")
        elif name == "import":
            action.add_argument("file", metavar="FILE", type=Path, help="a GGUF file, or a bundle made by `pack`")
            action.add_argument("--id", metavar="ID", default="", help="the id to give it (default: recognised)")
            bundles.add_import_options(action)
        elif name == "pack":
            bundles.add_pack_options(action)


def run(options: argparse.Namespace) -> int:
    """Do one action; returns the exit code."""
    catalogue = load_catalogue()
    store = Store(models_dir(), catalogue)
    return {
        "list": _list,
        "pull": _pull,
        "verify": _verify,
        "remove": _remove,
        "import": _import,
        "pack": _pack,
        "fit": _fit,
    }[options.action](store, options)


def _list(store: Store, options: argparse.Namespace) -> int:
    installed = {model.id: model for model in store.installed()}
    profiles = list(store.catalogue.profiles)
    profiles += [model.profile for model in installed.values() if model.profile not in profiles]
    speeds = Speeds(detect())
    rows = [_row(store, profile, installed.get(profile.id), speeds) for profile in profiles]
    if options.json:
        output.emit_json({"models": rows, "default": store.catalogue.default.id, "folder": str(store.root)})
        return 0
    width = max(len(row["id"]) for row in rows)
    for row in rows:
        about = " " if row["size_known"] else "~"
        state = row["state"] or ("" if row["can_pull"] else "to convert")
        mark = "*" if row["default"] else " "
        size = output.human_size(row["size_bytes"])
        speed = short_speed(row["speed"])
        output.line(
            f"{mark} {row['id']:<{width}}  {about}{size:>8}  {state:<10}  {speed:>9}  {row['licence']}".rstrip()
        )
    output.note(f"* the default model; models are kept in {store.root}")
    output.note(SPEED_LEGEND if any(row["speed"] for row in rows) else NOTHING_MEASURED)
    for row in rows:
        if row["problem"]:
            output.note(row["problem"])
    return 0


def _row(store: Store, profile: ModelProfile, model: InstalledModel | None, speeds: Speeds) -> dict[str, Any]:
    state = "" if model is None else "damaged" if model.problem else "installed"
    return {
        "id": profile.id,
        "name": profile.name,
        "state": state,
        "default": profile.id == store.catalogue.default.id,
        "size_bytes": model.size_bytes if model and model.size_bytes else profile.expected_bytes,
        "size_known": bool(profile.size_bytes or model),
        "quantization": profile.quantization,
        "parameters": profile.parameters,
        "licence": profile.licence,
        "licence_note": profile.licence_note,
        "note": profile.note,
        "modes": list(profile.modes),
        "can_pull": profile.has_source,
        "path": str(model.path) if model else "",
        "verified": bool(model and model.verified),
        "problem": model.problem if model else "",
        "speed": speed_json(speeds.of(profile, model)),
    }


def _pull(store: Store, options: argparse.Namespace) -> int:
    profile = store.catalogue.get(options.id) if options.id else store.catalogue.default
    try:
        present = store.find(profile.id)
    except IntegrityError:
        present = None  # the pull looks closer, and says so
    if present is not None:
        return _done(options, present, "is on this machine already", already_installed=True)
    with Watch(profile.id, as_json=options.json) as watch:
        model = store.pull(profile, watch.progress, watch.note)
    return _done(options, model, "is ready", already_installed=False)


def _verify(store: Store, options: argparse.Namespace) -> int:
    model_id = options.id or store.catalogue.default.id
    with Watch(model_id, as_json=options.json) as watch:
        model = store.verify(model_id.lower(), watch.progress)
    whose = "the publisher's" if model.verified else "the one recorded at import"
    return _done(options, model, f"is whole: its SHA-256 is {whose}")


def _remove(store: Store, options: argparse.Namespace) -> int:
    freed = store.remove(options.id)
    if options.json:
        output.emit_json({"event": "done", "id": options.id.lower(), "freed_bytes": freed})
    else:
        output.line(f"{options.id.lower()} is removed; {output.human_size(freed)} are free again.")
    return 0


def _pack(store: Store, options: argparse.Namespace) -> int:
    with Watch(options.output.name, as_json=options.json) as watch:
        return bundles.pack_models(store, options, watch)


def _import(store: Store, options: argparse.Namespace) -> int:
    if is_bundle(options.file):
        with Watch(options.file.name, as_json=options.json) as watch:
            models = bundles.import_models(store, options, watch)
        for model in models:
            _done(options, model, "is imported; every piece of it was checked")
        return 0
    bundles.check_no_bundle_options(options)
    with Watch(options.file.name, as_json=options.json) as watch:
        model = store.import_file(options.file, options.id, watch.progress, watch.note)
    if model.verified:
        how = "is imported: it is the file that the catalogue knows"
    elif model.profile.origin == "imported":
        how = (
            "is imported under an id of its own: no model of the catalogue is this file."
            f" Its prompt format ({model.profile.prompt_format}) is taken from its header"
        )
    else:
        how = "is imported by its name and shape; no published SHA-256 is known to compare it with"
    return _done(options, model, how)


def _gpus() -> tuple[Gpu, ...]:
    """The GPUs that the engine finds; none, with the reason told, where it does not run."""
    from steppe_models.engine.probe import probe_engine

    try:
        return probe_engine().gpus
    except SteppeError as error:
        output.note(f"GPUs are not counted: {error}")
        return ()


def _fit(store: Store, options: argparse.Namespace) -> int:
    from steppe_models.fit import best_fit, fit
    from steppe_models.speed import quickest_kinds

    installed = {model.id: model for model in store.installed()}
    wanted = options.id.lower() or store.catalogue.default.id
    model = installed.get(wanted)
    profile = model.profile if model else store.catalogue.get(wanted, tuple(installed))
    hardware = detect(_gpus())
    speeds = Speeds(hardware)
    speed, kinds = speeds.of(profile, model), quickest_kinds(hardware, speeds.measured)
    result = fit(profile, hardware)
    best = best_fit(store.catalogue, hardware, speeds.measured)
    if options.json:
        numbers = {name: getattr(result, name) for name in type(result).__slots__}
        machine = {name: getattr(hardware, name) for name in type(hardware).__slots__}
        output.emit_json(
            {
                "id": profile.id,
                **numbers,
                "best": best[0].id if best else None,
                "speed": speed_json(speed),
                "quickest_types": kinds.reason if kinds else None,
                "machine": {**machine, "gpus": [dataclasses.asdict(gpu) for gpu in hardware.gpus]},
            }
        )
        return 0 if result.fits else 1
    output.line(f"{profile.name}: {result.reason}")
    parts = (("file", result.file_bytes), ("KV cache", result.kv_bytes), ("buffers", result.buffer_bytes))
    output.line("  " + ", ".join(f"{name} {output.human_size(size)}" for name, size in parts))
    if result.largest_context:
        output.line(f"  largest context that fits: {result.largest_context} tokens")
    output.line(
        f"  this machine: {hardware.cpu}, {hardware.physical_cores} cores,"
        f" {output.human_size(hardware.free_memory_bytes)} of"
        f" {output.human_size(hardware.total_memory_bytes)} memory free"
    )
    for text in hardware.notes:
        output.line(f"  {text}")
    output.line(f"  speed: {speed.reason if speed else 'not measured on this machine yet: `steppe bench engine`'}")
    if kinds:
        output.line(f"  {kinds.reason}")
    if best:
        output.line(f"The most capable model that fits now: {best[0].id}.")
    return 0 if result.fits else 1


def _done(options: argparse.Namespace, model: InstalledModel, sentence: str, **more: Any) -> int:
    if options.json:
        output.emit_json(
            {
                "event": "done",
                "id": model.id,
                "path": str(model.path),
                "size_bytes": model.size_bytes,
                "sha256": model.sha256,
                "source": model.source,
                "verified": model.verified,
                **more,
            }
        )
    else:
        output.line(f"{model.id} {sentence}.\n{model.path}")
    return 0


class Watch:
    """Progress and notes of one action, as a line for people or as JSON events; a context manager."""

    def __init__(self, label: str, *, as_json: bool) -> None:
        self.label = label
        self.as_json = as_json
        self.stage = ""
        self.line: output.ProgressLine | None = None
        self.shown_bytes = 0

    def __enter__(self) -> Watch:
        return self

    def __exit__(self, *_: object) -> None:
        if self.line:
            self.line.close()

    def progress(self, progress: Progress) -> None:
        """One step further."""
        is_new = progress.stage != self.stage
        if self.as_json:
            step = max(progress.total_bytes // 200, 1)
            is_last = progress.done_bytes == progress.total_bytes
            if not (is_new or is_last or progress.done_bytes - self.shown_bytes >= step):
                return
            self.stage, self.shown_bytes = progress.stage, progress.done_bytes
            output.emit_json(
                {
                    "event": "progress",
                    "stage": progress.stage,
                    "done_bytes": progress.done_bytes,
                    "total_bytes": progress.total_bytes,
                }
            )
            return
        if is_new or self.line is None:
            if self.line:
                self.line.close()
            self.stage = progress.stage
            self.line = output.ProgressLine(f"{_STAGES[progress.stage]} {self.label}")
        self.line.update(progress.done_bytes, progress.total_bytes)

    def note(self, text: str) -> None:
        """A sentence in between."""
        if self.as_json:
            output.emit_json({"event": "note", "text": text})
            return
        if self.line:
            self.line.close()
            self.line = None
        output.note(text)
