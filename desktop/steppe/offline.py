"""Solves a problem in a child that has no network, and tells every attempt to open an Internet socket (Linux)."""

from __future__ import annotations

import errno
import json
import os
import select
import socket
import struct
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from steppe.app import open_store
from steppe.diagnosis import Finding
from steppe.offline_child import ASKED_IN_PYTHON, WATCHED_FAMILIES, can_filter
from steppe_models.errors import EngineError, SteppeError
from steppe_models.own_process import own_command

PROBLEM = "A box holds 6 rows of 7 pencils. How many pencils are in the box?"
LIMIT_S = 600.0
_RECEIVE, _ANSWER = 0xC0502100, 0xC0182101  # SECCOMP_IOCTL_NOTIF_RECV and _SEND
_NOTICE = struct.Struct("=QIIiIQ6Q")  # struct seccomp_notif with its seccomp_data
_REPLY = struct.Struct("=QqiI")  # struct seccomp_notif_resp


@dataclass(slots=True)
class OfflineSolve:
    """What came of it.

    `no_namespace`, `no_filter`: why a wall could not be put up, or nothing. `attempts`: family and process of every
    Internet socket that was asked for (and refused); `baits`: how many of them were the sandbox's own bait.
    """

    answer: str = ""
    code: int = 0
    last_words: str = ""
    no_namespace: str = ""
    no_filter: str = ""
    attempts: list[str] = field(default_factory=list)
    baits: int = 0


def examine_offline() -> Iterator[Finding]:
    """Solve a small problem with the default model where there is no network; what was asked of the network."""
    try:
        model = open_store().resolve()
        found = solve_offline(["solve", PROBLEM, "--model", model.id, "--private", "--json"])
    except SteppeError as error:
        yield Finding("offline", "failed", error.message, error.hint, error.code)
        return
    if found.answer:
        text = f"A problem was solved with {model.profile.name} and no network; the answer was {found.answer}."
        yield Finding("offline", "ok", text)
    else:
        text = f"A problem could not be solved without a network (exit code {found.code})."
        yield Finding("offline", "failed", text, found.last_words or "Run `steppe doctor`.", "failed")
    yield _sockets(found)


def _sockets(found: OfflineSolve) -> Finding:
    if found.attempts:
        text = f"Internet sockets were asked for, and refused: {'; '.join(sorted(set(found.attempts)))}."
        return Finding("sockets", "failed", text, "Report this as a bug: nothing but a pull needs a network.", "failed")
    if not can_filter():
        text = "The first process opened no Internet socket; this system does not let its children be watched."
        return Finding("sockets", "warning", text, "On Linux all processes are watched.")
    if found.no_filter:
        text = f"This kernel does not let system calls be watched: {found.no_filter}."
        return Finding("sockets", "warning", text, "Linux 5.0 or newer is needed for this proof.")
    baits = ""
    if found.baits:
        baits = " (the sandbox's self-test, which tries to reach a bait on this machine, was refused its bait)"
    text = f"No process opened an Internet socket: the kernel was asked for none but {found.baits}{baits}."
    if not found.baits:
        text = "No process opened an Internet socket, and none asked the kernel for one."
    if found.no_namespace:
        text += f" There is no network namespace here ({found.no_namespace}); the filter alone held."
    return Finding("sockets", "ok", text)


def solve_offline(arguments: list[str]) -> OfflineSolve:
    """Run `steppe` with these arguments (a solve with --json) in a child without a network.

    Raises:
        EngineError: the child did not end within LIMIT_S, or did not start at all.
    """
    found = OfflineSolve()
    try:
        output, words = _run_walled(arguments, found) if can_filter() else _run(arguments, found)
    except subprocess.TimeoutExpired:
        raise EngineError(
            f"The offline test did not end within {LIMIT_S:.0f} s.", "Close other programs and try again."
        ) from None
    lines = words.decode("utf-8", "replace").strip().splitlines()
    found.attempts += [line for line in lines if line == ASKED_IN_PYTHON]
    found.last_words = lines[-1] if lines else ""
    found.answer = _answer(output)
    return found


def _run(arguments: list[str], found: OfflineSolve) -> tuple[bytes, bytes]:
    command = [*own_command("offline", "steppe.offline_child"), "-", *arguments]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=LIMIT_S, check=False)
    found.code = done.returncode
    return done.stdout, done.stderr


def _run_walled(arguments: list[str], found: OfflineSolve) -> tuple[bytes, bytes]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        command = [*own_command("offline", "steppe.offline_child"), str(theirs.fileno()), *arguments]
        with subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            pass_fds=[theirs.fileno()],
        ) as process:
            theirs.close()
            try:
                message, descriptors, _, _ = socket.recv_fds(ours, 4096, 1)
                if message:
                    told = json.loads(message)
                    found.no_namespace, found.no_filter = told["namespace"], told["filter"]
                return _wait(process, descriptors[0] if descriptors else None, found)
            finally:
                process.kill()
                found.code = process.wait()


def _wait(process: subprocess.Popen[bytes], listener: int | None, found: OfflineSolve) -> tuple[bytes, bytes]:
    """The child's output; every attempt that is handed to `listener` meanwhile is refused and noted."""
    if listener is None:
        return process.communicate(timeout=LIMIT_S)
    stop, stopped = os.pipe()
    watcher = threading.Thread(target=_watch, args=(listener, stop, found), name="offline-watch", daemon=True)
    watcher.start()
    try:
        return process.communicate(timeout=LIMIT_S)
    finally:
        os.close(stopped)
        watcher.join()
        os.close(stop)
        os.close(listener)


def _watch(listener: int, stop: int, found: OfflineSolve) -> None:
    import fcntl

    poll = select.poll()
    poll.register(listener, select.POLLIN)
    poll.register(stop, select.POLLIN)
    while True:
        ready = dict(poll.poll())
        if listener not in ready or not ready[listener] & select.POLLIN:
            return  # the last process behind the filter has ended, or the child's output has
        notice = bytearray(_NOTICE.size)
        try:
            fcntl.ioctl(listener, _RECEIVE, notice)
        except OSError as error:
            if error.errno in (errno.ENOENT, errno.EINTR):
                continue  # whoever asked has ended meanwhile
            raise
        identity, process, _, _, _, _, family, *_ = _NOTICE.unpack(notice)
        _note(found, process, family)
        try:
            fcntl.ioctl(listener, _ANSWER, _REPLY.pack(identity, 0, -errno.EACCES, 0))
        except OSError as error:
            if error.errno != errno.ENOENT:
                raise


def _note(found: OfflineSolve, process: int, family: int) -> None:
    """The sandbox helper opens a port on this machine as bait: its self-test must not reach it from inside the box."""
    try:
        words = Path(f"/proc/{process}/cmdline").read_bytes().decode("utf-8", "replace").split("\0")
    except OSError:
        words = []
    is_bait = "steppe.sandbox.helper" in words or words[1:3] == ["--worker", "sandbox"]
    found.baits += is_bait
    if not is_bait:
        name = " ".join(words[1:4]).strip() or f"process {process}"
        found.attempts.append(f"{WATCHED_FAMILIES.get(family, family)} by {name}")


def _answer(output: bytes) -> str:
    lines = output.decode("utf-8", "replace").strip().splitlines()
    try:
        verdict = json.loads(lines[-1])
    except (IndexError, ValueError):
        return ""
    return str(verdict.get("answer") or "") if verdict.get("event") == "verdict" else ""
