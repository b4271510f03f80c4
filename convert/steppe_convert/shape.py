"""A model's dimensions as its configuration states them, checked, and the shapes of tensors that follow from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from steppe_models.errors import BadInputError, IntegrityError


@dataclass(frozen=True, slots=True)
class ModelShape:
    """Counts of layers, heads and experts (0 for none); widths in weights; `rows` are those of the embedding."""

    layers: int
    width: int
    feed_forward: int
    heads: int
    key_heads: int
    head_width: int
    has_own_head_width: bool
    experts: int
    experts_used: int
    rows: int
    is_tied: bool

    def heads_of(self, name: str) -> int:
        """Over how many heads the rows of a tensor are spread that a rotary embedding turns; 0 for the others."""
        if ".attn_q." in name:
            return self.heads
        return self.key_heads if ".attn_k." in name else 0

    def check(self, name: str, shape: tuple[int, ...]) -> None:
        """Compare a tensor with the configuration.

        Raises:
            IntegrityError: they contradict each other.
        """
        wanted = self._expected(name.rpartition("blk.")[2].partition(".")[2] if name.startswith("blk.") else name)
        if wanted and shape != wanted:
            raise IntegrityError(
                f"The tensor {name} has the shape {_text(shape)}, and the configuration asks for {_text(wanted)}.",
                "Configuration and weights are of two models; get them again.",
            )

    def _expected(self, name: str) -> tuple[int, ...] | None:
        queries, keys = self.heads * self.head_width, self.key_heads * self.head_width
        width, inner = self.width, self.feed_forward
        return {
            "token_embd.weight": (self.rows, width),
            "output.weight": (self.rows, width),
            "output_norm.weight": (width,),
            "attn_norm.weight": (width,),
            "ffn_norm.weight": (width,),
            "attn_q.weight": (queries, width),
            "attn_k.weight": (keys, width),
            "attn_v.weight": (keys, width),
            "attn_output.weight": (width, queries),
            "attn_q.bias": (queries,),
            "attn_k.bias": (keys,),
            "attn_v.bias": (keys,),
            "attn_output.bias": (width,),
            "ffn_gate.weight": (inner, width),
            "ffn_up.weight": (inner, width),
            "ffn_down.weight": (width, inner),
            "ffn_gate.bias": (inner,),
            "ffn_up.bias": (inner,),
            "ffn_down.bias": (width,),
            "ffn_gate_inp.weight": (self.experts, width),
            "ffn_gate_exps.weight": (self.experts, inner, width),
            "ffn_up_exps.weight": (self.experts, inner, width),
            "ffn_down_exps.weight": (self.experts, width, inner),
        }.get(name)


def read_shape(config: dict[str, Any], rows: int, *, has_output: bool) -> ModelShape:
    """The dimensions of a configuration; `rows` are those that the embedding really has.

    Raises:
        BadInputError: a value is missing or impossible, or the model has a part that cannot be converted.
    """
    heads, width = _number(config, "num_attention_heads"), _number(config, "hidden_size")
    own = config.get("head_dim")
    shape = ModelShape(
        layers=_number(config, "num_hidden_layers"),
        width=width,
        feed_forward=_number(config, "intermediate_size"),
        heads=heads,
        key_heads=_number(config, "num_key_value_heads", heads),
        head_width=_number(config, "head_dim", width // heads),
        has_own_head_width=own is not None,
        experts=_number(config, "num_local_experts", 0),
        experts_used=_number(config, "num_experts_per_tok", 0),
        rows=rows,
        is_tied=not has_output and bool(config.get("tie_word_embeddings", False)),
    )
    if (width % heads and own is None) or shape.head_width % 2 or heads % shape.key_heads:
        raise BadInputError("The configuration's counts of heads do not fit its width.", "Get config.json again.")
    activation = config.get("hidden_act", "silu")
    if activation not in ("silu", "swish"):
        raise BadInputError(f"The model's activation is {activation}.", "Only models with silu can be converted.")
    if (config.get("partial_rotary_factor") or 1.0) != 1.0:
        raise BadInputError("The model turns only part of each head.", "Such models cannot be converted.")
    return shape


def _number(config: dict[str, Any], key: str, default: int | None = None) -> int:
    value = config.get(key)
    if value is None and default is not None:
        return default
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 2**31:
        raise BadInputError(f"config.json has no usable {key}.", "Get config.json again.")
    return value


def _text(shape: tuple[int, ...]) -> str:
    return " x ".join(str(size) for size in shape)
