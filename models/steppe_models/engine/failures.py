"""What llama.cpp's log says when a model does not load, as a sentence that names the cause."""

from __future__ import annotations

import re
from pathlib import Path

from steppe_models.errors import EngineError, IntegrityError, SteppeError

_MEMORY = re.compile(r"failed to allocate|unable to allocate|out of memory|cudaMalloc|bad_alloc", re.IGNORECASE)
_ARCHITECTURE = re.compile(r"unknown model architecture: '([^']*)'")
_DAMAGE = re.compile(
    r"invalid magic|not within (?:the )?file bounds|corrupted or incomplete|failed to read|tensor .* out of bounds|"
    r"invalid gguf|failed to load model.*gguf_init|missing tensor|duplicated? key",
    re.IGNORECASE,
)


def load_failure(path: Path, log: str, *, stage: str = "model") -> SteppeError:
    """The error for a load that llama.cpp gave up; `log` is what it said."""
    unknown = _ARCHITECTURE.search(log)
    if unknown:
        return EngineError(
            f"{path.name} holds a model of the kind '{unknown[1]}', which this build of llama.cpp does not know.",
            "Update Steppe, or choose another model: `steppe models list`.",
        )
    if _MEMORY.search(log) or stage == "context":
        return EngineError(
            f"There is not enough memory to load {path.name}.",
            "Close other programs, choose a smaller model (`steppe models fit`), or a shorter context (--context).",
        )
    if _DAMAGE.search(log):
        return IntegrityError(
            f"{path.name} is damaged: {_last_complaint(log)}.",
            "Check it with `steppe models verify`, or pull it again.",
        )
    return EngineError(
        f"llama.cpp could not load {path.name}: {_last_complaint(log)}.",
        "Run `steppe doctor` to see what works here.",
    )


def _last_complaint(log: str) -> str:
    lines = [line.strip() for line in log.splitlines() if "error" in line.lower() or "fail" in line.lower()]
    return lines[0].removeprefix("llama_model_load: ").rstrip(".") if lines else "no reason was given"
