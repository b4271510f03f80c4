"""The types of a file's tensors: llama.cpp's own mixes, as rules in types.toml, applied along llama.cpp's own order.

Source: llama_tensor_get_type_impl in llama-quant.cpp. `guard.py` compares the outcome with the library's dry run.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Sequence
from importlib import resources
from typing import Any

from steppe_convert import native
from steppe_convert.families import MappedTensor
from steppe_convert.shape import ModelShape
from steppe_models.errors import BadInputError

_UNQUANTIZED = ("F32", "F16", "BF16")
_LARGEST_LLAMA_LAYERS = 80  # Llama-2-70B: llama.cpp gives its shared value heads more bits


@functools.cache
def _data() -> dict[str, Any]:
    return tomllib.loads(resources.files("steppe_convert").joinpath("types.toml").read_text(encoding="utf-8"))


def file_types() -> tuple[str, ...]:
    """All types that a file can be converted to, from the largest to the smallest."""
    return tuple(_data()["type"])


def check_file_type(name: str) -> str:
    """The type as it is written properly.

    Raises:
        BadInputError: there is none of this name.
    """
    if name.upper() not in _data()["type"]:
        raise BadInputError(f"There is no type {name}.", f"The types are {', '.join(file_types())}.")
    return name.upper()


def file_type_number(file_type: str) -> int:
    """llama.cpp's number of a file type."""
    return int(_data()["type"][file_type]["number"])


def error_limit(type_name: str) -> float:
    """The largest relative error that a tensor of this type may show."""
    return float(_data()["error_limit"][type_name])


def cost_per_weight(type_name: str) -> float:
    """Core seconds that a million weights of this type take, roughly."""
    return 1.0 / float(_data()["speed"][type_name])


def choose_types(
    tensors: Sequence[MappedTensor], file_type: str, gguf: str, shape: ModelShape, *, has_importance: bool = False
) -> list[str]:
    """The type of each tensor; `tensors` must be in llama.cpp's order, and `gguf` is the architecture."""
    rules = _Rules(tensors, file_type, gguf, shape, has_importance=has_importance)
    return [rules.choose(tensor) for tensor in tensors]


class _Rules:
    """Walks along the tensors; some rules count them."""

    def __init__(
        self, tensors: Sequence[MappedTensor], file_type: str, gguf: str, shape: ModelShape, *, has_importance: bool
    ) -> None:
        self.entry = _data()["type"][file_type]
        self.base: str = self.entry["base"]
        self.shape = shape
        self.has_importance = has_importance
        self.is_largest = (
            gguf == "llama"
            and shape.layers == _LARGEST_LLAMA_LAYERS
            and shape.heads != shape.key_heads
            and shape.experts != 8
        ) or (gguf == "qwen2" and shape.layers == _LARGEST_LLAMA_LAYERS)
        self.has_output = any(tensor.name == "output.weight" for tensor in tensors)
        self.counts = {"attn_v": sum(".attn_v.weight" in tensor.name for tensor in tensors), "ffn_down": shape.layers}
        self.seen = {"attn_v": 0, "ffn_down": 0, "attn_output": 0}

    def choose(self, tensor: MappedTensor) -> str:
        if not _may_be_quantized(tensor):
            return "F32"
        if self.base in _UNQUANTIZED:
            return self.base
        return self._fitting(self._wanted(tensor), tensor.shape[-1])

    def _wanted(self, tensor: MappedTensor) -> str:
        name = tensor.name
        if name == "output.weight" or (name == "token_embd.weight" and not self.has_output):
            if tensor.shape[-1] % native.block_weights(self.base) or self.base == "Q8_0":
                return "Q8_0"
            return "Q6_K"
        part = next((part for part in self.seen if part in name), "")
        if not part:
            return "Q8_0" if self.shape.experts == 8 and ".attn_k." in name else self.base
        chosen = self._by_rules(part, name)
        if part == "attn_v":
            if self.is_largest and chosen in ("Q3_K", "Q4_K"):
                chosen = "Q5_K"
            if self.shape.experts == 8:
                chosen = "Q8_0"
        self.seen[part] += 1
        return chosen

    def _by_rules(self, part: str, name: str) -> str:
        if part == "attn_output" and self.shape.experts == 8:
            return str(self.entry.get("eight_experts", {}).get(part, self.base))
        position = self.seen[part]
        if part == "ffn_down" and self.shape.experts > 1:
            position = int(name.split(".")[1])
        for rule in self.entry.get("rules", ()):
            if rule["part"] == part and self._holds(rule, position, self.counts.get(part, 0)):
                return str(rule["to"])
        return self.base

    def _holds(self, rule: dict[str, Any], position: int, count: int) -> bool:
        if self.shape.heads // self.shape.key_heads < rule.get("min_group", 0):
            return False
        if rule.get("importance", self.has_importance) != self.has_importance:
            return False
        match rule.get("when"):
            case "more":
                eighth = count // 8
                return position < eighth or position >= 7 * count // 8 or (position - eighth) % 3 == 2
            case "first":
                return position < int(rule["count"])
            case "first_share":
                return position < count // int(rule["share"])
        return True

    def _fitting(self, wanted: str, columns: int) -> str:
        """The type, or the next one whose blocks the rows can be divided into."""
        fallback = _data()["fallback"]
        if columns % native.block_weights(wanted) == 0:
            return wanted
        second = str(fallback.get(wanted, wanted))
        return second if columns % native.block_weights(second) == 0 else str(fallback["last"])


def _may_be_quantized(tensor: MappedTensor) -> bool:
    """Matrices of weights, but norms and the router of experts."""
    has_rows = any(size > 1 for size in tensor.shape[:-1])
    return (
        has_rows
        and tensor.name.endswith("weight")
        and "_norm.weight" not in tensor.name
        and "ffn_gate_inp.weight" not in tensor.name
    )
