"""PyTorch's checkpoint files without PyTorch: a zip whose pickle is read by a reader that builds nothing but tensors.

The pickle may name a handful of harmless things; anything else in it is refused by name, and nothing is executed.
"""

from __future__ import annotations

import collections
import io
import pickle
import struct
import zipfile
import zlib
from typing import Any, NamedTuple, NoReturn

from steppe_convert.source import ByteFile, TensorSource, refuse_pointer
from steppe_models.errors import BadInputError, IntegrityError

_DAMAGED = (zipfile.BadZipFile, zlib.error, struct.error)
_STORAGES = {
    "FloatStorage": ("F32", 4),
    "HalfStorage": ("F16", 2),
    "BFloat16Storage": ("BF16", 2),
    "DoubleStorage": ("F64", 8),
    "LongStorage": ("I64", 8),
    "IntStorage": ("I32", 4),
    "ShortStorage": ("I16", 2),
    "CharStorage": ("I8", 1),
    "ByteStorage": ("U8", 1),
    "BoolStorage": ("BOOL", 1),
}
_MAX_PICKLE_BYTES = 64 * 1024 * 1024
_MAX_NESTING = 3


# What the pickle gets in its hands is a tuple: its BUILD instruction, which sets attributes, finds none to set.


class _Storage(NamedTuple):
    """A member of the zip: `dtype` and bytes per weight, its name, and how many weights it has."""

    dtype: str
    weight_bytes: int
    key: str
    weights: int


class _StorageKind(NamedTuple):
    dtype: str
    weight_bytes: int


class _Tensor(NamedTuple):
    storage: _Storage
    offset: int
    shape: tuple[int, ...]


class _Rebuild(NamedTuple):
    """Stands for the two functions by which PyTorch rebuilds a tensor."""

    is_parameter: bool

    def __call__(self, *arguments: Any) -> Any:
        return arguments[0] if self.is_parameter else _rebuild_tensor(*arguments)


class _RefusedError(Exception):
    """The pickle wants something that a checkpoint has no need of."""


class _Reader(io.RawIOBase):
    """A `ByteFile` as a seekable stream, for the zip reader."""

    def __init__(self, file: ByteFile) -> None:
        self._file = file
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._file.size_bytes}[whence]
        if base + offset < 0:
            raise OSError(22, "before the beginning")
        self._at = base + offset
        return self._at

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer).cast("B")
        count = max(0, min(len(view), self._file.size_bytes - self._at))
        if count:
            self._file.read_into(self._at, view[:count])
        self._at += count
        return count


class _Unpickler(pickle.Unpickler):
    """Builds ordered dictionaries and descriptions of tensors; every other name is refused."""

    def find_class(self, module: str, name: str) -> Any:
        if module == "torch" and name in _STORAGES:
            return _StorageKind(*_STORAGES[name])
        allowed = {
            ("collections", "OrderedDict"): collections.OrderedDict,
            ("torch._utils", "_rebuild_tensor_v2"): _Rebuild(False),
            ("torch._utils", "_rebuild_parameter"): _Rebuild(True),
        }
        if (module, name) in allowed:
            return allowed[module, name]
        raise _RefusedError(f"{module}.{name}")

    def persistent_load(self, pid: Any) -> _Storage:
        if isinstance(pid, tuple) and len(pid) >= 5 and pid[0] == "storage" and isinstance(pid[1], _StorageKind):
            return _Storage(pid[1].dtype, pid[1].weight_bytes, str(pid[2]), int(pid[4]))
        raise _RefusedError("a storage of an unknown kind")


def _rebuild_tensor(storage: Any, offset: Any, size: Any, stride: Any, *_: Any) -> _Tensor:
    shape = tuple(int(each) for each in size)
    if not isinstance(storage, _Storage):
        raise _RefusedError("a tensor without a storage")
    expected = 1
    for length, step in zip(reversed(shape), reversed(tuple(stride)), strict=True):
        if length != 1 and step != expected:
            raise _RefusedError("a tensor that is stored transposed or with gaps")
        expected *= length
    return _Tensor(storage, int(offset), shape)


