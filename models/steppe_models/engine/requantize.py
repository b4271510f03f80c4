"""Writes a GGUF file with its weights in another type, by llama.cpp's own quantizer, in a worker process.

From weights that are quantized already: such a file runs as quickly as one that was made from the original, and shows
nothing of its quality.
"""

from __future__ import annotations

import ctypes
import json
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from steppe_models.engine.bindings import NativeLog, load_bindings
from steppe_models.engine.worker_process import worker_command
from steppe_models.errors import EngineError, SteppeError

Told = Callable[[int], None]
_LOOK_S = 0.3


def requantize(source: Path, target: Path, type_number: int, *, threads: int, on_bytes: Told | None = None) -> None:
    """Write `target`; `type_number` is llama.cpp's of the file type. `on_bytes` is told how much is written so far.

    Raises:
        EngineError: llama.cpp could not; what it wrote of the file is removed.
    """
    command = [*worker_command(), "--requantize", str(source), str(target), str(type_number), str(threads)]
    with (
        tempfile.TemporaryFile() as answer,
        subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=answer, stderr=subprocess.DEVNULL, start_new_session=True
        ) as process,
    ):
        try:
            while process.poll() is None:
                if on_bytes is not None:
                    on_bytes(target.stat().st_size if target.exists() else 0)
                time.sleep(_LOOK_S)
            answer.seek(0)
            problem = _problem(process.returncode, answer.read())
        except BaseException:
            process.kill()
            process.wait()
            target.unlink(missing_ok=True)
            raise
    if problem:
        target.unlink(missing_ok=True)
        raise EngineError(
            f"llama.cpp could not write {target.name}: {problem}.", "Name other types, or make room on the disk."
        )


def _problem(code: int, answer: bytes) -> str:
    """What went wrong, in a few words; empty if nothing did."""
    try:
        told = json.loads(answer.splitlines()[-1])
    except (IndexError, ValueError):
        return f"it crashed (exit code {code})"
    return str(told.get("problem", "")) if code == 0 else f"it crashed (exit code {code})"


def requantize_here(source: str, target: str, type_number: str, threads: str) -> dict[str, Any]:
    """The worker's part: quantize, and say what was wrong."""
    try:
        native = load_bindings()
    except SteppeError as error:
        return {"problem": error.message}
    log = NativeLog(native, None)
    native.llama_backend_init()
    parameters = native.llama_model_quantize_default_params()
    parameters.ftype, parameters.nthread = int(type_number), int(threads)
    parameters.allow_requantize = True
    code = native.llama_model_quantize(source.encode(), target.encode(), ctypes.byref(parameters))
    words = [line.strip() for line in log.text().splitlines() if line.strip()]
    log.close()
    return {"problem": (words[-1][:200] if words else f"code {code}") if code else ""}
