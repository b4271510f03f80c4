"""Turns a GGUF file back into a checkpoint as trainers leave it, so that converting can be measured without a download.

The weights are those of the GGUF, dequantized; layout, names and files are Hugging Face's. Architectures: llama, qwen2.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from steppe.bench.checkpoint_tokenizer import write_tokenizer
from steppe.bench.weight_files import Form, Weights, write_weights
from steppe_convert.gguf_file import GgufFile, GgufTensor, read_gguf, tensor_rows
from steppe_models.errors import BadInputError

if TYPE_CHECKING:
    import numpy as np

_SLAB_WEIGHTS = 1 << 20
_NAMES = {"token_embd": "model.embed_tokens", "output_norm": "model.norm", "output": "lm_head"}
_BLOCK_NAMES = {
    "attn_norm": "input_layernorm",
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "ffn_norm": "post_attention_layernorm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}
_CLASSES = {"llama": "LlamaForCausalLM", "qwen2": "Qwen2ForCausalLM"}
_TORCH_NAMES = {"F32": "float32", "F16": "float16", "BF16": "bfloat16"}


def write_checkpoint(
    source: Path, folder: Path, *, dtype: str = "BF16", form: Form = "safetensors", shard_bytes: int | None = None
) -> list[Path]:
    """Write the checkpoint of the GGUF file `source` into `folder`; returns the weight files.

    `dtype` is F32, F16 or BF16. Memory stays at a few megabytes: tensors are streamed row by row.

    Raises:
        BadInputError: the file's architecture is not llama or qwen2, or a tensor has an unknown name.
    """
    model = read_gguf(source)
    if model.architecture not in _CLASSES:
        raise BadInputError(
            f"A checkpoint cannot be made of a model of the kind '{model.architecture}'.",
            "Give a GGUF file of the kind llama or qwen2.",
        )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(_config(model, dtype), indent=2), encoding="utf-8")
    write_tokenizer(model, folder)
    tensors = [
        Weights(hub_name(tensor.name), dtype, tensor.shape, partial(_chunks, model, tensor, dtype))
        for tensor in model.tensors.values()
        if tensor.name != "rope_freqs.weight"
    ]
    return write_weights(folder, tensors, form, shard_bytes)


def hub_name(name: str) -> str:
    """The Hugging Face name of the tensor that GGUF calls `name`."""
    stem, _, suffix = name.rpartition(".")
    if stem in _NAMES:
        return f"{_NAMES[stem]}.{suffix}"
    _, number, part = [*stem.split("."), "", ""][:3]
    if part not in _BLOCK_NAMES:
        raise BadInputError(f"The tensor {name} has no place in a checkpoint of this kind.", "Give another GGUF file.")
    return f"model.layers.{number}.{_BLOCK_NAMES[part]}.{suffix}"


def narrow(values: np.ndarray, dtype: str) -> bytes:
    """float32 values as the bytes of `dtype`; bfloat16 rounds to the nearest, ties to even."""
    import numpy as np

    if dtype == "F32":
        return values.astype("<f4", copy=False).tobytes()
    if dtype == "F16":
        return values.astype("<f2").tobytes()
    bits = np.ascontiguousarray(values, np.float32).view(np.uint32)
    return ((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16).astype("<u2").tobytes()


def _chunks(model: GgufFile, tensor: GgufTensor, dtype: str) -> Iterator[bytes]:
    """The tensor's rows in the order that the checkpoint has them, some whole heads at a time."""
    head_rows = _head_rows(model, tensor)
    step = max(1, _SLAB_WEIGHTS // tensor.columns // head_rows) * head_rows
    with model.path.open("rb") as file:
        for first in range(0, tensor.rows, step):
            last = min(first + step, tensor.rows)
            values = tensor_rows(file, tensor, first, last)
            if head_rows > 1:  # ggml's llama rope has each head's two halves interleaved
                halves = values.reshape(-1, head_rows // 2, 2, tensor.columns)
                values = halves.swapaxes(1, 2).reshape(-1, tensor.columns)
            yield narrow(values, dtype)


def _head_rows(model: GgufFile, tensor: GgufTensor) -> int:
    part = tensor.name.split(".")[-2]
    if model.architecture != "llama" or part not in ("attn_q", "attn_k"):
        return 1
    heads = model.value("attention.head_count" if part == "attn_q" else "attention.head_count_kv")
    return int(tensor.rows // heads)


def _config(model: GgufFile, dtype: str) -> dict[str, Any]:
    heads = model.value("attention.head_count")
    keys = model.keys
    config: dict[str, Any] = {
        "architectures": [_CLASSES[model.architecture]],
        "model_type": model.architecture,
        "hidden_act": "silu",
        "hidden_size": model.value("embedding_length"),
        "intermediate_size": model.value("feed_forward_length"),
        "num_hidden_layers": model.value("block_count"),
        "num_attention_heads": heads,
        "num_key_value_heads": model.value("attention.head_count_kv", heads),
        "max_position_embeddings": model.value("context_length"),
        "rms_norm_eps": float(f"{model.value('attention.layer_norm_rms_epsilon'):.6g}"),
        "rope_theta": model.value("rope.freq_base", 10000.0),
        "tie_word_embeddings": "output.weight" not in model.tensors,
        "torch_dtype": _TORCH_NAMES[dtype],
        "vocab_size": len(keys["tokenizer.ggml.tokens"]),
        "bos_token_id": keys.get("tokenizer.ggml.bos_token_id"),
        "eos_token_id": keys.get("tokenizer.ggml.eos_token_id"),
    }
    return {key: value for key, value in config.items() if value is not None}
