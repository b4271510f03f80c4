from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest
from checkpoints import SHAPES, small, write_synthetic
from conversions import converted
from spoil import swap_heads

from steppe.bench.checkpoint import hub_name, write_checkpoint
from steppe.bench.process_cost import run_measured
from steppe.bench.two_steps import different_tensors, find_reference
from steppe_convert.gguf_file import read_gguf
from steppe_convert.llama import tokenize
from steppe_convert.source import open_checkpoint
from steppe_models.errors import BadInputError, IntegrityError, MissingError, SteppeError


@pytest.mark.parametrize("name", ["mammoth-7b", "qwen2"])
@pytest.mark.parametrize(("form", "shard_bytes"), [("safetensors", None), ("pytorch", 300_000)])
def test_a_checkpoint_comes_back_out_of_its_conversion(
    tmp_path: Path, name: str, form: str, shard_bytes: int | None
) -> None:
    folder = write_synthetic(tmp_path / "first", small(name, dtype="BF16"))
    path = converted(folder, "F32", tmp_path / "file.gguf")
    files = write_checkpoint(path, tmp_path / "again", dtype="BF16", form=form, shard_bytes=shard_bytes)  # type: ignore[arg-type]
    assert len(files) > 1 or shard_bytes is None
    with open_checkpoint(folder) as first, open_checkpoint(tmp_path / "again") as again:
        assert first.tensors.keys() == again.tensors.keys()
        for key, tensor in first.tensors.items():
            own, theirs = (np.empty((tensor.rows, tensor.columns), np.float32) for _ in range(2))
            first.read_rows(tensor, 0, tensor.rows, own)
            again.read_rows(again.tensors[key], 0, tensor.rows, theirs)
            np.testing.assert_array_equal(own, theirs, err_msg=key)
    other = converted(tmp_path / "again", "F32", tmp_path / "other.gguf")
    assert different_tensors(path, other) == []
    text = "the answer is 12 and  x = 3\n"
    assert tokenize(path, [text]) == tokenize(other, [text])


def test_differences_are_named(tmp_path: Path) -> None:
    folder = write_synthetic(tmp_path / "c", small("mammoth-7b"))
    one, other = converted(folder, "Q8_0", tmp_path / "a.gguf"), converted(folder, "Q8_0", tmp_path / "b.gguf")
    assert different_tensors(one, other) == []
    swap_heads(other, "blk.1.attn_v.weight", 2)
    assert different_tensors(one, other) == ["blk.1.attn_v.weight"]
    assert len(different_tensors(one, converted(folder, "Q6_K", tmp_path / "c.gguf"))) > 5


def test_other_kinds_are_refused(tmp_path: Path) -> None:
    folder = write_synthetic(tmp_path / "c", small("mixtral", layers=1))
    path = converted(folder, "Q8_0", tmp_path / "a.gguf")
    with pytest.raises(BadInputError, match="has no place in a checkpoint"):
        write_checkpoint(path, tmp_path / "out")
    with pytest.raises(BadInputError):
        hub_name("blk.0.attn_rot_embd.weight")


@pytest.mark.parametrize("cut", [3, 200, -100])
def test_a_damaged_file_is_refused(tmp_path: Path, cut: int) -> None:
    path = converted(write_synthetic(tmp_path / "c", small("mammoth-7b", layers=1)), "Q8_0", tmp_path / "a.gguf")
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(IntegrityError):
        read_gguf(path)


def test_shape_classes_keep_what_rules_depend_on() -> None:
    for name, shape in SHAPES.items():
        assert shape.hidden % 256 == 0, name
        assert shape.ffn % 256 == 0, name
        assert shape.heads % shape.kv_heads == 0, name
    rows = {SHAPES[name].rows for name in SHAPES if name.startswith(("mammoth", "mixtral"))}
    assert rows == {32000, 32001, 32017}


def test_a_command_is_measured_with_what_it_starts() -> None:
    helper = "import subprocess, sys; b = bytearray(40_000_000); subprocess.run([sys.executable, '-c', sys.argv[1]])"
    inner = "import time; b = bytearray(90_000_000); time.sleep(0.5)"
    cost = run_measured([sys.executable, "-c", helper, inner])
    assert 40 < cost.memory_mb < 90
    assert cost.helpers_mb > 90
    assert cost.wall_s > 0.4
    with pytest.raises(SteppeError, match="boom"):
        run_measured([sys.executable, "-c", "raise SystemExit('boom')"])


def test_without_the_reference_there_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEPPE_CACHE_DIR", str(tmp_path))
    with pytest.raises(MissingError, match="make reference-environment"):
        find_reference()
    (tmp_path / "reference").mkdir()
    record = {"python": str(tmp_path / "none"), "script": sys.executable, "version": "x"}
    (tmp_path / "reference" / "reference.json").write_text(json.dumps(record))
    with pytest.raises(MissingError):
        find_reference()
