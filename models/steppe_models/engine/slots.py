"""The slots of the KV cache: which tokens each holds, which cells they share, and what is forgotten first.

All slots live in one unified cache. Copying a prefix from slot to slot costs nothing, since both then refer to the
same cells; a cell is free again when no slot refers to it. llama.cpp keeps no such count for its callers, so it is
kept here, cell by cell.
"""

from __future__ import annotations

import itertools
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol


class KvMemory(Protocol):
    """What the slots need of llama.cpp's KV cache."""

    def remove(self, slot: int, start: int) -> bool:
        """Forget positions from `start` on; False if only whole sequences can be forgotten (recurrent models)."""
        ...

    def copy(self, source: int, target: int, length: int) -> None:
        """Have `target` refer to the first `length` positions of `source`."""
        ...


@dataclass(slots=True)
class Slot:
    """The tokens that a slot holds in the cache, and a number for each cell behind them."""

    tokens: list[int] = field(default_factory=list)
    cells: list[int] = field(default_factory=list)
    prompt_length: int = 0
    is_used: bool = False
    used_at: float = 0.0


class Slots:
    """`count` slots over `cells` cells; those in use belong to a sequence, the others keep what may serve again."""

    def __init__(self, memory: KvMemory, *, count: int, cells: int, shares_prefixes: bool) -> None:
        self._memory = memory
        self._cells = cells
        self._shares_prefixes = shares_prefixes
        self._slots = [Slot() for _ in range(count)]
        self._references: Counter[int] = Counter()
        self._cell_numbers = itertools.count()

    def __getitem__(self, number: int) -> Slot:
        return self._slots[number]

    @property
    def free_cells(self) -> int:
        """Cells that hold nothing."""
        return self._cells - len(self._references)

    @property
    def cells_in_use(self) -> int:
        """Cells that sequences in use refer to; all others can be had."""
        return len({cell for slot in self._slots if slot.is_used for cell in slot.cells})

    def longest_prefix(self, tokens: Sequence[int]) -> tuple[int, int]:
        """The slot that holds most of the beginning of `tokens`, and how much; never all, for the last logits' sake."""
        if not self._shares_prefixes:
            return -1, 0
        lengths = [common_length(slot.tokens, tokens, len(tokens) - 1) for slot in self._slots]
        best = max(range(len(lengths)), key=lambda number: lengths[number])
        return best, lengths[best]

    def take(self, prompt: Sequence[int]) -> int:
        """Put a slot to use: an empty one, else the one least worth keeping that does not serve `prompt` best."""
        order = self._by_worth()
        best, length = self.longest_prefix(prompt)
        number = next((each for each in order if each != best or not length), order[0])
        slot = self._slots[number]
        if number != best or not length:
            self.remove(number, 0)
        slot.is_used, slot.prompt_length = True, len(prompt)
        return number

    def release(self, number: int) -> None:
        """The slot's sequence has left; what it holds is kept until the place is needed."""
        slot = self._slots[number]
        slot.is_used, slot.used_at = False, time.perf_counter()

    def begin(self, number: int, tokens: Sequence[int], *, whole_from: int | None = None) -> int:
        """Fill a slot in use with the longest prefix of `tokens` that any slot holds; returns its length.

        `whole_from` names a slot that holds exactly `tokens`: all of it is taken.
        """
        if whole_from is None:
            source, length = self.longest_prefix(tokens)
        else:
            source, length = whole_from, len(tokens)
        if source == number:
            return self.remove(number, length)
        self.remove(number, 0)
        if length:
            self._memory.copy(source, number, length)
            slot, other = self._slots[number], self._slots[source]
            slot.tokens[:] = other.tokens[:length]
            slot.cells[:] = other.cells[:length]
            self._references.update(slot.cells)
        return length

    def extend(self, number: int, tokens: Iterable[int]) -> None:
        """Note tokens that the next decode puts into the slot, each in a cell of its own."""
        slot = self._slots[number]
        before = len(slot.tokens)
        slot.tokens.extend(tokens)
        new = list(itertools.islice(self._cell_numbers, len(slot.tokens) - before))
        slot.cells.extend(new)
        self._references.update(new)

    def remove(self, number: int, start: int) -> int:
        """Forget what the slot holds from `start` on; returns how much is left, less where that cannot be done."""
        slot = self._slots[number]
        if start >= len(slot.tokens):
            return len(slot.tokens)
        if not self._memory.remove(number, start):
            start = 0
            self._memory.remove(number, 0)
        for cell in slot.cells[start:]:
            self._references[cell] -= 1
            if not self._references[cell]:
                del self._references[cell]
        del slot.tokens[start:], slot.cells[start:]
        return start

    def make_room(self, cells: int) -> bool:
        """Forget slots that are not in use, the least worth first, until so many cells are free; whether they are."""
        if self.free_cells >= cells:
            return True
        for number in self._by_worth():
            self.remove(number, 0)
            if self.free_cells >= cells:
                return True
        return False

    def forget_idle(self) -> None:
        """Empty all slots that are not in use."""
        for number, slot in enumerate(self._slots):
            if not slot.is_used:
                self.remove(number, 0)

    def _by_worth(self) -> list[int]:
        """Slots not in use: empty ones, then those whose prompt another slot holds too, then by last use."""
        idle = [number for number, slot in enumerate(self._slots) if not slot.is_used]
        kept: list[int] = []
        worth: dict[int, tuple[int, float]] = {}
        for number in sorted(idle, key=lambda each: self._slots[each].used_at, reverse=True):
            slot = self._slots[number]
            is_double = self._is_held_elsewhere(slot, kept)
            worth[number] = (0 if not slot.tokens else 1 if is_double else 2, slot.used_at)
            kept.append(number)
        return sorted(idle, key=lambda each: worth[each])

    def _is_held_elsewhere(self, slot: Slot, kept: list[int]) -> bool:
        """Whether a slot in use, or one of `kept`, holds this slot's prompt as far as it is there."""
        length = min(slot.prompt_length, len(slot.tokens))
        others = [*(self._slots[number] for number in kept), *(each for each in self._slots if each.is_used)]
        return any(other.tokens[:length] == slot.tokens[:length] for other in others)


def common_length(first: Sequence[int], second: Sequence[int], limit: int) -> int:
    """How many tokens both begin with, at most `limit`."""
    limit = max(0, min(limit, len(first), len(second)))
    if first[:limit] == second[:limit]:
        return limit
    return next(place for place in range(limit) if first[place] != second[place])
