"""Who runs and who waits: places are given in order, and what prompts have in common is processed by the first.

Sequences are admitted before it is known how long they become. When the cache runs full, the youngest is put back into
the queue and read again later. One whose reader has fallen behind keeps its place until another needs it.
"""

from __future__ import annotations

from collections import deque

from steppe_models.engine.sequence import Sequence
from steppe_models.engine.slots import Slots, common_length

GROWTH_TOKENS = 64  # room that each sequence must find beyond its prompt when another is admitted


class Lineup:
    """The sequences in the queue, those that run, and those put aside until their reader has caught up."""

    def __init__(self, slots: Slots, *, places: int, cells: int, shares_prefixes: bool) -> None:
        self._slots = slots
        self._places = places
        self._cells = cells
        self._shares_prefixes = shares_prefixes
        self._queue: deque[Sequence] = deque()
        self._parked: list[Sequence] = []
        self.running: list[Sequence] = []

    @property
    def everyone(self) -> list[Sequence]:
        """All sequences, wherever they are."""
        return [*self._queue, *self._parked, *self.running]

    @property
    def is_idle(self) -> bool:
        """Whether there is nothing to decode until something arrives or a deadline passes."""
        return not self._queue and all(each.is_paused for each in [*self.running, *self._parked])

    def add(self, sequence: Sequence) -> None:
        """Put a sequence behind those that wait."""
        self._queue.append(sequence)

    def leave(self, sequence: Sequence) -> None:
        """A sequence has ended; what its slot holds stays for others."""
        if sequence in self.running:
            self.running.remove(sequence)
            self._slots.release(sequence.slot)
            sequence.slot = -1
        elif sequence in self._parked:
            self._parked.remove(sequence)
        else:
            self._queue.remove(sequence)

    def admit(self) -> None:
        """Let those that wait run, in order, as long as there are slots, and cells for what they begin with."""
        ready = [each for each in self._parked if not each.is_paused]
        self._parked = [each for each in self._parked if each.is_paused]
        self._queue.extendleft(reversed(ready))
        while self._queue:
            sequence = self._queue[0]
            if not self._has_place_for(sequence):
                paused = next((each for each in self.running if each.is_paused), None)
                if paused is None:
                    return
                self.put_back(paused)
                continue
            self._queue.popleft()
            if sequence.request.fresh and not self.running:
                self._slots.forget_idle()
            sequence.slot = self._slots.take(sequence.tokens)
            self.running.append(sequence)

    def _has_place_for(self, sequence: Sequence) -> bool:
        if not self.running:
            return True
        if len(self.running) >= self._places:
            return False
        waiting = [*(each for each in self.running if not each.is_started), sequence]
        missing = sum(each.pending for each in self.running if each.is_started)
        missing += sum(len(each.tokens) - self._shared(each) for each in waiting)
        growth = GROWTH_TOKENS * (len(self.running) + 1)
        return self._slots.cells_in_use + missing + growth <= self._cells

    def _shared(self, sequence: Sequence) -> int:
        """Tokens for which a sequence will need no cells of its own, by those that run."""
        source, held = self._slots.longest_prefix(sequence.tokens)
        return max(held if held and self._slots[source].is_used else 0, self._ahead(sequence, among_waiting=True))

    def _ahead(self, sequence: Sequence, *, among_waiting: bool = False) -> int:
        """How much of what `sequence` begins with others are about to have processed."""
        if not self._shares_prefixes:
            return 0
        others = [
            each.tokens
            for each in self.running
            if each is not sequence
            and not each.is_writing
            and (each.is_started or (among_waiting and each.number < sequence.number))
        ]
        length = len(sequence.tokens)
        if sequence.tokens in others:
            return length
        return max((common_length(each, sequence.tokens, length - 1) for each in others), default=0)

    def start(self) -> None:
        """Begin with the longest prefix that is cached, unless another is about to process more of it."""
        for sequence in sorted(self.running, key=lambda each: each.number):
            if sequence.is_started:
                continue
            _, held = self._slots.longest_prefix(sequence.tokens)
            if self._ahead(sequence) > held:
                continue
            sequence.processed = self._slots.begin(sequence.slot, sequence.tokens)
            sequence.is_started = True
            if not sequence.generated:
                sequence.cached = sequence.processed

    def join(self, leader: Sequence) -> list[Sequence]:
        """Those that waited for a prompt equal to the leader's, now processed, have it too; they start with it."""
        joined = [each for each in self.running if not each.is_started and each.tokens == leader.tokens]
        for sequence in joined:
            length = self._slots.begin(sequence.slot, sequence.tokens, whole_from=leader.slot)
            sequence.processed = sequence.cached = length
            sequence.is_started = True
        return joined

    def put_back_youngest(self) -> None:
        """Take the place of the sequence that came last."""
        self.put_back(max(self.running, key=lambda each: each.number))

    def put_back(self, sequence: Sequence) -> None:
        """Take away a sequence's place and its cells; it goes on later, from what others still hold of it then."""
        self._slots.remove(sequence.slot, 0)
        self._slots.release(sequence.slot)
        self.running.remove(sequence)
        sequence.slot, sequence.processed, sequence.is_started = -1, 0, False
        if sequence.is_paused:
            self._parked.append(sequence)
        else:
            self._queue.appendleft(sequence)
