"""`steppe convert`: a fine-tuned checkpoint to a quantized GGUF file in one pass, resumable and verified."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from steppe.cli import output

if TYPE_CHECKING:
    from steppe_convert.convert import Conversion
    from steppe_convert.progress import Progress
    from steppe_convert.report import Report

_STAGES = {
    "reading": "reading the checkpoint",
    "calibrating": "calibrating",
    "writing": "converting",
    "checking": "checking",
    "comparing": "comparing with the original weights",
}
_REPEAT_S = 0.2
_REPEAT_PIPED_S = 10.0
_REPEAT_JSON_S = 0.3


def configure(parser: argparse.ArgumentParser) -> None:
    """The arguments."""
    parser.add_argument("source", metavar="SOURCE", help="a folder, a weight file, or a hub repository (hf:OWNER/NAME)")
    parser.add_argument("--type", metavar="TYPE", default="Q4_K_M", help="Q4_K_M (default), Q8_0, Q5_K_M, F16, ...")
    parser.add_argument(
        "--output", metavar="FILE", type=Path, help="the file to write (default: named after the model)"
    )
    parser.add_argument(
        "--adapter", metavar="DIR", type=Path, action="append", default=[], help="merge a LoRA adapter; may be repeated"
    )
    importance = parser.add_mutually_exclusive_group()
    importance.add_argument("--imatrix", metavar="FILE", type=Path, help="use an importance matrix of llama.cpp's")
    importance.add_argument(
        "--calibrate", metavar="FILE", type=Path, help="compute an importance matrix from this text or these problems"
    )
    parser.add_argument("--profile", metavar="ID", default="", help="the catalogue's model that it is")
    parser.add_argument("--rope-base", metavar="NUMBER", type=float, default=0.0, help="the rope base to write")
    parser.add_argument("--threads", metavar="N", type=int, default=0, help="threads (default: one for each core)")
    parser.add_argument("--verify", action="store_true", help="compare the logits with those of the original weights")
    parser.add_argument("--import", dest="is_imported", action="store_true", help="put the file into the store as well")
    parser.add_argument("--json", action="store_true", help="JSON, one object a line")


def run(options: argparse.Namespace) -> int:
    """Convert; returns the exit code."""
    from steppe_convert.convert import Conversion, Request

    conversion = Conversion(
        Request(
            source=options.source,
            file_type=options.type,
            output=options.output,
            adapters=tuple(options.adapter),
            profile_id=options.profile,
            rope_base=options.rope_base,
            imatrix=options.imatrix,
            calibrate=options.calibrate,
            threads=options.threads,
            is_compared=options.verify,
        )
    )
    report = _follow(conversion, as_json=options.json)
    imported = _import(report, as_json=options.json) if options.is_imported else {}
    if options.json:
        output.emit_json({"event": "done", **report.to_dict(), **imported})
        return 0
    _show(report)
    if imported:
        output.line(f"It is in the store as {imported['id']}: `steppe solve --model {imported['id']}`.")
    return 0


def _follow(conversion: Conversion, *, as_json: bool) -> Report:
    from steppe_convert.progress import Note

    line = _Line()
    try:
        for step in conversion:
            if isinstance(step, Note):
                if as_json:
                    output.emit_json({"event": "note", "text": step.text})
                else:
                    line.end()
                    output.note(step.text)
            elif as_json:
                line.emit(step)
            else:
                line.show(step)
    finally:
        line.end()
    assert conversion.report is not None
    return conversion.report


def _import(report: Report, *, as_json: bool) -> dict[str, Any]:
    """Copy the file into the store: as the catalogue's model if it is of the same type, else under an id of its own."""
    from steppe_models.catalogue import load_catalogue
    from steppe_models.places import models_dir
    from steppe_models.store import Store

    if not as_json:
        output.note("Copying it into the store.")
    catalogue = load_catalogue()
    profile = catalogue.find(report.profile_id) if report.profile_id else None
    model_id = ""
    if profile is not None:
        is_the_one = profile.quantization == report.file_type and not profile.sha256
        model_id = profile.id if is_the_one else f"{profile.id}-{report.file_type.lower()}"
    model = Store(models_dir(), catalogue).import_file(report.path, model_id)
    return {"id": model.id, "store_path": str(model.path)}


def _show(report: Report) -> None:
    counts = ", ".join(f"{count} {name}" for name, count in report.type_counts.items())
    name, error = report.worst
    smaller = f", {report.size_bytes / report.source_bytes:.0%} of the checkpoint" if report.source_bytes else ""
    output.line(f"{report.path}: {report.name} as {report.file_type}, {output.human_size(report.size_bytes)}{smaller}.")
    output.line(f"  tensors: {counts}")
    if error:
        output.line(f"  largest relative error: {error:.3f} in {name}")
    for text in report.checks:
        output.line(f"  {text}")
    if report.agreement is not None:
        original = report.agreement.original
        output.line(
            f"  against the original weights: divergence {original.mean:.4f} nats,"
            f" the same likeliest token at {original.same_top:.1%} of {original.positions} places"
        )
    output.line(f"  SHA-256 {report.sha256}; what was done is in {report.manifest.name}")
    output.line(f"  {output.human_time(report.seconds)}")


class _Line:
    """Progress as one self-overwriting line, as lines now and then when piped, or as JSON events."""

    def __init__(self) -> None:
        self._is_terminal = sys.stderr.isatty()
        self._shown_at = 0.0
        self._stage = ""
        self._is_open = False

    def show(self, progress: Progress) -> None:
        """One step further, for people."""
        if not self._is_due(progress, _REPEAT_S if self._is_terminal else _REPEAT_PIPED_S):
            return
        left = f", {output.human_time(progress.seconds_left)} left" if progress.seconds_left else ""
        text = f"{_STAGES[progress.stage]}: {progress.done / max(progress.total, 1):.0%}{left}"
        if self._is_terminal:
            sys.stderr.write(f"\r\x1b[2K{text}")
            sys.stderr.flush()
            self._is_open = True
        else:
            output.note(text)

    def emit(self, progress: Progress) -> None:
        """One step further, as JSON: often enough for a window that shows it."""
        if self._is_due(progress, _REPEAT_JSON_S):
            values = {name: getattr(progress, name) for name in type(progress).__slots__}
            output.emit_json({"event": "progress", **values})

    def end(self) -> None:
        """End the line, so that what follows starts on its own."""
        if self._is_open:
            sys.stderr.write("\n")
            sys.stderr.flush()
            self._is_open = False

    def _is_due(self, progress: Progress, pause: float) -> bool:
        now = time.monotonic()
        is_new = progress.stage != self._stage
        if not is_new and now - self._shown_at < pause:
            return False
        self._stage, self._shown_at = progress.stage, now
        return True
