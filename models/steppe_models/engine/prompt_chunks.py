"""How many prompt tokens go into one step, and whether others write in it, so that a prompt never holds them up.

While nobody writes, a chunk is as large as a batch. Otherwise it is as large as the time of a few plain steps allows
on this machine, learnt from the steps as they come: all of a batch on a GPU, a dozen tokens on a small processor.
"""

from __future__ import annotations

STEPS_PER_CHUNK = 4.0
SMALLEST_CHUNK = 8
TILE_ROWS = 64  # from so many on, llama.cpp's attention on a CPU works in tiles (ggml-cpu, GGML_FA_TILE_Q)
_GRAIN = 4  # kernels work in fours
_WEIGHT = 0.3  # of the newest step in the running means


class PromptChunks:
    """Learns what plain steps and prompt tokens cost; `size` says how many prompt tokens the next step may take."""

    def __init__(self, largest: int) -> None:
        self._largest = largest
        self._step_s = 0.0
        self._token_s = 0.0

    def observe(self, seconds: float, prompt_tokens: int, *, is_alone: bool = False) -> None:
        """A step with that many prompt tokens took so long; `is_alone`: nobody wrote in it."""
        if prompt_tokens == 0:
            self._step_s = _mean(self._step_s, seconds)
        elif prompt_tokens >= SMALLEST_CHUNK:
            own = seconds if is_alone else max(seconds - self._step_s, seconds * 0.1)
            self._token_s = _mean(self._token_s, own / prompt_tokens)

    def size(self, writers: int) -> int:
        """The most prompt tokens for the next step, with so many sequences writing."""
        if not writers:
            return self._largest
        if not self._step_s or not self._token_s:
            return min(self._largest, 4 * SMALLEST_CHUNK)
        fitting = int(STEPS_PER_CHUNK * self._step_s / self._token_s)
        return max(min(SMALLEST_CHUNK, self._largest), min(self._largest, fitting // _GRAIN * _GRAIN))


class Turns:
    """Whether prompts are read and answers written in the same step, or in turn.

    A tile of attention unpacks every cell of the KV cache that one of its rows looks at. Rows of many writers look at
    nearly all of it, so on a CPU a large chunk is read in a step of its own, and those who write follow in the next.
    """

    def __init__(self, *, is_on_cpu: bool) -> None:
        self._is_on_cpu = is_on_cpu
        self._was_read_alone = False

    def next(self, writers: int, prompt_tokens: int) -> tuple[bool, bool]:
        """Whether the next step reads, and whether it writes, with so many writers and waiting prompt tokens."""
        is_apart = self._is_on_cpu and writers > 1 and prompt_tokens > 0 and writers + prompt_tokens >= TILE_ROWS
        self._was_read_alone = is_apart and not self._was_read_alone
        if not is_apart:
            return True, True
        return self._was_read_alone, not self._was_read_alone


def _mean(old: float, new: float) -> float:
    return new if not old else old + _WEIGHT * (new - old)
