"""A GGUF file's weights under their Hugging Face names and in Hugging Face's row order, for comparing with the source.

The layout is undone here from its description alone, apart from the code that made it, so that neither hides the
other's mistake: ggml's llama rope wants each head's two rotary halves interleaved, and experts lie in one tensor.
"""

from __future__ import annotations

import re
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from steppe_convert.gguf_file import GgufTensor, read_gguf, tensor_rows
from steppe_models.errors import IntegrityError

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray

    from steppe_convert.source import Checkpoint

_TOP = {"model.embed_tokens": "token_embd", "model.norm": "output_norm", "lm_head": "output"}
_PARTS = {
    "input_layernorm": "attn_norm",
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "post_attention_layernorm": "ffn_norm",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
    "block_sparse_moe.gate": "ffn_gate_inp",
}
_EXPERT_PARTS = {"w1": "ffn_gate_exps", "w2": "ffn_down_exps", "w3": "ffn_up_exps"}
_LAYER = re.compile(r"model\.layers\.(\d+)\.(.+)\.(weight|bias)")
_EXPERT = re.compile(r"block_sparse_moe\.experts\.(\d+)\.(w[123])")
_CHECKED_ROWS = 128


def file_name(name: str) -> tuple[str, int]:
    """What GGUF calls the tensor `name`, and which matrix of it (an expert's number, 0 without experts)."""
    stem, _, suffix = name.rpartition(".")
    if stem in _TOP:
        return f"{_TOP[stem]}.{suffix}", 0
    match = _LAYER.fullmatch(name)
    expert = _EXPERT.fullmatch(match[2]) if match else None
    if match and expert:
        return f"blk.{match[1]}.{_EXPERT_PARTS[expert[2]]}.{match[3]}", int(expert[1])
    if match and match[2] in _PARTS:
        return f"blk.{match[1]}.{_PARTS[match[2]]}.{match[3]}", 0
    return "", 0


class FileWeights:
    """Reads a GGUF file as `WeightRows`; a context manager."""

    def __init__(self, path: Path) -> None:
        self.file = read_gguf(path)
        self._stack = ExitStack()
        self._data = self._stack.enter_context(path.open("rb"))

    def __enter__(self) -> FileWeights:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def shape(self, name: str) -> tuple[int, ...] | None:
        """The shape that the tensor has in a checkpoint, None when there is none."""
        tensor = self.file.tensors.get(file_name(name)[0])
        return tensor.shape[-2:] if tensor else None

    def read(self, name: str, first: int, last: int, out: NDArray[float32]) -> None:
        """Rows `first` to `last` in the checkpoint's order, dequantized."""
        own_name, matrix = file_name(name)
        tensor = self.file.tensors[own_name]
        out = out.reshape(last - first, tensor.columns)
        size = self._interleaved_rows(tensor)
        if size:
            start, end = first // size * size, -(-last // size) * size
            rows = tensor_rows(self._data, tensor, start, end).reshape(-1, size // 2, 2, tensor.columns)
            out[:] = rows.swapaxes(1, 2).reshape(-1, tensor.columns)[first - start : last - start]
            return
        offset = matrix * tensor.shape[-2] if len(tensor.shape) > 2 else 0
        out[:] = tensor_rows(self._data, tensor, offset + first, offset + last)

    def _interleaved_rows(self, tensor: GgufTensor) -> int:
        """Rows of one head if its halves are interleaved, else 0."""
        part = tensor.name.split(".")[-2]
        if self.file.architecture != "llama" or part not in ("attn_q", "attn_k") or len(tensor.shape) < 2:
            return 0
        heads = self.file.value("attention.head_count")
        heads = self.file.value("attention.head_count_kv", heads) if part == "attn_k" else heads
        return int(tensor.rows // heads)


class CheckpointWeights:
    """Reads a checkpoint as `WeightRows`, adapters merged."""

    def __init__(self, checkpoint: Checkpoint) -> None:
        self._checkpoint = checkpoint

    def shape(self, name: str) -> tuple[int, ...] | None:
        """The tensor's shape, None when there is none."""
        tensor = self._checkpoint.tensors.get(name)
        return tensor.shape if tensor else None

    def read(self, name: str, first: int, last: int, out: NDArray[float32]) -> None:
        """Rows `first` to `last` as float32."""
        self._checkpoint.read_rows(self._checkpoint.tensors[name], first, last, out)


def worst_layout_error(checkpoint: Checkpoint, weights: FileWeights) -> tuple[str, float]:
    """The matrix whose sampled rows differ most from the checkpoint's, and its relative error (root mean square).

    Quantizing leaves at most about 0.5, in Q2_K; rows that lie elsewhere than they should give about 1.4.

    Raises:
        IntegrityError: a tensor of the checkpoint is missing in the file, or has another shape there.
    """
    import numpy as np

    worst = ("", 0.0)
    for name, tensor in checkpoint.tensors.items():
        own_name, _ = file_name(name)
        if not own_name or (name == "lm_head.weight" and checkpoint.config.get("tie_word_embeddings")):
            continue
        shape = weights.shape(name)
        if shape is None or shape[-1] != tensor.shape[-1] or (len(tensor.shape) > 1 and shape[0] < tensor.shape[0]):
            raise IntegrityError(f"The file has no tensor that is the checkpoint's {name}.", "Convert it again.")
        rows = min(_CHECKED_ROWS, tensor.rows)
        own, theirs = (np.empty((rows, tensor.columns), np.float32) for _ in range(2))
        checkpoint.read_rows(tensor, 0, rows, own)
        weights.read(name, 0, rows, theirs)
        size = float(np.sqrt(np.mean(own * own)))
        error = float(np.sqrt(np.mean((own - theirs) ** 2))) / size if size else float(np.abs(theirs).max())
        worst = max(worst, (name, error), key=lambda pair: pair[1])
    return worst
