"""Where a model runs: how many layers on which GPU, how many threads, and the reason in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from steppe_models.engine.bindings import Device

MARGIN_BYTES = 400 * 1024 * 1024  # compute buffers and what the driver takes for itself


@dataclass(frozen=True, slots=True)
class Placement:
    """The choice: layers on the GPU (0: none), CPU threads, and why."""

    gpu_layers: int
    threads: int
    reason: str


def place(
    *,
    file_bytes: int,
    layers: int,
    kv_bytes: int,
    devices: Sequence[Device],
    threads: int,
    wanted_gpu_layers: int | None = None,
) -> Placement:
    """Choose the number of GPU layers from the memory that is free now.

    A model of `layers` blocks is taken as `layers` + 1 equal parts (the last is the output matrix), and the KV cache
    as lying with its layers.
    """
    if not devices:
        return Placement(0, threads, f"runs on the CPU with {threads} threads: this build of llama.cpp finds no GPU")
    if wanted_gpu_layers is not None:
        return Placement(wanted_gpu_layers, threads, f"{wanted_gpu_layers} layers on the GPU, as asked for")
    device = max(devices, key=lambda candidate: candidate.free_bytes)
    part_bytes = (file_bytes + kv_bytes) // (layers + 1)
    room = sum(max(0, each.free_bytes - MARGIN_BYTES) for each in devices)
    fitting = min(layers + 1, room // max(part_bytes, 1))
    free = f"{device.free_bytes / 1e9:.1f} GB free on {device.description}"
    if fitting == 0:
        return Placement(0, threads, f"runs on the CPU: a layer needs {part_bytes / 1e9:.1f} GB, {free}")
    whole = "all layers" if fitting > layers else f"{fitting} of {layers} layers"
    return Placement(int(fitting), threads, f"{whole} on the GPU: {free}")
