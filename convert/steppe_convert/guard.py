"""Compares the planned types with what the installed llama.cpp would choose, before a byte is written.

The rules in types.toml are llama.cpp's of one version. A head with the plan's tensors, in a file without data, is given
to its quantizer as a dry run; it takes a fraction of a second and no room.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Sequence
from pathlib import Path

from steppe_convert import native
from steppe_convert.gguf_keys import head, padded, text, whole
from steppe_convert.llama import ask
from steppe_convert.metadata import architecture_keys
from steppe_convert.planning import Prepared
from steppe_convert.source import Checkpoint
from steppe_convert.types import file_type_number
from steppe_models.errors import SteppeError
from steppe_models.sources.transfer import disk_errors_told


def library_types(
    prepared: Prepared, checkpoint: Checkpoint, file_types: Sequence[str], *, has_importance: bool
) -> list[dict[str, str]]:
    """For each of the file types: the type that llama.cpp would give each tensor of the plan.

    Raises:
        EngineError: llama.cpp does not accept the file, or crashed.
        DiskFullError: not even the head can be written.
    """
    table, offset = [], 0
    for tensor in prepared.plan.tensors:
        kind = "F32" if _is_kept(tensor.name, tensor.shape) else "F16"
        table.append((tensor.name, tensor.shape, native.TYPE_NUMBERS[kind], offset))
        offset += padded(math.prod(tensor.shape[:-1]) * native.row_bytes(kind, tensor.shape[-1]))
    keys = [
        text("general.architecture", prepared.family.gguf),
        *architecture_keys(prepared.family, checkpoint, prepared.shape, prepared.identity),
        whole("general.file_type", 1),
    ]
    data = head(keys, table)
    with tempfile.TemporaryDirectory(prefix="steppe-plan-") as folder:
        path = Path(folder) / "plan.gguf"
        with disk_errors_told(path):
            path.write_bytes(data)
        answer = ask(
            {
                "op": "dry_run",
                "path": str(path),
                "size_bytes": len(data) + offset,
                "file_types": [file_type_number(name) for name in file_types],
                "has_importance": has_importance,
            }
        )
    types: list[dict[str, str]] = answer["types"]
    return types


def check_types(prepared: Prepared, checkpoint: Checkpoint, *, has_importance: bool) -> None:
    """Refuse a plan that differs from what the installed llama.cpp would do.

    Raises:
        SteppeError: it differs; the first tensor is named.
        EngineError: see `library_types`.
    """
    (found,) = library_types(prepared, checkpoint, [prepared.plan.file_type], has_importance=has_importance)
    for tensor in prepared.plan.tensors:
        theirs = found.get(tensor.name, "nothing")
        if theirs != tensor.type_name:
            raise SteppeError(
                f"The installed llama.cpp would write {tensor.name} as {theirs}, and the plan says {tensor.type_name}:"
                " its mix of types has changed.",
                "Install the version of llama-cpp-python that Steppe names.",
            )


def _is_kept(name: str, shape: tuple[int, ...]) -> bool:
    """Whether the reference's own converter writes this tensor as F32 into its first, unquantized file."""
    is_vector = not any(size > 1 for size in shape[:-1])
    return is_vector or not name.endswith(".weight") or "_norm.weight" in name or "ffn_gate_inp.weight" in name
