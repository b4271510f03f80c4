"""Tries to break out of the box, each time before it is used: a probe that succeeds switches the engine off."""

from __future__ import annotations

from collections.abc import Callable

from steppe.sandbox.wasm import Limits, Ran

Runner = Callable[[str, Limits], Ran]
_MEMORY_MB = 128
_LOOP_S = 0.01
_ORDINARY = Limits(wall_s=5.0, memory_mb=256, stdout_bytes=4096, stderr_bytes=4096)

# Each probe stands alone: it prints its own name if it got what it must not get. The paths and names exist on one
# system or another; `.` is there on all of them.
_PROBES = r"""
import os
def probe(name, attempt):
    try:
        got = attempt()
    except BaseException:
        return
    if got is not False and got is not None:
        print(name)
def read_file():
    for path in ("/etc/hostname", "/etc/passwd", "/proc/self/environ", "C:\\Windows\\win.ini", CANARY):
        try:
            with open(path, "rb") as file:
                file.read(1)
                return True
        except OSError:
            pass
def list_folder():
    for path in (".", "/", "/home", "C:\\"):
        try:
            if os.listdir(path):
                return True
        except OSError:
            pass
def write_file():
    for path in ("steppe-probe", "/tmp/steppe-probe", CANARY + ".probe"):
        try:
            with open(path, "wb") as file:
                file.write(b"x")
                return True
        except OSError:
            pass
def connect():
    import _socket
    for family, address in ((_socket.AF_INET, ("127.0.0.1", PORT)), (_socket.AF_INET6, ("::1", PORT))):
        made = _socket.socket(family, _socket.SOCK_STREAM)
        try:
            made.connect(address)
            return True
        except OSError:
            pass
def listen():
    import _socket
    made = _socket.socket(_socket.AF_INET, _socket.SOCK_STREAM)
    made.bind(("127.0.0.1", 0))
    made.listen(1)
    return True
def spawn():
    for name in ("fork", "posix_spawn", "execv", "system"):
        call = getattr(os, name, None)
        if call is not None:
            if name == "fork":
                if call() == 0:
                    os._exit(0)
                return True
            if name == "system":
                return call("exit 0") == 0 or None
def environment():
    return True if [name for name in os.environ if name not in ("PWD",)] else None
probe("it read a file", read_file)
probe("it listed a folder", list_folder)
probe("it wrote a file", write_file)
probe("it connected to a port", connect)
probe("it opened a port", listen)
probe("it started a process", spawn)
probe("it saw the environment", environment)
print("probes done")
"""


def run_self_test(run: Runner, *, canary: str, port: int) -> tuple[str, ...]:
    """What went wrong, as clauses of a sentence; nothing when the box holds.

    `canary` is a file that exists outside the box, `port` a port that listens on this machine (both are only aimed
    at; a box that holds reaches neither).
    """
    findings = []
    probes = _PROBES.replace("CANARY", repr(canary)).replace("PORT", str(port))
    ran = run(probes, _ORDINARY)
    lines = ran.stdout.decode("utf-8", "replace").splitlines()
    if ran.status != "ok" or lines[-1:] != ["probes done"]:
        findings.append("the probes did not run to their end")
    findings.extend(line for line in lines if line != "probes done")
    small = Limits(_ORDINARY.wall_s, _MEMORY_MB, 4096, 4096)
    if run(f"held = bytearray({2 * _MEMORY_MB} << 20)\nprint(len(held))", small).status != "memory":
        findings.append("it took more memory than it was given")
    if run("while True: pass", Limits(_LOOP_S, _MEMORY_MB, 4096, 4096)).status != "timeout":
        findings.append("an endless loop was not stopped")
    answer = run("print(6 * 7)", _ORDINARY)
    if answer.status != "ok" or answer.stdout != b"42\n":
        findings.append("it cannot compute 6 * 7")
    return tuple(findings)
