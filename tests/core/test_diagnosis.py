"""How a model runs, in words: threads, layers on a GPU, the KV cache and flash attention are all explained."""

from __future__ import annotations

from dataclasses import replace

from steppe.diagnosis import how_it_runs
from steppe_models.engine.protocol import LoadedModel

ON_CPU = LoadedModel(
    architecture="qwen2", description="qwen2 1.5B", context=4096, trained_context=32768, vocabulary=151936, layers=28,
    gpu_layers=0, threads=2, rope_freq_base=1e6, placement="runs on the CPU with 2 threads", build="", seconds=1.0,
    sequences=16, cells=6144, kv_type="f16", flash_attention="enabled",
)  # fmt: skip


def test_on_a_processor() -> None:
    text = how_it_runs(ON_CPU)
    assert text.startswith("Runs on the CPU with 2 threads. ")
    for part in ("2 threads, for the physical cores", "6144 tokens in f16", "at most 4096", "Flash attention is on"):
        assert part in text
    assert "GPU" not in text.removeprefix("Runs on the CPU")


def test_on_a_board_that_shares_its_memory_with_half_the_cache() -> None:
    placement = "12 of 28 layers on the GPU: 3.1 GB of the memory that it shares with the system free on Orin"
    text = how_it_runs(
        replace(ON_CPU, gpu_layers=12, threads=1, placement=placement, kv_type="q8_0", flash_attention="disabled")
    )
    for part in ("shares with the system", "1 thread,", "12 of 28 layers on a GPU (--gpu-layers)", "half the room"):
        assert part in text
    assert "Flash attention is off" in text
    assert "28 of 28 layers" in how_it_runs(replace(ON_CPU, gpu_layers=29))
    assert "llama.cpp chooses" in how_it_runs(replace(ON_CPU, flash_attention="auto"))
