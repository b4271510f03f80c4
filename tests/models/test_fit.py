"""What fits: numbers checked against what llama.cpp reports for the same shapes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from steppe_models.catalogue import Catalogue, load_catalogue
from steppe_models.engine.cost_cache import CostKey, StoredCosts
from steppe_models.engine.step_costs import StepCosts
from steppe_models.fit import best_fit, buffer_bytes_of, fit, kv_bytes_per_token
from steppe_models.gguf_header import read_header
from steppe_models.hardware import Gpu, Hardware

MIB = 1024 * 1024


def machine(free_bytes: int, *gpus: Gpu) -> Hardware:
    return Hardware("Linux x86_64", "a processor", ("avx2",), 4, 2 * free_bytes, free_bytes, gpus)


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    return load_catalogue(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("model_id", "context", "batch", "cache_mib", "buffer_mib"),
    [
        ("qwen2.5-coder-1.5b-instruct", 4096, 512, 112, 302.85),
        ("qwen2.5-coder-1.5b-instruct", 4096, 128, 112, 75.78),
        ("smollm2-135m-instruct", 2048, 144, 45, 28.83),
    ],
)
def test_cache_and_buffer_agree_with_llama_cpp(
    catalogue: Catalogue, model_id: str, context: int, batch: int, cache_mib: float, buffer_mib: float
) -> None:
    shape = catalogue.get(model_id).shape
    assert kv_bytes_per_token(shape) * context == cache_mib * MIB
    assert buffer_bytes_of(shape, context, batch) == pytest.approx(buffer_mib * MIB, rel=0.03)


def test_a_q8_0_cache_takes_about_half(catalogue: Catalogue) -> None:
    shape = catalogue.default.shape
    assert kv_bytes_per_token(shape, "q8_0") * 32 == kv_bytes_per_token(shape) * 17
    machine_bytes = 1_500_000_000
    plain, small = (fit(catalogue.default, machine(machine_bytes), kv_type=each) for each in ("f16", "q8_0"))
    assert small.largest_context > 1.6 * plain.largest_context


def test_scores_count_without_flash_attention(catalogue: Catalogue) -> None:
    shape = catalogue.get("mammoth-7b").shape
    assert buffer_bytes_of(shape, 4096, flash_attention=False) > 3 * buffer_bytes_of(shape, 4096)


def test_memory_of_a_board_is_not_counted_twice(catalogue: Catalogue) -> None:
    board = Gpu("a board", "CUDA", 64 * 10**9, 60 * 10**9, is_unified=True)
    assert fit(catalogue.default, machine(10**9, board)).free_bytes == 10**9


def test_the_sum_decides(catalogue: Catalogue) -> None:
    profile = catalogue.default
    needed = fit(profile, machine(8 * 10**9)).needed_bytes
    exact = fit(profile, machine(needed))
    assert exact.fits
    assert exact.needed_bytes >= exact.file_bytes + exact.kv_bytes + exact.buffer_bytes
    short = fit(profile, machine(needed - 1))
    assert not short.fits
    assert "smaller context" in short.reason
    assert short.largest_context < profile.context


def test_the_largest_context_is_the_largest(catalogue: Catalogue) -> None:
    for free in (1_500_000_000, 1_700_000_000, 1_900_000_000):
        largest = fit(catalogue.default, machine(free)).largest_context
        assert fit(catalogue.default, machine(free), largest).fits
        assert not fit(catalogue.default, machine(free), largest + 256).fits
    assert fit(catalogue.default, machine(64 * 10**9)).largest_context == 32768
    assert fit(catalogue.default, machine(10**9)).largest_context == 0


def test_unknown_memory_promises_nothing(catalogue: Catalogue) -> None:
    result = fit(catalogue.default, machine(0))
    assert not result.fits
    assert "could not be read" in result.reason


def test_graphics_memory_counts(catalogue: Catalogue) -> None:
    gpu = Gpu("a card", "CUDA", 24 * 10**9, 20 * 10**9)
    assert not fit(catalogue.get("mammoth-13b"), machine(4 * 10**9)).fits
    assert fit(catalogue.get("mammoth-13b"), machine(4 * 10**9, gpu)).fits


def test_the_best_that_fits_goes_up_with_memory(catalogue: Catalogue) -> None:
    def best(free_bytes: int) -> str | None:
        found = best_fit(catalogue, machine(free_bytes))
        return found[0].id if found else None

    assert best(10**8) is None
    assert best(10**9) == "qwen2.5-coder-0.5b-instruct"
    assert best(2 * 10**9) == "qwen2.5-math-1.5b-instruct"
    assert best(16 * 10**9) == "qwen2.5-math-7b-instruct"


def test_a_header_serves_as_well_as_a_profile(gguf_bytes: Callable[..., bytes], tmp_path: Path) -> None:
    path = tmp_path / "tiny.gguf"
    path.write_bytes(gguf_bytes())
    result = fit(read_header(path), machine(10**9))
    assert result.file_bytes == path.stat().st_size
    assert result.context == result.largest_context == 512
    assert result.kv_bytes == 2 * 2 * 2 * 16 * 2 * 512


def test_a_model_of_unknown_shape_is_judged_by_its_file(catalogue: Catalogue) -> None:
    profile = replace(catalogue.default, shape=None)
    result = fit(profile, machine(2 * 10**9))
    assert result.fits
    assert result.kv_bytes == 0


def measured(milliseconds: float, catalogue: Catalogue) -> StoredCosts:
    profile = catalogue.get("qwen2.5-coder-1.5b-instruct")
    key = CostKey(
        "a.gguf",
        profile.expected_bytes,
        1,
        "qwen2 1.5B Q4_K - Medium",
        "",
        "a processor",
        (),
        4,
        0,
        False,
        "f16",
        "",
        16,
    )
    return StoredCosts(key, StepCosts(((1, milliseconds), (16, 6 * milliseconds)), 100.0))


def test_a_model_that_would_crawl_is_not_recommended(catalogue: Catalogue) -> None:
    roomy = machine(16 * 10**9)
    quick, slow, very_slow = (best_fit(catalogue, roomy, [measured(each, catalogue)]) for each in (20.0, 100.0, 5000.0))
    assert quick is not None
    assert quick[0].id == "qwen2.5-math-7b-instruct"
    assert slow is not None
    assert slow[0].id == "qwen2.5-math-1.5b-instruct"
    assert very_slow is not None
    assert very_slow[0].id == "smollm2-135m-instruct"


def test_measurements_of_another_machine_say_nothing(catalogue: Catalogue) -> None:
    other = replace(machine(16 * 10**9), cpu="another processor")
    best = best_fit(catalogue, other, [measured(5000.0, catalogue)])
    assert best is not None
    assert best[0].id == "qwen2.5-math-7b-instruct"
