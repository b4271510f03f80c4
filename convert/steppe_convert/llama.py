"""Asks the converter's child process, where llama.cpp runs: tokens of texts, logits of a GGUF file, importances."""

from __future__ import annotations

import json
import signal
import subprocess
import tempfile
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from steppe_models import errors
from steppe_models.errors import EngineError, SteppeError
from steppe_models.own_process import own_command

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray

Progress = Callable[[int, int], None]
_LAST_WORDS_S = 5.0


def tokenize(path: Path, texts: Sequence[str]) -> list[list[int]]:
    """The tokens of each text with the vocabulary of the GGUF file at `path` (which may have no tensors).

    Special tokens that are spelled out are recognised, and BOS is added where the file says so.

    Raises:
        SteppeError: the file cannot be loaded.
    """
    answer = ask({"op": "tokenize", "path": str(path), "texts": list(texts)})
    tokens: list[list[int]] = answer["tokens"]
    return tokens


class FileLogits:
    """The logits that llama.cpp computes from a GGUF file, in a temporary file of (positions, vocabulary) float32."""

    def __init__(self, path: Path, chunks: Sequence[Sequence[int]], keep: int, on_progress: Progress | None) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="steppe-logits-")
        self._path = Path(self._folder.name) / "logits"
        request = {"op": "logits", "path": str(path), "chunks": chunks, "keep": keep, "output": str(self._path)}
        try:
            self.vocabulary = int(ask(request, on_progress)["vocabulary"])
        except BaseException:
            self._folder.cleanup()
            raise
        self.positions = len(chunks) * keep

    def __enter__(self) -> FileLogits:
        return self

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()

    def columns(self, first: int, last: int) -> NDArray[float32]:
        """The logits of tokens `first` to `last`, shape (positions, last - first)."""
        import numpy as np

        out = np.empty((self.positions, last - first), np.float32)
        with self._path.open("rb", buffering=0) as file:
            for position in range(self.positions):
                file.seek(4 * (position * self.vocabulary + first))
                file.readinto(memoryview(out[position]).cast("B"))
        return out


def collect_importance(
    path: Path, chunks: Sequence[Sequence[int]], output: Path, datasets: Sequence[str], on_progress: Progress | None
) -> None:
    """Run the model at `path` over `chunks` of tokens and write the importance matrix to `output` (GGUF format).

    Raises:
        SteppeError: the file cannot be loaded or run.
    """
    request = {"op": "importance", "path": str(path), "chunks": chunks, "output": str(output)}
    ask({**request, "datasets": list(datasets)}, on_progress)


def ask(request: dict[str, Any], on_progress: Progress | None = None) -> dict[str, Any]:
    """Have a child process carry out `request`; it is gone when this returns or raises.

    Raises:
        EngineError: the child crashed or was killed.
        SteppeError: what the child found wrong.
    """
    process = subprocess.Popen(worker_command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    words: list[bytes] = []
    reader = threading.Thread(target=lambda: words.extend(process.stderr or ()), name="convert-errors", daemon=True)
    reader.start()
    try:
        process.stdin.write(json.dumps(request).encode() + b"\n")
        process.stdin.flush()
        for line in process.stdout:
            message = json.loads(line)
            if message["event"] == "progress":
                if on_progress:
                    on_progress(message["done"], message["of"])
            elif message["event"] == "done":
                return dict(message)
            else:
                raise _error(message)
        process.wait(_LAST_WORDS_S)  # its output has ended: it is ending, and its own exit code says why
    except (BrokenPipeError, subprocess.TimeoutExpired, json.JSONDecodeError):
        pass  # JSONDecodeError: half a line of a worker that was killed
    finally:
        process.kill()
        code = process.wait()
        reader.join()
        for stream in (process.stdin, process.stdout, process.stderr):
            _close(stream)
    raise EngineError(_gone(code, words), "Close other programs and try again, or run `steppe doctor`.")


def worker_command() -> list[str]:
    """How the child process is started, in a frozen build too."""
    return own_command("convert", "steppe_convert.worker")


def _close(stream: Any) -> None:
    try:
        stream.close()
    except BrokenPipeError:
        return


def _error(message: dict[str, Any]) -> SteppeError:
    kind = getattr(errors, message["kind"], EngineError)
    error: SteppeError = kind(message["message"], message["hint"])
    return error


def _gone(code: int, words: Sequence[bytes]) -> str:
    if code == -signal.SIGKILL:
        return "The process that runs llama.cpp was killed, most likely because memory ran out."
    if code < 0:
        return f"The process that runs llama.cpp crashed ({signal.Signals(-code).name})."
    last = [line.decode("utf-8", "replace").strip() for line in words if line.strip()][-1:]
    return f"The process that runs llama.cpp ended unexpectedly (exit code {code}{': ' + last[0] if last else ''})."
