"""What a decode step costs on this machine, by number of sequences, and what follows from it for scheduling.

llama.cpp reads all weights for every step. On a processor that is bound by memory one sequence costs nearly as much as
two would if the arithmetic were free; on a GPU it nearly is. The curve decides what to run together. Pure functions:
the worker measures (`measure`), `cost_cache` keeps.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

WIDTHS = (1, 2, 3, 4, 8, 12, 16)
MOST_DELAY = 1.05  # the first answer of a pair may come so much later than alone
CLEAR_GAIN = 0.90  # a pair must end in less than this share of one after the other


@dataclass(frozen=True, slots=True)
class StepCosts:
    """Milliseconds per decode step by number of sequences (ascending widths, 1 first), and the prompt's speed."""

    steps: tuple[tuple[int, float], ...]
    prompt_tokens_per_second: float

    def __post_init__(self) -> None:
        widths = [width for width, _ in self.steps]
        if not widths or widths[0] != 1 or widths != sorted(set(widths)):
            raise ValueError("step costs need ascending widths that begin with 1")
        values = [*(cost for _, cost in self.steps), self.prompt_tokens_per_second]
        if not all(math.isfinite(value) and value > 0 for value in values):
            raise ValueError("step costs must be positive numbers")

    @property
    def widest(self) -> int:
        """The most sequences at once that were measured."""
        return self.steps[-1][0]

    def cost(self, sequences: int) -> float:
        """Milliseconds of one step with so many sequences; between measured widths on a line, beyond them in waves.

        Raises:
            ValueError: `sequences` is below 1.
        """
        if sequences < 1:
            raise ValueError("a step has at least one sequence")
        whole, rest = divmod(sequences, self.widest)
        if rest == 0:
            return whole * self.steps[-1][1]
        return whole * self.steps[-1][1] + self._within(rest)

    def _within(self, sequences: int) -> float:
        below, above = self.steps[0], self.steps[0]
        for point in self.steps:
            if point[0] <= sequences:
                below = point
            if point[0] >= sequences:
                above = point
                break
        if above[0] == below[0]:
            return below[1]
        share = (sequences - below[0]) / (above[0] - below[0])
        return below[1] + share * (above[1] - below[1])

    def tokens_per_second(self, sequences: int) -> float:
        """Tokens of all sequences together."""
        return 1000.0 * sequences / self.cost(sequences)

    def best_wave(self, samples: int) -> int:
        """How many of `samples` equal answers to run at once so that the last of them ends soonest.

        The last wave may be narrower. Of equally quick widths the narrowest, since its first answers come sooner.

        Raises:
            ValueError: `samples` is below 1.
        """
        if samples < 1:
            raise ValueError("there is at least one sample")

        def whole_cost(width: int) -> float:
            full, rest = divmod(samples, width)
            return full * self.cost(width) + (self.cost(rest) if rest else 0.0)

        return min(range(1, min(samples, self.widest) + 1), key=lambda width: (round(whole_cost(width), 6), width))

    @property
    def pair_pays(self) -> bool:
        """Whether two answers at once end clearly before one after the other, and the first hardly later than alone.

        At once a step costs `cost(2)` until the first has ended, so its answer comes later in the ratio
        `cost(2) / cost(1)`.
        """
        if self.widest < 2:
            return False
        one, two = self.cost(1), self.cost(2)
        return two < 2 * one * CLEAR_GAIN and two <= one * MOST_DELAY

    def to_json(self) -> dict[str, Any]:
        """The costs as they travel and are stored."""
        return {
            "steps": [[width, cost] for width, cost in self.steps],
            "prompt_tokens_per_second": self.prompt_tokens_per_second,
        }

    @staticmethod
    def from_json(values: Any) -> StepCosts:
        """Read back what `to_json` gave.

        Raises:
            ValueError: the values are damaged.
        """
        try:
            steps = tuple((int(width), float(cost)) for width, cost in values["steps"])
            return StepCosts(steps, float(values["prompt_tokens_per_second"]))
        except (KeyError, TypeError) as error:
            raise ValueError("these are no step costs") from error
