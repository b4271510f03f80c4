"""The way a checkpoint is converted without Steppe: llama.cpp's convert_hf_to_gguf.py, then llama_model_quantize.

The script needs torch and transformers, which live in an environment of their own (packaging/reference).
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

from steppe.bench.process_cost import Cost, run_measured
from steppe_convert.gguf_file import GgufTensor, read_gguf
from steppe_models.errors import MissingError
from steppe_models.places import cache_dir

# llama_ftype of llama.h
FILE_TYPES = {
    "F32": 0, "F16": 1, "Q4_0": 2, "Q8_0": 7, "Q2_K": 10, "Q3_K_S": 11, "Q3_K_M": 12, "Q3_K_L": 13, "Q4_K_S": 14,
    "Q4_K_M": 15, "Q5_K_S": 16, "Q5_K_M": 17, "Q6_K": 18, "IQ4_NL": 25, "IQ4_XS": 30, "BF16": 32,
}  # fmt: skip
UNQUANTIZED = ("F32", "F16", "BF16")

_QUANTIZE = """
import ctypes, sys
from steppe_models.engine.bindings import load_bindings
native = load_bindings()
quiet = native.llama_log_callback(lambda level, text, data: None)
native.llama_log_set(quiet, ctypes.c_void_p(0))
native.llama_backend_init()
parameters = native.llama_model_quantize_default_params()
parameters.ftype, parameters.nthread = int(sys.argv[3]), int(sys.argv[4])
sys.exit(native.llama_model_quantize(sys.argv[1].encode(), sys.argv[2].encode(), ctypes.byref(parameters)))
"""


@dataclass(frozen=True, slots=True)
class ReferenceConverter:
    """Where the reference is: a Python that has torch, and the script."""

    python: Path
    script: Path
    version: str

    def convert(self, checkpoint: Path, output: Path, type_name: str) -> Cost:
        """First step: the whole checkpoint as a GGUF file in F32, F16 or BF16."""
        options = [str(checkpoint), "--outfile", str(output), "--outtype", type_name.lower()]
        return run_measured([str(self.python), str(self.script), *options])

    def quantize(self, source: Path, output: Path, type_name: str, threads: int) -> Cost:
        """Second step, with the llama.cpp that Steppe itself uses."""
        arguments = [str(source), str(output), str(FILE_TYPES[type_name]), str(threads)]
        return run_measured([sys.executable, "-c", _QUANTIZE, *arguments])


def find_reference() -> ReferenceConverter:
    """The reference environment as `make reference-environment` made it.

    Raises:
        MissingError: it has not been made.
    """
    record = cache_dir() / "reference" / "reference.json"
    try:
        values = json.loads(record.read_text(encoding="utf-8"))
        reference = ReferenceConverter(Path(values["python"]), Path(values["script"]), str(values["version"]))
        is_there = reference.python.exists() and reference.script.exists()
    except (OSError, ValueError, KeyError):
        is_there = False
    if not is_there:
        raise MissingError(
            "The converter to compare with is not installed: it needs torch, in an environment of its own.",
            "Run `make reference-environment` in Steppe's source folder (1.2 GB, some minutes).",
        )
    return reference


def different_tensors(one: Path, other: Path) -> list[str]:
    """The names of the tensors that are not the same in both GGUF files: missing, or another type, shape or bytes."""
    first, second = read_gguf(one), read_gguf(other)
    different = sorted(set(first.tensors) ^ set(second.tensors))
    with one.open("rb") as data, other.open("rb") as peer_data:
        for name in first.tensors.keys() & second.tensors.keys():
            tensor, peer = first.tensors[name], second.tensors[name]
            if _what(tensor) != _what(peer):
                different.append(name)
                continue
            data.seek(tensor.offset)
            peer_data.seek(peer.offset)
            left = tensor.size_bytes
            while left:
                count = min(left, 1 << 22)
                if data.read(count) != peer_data.read(count):
                    different.append(name)
                    break
                left -= count
    return sorted(different)


def _what(tensor: GgufTensor) -> tuple[str, tuple[int, ...]]:
    return tensor.type_name, tensor.shape
