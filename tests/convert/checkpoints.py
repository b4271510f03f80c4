"""Checkpoints for the tests of the converter: every MAmmoTH shape class, tiny, with random weights; adapters.

The classes keep what the converter's rules depend on (heads to KV heads, vocabulary, rope, tokenizer kind, rows of
whole blocks of 256) and reduce width and depth. `steppe.bench.checkpoint` makes checkpoints of real models.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from vocabularies import write_llama_tokenizer

from steppe.bench.checkpoint import narrow
from steppe.bench.checkpoint_tokenizer import CONTROL, NORMAL, byte_level_json
from steppe.bench.weight_files import Form, Weights, write_safetensors, write_weights

_SLAB_ROWS = 4096


@dataclass(frozen=True, slots=True)
class Shape:
    """A checkpoint's dimensions and what else its config says. `base_tokens` are the tokenizer's before `[PAD]`."""

    architecture: str = "LlamaForCausalLM"
    model_type: str = "llama"
    layers: int = 2
    hidden: int = 256
    ffn: int = 256
    heads: int = 4
    kv_heads: int = 4
    base_tokens: int = 32000
    has_pad: bool = True
    context: int = 4096
    rope_theta: float | None = None
    experts: int = 0
    has_bias: bool = False
    is_tied: bool = False
    dtype: str = "F16"
    tokenizer: str = "model"
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """Rows of the embedding: the tokenizer's tokens and `[PAD]`."""
        return self.base_tokens + int(self.has_pad)


_CODE = Shape(context=16384, rope_theta=1_000_000.0, base_tokens=32016)
SHAPES: dict[str, Shape] = {
    "mammoth-7b": Shape(dtype="F32"),
    "mammoth-13b": Shape(heads=8, kv_heads=8, layers=5, dtype="F32"),
    "mammoth-70b": Shape(layers=80, heads=8, kv_heads=1, dtype="BF16"),
    "mammoth-coder-7b": replace(_CODE, dtype="F32"),
    "mammoth-coder-13b": replace(_CODE, heads=8, kv_heads=8, layers=5, dtype="F32"),
    "mammoth-coder-34b": replace(_CODE, heads=8, kv_heads=1, base_tokens=32000, layers=3, dtype="BF16"),
    "mammoth-7b-mistral": Shape(
        "MistralForCausalLM", "mistral", kv_heads=1, context=32768, rope_theta=10000.0, has_pad=False, dtype="BF16",
        more={"sliding_window": 4096},
    ),
    "mixtral": Shape(
        "MixtralForCausalLM", "mixtral", kv_heads=1, context=32768, rope_theta=1e6, experts=8, has_pad=False,
        dtype="BF16",
        more={"num_experts_per_tok": 2, "router_aux_loss_coef": 0.02, "sliding_window": None},
    ),
    "llama-3": Shape(
        kv_heads=1, context=8192, rope_theta=500000.0, has_pad=False, dtype="BF16", tokenizer="llama-bpe",
        base_tokens=640,
    ),
    "llama-3.1": Shape(
        kv_heads=1, context=131072, rope_theta=500000.0, has_pad=False, dtype="BF16", tokenizer="llama-bpe",
        base_tokens=640, is_tied=True,
        more={"rope_scaling": {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
                               "original_max_position_embeddings": 8192}},
    ),
    "qwen2": Shape(
        "Qwen2ForCausalLM", "qwen2", kv_heads=2, context=32768, rope_theta=1e6, has_pad=False, has_bias=True,
        dtype="BF16", tokenizer="qwen2", base_tokens=640,
    ),
}  # fmt: skip


def small(name: str, **changes: Any) -> Shape:
    """A shape class with a vocabulary of 640 tokens, for tests that are not about vocabularies."""
    return replace(SHAPES[name], base_tokens=640, **changes)


