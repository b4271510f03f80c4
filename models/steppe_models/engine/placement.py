"""Where a model runs and how: layers on the GPU, the KV cache's size and type, threads, and the reasons in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from steppe_models.engine.bindings import Device
from steppe_models.engine.protocol import USUAL_SEQUENCES, EngineSettings, KvType

MARGIN_BYTES = 400 * 1024 * 1024  # compute buffers and what the driver takes for itself
CPU_CHUNK, GPU_CHUNK = 128, 512
ANSWER_TOKENS = 384  # what one more sequence at once is given room for
MOST_SHARE = 0.1  # of the free memory, for cells beyond one whole context
_CELL_STEP = 256
_Q8_SHARE = 34 / 64  # q8_0 keeps 32 values in 34 bytes, f16 in 64


@dataclass(frozen=True, slots=True)
class Placement:
    """The choice and why: layers on the GPU (0: none), CPU threads, KV cells and their type.

    `flash_attention` None leaves it to llama.cpp. `chunk_tokens` of a prompt at most go into one step.
    """

    gpu_layers: int
    threads: int
    reason: str
    cells: int = 4096
    kv_type: KvType = "f16"
    flash_attention: bool | None = None
    chunk_tokens: int = CPU_CHUNK


@dataclass(frozen=True, slots=True)
class Cache:
    """The KV cache: how many tokens it holds, of which type, and why if that is not the ordinary one."""

    cells: int
    kv_type: KvType
    reason: str = ""

    def size_bytes(self, cell_bytes: int) -> int:
        """Its size, for a cell of so many bytes in f16."""
        return int(self.cells * cell_bytes * (_Q8_SHARE if self.kv_type == "q8_0" else 1.0))


def choose_cache(settings: EngineSettings, *, cell_bytes: int, free_bytes: int, other_bytes: int) -> Cache:
    """The cache's size and type for the memory that is free beside `other_bytes` of weights and buffers.

    f16 as a rule; q8_0, which needs flash attention, only where f16 would not fit for one whole context. Beyond one
    context there is room for the answers of further sequences, up to a tenth of the free memory, and up to another
    context unless more sequences than usual were asked for.
    """
    context = settings.context
    left = free_bytes - other_bytes
    kv_type: KvType = settings.kv_type or "f16"
    reason = "KV cache in q8_0, as asked for" if settings.kv_type == "q8_0" else ""
    can_shrink = settings.kv_type is None and settings.flash_attention is not False and free_bytes > 0
    if can_shrink and left < context * cell_bytes and left >= Cache(context, "q8_0").size_bytes(cell_bytes):
        kv_type = "q8_0"
        reason = f"KV cache in q8_0: in f16, {context} tokens would need {context * cell_bytes / 1e9:.2f} GB"
    if settings.cells is not None:
        return Cache(max(context, settings.cells), kv_type, reason)
    wanted = context + (settings.sequences - 1) * ANSWER_TOKENS
    if settings.sequences <= USUAL_SEQUENCES:
        wanted = min(2 * context, wanted)
    spare_bytes = min(free_bytes * MOST_SHARE, left - Cache(context, kv_type).size_bytes(cell_bytes))
    spare = int(max(0.0, spare_bytes) / max(1.0, Cache(1, kv_type).size_bytes(cell_bytes)))
    cells = context + min(wanted - context, spare) // _CELL_STEP * _CELL_STEP
    return Cache(cells, kv_type, reason)


def place(
    *,
    file_bytes: int,
    layers: int,
    kv_bytes: int,
    devices: Sequence[Device],
    threads: int,
    wanted_gpu_layers: int | None = None,
    system_free_bytes: int = 0,
) -> Placement:
    """Choose the number of GPU layers from the memory that is free now.

    A model of `layers` blocks is taken as `layers` + 1 equal parts (the last is the output matrix), and the KV cache
    as lying with its layers. A GPU whose memory is the system's has what is free of that, `system_free_bytes`.
    """
    if not devices:
        return Placement(0, threads, f"runs on the CPU with {threads} threads: this build of llama.cpp finds no GPU")
    if wanted_gpu_layers is not None:
        return _with_chunks(
            Placement(wanted_gpu_layers, threads, f"{wanted_gpu_layers} layers on the GPU, as asked for")
        )
    seen = [unified_free(each, system_free_bytes) for each in devices]
    device = max(seen, key=lambda candidate: candidate.free_bytes)
    part_bytes = (file_bytes + kv_bytes) // (layers + 1)
    room = sum(max(0, each.free_bytes - MARGIN_BYTES) for each in seen)
    fitting = min(layers + 1, room // max(part_bytes, 1))
    shared = " of the memory that it shares with the system" if device.is_unified else ""
    free = f"{device.free_bytes / 1e9:.1f} GB{shared} free on {device.description}"
    if fitting == 0:
        return Placement(0, threads, f"runs on the CPU: a layer needs {part_bytes / 1e9:.1f} GB, {free}")
    whole = "all layers" if fitting > layers else f"{fitting} of {layers} layers"
    return _with_chunks(Placement(int(fitting), threads, f"{whole} on the GPU: {free}"))


def with_cache(placement: Placement, cache: Cache, settings: EngineSettings) -> Placement:
    """The placement with its KV cache; a q8_0 cache has flash attention switched on."""
    flash_attention = settings.flash_attention
    if flash_attention is None and cache.kv_type == "q8_0":
        flash_attention = True
    reason = f"{placement.reason}; {cache.reason}" if cache.reason else placement.reason
    return replace(placement, cells=cache.cells, kv_type=cache.kv_type, flash_attention=flash_attention, reason=reason)


def host_bytes(total_bytes: int, placement: Placement, layers: int, devices: Sequence[Device]) -> int:
    """What of weights and cache must lie in the system's memory: all of it where a GPU has none of its own."""
    if any(each.is_unified for each in devices) or not devices:
        return total_bytes
    on_gpu = min(placement.gpu_layers, layers + 1)
    return total_bytes * (layers + 1 - on_gpu) // (layers + 1)


def unified_free(device: Device, system_free_bytes: int) -> Device:
    """The device with the free memory that it really has: drivers do not count what the system could give back."""
    if not device.is_unified or not system_free_bytes:
        return device
    return replace(device, free_bytes=min(system_free_bytes, device.total_bytes or system_free_bytes))


def _with_chunks(placement: Placement) -> Placement:
    return replace(placement, chunk_tokens=GPU_CHUNK if placement.gpu_layers else CPU_CHUNK)
