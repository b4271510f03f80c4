"""The converter's child process: owns llama.cpp; splits text into tokens, computes logits, and collects importances.

One request on standard input, events on standard output (one JSON object a line), arrays in files. It ends after the
request, or when it is killed; llama.cpp may abort the whole process, which the parent notices.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
import threading
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from steppe_convert.collector import Collector
from steppe_convert.imatrix import write_importance
from steppe_convert.library_checks import check_logits, dry_runs, round_trip
from steppe_models.engine.bindings import NativeLog, load_bindings
from steppe_models.engine.failures import load_failure
from steppe_models.errors import EngineError, SteppeError
from steppe_models.hardware import detect


class Worker:
    """Handles one request; `send` writes an event."""

    def __init__(self, sink: BinaryIO) -> None:
        self._sink = sink
        self._native = load_bindings()
        self._log = NativeLog(self._native, None)
        self._native.llama_backend_init()

    def send(self, message: dict[str, Any]) -> None:
        """Write one event."""
        self._sink.write(json.dumps(message).encode() + b"\n")
        self._sink.flush()

    def handle(self, request: dict[str, Any]) -> dict[str, Any]:
        """Carry out the request; returns what belongs into the last event."""
        path = Path(request["path"])
        if request["op"] == "dry_run":
            return {"types": dry_runs(self._native, path, request)}
        if request["op"] == "round_trip":
            return {"texts": round_trip(self._native, self._load(path, vocabulary_only=True), request["texts"])}
        if request["op"] == "tokenize":
            model = self._load(path, vocabulary_only=True)
            return {"tokens": [self._tokenize(model, text) for text in request["texts"]]}
        model = self._load(path, vocabulary_only=False)
        if request["op"] == "inspect":
            return self._inspect(model, path, request)
        if request["op"] == "logits":
            return self._logits(model, path, request)
        assert request["op"] == "importance", request["op"]
        return self._importance(model, path, request)

    def _load(self, path: Path, *, vocabulary_only: bool) -> Any:
        parameters = self._native.llama_model_default_params()
        parameters.n_gpu_layers = 0  # the inputs of matrices are read where the CPU has them, and figures repeat
        parameters.use_extra_bufts = False
        parameters.vocab_only = vocabulary_only
        model = self._native.llama_model_load_from_file(str(path).encode(), parameters)
        if not model:
            raise load_failure(path, self._log.text())
        return model

    def _context(self, model: Any, path: Path, tokens: int, collector: Collector | None) -> Any:
        parameters = self._native.llama_context_default_params()
        parameters.n_ctx = parameters.n_batch = parameters.n_ubatch = tokens
        parameters.n_threads = parameters.n_threads_batch = detect().physical_cores
        parameters.no_perf = True
        if collector is not None:
            parameters.cb_eval = collector.callback
        context = self._native.llama_init_from_model(model, parameters)
        if not context:
            raise load_failure(path, self._log.text(), stage="context")
        return context

    def _tokenize(self, model: Any, text: str) -> list[int]:
        vocabulary = self._native.llama_model_get_vocab(model)
        data = text.encode("utf-8", "replace")
        room = len(data) + 8
        tokens = (self._native.llama_token * room)()
        count = self._native.llama_tokenize(vocabulary, data, len(data), tokens, room, True, True)
        if count < 0:
            raise EngineError("A text could not be split into tokens.", "Check the text file.")
        return list(tokens[:count])

    def _decode(self, context: Any, chunk: Sequence[int], keep: int) -> None:
        """Run one chunk from an empty memory; logits for its last `keep` tokens."""
        native, length = self._native, len(chunk)
        native.llama_memory_clear(native.llama_get_memory(context), True)
        batch = native.llama_batch_init(length, 0, 1)
        try:
            for place, token in enumerate(chunk):
                batch.token[place], batch.pos[place] = token, place
                batch.n_seq_id[place], batch.seq_id[place][0] = 1, 0
                batch.logits[place] = int(place >= length - keep)
            batch.n_tokens = length
            code = native.llama_decode(context, batch)
        finally:
            native.llama_batch_free(batch)
        if code != 0:
            raise EngineError(f"llama.cpp could not decode the text (code {code}).", "Run `steppe doctor`.")

    def _inspect(self, model: Any, path: Path, request: dict[str, Any]) -> dict[str, Any]:
        tokens = self._tokenize(model, request["decode"])
        if tokens:
            context = self._context(model, path, len(tokens), None)
            self._decode(context, tokens, 1)
            check_logits(self._native, model, context, len(tokens) - 1)
        return {"texts": round_trip(self._native, model, request["texts"])}

    def _logits(self, model: Any, path: Path, request: dict[str, Any]) -> dict[str, Any]:
        chunks, keep = request["chunks"], request["keep"]
        context = self._context(model, path, len(chunks[0]), None)
        width = self._native.llama_vocab_n_tokens(self._native.llama_model_get_vocab(model))
        with Path(request["output"]).open("wb") as file:
            for number, chunk in enumerate(chunks, 1):
                self._decode(context, chunk, keep)
                pointer = self._native.llama_get_logits(context)
                file.write(ctypes.string_at(ctypes.cast(pointer, ctypes.c_void_p), keep * width * 4))
                self.send({"event": "progress", "done": number, "of": len(chunks)})
        return {"vocabulary": width}

    def _importance(self, model: Any, path: Path, request: dict[str, Any]) -> dict[str, Any]:
        chunks = request["chunks"]
        collector = Collector(self._native)
        context = self._context(model, path, max(map(len, chunks)), collector)
        for number, chunk in enumerate(chunks, 1):
            # All logits are asked for: without them the last block sees only the last token's input.
            self._decode(context, chunk, len(chunk))
            collector.check()
            self.send({"event": "progress", "done": number, "of": len(chunks)})
        matrix = collector.matrix(request["datasets"], len(chunks), len(chunks[0]))
        write_importance(Path(request["output"]), matrix)
        return {"entries": len(matrix.entries)}


def main(_argv: list[str] | None = None) -> NoReturn:
    """Handle the request on standard input; what native code prints goes to standard error."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    sink = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    request = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
    try:
        worker = Worker(sink)
        worker.send({"event": "done", **worker.handle(request)})
    except SteppeError as error:
        _tell_failure(sink, error)
    except BrokenPipeError:
        os._exit(0)
    except OSError as error:
        advice = "Make room for temporary files, or set TMPDIR to a folder that has it."
        _tell_failure(sink, SteppeError(f"A file cannot be used: {error}.", advice))
    except Exception:  # noqa: BLE001 - the last words of a dying process, for the parent to report
        traceback.print_exc()
        _end(1)
    sink.flush()
    _end(0)


def _tell_failure(sink: BinaryIO, error: SteppeError) -> None:
    failed = {"event": "failed", "kind": type(error).__name__, "message": error.message, "hint": error.hint}
    sink.write(json.dumps(failed).encode() + b"\n")


def _end(code: int) -> NoReturn:
    """The native libraries' own exit handlers have crashed before, and everything is written."""
    sys.stderr.flush()
    os._exit(code)


def _end_with_parent() -> None:
    """The parent keeps this pipe open while it wants the answer; no child may outlive it."""
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    main()
