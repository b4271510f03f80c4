"""The sandbox helper: a process that owns the WebAssembly engine and runs one program after the other.

It speaks frames (`steppe.sandbox.protocol`) on standard input and output, and ends when the application's side closes.
"""

from __future__ import annotations

import _socket
import os
import queue
import select
import signal
import sys
import threading
from pathlib import Path
from typing import Any, BinaryIO

from steppe.sandbox import walls
from steppe.sandbox.component import find_component
from steppe.sandbox.protocol import Frame, read_frame
from steppe.sandbox.selftest import run_self_test
from steppe.sandbox.service import failure_frame, hello_frame, read_order, result_frame, take_over_standard_streams
from steppe.sandbox.wasm import THREAD_STACK_BYTES, SandboxUnavailableError, Target, WasmEngine
from steppe_models.errors import SteppeError

_DISCARD_PORT = 9
_NO_COMPILED_CODE = "Memory may not be made executable here: programs are interpreted, several times slower."


def main(argv: list[str]) -> int:
    """Serve programs until standard input ends; the process ends with it, whatever still runs.

    `argv` is the component's folder and, if compiled code may be kept, the folder for it.
    """
    if len(argv) not in (1, 2):
        return 2
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    source, sink = take_over_standard_streams(buffering=-1)
    helper = _Helper(sink)
    try:
        helper.prepare(Path(argv[0]), Path(argv[1]) if len(argv) > 1 else None, source)
    except SteppeError as error:
        helper.tell_failure(error)
        return 1
    threading.stack_size(THREAD_STACK_BYTES)
    threading.Thread(target=helper.work, name="sandbox-work", daemon=True).start()
    threading.stack_size(0)
    _listen(source, helper)
    os._exit(0)


def _listen(source: BinaryIO, helper: _Helper) -> None:
    """Take requests until the application closes its side or says something that is not a frame."""
    try:
        while (frame := read_frame(source)) is not None:
            match frame.text("op"):
                case "run":
                    helper.requests.put(frame)
                case "cancel":
                    helper.cancel(frame.number("id"))
                case _:
                    return
    except (SteppeError, OSError):
        return


def _end_when_deserted(source: BinaryIO) -> None:
    """While this process compiles and does not listen: end when the application closes its side."""
    poll = select.poll()
    poll.register(source, 0)  # no events asked for: only the hang-up, which is always told
    poll.poll()
    os._exit(0)


def _listen_here() -> _socket.socket | None:
    """A port on this machine that answers, so that the self-test's attempt to connect fails for the right reason."""
    server = _socket.socket(_socket.AF_INET, _socket.SOCK_STREAM)
    try:
        server.bind(("127.0.0.1", 0))
        server.listen(1)
    except OSError:  # a machine without even a loopback: there is nothing to connect to
        server.close()
        return None
    return server


class _Helper:
    """Loads the component and puts up the walls, then tests them and runs what comes in the queue."""

    def __init__(self, sink: BinaryIO) -> None:
        self.requests: queue.SimpleQueue[Frame] = queue.SimpleQueue()
        self._sink = sink
        self._engine: WasmEngine | None = None
        self._running = threading.Lock()
        self._current_id: int | None = None
        self._cancelled: set[int] = set()
        self._canary = ""
        self._server: _socket.socket | None = None
        self._port = _DISCARD_PORT
        self._hello: dict[str, Any] = {}

    def prepare(self, folder: Path, cache: Path | None, source: BinaryIO) -> None:
        """Load the component and put up the walls, in the process's only thread: the walls hold for all later ones.

        Raises:
            SteppeError: there is no component, or this machine cannot run it.
        """
        component = find_component(folder)
        self._canary = str(component.wasm)
        target: Target = "native" if walls.may_execute_memory() else "pulley"
        engine = WasmEngine(target)
        if not engine.load_compiled(component, cache):
            self._send(Frame({"op": "compiling"}))
            if os.name == "posix":
                threading.Thread(target=_end_when_deserted, args=(source,), daemon=True).start()
            problem = engine.compile(component, cache)
            if problem is None and os.name == "posix":
                self._begin_anew(source)
            self._hello["not_kept"] = problem or ""
        if target == "pulley":
            self._hello["not_kept"] = " ".join((_NO_COMPILED_CODE, self._hello.get("not_kept", ""))).strip()
        self._server = _listen_here()
        if self._server is not None:
            self._port = self._server.getsockname()[1]
        self._hello |= {"target": target, "python": component.python, "isolation": ["wasm", *walls.put_up()]}
        self._engine = engine

    def work(self) -> None:
        """The working thread's whole life; any failure is told, then the process ends."""
        try:
            engine = self._test()
            while True:
                engine.renew()
                self._serve(engine, self.requests.get())
        except SteppeError as error:
            self.tell_failure(error)
        finally:
            os._exit(1)

    def tell_failure(self, error: SteppeError) -> None:
        """Say why this helper is of no use."""
        self._send(failure_frame(error))

    def cancel(self, identity: int) -> None:
        """Stop the program of this number, whether it runs or waits."""
        with self._running:
            self._cancelled.add(identity)
            if self._current_id == identity and self._engine is not None:
                self._engine.stop("cancelled")

    def _begin_anew(self, source: BinaryIO) -> None:
        """Compiling has left threads and memory behind: replace this process by a fresh one that finds the result."""
        os.dup2(source.fileno(), 0)
        os.dup2(self._sink.fileno(), 1)
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - the same command once more

    def _test(self) -> WasmEngine:
        """Try to break out; only a box that holds says hello."""
        engine = self._engine
        assert engine is not None
        findings = run_self_test(engine.run, canary=self._canary, port=self._port)
        if self._server is not None:
            self._server.close()
        if findings:
            raise SandboxUnavailableError(
                f"The sandbox failed its own test: {'; '.join(findings)}.", "Run `steppe doctor` for details."
            )
        self._send(hello_frame("wasm", **self._hello))
        return engine

    def _serve(self, engine: WasmEngine, frame: Frame) -> None:
        identity, limits, source = read_order(frame)
        with self._running:
            self._current_id = identity
        text = source.decode("utf-8", "replace")
        ran = engine.run(text, limits, lambda: identity in self._cancelled)
        with self._running:
            self._current_id = None
            self._cancelled.clear()
        self._send(result_frame(identity, ran))

    def _send(self, frame: Frame) -> None:
        self._sink.write(frame.encode())
        self._sink.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
