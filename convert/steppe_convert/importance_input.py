"""The importance matrix of a conversion: read from a file, or computed from a calibration text with the checkpoint."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from steppe_convert.followed import followed
from steppe_convert.gguf_keys import Key, head, text, whole
from steppe_convert.planning import Prepared
from steppe_convert.progress import CALIBRATING, Progress, told
from steppe_convert.source import Checkpoint
from steppe_models.sources.transfer import hash_file

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray

    from steppe_convert.imatrix import ImportanceMatrix


@dataclass(frozen=True, slots=True)
class ImportanceInput:
    """A matrix with where it comes from: the file's name and the hash of its content, for the file's keys."""

    matrix: ImportanceMatrix
    file_name: str
    sha256: str

    def keys(self) -> tuple[Key, ...]:
        """The keys by which llama.cpp's own quantizer tells of a matrix."""
        return (
            text("quantize.imatrix.file", self.file_name),
            text("quantize.imatrix.dataset", ", ".join(self.matrix.datasets)),
            whole("quantize.imatrix.entries_count", len(self.matrix.entries)),
            whole("quantize.imatrix.chunks_count", self.matrix.chunk_count),
        )

    def described(self) -> dict[str, Any]:
        """The same, for the manifest."""
        return {
            "file": self.file_name,
            "sha256": self.sha256,
            "datasets": list(self.matrix.datasets),
            "entries": len(self.matrix.entries),
            "chunks": self.matrix.chunk_count,
        }

    def rows(self, prepared: Prepared) -> dict[str, NDArray[float32]]:
        """Float32 of (experts or 1, columns) for each planned tensor that the matrix knows.

        Raises:
            BadInputError: the matrix is another model's.
        """
        found: dict[str, NDArray[float32]] = {}
        for tensor in prepared.plan.tensors:
            if tensor.type_name == "F32":
                continue
            weights = self.matrix.weights(tensor.name, tensor.columns, max(1, len(tensor.parts)))
            if weights is not None:
                found[tensor.name] = weights
        return found


def read(path: Path) -> ImportanceInput:
    """The matrix in a file of llama.cpp's.

    Raises:
        MissingError, BadInputError, IntegrityError: it is not there, or is no such file.
    """
    from steppe_convert.imatrix import read_importance

    matrix = read_importance(path)
    return ImportanceInput(matrix, path.name, hash_file(path))


def calibrate(path: Path, checkpoint: Checkpoint, prepared: Prepared) -> Iterator[Progress | ImportanceInput]:
    """Compute the matrix from the text or the problems in a file; at last the matrix.

    Raises:
        MissingError, BadInputError: the file cannot be used.
    """
    from steppe_convert.calibrate import calibration_chunks, importance_from_checkpoint, read_calibration
    from steppe_convert.imatrix import write_importance

    profile = prepared.identity.profile
    calibration = read_calibration(path, profile.prompt_format if profile else "alpaca")
    with tempfile.TemporaryDirectory(prefix="steppe-calibrate-") as folder:
        vocabulary = Path(folder) / "vocabulary.gguf"
        vocabulary.write_bytes(head(prepared.keys, ()))
        chunks = calibration_chunks(vocabulary, calibration)
        work = followed(
            lambda tell: importance_from_checkpoint(
                checkpoint, chunks, path.name, rope_base=prepared.identity.rope_base, on_progress=tell
            )
        )
        matrix = yield from told(CALIBRATING, work)
        output = Path(folder) / "imatrix.gguf"
        write_importance(output, matrix)
        yield ImportanceInput(matrix, path.name, hashlib.sha256(output.read_bytes()).hexdigest())
