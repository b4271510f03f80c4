"""Collects the inputs of a model's matrices while llama.cpp computes, through its evaluation callback.

Runs in the converter's child process. Source of what is collected: tools/imatrix/imatrix.cpp of llama.cpp.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from steppe_convert import native
from steppe_convert.imatrix import Accumulator, ImportanceMatrix
from steppe_models.errors import MissingError

if TYPE_CHECKING:
    import numpy as np
    from numpy import float32
    from numpy.typing import NDArray

_OBJECT_BYTES = 32  # GGML_OBJECT_SIZE, which ggml_tensor_overhead() counts besides the tensor
_F32 = 0
_FEWEST_ROWS = 16  # smaller batches are not evaluated the way prompts are


class _Tensor(ctypes.Structure):
    """`struct ggml_tensor` of ggml.h; its size is checked against the library's before it is used."""


_Tensor._fields_ = [
    ("type", ctypes.c_int),
    ("buffer", ctypes.c_void_p),
    ("ne", ctypes.c_int64 * 4),
    ("nb", ctypes.c_size_t * 4),
    ("op", ctypes.c_int),
    ("op_params", ctypes.c_int32 * 16),
    ("flags", ctypes.c_int32),
    ("src", ctypes.POINTER(_Tensor) * 10),
    ("view_src", ctypes.c_void_p),
    ("view_offs", ctypes.c_size_t),
    ("data", ctypes.c_void_p),
    ("name", ctypes.c_char * 64),
    ("extra", ctypes.c_void_p),
    ("padding", ctypes.c_char * 8),
]


class Collector:
    """Owns the callback for `llama_context_params.cb_eval`; keep it alive as long as the context."""

    wanted: ClassVar[tuple[str, ...]] = ("MUL_MAT", "MUL_MAT_ID")

    def __init__(self, bindings: Any) -> None:
        self._ggml = native.library()
        self._check_layout()
        self._operations = {self._operation(name): name for name in self.wanted}
        self._sums = Accumulator()
        self._failure: BaseException | None = None
        self.callback = bindings.ggml_backend_sched_eval_callback(self._evaluate)

    def matrix(self, datasets: Iterable[str], chunk_count: int, chunk_size: int) -> ImportanceMatrix:
        """What was collected."""
        return self._sums.matrix(datasets, chunk_count, chunk_size)

    def check(self) -> None:
        """Raise what went wrong inside the callback, from which nothing can be raised."""
        if self._failure is not None:
            raise self._failure

    def _check_layout(self) -> None:
        self._ggml.ggml_tensor_overhead.restype = ctypes.c_size_t
        if self._ggml.ggml_tensor_overhead() - _OBJECT_BYTES != ctypes.sizeof(_Tensor):
            raise MissingError(
                "The installed llama.cpp lays out its tensors in a way that this version does not know.",
                "Install the version of llama-cpp-python that Steppe names.",
            )

    def _operation(self, wanted: str) -> int:
        self._ggml.ggml_op_name.argtypes, self._ggml.ggml_op_name.restype = [ctypes.c_int], ctypes.c_char_p
        return next(number for number in range(256) if self._ggml.ggml_op_name(number) == wanted.encode())

    def _evaluate(self, address: int, is_asking: bool, _data: Any) -> bool:
        """Called before (asking whether the node is wanted) and after each node of the graph."""
        try:
            node = ctypes.cast(address, ctypes.POINTER(_Tensor)).contents
            operation = self._operations.get(node.op)
            if operation is None:
                return not is_asking
            if is_asking:
                return self._is_wanted(node, operation)
            self._take(node, operation)
        except Exception as error:  # noqa: BLE001 - nothing may be raised into native code; `check` raises it
            self._failure = error
            return False
        return True

    def _is_wanted(self, node: _Tensor, operation: str) -> bool:
        inputs = node.src[1].contents
        rows = inputs.ne[1] if operation == "MUL_MAT" else inputs.ne[2]
        is_block = _name(node.src[0].contents).startswith("blk.")
        return bool(is_block and inputs.type == _F32 and rows >= _FEWEST_ROWS)

    def _take(self, node: _Tensor, operation: str) -> None:
        weights, inputs = node.src[0].contents, node.src[1].contents
        values, name = _values(inputs), _name(weights)
        if operation == "MUL_MAT":
            self._sums.add(name, values.reshape(-1, inputs.ne[0]))
            return
        # Inputs (tokens, experts used or 1, columns); ids (tokens, experts used) say which expert each went to.
        chosen = _expert_numbers(node.src[2].contents)
        used = values.shape[1]
        for expert in range(weights.ne[2]):
            tokens, places = (chosen == expert).nonzero()
            rows = values[tokens, places % used]
            self._sums.add(name, rows, matrix=expert, matrices=weights.ne[2])


def _name(tensor: _Tensor) -> str:
    """The weight's name without the device that a copy carries: CUDA0#blk.0.attn_k.weight#0."""
    text = bytes(tensor.name).decode("utf-8", "replace")
    return text.split("#")[1] if "#" in text else text


def _values(tensor: _Tensor) -> NDArray[float32]:
    """A float32 tensor's values as a view of its memory, slowest dimension first, three dimensions (batches joined)."""
    import numpy as np

    shape = (tensor.ne[3] * tensor.ne[2], tensor.ne[1], tensor.ne[0])
    assert tensor.nb[3] == tensor.nb[2] * tensor.ne[2], "batches do not follow one another"
    strides = (tensor.nb[2], tensor.nb[1], tensor.nb[0])
    return _view(tensor, np.dtype(np.float32), shape, strides)


def _expert_numbers(tensor: _Tensor) -> NDArray[np.int32]:
    import numpy as np

    return _view(tensor, np.dtype(np.int32), (tensor.ne[1], tensor.ne[0]), (tensor.nb[1], tensor.nb[0]))


def _view(tensor: _Tensor, dtype: np.dtype[Any], shape: tuple[int, ...], strides: tuple[int, ...]) -> NDArray[Any]:
    import numpy as np

    extent = sum((length - 1) * stride for length, stride in zip(shape, strides, strict=True)) + dtype.itemsize
    memory = memoryview((ctypes.c_char * extent).from_address(tensor.data)).cast("B")
    return np.ndarray(shape, dtype, memory, 0, strides)
