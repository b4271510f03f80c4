"""A checkpoint as it is read: configuration, tensors by name, rows as float32 with adapters merged on the way."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from steppe_convert import native
from steppe_models.errors import BadInputError, IntegrityError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy import float32
    from numpy.typing import NDArray

WEIGHT_BYTES = {"F32": 4, "F16": 2, "BF16": 2}
HUB_PREFIX = "hf:"
_MAX_TEXT_BYTES = 64 * 1024 * 1024


class ByteFile(Protocol):
    """A file of the checkpoint that can be read anywhere, from several threads at once."""

    @property
    def name(self) -> str:
        """The file's name without a folder."""

    @property
    def size_bytes(self) -> int:
        """Its length."""

    @property
    def identity(self) -> str:
        """Changes when the content does; the same for the same content on the same machine."""

    def read_into(self, offset: int, out: memoryview) -> None:
        """Fill `out` with the bytes from `offset` on.

        Raises:
            IntegrityError: the file ends before `out` is full.
        """

    def close(self) -> None:
        """Give back what it holds."""


@dataclass(frozen=True, slots=True)
class TensorSource:
    """Where a tensor lies: `dtype` is F32, F16 or BF16, `shape` has the columns last, `offset` is in bytes."""

    name: str
    dtype: str
    shape: tuple[int, ...]
    file: ByteFile
    offset: int

    @property
    def columns(self) -> int:
        """Weights in a row."""
        return self.shape[-1] if self.shape else 1

    @property
    def rows(self) -> int:
        """Rows of all dimensions but the last together; 1 for a vector."""
        return math.prod(self.shape[:-1])

    @property
    def size_bytes(self) -> int:
        """Bytes in the file."""
        return math.prod(self.shape) * WEIGHT_BYTES[self.dtype]


class RowChange(Protocol):
    """What an adapter adds to a tensor's rows; `identity` changes when anything does that decides it."""

    @property
    def identity(self) -> str:
        """Of which numbers it is made."""

    def add_to(self, first: int, out: NDArray[float32]) -> None:
        """Add the change of the rows from `first` on to `out`, a float32 array of (rows, columns)."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """An opened checkpoint: `folder` holds its small files (configuration, tokenizer, card) on this disk.

    `label` is what the user called it; `repository` and `revision` are set when it comes from a hub.
    `file_hashes` are the SHA-256 that the hub states of its weight files. `tokenizer_folder` is another folder than
    `folder` when an adapter brings a tokenizer of its own.
    """

    label: str
    folder: Path
    config: dict[str, Any]
    tensors: dict[str, TensorSource]
    files: tuple[ByteFile, ...]
    repository: str = ""
    revision: str = ""
    file_hashes: dict[str, str] = field(default_factory=dict)
    changes: dict[str, tuple[RowChange, ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    tokenizer_folder: Path | None = None

    def read_rows(self, tensor: TensorSource, first: int, last: int, out: NDArray[float32]) -> None:
        """Rows `first` to `last` (exclusive) as float32 into `out`, a contiguous array of (last - first, columns).

        Merged adapters are added. Safe from several threads at once.

        Raises:
            IntegrityError: the file ends too early.
        """
        read_rows(tensor, first, last, out)
        for change in self.changes.get(tensor.name, ()):
            change.add_to(first, out.reshape(last - first, tensor.columns))

    def text(self, name: str) -> str | None:
        """One of the small text files, None when it is not there."""
        return read_small_file(self.folder / name)

    def json(self, name: str) -> dict[str, Any]:
        """One of the small JSON files, {} when it is not there.

        Raises:
            BadInputError: it is not a JSON object.
        """
        return read_json(self.folder / name)

    def close(self) -> None:
        """Close all files."""
        for file in self.files:
            file.close()

    def __enter__(self) -> Checkpoint:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_checkpoint(source: str | Path, adapters: Sequence[Path] = (), *, work: Path | None = None) -> Checkpoint:
    """Open a folder, one file, or a hub repository (`hf:OWNER/NAME` or `hf:OWNER/NAME@REVISION`).

    `adapters` are folders of LoRA adapters, merged in this order. `work` is where the small files of a hub
    repository are kept. No tensor is read yet, but every file's table of contents is checked.

    Raises:
        MissingError: it, one of its files, or the hub is not there.
        BadInputError: it is of a kind that cannot be converted (GPTQ, AWQ, ...), or an adapter does not fit.
        IntegrityError: a file is damaged, cut short, or contradicts the index.
    """
    from steppe_convert.adapters import merge_adapters
    from steppe_convert.folder import open_folder

    text = str(source)
    if text.startswith(HUB_PREFIX):
        from steppe_convert.hub_source import open_hub

        checkpoint = open_hub(text.removeprefix(HUB_PREFIX), work)
    else:
        checkpoint = open_folder(Path(text).expanduser())
    try:
        return merge_adapters(checkpoint, adapters)
    except BaseException:
        checkpoint.close()
        raise


def read_rows(tensor: TensorSource, first: int, last: int, out: NDArray[float32]) -> None:
    """Rows `first` to `last` (exclusive) of the file's own weights as float32 into the contiguous array `out`.

    Raises:
        IntegrityError: the file ends too early.
    """
    count = (last - first) * tensor.columns
    weight_bytes = WEIGHT_BYTES[tensor.dtype]
    buffer = out.reshape(-1).data.cast("B")
    assert len(buffer) == 4 * count, (tensor.name, len(buffer), count)
    # 16-bit weights are read into the second half and widened forwards: each is read before it is written over.
    part = buffer[4 * count - weight_bytes * count :]
    tensor.file.read_into(tensor.offset + first * tensor.columns * weight_bytes, part)
    if tensor.dtype != "F32":
        native.widen(tensor.dtype, out.ctypes.data + 2 * count, out.ctypes.data, count)


def read_small_file(path: Path) -> str | None:
    """A text file of the checkpoint, None when it is not there.

    Raises:
        BadInputError: it cannot be read as text, or is far too large for what it is.
    """
    try:
        if path.stat().st_size > _MAX_TEXT_BYTES:
            raise BadInputError(f"{path} is too large for a file of its kind.", "Get it again.")
        return path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise BadInputError(f"{path} cannot be read.", "Get it again.") from error


def read_json(path: Path) -> dict[str, Any]:
    """A JSON object of the checkpoint, {} when the file is not there.

    Raises:
        BadInputError: it is not a JSON object.
        IntegrityError: it is a pointer left by an unfinished download.
    """
    text = read_small_file(path)
    if text is None:
        return {}
    refuse_pointer(path.name, text[:64].encode())
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadInputError(f"{path} is not valid JSON.", "Get it again.") from error
    if not isinstance(value, dict):
        raise BadInputError(f"{path} does not hold a JSON object.", "Get it again.")
    return value


def refuse_pointer(name: str, beginning: bytes) -> None:
    """Refuse the small text that a version control system leaves in place of a large file.

    Raises:
        IntegrityError: `beginning` is such a text's.
    """
    if beginning.startswith(b"version https://git-lfs"):
        raise IntegrityError(
            f"{name} is only a git-LFS pointer: the file itself was not downloaded.",
            "Run `git lfs pull` in the repository, or download the file again.",
        )
