"""Whether a model fits this machine: file, KV cache and buffers against the memory that is free now."""

from __future__ import annotations

from dataclasses import dataclass

from steppe_models.catalogue import Catalogue, ModelProfile, Shape
from steppe_models.gguf_header import GgufHeader
from steppe_models.guess import shape_of
from steppe_models.hardware import Hardware

BATCH_TOKENS = 512
SMALLEST_CONTEXT = 512
_CONTEXT_STEP = 256
_KV_BYTES_PER_VALUE = 2  # f16
_FLOAT_BYTES = 4
_PROCESS_BYTES = 120 * 1024 * 1024  # the worker itself: interpreter and libraries


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


def fit(model: ModelProfile | GgufHeader, hardware: Hardware, context: int = 0) -> Fit:
    """Compare what `model` needs for `context` tokens (0: the profile's) with the machine's free memory.

    KV cache: two (key and value) f16 numbers for each layer, KV head and head dimension per token. Compute
    buffer: what llama.cpp reserves for a batch of 512 tokens without flash attention, the larger of logits
    and attention scores, and activations. Weights that llama.cpp repacks for the processor are counted once:
    the pages of the file behind them can be dropped. Graphics memory counts when one device alone has room
    for everything.
    """
    if isinstance(model, GgufHeader):
        shape, file_bytes = shape_of(model), model.file_bytes
        longest = model.number("context_length")
        context = context or min(longest or 4096, 4096)
    else:
        shape, file_bytes = model.shape, model.expected_bytes
        longest = model.file_context or model.context
        context = context or model.context
    kv_bytes = kv_bytes_per_token(shape) * context
    buffer_bytes = buffer_bytes_of(shape, context)
    needed = file_bytes + kv_bytes + buffer_bytes + _PROCESS_BYTES
    free = max([hardware.free_memory_bytes, *(gpu.free_bytes for gpu in hardware.gpus)])
    largest = _largest_context(shape, free - file_bytes - _PROCESS_BYTES, longest or context)
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


def best_fit(catalogue: Catalogue, hardware: Hardware) -> tuple[ModelProfile, Fit] | None:
    """The most capable model of the catalogue, by its rank, that can be pulled and fits now."""
    candidates = sorted(catalogue.profiles, key=lambda profile: profile.rank, reverse=True)
    for profile in candidates:
        if profile.has_source and (result := fit(profile, hardware)).fits:
            return profile, result
    return None


def kv_bytes_per_token(shape: Shape | None) -> int:
    """Bytes of KV cache for one token; 0 when the shape is unknown."""
    if shape is None:
        return 0
    return 2 * shape.n_layer * shape.n_head_kv * shape.head_dim * _KV_BYTES_PER_VALUE


def buffer_bytes_of(shape: Shape | None, context: int) -> int:
    """Bytes of llama.cpp's compute buffer for a context of so many tokens; 0 when the shape is unknown."""
    if shape is None:
        return 0
    per_batch_token = max(shape.n_vocab, shape.n_head * context) + 4 * shape.n_embd
    return per_batch_token * _FLOAT_BYTES * BATCH_TOKENS


def _largest_context(shape: Shape | None, left_bytes: int, longest: int) -> int:
    """The most tokens whose cache and buffers `left_bytes` have room for; 0 when too few to be of use."""

    def has_room(tokens: int) -> bool:
        return kv_bytes_per_token(shape) * tokens + buffer_bytes_of(shape, tokens) <= left_bytes

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
