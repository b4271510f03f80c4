"""What speed to expect of a file, by what was measured of others."""

from __future__ import annotations

from dataclasses import replace

import pytest

from steppe_models.engine.cost_cache import CostKey, StoredCosts
from steppe_models.engine.step_costs import StepCosts
from steppe_models.hardware import Gpu, Hardware
from steppe_models.speed import label, quickest_kinds, speed_of

MACHINE = Hardware("Linux x86_64", "a processor", (), 2, 16, 8)


def stored(size: int, kind: str, alone_ms: float, wave_ms: float, **values: object) -> StoredCosts:
    key = CostKey(f"{kind}.gguf", size, 1, f"qwen2 1.5B {kind}", "", "a processor", (), 2, 0, False, "f16", "", 16)
    return StoredCosts(replace(key, **values), StepCosts(((1, alone_ms), (16, wave_ms)), 100.0))  # type: ignore[arg-type]


MEDIUM = stored(1_000_000, "Q4_K - Medium", 25.0, 200.0)
PLAIN = stored(950_000, "Q4_0", 32.0, 160.0)


def test_the_file_itself_counts_first() -> None:
    speed = speed_of(1_000_000, "Q4_K_M", MACHINE, [PLAIN, MEDIUM])
    assert speed is not None
    assert (speed.alone, speed.wave, speed.is_measured) == (40.0, 80.0, True)
    assert speed.reason == "About 40 tokens a second, 80 with 16 answers at once: measured here."


def test_else_the_same_quantization_stretched_by_size() -> None:
    speed = speed_of(4_000_000, "Q4_K_M", MACHINE, [PLAIN, MEDIUM])
    assert speed is not None
    assert (speed.alone, speed.is_measured) == (10.0, False)
    assert "estimated from Q4_K - Medium.gguf, which was measured here" in speed.reason


def test_else_another_quantization_and_it_is_said() -> None:
    speed = speed_of(2_000_000, "Q8_0", MACHINE, [MEDIUM])
    assert speed is not None
    assert speed.alone == 20.0
    assert "another quantization (Q4_K_M)" in speed.reason


def test_nothing_known_nothing_said() -> None:
    assert speed_of(1_000_000, "Q4_K_M", MACHINE, []) is None
    assert speed_of(1_000_000, "Q4_K_M", replace(MACHINE, cpu="another"), [MEDIUM]) is None
    assert speed_of(1_000_000, "Q4_K_M", replace(MACHINE, gpus=(Gpu("a card", "CUDA", 2, 1),)), [MEDIUM]) is None
    assert speed_of(0, "Q4_K_M", MACHINE, [MEDIUM]) is None


def test_weights_repacked_count_before_the_same_file_as_it_is() -> None:
    repacked = stored(1_000_000, "Q4_K - Medium", 20.0, 160.0, repack=True)
    for order in ([MEDIUM, repacked], [repacked, MEDIUM]):
        speed = speed_of(1_000_000, "Q4_K_M", MACHINE, order)
        assert speed is not None
        assert speed.alone == 50.0


def test_one_kind_may_be_quicker_alone_and_another_in_waves() -> None:
    another = stored(9_000_000, "Q2_K - Medium", 1.0, 2.0)
    large = replace(another, key=replace(another.key, quantization="qwen2 7B Q2_K - Medium"))
    best = quickest_kinds(MACHINE, [MEDIUM, large, PLAIN])
    assert best is not None
    assert (best.alone, best.wave) == ("Q4_K_M", "Q4_0")
    assert best.reason == (
        "Of Q4_0, Q4_K_M, measured here with qwen2 1.5B, Q4_K_M writes quickest alone (40 tokens a second), "
        "Q4_0 with 16 answers at once (100)."
    )
    assert quickest_kinds(MACHINE, [MEDIUM, large]) is None
    assert quickest_kinds(MACHINE, []) is None
    assert quickest_kinds(replace(MACHINE, cpu="another"), [MEDIUM, PLAIN]) is None


@pytest.mark.parametrize(
    ("description", "expected"),
    [
        ("qwen2 1.5B Q4_K - Medium", "Q4_K_M"),
        ("llama 256M Q4_1", "Q4_1"),
        ("llama 7B Q5_K - Small", "Q5_K_S"),
        ("llama 8B IQ4_XS - 4.25 bpw", "IQ4_XS"),
        ("llama 1B F16", "F16"),
        ("llama 1B BF16", "BF16"),
        ("llama 1B all F32", "F32"),
        ("llama 1B Q8_0", "Q8_0"),
        ("who knows", "unknown"),
    ],
)
def test_quantizations_by_their_usual_names(description: str, expected: str) -> None:
    assert label(description) == expected
