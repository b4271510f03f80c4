"""Importance matrices: how strongly each column of a weight matrix is used, read and written as llama.cpp does."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from steppe_convert.gguf_file import GgufFile, read_gguf, tensor_rows
from steppe_models.errors import BadInputError, IntegrityError, MissingError

if TYPE_CHECKING:
    from numpy import float32, int64
    from numpy.typing import NDArray

_SUMS, _COUNTS = ".in_sum2", ".counts"
_MAX_NAME_BYTES = 1024
_MAX_VALUES = 1 << 27
_MAX_COUNT = 1e15


@dataclass(frozen=True, slots=True)
class Importance:
    """What was seen of one tensor: `sums` of squared inputs, shape (matrices, columns), and inputs counted per matrix.

    `matrices` is 1, or the number of experts; `counts` has one number for all of them or one for each.
    """

    sums: NDArray[float32]
    counts: NDArray[int64]


@dataclass(frozen=True, slots=True)
class ImportanceMatrix:
    """A whole matrix, by tensor name. `datasets` names what it was computed from; `chunk_size` is in tokens."""

    entries: dict[str, Importance]
    datasets: tuple[str, ...] = ()
    chunk_count: int = 0
    chunk_size: int = 0

    def weights(self, name: str, columns: int, matrices: int = 1) -> NDArray[float32] | None:
        """The mean squares for quantizing the tensor `name`, shape (matrices, columns); None when it was not seen.

        A matrix that no input reached counts all its columns alike, as in llama.cpp.

        Raises:
            BadInputError: the matrix is of another model (other dimensions), or holds values that are not finite.
        """
        import numpy as np

        entry = self.entries.get(name)
        if entry is None:
            return None
        if entry.sums.size != columns * matrices or matrices % len(entry.counts):
            raise BadInputError(
                f"The importance matrix has {entry.sums.size} values for {name}, and the model needs "
                f"{columns * matrices}.",
                "Use a matrix that was computed with this model.",
            )
        sums = entry.sums.reshape(len(entry.counts), -1)
        counts = entry.counts.astype(np.float32)[:, None]
        with np.errstate(all="ignore"):  # what is not finite is refused below
            means = np.where(counts > 0, sums / np.maximum(counts, 1), np.float32(1)).astype(np.float32)
        means = means.reshape(matrices, columns)
        means[~means.any(axis=1)] = 1
        if not np.isfinite(means).all() or (means < 0).any():
            raise BadInputError(
                f"The importance matrix holds a value for {name} that is not a number.", "Compute the matrix again."
            )
        return means


def read_importance(path: Path) -> ImportanceMatrix:
    """Read a matrix in llama.cpp's GGUF format or in the older format without a header (`.dat`).

    Source: tools/imatrix/imatrix.cpp and common/imatrix-loader.cpp of llama.cpp.

    Raises:
        MissingError: there is no such file.
        BadInputError: it cannot be read, or is not a matrix.
        IntegrityError: it ends too early or is damaged.
    """
    try:
        with path.open("rb") as file:
            beginning = file.read(4)
            if beginning != b"GGUF":
                return _read_legacy(path, beginning + file.read())
    except FileNotFoundError as error:
        raise MissingError(f"There is no file {path}.", "Check the path of the importance matrix.") from error
    except OSError as error:
        raise BadInputError(f"The file {path} cannot be read: {error.strerror}.", "Check the path.") from error
    return _read_gguf(read_gguf(path))


def _read_gguf(file: GgufFile) -> ImportanceMatrix:
    import numpy as np

    names = [name.removesuffix(_SUMS) for name in file.tensors if name.endswith(_SUMS)]
    if not names or any(name + _COUNTS not in file.tensors for name in names):
        raise BadInputError(f"{file.path} is not an importance matrix.", "Give the file that `llama-imatrix` wrote.")
    entries = {}
    with file.path.open("rb") as data:
        for name in names:
            sums, counts = file.tensors[name + _SUMS], file.tensors[name + _COUNTS]
            if {sums.type_name, counts.type_name} != {"F32"}:
                raise BadInputError(f"The matrix in {file.path} is not in F32.", "Compute the matrix again.")
            values = tensor_rows(data, sums, 0, sums.rows)
            counted = tensor_rows(data, counts, 0, counts.rows).reshape(-1)
            if not ((counted >= 0) & (counted < _MAX_COUNT)).all():
                raise IntegrityError(f"{file.path} counts inputs of {name} wrongly.", "Compute the matrix again.")
            entries[name] = Importance(values, np.rint(counted).astype(np.int64))
    keys = file.keys
    datasets = tuple(str(name) for name in keys.get("imatrix.datasets", ()))
    return ImportanceMatrix(
        entries, datasets, int(keys.get("imatrix.chunk_count", 0)), int(keys.get("imatrix.chunk_size", 0))
    )


def _read_legacy(path: Path, data: bytes) -> ImportanceMatrix:
    """Entries of (name, calls, values), the values being sums over calls; then the calls and the data set's name."""
    import numpy as np

    def damaged(what: str) -> IntegrityError:
        return IntegrityError(
            f"{path} is not an importance matrix, or is damaged: {what}.", "Give the file that `llama-imatrix` wrote."
        )

    at = 0

    def number(most: int, what: str) -> int:
        nonlocal at
        if at + 4 > len(data):
            raise damaged("it ends too early")
        (value,) = struct.unpack_from("<i", data, at)
        at += 4
        if not 0 <= value <= most:
            raise damaged(f"{what} is {value}")
        return int(value)

    entries: dict[str, Importance] = {}
    for _ in range(number(1 << 20, "the number of entries")):
        length = number(_MAX_NAME_BYTES, "the length of a name")
        name = data[at : at + length].decode("utf-8", "replace")
        at += length
        calls, count = number(1 << 30, "a count"), number(_MAX_VALUES, "the number of values")
        if at + 4 * count > len(data) or count == 0:
            raise damaged("it ends too early")
        sums = np.frombuffer(data, "<f4", count, at).astype(np.float32).reshape(1, -1)
        at += 4 * count
        entries[name] = Importance(sums, np.array([calls], np.int64))
    if not entries:
        raise damaged("it has no entries")
    if at + 8 > len(data):
        return ImportanceMatrix(entries)
    chunks, length = number(1 << 30, "the number of chunks"), number(1 << 20, "the length of a name")
    datasets = (data[at : at + length].decode("utf-8", "replace"),) if length else ()
    return ImportanceMatrix(entries, datasets, chunks)


