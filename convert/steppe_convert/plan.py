"""Everything about the output file, known before its first byte: order, types, offsets, exact size."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from steppe_convert.source import TensorSource

SLAB_WEIGHTS = 1 << 18


@dataclass(frozen=True, slots=True)
class TensorPart:
    """One source tensor that fills rows `first_row` on of a planned tensor.

    `heads` is 0, or the number of heads whose rotary halves are interleaved: within each head, source row i goes to
    row 2i and source row half + i to row 2i + 1.
    """

    source: TensorSource
    first_row: int = 0
    heads: int = 0


@dataclass(frozen=True, slots=True)
class PlannedTensor:
    """A tensor of the GGUF file: `shape` has the columns last, `offset` counts from the start of the data section.

    `values` are a tensor's own float32 weights where no source has them (rope factors); then `parts` is empty.
    """

    name: str
    type_name: str
    shape: tuple[int, ...]
    offset: int
    size_bytes: int
    row_bytes: int
    parts: tuple[TensorPart, ...] = ()
    values: tuple[float, ...] = field(default=(), repr=False)

    @property
    def columns(self) -> int:
        """Weights in a row."""
        return self.shape[-1]

    @property
    def rows(self) -> int:
        """Rows of all dimensions but the last together."""
        return self.size_bytes // self.row_bytes


@dataclass(frozen=True, slots=True)
class Slab:
    """Rows `first` to `last` (exclusive) of one part of a tensor; `offset` is where they go, from the file's start.

    `position` numbers the slabs of a plan.
    """

    position: int
    tensor: PlannedTensor
    part: int
    first: int
    last: int
    offset: int

    @property
    def weights(self) -> int:
        """How many weights it holds."""
        return (self.last - self.first) * self.tensor.columns

    @property
    def size_bytes(self) -> int:
        """Its bytes in the file."""
        return (self.last - self.first) * self.tensor.row_bytes


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole output: `head` is everything before the data section, `size_bytes` the exact size of the file."""

    file_type: str
    architecture: str
    head: bytes = field(repr=False)
    tensors: tuple[PlannedTensor, ...] = field(repr=False)
    size_bytes: int
    weights: int

    def digest(self, more: Sequence[str] = ()) -> str:
        """Changes when anything does that decides the file's bytes: head, order, types, sources, and `more`."""
        digest = hashlib.sha256(self.head)
        for tensor in self.tensors:
            for part in tensor.parts:
                source = part.source
                digest.update(f"{source.name} {source.file.identity} {source.offset} {part.heads}\n".encode())
            digest.update(repr(tensor.values).encode())
        for line in (*more, str(SLAB_WEIGHTS)):
            digest.update(f"{line}\n".encode())
        return digest.hexdigest()

    def slab_count(self) -> int:
        """How many slabs there are."""
        return sum(1 for _ in self.slabs())

    def slabs(self) -> Iterator[Slab]:
        """All slabs in the order of the file, SLAB_WEIGHTS at most or one row; rows that interleave stay together."""
        position = 0
        for tensor in self.tensors:
            start = len(self.head) + tensor.offset
            rows = tensor.rows // max(1, len(tensor.parts))
            step = max(1, SLAB_WEIGHTS // tensor.columns)
            if any(part.heads for part in tensor.parts):
                step = max(2, step // 2 * 2)
            for number in range(max(1, len(tensor.parts))):
                for first in range(0, rows, step):
                    last = min(rows, first + step)
                    offset = start + (number * rows + first) * tensor.row_bytes
                    yield Slab(position, tensor, number, first, last, offset)
                    position += 1
