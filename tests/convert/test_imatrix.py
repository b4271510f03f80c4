from __future__ import annotations

import json
import struct
from pathlib import Path

import numpy as np
import pytest
from checkpoints import small, write_synthetic
from conversions import converted

from steppe.bench.checkpoint import write_checkpoint
from steppe_convert.agreement import Comparison, token_chunks
from steppe_convert.calibrate import (
    CHUNK_TOKENS,
    CalibrationText,
    calibration_chunks,
    importance_from_checkpoint,
    importance_from_file,
    read_calibration,
)
from steppe_convert.imatrix import Accumulator, ImportanceMatrix, read_importance, write_importance
from steppe_convert.llama import FileLogits
from steppe_convert.maths_text import maths_text
from steppe_convert.source import open_checkpoint
from steppe_models.errors import BadInputError, IntegrityError, MissingError
from steppe_models.prompts import render
from steppe_models.records import InstalledModel


def sample(matrices: int = 1) -> ImportanceMatrix:
    sums = Accumulator()
    generator = np.random.default_rng(2)
    for matrix in range(matrices):
        inputs = generator.standard_normal((20 + matrix, 64)).astype(np.float32)
        sums.add("blk.0.ffn_down.weight", inputs, matrix=matrix, matrices=matrices)
    return sums.matrix(("texts",), 3, 512)


def legacy(entries: dict[str, tuple[int, np.ndarray]], tail: bytes) -> bytes:
    data = struct.pack("<i", len(entries))
    for name, (calls, values) in entries.items():
        data += struct.pack("<i", len(name)) + name.encode() + struct.pack("<ii", calls, len(values))
        data += values.astype("<f4").tobytes()
    return data + tail


@pytest.mark.parametrize("matrices", [1, 4])
def test_what_is_written_is_read(tmp_path: Path, matrices: int) -> None:
    matrix = sample(matrices)
    write_importance(tmp_path / "m.gguf", matrix)
    read = read_importance(tmp_path / "m.gguf")
    assert (read.datasets, read.chunk_count, read.chunk_size) == (("texts",), 3, 512)
    name = "blk.0.ffn_down.weight"
    own, theirs = matrix.weights(name, 64, matrices), read.weights(name, 64, matrices)
    assert own is not None
    assert theirs is not None
    np.testing.assert_array_equal(own, theirs)
    assert own.shape == (matrices, 64)
    assert [path.name for path in tmp_path.iterdir()] == ["m.gguf"]


def test_the_older_format_holds_means_times_calls(tmp_path: Path) -> None:
    values = np.arange(1, 65, dtype=np.float32)
    tail = struct.pack("<ii", 7, 5) + b"maths"
    (tmp_path / "m.dat").write_bytes(legacy({"blk.0.attn_q.weight": (4, values * 4)}, tail))
    read = read_importance(tmp_path / "m.dat")
    assert (read.datasets, read.chunk_count) == (("maths",), 7)
    weights = read.weights("blk.0.attn_q.weight", 64)
    assert weights is not None
    np.testing.assert_array_equal(weights[0], values)
    (tmp_path / "m.dat").write_bytes(legacy({"blk.0.attn_q.weight": (4, values)}, b""))
    assert read_importance(tmp_path / "m.dat").datasets == ()


def test_an_expert_that_nothing_reached_counts_all_columns_alike() -> None:
    sums = Accumulator()
    sums.add("blk.0.ffn_up_exps.weight", np.full((3, 8), 2, np.float32), matrix=1, matrices=2)
    weights = sums.matrix((), 1, 3).weights("blk.0.ffn_up_exps.weight", 8, 2)
    assert weights is not None
    np.testing.assert_array_equal(weights, [[1] * 8, [4] * 8])


def test_a_matrix_of_another_model_is_refused_and_a_missing_tensor_is_none() -> None:
    matrix = sample()
    assert matrix.weights("output.weight", 64) is None
    with pytest.raises(BadInputError, match=r"has 64 values for blk\.0\.ffn_down\.weight, and the model needs 128"):
        matrix.weights("blk.0.ffn_down.weight", 128)
    matrix.entries["blk.0.ffn_down.weight"].sums[0, 5] = np.nan
    with pytest.raises(BadInputError, match="not a number"):
        matrix.weights("blk.0.ffn_down.weight", 64)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GGUF",
        struct.pack("<i", -3),
        struct.pack("<i", 0),
        struct.pack("<iii", 1, 400, 0),
        struct.pack("<ii", 1, 1 << 30),
        legacy({"name": (1, np.ones(8))}, b"")[:-5],
    ],
)
def test_damaged_files_are_refused_in_a_sentence(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "m").write_bytes(data)
    with pytest.raises(IntegrityError):
        read_importance(tmp_path / "m")


