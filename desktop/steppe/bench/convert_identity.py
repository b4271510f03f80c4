"""Compares every tensor's bytes, ours against llama.cpp's two steps: every type, every form of weight files."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from steppe.bench.checkpoint import write_checkpoint
from steppe.bench.process_cost import Cost, run_measured
from steppe.bench.two_steps import FILE_TYPES, UNQUANTIZED, ReferenceConverter, different_tensors, find_reference
from steppe.bench.weight_files import Form
from steppe_convert.gguf_file import read_gguf
from steppe_models.errors import BadInputError
from steppe_models.hardware import detect

FORMS: Mapping[str, Form] = {"safetensors": "safetensors", "bin": "pytorch"}
_SHARDS = 3
_STEPPE = (sys.executable, "-P", "-m", "steppe.cli.main")
Progress = Callable[[str], None]


def measure_identity(source: Path, on_progress: Progress, types: Sequence[str] = tuple(FILE_TYPES)) -> dict[str, Any]:
    """The figures of `steppe bench convert --identity`; nothing is timed.

    `source` is a GGUF file, whose weights are written back as a checkpoint in each of `FORMS` (BF16, the .bin files
    sharded), or a checkpoint's folder, which is taken as it is.

    Raises:
        MissingError: the reference is not installed.
        BadInputError: `source` is neither.
        SteppeError: a conversion failed.
    """
    reference = find_reference()
    with tempfile.TemporaryDirectory(prefix="steppe-bench-") as name:
        work = Path(name)
        checkpoints, dtype = checkpoints_of(source, work, FORMS, on_progress)
        different = compare_types(reference, checkpoints, dtype, types, work, on_progress)
    return {
        "identical": not any(names for forms in different.values() for names in forms.values()),
        "types": {kind: {form: not names for form, names in forms.items()} for kind, forms in different.items()},
        "different": {
            f"{kind} from {form}": names[:8]
            for kind, forms in different.items()
            for form, names in forms.items()
            if names
        },
        "reference": reference.version,
        "source": source.name,
    }


def checkpoints_of(
    source: Path, work: Path, forms: Mapping[str, Form], on_progress: Progress
) -> tuple[dict[str, Path], str]:
    """The checkpoint at `source`, or one for each of `forms` made from the GGUF file at `source`; and their dtype.

    Raises:
        BadInputError: `source` is neither.
    """
    if (source / "config.json").is_file():
        text = (source / "config.json").read_text(encoding="utf-8")
        dtype = "F16" if "float16" in text and "bfloat16" not in text else "F32" if "float32" in text else "BF16"
        return {"as it is": source}, dtype
    if not source.is_file():
        raise BadInputError(f"{source} is neither a checkpoint nor a GGUF file.", "Give one of them with --model.")
    found = {}
    for name, form in forms.items():
        on_progress(f"writing the checkpoint as {name}")
        found[name] = work / f"checkpoint-{name}"
        weights = sum(tensor.rows * tensor.columns for tensor in read_gguf(source).tensors.values())
        write_checkpoint(
            source, found[name], form=form, shard_bytes=2 * weights // _SHARDS if form == "pytorch" else None
        )
    return found, "BF16"


def compare_types(
    reference: ReferenceConverter,
    checkpoints: Mapping[str, Path],
    dtype: str,
    types: Sequence[str],
    work: Path,
    on_progress: Progress,
) -> dict[str, dict[str, list[str]]]:
    """By type and form, the tensors that differ.

    The reference's first step is run for every form; forms of which it makes the same tensors share its second step.
    """
    wholes = _wholes(reference, checkpoints, dtype, work)
    different: dict[str, dict[str, list[str]]] = {}
    ours, peer = work / "ours.gguf", work / "peer.gguf"
    for kind in types:
        different[kind] = {}
        for whole in dict.fromkeys(wholes.values()):
            forms = [form for form in checkpoints if wholes[form] == whole]
            if kind in UNQUANTIZED:
                reference.convert(checkpoints[forms[0]], peer, kind)
            else:
                reference.quantize(whole, peer, kind, threads())
            for form in forms:
                convert(checkpoints[form], kind, ours)
                names = different[kind][form] = different_tensors(ours, peer)
                on_progress(f"{kind} from {form}: {f'{len(names)} tensors differ' if names else 'identical'}")
                for path in work.glob("ours.gguf*"):
                    path.unlink()
            peer.unlink()
    for path in set(wholes.values()):
        path.unlink()
    return different


def _wholes(reference: ReferenceConverter, checkpoints: Mapping[str, Path], dtype: str, work: Path) -> dict[str, Path]:
    """What the reference's first step makes of each form; the same file where the tensors are the same."""
    found: dict[str, Path] = {}
    for number, (form, checkpoint) in enumerate(checkpoints.items()):
        whole = work / f"whole-{number}.gguf"
        reference.convert(checkpoint, whole, dtype)
        same = next((path for path in dict.fromkeys(found.values()) if not different_tensors(path, whole)), None)
        if same is not None:
            whole.unlink()
        found[form] = same or whole
    return found


def convert(checkpoint: Path, type_name: str, output: Path) -> Cost:
    """Run `steppe convert` as a command of its own."""
    arguments = ["convert", str(checkpoint), "--type", type_name, "--output", str(output), "--json"]
    return run_measured([*_STEPPE, *arguments])


def threads() -> int:
    """As many as `steppe convert` takes."""
    return detect().physical_cores


def identity_lines(figures: Mapping[str, Any]) -> list[str]:
    """The figures in sentences for a terminal."""
    pairs = [is_same for forms in figures["types"].values() for is_same in forms.values()]
    lines = [
        f"{figures['source']}: the same bytes in every tensor in {sum(pairs)} of {len(pairs)} conversions "
        f"({len(figures['types'])} types)"
    ]
    return lines + [f"  {what} differs in {', '.join(names)}" for what, names in figures["different"].items()]
