"""How much of a prompt goes into a step while others write."""

from __future__ import annotations

from steppe_models.engine.prompt_chunks import SMALLEST_CHUNK, PromptChunks


def learnt(largest: int, step_s: float, token_s: float) -> PromptChunks:
    chunks = PromptChunks(largest)
    for _ in range(30):
        chunks.observe(step_s, 0)
        chunks.observe(step_s + 64 * token_s, 64)
    return chunks


def test_alone_a_prompt_takes_whole_batches() -> None:
    assert learnt(128, 0.027, 0.01).size(0) == 128


def test_a_small_processor_gets_small_chunks_and_a_gpu_whole_ones() -> None:
    assert learnt(128, 0.027, 0.01).size(1) == SMALLEST_CHUNK
    assert learnt(128, 0.1, 0.01).size(4) == 40
    assert learnt(512, 0.005, 0.00004).size(8) == 496


def test_before_anything_is_known_chunks_are_small() -> None:
    assert PromptChunks(512).size(1) == 4 * SMALLEST_CHUNK
    assert PromptChunks(16).size(1) == 16
