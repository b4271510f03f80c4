"""A child as the broker sees it: its pipes, its program's limits, and in the end what became of it.

The status comes from the wait status and from the broker's own clock; what a program prints, or its exit code, cannot
make it more than `ok` or `error`.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from steppe.sandbox.guest import runner
from steppe.sandbox.native.child import ORDERS
from steppe.sandbox.native.messages import Ended
from steppe.sandbox.outcome import Status
from steppe.sandbox.wasm import NEVER, Limits, Ran

StopReason = Literal["timeout", "cancelled", "output_limit"]
_CHUNK_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class Job:
    """A program to run and whom to tell how it ended."""

    identity: int
    source: bytes
    limits: Limits
    on_end: Callable[[Ran], None]


@dataclass(slots=True)
class Stream:
    """What was read from one of a program's output pipes."""

    descriptor: int
    limit_bytes: int = 0
    data: bytearray = field(default_factory=bytearray)
    is_over: bool = False
    is_cut: bool = False

    def drain(self) -> None:
        """Take what is there now, up to the limit."""
        while not self.is_over and not self.is_cut:
            try:
                chunk = os.read(self.descriptor, _CHUNK_BYTES)
            except BlockingIOError:
                return
            room = self.limit_bytes - len(self.data)
            self.data += chunk[:room]
            self.is_over = not chunk
            self.is_cut = len(chunk) > room


class Program:
    """A child that waits for its job, does it, or is over."""

    def __init__(self, number: int) -> None:
        """Make the pipes; `child_ends` are the child's and must be closed here once it has them."""
        self.number = number
        source, self._to_child = os.pipe()
        out, child_out = os.pipe()
        err, child_err = os.pipe()
        self._walled, child_walled = os.pipe()
        for descriptor in (self._to_child, out, err, self._walled):
            os.set_blocking(descriptor, False)
        self.child_ends = [source, child_out, child_err, child_walled]
        self.streams = (Stream(out), Stream(err))
        self.job: Job | None = None
        self.deadline = NEVER
        self._process: int | None = None
        self._pending = memoryview(b"")
        self._reason: StopReason | None = None
        self._started = 0.0

    def close_child_ends(self) -> None:
        """The child has its own copies now."""
        for descriptor in self.child_ends:
            os.close(descriptor)
        self.child_ends = []

    def set_process(self, process: int) -> None:
        """The child began; `process` stands for it."""
        self._process = process
        if self._reason is not None:
            self._kill()

    def begin(self, job: Job) -> None:
        """Send the job and start its clock."""
        self.job = job
        limits = job.limits
        self._started = time.monotonic()
        self.deadline = self._started + limits.wall_s
        for stream, limit in zip(self.streams, (limits.stdout_bytes, limits.stderr_bytes), strict=True):
            stream.limit_bytes = limit
        orders = ORDERS.pack(limits.memory_mb << 20, min(limits.cpu_s, limits.wall_s))
        self._pending = memoryview(orders + job.source)
        self.send()

    @property
    def unsent(self) -> int | None:
        """The descriptor to write to, None when all is sent."""
        return self._to_child if self._to_child >= 0 and self.job is not None else None

    def send(self) -> None:
        """Send as much of the program as the pipe takes; close it after the last byte."""
        if self._to_child < 0:
            return
        try:
            while self._pending:
                self._pending = self._pending[os.write(self._to_child, self._pending) :]
        except BlockingIOError:
            return
        except BrokenPipeError:
            self._pending = memoryview(b"")
        os.close(self._to_child)
        self._to_child = -1

    def read(self, stream: Stream) -> None:
        """There is output: take it, and end a program that prints too much."""
        stream.drain()
        if stream.is_cut:
            self.stop("output_limit")

    def stop(self, reason: StopReason) -> None:
        """End the program now; its end is told later, as any other."""
        self.deadline = NEVER
        if self._reason is None:
            self._reason = reason
            self._kill()

    def finish(self, ended: Ended) -> Ran:
        """Everything is over: read what is left, close all, and say how it ended."""
        seconds = time.monotonic() - self._started
        for stream in self.streams:
            stream.drain()
        status, is_walled = self._status(ended), self._is_walled()
        self.close()
        out, err = (bytes(stream.data) for stream in self.streams)
        if not is_walled and self._reason is None:
            return Ran("sandbox_error", 0, 0, False, seconds, out, err)
        exit_code = os.WEXITSTATUS(ended.wait_status) if os.WIFEXITED(ended.wait_status) else 0
        lacks_module = status == "error" and ended.kind == runner.NO_MODULE
        is_out_of_cpu = status == "timeout" and self._reason is None
        return Ran(status, exit_code, ended.line, lacks_module, seconds, out, err, is_out_of_cpu)

    def close(self) -> None:
        """Close every descriptor that is still open."""
        self.close_child_ends()
        own = [self._to_child, self._walled, *(stream.descriptor for stream in self.streams)]
        for descriptor in (*own, -1 if self._process is None else self._process):
            if descriptor >= 0:
                os.close(descriptor)

    def _kill(self) -> None:
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._process, signal.SIGKILL)

    def _is_walled(self) -> bool:
        try:
            return os.read(self._walled, 1) != b""
        except BlockingIOError:
            return False

    def _is_out_of_cpu(self, ended: Ended) -> bool:
        """Whether the kernel ended it for the time it computed; a program has no other way to that signal."""
        assert self.job is not None
        return os.WTERMSIG(ended.wait_status) == signal.SIGKILL and ended.cpu_us >= self.job.limits.cpu_s * 1e6

    def _status(self, ended: Ended) -> Status:
        status = ended.wait_status
        if self._reason == "output_limit" or any(stream.is_cut for stream in self.streams):
            return "output_limit"
        if os.WIFSIGNALED(status):
            if self._reason is not None:
                return self._reason
            return "timeout" if self._is_out_of_cpu(ended) else "killed"
        if os.WEXITSTATUS(status) == 0:
            return "ok"
        return "memory" if ended.kind == runner.OUT_OF_MEMORY else "error"
