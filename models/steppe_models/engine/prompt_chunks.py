"""How many prompt tokens go into one step, so that a long prompt never holds up those who are writing.

While nobody writes, a chunk is as large as a batch. Otherwise it is as large as the time of a few plain steps allows
on this machine, learnt from the steps as they come: all of a batch on a GPU, a dozen tokens on a small processor.
"""

from __future__ import annotations

STEPS_PER_CHUNK = 4.0
SMALLEST_CHUNK = 8
_GRAIN = 4  # kernels work in fours
_WEIGHT = 0.3  # of the newest step in the running means


class PromptChunks:
    """Learns what plain steps and prompt tokens cost; `size` says how many prompt tokens the next step may take."""

    def __init__(self, largest: int) -> None:
        self._largest = largest
        self._step_s = 0.0
        self._token_s = 0.0

    def observe(self, seconds: float, prompt_tokens: int) -> None:
        """A step with that many prompt tokens took so long."""
        if prompt_tokens == 0:
            self._step_s = _mean(self._step_s, seconds)
        elif prompt_tokens >= SMALLEST_CHUNK:
            own = max(seconds - self._step_s, seconds * 0.1)
            self._token_s = _mean(self._token_s, own / prompt_tokens)

    def size(self, writers: int) -> int:
        """The most prompt tokens for the next step, with so many sequences writing."""
        if not writers:
            return self._largest
        if not self._step_s or not self._token_s:
            return min(self._largest, 4 * SMALLEST_CHUNK)
        fitting = int(STEPS_PER_CHUNK * self._step_s / self._token_s)
        return max(min(SMALLEST_CHUNK, self._largest), min(self._largest, fitting // _GRAIN * _GRAIN))


def _mean(old: float, new: float) -> float:
    return new if not old else old + _WEIGHT * (new - old)
