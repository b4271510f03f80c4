"""The engine's child process: owns llama.cpp, reads requests on its input, writes events on its output.

It ends when its input ends, so that it never outlives the front. llama.cpp may abort the whole process; the client
notices and says why.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import os
import queue
import signal
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, BinaryIO

from steppe_models.engine.alarm import Alarm
from steppe_models.engine.batch import Batcher
from steppe_models.engine.bindings import NativeLog, gpu_devices, load_bindings
from steppe_models.engine.cost_cache import CostKey, read_costs, write_costs
from steppe_models.engine.loading import load_model
from steppe_models.engine.measure import Measurement
from steppe_models.engine.model import Model
from steppe_models.engine.placement import unified_free
from steppe_models.engine.protocol import EngineSettings, GenerateRequest, decode, encode
from steppe_models.engine.sequence import EndEvent, TextEvent
from steppe_models.engine.slots import Slots
from steppe_models.errors import EngineError, SteppeError
from steppe_models.hardware import Gpu, detect


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A loaded model with what runs sequences on it, and under which key its step costs are kept."""

    model: Model
    slots: Slots
    batcher: Batcher
    key: CostKey


class Worker:
    """Runs the requests of one client; `serve` returns when the client has gone."""

    def __init__(self, source: BinaryIO, sink: BinaryIO) -> None:
        self._source = source
        self._sink = sink
        self._requests: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._loaded: _Loaded | None = None
        self._alarm = Alarm(self._abort)
        self._measurement: Measurement | None = None
        self._is_measuring = False  # the next step, or the one under way, is one that has to give way
        self._waiting_for_costs: list[int] = []

    def serve(self) -> None:
        """Handle requests until the input ends; decode in between."""
        threading.Thread(target=self._read, name="requests", daemon=True).start()
        while self._take_requests(self._patience_s()):
            if self._loaded is not None:
                self._advance(self._loaded)

    def _read(self) -> None:
        for line in self._source:
            message = decode(line)
            self._requests.put(message)  # before the flag: a computation that it stops must find out why
            if message["op"] == "cancel" or (message["op"] == "generate" and self._is_measuring):
                self._abort()
        self._requests.put(None)
        self._abort()

    def _abort(self) -> None:
        if self._loaded is not None:
            self._loaded.model.abort.set()

    def _patience_s(self) -> float | None:
        """How long to wait for a request; None: until one comes."""
        if self._loaded is None:
            return None
        batcher = self._loaded.batcher
        if not batcher.is_idle or (self._measurement is not None and batcher.is_empty):
            return 0.0
        return None if batcher.deadline is None else max(0.0, batcher.deadline - time.perf_counter())

    def _take_requests(self, patience_s: float | None) -> bool:
        """Handle everything that has arrived; False once the client has gone."""
        while True:
            try:
                message = self._requests.get(block=patience_s != 0, timeout=patience_s)
            except queue.Empty:
                return True
            if message is None:
                return False
            patience_s = 0.0
            self._handle(message)

    def _handle(self, message: dict[str, Any]) -> None:
        try:
            if message["op"] == "load":
                self._load(EngineSettings.from_wire(message))
                return
            if message["op"] == "ping":
                self._send({"event": "pong", "id": message["id"]})
                return
            if self._loaded is None:
                raise EngineError("No model is loaded.", "Load one first.")
            batcher = self._loaded.batcher
            if message["op"] == "generate":
                batcher.add(message["id"], GenerateRequest.from_wire(message))
            elif message["op"] == "read":
                batcher.acknowledge(message["id"], message["events"])
            elif message["op"] == "cancel":
                batcher.cancel(message.get("id"))
            elif message["op"] == "measure":
                self._want_costs(self._loaded, message["id"], is_anew=message.get("anew", False))
        except SteppeError as error:
            self._fail(error, message.get("id"))

    def _load(self, settings: EngineSettings) -> None:
        started = time.perf_counter()
        model = load_model(settings)
        key = _cost_key(model)
        costs = read_costs(key)
        slots = Slots(model, count=model.slots, cells=model.info.cells, shares_prefixes=model.shares_prefixes)
        self._loaded = _Loaded(model, slots, Batcher(model, slots, costs), key)
        info = asdict(model.info) | {"seconds": time.perf_counter() - started}
        self._send({"event": "loaded", "info": info, "costs": costs.to_json() if costs else None})

    def _advance(self, loaded: _Loaded) -> None:
        """One step of whatever is to be done; writing comes before measuring."""
        batcher = loaded.batcher
        self._is_measuring = self._measurement is not None and batcher.is_idle and batcher.is_empty
        loaded.model.abort.clear()
        if not self._take_requests(0.0):  # what set the flag just before it was cleared is in the queue
            raise EOFError
        try:
            self._tell(batcher.end_those_due())
            self._alarm.set(batcher.deadline)
            if not batcher.is_idle:
                self._is_measuring = False
                if self._measurement is not None:
                    self._measurement.pause()
                self._tell(batcher.step())
            elif self._measurement is not None and batcher.is_empty:
                self._measure(loaded, self._measurement)
        except SteppeError as error:
            self._fail(error, None)
            batcher.cancel(None)

    def _tell(self, events: Iterator[TextEvent | EndEvent]) -> None:
        """Send the events of one step together."""
        for event in events:
            if isinstance(event, EndEvent):
                message = {"event": "end", "id": event.number, "result": asdict(event.result)}
            else:
                message = {"event": "text", "id": event.number, "text": event.text, "tokens": event.tokens}
                if event.logprob_sum is not None:
                    message["logprob_sum"] = event.logprob_sum
            self._sink.write(encode(message))
        self._sink.flush()

    def _want_costs(self, loaded: _Loaded, number: int, *, is_anew: bool) -> None:
        if loaded.batcher.costs is not None and not is_anew:
            self._send({"event": "costs", "id": number, "costs": loaded.batcher.costs.to_json()})
            return
        self._waiting_for_costs.append(number)
        if self._measurement is None:
            self._measurement = Measurement(loaded.model, loaded.slots)

    def _measure(self, loaded: _Loaded, measurement: Measurement) -> None:
        try:
            costs = measurement.advance()
        except SteppeError as error:
            measurement.pause()
            self._measurement = None
            for number in self._waiting_for_costs:
                self._fail(error, number)
            self._waiting_for_costs.clear()
            return
        if costs is not None:
            self._measurement = None
            loaded.batcher.costs = costs
            if measurement.is_steady:
                write_costs(loaded.key, costs)
            for number in self._waiting_for_costs:
                self._send({"event": "costs", "id": number, "costs": costs.to_json()})
            self._waiting_for_costs.clear()

    def _fail(self, error: SteppeError, number: int | None) -> None:
        kind = type(error).__name__
        self._send({"event": "failed", "id": number, "kind": kind, "message": error.message, "hint": error.hint})

    def _send(self, message: dict[str, Any]) -> None:
        self._sink.write(encode(message))
        self._sink.flush()


