"""Whole conversions: every family and shape class, both forms of weight files, adapters; what is in the file."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from checkpoints import SHAPES, small, write_adapter, write_synthetic
from conversions import converted

from steppe_convert.convert import Conversion, Request
from steppe_convert.gguf_file import GgufFile, read_gguf, tensor_rows
from steppe_convert.journal import Journal
from steppe_convert.part_file import PartFile
from steppe_convert.planning import prepare
from steppe_convert.progress import Note
from steppe_convert.source import open_checkpoint
from steppe_convert.stream import Stream
from steppe_convert.types import file_type_number, file_types
from steppe_convert.written import Written
from steppe_models.catalogue import Catalogue, Shape, load_catalogue
from steppe_models.gguf_header import read_header

QUANTIZE = """
import ctypes, sys
from steppe_models.engine.bindings import NativeLog, load_bindings
native = load_bindings(); log = NativeLog(native, None); native.llama_backend_init()
for pair in sys.argv[2:]:
    number, output = pair.split("=", 1)
    parameters = native.llama_model_quantize_default_params()
    parameters.ftype, parameters.nthread = int(number), 2
    assert native.llama_model_quantize(sys.argv[1].encode(), output.encode(), ctypes.byref(parameters)) == 0, log.text()
"""


def values(path: Path, name: str) -> np.ndarray:
    tensor = read_gguf(path).tensors[name]
    with path.open("rb") as file:
        return tensor_rows(file, tensor, 0, tensor.rows)


def data_of(path: Path) -> dict[str, tuple[str, bytes]]:
    whole = path.read_bytes()
    tensors = read_gguf(path).tensors.values()
    return {each.name: (each.type_name, whole[each.offset : each.offset + each.size_bytes]) for each in tensors}


@pytest.mark.slow
@pytest.mark.parametrize("has_pad", [True, False])
@pytest.mark.parametrize("name", [name for name in SHAPES if name.startswith("mammoth")])
def test_every_mammoth_class_with_its_whole_vocabulary_agrees_with_its_original_weights(
    name: str, has_pad: bool, tmp_path: Path
) -> None:
    """Vocabularies of 32000, 32001, 32016 and 32017."""
    shape = replace(SHAPES[name], has_pad=has_pad, layers=min(SHAPES[name].layers, 4))
    folder = write_synthetic(tmp_path / name, shape, form="pytorch", shard_bytes=20_000_000)
    for kind in ("Q8_0", "Q4_K_M"):  # random weights lose more to four bits than a model's do
        is_compared = kind == "Q8_0"
        conversion = Conversion(Request(str(folder), kind, tmp_path / f"{kind}.gguf", is_compared=is_compared))
        for _ in conversion:
            pass
        assert conversion.report is not None
        assert "llama.cpp loads the file and computes with it." in conversion.report.checks
        if is_compared:
            assert conversion.report.agreement is not None
            assert conversion.report.agreement.is_good
        header = read_header(conversion.report.path)
        assert header.vocabulary_size == shape.rows == shape.base_tokens + has_pad


@pytest.mark.parametrize("name", SHAPES)
def test_every_shape_class_converts_verifies_and_loads(name: str, tmp_path: Path) -> None:
    form: Any = "pytorch" if "mammoth" in name else "safetensors"
    shape = (
        SHAPES[name] if name in ("mammoth-7b", "mammoth-coder-7b") else small(name, layers=min(SHAPES[name].layers, 4))
    )
    folder = write_synthetic(tmp_path / name, shape, form=form, shard_bytes=9_000_000)
    conversion = Conversion(Request(str(folder), "Q4_K_M", tmp_path / "out.gguf"))
    for _ in conversion:
        pass
    report = conversion.report
    assert report is not None
    assert "llama.cpp loads the file and computes with it." in report.checks
    header = read_header(report.path)
    assert header.file_bytes == header.needed_bytes == report.size_bytes
    assert header.vocabulary_size == shape.rows
    manifest = json.loads(report.manifest.read_text())
    assert manifest["sha256"] == report.sha256
    assert all(len(file["sha256"]) == 64 for file in manifest["source"]["files"])
    assert sorted(path.name for path in tmp_path.glob("out*")) == ["out.gguf", "out.json"]


def streamed(folder: Path, kind: str, target: Path) -> Path:
    """The weights alone: what a conversion writes, without what it checks before and after."""
    with open_checkpoint(folder) as checkpoint:
        plan = prepare(checkpoint, kind, load_catalogue()).plan
        with PartFile(target, plan) as part:
            journal = Journal(part, "")
            written = Written(plan.slab_count())
            journal.start(written)
            part.open(is_resumed=False)
            for _ in Stream(checkpoint, part, journal, written, threads=2):
                pass
            part.complete()
            journal.discard()
            part.publish()
    return target


@pytest.mark.parametrize("name", ["mammoth-70b", "mixtral", "qwen2"])
def test_all_types_have_the_bytes_of_llama_cpps_own_quantizer(name: str, tmp_path: Path) -> None:
    folder = write_synthetic(tmp_path / "checkpoint", small(name, layers=2))
    plain = streamed(folder, "F32", tmp_path / "plain.gguf")
    kinds = ["Q8_0", "Q4_K_M", "Q2_K"]
    if name == "mixtral":  # experts make it the slowest, and the most telling
        kinds = [kind for kind in file_types() if kind != "F32"]
    pairs = [f"{file_type_number(kind)}={tmp_path / kind}" for kind in kinds]
    subprocess.run([sys.executable, "-P", "-c", QUANTIZE, str(plain), *pairs], check=True, timeout=120)
    for kind in kinds:
        own = streamed(folder, kind, tmp_path / f"{kind}.gguf")
        assert data_of(own) == data_of(tmp_path / kind), kind


def test_rows_of_q_and_k_are_interleaved_and_everything_else_is_as_it_was(tmp_path: Path) -> None:
    shape = small("mammoth-70b", layers=1, heads=8, kv_heads=2, hidden=512)
    folder = write_synthetic(tmp_path / "checkpoint", shape)
    path = converted(folder, "F32", tmp_path / "out.gguf")
    with open_checkpoint(folder) as checkpoint:
        for own, theirs, heads in (("q", "q_proj", 8), ("k", "k_proj", 2), ("v", "v_proj", 0)):
            tensor = checkpoint.tensors[f"model.layers.0.self_attn.{theirs}.weight"]
            expected = np.empty((tensor.rows, tensor.columns), np.float32)
            checkpoint.read_rows(tensor, 0, tensor.rows, expected)
            if heads:
                expected = expected.reshape(heads, 2, -1, 512).swapaxes(1, 2).reshape(-1, 512)
            assert np.array_equal(values(path, f"blk.0.attn_{own}.weight"), expected)


def test_all_forms_of_the_same_weights_give_the_same_tensors(tmp_path: Path) -> None:
    shape = small("mammoth-7b", dtype="BF16")
    plain = write_synthetic(tmp_path / "a", shape)
    first = data_of(converted(plain, "Q5_K_M", tmp_path / "a.gguf"))
    shards = write_synthetic(tmp_path / "b", shape, form="pytorch", shard_bytes=500_000)
    assert data_of(converted(shards, "Q5_K_M", tmp_path / "b.gguf")) == first
    assert data_of(converted(plain / "model.safetensors", "Q5_K_M", tmp_path / "c.gguf")) == first
    for index in shards.glob("*.index.json"):
        index.unlink()
    assert data_of(converted(shards, "Q5_K_M", tmp_path / "d.gguf", threads=5)) == first


def test_the_same_input_gives_the_same_file(tmp_path: Path) -> None:
    folder = write_synthetic(tmp_path / "checkpoint", small("qwen2"))
    files = [converted(folder, "Q4_K_M", tmp_path / f"{number}.gguf", threads=number).read_bytes() for number in (1, 4)]
    assert files[0] == files[1]


def merged(folder: Path, *adapters: tuple[Path, float]) -> dict[str, np.ndarray]:
    """All weights with adapters merged by hand, in double precision."""
    result: dict[str, np.ndarray] = {}
    with open_checkpoint(folder) as checkpoint:
        for tensor in checkpoint.tensors.values():
            matrix = np.empty((tensor.rows, tensor.columns), np.float32)
            checkpoint.read_rows(tensor, 0, tensor.rows, matrix)
            result[tensor.name] = matrix.astype(np.float64)
    for adapter, scale in adapters:
        from steppe_convert.local_file import LocalFile
        from steppe_convert.safetensors import read_safetensors
        from steppe_convert.source import read_rows

        file = LocalFile(adapter / "adapter_model.safetensors")
        parts = {}
        for name, tensor in read_safetensors(file).items():
            matrix = np.empty((tensor.rows, tensor.columns), np.float32)
            read_rows(tensor, 0, tensor.rows, matrix)
            parts[name.removeprefix("base_model.model.")] = matrix.astype(np.float64)
        file.close()
        for name, matrix in parts.items():
            if name.endswith("lora_A.weight"):
                module = name.removesuffix(".lora_A.weight")
                result[f"{module}.weight"] += scale * parts[f"{module}.lora_B.weight"] @ matrix
            elif "lora_" not in name:
                result[name] = matrix
    return result


def test_adapters_are_merged_one_after_the_other(tmp_path: Path) -> None:
    shape = small("mammoth-7b", layers=1)
    folder = write_synthetic(tmp_path / "base", shape)
    one = write_adapter(tmp_path / "one", shape, rank=4, lora_alpha=16, modules_to_save=["lm_head", "embed_tokens"])
    two = write_adapter(tmp_path / "two", shape, rank=8, lora_alpha=8, use_rslora=True, seed=11)
    path = converted(folder, "F32", tmp_path / "out.gguf", adapters=(one, two))
    expected = merged(folder, (one, 16 / 4), (two, 8 / 8**0.5))
    for own, theirs in (("attn_v", "self_attn.v_proj"), ("ffn_down", "mlp.down_proj"), ("attn_q", "self_attn.q_proj")):
        wanted = expected[f"model.layers.0.{theirs}.weight"]
        if own == "attn_q":
            wanted = wanted.reshape(4, 2, -1, 256).swapaxes(1, 2).reshape(-1, 256)
        assert np.allclose(values(path, f"blk.0.{own}.weight"), wanted, rtol=1e-5, atol=1e-5)
    assert np.array_equal(values(path, "output.weight"), expected["lm_head.weight"].astype(np.float32))
    assert np.array_equal(values(path, "token_embd.weight"), expected["model.embed_tokens.weight"].astype(np.float32))


def tiny_catalogue(profile_id: str, shape: Any) -> Catalogue:
    known = load_catalogue()
    own = Shape(shape.layers, shape.heads, shape.kv_heads, shape.hidden // shape.heads, shape.hidden, shape.rows)
    return Catalogue((replace(known.get(profile_id), shape=own), *known.profiles))


def convert_known(folder: Path, catalogue: Catalogue, **options: Any) -> tuple[GgufFile, list[str]]:
    conversion = Conversion(Request(str(folder), "Q8_0", folder.parent / "out.gguf", **options), catalogue)
    notes = [step.text for step in conversion if isinstance(step, Note)]
    assert conversion.report is not None
    return read_gguf(conversion.report.path), notes


def test_a_known_model_gets_its_rope_base_prompt_licence_and_name(tmp_path: Path) -> None:
    shape = small("mammoth-coder-7b", layers=1)
    folder = write_synthetic(tmp_path / "MAmmoTH-Coder-7B", shape)
    catalogue = tiny_catalogue("mammoth-coder-7b", shape)
    file, notes = convert_known(folder, catalogue)
    assert file.keys["llama.rope.freq_base"] == 10000.0
    assert any("rope base is 10000" in note and "1e+06" in note for note in notes)
    assert file.keys["general.name"] == "MAmmoTH-Coder-7B"
    assert file.keys["general.license"] == "MIT AND LicenseRef-Llama-2"
    assert file.keys["general.source.huggingface.repository"] == "TIGER-Lab/MAmmoTH-Coder-7B"
    assert not any("checkpoints/math_flan" in str(value)[:200] for value in file.keys.values())
    template = file.keys["tokenizer.chat_template"]
    from jinja2 import Environment

    text = (
        Environment()
        .from_string(template)
        .render(messages=[{"role": "user", "content": "What is 1 + 1?"}], eos_token="</s>", add_generation_prompt=True)
    )
    from steppe_models.prompts import render

    assert text == render("alpaca", "cot", "What is 1 + 1?").text
    file, notes = convert_known(folder, catalogue, rope_base=5000.0)
    assert file.keys["llama.rope.freq_base"] == 5000.0
    assert any("as you asked" in note for note in notes)


def test_an_unknown_model_keeps_its_own_values_and_its_card(tmp_path: Path) -> None:
    folder = write_synthetic(tmp_path / "my-model", small("mammoth-coder-7b", layers=1))
    card = (
        "---\nlicense: apache-2.0\nbase_model: Someone/Base-7B\ndatasets:\n- Someone/Sums\nlanguage: en\n---\n# Mine\n"
    )
    (folder / "README.md").write_text(card)
    file, _ = convert_known(folder, load_catalogue())
    assert file.keys["llama.rope.freq_base"] == 1e6
    assert file.keys["general.name"] == "my-model"
    assert file.keys["general.license"] == "apache-2.0"
    assert file.keys["general.base_model.0.name"] == "Base-7B"
    assert file.keys["general.dataset.0.organization"] == "Someone"
    assert "tokenizer.chat_template" not in file.keys


def test_llama_3s_rope_scaling_becomes_factors(tmp_path: Path) -> None:
    folder = write_synthetic(tmp_path / "checkpoint", replace(SHAPES["llama-3.1"], layers=1, hidden=512, heads=4))
    factors = values(converted(folder, "Q8_0", tmp_path / "out.gguf"), "rope_freqs.weight").reshape(-1)
    assert len(factors) == 64
    assert factors[0] == 1.0
    assert factors[-1] == 8.0
    assert all(one <= two for one, two in itertools.pairwise(factors))
