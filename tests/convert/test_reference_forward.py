from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from checkpoints import small, write_adapter, write_synthetic
from conversions import converted

from steppe_convert.agreement import CHUNK_TOKENS, measure_agreement, token_chunks
from steppe_convert.file_weights import CheckpointWeights, FileWeights, file_name
from steppe_convert.maths_text import maths_text
from steppe_convert.reference_config import forward_config, rotary_angles
from steppe_convert.reference_forward import ReferenceForward
from steppe_convert.source import open_checkpoint
from steppe_models.errors import BadInputError

FAMILIES = ("mammoth-7b", "mammoth-coder-34b", "mammoth-7b-mistral", "mixtral", "llama-3.1", "qwen2")


@pytest.mark.parametrize("name", FAMILIES)
def test_llama_cpp_computes_the_same_from_an_unquantized_conversion(tmp_path: Path, name: str) -> None:
    folder = write_synthetic(tmp_path / name, small(name))
    path = converted(folder, "F32", tmp_path / "whole.gguf")
    with open_checkpoint(folder) as checkpoint:
        agreement = measure_agreement(checkpoint, path, "F32", chunks=1)
    assert agreement.original.mean < 1e-5
    assert agreement.original.same_top > 0.98
    assert agreement.layout_error == 0
    assert agreement.is_good


def test_an_adapter_is_part_of_the_original(tmp_path: Path) -> None:
    shape = small("mammoth-7b")
    folder = write_synthetic(tmp_path / "base", shape)
    adapter = write_adapter(tmp_path / "adapter", shape, lora_alpha=64)
    path = converted(folder, "F32", tmp_path / "merged.gguf", adapters=(adapter,))
    with open_checkpoint(folder, [adapter]) as merged, open_checkpoint(folder) as base:
        assert measure_agreement(merged, path, "F32", chunks=1).is_good
        assert not measure_agreement(base, path, "F32", chunks=1).is_good


def test_memory_is_bounded_by_slabs_not_by_matrices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("steppe_convert.reference_forward.SLAB_WEIGHTS", 4096)
    folder = write_synthetic(tmp_path / "small", small("qwen2"))
    asked: list[int] = []

    class Watched(CheckpointWeights):
        def read(self, name: str, first: int, last: int, out: np.ndarray) -> None:
            asked.append(out.size)
            super().read(name, first, last, out)

    with open_checkpoint(folder) as checkpoint:
        config = forward_config(checkpoint.config)
        slabs = ReferenceForward(config, Watched(checkpoint)).hidden([[1, 2, 3, 4]])
        assert max(asked) <= 4096
        monkeypatch.undo()
        whole = ReferenceForward(config, CheckpointWeights(checkpoint)).hidden([[1, 2, 3, 4]])
    np.testing.assert_allclose(slabs, whole, rtol=1e-4, atol=1e-5)


def test_chunks_do_not_see_each_other(tmp_path: Path) -> None:
    folder = write_synthetic(tmp_path / "small", small("mammoth-7b"))
    with open_checkpoint(folder) as checkpoint:
        forward = ReferenceForward(forward_config(checkpoint.config), CheckpointWeights(checkpoint))
        both, alone = forward.hidden([[5, 6, 7], [8, 9, 10]]), forward.hidden([[8, 9, 10]])
        longer = forward.hidden([[8, 9, 10, 11]])
    np.testing.assert_allclose(both[1], alone[0], rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(longer[0, :3], alone[0], rtol=1e-4, atol=1e-5)


def test_the_file_gives_back_the_checkpoints_rows(tmp_path: Path) -> None:
    shape = small("mixtral")
    folder = write_synthetic(tmp_path / "mixtral", shape)
    path = converted(folder, "F32", tmp_path / "whole.gguf")
    with open_checkpoint(folder) as checkpoint, FileWeights(path) as weights:
        for name, tensor in checkpoint.tensors.items():
            assert weights.shape(name) == tensor.shape
            middle = slice(tensor.rows // 3, tensor.rows // 3 + 1)
            own, theirs = np.empty((2, 1, tensor.columns), np.float32)
            checkpoint.read_rows(tensor, middle.start, middle.stop, own)
            weights.read(name, middle.start, middle.stop, theirs)
            np.testing.assert_array_equal(own, theirs, err_msg=name)


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("model.layers.3.self_attn.k_proj.bias", ("blk.3.attn_k.bias", 0)),
        ("model.layers.0.block_sparse_moe.experts.5.w2.weight", ("blk.0.ffn_down_exps.weight", 5)),
        ("lm_head.weight", ("output.weight", 0)),
        ("model.layers.0.self_attn.rotary_emb.inv_freq", ("", 0)),
    ],
)
def test_names(name: str, own: tuple[str, int]) -> None:
    assert file_name(name) == own


def test_kinds_that_cannot_be_checked_are_refused(tmp_path: Path) -> None:
    config = {"model_type": "llama", "num_hidden_layers": 1, "hidden_size": 8, "num_attention_heads": 2}
    config |= {"vocab_size": 9, "rms_norm_eps": 1e-5}
    with pytest.raises(BadInputError, match="kind 'gemma'"):
        forward_config({"model_type": "gemma"})
    with pytest.raises(BadInputError, match="no usable value for 'vocab_size'"):
        forward_config({key: value for key, value in config.items() if key != "vocab_size"})
    with pytest.raises(BadInputError, match="rope scaling 'yarn'"):
        rotary_angles(forward_config(config | {"rope_scaling": {"type": "yarn", "factor": 2.0}}), 4)


def test_rope_scaling_slows_only_long_waves() -> None:
    config = {"model_type": "llama", "num_hidden_layers": 1, "hidden_size": 128, "num_attention_heads": 1}
    config |= {"vocab_size": 9, "rms_norm_eps": 1e-5, "rope_theta": 500000.0}
    scaling = {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0}
    scaling["original_max_position_embeddings"] = 8192
    plain, _ = rotary_angles(forward_config(config), 3)
    scaled, _ = rotary_angles(forward_config(config | {"rope_scaling": scaling}), 3)
    linear, _ = rotary_angles(forward_config(config | {"rope_scaling": {"type": "linear", "factor": 2.0}}), 3)
    np.testing.assert_allclose(plain[:, :20], scaled[:, :20], atol=1e-6)
    np.testing.assert_allclose(np.arccos(plain[1, 63]) / 8, np.arccos(scaled[1, 63]), atol=1e-3)
    np.testing.assert_allclose(plain[1], linear[2], atol=1e-6)


def test_a_text_that_is_too_short_is_refused(tmp_path: Path) -> None:
    folder = write_synthetic(tmp_path / "small", small("mammoth-7b"))
    path = converted(folder, "Q8_0", tmp_path / "file.gguf")
    with pytest.raises(BadInputError, match="tokens, and 510 are needed"):
        token_chunks(path, "two words", 2, CHUNK_TOKENS)
    chunks = token_chunks(path, maths_text(seed=4), 3, CHUNK_TOKENS)
    assert [len(chunk) for chunk in chunks] == [CHUNK_TOKENS] * 3
    assert {chunk[0] for chunk in chunks} == {1}
