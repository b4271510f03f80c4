"""What the reference forward needs to know of a model, from the checkpoint's config.json; and its rotary angles."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from steppe_models.errors import BadInputError

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray

_MODEL_TYPES = ("llama", "mistral", "mixtral", "qwen2")
_DEFAULT_ROPE_BASE = 10000.0


@dataclass(frozen=True, slots=True)
class ForwardConfig:
    """The dimensions and constants of one decoder; `experts_used` is 0 for a dense model."""

    layers: int
    hidden: int
    heads: int
    kv_heads: int
    head_size: int
    vocabulary: int
    norm_epsilon: float
    rope_base: float
    rope_scaling: dict[str, Any]
    experts: int
    experts_used: int


def forward_config(config: dict[str, Any], rope_base: float | None = None) -> ForwardConfig:
    """Read config.json; `rope_base` overrides what it says, for models known to be mislabelled.

    Raises:
        BadInputError: the reference does not know this kind of model, or a number is missing.
    """
    kind = config.get("model_type")
    if kind not in _MODEL_TYPES:
        raise BadInputError(
            f"The logits of a model of the kind '{kind}' cannot be checked.",
            f"Leave out --verify; the kinds that can be checked are {', '.join(_MODEL_TYPES)}.",
        )
    try:
        parameters = config.get("rope_parameters") or {}
        scaling = config.get("rope_scaling") or {key: value for key, value in parameters.items() if key != "rope_theta"}
        heads = int(config["num_attention_heads"])
        experts = int(config.get("num_local_experts") or 0)
        return ForwardConfig(
            layers=int(config["num_hidden_layers"]),
            hidden=int(config["hidden_size"]),
            heads=heads,
            kv_heads=int(config.get("num_key_value_heads") or heads),
            head_size=int(config.get("head_dim") or config["hidden_size"] // heads),
            vocabulary=int(config["vocab_size"]),
            norm_epsilon=float(config["rms_norm_eps"]),
            rope_base=float(
                rope_base or config.get("rope_theta") or parameters.get("rope_theta") or _DEFAULT_ROPE_BASE
            ),
            rope_scaling=scaling,
            experts=experts,
            experts_used=int(config.get("num_experts_per_tok") or 2) if experts else 0,
        )
    except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise BadInputError(
            f"config.json has no usable value for {error}.", "Get the checkpoint's config.json again."
        ) from error


def rotary_angles(config: ForwardConfig, positions: int) -> tuple[NDArray[float32], NDArray[float32]]:
    """Cosine and sine for each position and each rotated pair, shape (positions, head_size / 2).

    Source of the llama3 scaling: the Llama 3.1 model card's reference code (wavelengths above the old context are
    slowed by `factor`, with a smooth passage between the two).

    Raises:
        BadInputError: the scaling is of a kind that is not known here.
    """
    import numpy as np

    steps = np.arange(0, config.head_size, 2, dtype=np.float32) / np.float32(config.head_size)
    speeds = (1.0 / np.float32(config.rope_base) ** steps).astype(np.float32)
    scaling = config.rope_scaling
    kind = scaling.get("rope_type") or scaling.get("type") or "default"
    if kind == "linear":
        speeds = speeds / np.float32(scaling["factor"])
    elif kind == "llama3":
        speeds = _llama3_speeds(speeds, scaling)
    elif kind != "default":
        raise BadInputError(f"The logits cannot be checked with a rope scaling '{kind}'.", "Leave out --verify.")
    angles = np.arange(positions, dtype=np.float32)[:, None] * speeds.astype(np.float32)
    return np.cos(angles), np.sin(angles)


def _llama3_speeds(speeds: NDArray[float32], scaling: dict[str, Any]) -> NDArray[float32]:
    import numpy as np

    old = float(scaling["original_max_position_embeddings"])
    low, high, factor = (float(scaling[key]) for key in ("low_freq_factor", "high_freq_factor", "factor"))
    wavelengths = 2 * math.pi / speeds
    smooth = np.clip((old / wavelengths - low) / (high - low), 0.0, 1.0)
    slowed: NDArray[float32] = ((1 - smooth) * speeds / factor + smooth * speeds).astype(np.float32)
    return slowed
