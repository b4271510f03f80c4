"""The few functions of ggml's base library that a conversion needs, by ctypes; llama.cpp itself is not loaded."""

from __future__ import annotations

import ctypes
import functools
import importlib.util
import os
from pathlib import Path

from steppe_models.errors import MissingError

# ggml's numbers for tensor types (enum ggml_type in ggml.h).
TYPE_NUMBERS = {
    "F32": 0,
    "F16": 1,
    "Q4_0": 2,
    "Q4_1": 3,
    "Q5_0": 6,
    "Q5_1": 7,
    "Q8_0": 8,
    "Q2_K": 10,
    "Q3_K": 11,
    "Q4_K": 12,
    "Q5_K": 13,
    "Q6_K": 14,
    "IQ4_NL": 20,
    "IQ4_XS": 23,
    "BF16": 30,
}
_NAMES = ("libggml-base.so", "libggml-base.dylib", "ggml-base.dll")
_WIDENERS = {"F16": "ggml_fp16_to_fp32_row", "BF16": "ggml_bf16_to_fp32_row"}
_DEQUANTIZERS = {
    name: f"dequantize_row_{name if '_K' in name else name.lower()}".replace("_Q", "_q")
    for name in TYPE_NUMBERS
    if name not in ("F32", "F16", "BF16")
}


@functools.cache
def library() -> ctypes.CDLL:
    """ggml's base library as it was built with llama-cpp-python.

    Raises:
        MissingError: it is not there or does not load.
    """
    spec = importlib.util.find_spec("llama_cpp")
    if spec is None or not spec.submodule_search_locations:
        raise MissingError("llama-cpp-python is not installed.", "Run `make setup` to build it.")
    override = os.environ.get("LLAMA_CPP_LIB_PATH")
    folder = Path(override) if override else Path(spec.submodule_search_locations[0]) / "lib"
    path = next((folder / name for name in _NAMES if (folder / name).exists()), None)
    if path is None:
        raise MissingError(f"ggml's base library is not in {folder}.", "Run `make setup` to build it.")
    try:
        ggml = ctypes.CDLL(str(path))
        _declare(ggml)
    except (OSError, AttributeError) as error:
        raise MissingError(f"ggml's base library cannot be used: {error}.", "Run `make setup` to build it.") from error
    return ggml


def _declare(ggml: ctypes.CDLL) -> None:
    pointer, number, count = ctypes.c_void_p, ctypes.c_int, ctypes.c_int64
    ggml.ggml_quantize_chunk.argtypes = [number, pointer, pointer, count, count, count, pointer]
    ggml.ggml_quantize_chunk.restype = ctypes.c_size_t
    ggml.ggml_row_size.argtypes, ggml.ggml_row_size.restype = [number, count], ctypes.c_size_t
    ggml.ggml_blck_size.argtypes, ggml.ggml_blck_size.restype = [number], count
    ggml.ggml_quantize_init.argtypes, ggml.ggml_quantize_init.restype = [number], None
    ggml.ggml_validate_row_data.argtypes = [number, pointer, ctypes.c_size_t]
    ggml.ggml_validate_row_data.restype = ctypes.c_bool
    for name in (*_WIDENERS.values(), *_DEQUANTIZERS.values()):
        function = getattr(ggml, name)
        function.argtypes, function.restype = [pointer, pointer, count], None


def block_weights(type_name: str) -> int:
    """How many weights a block of this type holds; rows must be a multiple of it."""
    return int(library().ggml_blck_size(TYPE_NUMBERS[type_name]))


def row_bytes(type_name: str, columns: int) -> int:
    """Bytes of one row of `columns` weights."""
    return int(library().ggml_row_size(TYPE_NUMBERS[type_name], columns))


def prepare(type_name: str) -> None:
    """Build the tables that quantizing to this type needs; once, before threads start."""
    library().ggml_quantize_init(TYPE_NUMBERS[type_name])


def widen(type_name: str, source: int, target: int, count: int) -> None:
    """Convert `count` F16 or BF16 weights at address `source` to float32 at `target`, in ascending order."""
    getattr(library(), _WIDENERS[type_name])(source, target, count)


def quantize(type_name: str, source: int, target: int, rows: int, columns: int, importance: int = 0) -> int:
    """Quantize `rows` rows of float32 at address `source` to `target`; returns the bytes written.

    `importance` is the address of `columns` float32 weights, 0 for none. Releases the interpreter lock; the result
    does not depend on how rows are grouped.
    """
    number = TYPE_NUMBERS[type_name]
    return int(library().ggml_quantize_chunk(number, source, target, 0, rows, columns, importance or None))


def dequantize(type_name: str, source: int, target: int, count: int) -> None:
    """Convert `count` weights of any type but F32 at address `source` back to float32 at `target`."""
    name = _WIDENERS.get(type_name) or _DEQUANTIZERS[type_name]
    getattr(library(), name)(source, target, count)


def is_valid(type_name: str, data: int, size_bytes: int) -> bool:
    """Whether every block's scales are finite and every F16, BF16 or F32 weight is."""
    return bool(library().ggml_validate_row_data(TYPE_NUMBERS[type_name], data, size_bytes))
