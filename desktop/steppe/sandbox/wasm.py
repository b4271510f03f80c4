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
NEVER = float("inf")
# With less than this the engine traps before the interpreter in the component notices that it recursed too deeply.
WASM_STACK_BYTES = 32 << 20
THREAD_STACK_BYTES = 48 << 20  # of the thread that calls `WasmEngine.run`
_KINDS: dict[int, Status] = {0: "ok", 1: "error", 2: "memory", 3: "error"}
_NO_MODULE = 3
_MOST_BYTES = 4 << 30  # of a 32-bit memory
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
    cpu_s: float = NEVER  # of the processor; a program that sleeps uses none


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
    is_out_of_cpu: bool = False  # a time-out because of the processor's time, not the clock's


class _Capture:
    """Collects one output stream up to a limit, which is set before the program starts; what is more ends it."""

    def __init__(self, on_overflow: Callable[[], None]) -> None:
        self.limit_bytes = 0
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
        self._deadline = self._cpu_end = NEVER
        self._check_at = NEVER  # NEVER: no program runs, or it was told to end
        self._wakes_at = NEVER
        self._reason: StopReason | None = None
        self.is_out_of_cpu = False
        self._thread: threading.Thread | None = None

    def arm(self, limits: Limits) -> None:
        """A program begins now."""
        if self._thread is None:  # started late, so that the helper's walls hold for it
            self._thread = threading.Thread(target=self._watch, name="sandbox-clock", daemon=True)
            self._thread.start()
        with self._changed:
            now = time.monotonic()
            self._reason, self.is_out_of_cpu = None, False
            self._deadline, self._cpu_end = now + limits.wall_s, time.process_time() + limits.cpu_s
            self._check_at = now + min(limits.wall_s, limits.cpu_s)
            if self._check_at < self._wakes_at:  # else it wakes early enough by itself: a switch of threads less
                self._changed.notify()

    def disarm(self) -> StopReason | None:
        """Stop watching; says why the program was interrupted, if it was."""
        with self._changed:
            self._check_at = NEVER
            return self._reason

    def stop(self, reason: StopReason) -> None:
        """End the program that runs now, if one does."""
        with self._changed:
            self._stop(reason)

    def _stop(self, reason: StopReason) -> None:
        if self._check_at != NEVER:
            self._check_at = NEVER
            self._reason = reason
            self._interrupt()

    def _watch(self) -> None:
        with self._changed:
            while True:
                left = self._check_at - time.monotonic()
                if left > 0:
                    self._wakes_at = self._check_at
                    self._changed.wait(None if left == NEVER else left)
                else:
                    self._check()

    def _check(self) -> None:
        """The deadline has come, or the processor's time may be used up: this process has one program at a time."""
        now = time.monotonic()
        cpu_left = self._cpu_end - time.process_time()
        self.is_out_of_cpu = cpu_left <= 0 and now < self._deadline
        if cpu_left <= 0 or now >= self._deadline:
            self._stop("timeout")
        else:
            self._check_at = min(self._deadline, now + cpu_left)


@dataclass(frozen=True, slots=True)
class _Instance:
    """A fresh copy of the snapshot for one program."""

    store: wasmtime.Store
    function: wasm_component.Func
    out: _Capture
    err: _Capture


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
        self._next: _Instance | None = None
        self._spent: _Instance | None = None

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
            self.renew()  # makes the file that all instances share, which walls would forbid
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

    def renew(self) -> None:
        """Drop the last program's instance and make the next one's, at a time when nobody waits for it.

        Raises:
            wasmtime.WasmtimeError: the system gives no memory.
        """
        if self._spent is not None:
            self._spent.store.close()
            self._spent = None
        if self._next is None:
            self._next = self._instantiate()

    def run(self, source: str, limits: Limits, is_cancelled: Callable[[], bool] = lambda: False) -> Ran:
        """Run one program in a fresh instance; `is_cancelled` is asked once, when `stop` has begun to work."""
        self.renew()
        assert self._next is not None
        instance, self._next = self._next, None
        self._spent = instance
        _limit(instance.store, limits.memory_mb << 20)
        instance.out.limit_bytes, instance.err.limit_bytes = limits.stdout_bytes, limits.stderr_bytes
        instance.store.set_epoch_deadline(1)
        started = time.monotonic()
        self._clock.arm(limits)
        if is_cancelled():
            self.stop("cancelled")
        try:
            status, code, line, lacks_module = _call(instance, source)
        finally:
            reason = self._clock.disarm()
            seconds = time.monotonic() - started
        if reason == "output_limit" or (reason is not None and status == "killed"):
            status = reason
        out, err = bytes(instance.out.data), bytes(instance.err.data)
        is_out_of_cpu = status == "timeout" and self._clock.is_out_of_cpu
        return Ran(status, code, line, lacks_module, seconds, out, err, is_out_of_cpu)

    def _instantiate(self) -> _Instance:
        import wasmtime

        assert self._linker is not None
        assert self._component is not None
        store = wasmtime.Store(self._engine)
        _limit(store, _MOST_BYTES)
        out, err = (_Capture(lambda: self.stop("output_limit")) for _ in range(2))
        wasi = wasmtime.WasiConfig()
        wasi.stdout_custom = out
        wasi.stderr_custom = err
        store.set_wasi(wasi)
        store.set_epoch_deadline(1)
        function = self._linker.instantiate(store, self._component).get_func(store, "run")
        if function is None:
            raise SandboxUnavailableError("The sandbox component has no function to run.", "Run `make setup` again.")
        return _Instance(store, function, out, err)


def _limit(store: wasmtime.Store, memory_bytes: int) -> None:
    store.set_limits(memory_size=memory_bytes, table_elements=1 << 20, instances=64, tables=64, memories=8)


def _call(instance: _Instance, source: str) -> tuple[Status, int, int, bool]:
    import wasmtime

    try:
        result = instance.function(instance.store, source)
        return _KINDS.get(result.kind, "error"), result.code, result.line, result.kind == _NO_MODULE
    except wasmtime.ExitTrap as stop:
        return ("error" if stop.code else "ok"), stop.code, 0, False
    except (wasmtime.WasmtimeError, wasmtime.Trap) as error:
        text = str(error)
        is_memory = any(part in text for part in _OUT_OF_MEMORY_TRAPS)
        return ("memory" if is_memory else "killed"), 1, 0, False
