from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from checkpoints import small, write_synthetic
from conversions import converted
from spoil import change_number, leave_halves_apart, swap_heads

from steppe_convert.agreement import (
    DIVERGENCE_LIMITS,
    STRUCTURE_LIMIT,
    Comparison,
    Divergence,
    judge,
    measure_agreement,
)
from steppe_convert.llama import FileLogits, ask
from steppe_convert.source import Checkpoint, open_checkpoint
from steppe_convert.types import file_types
from steppe_models.errors import EngineError, IntegrityError, SteppeError

SHAPE = small("mammoth-7b", kv_heads=2)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_synthetic(tmp_path_factory.mktemp("checkpoint"), SHAPE)


@pytest.fixture
def checkpoint(folder: Path) -> Iterator[Checkpoint]:
    with open_checkpoint(folder) as checkpoint:
        yield checkpoint


@pytest.fixture(scope="module")
def good(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return converted(folder, "Q8_0", tmp_path_factory.mktemp("good") / "good.gguf")


@pytest.fixture
def spoilt(good: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(good, tmp_path / "spoilt.gguf"))


def test_a_good_file_is_found_good(checkpoint: Checkpoint, good: Path) -> None:
    told: list[float] = []
    agreement = measure_agreement(checkpoint, good, "Q8_0", on_progress=told.append)
    assert agreement.is_good
    assert agreement.original.same_top > 0.9
    assert told == sorted(told)
    assert told[0] <= 0.1
    assert any(0.1 < share < 0.55 for share in told)
    assert told[-1] <= 1


def test_a_forgotten_permutation_is_found_by_the_tensors_name(checkpoint: Checkpoint, spoilt: Path) -> None:
    leave_halves_apart(spoilt, "blk.1.attn_k.weight", SHAPE.kv_heads)
    agreement = measure_agreement(checkpoint, spoilt, "Q8_0", chunks=1)
    assert agreement.layout_error > 1
    assert "model.layers.1.self_attn.k_proj.weight are not where" in agreement.findings[0]


def test_swapped_heads_are_found(checkpoint: Checkpoint, spoilt: Path) -> None:
    swap_heads(spoilt, "blk.0.attn_v.weight", SHAPE.kv_heads)
    assert "self_attn.v_proj" in measure_agreement(checkpoint, spoilt, "Q8_0", chunks=1).findings[0]


@pytest.mark.parametrize(
    ("key", "value"), [("rope.freq_base", 1e6), ("attention.layer_norm_rms_epsilon", 0.5)], ids=["rope", "epsilon"]
)
def test_a_wrong_constant_is_found(checkpoint: Checkpoint, spoilt: Path, key: str, value: float) -> None:
    change_number(spoilt, key, value)
    agreement = measure_agreement(checkpoint, spoilt, "Q8_0", chunks=1)
    assert agreement.layout_error < 0.1
    assert agreement.structure.mean > STRUCTURE_LIMIT
    assert any("rope base, heads or another number" in finding for finding in agreement.findings)


def test_a_known_rope_base_wins_over_a_wrong_configuration(checkpoint: Checkpoint, spoilt: Path) -> None:
    change_number(spoilt, "rope.freq_base", 1e6)
    assert measure_agreement(checkpoint, spoilt, "Q8_0", rope_base=1e6, chunks=1).is_good


def test_a_defect_is_found_at_the_coarsest_type(folder: Path, checkpoint: Checkpoint, tmp_path: Path) -> None:
    path = converted(folder, "Q2_K", tmp_path / "coarse.gguf")
    assert not any("rope" in finding for finding in measure_agreement(checkpoint, path, "Q2_K", chunks=1).findings)
    change_number(path, "rope.freq_base", 1e6)
    assert any("rope" in finding for finding in measure_agreement(checkpoint, path, "Q2_K", chunks=1).findings)


def test_another_models_file_is_no_conversion(checkpoint: Checkpoint, tmp_path: Path) -> None:
    other = write_synthetic(tmp_path / "other", small("mammoth-7b", kv_heads=2, layers=1))
    with pytest.raises(IntegrityError, match=r"no tensor that is the checkpoint's model\.layers\.1"):
        measure_agreement(checkpoint, converted(other, "Q8_0", tmp_path / "other.gguf"), "Q8_0")


def test_a_crash_of_the_child_is_a_sentence(good: Path, tmp_path: Path) -> None:
    with pytest.raises(SteppeError, match="could not load"):
        FileLogits(tmp_path / "none.gguf", [[1, 2]], 1, None)
    with pytest.raises(EngineError, match="ended unexpectedly"):
        ask({"op": "no such request", "path": str(good)})


def test_slabs_give_the_divergence_of_whole_distributions() -> None:
    generator = np.random.default_rng(5)
    one = generator.normal(0, 4, (6, 1000)).astype(np.float32)
    other = (one + generator.normal(0, 0.3, one.shape)).astype(np.float32)
    other[2, 7] = 90
    comparison = Comparison(6)
    for first in range(0, 1000, 230):
        comparison.add(first, one[:, first : first + 230], other[:, first : first + 230])
    result = comparison.result()

    def log_shares(values: np.ndarray) -> np.ndarray:
        values = values.astype(np.float64)
        return (
            values
            - np.log(np.exp(values - values.max(1, keepdims=True)).sum(1, keepdims=True))
            - values.max(1, keepdims=True)
        )

    each = (np.exp(log_shares(one)) * (log_shares(one) - log_shares(other))).sum(1)
    assert result.mean == pytest.approx(each.mean(), rel=1e-9)
    assert result.same_top == np.mean(one.argmax(1) == other.argmax(1))
    assert result.positions == 6


def test_every_offered_type_has_a_limit_and_coarser_ones_allow_more() -> None:
    assert set(DIVERGENCE_LIMITS) >= set(file_types())
    ordered = ("F32", "Q8_0", "Q6_K", "Q5_K_M", "Q4_K_M", "Q3_K_M", "Q2_K")
    assert sorted(ordered, key=DIVERGENCE_LIMITS.__getitem__) == list(ordered)
    fine = Divergence(0.001, 0.0, 1.0, 10)
    assert judge("Q4_K_M", "x", 0.1, fine, fine) == ()
    assert "explains" in judge("Q4_K_M", "x", 0.1, fine, Divergence(3.0, 0.0, 0.1, 10))[0]
