"""llama.cpp's C interface as the worker uses it: bindings without the high-level class, devices, and the log.

Importing `llama_cpp` the ordinary way also imports its high-level class with numpy and jinja2: 0.6 s and 40 MB that
the worker does not need. Only the package's ctypes declarations are loaded here.
"""

from __future__ import annotations

import collections
import ctypes
import importlib
import importlib.util
import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from steppe_models.errors import MissingError

if TYPE_CHECKING:
    from types import ModuleType

_GPU_TYPES = (1, 2)  # GGML_BACKEND_DEVICE_TYPE_GPU and _IGPU in ggml-backend.h
_INTEGRATED = 2
_LEVEL_DEBUG, _LEVEL_CONTINUED = 1, 5  # ggml_log_level in ggml.h
_FLASH_ATTENTION = re.compile(r"Flash Attention.* (enabled|disabled)")
LogTaker = Callable[[int, bytes, Any], None]
_listening: list[tuple[LogTaker, Any]] = []  # who takes llama.cpp's messages, and the callback whose address it has


def load_bindings() -> ModuleType:
    """The module `llama_cpp.llama_cpp`, without running the package's own `__init__`.

    Raises:
        MissingError: the package is not installed, or its libraries cannot be loaded.
    """
    if "llama_cpp.llama_cpp" in sys.modules:
        return sys.modules["llama_cpp.llama_cpp"]
    spec = importlib.util.find_spec("llama_cpp")
    if spec is None:
        raise MissingError("llama-cpp-python is not installed.", "Run `make setup` to build it.")
    if "llama_cpp" not in sys.modules:
        sys.modules["llama_cpp"] = importlib.util.module_from_spec(spec)
    try:
        bindings = importlib.import_module("llama_cpp.llama_cpp")
        _load_processor_library()
        return bindings
    except (ImportError, OSError, RuntimeError, FileNotFoundError) as error:
        raise MissingError(
            f"The llama.cpp libraries cannot be loaded: {error}.",
            "Run `make setup` to build them for this machine.",
        ) from error


@dataclass(frozen=True, slots=True)
class Device:
    """A GPU as ggml sees it; memory in bytes. `is_unified`: its memory is the system's, as on Jetson boards."""

    name: str
    description: str
    free_bytes: int
    total_bytes: int
    is_unified: bool = False


def gpu_devices() -> tuple[Device, ...]:
    """The GPUs that the installed llama.cpp build can use, with the memory that is free on each now.

    The Python binding has no call for this; ggml's own functions are in the libraries that it ships.
    """
    load_bindings()
    ggml = _ggml_library()
    devices = []
    for number in range(ggml.ggml_backend_dev_count()):
        handle = ggml.ggml_backend_dev_get(number)
        kind = ggml.ggml_backend_dev_type(handle)
        if kind not in _GPU_TYPES:
            continue
        free, total = ctypes.c_size_t(), ctypes.c_size_t()
        ggml.ggml_backend_dev_memory(handle, ctypes.byref(free), ctypes.byref(total))
        name = ggml.ggml_backend_dev_name(handle).decode()
        description = ggml.ggml_backend_dev_description(handle).decode()
        is_unified = kind == _INTEGRATED or name.startswith(("Metal", "MTL"))
        devices.append(Device(name, description, free.value, total.value, is_unified))
    return tuple(devices)


def _load_processor_library() -> None:
    """Have ggml load the best library for this CPU, where they lie beside it: one for each kind of CPU.

    A build for this machine alone has none of them, and its code for the CPU is in the shared libraries themselves.
    """
    folder = _library_folder()
    if any(folder.glob("*ggml-cpu-*")):
        ggml = _ggml_library()
        ggml.ggml_backend_load_all_from_path.argtypes = [ctypes.c_char_p]
        ggml.ggml_backend_load_all_from_path.restype = None
        ggml.ggml_backend_load_all_from_path(os.fsencode(folder))
        if ggml.ggml_backend_dev_count() == 0:
            raise OSError(f"none of the libraries in {folder} runs on this CPU")


