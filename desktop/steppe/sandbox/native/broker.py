"""The native engine's helper process: takes programs from the application and has the zygote's children run them.

One thread and one loop over descriptors, so that forking stays safe and no clock is missed. It speaks the frames of
`steppe.sandbox.protocol` on standard input and output and ends when the application's side closes.
"""

from __future__ import annotations

import os
import platform
import select
import signal
import socket
import sys
import time
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import BinaryIO

from steppe.sandbox.native import landlock, messages, selftest, system, zygote
from steppe.sandbox.native.calls import DEADLY, FOR_BROKER
from steppe.sandbox.native.filter import assemble
from steppe.sandbox.native.messages import Ended, Forked, Ready
from steppe.sandbox.native.program import Job, Program, Stream
from steppe.sandbox.native.walls import ALL_WALLS, LANDLOCK, SECCOMP, Walls, are_enough
from steppe.sandbox.protocol import Frame, read_frame
from steppe.sandbox.service import failure_frame, hello_frame, read_order, result_frame, take_over_standard_streams
from steppe.sandbox.wasm import NEVER, Limits, Ran, SandboxUnavailableError
from steppe_models.errors import SteppeError

SPARE_CHILDREN = 2
MOST_AT_ONCE = 4
_HINT = "Run `steppe doctor` for details."


def main(argv: list[str]) -> int:
    """Serve programs until standard input ends; no arguments."""
    if argv:
        return 2
    return serve(ALL_WALLS)


def serve(walls: Walls, *, is_tested: bool = True) -> int:
    """Take over this process as the broker; `is_tested=False` (for tests of single walls) skips the self-test."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _fix_hashes()
    raw, sink = take_over_standard_streams(buffering=0)
    source: BinaryIO = _Whole(raw)  # type: ignore[assignment]  # it reads like one, which is all that is asked of it
    try:
        broker = Broker(source, sink, walls)
        broker.prepare(is_tested)
        _wall_in_this_process(walls)
        broker.serve()
    except SteppeError as error:
        _send(sink, failure_frame(error))
        return 1
    return 0


def _fix_hashes() -> None:
    """Programs must see the same hashes every time: begin anew with a fixed seed, unless that was done."""
    if sys.flags.hash_randomization and "PYTHONHASHSEED" not in os.environ and sys.orig_argv[1:]:
        environment = {**os.environ, "PYTHONHASHSEED": "0"}
        os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], environment)  # noqa: S606 - the same command


def _send(sink: BinaryIO, frame: Frame) -> None:
    try:
        sink.write(frame.encode())
        sink.flush()
    except OSError:
        os._exit(0)  # the application is gone


def _wall_in_this_process(walls: Walls) -> None:
    """The broker holds every program's output: should one of them ever mislead it, it meets a wall of its own."""
    system.forbid_new_privileges()
    if walls.landlock:
        landlock.enclose(may_signal=True)
    if walls.seccomp:
        system.install_filter(assemble(system.MACHINE, FOR_BROKER, DEADLY))


class _Whole:
    """Reads exactly what is asked for and nothing beyond, so that poll knows of all that has come."""

    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw

    def fileno(self) -> int:
        return self._raw.fileno()

    def read(self, size: int) -> bytes:
        data = bytearray()
        while len(data) < size and (part := self._raw.read(size - len(data))):
            data += part
        return bytes(data)


