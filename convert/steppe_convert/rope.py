"""Rotary embeddings: base and scaling as configurations of several generations state them, as keys of the file."""

from __future__ import annotations

import math
from typing import Any

from steppe_convert.gguf_keys import Key, real, text, whole
from steppe_convert.shape import ModelShape
from steppe_models.errors import BadInputError

USUAL_BASE = 10000.0
_YARN = {
    "extrapolation_factor": "yarn_ext_factor",
    "attention_factor": "yarn_attn_factor",
    "beta_fast": "yarn_beta_fast",
    "beta_slow": "yarn_beta_slow",
}


def rope_settings(config: dict[str, Any]) -> dict[str, Any]:
    """`rope_theta`, `rope_type` and the rest, whether the configuration is of transformers 4 or 5.

    Raises:
        BadInputError: a kind of scaling that llama.cpp does not know for these families.
    """
    nested = config.get("rope_parameters") or config.get("rope_scaling") or {}
    if not isinstance(nested, dict):
        raise BadInputError("config.json states the rope scaling in an unknown way.", "Get config.json again.")
    settings = dict(nested)
    kind = str(settings.get("rope_type") or settings.get("type") or "default").lower()
    if kind not in ("default", "linear", "yarn", "llama3"):
        raise BadInputError(
            f"The model's rope scaling is of the kind {kind}.", "Only linear, yarn and llama3 can be converted."
        )
    base = settings.get("rope_theta") or config.get("rope_theta") or USUAL_BASE
    if not isinstance(base, int | float) or not 1 < base < 1e12:
        raise BadInputError("config.json has no usable rope_theta.", "Get config.json again.")
    return settings | {"rope_type": kind, "rope_theta": float(base)}


def rope_keys(config: dict[str, Any], base: float) -> list[Key]:
    """The keys under `rope.`, without the architecture's prefix; `base` wins over the configuration's."""
    settings = rope_settings(config)
    keys = [real("rope.freq_base", base)]
    kind = settings["rope_type"]
    if kind in ("linear", "yarn"):
        keys += [text("rope.scaling.type", kind), real("rope.scaling.factor", _factor(settings))]
    if kind == "yarn":
        trained = settings.get("original_max_position_embeddings") or config.get("original_max_position_embeddings")
        if not isinstance(trained, int):
            raise BadInputError(
                "The rope scaling yarn needs original_max_position_embeddings in config.json.", "Add it there."
            )
        keys.append(whole("rope.scaling.original_context_length", trained))
        keys += [
            real(f"rope.scaling.{key}", float(settings[name])) for name, key in _YARN.items() if settings.get(name)
        ]
    return keys


def _factor(settings: dict[str, Any]) -> float:
    factor = settings.get("factor")
    if not isinstance(factor, int | float) or factor <= 0:
        raise BadInputError("The rope scaling has no usable factor.", "Get config.json again.")
    return float(factor)


def rope_factors(config: dict[str, Any], shape: ModelShape, rope_base: float = 0.0) -> tuple[float, ...]:
    """What Llama 3.1's scaling divides each frequency by, one float32 for each pair; () for all other kinds.

    Source: the rope scaling of the Llama 3.1 release: long waves are stretched by `factor`, short ones left alone,
    those in between interpolated. Computed in float32 where the release does. `rope_base` wins over the configuration.
    """
    settings = rope_settings(config)
    if settings["rope_type"] != "llama3":
        return ()
    import numpy

    width = shape.head_width
    exponents = numpy.arange(0, width, 2, dtype=numpy.float32) / numpy.float32(width)
    frequencies = numpy.float32(1.0) / numpy.power(numpy.float32(rope_base or settings["rope_theta"]), exponents)
    factor = _factor(settings)
    low, high = float(settings.get("low_freq_factor", 1.0)), float(settings.get("high_freq_factor", 4.0))
    trained = settings.get("original_max_position_embeddings", 8192)
    factors: list[float] = []
    for frequency in frequencies:
        wave = numpy.float32(2 * math.pi) / frequency
        if wave < trained / high:
            factors.append(1.0)
        elif wave > trained / low:
            factors.append(factor)
        else:
            smooth = (numpy.float32(trained) / wave - numpy.float32(low)) / numpy.float32(high - low)
            blend = (numpy.float32(1.0) - smooth) / numpy.float32(factor) + smooth
            factors.append(float(numpy.float32(1.0) / blend))
    return tuple(factors)
