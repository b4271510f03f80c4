"""Which slabs are written, with checksum and error sums: a few bytes each, for a large model has very many."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass

from steppe_convert.plan import Plan


@dataclass(frozen=True, slots=True)
class SlabDone:
    """What is noted of a slab: its checksum, and the sums of squares of a sample and of its error."""

    position: int
    checksum: int
    squares: float
    error_squares: float


class Written:
    """A table with a line for each slab of a plan."""

    def __init__(self, count: int) -> None:
        self._is_done = bytearray(count)
        self._checksums = array("Q", bytes(8 * count))
        self._squares = array("d", bytes(8 * count))
        self._error_squares = array("d", bytes(8 * count))

    def __contains__(self, position: int) -> bool:
        return 0 <= position < len(self._is_done) and bool(self._is_done[position])

    def __iter__(self) -> Iterator[SlabDone]:
        return (self[position] for position in range(len(self._is_done)) if self._is_done[position])

    def __getitem__(self, position: int) -> SlabDone:
        return SlabDone(position, self._checksums[position], self._squares[position], self._error_squares[position])

    def add(self, slab: SlabDone) -> None:
        """Note a slab; one that is not of the plan is ignored."""
        if 0 <= slab.position < len(self._is_done) and 0 <= slab.checksum < 1 << 32:
            self._is_done[slab.position] = 1
            self._checksums[slab.position] = slab.checksum
            self._squares[slab.position] = slab.squares
            self._error_squares[slab.position] = slab.error_squares

    def drop(self, position: int) -> None:
        """Forget a slab: its bytes are not in the file after all."""
        self._is_done[position] = 0

    def weights(self, plan: Plan) -> int:
        """How many weights the slabs have that are done."""
        return sum(slab.weights for slab in plan.slabs() if self._is_done[slab.position])

    def relative_errors(self, plan: Plan) -> dict[str, float]:
        """Per tensor: root mean square of the error of its samples over that of its weights; exact types have 0."""
        sums: dict[str, list[float]] = {}
        for slab in plan.slabs():
            total = sums.setdefault(slab.tensor.name, [0.0, 0.0])
            total[0] += self._error_squares[slab.position]
            total[1] += self._squares[slab.position]
        return {name: (error / squares) ** 0.5 if squares else 0.0 for name, (error, squares) in sums.items()}