def write_importance(path: Path, matrix: ImportanceMatrix) -> None:
    """Write the GGUF format; the file appears whole or not at all."""
    import gguf
    import numpy as np

    part = path.with_name(path.name + ".part")
    writer = gguf.GGUFWriter(part, "imatrix")
    writer.add_type("imatrix")
    writer.add_array("imatrix.datasets", list(matrix.datasets) or [""])
    writer.add_uint32("imatrix.chunk_count", matrix.chunk_count)
    writer.add_uint32("imatrix.chunk_size", matrix.chunk_size)
    for name in sorted(matrix.entries):
        entry = matrix.entries[name]
        counts = entry.counts.astype(np.float32).reshape(-1, 1)
        writer.add_tensor(name + _SUMS, np.ascontiguousarray(entry.sums.reshape(len(counts), -1), np.float32))
        writer.add_tensor(name + _COUNTS, counts)
    try:
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
        writer.close()
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


class Accumulator:
    """Adds up squared inputs, tensor by tensor, while a model runs."""

    def __init__(self) -> None:
        self._entries: dict[str, Importance] = {}

    def add(self, name: str, inputs: NDArray[float32], *, matrix: int = 0, matrices: int = 1) -> None:
        """Add the inputs, shape (rows, columns), of matrix number `matrix` (an expert) of the tensor `name`."""
        import numpy as np

        if name not in self._entries:
            sums = np.zeros((matrices, inputs.shape[-1]), np.float32)
            self._entries[name] = Importance(sums, np.zeros(matrices, np.int64))
        entry = self._entries[name]
        entry.sums[matrix] += np.einsum("ij,ij->j", inputs, inputs, dtype=np.float32)
        entry.counts[matrix] += len(inputs)

    def matrix(self, datasets: Iterable[str], chunk_count: int, chunk_size: int) -> ImportanceMatrix:
        """What has been added up so far.

        Raises:
            BadInputError: a sum is not finite: the model itself computes values that are not numbers.
        """
        import numpy as np

        for name, entry in self._entries.items():
            if not np.isfinite(entry.sums).all():
                raise BadInputError(f"The inputs of {name} are not finite numbers.", "Check the model's weights.")
        return ImportanceMatrix(dict(self._entries), tuple(datasets), chunk_count, chunk_size)
