"""How many layers go where and what the KV cache is like, by the memory that is free."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from steppe_models.engine.bindings import Device
from steppe_models.engine.loading import plan
from steppe_models.engine.placement import (
    CPU_CHUNK,
    GPU_CHUNK,
    MARGIN_BYTES,
    Placement,
    choose_cache,
    host_bytes,
    place,
    with_cache,
)
from steppe_models.engine.protocol import EngineSettings
from steppe_models.errors import EngineError
from steppe_models.gguf_header import GgufHeader, read_header
from steppe_models.hardware import Hardware

GB = 10**9
SETTINGS = EngineSettings(Path("a.gguf"), context=4096)


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


def board(free: float) -> Device:
    return Device("CUDA0", "a board", int(0.2 * GB), 8 * GB, is_unified=True)


def test_a_board_with_shared_memory_has_what_the_system_has_free() -> None:
    values = {"file_bytes": 2 * GB, "layers": 30, "kv_bytes": GB // 2, "devices": [board(0.2)], "threads": 4}
    chosen = place(**values, system_free_bytes=6 * GB)  # type: ignore[arg-type]
    assert (chosen.gpu_layers, chosen.chunk_tokens) == (31, GPU_CHUNK)
    assert "shares with the system" in chosen.reason
    assert place(**values, system_free_bytes=GB).gpu_layers < 10  # type: ignore[arg-type]


def test_weights_on_a_card_of_its_own_need_no_system_memory() -> None:
    whole = Placement(33, 4, "")
    assert host_bytes(33 * GB, whole, 32, devices(40)) == 0
    assert host_bytes(33 * GB, replace(whole, gpu_layers=11), 32, devices(12)) == 22 * GB
    assert host_bytes(33 * GB, whole, 32, [board(1)]) == 33 * GB
    assert host_bytes(33 * GB, whole, 32, []) == 33 * GB


def test_the_cache_is_f16_as_long_as_that_fits() -> None:
    roomy = choose_cache(SETTINGS, cell_bytes=28_672, free_bytes=20 * GB, other_bytes=2 * GB)
    assert (roomy.kv_type, roomy.cells, roomy.reason) == ("f16", 8192, "")
    assert roomy.size_bytes(28_672) == 8192 * 28_672


def test_cells_beyond_one_context_take_a_tenth_of_the_free_memory_at_most() -> None:
    chosen = choose_cache(SETTINGS, cell_bytes=524_288, free_bytes=8 * GB, other_bytes=4 * GB)
    assert chosen.cells - 4096 == 0.1 * 8 * GB // 524_288 // 256 * 256
    assert choose_cache(replace(SETTINGS, sequences=1), cell_bytes=100, free_bytes=GB, other_bytes=0).cells == 4096
    assert choose_cache(replace(SETTINGS, cells=5000), cell_bytes=100, free_bytes=GB, other_bytes=0).cells == 5000
    assert choose_cache(replace(SETTINGS, cells=50), cell_bytes=100, free_bytes=GB, other_bytes=0).cells == 4096


def test_a_cache_that_would_not_fit_is_q8_0_with_flash_attention() -> None:
    tight = {"cell_bytes": 524_288, "free_bytes": 6 * GB, "other_bytes": int(4.5 * GB)}
    chosen = choose_cache(SETTINGS, **tight)
    assert (chosen.kv_type, chosen.cells) == ("q8_0", 4096 + chosen.cells % 4096)
    assert "in f16, 4096 tokens would need 2.15 GB" in chosen.reason
    placement = with_cache(Placement(0, 4, "runs on the CPU"), chosen, SETTINGS)
    assert placement.flash_attention is True
    assert placement.reason.startswith("runs on the CPU; KV cache in q8_0: ")
    assert chosen.size_bytes(524_288) < 1.5 * GB
    assert choose_cache(replace(SETTINGS, kv_type="f16"), **tight).kv_type == "f16"
    assert choose_cache(replace(SETTINGS, flash_attention=False), **tight).kv_type == "f16"
    assert choose_cache(SETTINGS, **(tight | {"free_bytes": 5 * GB})).kv_type == "f16"  # neither fits: refused
    assert choose_cache(SETTINGS, **(tight | {"free_bytes": 0})).kv_type == "f16"


@pytest.fixture
def header(gguf_bytes: Callable[..., bytes], tmp_path: Path) -> GgufHeader:
    path = tmp_path / "tiny.gguf"
    path.write_bytes(gguf_bytes(filler=4_000_000, vocabulary=3000))
    return read_header(path)


def machine(free_bytes: int) -> Hardware:
    return Hardware("Linux x86_64", "a processor", ("avx2",), 4, 2 * free_bytes, free_bytes)


def test_a_plan_for_this_file_and_machine(header: GgufHeader) -> None:
    settings = EngineSettings(Path("tiny.gguf"), context=512)
    chosen = plan(settings, header, machine(GB), [])
    assert (chosen.gpu_layers, chosen.threads, chosen.kv_type, chosen.chunk_tokens) == (0, 4, "f16", CPU_CHUNK)
    assert plan(replace(settings, threads=3), header, machine(GB), []).threads == 3
    assert plan(settings, header, machine(GB), devices(8)).gpu_layers == 3


def test_what_does_not_fit_is_refused_with_all_numbers(header: GgufHeader) -> None:
    settings = EngineSettings(Path("tiny.gguf"), context=2_000_000)
    with pytest.raises(EngineError, match=r"needs .* GB .*weights .* KV cache .* buffers .* and 0\.20 GB are free"):
        plan(settings, header, machine(GB // 5), [])
    plan(replace(settings, context=512), header, machine(GB // 5), [])
    plan(settings, header, machine(0), [])  # unknown memory refuses nothing