def read_torch_zip(file: ByteFile) -> dict[str, TensorSource]:
    """The tensors of a file written by `torch.save` (PyTorch 1.6 and later) by name.

    Raises:
        IntegrityError: not a zip, cut short, or its parts contradict each other.
        BadInputError: the pickle names anything but tensors (nothing of it is executed), or is of the old format.
    """
    beginning = bytearray(min(64, file.size_bytes))
    file.read_into(0, memoryview(beginning))
    refuse_pointer(file.name, bytes(beginning))
    if beginning[:2] == b"\x80\x02" and beginning[2:3] == b"\x8a":
        raise BadInputError(
            f"{file.name} is of the format that PyTorch wrote before version 1.6.",
            "Load and save it once with a current PyTorch, as safetensors if possible.",
        )
    if beginning[:2] != b"PK":
        raise IntegrityError(f"{file.name} is not a PyTorch checkpoint.", "Get the file again.")
    try:
        with zipfile.ZipFile(io.BufferedReader(_Reader(file))) as archive:
            members = {each.filename: each for each in archive.infolist()}
            pickles = [name for name in members if name.endswith("/data.pkl") or name == "data.pkl"]
            if len(pickles) != 1:
                raise IntegrityError(f"{file.name} is a zip but not a PyTorch checkpoint.", "Get the file again.")
            root = pickles[0].removesuffix("data.pkl")
            _check_byte_order(file, archive, members, root)
            if members[pickles[0]].file_size > _MAX_PICKLE_BYTES:
                raise IntegrityError(f"{file.name} has a table of impossible size.", "Get the file again.")
            table = _flatten(file, _unpickle(file, archive.read(pickles[0])))
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        OSError,
        struct.error,
    ) as error:
        raise IntegrityError(
            f"{file.name} is cut short or damaged: the directory at its end cannot be read.", "Get the file again."
        ) from error
    return {name: _located(file, name, tensor, members, root) for name, tensor in table.items()}


def _check_byte_order(file: ByteFile, archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], root: str) -> None:
    if f"{root}byteorder" in members and archive.read(f"{root}byteorder").strip() != b"little":
        raise BadInputError(f"{file.name} was written on a big-endian machine.", "Save it on another machine.")


def _unpickle(file: ByteFile, data: bytes) -> Any:
    try:
        return _Unpickler(io.BytesIO(data)).load()
    except _RefusedError as refused:
        raise BadInputError(
            f"{file.name} was refused and nothing of it was executed: its pickle holds {refused}.",
            "A checkpoint needs nothing but tensors; save the model's state_dict, as safetensors if possible.",
        ) from None
    except (pickle.UnpicklingError, ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise IntegrityError(f"The table of {file.name} is damaged.", "Get the file again.") from error
    except (EOFError, MemoryError, OverflowError, RecursionError, struct.error) as error:
        raise IntegrityError(f"The table of {file.name} is damaged.", "Get the file again.") from error


def _flatten(file: ByteFile, value: Any, depth: int = 0) -> dict[str, _Tensor]:
    """The state_dict: names to tensors; the wrappers that trainers put around it are opened."""
    if not isinstance(value, dict):
        _not_a_state_dict(file)
    tensors = {name: each for name, each in value.items() if isinstance(each, _Tensor)}
    if tensors:
        return {str(name): each for name, each in tensors.items()}
    inner = [value[name] for name in ("state_dict", "model", "module") if isinstance(value.get(name), dict)]
    if depth >= _MAX_NESTING or len(inner) != 1:
        _not_a_state_dict(file)
    return _flatten(file, inner[0], depth + 1)


def _not_a_state_dict(file: ByteFile) -> NoReturn:
    raise BadInputError(f"{file.name} holds no weights by name.", "Save the model's state_dict.")


def _located(
    file: ByteFile, name: str, tensor: _Tensor, members: dict[str, zipfile.ZipInfo], root: str
) -> TensorSource:
    storage = tensor.storage
    member = members.get(f"{root}data/{storage.key}")
    if member is None:
        raise IntegrityError(f"{file.name} is damaged: the data of {name} is not in it.", "Get the file again.")
    count = 1
    for length in tensor.shape:
        count *= length
    if (
        member.compress_type != zipfile.ZIP_STORED
        or member.file_size != storage.weights * storage.weight_bytes
        or not 0 <= tensor.offset <= tensor.offset + count <= storage.weights
    ):
        raise IntegrityError(
            f"{file.name} is damaged: the data of {name} does not have the promised size.", "Get the file again."
        )
    header = bytearray(30)
    file.read_into(member.header_offset, memoryview(header))
    if header[:4] != b"PK\3\4":
        raise IntegrityError(f"{file.name} is damaged: the data of {name} does not begin.", "Get the file again.")
    name_bytes, extra_bytes = struct.unpack_from("<HH", header, 26)
    start = member.header_offset + 30 + name_bytes + extra_bytes
    if start + member.file_size > file.size_bytes:
        raise IntegrityError(f"{file.name} is cut short within {name}.", "Get the file again.")
    return TensorSource(name, storage.dtype, tensor.shape, file, start + tensor.offset * storage.weight_bytes)
