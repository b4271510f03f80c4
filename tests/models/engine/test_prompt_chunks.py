"""How much of a prompt goes into a step while others write."""

from __future__ import annotations

import pytest

from steppe_models.engine.prompt_chunks import SMALLEST_CHUNK, TILE_ROWS, PromptChunks, Turns


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


def test_on_a_cpu_a_large_chunk_and_many_writers_take_turns() -> None:
    turns = Turns(is_on_cpu=True)
    assert [turns.next(16, 96) for _ in range(4)] == [(True, False), (False, True), (True, False), (False, True)]
    assert turns.next(16, 0) == (True, True)  # nothing to read: everyone writes
    assert turns.next(16, 96) == (True, False)  # and a chunk that comes later begins at once


@pytest.mark.parametrize(("writers", "tokens"), [(0, 128), (1, 128), (16, 32), (8, TILE_ROWS - 9)])
def test_small_steps_and_lone_writers_are_not_split(writers: int, tokens: int) -> None:
    turns = Turns(is_on_cpu=True)
    assert [turns.next(writers, tokens) for _ in range(3)] == [(True, True)] * 3


def test_on_a_gpu_all_go_together() -> None:
    assert Turns(is_on_cpu=False).next(16, 512) == (True, True)


def test_a_step_that_only_read_is_all_its_tokens_cost() -> None:
    chunks = PromptChunks(512)
    for _ in range(30):
        chunks.observe(0.1, 0)
        chunks.observe(1.0, 100, is_alone=True)
    assert chunks.size(8) == 40