def write_synthetic(
    folder: Path, shape: Shape, *, seed: int = 0, form: Form = "safetensors", shard_bytes: int | None = None
) -> Path:
    """Write a checkpoint of random weights; the same seed gives the same bytes in every form and dtype's range."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "config.json", config_of(shape))
    if shape.tokenizer in ("model", "json", "both"):
        write_llama_tokenizer(folder, shape.base_tokens, form=shape.tokenizer, has_pad=shape.has_pad)
    else:
        _write_byte_level(folder, shape)
    write_weights(folder, weights_of(shape, seed), form, shard_bytes)
    return folder


def config_of(shape: Shape) -> dict[str, Any]:
    """The config.json, as the families of MAmmoTH write it."""
    names = {"F32": "float32", "F16": "float16", "BF16": "bfloat16"}
    config: dict[str, Any] = {
        "_name_or_path": "/data/checkpoints/math_flan_v4",
        "architectures": [shape.architecture],
        "model_type": shape.model_type,
        "hidden_act": "silu",
        "hidden_size": shape.hidden,
        "intermediate_size": shape.ffn,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "num_key_value_heads": shape.kv_heads,
        "max_position_embeddings": shape.context,
        "rms_norm_eps": 1e-05,
        "tie_word_embeddings": shape.is_tied,
        "torch_dtype": names[shape.dtype],
        "vocab_size": shape.rows,
        "bos_token_id": 1,
        "eos_token_id": 2,
        "pad_token_id": 0,
    }
    if shape.rope_theta is not None:
        config["rope_theta"] = shape.rope_theta
    if shape.experts:
        config["num_local_experts"] = shape.experts
    return config | shape.more


def weights_of(shape: Shape, seed: int = 0) -> list[Weights]:
    """All tensors; matrices are normal with a spread that keeps activations in range, norms near one."""
    entries = list(_tensor_shapes(shape))
    return [
        Weights(name, shape.dtype, dimensions, partial(_random, name, dimensions, shape.dtype, (seed, number)))
        for number, (name, dimensions) in enumerate(entries)
    ]


def _tensor_shapes(shape: Shape) -> Iterator[tuple[str, tuple[int, ...]]]:
    head = shape.hidden // shape.heads
    yield "model.embed_tokens.weight", (shape.rows, shape.hidden)
    for number in range(shape.layers):
        block = f"model.layers.{number}"
        yield f"{block}.input_layernorm.weight", (shape.hidden,)
        for part, heads in (("q", shape.heads), ("k", shape.kv_heads), ("v", shape.kv_heads)):
            yield f"{block}.self_attn.{part}_proj.weight", (heads * head, shape.hidden)
            if shape.has_bias:
                yield f"{block}.self_attn.{part}_proj.bias", (heads * head,)
        yield f"{block}.self_attn.o_proj.weight", (shape.hidden, shape.heads * head)
        yield f"{block}.post_attention_layernorm.weight", (shape.hidden,)
        if shape.experts:
            yield f"{block}.block_sparse_moe.gate.weight", (shape.experts, shape.hidden)
        prefixes = [f"block_sparse_moe.experts.{expert}" for expert in range(shape.experts)] or ["mlp"]
        parts = ("w1", "w3", "w2") if shape.experts else ("gate_proj", "up_proj", "down_proj")
        for prefix in prefixes:
            yield f"{block}.{prefix}.{parts[0]}.weight", (shape.ffn, shape.hidden)
            yield f"{block}.{prefix}.{parts[1]}.weight", (shape.ffn, shape.hidden)
            yield f"{block}.{prefix}.{parts[2]}.weight", (shape.hidden, shape.ffn)
    yield "model.norm.weight", (shape.hidden,)
    if not shape.is_tied:
        yield "lm_head.weight", (shape.rows, shape.hidden)


def _random(name: str, dimensions: tuple[int, ...], dtype: str, seed: Sequence[int]) -> Iterable[bytes]:
    generator = np.random.default_rng(seed)
    columns = dimensions[-1] if len(dimensions) > 1 else 1
    rows = dimensions[0]
    for first in range(0, rows, _SLAB_ROWS):
        values = generator.standard_normal((min(_SLAB_ROWS, rows - first), columns), np.float32)
        values *= np.float32(1.0 if "embed" in name else 1.5 / columns**0.5)
        if "norm" in name:
            values = 1 + values * 0.1
        yield narrow(values, dtype)


def _write_byte_level(folder: Path, shape: Shape) -> None:
    alphabet = _byte_alphabet()
    pairs = [first + second for first in alphabet[32:90] for second in alphabet[64:90]]
    merges = [f"{pair[0]} {pair[1]}" for pair in pairs[: shape.base_tokens - len(alphabet) - 3]]
    tokens = [*alphabet, *(merge.replace(" ", "") for merge in merges), "<|begin|>", "<|end|>", "<|pad|>"]
    types = [NORMAL] * (len(tokens) - 3) + [CONTROL] * 3
    _write(folder / "tokenizer.json", byte_level_json(shape.tokenizer, tokens, types, merges))
    settings = {"tokenizer_class": "PreTrainedTokenizerFast", "bos_token": "<|begin|>", "eos_token": "<|end|>"}
    _write(folder / "tokenizer_config.json", settings | {"pad_token": "<|pad|>"})
    numbers = {"bos_token_id": len(tokens) - 3, "eos_token_id": len(tokens) - 2, "pad_token_id": len(tokens) - 1}
    config = json.loads((folder / "config.json").read_text())
    _write(folder / "config.json", config | numbers)


def _byte_alphabet() -> list[str]:
    """The 256 characters by which byte-level vocabularies write bytes."""
    visible = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [value for value in range(256) if value not in visible]
    return [chr(value) for value in visible] + [chr(256 + number) for number, _ in enumerate(others)]


# Adapters


def write_adapter(
    folder: Path, shape: Shape, *, rank: int = 4, seed: int = 7, modules_to_save: Sequence[str] = (), **changes: Any
) -> Path:
    """Write a PEFT LoRA adapter for all projections of attention and FFN; `changes` go into adapter_config.json.

    `use_dora=True` adds the magnitude vectors that DoRA has; `modules_to_save` may name lm_head and embed_tokens.
    """
    folder.mkdir(parents=True, exist_ok=True)
    targets = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
    settings = {
        "peft_type": "LORA", "task_type": "CAUSAL_LM", "base_model_name_or_path": "base", "r": rank, "lora_alpha": 8,
        "lora_dropout": 0.0, "bias": "none", "fan_in_fan_out": False, "target_modules": targets, "use_rslora": False,
        "use_dora": False, "modules_to_save": list(modules_to_save) or None, "rank_pattern": {}, "alpha_pattern": {},
    }  # fmt: skip
    settings |= changes
    _write(folder / "adapter_config.json", settings)
    generator = np.random.default_rng(seed)
    tensors = []
    for name, dimensions in _tensor_shapes(shape):
        stem = name.removesuffix(".weight")
        prefix = f"base_model.model.{stem}"
        if stem.rpartition(".")[2] in settings["target_modules"] and name.endswith(".weight"):
            own_rank = settings["rank_pattern"].get(stem.rpartition(".")[2], rank)
            tensors.append(_fixed(f"{prefix}.lora_A.weight", generator, (own_rank, dimensions[1])))
            tensors.append(_fixed(f"{prefix}.lora_B.weight", generator, (dimensions[0], own_rank)))
            if settings["use_dora"]:
                tensors.append(_fixed(f"{prefix}.lora_magnitude_vector", generator, (dimensions[0],)))
        elif stem.rpartition(".")[2] in modules_to_save:
            tensors.append(_fixed(f"{prefix}.weight", generator, dimensions))
    write_safetensors(folder / "adapter_model.safetensors", tensors)
    return folder


def _fixed(name: str, generator: np.random.Generator, dimensions: tuple[int, ...]) -> Weights:
    data = (generator.standard_normal(dimensions, np.float32) * 0.05).tobytes()
    return Weights(name, "F32", dimensions, lambda: [data])


def weight_files(folder: Path) -> list[Path]:
    """The weight files of a checkpoint in order."""
    return sorted([*folder.glob("*.safetensors"), *folder.glob("*.bin")])


def copy_of(folder: Path, target: Path) -> Path:
    """A copy of a checkpoint, to be broken by a test."""
    return Path(shutil.copytree(folder, target))


def _write(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