def _library_folder() -> Path:
    spec = importlib.util.find_spec("llama_cpp")
    if spec is None or not spec.submodule_search_locations:
        raise MissingError("llama-cpp-python is not installed.", "Run `make setup` to build it.")
    override = os.environ.get("LLAMA_CPP_LIB_PATH")
    return Path(override) if override else Path(spec.submodule_search_locations[0]) / "lib"


def _ggml_library() -> ctypes.CDLL:
    folder = _library_folder()
    names = ("libggml.so", "libggml.dylib", "ggml.dll")
    path = next((folder / name for name in names if (folder / name).exists()), None)
    if path is None:
        raise MissingError(f"The ggml library is not in {folder}.", "Run `make setup` to build it.")
    ggml = ctypes.CDLL(str(path))
    ggml.ggml_backend_dev_count.restype = ctypes.c_size_t
    ggml.ggml_backend_dev_get.argtypes, ggml.ggml_backend_dev_get.restype = [ctypes.c_size_t], ctypes.c_void_p
    for name in ("name", "description"):
        function = getattr(ggml, f"ggml_backend_dev_{name}")
        function.argtypes, function.restype = [ctypes.c_void_p], ctypes.c_char_p
    ggml.ggml_backend_dev_type.argtypes = [ctypes.c_void_p]
    size_pointer = ctypes.POINTER(ctypes.c_size_t)
    ggml.ggml_backend_dev_memory.argtypes = [ctypes.c_void_p, size_pointer, size_pointer]
    ggml.ggml_backend_dev_memory.restype = None
    return ggml


def ignore(_level: int, _text: bytes, _data: Any) -> None:
    """Take a message of llama.cpp and keep nothing of it."""


def listen(bindings: Any, take: LogTaker) -> LogTaker:
    """Have llama.cpp tell its messages, each with its level, to `take` from now on; returns who took them before.

    llama.cpp keeps an address alone, and calls it whenever it has something to say: what ctypes makes of `take` is kept
    here until another has taken its place.
    """
    callback, before = bindings.llama_log_callback(take), _listening[:]
    bindings.llama_log_set(callback, ctypes.c_void_p(0))
    _listening[:] = [(take, callback)]
    return before[0][0] if before else ignore


class NativeLog:
    """Keeps llama.cpp's last messages in memory, and in a file if one was asked for; never on the terminal.

    Debugging messages, hundreds for a load, go to the file alone: they would push out those that explain a failure.
    """

    def __init__(self, bindings: Any, file: TextIO | None) -> None:
        self.lines: collections.deque[str] = collections.deque(maxlen=400)
        self._file = file
        self._bindings = bindings
        self._is_debugging = False
        listen(bindings, self._take)

    def _take(self, level: int, text: bytes, _data: Any) -> None:
        message = text.decode("utf-8", "replace")
        if level != _LEVEL_CONTINUED:
            self._is_debugging = level == _LEVEL_DEBUG
        if not self._is_debugging:
            self.lines.append(message.rstrip("\n"))
        if self._file:
            self._file.write(message)
            self._file.flush()

    def close(self) -> None:
        """Stop keeping messages."""
        listen(self._bindings, ignore)

    def text(self) -> str:
        """Everything kept, as one string."""
        return "\n".join(self.lines)

    def flash_attention(self) -> str:
        """What llama.cpp chose when the choice was its own: enabled, disabled, or auto where it did not say."""
        found = _FLASH_ATTENTION.search(self.text())
        return found[1] if found else "auto"


class AbortFlag:
    """Stops llama.cpp in the middle of a computation, without Python being called from it.

    llama.cpp asks `bool callback(void *data)` between graph nodes, a thousand times a step. C's own strlen is such a
    function: over an empty string it says 0 (go on), over one character 1 (stop).
    """

    def __init__(self, bindings: Any) -> None:
        self._text = ctypes.create_string_buffer(2)
        library = ctypes.CDLL(None) if sys.platform != "win32" else ctypes.CDLL("msvcrt")
        self.callback = ctypes.cast(library.strlen, bindings.ggml_abort_callback)
        self.data = ctypes.cast(self._text, ctypes.c_void_p)

    def set(self) -> None:
        """Ask the running computation to stop."""
        self._text[0] = b"\x01"

    def clear(self) -> None:
        """Let the next computation run."""
        self._text[0] = b"\x00"
