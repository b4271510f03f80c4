"""llama.cpp's native sampler chains: one per sequence, seeded, so that a sequence's choices are its own.

A chain gets the tokens that its first link, top-k, could keep, in place of the whole vocabulary: what it chooses is
the same. Greedy choice is the greatest logit and needs no chain.
"""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any

from steppe_models.engine.logits import candidates, greatest, logits_of
from steppe_models.engine.protocol import Sampling

if TYPE_CHECKING:
    from steppe_models.engine.logits import Logits, Numbers

_FIELDS = [("id", "i4"), ("logit", "f4"), ("p", "f4")]  # llama_token_data of llama.h
_ROOM = 256


class Sampler:
    """A native chain over `vocabulary` tokens; `close` must be called, since the memory is llama.cpp's."""

    def __init__(self, bindings: Any, sampling: Sampling, vocabulary: int) -> None:
        self._bindings = bindings
        self._vocabulary = vocabulary
        self._top_k = sampling.top_k
        self._chain = None
        self._choice: Any = None
        if sampling.temperature > 0:
            self._chain = bindings.llama_sampler_chain_init(bindings.llama_sampler_chain_default_params())
            for link in _links(bindings, sampling):
                bindings.llama_sampler_chain_add(self._chain, link)

    def sample(self, context: Any, row: int) -> int:
        """The next token from the logits of output `row` of the last decoded batch; the chain remembers it."""
        logits = logits_of(self._bindings, context, row, self._vocabulary)
        if self._chain is None:
            return greatest(logits)
        tokens = candidates(logits, self._top_k)
        if tokens is None or tokens.size > _ROOM:
            return int(self._bindings.llama_sampler_sample(self._chain, context, row))
        return self._choose(logits, tokens)

    def _choose(self, logits: Logits, tokens: Numbers) -> int:
        bindings = self._bindings
        choice = self._choice or self._make_choice()
        self._ids[: tokens.size] = tokens
        self._logits[: tokens.size] = logits[tokens]
        choice.size, choice.selected, choice.sorted = tokens.size, -1, False
        bindings.llama_sampler_apply(self._chain, ctypes.byref(choice))
        token = int(choice.data[choice.selected].id)
        bindings.llama_sampler_accept(self._chain, token)
        return token

    def _make_choice(self) -> Any:
        """The list that a chain chooses from, and its columns as arrays."""
        import numpy

        table = numpy.zeros(_ROOM, dtype=_FIELDS)
        self._ids, self._logits = table["id"], table["logit"]
        self._choice = self._bindings.llama_token_data_array()
        self._choice.data = table.ctypes.data_as(ctypes.POINTER(self._bindings.llama_token_data))
        return self._choice

    def close(self) -> None:
        """Free the chain with its links."""
        if self._chain:
            self._bindings.llama_sampler_free(self._chain)
            self._chain = None


def _links(bindings: Any, sampling: Sampling) -> list[Any]:
    return [
        bindings.llama_sampler_init_top_k(sampling.top_k),
        bindings.llama_sampler_init_top_p(sampling.top_p, 1),
        bindings.llama_sampler_init_min_p(sampling.min_p, 1),
        bindings.llama_sampler_init_temp(sampling.temperature),
        bindings.llama_sampler_init_dist(sampling.seed & 0xFFFFFFFF),
    ]
