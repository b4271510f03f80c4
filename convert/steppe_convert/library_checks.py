"""What the converter's child process asks llama.cpp about a file: the types it would choose, texts, one decode."""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from steppe_models.engine.bindings import listen
from steppe_models.errors import EngineError
from steppe_models.sources.transfer import disk_errors_told

_LINE = re.compile(r"\[ *\d+/ *\d+\] +(\S+) +- \[.*?\], type = +(\w+), +size = +[^(]*(?:\((\w+)\))?")


def dry_runs(native: Any, path: Path, request: dict[str, Any]) -> list[dict[str, str]]:
    """For each of the request's file types: the type that llama.cpp's quantizer would give each tensor, by name.

    The file at `path` holds a head only; it is made as long as its tensors would need, without taking room.

    Raises:
        EngineError: the quantizer refuses the file.
        DiskFullError: files of this length are not allowed here, even without content.
    """
    with disk_errors_told(path), path.open("r+b") as file:
        file.truncate(request["size_bytes"])
    return [dry_run(native, path, number, has_importance=request["has_importance"]) for number in request["file_types"]]


def dry_run(native: Any, path: Path, file_type: int, *, has_importance: bool) -> dict[str, str]:
    """The type that llama.cpp's quantizer would give each tensor of the file at `path`, by name.

    Raises:
        EngineError: the quantizer refuses the file.
    """
    parameters = native.llama_model_quantize_default_params()
    parameters.ftype, parameters.dry_run = file_type, True
    entries = (native.llama_model_imatrix_data * 2)()
    numbers = (ctypes.c_float * 1)(1.0)
    if has_importance:
        entries[0].name, entries[0].size = b"none", 1
        entries[0].data = ctypes.cast(numbers, ctypes.POINTER(ctypes.c_float))
        parameters.imatrix = ctypes.cast(entries, type(parameters.imatrix))
    pieces: list[bytes] = []
    before = listen(native, lambda _level, text, _data: pieces.append(text))
    try:
        code = native.llama_model_quantize(str(path).encode(), b"", ctypes.byref(parameters))
    finally:
        listen(native, before)
    lines = b"".join(pieces).decode("utf-8", "replace").splitlines()
    if code != 0:
        last = [line.strip() for line in lines if line.strip()][-1:]
        raise EngineError(
            f"llama.cpp does not accept the planned file: {last[0] if last else 'no reason given'}.",
            "The checkpoint may be of a kind that llama.cpp does not know; run `steppe doctor`.",
        )
    matches = [match for match in map(_LINE.search, lines) if match]
    return {match[1]: (match[3] or match[2]).upper() for match in matches}


def round_trip(native: Any, model: Any, texts: Sequence[str]) -> list[str]:
    """Each text split into tokens and put together again by llama.cpp, special tokens spelled out."""
    vocabulary = native.llama_model_get_vocab(model)
    results = []
    for text in texts:
        data = text.encode()
        room = len(data) + 16
        tokens = (native.llama_token * room)()
        count = native.llama_tokenize(vocabulary, data, len(data), tokens, room, False, False)
        if count < 0:
            raise EngineError("llama.cpp could not split a text into tokens.", "The tokenizer may be damaged.")
        pieces = b"".join(_piece(native, vocabulary, token) for token in tokens[:count])
        results.append(pieces.decode("utf-8", "replace"))
    return results


def _piece(native: Any, vocabulary: Any, token: int) -> bytes:
    output = ctypes.create_string_buffer(512)
    length = native.llama_token_to_piece(vocabulary, token, output, len(output), 0, True)
    if length < 0:
        raise EngineError("llama.cpp could not put a text together again.", "The tokenizer may be damaged.")
    return output.raw[:length]


def check_logits(native: Any, model: Any, context: Any, position: int) -> None:
    """Refuse logits of a decode that are no numbers.

    Raises:
        EngineError: they are not.
    """
    width = native.llama_vocab_n_tokens(native.llama_model_get_vocab(model))
    logits = native.llama_get_logits_ith(context, position)
    if not all(math.isfinite(logits[number]) for number in range(width)):
        raise EngineError("The converted model computes no numbers.", "The checkpoint may be damaged.")
