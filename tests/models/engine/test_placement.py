"""How many layers go where, by the memory that is free."""

from __future__ import annotations

import pytest

from steppe_models.engine.bindings import Device
from steppe_models.engine.placement import MARGIN_BYTES, place

GB = 10**9


def devices(*free: float) -> tuple[Device, ...]:
    return tuple(Device(f"GPU{n}", f"card {n}", int(each * GB), 24 * GB) for n, each in enumerate(free))


@pytest.mark.parametrize(
    ("free", "layers"),
    [((20.0,), 33), ((), 0), ((0.3,), 0), ((4.05,), 23), ((2.4, 2.4), 26)],
)
def test_layers_by_free_memory(free: tuple[float, ...], layers: int) -> None:
    chosen = place(file_bytes=4 * GB, layers=32, kv_bytes=1 * GB, devices=devices(*free), threads=4)
    assert chosen.gpu_layers == layers
    needed = layers * (5 * GB // 33)
    assert needed <= max(0, sum(int(each * GB) - MARGIN_BYTES for each in free))


def test_reason_names_device_and_memory() -> None:
    chosen = place(file_bytes=4 * GB, layers=32, kv_bytes=0, devices=devices(24), threads=4)
    assert chosen.reason == "all layers on the GPU: 24.0 GB free on card 0"


def test_what_the_user_asks_for_wins() -> None:
    chosen = place(file_bytes=4 * GB, layers=32, kv_bytes=0, devices=devices(24), threads=4, wanted_gpu_layers=7)
    assert chosen.gpu_layers == 7