def _cost_key(model: Model) -> CostKey:
    info, path = model.info, model.settings.path
    status = path.stat()
    version = importlib.metadata.version("llama-cpp-python")
    return CostKey(
        file=path.name,
        file_bytes=status.st_size,
        file_mtime_ns=status.st_mtime_ns,
        quantization=info.description,
        build=f"{version} {info.build}",
        cpu=detect().cpu,
        gpus=tuple(f"{each.name} {each.description}" for each in gpu_devices()) if info.gpu_layers else (),
        threads=info.threads,
        gpu_layers=info.gpu_layers,
        repack=model.settings.repack,
        kv_type=info.kv_type,
        flash_attention=info.flash_attention,
        widest=info.sequences,
    )


def report() -> dict[str, Any]:
    """What the installed llama.cpp is and finds here, or why it cannot be used."""
    try:
        bindings = load_bindings()
        log = NativeLog(bindings, None)
        bindings.llama_backend_init()
        system_free_bytes = detect().free_memory_bytes
        devices = [unified_free(each, system_free_bytes) for each in gpu_devices()]
        gpus = [
            asdict(Gpu(each.description, each.name, each.total_bytes, each.free_bytes, each.is_unified))
            for each in devices
        ]
    except SteppeError as error:
        return {"error": error.message, "hint": error.hint}
    build = bindings.llama_print_system_info().decode("utf-8", "replace").strip()
    log.close()
    return {"version": importlib.metadata.version("llama-cpp-python"), "build": build, "gpus": gpus}


def _errand(arguments: list[str]) -> dict[str, Any]:
    """What needs llama.cpp's library for a moment and no client."""
    if "--probe" in arguments:
        return report()
    from steppe_models.engine.requantize import requantize_here

    return requantize_here(*arguments[arguments.index("--requantize") + 1 :])


def main(argv: list[str] | None = None) -> int:
    """Serve the client on standard input and output; with `--probe` or `--requantize` do that alone.

    Anything that native code prints goes to standard error: the pipe to the client carries the protocol alone.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal reaches the whole group; the front decides
    sink = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    arguments = sys.argv[1:] if argv is None else argv
    if "--probe" in arguments or "--requantize" in arguments:
        sink.write(encode(_errand(arguments)))
        sink.flush()
        return 0
    # Sampling needs numpy with the first token: it is read while the model is. Its linear algebra, and the threads of
    # that, are not used.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    threading.Thread(target=importlib.import_module, args=("numpy",), name="early", daemon=True).start()
    worker = Worker(sys.stdin.buffer, sink)
    code = 0
    try:
        worker.serve()
    except (BrokenPipeError, EOFError):
        pass
    except Exception:  # noqa: BLE001 - the last words of a dying process, for the client to report
        traceback.print_exc()
        code = 1
    sys.stderr.flush()
    os._exit(code)  # the native libraries' own exit handlers have crashed before, and everything is written


if __name__ == "__main__":
    sys.exit(main())
