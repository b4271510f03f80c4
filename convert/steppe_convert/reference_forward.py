"""A forward pass in numpy over weights that are read as they are needed: the proof that a conversion is right.

Written from the models' papers and layouts, apart from llama.cpp and from the converter: rotary halves, grouped heads,
RMS norms, biases, experts. It knows tensors by their Hugging Face names. One slab of a matrix is in memory at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from steppe_convert.reference_config import ForwardConfig, rotary_angles

if TYPE_CHECKING:
    import numpy as np
    from numpy import float32
    from numpy.typing import NDArray

SLAB_WEIGHTS = 4 * 1024 * 1024
Observer = Callable[[str, int, "NDArray[float32]"], None]
Progress = Callable[[float], None]


class WeightRows(Protocol):
    """Where the forward pass reads weights, by Hugging Face name."""

    def shape(self, name: str) -> tuple[int, ...] | None:
        """The tensor's shape, None when there is no such tensor."""

    def read(self, name: str, first: int, last: int, out: NDArray[float32]) -> None:
        """Rows `first` to `last` (exclusive) into the contiguous array `out`, as float32."""


class ReferenceForward:
    """Runs token chunks of equal length through one model.

    `observer` is told the input of every matrix of a block: (name of the tensor, expert or -1, rows of inputs).
    """

    def __init__(
        self,
        config: ForwardConfig,
        weights: WeightRows,
        *,
        observer: Observer | None = None,
        on_progress: Progress | None = None,
    ) -> None:
        self.config = config
        self._weights = weights
        self._observer = observer
        self._on_progress = on_progress

    def hidden(self, chunks: Sequence[Sequence[int]]) -> NDArray[float32]:
        """The normed hidden states before the output matrix, shape (chunks, tokens, width).

        Memory: activations of all chunks, and one slab of weights (16 MB).
        """
        import numpy as np

        ids = np.asarray(chunks, dtype=np.int64)
        state = self._embed(ids.reshape(-1))
        cosine, sine = rotary_angles(self.config, ids.shape[1])
        for layer in range(self.config.layers):
            block = f"model.layers.{layer}"
            inputs = self._norm(state, f"{block}.input_layernorm.weight")
            state += self._attention(inputs, f"{block}.self_attn", ids.shape, cosine, sine)
            inputs = self._norm(state, f"{block}.post_attention_layernorm.weight")
            state += self._experts(inputs, block) if self.config.experts else self._dense(inputs, f"{block}.mlp")
            if self._on_progress:
                self._on_progress((layer + 1) / (self.config.layers + 1))
        return self._norm(state, "model.norm.weight").reshape(*ids.shape, -1)

    def logit_slabs(self, most_tokens: int) -> Sequence[tuple[int, int]]:
        """Ranges of the vocabulary in which `logits` should be asked for, each one slab; at most `most_tokens`."""
        shape = self._weights.shape(self._output_name())
        assert shape is not None
        end, step = min(shape[0], most_tokens), max(1, SLAB_WEIGHTS // self.config.hidden)
        return [(first, min(first + step, end)) for first in range(0, end, step)]

    def logits(self, states: NDArray[float32], first: int, last: int) -> NDArray[float32]:
        """The logits of tokens `first` to `last` for states of shape (positions, width): (positions, last - first)."""
        import numpy as np

        slab = np.empty((last - first, states.shape[-1]), np.float32)
        self._weights.read(self._output_name(), first, last, slab)
        return states @ slab.T

    def _output_name(self) -> str:
        """The output matrix; the embedding serves as it where there is none."""
        return "lm_head.weight" if self._weights.shape("lm_head.weight") else "model.embed_tokens.weight"

    def _embed(self, ids: NDArray[np.int64]) -> NDArray[float32]:
        import numpy as np

        state = np.empty((len(ids), self.config.hidden), np.float32)
        for token in np.unique(ids):
            row = np.empty((1, self.config.hidden), np.float32)
            self._weights.read("model.embed_tokens.weight", int(token), int(token) + 1, row)
            state[ids == token] = row
        return state

    def _vector(self, name: str) -> NDArray[float32]:
        import numpy as np

        shape = self._weights.shape(name)
        assert shape is not None, name
        out = np.empty(shape[-1], np.float32)
        self._weights.read(name, 0, 1, out)
        return out

    def _norm(self, state: NDArray[float32], name: str) -> NDArray[float32]:
        import numpy as np

        scale = 1 / np.sqrt(np.mean(state * state, axis=-1, keepdims=True) + np.float32(self.config.norm_epsilon))
        normed: NDArray[float32] = (state * scale * self._vector(name)).astype(np.float32, copy=False)
        return normed

    def _linear(self, inputs: NDArray[float32], stem: str, expert: int = -1) -> NDArray[float32]:
        """inputs (positions, columns) times the transposed matrix `stem`.weight, plus `stem`.bias if there is one."""
        import numpy as np

        name = f"{stem}.weight"
        if self._observer:
            self._observer(name, expert, inputs)
        shape = self._weights.shape(name)
        assert shape is not None, name
        rows, columns = shape
        outputs = np.empty((len(inputs), rows), np.float32)
        step = max(1, SLAB_WEIGHTS // columns)
        slab = np.empty((min(step, rows), columns), np.float32)
        for first in range(0, rows, step):
            last = min(first + step, rows)
            self._weights.read(name, first, last, slab[: last - first])
            np.matmul(inputs, slab[: last - first].T, out=outputs[:, first:last])
        if self._weights.shape(f"{stem}.bias"):
            outputs += self._vector(f"{stem}.bias")
        return outputs

    def _attention(
        self,
        inputs: NDArray[float32],
        stem: str,
        extent: tuple[int, ...],
        cosine: NDArray[float32],
        sine: NDArray[float32],
    ) -> NDArray[float32]:
        import numpy as np

        config, (chunks, tokens) = self.config, extent
        size = config.head_size
        query = self._linear(inputs, f"{stem}.q_proj").reshape(chunks, tokens, config.heads, size)
        key = self._linear(inputs, f"{stem}.k_proj").reshape(chunks, tokens, config.kv_heads, size)
        value = self._linear(inputs, f"{stem}.v_proj").reshape(chunks, tokens, config.kv_heads, size)
        query, key = _rotate(query, cosine, sine), _rotate(key, cosine, sine)
        mixed = np.empty((chunks, tokens, config.heads, size), np.float32)
        future = np.triu(np.full((tokens, tokens), -np.inf, np.float32), 1)
        shared = config.heads // config.kv_heads
        for chunk in range(chunks):
            for head in range(config.heads):
                scores = query[chunk, :, head] @ key[chunk, :, head // shared].T * np.float32(size**-0.5) + future
                mixed[chunk, :, head] = _softmax(scores) @ value[chunk, :, head // shared]
        return self._linear(mixed.reshape(chunks * tokens, -1), f"{stem}.o_proj")

    def _dense(self, inputs: NDArray[float32], stem: str) -> NDArray[float32]:
        gate = self._linear(inputs, f"{stem}.gate_proj")
        return self._linear(_silu(gate) * self._linear(inputs, f"{stem}.up_proj"), f"{stem}.down_proj")

    def _experts(self, inputs: NDArray[float32], block: str) -> NDArray[float32]:
        """Mixtral's sparse FFN: the best experts of each position, weighted by their renormalized probabilities."""
        import numpy as np

        stem = f"{block}.block_sparse_moe"
        chances = _softmax(self._linear(inputs, f"{stem}.gate"))
        chosen = np.argsort(-chances, axis=-1, kind="stable")[:, : self.config.experts_used]
        kept = np.take_along_axis(chances, chosen, axis=-1)
        kept = kept / kept.sum(axis=-1, keepdims=True)
        outputs = np.zeros_like(inputs)
        for expert in range(self.config.experts):
            positions, places = np.nonzero(chosen == expert)
            if not len(positions):
                continue
            part, own = inputs[positions], f"{stem}.experts.{expert}"
            inner = _silu(self._linear(part, f"{own}.w1", expert)) * self._linear(part, f"{own}.w3", expert)
            outputs[positions] += self._linear(inner, f"{own}.w2", expert) * kept[positions, places][:, None]
        return outputs


def _rotate(values: NDArray[float32], cosine: NDArray[float32], sine: NDArray[float32]) -> NDArray[float32]:
    """Rotate the pairs (i, i + half) of each head; values (chunks, tokens, heads, size), angles (tokens, half)."""
    import numpy as np

    half = values.shape[-1] // 2
    first, second = values[..., :half], values[..., half:]
    cosine, sine = cosine[None, :, None], sine[None, :, None]
    return np.concatenate([first * cosine - second * sine, second * cosine + first * sine], axis=-1)


def _softmax(scores: NDArray[float32]) -> NDArray[float32]:
    import numpy as np

    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares: NDArray[float32] = powers / powers.sum(axis=-1, keepdims=True)
    return shares


def _silu(values: NDArray[float32]) -> NDArray[float32]:
    import numpy as np

    gated: NDArray[float32] = values / (1 + np.exp(-values))
    return gated
