"""What fits: numbers checked against what llama.cpp reports for the same shapes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from steppe_models.catalogue import Catalogue, load_catalogue
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
    ("model_id", "context", "cache_mib", "buffer_mib"),
    [("qwen2.5-coder-1.5b-instruct", 4096, 112, 305.75), ("smollm2-135m-instruct", 2048, 45, 99.38)],
)
def test_cache_and_buffer_agree_with_llama_cpp(
    catalogue: Catalogue, model_id: str, context: int, cache_mib: float, buffer_mib: float
) -> None:
    shape = catalogue.get(model_id).shape
    assert kv_bytes_per_token(shape) * context == cache_mib * MIB
    assert buffer_bytes_of(shape, context) == pytest.approx(buffer_mib * MIB, rel=0.03)


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
    for free in (1_600_000_000, 1_900_000_000, 2_500_000_000):
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
