"""What cannot or must not be converted is refused in a sentence, and nothing is left behind."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable
from pathlib import Path

import numpy
import pytest
from broken_checkpoints import (
    lfs_pointer,
    lose_shard,
    malicious_pickle,
    mix_up_index,
    put_value,
    quantized_by,
    replace_pickle,
    truncate,
)
from checkpoints import copy_of, small, write_adapter, write_synthetic
from conversions import converted

from steppe_convert.source import open_checkpoint
from steppe_models.errors import SteppeError

SHAPE = small("mammoth-7b", layers=1, dtype="F16")


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    root = tmp_path_factory.mktemp("good")
    return {
        form: write_synthetic(root / form, SHAPE, form=form, shard_bytes=700_000)  # type: ignore[arg-type]
        for form in ("safetensors", "pytorch")
    }


def refused(folder: Path, match: str, kind: str = "Q8_0", **options: object) -> SteppeError:
    target = folder.parent / "out.gguf"
    with pytest.raises(SteppeError, match=match) as raised:
        converted(folder, kind, target, **options)
    assert raised.value.hint
    assert not target.exists()
    return raised.value


@pytest.mark.parametrize(
    ("change", "match"),
    [
        (truncate, "cut short"),
        (lfs_pointer, "only a git-LFS pointer"),
        (lose_shard, r"1 of \d weight files are missing: "),
        (mix_up_index, "The index places the tensor|The index promises the tensor"),
        (quantized_by("gptq"), "quantized already, by the method GPTQ"),
        (quantized_by("awq"), "quantized already, by the method AWQ"),
    ],
)
@pytest.mark.parametrize("form", ["safetensors", "pytorch"])
def test_broken_checkpoints(
    good: dict[str, Path], form: str, change: Callable[[Path], None], match: str, tmp_path: Path
) -> None:
    folder = copy_of(good[form], tmp_path / "checkpoint")
    change(folder)
    refused(folder, match)
    assert not list(tmp_path.glob("out*"))


def test_a_pickle_that_would_run_a_command_runs_nothing(good: dict[str, Path], tmp_path: Path) -> None:
    folder, marker = copy_of(good["pytorch"], tmp_path / "checkpoint"), tmp_path / "executed"
    malicious_pickle(folder, marker)
    error = refused(folder, "nothing of it was executed: its pickle holds posix.system")
    assert "state_dict" in error.hint
    assert not marker.exists()


class Sneaky:
    """Changes an object that is allowed by setting attributes on it."""

    def __reduce__(self) -> tuple[object, tuple[object, ...], dict[str, object]]:
        return list, (), {"key": "value"}


@pytest.mark.parametrize(
    ("data", "match"),
    [
        (pickle.dumps(Sneaky(), 2), "its pickle holds (builtins|__builtin__).list"),
        (b"\x80\x02ctorch\nHalfStorage\n}(X\x05\x00\x00\x00dtypeX\x03\x00\x00\x00BADub.", "damaged|holds no weights"),
        (b"\x80\x02ctorch._utils\n_rebuild_tensor_v2\n(tR.", "damaged|holds"),
        (b"\x80\x02ctorch.storage\n_load_from_bytes\n(tR.", "holds torch.storage._load_from_bytes"),
        (b"\x80\x02cnumpy.core.multiarray\nscalar\n(tR.", "holds numpy.core.multiarray.scalar"),
        (b"\x80\x02]q\x00.", "holds no weights by name"),
        (b"\x80\x02", "damaged"),
    ],
)
def test_other_pickles(good: dict[str, Path], data: bytes, match: str, tmp_path: Path) -> None:
    folder = copy_of(good["pytorch"], tmp_path / "checkpoint")
    replace_pickle(sorted(folder.glob("*.bin"))[0], lambda _: data)
    refused(folder, match)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_weight_that_is_no_number_is_named(good: dict[str, Path], value: float, tmp_path: Path) -> None:
    folder = copy_of(good["safetensors"], tmp_path / "checkpoint")
    put_value(folder, "model.layers.0.mlp.up_proj.weight", value, at=5000)
    refused(folder, r"model\.layers\.0\.mlp\.up_proj\.weight .*no numbers \(NaN or infinite\), near its row 19")


def test_weights_too_large_for_the_type_are_named(tmp_path: Path) -> None:
    folder = write_synthetic(tmp_path / "checkpoint", small("mammoth-7b", layers=1, dtype="BF16"))
    with numpy.errstate(over="ignore"):
        put_value(folder, "model.layers.0.mlp.up_proj.weight", 1e30)
    error = refused(folder, r"blk\.0\.ffn_up\.weight cannot be written as F16", "F16")
    assert "BF16" in error.hint


def change_config(folder: Path, **values: object) -> None:
    path = folder / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


@pytest.mark.parametrize(
    ("values", "match"),
    [
        ({"architectures": ["GemmaForCausalLM"]}, "architecture GemmaForCausalLM cannot be converted"),
        ({"architectures": ["Qwen2ForCausalLM"]}, "tensors are missing"),
        ({"num_hidden_layers": 2}, "tensors are missing in the checkpoint, blk.1.attn_norm.weight among them"),
        ({"intermediate_size": 512}, "has the shape 256 x 256, and the configuration asks for 512 x 256"),
        ({"rope_scaling": {"type": "longrope", "factor": 2}}, "rope scaling is of the kind longrope"),
        ({"hidden_act": "gelu"}, "activation is gelu"),
        ({"num_attention_heads": 0}, "no usable num_attention_heads"),
        ({"num_attention_heads": "4"}, "no usable num_attention_heads"),
        ({"num_attention_heads": 3}, "heads do not fit its width"),
    ],
)
def test_configurations(good: dict[str, Path], values: dict[str, object], match: str, tmp_path: Path) -> None:
    folder = copy_of(good["safetensors"], tmp_path / "checkpoint")
    change_config(folder, **values)
    refused(folder, match)


def test_a_tokenizer_larger_than_the_embedding_is_told_with_all_three_numbers(
    good: dict[str, Path], tmp_path: Path
) -> None:
    folder = copy_of(good["safetensors"], tmp_path / "checkpoint")
    (folder / "added_tokens.json").write_text('{"[PAD]": 640, "<more>": 641}')
    refused(folder, r"642 tokens \(the last is <more>\), the embedding has 641 rows, and config.json says 641")


def test_sources_that_are_none(tmp_path: Path, good: dict[str, Path]) -> None:
    for name, match in (("nowhere", "no checkpoint"), ("empty", "has no config.json")):
        folder = tmp_path / name
        if name == "empty":
            folder.mkdir()
        with pytest.raises(SteppeError, match=match):
            open_checkpoint(folder)
    (tmp_path / "empty" / "config.json").write_text("{}")
    with pytest.raises(SteppeError, match=r"has no config\.json"):
        open_checkpoint(tmp_path / "empty")
    (tmp_path / "empty" / "config.json").write_text('{"architectures": ["LlamaForCausalLM"]}')
    with pytest.raises(SteppeError, match="has no weights"):
        open_checkpoint(tmp_path / "empty")
    (tmp_path / "empty" / "tf_model.h5").write_text("x")
    with pytest.raises(SteppeError, match="weights for TensorFlow only"):
        open_checkpoint(tmp_path / "empty")
    folder = copy_of(good["safetensors"], tmp_path / "no-tokenizer")
    for path in folder.glob("tokenizer*"):
        path.unlink()
    refused(folder, "has no tokenizer")


def test_adapters_that_cannot_be_merged(good: dict[str, Path], tmp_path: Path) -> None:
    adapter = write_adapter(tmp_path / "dora", SHAPE, use_dora=True)
    refused(good["safetensors"], "is a DoRA adapter", adapters=(adapter,))
    other = write_adapter(tmp_path / "other", small("mammoth-7b", layers=3))
    refused(good["safetensors"], r"was not made for this checkpoint: it changes model\.layers\.1", adapters=(other,))
    ia3 = write_adapter(tmp_path / "ia3", SHAPE, peft_type="IA3")
    refused(good["safetensors"], "is of the kind IA3", adapters=(ia3,))
    refused(good["safetensors"], "has no adapter_config.json", adapters=(tmp_path,))
    refused(adapter, "holds only an adapter, made for base")