class Broker:
    """Owns the zygote, the spare children and the running programs."""

    def __init__(self, source: BinaryIO, sink: BinaryIO, walls: Walls) -> None:
        """Fork the zygote; to be called while this process has one thread and knows no program."""
        self._source = source
        self._sink = sink
        self._walls = walls
        self._link, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        own_pid = os.getpid()
        self.zygote_pid = os.fork()
        if self.zygote_pid == 0:
            zygote.start(own_pid, other, walls)
        other.close()
        self._ready: Ready | None = None
        self._programs: dict[int, Program] = {}
        self._spare: deque[Program] = deque()
        self._waiting: deque[Job] = deque()
        self._last_number = 0
        self._is_over = False
        self._poll = select.poll()
        self._handlers: dict[int, Callable[[], None]] = {}

    def prepare(self, is_tested: bool) -> None:
        """Wait for the zygote, check the walls, try to break them, then say hello.

        Raises:
            SandboxUnavailableError: this system does not offer enough walls, or a probe got through one.
        """
        self._watch(self._link.fileno(), self._hear_zygote)
        self._poll.register(self._source, 0)  # nothing is read yet, but a hang-up is told
        self._handlers[self._source.fileno()] = self._end
        self._turn_until(lambda: self._ready is not None)
        assert self._ready is not None
        standing = self._ready.standing
        if is_tested:
            if not are_enough(standing):
                reasons = "; ".join(self._ready.lacking) or f"neither {LANDLOCK} nor {SECCOMP}"
                raise SandboxUnavailableError(f"This system cannot wall in programs: {reasons}.", _HINT)
            findings = selftest.run_self_test(self._run_and_wait, is_numpy_here="numpy" in self._ready.packages)
            if findings:
                raise SandboxUnavailableError(f"The native sandbox failed its own test: {'; '.join(findings)}.", _HINT)
        packages, lacking = list(self._ready.packages), list(self._ready.lacking)
        self._refill()
        walls, python = list(standing), platform.python_version()
        _send(self._sink, hello_frame("native", python=python, isolation=walls, packages=packages, lacking=lacking))

    def serve(self) -> None:
        """Take requests and run programs until the application closes its side or says something that is no frame."""
        self._watch(self._source.fileno(), self._hear_application)
        self._turn_until(lambda: self._is_over)

    def _end(self) -> None:
        os._exit(0)  # the zygote and its children see that and end too

    def _turn_until(self, condition: Callable[[], bool]) -> None:
        while not condition():
            self._turn()

    def _turn(self) -> None:
        """Wait for the next event or deadline, and do what it asks for."""
        due = min((program.deadline for program in self._programs.values()), default=NEVER)
        wait_ms = None if due == NEVER else max(0, int((due - time.monotonic()) * 1000) + 1)
        for descriptor, _ in self._poll.poll(wait_ms):
            if descriptor in self._handlers:  # else closed by an earlier event of this turn
                self._handlers[descriptor]()
        now = time.monotonic()
        for program in self._programs.values():
            if program.deadline <= now:
                program.stop("timeout")

    def _watch(self, descriptor: int, handler: Callable[[], None], events: int = select.POLLIN) -> None:
        self._poll.register(descriptor, events)
        self._handlers[descriptor] = handler

    def _forget(self, descriptor: int) -> None:
        if self._handlers.pop(descriptor, None) is not None:
            self._poll.unregister(descriptor)

    def _hear_application(self) -> None:
        try:
            frame = read_frame(self._source)
            match frame and frame.text("op"):
                case "run":
                    assert frame is not None
                    self._accept(frame)
                case "cancel":
                    assert frame is not None
                    self._cancel(frame.number("id"))
                case _:
                    self._is_over = True
        except (SteppeError, OSError, ValueError):
            self._is_over = True

    def _accept(self, frame: Frame) -> None:
        identity, limits, source = read_order(frame)
        self._waiting.append(Job(identity, source, limits, lambda ran: self._tell(identity, ran)))
        self._start_waiting()

    def _tell(self, identity: int, ran: Ran) -> None:
        _send(self._sink, result_frame(identity, ran))

    def _cancel(self, identity: int) -> None:
        for program in self._programs.values():
            if program.job is not None and program.job.identity == identity:
                program.stop("cancelled")
        for job in [job for job in self._waiting if job.identity == identity]:
            self._waiting.remove(job)
            job.on_end(Ran("cancelled", 0, 0, False, 0.0, b"", b""))

    def _run_and_wait(self, source: str, limits: Limits) -> Ran:
        results: list[Ran] = []
        self._waiting.append(Job(0, source.encode(), limits, results.append))
        self._start_waiting()
        self._turn_until(lambda: bool(results))
        return results[0]

    def _start_waiting(self) -> None:
        running = len(self._programs) - len(self._spare)
        while self._waiting and running < MOST_AT_ONCE:
            if not self._spare:
                self._spare.append(self._fork())
            program = self._spare.popleft()
            running += 1
            program.begin(self._waiting.popleft())
            for stream in program.streams:
                self._watch(stream.descriptor, partial(self._read, program, stream))
            if (unsent := program.unsent) is not None:
                self._watch(unsent, partial(self._send_source, program, unsent), select.POLLOUT)

    def _fork(self) -> Program:
        self._last_number += 1
        program = Program(self._last_number)
        self._programs[program.number] = program
        messages.ask_to_fork(self._link, program.number, program.child_ends)
        program.close_child_ends()
        return program

    def _refill(self) -> None:
        while len(self._spare) < SPARE_CHILDREN:
            self._spare.append(self._fork())

    def _read(self, program: Program, stream: Stream) -> None:
        program.read(stream)
        if stream.is_over or stream.is_cut:
            self._forget(stream.descriptor)

    def _send_source(self, program: Program, descriptor: int) -> None:
        program.send()
        if program.unsent is None:
            self._forget(descriptor)

    def _hear_zygote(self) -> None:
        message = messages.read_message(self._link)
        if isinstance(message, Ready):
            self._ready = message
        elif isinstance(message, Forked):
            self._programs[message.number].set_process(message.process)
        elif isinstance(message, Ended):
            self._bury(message)
        else:
            problem = "; ".join(self._ready.lacking) if self._ready is not None else ""
            raise SandboxUnavailableError(f"The native sandbox's zygote ended: {problem or 'killed'}.", _HINT)

    def _bury(self, ended: Ended) -> None:
        program = self._programs.pop(ended.number)
        for descriptor in (program.unsent, *(stream.descriptor for stream in program.streams)):
            if descriptor is not None:
                self._forget(descriptor)
        if program.job is None:
            program.close()
            self._spare.remove(program)
            raise SandboxUnavailableError("A child of the native sandbox ended before it was given a program.", _HINT)
        ran = program.finish(ended)
        program.job.on_end(ran)
        self._start_waiting()
        if self._ready is not None:
            self._refill()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
