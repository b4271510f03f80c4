"""The self-test sees a breach: run without a sandbox its probes succeed and say so."""

from __future__ import annotations

import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from steppe.sandbox.selftest import run_self_test
from steppe.sandbox.wasm import Limits, Ran


def run_unprotected(source: str, limits: Limits) -> Ran:
    """A plain interpreter on this machine: everything that the sandbox must not be. What it writes goes to a folder."""
    if source.startswith("held"):
        return Ran("ok", 0, 0, False, 0.0, b"1\n", b"")
    if source.startswith("while"):
        return Ran("ok", 0, 0, False, 0.0, b"", b"")
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-I", "-c", source]
        done = subprocess.run(command, capture_output=True, check=False, timeout=30, cwd=folder)
    return Ran("ok", done.returncode, 0, False, 0.0, done.stdout, done.stderr)


def test_an_open_box_is_found_out(tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    canary.write_text("x")
    with socket.create_server(("127.0.0.1", 0)) as server:
        findings = run_self_test(run_unprotected, canary=str(canary), port=server.getsockname()[1])
    assert {
        "it read a file",
        "it listed a folder",
        "it connected to a port",
        "it opened a port",
        "it started a process",
        "it saw the environment",
        "it took more memory than it was given",
        "an endless loop was not stopped",
    } <= set(findings)


def test_a_box_that_cannot_compute_is_found_out() -> None:
    def run_nothing(source: str, limits: Limits) -> Ran:
        return Ran("killed", 1, 0, False, 0.0, b"", b"")

    findings = run_self_test(run_nothing, canary="x", port=9)
    assert "it cannot compute 6 * 7" in findings
    assert "the probes did not run to their end" in findings
