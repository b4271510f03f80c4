"""Whether a model fits this machine: file, KV cache and buffers against the memory that is free now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from steppe_models.catalogue import Catalogue, ModelProfile, Shape
from steppe_models.engine.cost_cache import StoredCosts
from steppe_models.gguf_header import GgufHeader
from steppe_models.guess import shape_of
from steppe_models.hardware import Hardware
from steppe_models.speed import LEAST_TOKENS_PER_SECOND, speed_of

BATCH_TOKENS = 144  # a prompt chunk and one token of every sequence: what the engine decodes in one step on a CPU
GPU_BATCH_TOKENS = 528
SMALLEST_CONTEXT = 512
PROCESS_BYTES = 120 * 1024 * 1024  # the worker itself: interpreter, libraries, vocabulary
_CONTEXT_STEP = 256
_KV_BYTES_PER_VALUE = {"f16": 2.0, "q8_0": 34 / 32}  # q8_0: 32 values and their scale in 34 bytes
_FLOAT_BYTES = 4


@dataclass(frozen=True, slots=True)
class Fit:
    """What a model needs and whether it can be had; `largest_context` is 0 when none fits."""

    file_bytes: int
    kv_bytes: int
    buffer_bytes: int
    needed_bytes: int
    free_bytes: int
    fits: bool
    context: int
    largest_context: int
    reason: str


def fit(model: ModelProfile | GgufHeader, hardware: Hardware, context: int = 0, *, kv_type: str = "f16") -> Fit:
    """Compare what `model` needs for `context` tokens (0: the profile's) with the machine's free memory.

    KV cache: two (key and value) numbers of `kv_type` for each layer, KV head and head dimension per token. Compute
    buffer: what llama.cpp reserves for one step of the engine. Weights that llama.cpp repacks for the processor are
    counted once: the pages of the file behind them can be dropped. Graphics memory counts when one device alone has
    room for everything; that of a device which shares the system's memory is the system's.
    """
    if isinstance(model, GgufHeader):
        shape, file_bytes = shape_of(model), model.file_bytes
        longest = model.number("context_length")
        context = context or min(longest or 4096, 4096)
    else:
        shape, file_bytes = model.shape, model.expected_bytes
        longest = model.file_context or model.context
        context = context or model.context
    kv_bytes = kv_bytes_per_token(shape, kv_type) * context
    buffer_bytes = buffer_bytes_of(shape, context)
    needed = file_bytes + kv_bytes + buffer_bytes + PROCESS_BYTES
    free = max([hardware.free_memory_bytes, *(gpu.free_bytes for gpu in hardware.gpus if not gpu.is_unified)])
    largest = _largest_context(shape, free - file_bytes - PROCESS_BYTES, longest or context, kv_type)
    fits = bool(free) and needed <= free
    return Fit(
        file_bytes=file_bytes,
        kv_bytes=kv_bytes,
        buffer_bytes=buffer_bytes,
        needed_bytes=needed,
        free_bytes=free,
        fits=fits,
        context=context,
        largest_context=largest,
        reason=_reason(fits=fits, needed=needed, free=free, context=context, largest=largest),
    )


def best_fit(
    catalogue: Catalogue, hardware: Hardware, measured: Sequence[StoredCosts] = ()
) -> tuple[ModelProfile, Fit] | None:
    """The most capable model of the catalogue, by its rank, that can be pulled and fits now.

    Where steps were `measured` on this machine, one that would decode too slowly to be of use comes only after those
    that would not, the quickest of these first.
    """
    fitting = [
        (profile, result)
        for profile in catalogue.profiles
        if profile.has_source and (result := fit(profile, hardware)).fits
    ]

    def worth(candidate: tuple[ModelProfile, Fit]) -> tuple[bool, float]:
        profile = candidate[0]
        speed = speed_of(profile.expected_bytes, profile.quantization, hardware, measured)
        if speed is not None and speed.alone < LEAST_TOKENS_PER_SECOND:
            return False, speed.alone
        return True, float(profile.rank)

    return max(fitting, key=worth, default=None)


def kv_bytes_per_token(shape: Shape | None, kv_type: str = "f16") -> int:
    """Bytes of KV cache for one token; 0 when the shape is unknown."""
    if shape is None:
        return 0
    return int(2 * shape.n_layer * shape.n_head_kv * shape.head_dim * _KV_BYTES_PER_VALUE[kv_type])


def buffer_bytes_of(
    shape: Shape | None, context: int, batch_tokens: int | None = None, *, flash_attention: bool | None = None
) -> int:
    """Bytes of llama.cpp's compute buffer for a step of so many tokens; 0 when the shape is unknown.

    The logits of all of them, and activations; without flash attention the scores over the whole context if those are
    more. Checked against what llama.cpp reports (tests/models/test_fit.py).
    """
    if shape is None:
        return 0
    scores = shape.n_head * context if flash_attention is False else 0
    per_token = max(shape.n_vocab, scores) + 4 * shape.n_embd
    return per_token * _FLOAT_BYTES * (batch_tokens or BATCH_TOKENS)


def _largest_context(shape: Shape | None, left_bytes: int, longest: int, kv_type: str) -> int:
    """The most tokens whose cache and buffers `left_bytes` have room for; 0 when too few to be of use."""

    def has_room(tokens: int) -> bool:
        return kv_bytes_per_token(shape, kv_type) * tokens + buffer_bytes_of(shape, tokens) <= left_bytes

    if has_room(longest):
        return longest
    low, high = 0, longest // _CONTEXT_STEP  # room for low steps is known, for high steps plus one it is not
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if has_room(middle * _CONTEXT_STEP) else (low, middle - 1)
    tokens = low * _CONTEXT_STEP
    return tokens if tokens >= SMALLEST_CONTEXT else 0


def _reason(*, fits: bool, needed: int, free: int, context: int, largest: int) -> str:
    numbers = f"it needs {needed / 1e9:.2f} GB for {context} tokens, and {free / 1e9:.2f} GB are free"
    if not free:
        return "How much memory is free could not be read, so nothing can be promised."
    if fits:
        return f"It fits: {numbers}."
    if largest:
        return f"It fits with a smaller context of {largest} tokens only: {numbers}."
    return f"It does not fit: {numbers}."
