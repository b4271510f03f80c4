"""The WebAssembly engine: a fresh instance of the component for every program, with limits on time, memory and output.

A program sees empty standard input, captured output, clocks and random numbers. It has no directories, arguments,
environment or sockets to ask for.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from steppe.sandbox.compiled import CompiledFile, compiled_name
from steppe.sandbox.component import Component
from steppe.sandbox.outcome import Status
from steppe_models.errors import SteppeError

if TYPE_CHECKING:
    import wasmtime
    from wasmtime import component as wasm_component

Target = Literal["native", "pulley"]
StopReason = Literal["timeout", "cancelled", "output_limit"]
# With less than this the engine traps before the interpreter in the component notices that it recursed too deeply.
WASM_STACK_BYTES = 32 << 20
THREAD_STACK_BYTES = 48 << 20  # of the thread that calls `WasmEngine.run`
_KINDS: dict[int, Status] = {0: "ok", 1: "error", 2: "memory", 3: "error"}
_NO_MODULE = 3
_OUT_OF_MEMORY_TRAPS = ("memory minimum size", "memory limits")


class SandboxUnavailableError(SteppeError):
    """This machine offers no way to run the component."""

    code = "sandbox"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one program may use."""

    wall_s: float
    memory_mb: int
    stdout_bytes: int
    stderr_bytes: int


@dataclass(frozen=True, slots=True)
class Ran:
    """How one program ended, and what it wrote."""

    status: Status
    exit_code: int
    line: int
    lacks_module: bool
    seconds: float
    stdout: bytes
    stderr: bytes


class _Capture:
    """Collects one output stream up to a limit; what comes beyond ends the program."""

    def __init__(self, limit_bytes: int, on_overflow: Callable[[], None]) -> None:
        self.limit_bytes = limit_bytes
        self.data = bytearray()
        self.on_overflow = on_overflow

    def __call__(self, data: bytes) -> int:
        room = self.limit_bytes - len(self.data)
        self.data += data[:room]
        if len(data) > room:
            self.on_overflow()
        return len(data)


class _Clock:
    """One thread that ends the running program at its deadline, by raising the engine's epoch."""

    def __init__(self, interrupt: Callable[[], None]) -> None:
        self._interrupt = interrupt
        self._changed = threading.Condition()
        self._deadline: float | None = None
        self._reason: StopReason | None = None
        self._thread: threading.Thread | None = None

    def arm(self, deadline: float) -> None:
        if self._thread is None:  # started late, so that the helper's walls hold for it
            self._thread = threading.Thread(target=self._watch, name="sandbox-clock", daemon=True)
            self._thread.start()
        with self._changed:
            self._reason = None
            self._deadline = deadline
            self._changed.notify()

    def disarm(self) -> StopReason | None:
        """Stop watching; says why the program was interrupted, if it was."""
        with self._changed:
            self._deadline = None
            return self._reason

    def stop(self, reason: StopReason) -> None:
        """End the program that runs now, if one does."""
        with self._changed:
            self._stop(reason)

    def _stop(self, reason: StopReason) -> None:
        if self._deadline is not None and self._reason is None:
            self._reason = reason
            self._interrupt()

    def _watch(self) -> None:
        with self._changed:
            while True:
                if self._deadline is None or self._reason is not None:
                    self._changed.wait()
                elif (left := self._deadline - time.monotonic()) > 0:
                    self._changed.wait(left)
                else:
                    self._stop("timeout")


def _installed_version(package: Path) -> str:
    """wasmtime's version from the name of its metadata folder; importlib.metadata alone would take 25 ms to import.

    A frozen application may lack the folder; its version never changes, and wasmtime itself refuses compiled code of
    another version.
    """
    names = [path.name for path in package.parent.glob("wasmtime-*.dist-info")]
    return names[0].removeprefix("wasmtime-").removesuffix(".dist-info") if len(names) == 1 else "bundled"