def test_a_model_is_not_a_matrix(tmp_path: Path) -> None:
    path = converted(write_synthetic(tmp_path / "c", small("mammoth-7b", layers=1)), "Q8_0", tmp_path / "m.gguf")
    with pytest.raises(BadInputError, match="is not an importance matrix"):
        read_importance(path)
    with pytest.raises(MissingError):
        read_importance(tmp_path / "none")


@pytest.mark.parametrize("name", ["mammoth-7b", "mixtral"])
def test_the_checkpoint_and_llama_cpp_see_the_same_inputs(tmp_path: Path, name: str) -> None:
    folder = write_synthetic(tmp_path / name, small(name))
    path = converted(folder, "F32", tmp_path / "whole.gguf")
    chunks = token_chunks(path, maths_text(seed=3), 2, CHUNK_TOKENS)
    shares: list[float] = []
    theirs = importance_from_file(path, chunks, "maths", on_progress=shares.append)
    with open_checkpoint(folder) as checkpoint:
        ours = importance_from_checkpoint(checkpoint, chunks, "maths", on_progress=shares.append)
    assert shares
    assert shares[-1] <= 1
    assert ours.entries.keys() == theirs.entries.keys()
    for tensor, entry in ours.entries.items():
        peer = theirs.entries[tensor]
        # A token between two experts may fall to either.
        np.testing.assert_allclose(entry.counts, peer.counts, atol=3 if name == "mixtral" else 0, err_msg=tensor)
        difference = np.abs(entry.sums - peer.sums).sum() / peer.sums.sum()
        assert difference < (0.02 if name == "mixtral" else 1e-3), tensor
    assert (ours.chunk_count, ours.chunk_size, ours.datasets) == (2, CHUNK_TOKENS, ("maths",))


def test_problems_are_read_in_the_models_own_prompt(tmp_path: Path) -> None:
    problems = [{"question": "What is 3 + 4?", "answer": "The answer is 7."}, {"instruction": "Add 1 and 1."}]
    for suffix, text in ((".json", json.dumps(problems)), (".jsonl", "\n".join(map(json.dumps, problems)))):
        path = tmp_path / f"problems{suffix}"
        path.write_text(text, encoding="utf-8")
        calibration = read_calibration(path, "chatml")
        assert calibration.name == path.name
        prompt = render("chatml", "cot", "What is 3 + 4?").text
        assert calibration.text.startswith(f"{prompt}The answer is 7.\n\n")
    (tmp_path / "train.jsonl").write_text('{"prompt": "2 + 2 is", "completion": " 4"}\n', encoding="utf-8")
    assert read_calibration(tmp_path / "train.jsonl").text == "2 + 2 is 4"
    (tmp_path / "plain.txt").write_text("Just text.", encoding="utf-8")
    assert read_calibration(tmp_path / "plain.txt").text == "Just text."


@pytest.mark.parametrize("text", ["{", "[1]", '[{"answer": "7"}]'])
def test_files_that_hold_no_problems_are_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "problems.json").write_text(text, encoding="utf-8")
    with pytest.raises(BadInputError):
        read_calibration(tmp_path / "problems.json")


def test_a_text_is_spread_over_the_chunks(tmp_path: Path) -> None:
    folder = write_synthetic(tmp_path / "c", small("mammoth-7b", layers=1))
    path = converted(folder, "Q8_0", tmp_path / "m.gguf")
    chunks = calibration_chunks(path, CalibrationText("long", maths_text(seed=2, problems=60)), most=3)
    assert [len(chunk) for chunk in chunks] == [CHUNK_TOKENS] * 3
    assert len({tuple(chunk) for chunk in chunks}) == 3
    with pytest.raises(BadInputError, match="short has"):
        calibration_chunks(path, CalibrationText("short", "one two"))


@pytest.mark.slow
def test_calibrating_lowers_the_loss_on_other_maths(tmp_path: Path, small_model: InstalledModel) -> None:
    folder = tmp_path / "checkpoint"
    write_checkpoint(small_model.path, folder)
    text = tmp_path / "text.txt"
    text.write_text(maths_text(seed=11, problems=300), encoding="utf-8")
    whole = converted(folder, "BF16", tmp_path / "whole.gguf")
    chunks = token_chunks(whole, maths_text(seed=99, problems=100), 4, CHUNK_TOKENS)
    loss = {}
    with FileLogits(whole, chunks, CHUNK_TOKENS // 2, None) as original:
        for name, options in (("plain", {}), ("calibrated", {"calibrate": text})):
            path = converted(folder, "Q3_K_M", tmp_path / f"{name}.gguf", **options)
            with FileLogits(path, chunks, CHUNK_TOKENS // 2, None) as logits:
                comparison = Comparison(original.positions)
                for first in range(0, original.vocabulary, 8192):
                    last = min(first + 8192, original.vocabulary)
                    comparison.add(first, original.columns(first, last), logits.columns(first, last))
            loss[name] = comparison.result().mean
    assert loss["calibrated"] < 0.8 * loss["plain"]
