"""The types that are planned are those that the installed llama.cpp would choose, for shapes of real models."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from steppe_convert.families import families, map_tensors
from steppe_convert.guard import check_types, library_types
from steppe_convert.metadata import Identity
from steppe_convert.plan import Plan, PlannedTensor
from steppe_convert.planning import Prepared
from steppe_convert.shape import read_shape
from steppe_convert.source import Checkpoint, TensorSource
from steppe_convert.types import check_file_type, choose_types, error_limit, file_types
from steppe_convert.vocabulary import Vocabulary
from steppe_models.errors import BadInputError, SteppeError

# name, architecture, layers, width, inner, heads, key heads, rows, experts, tied
REAL = {
    "mammoth-7b": ("LlamaForCausalLM", 32, 4096, 11008, 32, 32, 32001, 0, False),
    "mammoth-13b": ("LlamaForCausalLM", 40, 5120, 13824, 40, 40, 32001, 0, False),
    "mammoth-70b": ("LlamaForCausalLM", 80, 8192, 28672, 64, 8, 32001, 0, False),
    "coder-34b": ("LlamaForCausalLM", 48, 8192, 22016, 64, 8, 32001, 0, False),
    "mistral": ("MistralForCausalLM", 32, 4096, 14336, 32, 8, 32002, 0, False),
    "mixtral": ("MixtralForCausalLM", 32, 4096, 14336, 32, 8, 32000, 8, False),
    "qwen2-0.5b": ("Qwen2ForCausalLM", 24, 896, 4864, 14, 2, 151936, 0, True),
    "qwen2-72b": ("Qwen2ForCausalLM", 80, 8192, 29568, 64, 8, 152064, 0, False),
    "smollm2": ("LlamaForCausalLM", 30, 576, 1536, 9, 3, 49152, 0, True),
    "odd": ("LlamaForCausalLM", 3, 272, 400, 2, 1, 100, 0, False),
    "four-experts": ("MixtralForCausalLM", 16, 512, 1024, 8, 2, 100, 4, False),
}


class NoFile:
    """A weight file of which only the table is known."""

    name, size_bytes, identity = "none", 0, "none"

    def read_into(self, offset: int, out: memoryview) -> None:
        raise AssertionError("nothing is read for a plan")

    def close(self) -> None:
        pass


def prepared(name: str, file_type: str, *, has_importance: bool = False) -> tuple[Prepared, Checkpoint]:
    architecture, layers, width, inner, heads, keys, rows, experts, tied = REAL[name]
    config: dict[str, Any] = {
        "architectures": [architecture], "hidden_size": width, "intermediate_size": inner, "num_hidden_layers": layers,
        "num_attention_heads": heads, "num_key_value_heads": keys, "max_position_embeddings": 4096,
        "rms_norm_eps": 1e-5, "tie_word_embeddings": tied, "vocab_size": rows,
    }  # fmt: skip
    if experts:
        config |= {"num_local_experts": experts, "num_experts_per_tok": 2}
    head = width // heads
    shapes: dict[str, tuple[int, ...]] = {"model.embed_tokens.weight": (rows, width), "model.norm.weight": (width,)}
    if not tied:
        shapes["lm_head.weight"] = (rows, width)
    for layer in range(layers):
        block = f"model.layers.{layer}."
        shapes |= {
            block + "input_layernorm.weight": (width,),
            block + "post_attention_layernorm.weight": (width,),
            block + "self_attn.q_proj.weight": (heads * head, width),
            block + "self_attn.k_proj.weight": (keys * head, width),
            block + "self_attn.v_proj.weight": (keys * head, width),
            block + "self_attn.o_proj.weight": (width, heads * head),
        }
        if architecture.startswith("Qwen2"):
            shapes |= {block + f"self_attn.{part}_proj.bias": (size * head,) for part, size in
                       (("q", heads), ("k", keys), ("v", keys))}  # fmt: skip
        stems = [f"{block}block_sparse_moe.experts.{each}." for each in range(experts)] or [block + "mlp."]
        for stem in stems:
            up, gate, down = ("w3", "w1", "w2") if experts else ("up_proj", "gate_proj", "down_proj")
            shapes |= {f"{stem}{part}.weight": (inner, width) for part in (up, gate)}
            shapes[f"{stem}{down}.weight"] = (width, inner)
        if experts:
            shapes[block + "block_sparse_moe.gate.weight"] = (experts, width)
    file = NoFile()
    tensors = {key: TensorSource(key, "BF16", shape, file, 0) for key, shape in shapes.items()}
    checkpoint = Checkpoint(name, Path(), config, tensors, (file,))
    family = next(each for each in families() if architecture in each.architectures)
    shape = read_shape(config, rows, has_output=not tied)
    mapped = map_tensors(checkpoint, family, shape)
    types = choose_types(mapped, file_type, family.gguf, shape, has_importance=has_importance)
    planned = tuple(
        PlannedTensor(each.name, kind, each.shape, 0, 0, 1) for each, kind in zip(mapped, types, strict=True)
    )
    plan = Plan(file_type, family.gguf, b"", planned, 0, 0)
    identity = Identity(name, None, {}, 10000.0, "", ())
    return Prepared(family, shape, identity, Vocabulary("llama", "default", (), ()), plan, (), ()), checkpoint


@pytest.mark.parametrize("name", REAL)
@pytest.mark.parametrize("has_importance", [False, True])
def test_every_type_is_what_llama_cpp_would_choose(name: str, has_importance: bool) -> None:
    own = {kind: prepared(name, kind, has_importance=has_importance) for kind in file_types()}
    plan, checkpoint = own["Q4_K_M"]
    theirs = library_types(plan, checkpoint, file_types(), has_importance=has_importance)
    for kind, found in zip(file_types(), theirs, strict=True):
        assert {tensor.name: tensor.type_name for tensor in own[kind][0].plan.tensors} == found, kind


def test_a_mix_that_differs_from_the_librarys_is_refused() -> None:
    plan, checkpoint = prepared("smollm2", "Q4_K_M")
    tensors = list(plan.plan.tensors)
    place = next(number for number, tensor in enumerate(tensors) if tensor.type_name == "Q5_0")
    tensors[place] = PlannedTensor(tensors[place].name, "Q8_0", tensors[place].shape, 0, 0, 1)
    changed = Plan("Q4_K_M", "llama", b"", tuple(tensors), 0, 0)
    different = Prepared(plan.family, plan.shape, plan.identity, plan.vocabulary, changed, (), ())
    with pytest.raises(SteppeError, match=r"would write .* as Q5_0, and the plan says Q8_0"):
        check_types(different, checkpoint, has_importance=False)


def test_types_are_named_as_people_write_them() -> None:
    assert check_file_type("q4_k_m") == "Q4_K_M"
    with pytest.raises(BadInputError, match="no type Q9"):
        check_file_type("Q9")


def test_every_type_that_is_used_has_a_limit_for_its_error() -> None:
    names = ("smollm2", "odd", "mixtral")
    used = {
        tensor.type_name for name in names for kind in file_types() for tensor in prepared(name, kind)[0].plan.tensors
    }
    for kind in used - {"F32"}:
        assert 0 < error_limit(kind) < 1
