"""What the broker and the zygote tell each other: one small fixed record per packet, with descriptors where needed.

Program text never travels here, only between the broker and the child that runs it.
"""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Sequence
from dataclasses import dataclass

_LARGEST_BYTES = 4096
_MOST_DESCRIPTORS = 4
_FORK = struct.Struct("<I")
_FORKED = struct.Struct("<cI")
_ENDED = struct.Struct("<cIiQQII")
_FORKED_KIND, _ENDED_KIND, _READY_KIND = b"f", b"e", b"r"


@dataclass(frozen=True, slots=True)
class Forked:
    """A child began; `process` is a descriptor that stands for it (pidfd)."""

    number: int
    process: int


@dataclass(frozen=True, slots=True)
class Ended:
    """A child is over. `kind` and `line` are what the program's runner noted, for what that is worth."""

    number: int
    wait_status: int
    cpu_us: int
    peak_memory_kb: int
    kind: int
    line: int


@dataclass(frozen=True, slots=True)
class Ready:
    """The zygote's walls stand, or it says what is missing."""

    standing: tuple[str, ...]
    lacking: tuple[str, ...]
    packages: tuple[str, ...]


def ask_to_fork(link: socket.socket, number: int, descriptors: Sequence[int]) -> None:
    """Broker to zygote: fork a child that has these four pipe ends."""
    socket.send_fds(link, [_FORK.pack(number)], descriptors)


def read_request(link: socket.socket) -> tuple[int, list[int]] | None:
    """In the zygote: the next child's number and descriptors, None when the broker is gone."""
    data, descriptors, _, _ = socket.recv_fds(link, _LARGEST_BYTES, _MOST_DESCRIPTORS)
    if not data:
        return None
    return _FORK.unpack(data)[0], descriptors


def tell_forked(link: socket.socket, number: int, process: int) -> None:
    """Zygote to broker."""
    socket.send_fds(link, [_FORKED.pack(_FORKED_KIND, number)], [process])


def tell_ended(link: socket.socket, ended: Ended) -> None:
    """Zygote to broker."""
    fields = (ended.number, ended.wait_status, ended.cpu_us, ended.peak_memory_kb, ended.kind, ended.line)
    link.send(_ENDED.pack(_ENDED_KIND, *fields))


def tell_ready(link: socket.socket, ready: Ready) -> None:
    """Zygote to broker, once."""
    link.send(_READY_KIND + json.dumps([ready.standing, ready.lacking, ready.packages]).encode("ascii"))


def read_message(link: socket.socket) -> Forked | Ended | Ready | None:
    """In the broker: what the zygote says, None when it is gone."""
    data, descriptors, _, _ = socket.recv_fds(link, _LARGEST_BYTES, _MOST_DESCRIPTORS)
    match data[:1]:
        case b"f":
            return Forked(_FORKED.unpack(data)[1], descriptors[0])
        case b"e":
            return Ended(*_ENDED.unpack(data)[1:])
        case b"r":
            standing, lacking, packages = json.loads(data[1:])
            return Ready(tuple(standing), tuple(lacking), tuple(packages))
    return None
