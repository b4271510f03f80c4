"""The engine's child process: owns llama.cpp, reads requests on its input, writes events on its output.

It ends when its input ends, so that it never outlives the front. llama.cpp may abort the whole process; the client
notices and says why.
"""

from __future__ import annotations

import importlib.metadata
import os
import queue
import signal
import sys
import threading
import time
import traceback
from dataclasses import asdict
from typing import Any, BinaryIO

from steppe_models.engine.batch import Batcher, EndEvent
from steppe_models.engine.bindings import NativeLog, gpu_devices, load_bindings
from steppe_models.engine.model import Model
from steppe_models.engine.placement import place
from steppe_models.engine.protocol import EngineSettings, GenerateRequest, decode, encode
from steppe_models.errors import BadInputError, EngineError, SteppeError
from steppe_models.fit import Fit, fit
from steppe_models.gguf_header import read_header
from steppe_models.hardware import Gpu, detect


class Worker:
    """Runs the requests of one client; `serve` returns when the client has gone."""

    def __init__(self, source: BinaryIO, sink: BinaryIO) -> None:
        self._source = source
        self._sink = sink
        self._requests: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._model: Model | None = None
        self._batcher: Batcher | None = None

    def serve(self) -> None:
        """Handle requests until the input ends; decode in between."""
        threading.Thread(target=self._read, name="requests", daemon=True).start()
        while True:
            is_idle = self._batcher is None or self._batcher.is_idle
            if not self._take_requests(wait=is_idle):
                return
            if self._batcher is not None and not self._batcher.is_idle:
                self._step(self._batcher)

    def _read(self) -> None:
        for line in self._source:
            message = decode(line)
            self._requests.put(message)  # before the flag: a computation that it stops must find out why
            if message["op"] == "cancel" and self._model is not None:
                self._model.abort.set()
        if self._model is not None:
            self._model.abort.set()
        self._requests.put(None)

    def _take_requests(self, *, wait: bool) -> bool:
        """Handle everything that has arrived; False once the client has gone."""
        while True:
            try:
                message = self._requests.get(block=wait)
            except queue.Empty:
                return True
            if message is None:
                return False
            wait = False
            self._handle(message)

    def _handle(self, message: dict[str, Any]) -> None:
        try:
            if message["op"] == "load":
                self._load(EngineSettings.from_wire(message))
            elif message["op"] == "generate":
                self._add(message["id"], GenerateRequest.from_wire(message))
            elif message["op"] == "cancel" and self._batcher is not None:
                self._batcher.cancel(message.get("id"))
        except SteppeError as error:
            self._fail(error, message.get("id"))

    def _load(self, settings: EngineSettings) -> None:
        started = time.perf_counter()
        header = read_header(settings.path)
        bindings = load_bindings()
        try:
            file = settings.log_file.open("a", encoding="utf-8") if settings.log_file else None
        except OSError as error:
            raise BadInputError(
                f"The log file {settings.log_file} cannot be written: {error.strerror}.", "Name another file."
            ) from error
        log = NativeLog(bindings, file)
        hardware = detect()
        needs = fit(header, hardware, settings.context)
        placement = place(
            file_bytes=needs.file_bytes,
            layers=header.number("block_count"),
            kv_bytes=needs.kv_bytes,
            devices=gpu_devices(),
            threads=settings.threads or hardware.physical_cores,
            wanted_gpu_layers=settings.gpu_layers,
        )
        if placement.gpu_layers == 0:
            _refuse_if_too_large(settings, needs)
        model = Model(settings, placement, log)
        self._model, self._batcher = model, Batcher(model)
        info = asdict(model.info) | {"seconds": time.perf_counter() - started}
        self._send({"event": "loaded", "info": info})

    def _add(self, number: int, request: GenerateRequest) -> None:
        if self._batcher is None:
            raise EngineError("No model is loaded.", "Load one first.")
        self._batcher.add(number, request)

    def _step(self, batcher: Batcher) -> None:
        assert self._model is not None
        self._model.abort.clear()
        if not self._take_requests(wait=False):
            raise EOFError
        try:
            for event in batcher.step():
                if isinstance(event, EndEvent):
                    self._send({"event": "end", "id": event.number, "result": asdict(event.result)})
                else:
                    self._send({"event": "text", "id": event.number, "text": event.text, "tokens": event.tokens})
        except SteppeError as error:
            self._fail(error, None)
            batcher.cancel(None)

    def _fail(self, error: SteppeError, number: int | None) -> None:
        kind = type(error).__name__
        self._send({"event": "failed", "id": number, "kind": kind, "message": error.message, "hint": error.hint})

    def _send(self, message: dict[str, Any]) -> None:
        self._sink.write(encode(message))
        self._sink.flush()


def _refuse_if_too_large(settings: EngineSettings, needs: Fit) -> None:
    """Memory is refused before it is used: a machine that swaps, or kills at random, helps nobody."""
    if needs.fits or not needs.free_bytes:
        return
    shorter = f", or a context of {needs.largest_context} tokens (--context)" if needs.largest_context >= 512 else ""
    raise EngineError(
        f"{settings.path.name} needs {needs.needed_bytes / 1e9:.2f} GB with a context of {needs.context} tokens, "
        f"and {needs.free_bytes / 1e9:.2f} GB are free.",
        f"Close other programs, or choose a smaller model (`steppe models fit`){shorter}.",
    )


def report() -> dict[str, Any]:
    """What the installed llama.cpp is and finds here, or why it cannot be used."""
    try:
        bindings = load_bindings()
        log = NativeLog(bindings, None)
        bindings.llama_backend_init()
        gpus = [asdict(Gpu(each.description, each.name, each.total_bytes, each.free_bytes)) for each in gpu_devices()]
    except SteppeError as error:
        return {"error": error.message, "hint": error.hint}
    build = bindings.llama_print_system_info().decode("utf-8", "replace").strip()
    log.close()
    return {"version": importlib.metadata.version("llama-cpp-python"), "build": build, "gpus": gpus}


def main(argv: list[str] | None = None) -> int:
    """Serve the client on standard input and output; with `--probe` only say what there is.

    Anything that native code prints goes to standard error: the pipe to the client carries the protocol alone.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal reaches the whole group; the front decides
    sink = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    if "--probe" in (sys.argv if argv is None else argv):
        sink.write(encode(report()))
        sink.flush()
        return 0
    worker = Worker(sys.stdin.buffer, sink)
    try:
        worker.serve()
    except (BrokenPipeError, EOFError):
        pass
    except Exception:  # noqa: BLE001 - the last words of a dying process, for the client to report
        traceback.print_exc()
        return 1
    sys.stderr.flush()
    os._exit(0)  # the native libraries' own exit handlers have crashed before, and everything is written


if __name__ == "__main__":
    sys.exit(main())
