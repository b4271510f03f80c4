"""llama.cpp's native sampler chains: one per sequence, seeded, so that a sequence's choices are its own."""

from __future__ import annotations

from typing import Any

from steppe_models.engine.protocol import Sampling


class Sampler:
    """A native chain; `close` must be called, since the memory is llama.cpp's."""

    def __init__(self, bindings: Any, sampling: Sampling) -> None:
        self._bindings = bindings
        self._chain = bindings.llama_sampler_chain_init(bindings.llama_sampler_chain_default_params())
        for link in _links(bindings, sampling):
            bindings.llama_sampler_chain_add(self._chain, link)

    def sample(self, context: Any, row: int) -> int:
        """The next token from the logits of output `row` of the last decoded batch; the chain remembers it."""
        return int(self._bindings.llama_sampler_sample(self._chain, context, row))

    def close(self) -> None:
        """Free the chain with its links."""
        if self._chain:
            self._bindings.llama_sampler_free(self._chain)
            self._chain = None


def _links(bindings: Any, sampling: Sampling) -> list[Any]:
    if sampling.temperature <= 0:
        return [bindings.llama_sampler_init_greedy()]
    return [
        bindings.llama_sampler_init_top_k(sampling.top_k),
        bindings.llama_sampler_init_top_p(sampling.top_p, 1),
        bindings.llama_sampler_init_min_p(sampling.min_p, 1),
        bindings.llama_sampler_init_temp(sampling.temperature),
        bindings.llama_sampler_init_dist(sampling.seed & 0xFFFFFFFF),
    ]