class WasmEngine:
    """The loaded component. `run` is called from one thread at a time, `stop` from any."""

    def __init__(self, target: Target = "native") -> None:
        """Prepare wasmtime.

        Raises:
            SandboxUnavailableError: wasmtime is not installed or does not work here.
        """
        try:
            import wasmtime
            from wasmtime import _ffi
        except (ImportError, OSError) as error:
            raise SandboxUnavailableError(
                f"The WebAssembly runtime cannot be loaded: {error}.",
                "Install wasmtime (`pip install wasmtime==50.0.1`).",
            ) from error
        self.target = target
        self.version = _installed_version(Path(wasmtime.__file__).parent)
        config = wasmtime.Config()
        config.epoch_interruption = True
        # wasmtime's Python package has no name for this setting, and refuses a stack that is larger than it.
        _ffi.wasmtime_config_async_stack_size_set(config.ptr(), WASM_STACK_BYTES)
        config.max_wasm_stack = WASM_STACK_BYTES
        config.wasm_threads = False
        config.shared_memory = False
        if target == "pulley":
            config.target = "pulley64"
        self._engine = wasmtime.Engine(config)
        self._linker: wasm_component.Linker | None = None
        self._component: wasm_component.Component | None = None
        self._clock = _Clock(self._engine.increment_epoch)

    def load_compiled(self, component: Component, folder: Path | None) -> bool:
        """Load the component as it was compiled before for this machine, if it was and is sound."""
        import wasmtime
        from wasmtime import component as wasm_component

        kept = self._kept(component, folder)
        if kept is None or not kept.is_sound():
            return False
        try:
            self._use(wasm_component.Component.deserialize_file(self._engine, str(kept.path)))
        except wasmtime.WasmtimeError:
            return False  # compiled for another processor or version: compile again
        return True

    def compile(self, component: Component, folder: Path | None) -> str | None:
        """Compile the component and keep the result in `folder`; says why it could not be kept, if it could not.

        Takes 5 to 15 s on two cores.

        Raises:
            IntegrityError: the component is damaged.
            SandboxUnavailableError: this machine cannot run it.
        """
        import wasmtime
        from wasmtime import component as wasm_component

        try:
            compiled = wasm_component.Component(self._engine, component.read_verified())
            self._use(compiled)
            data = compiled.serialize()
            self._make_memory_image()
        except wasmtime.WasmtimeError as error:
            raise SandboxUnavailableError(
                f"The sandbox component cannot be compiled: {str(error).splitlines()[0]}.",
                "Run `steppe doctor` for details.",
            ) from error
        kept = self._kept(component, folder)
        if kept is None:
            return "There is no folder to keep the compiled sandbox in."
        try:
            kept.store(data)
            kept.remove_others()
        except SteppeError as error:
            return error.message
        return None

    def _make_memory_image(self) -> None:
        """One instance, never called: wasmtime makes the file that all later ones share, which walls would forbid."""
        import wasmtime

        assert self._linker is not None
        assert self._component is not None
        store = wasmtime.Store(self._engine)
        store.set_wasi(wasmtime.WasiConfig())
        store.set_epoch_deadline(1)
        self._linker.instantiate(store, self._component)
        store.close()

    def _kept(self, component: Component, folder: Path | None) -> CompiledFile | None:
        if folder is None:
            return None
        return CompiledFile(folder, compiled_name(component.sha256, self.version, self.target))

    def _use(self, compiled: wasm_component.Component) -> None:
        from wasmtime import component as wasm_component

        self._component = compiled
        self._linker = wasm_component.Linker(self._engine)
        self._linker.add_wasip2()

    def stop(self, reason: StopReason) -> None:
        """End the running program, if one runs."""
        self._clock.stop(reason)

    def run(self, source: str, limits: Limits, is_cancelled: Callable[[], bool] = lambda: False) -> Ran:
        """Run one program in a fresh instance; `is_cancelled` is asked once, when `stop` has begun to work."""
        import wasmtime

        store = wasmtime.Store(self._engine)
        store.set_limits(
            memory_size=limits.memory_mb << 20, table_elements=1 << 20, instances=64, tables=64, memories=8
        )
        out = _Capture(limits.stdout_bytes, lambda: self.stop("output_limit"))
        err = _Capture(limits.stderr_bytes, lambda: self.stop("output_limit"))
        wasi = wasmtime.WasiConfig()
        wasi.stdout_custom = out
        wasi.stderr_custom = err
        store.set_wasi(wasi)
        store.set_epoch_deadline(1)
        started = time.monotonic()
        self._clock.arm(started + limits.wall_s)
        if is_cancelled():
            self.stop("cancelled")
        try:
            status, code, line, lacks_module = self._call(store, source)
        finally:
            reason = self._clock.disarm()
            seconds = time.monotonic() - started
            store.close()
        if reason == "output_limit" or (reason is not None and status == "killed"):
            status = reason
        return Ran(status, code, line, lacks_module, seconds, bytes(out.data), bytes(err.data))

    def _call(self, store: wasmtime.Store, source: str) -> tuple[Status, int, int, bool]:
        import wasmtime

        assert self._linker is not None
        assert self._component is not None
        try:
            instance = self._linker.instantiate(store, self._component)
            function = instance.get_func(store, "run")
            if function is None:
                return "sandbox_error", 1, 0, False
            result = function(store, source)
            return _KINDS.get(result.kind, "error"), result.code, result.line, result.kind == _NO_MODULE
        except wasmtime.ExitTrap as stop:
            return ("error" if stop.code else "ok"), stop.code, 0, False
        except (wasmtime.WasmtimeError, wasmtime.Trap) as error:
            text = str(error)
            is_memory = any(part in text for part in _OUT_OF_MEMORY_TRAPS)
            return ("memory" if is_memory else "killed"), 1, 0, False
