"""What both helper processes do alike: keep their pipes for frames alone, read orders, tell how it went."""

from __future__ import annotations

import os
from typing import Any, BinaryIO

from steppe.sandbox import protocol
from steppe.sandbox.protocol import Frame
from steppe.sandbox.wasm import Limits, Ran
from steppe_models.errors import SteppeError

_LONGEST_MS = 3_600_000


def take_over_standard_streams(buffering: int) -> tuple[BinaryIO, BinaryIO]:
    """The pipes from and to the application; whatever prints in this process from now on prints to nowhere.

    `buffering` is that of the first pipe, as for `open`.
    """
    source = os.fdopen(os.dup(0), "rb", buffering)
    sink = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)
    return source, sink


def read_order(frame: Frame) -> tuple[int, Limits, bytes]:
    """Number, limits and text of the program in a `run` frame.

    Raises:
        FrameError: an entry is missing or impossible.
    """
    limits = Limits(
        wall_s=frame.number("wall_ms", 1, _LONGEST_MS) / 1000,
        memory_mb=frame.number("mem_mb", 1, 4096),
        stdout_bytes=frame.number("out", 0, protocol.MAX_BLOB_BYTES),
        stderr_bytes=frame.number("err", 0, protocol.MAX_BLOB_BYTES),
        cpu_s=frame.number("cpu_ms", 1, _LONGEST_MS) / 1000,
    )
    if len(frame.blobs) != 1:
        raise protocol.FrameError("an order without exactly one program")
    return frame.number("id"), limits, frame.blobs[0]


def result_frame(identity: int, ran: Ran) -> Frame:
    """How a program ended; what it wrote travels as blobs."""
    header = {
        "op": "result",
        "id": identity,
        "status": ran.status,
        "exit": ran.exit_code & 0xFFFF,
        "line": ran.line,
        "no_module": ran.lacks_module,
        "out_of_cpu": ran.is_out_of_cpu,
        "wall_us": round(ran.seconds * 1e6),
    }
    return Frame(header, (ran.stdout, ran.stderr))


def hello_frame(engine: str, **details: Any) -> Frame:
    """This helper is ready: its self-test held."""
    first = {"op": "hello", "v": protocol.VERSION, "engine": engine, "pid": os.getpid(), "not_kept": ""}
    return Frame(first | details)


def failure_frame(error: SteppeError) -> Frame:
    """Why this helper is of no use."""
    return Frame({"op": "failed", "reason": error.message, "hint": error.hint, "code": error.code})
