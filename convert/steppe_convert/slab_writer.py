"""Turns a slab's float32 rows into the file's bytes and looks at them: finite, valid, how near to the original."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from steppe_convert import native
from steppe_convert.part_file import PartFile
from steppe_convert.plan import Slab
from steppe_convert.slab_reader import SlabReader
from steppe_convert.source import Checkpoint
from steppe_convert.written import SlabDone
from steppe_models.errors import IntegrityError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy import bool_, float32, uint8
    from numpy.typing import NDArray

_SAMPLE_WEIGHTS = 1 << 14
_IMPORTANT_TYPES = ("F32", "F16", "BF16")


class SlabWriter:
    """One thread's buffers. `importance` holds a row of float32 for each tensor (and expert) that has one."""

    def __init__(
        self, checkpoint: Checkpoint, file: PartFile, importance: Mapping[str, NDArray[float32]] | None = None
    ) -> None:
        self._reader = SlabReader(checkpoint)
        self._file = file
        self._importance = importance or {}
        self._bytes: NDArray[uint8] | None = None
        self._flags: NDArray[bool_] | None = None
        self._sample: NDArray[float32] | None = None

    def write(self, slab: Slab) -> SlabDone:
        """Read, convert, check and write one slab.

        Raises:
            IntegrityError: the checkpoint has weights that are no numbers, or too large for the type; named.
            DiskFullError: no room.
        """
        weights = self._reader.read(slab)
        self._refuse_infinite(slab, weights)
        data = self._convert(slab, weights)
        squares, error_squares = self._compare(slab, weights, data)
        view = data.data.cast("B")
        self._file.write(slab.offset, view)
        return SlabDone(slab.position, zlib.crc32(view), squares, error_squares)

    def _refuse_infinite(self, slab: Slab, weights: NDArray[float32]) -> None:
        import numpy

        if self._flags is None or self._flags.size < weights.size:
            self._flags = numpy.empty(weights.size, numpy.bool_)
        flags = self._flags[: weights.size].reshape(weights.shape)
        if not numpy.isfinite(weights, out=flags).all():
            row = int(numpy.flatnonzero(~flags.all(axis=1))[0]) + slab.first
            source = slab.tensor.parts[slab.part].source
            raise IntegrityError(
                f"The tensor {source.name} in {source.file.name} has weights that are no numbers (NaN or infinite),"
                f" near its row {row}.",
                "The training broke down or the file is damaged; take an earlier checkpoint, or get the file again.",
            )

    def _convert(self, slab: Slab, weights: NDArray[float32]) -> NDArray[uint8]:
        import numpy

        tensor = slab.tensor
        if tensor.type_name == "F32":
            return weights.reshape(-1).view(numpy.uint8)
        if self._bytes is None or self._bytes.size < slab.size_bytes:
            self._bytes = numpy.empty(slab.size_bytes, numpy.uint8)
        data = self._bytes[: slab.size_bytes]
        rows, columns = weights.shape
        importance = self._importance_of(slab)
        address = importance.ctypes.data if importance is not None else 0
        written = native.quantize(tensor.type_name, weights.ctypes.data, data.ctypes.data, rows, columns, address)
        if written != slab.size_bytes or not native.is_valid(tensor.type_name, data.ctypes.data, data.size):
            advice = " Choose another type, such as BF16." if tensor.type_name == "F16" else ""
            raise IntegrityError(
                f"The tensor {tensor.name} cannot be written as {tensor.type_name}: a weight is too large for it.",
                f"The checkpoint may be damaged.{advice}",
            )
        return data

    def _importance_of(self, slab: Slab) -> NDArray[float32] | None:
        matrix = self._importance.get(slab.tensor.name)
        if matrix is None or slab.tensor.type_name in _IMPORTANT_TYPES:
            return None
        row: NDArray[float32] = matrix.reshape(-1, slab.tensor.columns)[slab.part if matrix.ndim > 1 else 0]
        return row

    def _compare(self, slab: Slab, weights: NDArray[float32], data: NDArray[uint8]) -> tuple[float, float]:
        """Sums of squares of the first rows and of their error after converting back."""
        import numpy

        if slab.tensor.type_name == "F32":
            return 1.0, 0.0
        rows = min(weights.shape[0], max(1, _SAMPLE_WEIGHTS // weights.shape[1]))
        count = rows * weights.shape[1]
        if self._sample is None or self._sample.size < count:
            self._sample = numpy.empty(count, numpy.float32)
        sample = self._sample[:count]
        native.dequantize(slab.tensor.type_name, data.ctypes.data, sample.ctypes.data, count)
        original = weights[:rows].reshape(-1)
        squares = float(numpy.dot(original, original))
        numpy.subtract(sample, original, out=sample)
        return squares, float(numpy.dot(sample, sample))
