"""Loads a model in the worker: looks at file and machine, decides where and how it runs, refuses what does not fit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

from steppe_models.engine.bindings import Device, NativeLog, gpu_devices, load_bindings
from steppe_models.engine.model import Model
from steppe_models.engine.placement import MARGIN_BYTES, Placement, choose_cache, host_bytes, place, with_cache
from steppe_models.engine.protocol import EngineSettings
from steppe_models.errors import BadInputError, EngineError
from steppe_models.fit import (
    GPU_BATCH_TOKENS,
    PROCESS_BYTES,
    SMALLEST_CONTEXT,
    buffer_bytes_of,
    fit,
    kv_bytes_per_token,
)
from steppe_models.gguf_header import GgufHeader, read_header
from steppe_models.guess import shape_of
from steppe_models.hardware import Hardware, detect


def load_model(settings: EngineSettings) -> Model:
    """The model of `settings`, loaded.

    Raises:
        SteppeError: the file, the libraries or the memory do not allow it.
    """
    header = read_header(settings.path)
    bindings = load_bindings()
    log = NativeLog(bindings, _open_log(settings))
    bindings.llama_backend_init()
    return Model(settings, plan(settings, header, detect(), gpu_devices()), log)


def plan(settings: EngineSettings, header: GgufHeader, hardware: Hardware, devices: Sequence[Device]) -> Placement:
    """Where and how the model runs on this machine.

    Raises:
        EngineError: the system's memory has no room for its part, with the numbers.
    """
    shape = shape_of(header)
    cell_bytes = kv_bytes_per_token(shape)
    layers = header.number("block_count")
    buffer_bytes = buffer_bytes_of(
        shape, settings.context, GPU_BATCH_TOKENS if devices else None, flash_attention=settings.flash_attention
    )
    other_bytes = header.file_bytes + buffer_bytes + PROCESS_BYTES
    own = sum(max(0, each.free_bytes - MARGIN_BYTES) for each in devices if not each.is_unified)
    pool = own if own >= other_bytes + settings.context * cell_bytes else own + hardware.free_memory_bytes
    cache = choose_cache(settings, cell_bytes=cell_bytes, free_bytes=pool, other_bytes=other_bytes)
    kv_bytes = cache.size_bytes(cell_bytes)
    placement = place(
        file_bytes=header.file_bytes,
        layers=layers,
        kv_bytes=kv_bytes,
        devices=devices,
        threads=settings.threads or hardware.physical_cores,
        wanted_gpu_layers=settings.gpu_layers,
        system_free_bytes=hardware.free_memory_bytes,
    )
    here = host_bytes(header.file_bytes + kv_bytes, placement, layers, devices) + buffer_bytes + PROCESS_BYTES
    if hardware.free_memory_bytes and here > hardware.free_memory_bytes:
        parts = f"weights {_gb(header.file_bytes)}, KV cache {_gb(kv_bytes)}, buffers {_gb(buffer_bytes)}"
        raise _refusal(settings, header, hardware, f"{_gb(here)} GB of the system's memory ({parts})")
    return with_cache(placement, cache, settings)


def _refusal(settings: EngineSettings, header: GgufHeader, hardware: Hardware, needed: str) -> EngineError:
    """Memory is refused before it is used: a machine that swaps, or kills at random, helps nobody."""
    largest = fit(header, hardware, settings.context, kv_type=settings.kv_type or "f16").largest_context
    shorter = f", or a context of {largest} tokens (--context)" if largest >= SMALLEST_CONTEXT else ""
    return EngineError(
        f"{settings.path.name} needs {needed} with a context of {settings.context} tokens, "
        f"and {_gb(hardware.free_memory_bytes)} GB are free.",
        f"Close other programs, or choose a smaller model (`steppe models fit`){shorter}.",
    )


def _gb(size_bytes: int) -> str:
    return f"{size_bytes / 1e9:.2f}"


def _open_log(settings: EngineSettings) -> TextIO | None:
    try:
        return settings.log_file.open("a", encoding="utf-8") if settings.log_file else None
    except OSError as error:
        raise BadInputError(
            f"The log file {settings.log_file} cannot be written: {error.strerror}.", "Name another file."
        ) from error
