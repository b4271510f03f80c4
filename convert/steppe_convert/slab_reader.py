"""Reads a slab of a planned tensor as float32, its rows in the file's order; one reader for each thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steppe_convert.plan import Slab
from steppe_convert.source import Checkpoint

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray


class SlabReader:
    """Owns two buffers, which grow to the largest slab and are used again for each: fresh memory would cost more."""

    def __init__(self, checkpoint: Checkpoint) -> None:
        self._checkpoint = checkpoint
        self._rows: NDArray[float32] | None = None
        self._scratch: NDArray[float32] | None = None

    def read(self, slab: Slab) -> NDArray[float32]:
        """The slab's weights, shape (rows, columns), valid until the next call."""
        import numpy

        tensor = slab.tensor
        self._rows = _large_enough(self._rows, slab.weights)
        out = self._rows[: slab.weights].reshape(slab.last - slab.first, tensor.columns)
        if not tensor.parts:
            out[0] = numpy.asarray(tensor.values, numpy.float32)
            return out
        part = tensor.parts[slab.part]
        if not part.heads:
            self._checkpoint.read_rows(part.source, slab.first, slab.last, out)
        elif len(tensor.shape) == 1:
            self._read_vector(slab, out)
        else:
            self._read_interleaved(slab, out)
        return out

    def _read_vector(self, slab: Slab, out: NDArray[float32]) -> None:
        """A bias: its weights are re-ordered as the rows of its matrix are."""
        part = slab.tensor.parts[slab.part]
        self._scratch = _large_enough(self._scratch, slab.weights)
        plain = self._scratch[: slab.weights]
        self._checkpoint.read_rows(part.source, 0, 1, plain)
        half = slab.weights // part.heads // 2
        out.reshape(part.heads, half, 2)[:] = plain.reshape(part.heads, 2, half).swapaxes(1, 2)

    def _read_interleaved(self, slab: Slab, out: NDArray[float32]) -> None:
        """Within each head, rows i of its two halves become the rows 2i and 2i + 1."""
        part, columns = slab.tensor.parts[slab.part], slab.tensor.columns
        head = part.source.rows // part.heads
        self._scratch = _large_enough(self._scratch, slab.weights)
        row = slab.first
        while row < slab.last:
            number, inside = divmod(row, head)
            end = min(slab.last, (number + 1) * head)
            count = (end - row) // 2
            halves = self._scratch[: 2 * count * columns].reshape(2, count, columns)
            for half in (0, 1):
                first = number * head + half * head // 2 + inside // 2
                self._checkpoint.read_rows(part.source, first, first + count, halves[half])
            target = out[row - slab.first : end - slab.first].reshape(count, 2, columns)
            target[:, 0], target[:, 1] = halves[0], halves[1]
            row = end


def _large_enough(buffer: NDArray[float32] | None, count: int) -> NDArray[float32]:
    import numpy

    return buffer if buffer is not None and buffer.size >= count else numpy.empty(count, numpy.float32)
