"""`steppe models pack`, and `steppe models import` of what it wrote: the options and what is said."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Protocol

from steppe.cli import output
from steppe_models.errors import BadInputError
from steppe_models.records import InstalledModel
from steppe_models.sources.transfer import Progress
from steppe_models.store import Store


class Watcher(Protocol):
    """Whoever shows how far it is."""

    def progress(self, progress: Progress) -> None:
        """One step further."""

    def note(self, text: str) -> None:
        """A sentence in between."""


def add_pack_options(action: argparse.ArgumentParser) -> None:
    """The options of `steppe models pack`."""
    action.add_argument(
        "models", metavar="MODEL", nargs="*", help="models on this machine (default: the default model)"
    )
    action.add_argument("--output", metavar="FILE", type=Path, required=True, help="the file to write, say on a stick")
    action.add_argument("--sign", metavar="KEY", type=Path, help="sign it with this private key of OpenSSH")


def add_import_options(action: argparse.ArgumentParser) -> None:
    """The options of `steppe models import` that are for bundles."""
    action.add_argument("--signers", metavar="FILE", type=Path, help="a bundle must be signed by one of these people")
    action.add_argument("--fingerprint", metavar="HEX", default="", help="a bundle must have this fingerprint")


def check_no_bundle_options(options: argparse.Namespace) -> None:
    """A GGUF file has no signature.

    Raises:
        BadInputError: one was asked for.
    """
    if options.signers is not None or options.fingerprint:
        raise BadInputError(
            f"{options.file} is no bundle, so it has neither signature nor fingerprint.",
            "Leave --signers and --fingerprint out, or import a bundle made by `steppe models pack`.",
        )


def pack_models(store: Store, options: argparse.Namespace, watch: Watcher) -> int:
    """Write the bundle; its fingerprint is told."""
    from steppe_models.bundle_pack import pack

    wanted: list[str] = options.models or [store.catalogue.default.id]
    models = [store.resolve(text) for text in wanted]
    bundle = pack(models, options.output, watch.progress, options.sign)
    names = [model.id for model in models]
    if options.json:
        output.emit_json(
            {
                "event": "done",
                "path": str(options.output),
                "models": names,
                "size_bytes": bundle.size_bytes,
                "fingerprint": bundle.fingerprint,
                "signed": bool(bundle.signature),
            }
        )
        return 0
    watch.note(f"{', '.join(names)} packed: {output.human_size(bundle.size_bytes)}.")
    output.line(f"{options.output}\nfingerprint: {bundle.fingerprint}")
    return 0


def import_models(store: Store, options: argparse.Namespace, watch: Watcher) -> list[InstalledModel]:
    """Take the models of the bundle into the store.

    Raises:
        BadInputError: an id was given; those of a bundle are in its list.
    """
    from steppe_models.bundle_import import import_bundle

    if options.id:
        raise BadInputError("The models of a bundle have their ids already.", "Leave --id out.")
    return import_bundle(
        store,
        options.file,
        watch.progress,
        watch.note,
        signers=options.signers,
        fingerprint=options.fingerprint,
    )
