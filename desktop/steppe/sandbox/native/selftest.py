"""Tries to break out of the native engine, each time before it is used: a probe that succeeds switches it off.

The probes call the kernel directly, past everything that Python forbids. They aim at an unnamed file and a listening
port of the broker's own, so that even a probe that got through would leave nothing behind.
"""

from __future__ import annotations

import os
import socket
import tempfile
from collections.abc import Callable

from steppe.sandbox.native import system
from steppe.sandbox.wasm import Limits, Ran

Runner = Callable[[str, Limits], Ran]
_MEMORY_MB = 96
_LOOP_S = 0.05
_ORDINARY = Limits(wall_s=10.0, memory_mb=256, stdout_bytes=4096, stderr_bytes=4096)
_LAST_LINE = "probes done"
_EXECVE = {system.X86_64: 59, system.ARM64: 221}

# ctypes is hidden from programs, but not gone.
PRELUDE = """
kit = next(c for c in object.__subclasses__() if c.__name__ == 'CDLL' and c.__module__ == 'ctypes').__init__.__globals__
libc = kit['CDLL'](None, use_errno=True)
libc.syscall.restype = kit['c_long']
"""
_PROBES = (
    PRELUDE
    + r"""
import os
READ_ONLY, READ_WRITE, NEW, UNNAMED = 0, 2, 0o100, 0o20200000
def reads(path):
    return libc.open(path, READ_ONLY) >= 0
def probe(text, *attempts):
    for attempt in attempts:
        try:
            got = attempt()
        except Exception:
            continue
        if got:
            print(text)
probe('it read a file', *(lambda path=path: reads(path) for path in PATHS))
probe('it opened a file through Python', *(lambda path=path: open(path, 'rb') for path in PATHS))
probe('it listed a folder', lambda: os.listdir('/'), lambda: libc.opendir(b'/'))
probe('it wrote a file', lambda: libc.open(CANARY, READ_WRITE) >= 0,
      *(lambda path=path: libc.open(path, READ_WRITE | UNNAMED, 0o600) >= 0 for path in (b'/tmp', b'/dev/shm', b'.')))
probe('it made memory that is a file', lambda: libc.memfd_create(b'x', 0) >= 0)
for kind in (1, 2):
    probe('it opened a socket', lambda: libc.socket(2, kind, 0) >= 0, lambda: libc.socket(10, kind, 0) >= 0,
          lambda: libc.socket(1, kind, 0) >= 0)
probe('it connected to a port', lambda: libc.connect(libc.socket(2, 1, 0), ADDRESS, 16) == 0)
probe('it reached another process', lambda: libc.kill(BROKER, 0) == 0, lambda: libc.kill(libc.getppid(), 0) == 0)
def fork():
    pid = libc.fork()
    if pid == 0:
        libc._exit(0)
    return pid > 0
probe('it started a process', fork)
print('probes done')
"""
)
_EXECUTES = PRELUDE + "print(libc.syscall(EXECVE, b'/bin/true', None, None))\n"
_NUMPY = "import numpy as np\nprint(int(np.linalg.solve(np.array([[2.0, 0], [0, 4]]), [84, 168]).sum()))"


def run_self_test(run: Runner, *, is_numpy_here: bool) -> tuple[str, ...]:
    """What went wrong, as clauses of a sentence; nothing when the walls hold."""
    findings: list[str] = []
    with tempfile.TemporaryFile() as canary, socket.create_server(("127.0.0.1", 0)) as listener:
        canary.write(b"canary")
        canary.flush()
        findings += _probe(run, f"/proc/{os.getpid()}/fd/{canary.fileno()}", listener.getsockname()[1])
    if run(_EXECUTES.replace("EXECVE", str(_EXECVE[system.MACHINE])), _ORDINARY).status not in ("killed", "error"):
        findings.append("it started another program")
    small = Limits(_ORDINARY.wall_s, _MEMORY_MB, 4096, 4096)
    if run(f"held = bytearray({2 * _MEMORY_MB} << 20)\nprint(len(held))", small).status != "memory":
        findings.append("it took more memory than it was given")
    if run("while True: pass", Limits(_LOOP_S, _MEMORY_MB, 4096, 4096)).status != "timeout":
        findings.append("an endless loop was not stopped")
    if not _computes_42(run("print(6 * 7)", _ORDINARY)):
        findings.append("it cannot compute 6 * 7")
    if is_numpy_here and not _computes_42(run(_NUMPY.replace("84, 168", "42, 84"), _ORDINARY)):
        findings.append("numpy does not work in it")
    return tuple(findings)


def _probe(run: Runner, canary: str, port: int) -> list[str]:
    paths = (canary, "/etc/passwd", "/proc/self/status", f"/proc/{os.getpid()}/status", __file__, "/dev/zero")
    address = bytes([2, 0, port >> 8, port & 0xFF, 127, 0, 0, 1]) + bytes(8)
    values = {"PATHS": tuple(path.encode() for path in paths), "CANARY": canary.encode(), "BROKER": os.getpid()}
    header = "".join(f"{name} = {value!r}\n" for name, value in {**values, "ADDRESS": address}.items())
    ran = run(header + _PROBES, _ORDINARY)
    lines = list(dict.fromkeys(ran.stdout.decode("utf-8", "replace").splitlines()))
    if ran.status != "ok" or lines[-1:] != [_LAST_LINE]:
        problem = " ".join(ran.stderr.decode("utf-8", "replace").split()[-20:])
        return [f"the probes did not run to their end ({ran.status}: {problem})", *lines]
    return lines[:-1]


def _computes_42(ran: Ran) -> bool:
    return ran.status == "ok" and ran.stdout == b"42\n"
