"""Reads a connection within limits: so many bytes, by such a time, however slowly or fast a client sends."""

from __future__ import annotations

import io
import socket
import time

IDLE_S = 60.0  # a connection that is kept open may be silent so long
HEAD_S = 10.0  # from a request's first byte to the end of its headers
BODY_S = 30.0
HEAD_BYTES = 32_768
BODY_BYTES = 1_000_000
WRITE_S = 30.0  # a client that does not read holds its solve no longer


class TooMuchError(Exception):
    """A head that is longer than any real one."""


class Intake(io.RawIOBase):
    """The reading side of a socket; `begin_head` and `begin_body` set what may come until when."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._left_bytes = 0
        self._deadline = 0.0
        self._is_fresh = False

    def begin_head(self) -> None:
        """A new request may come: first a silence, then its head."""
        self._left_bytes = HEAD_BYTES
        self._deadline = time.monotonic() + IDLE_S
        self._is_fresh = True

    @property
    def has_begun(self) -> bool:
        """Whether anything of a request has come."""
        return not self._is_fresh

    def begin_body(self, size_bytes: int) -> None:
        """The head is read; so many bytes may follow."""
        self._left_bytes = size_bytes
        self._deadline = time.monotonic() + BODY_S
        self._is_fresh = False

    def readable(self) -> bool:
        """It is for reading."""
        return True

    def readinto(self, buffer: object) -> int:
        """Take what has come.

        Raises:
            TooMuchError: more came than may.
            TimeoutError: it did not come in time.
        """
        if self._left_bytes <= 0:
            raise TooMuchError
        left_s = self._deadline - time.monotonic()
        if left_s <= 0:
            raise TimeoutError
        view = memoryview(buffer)[: self._left_bytes]  # type: ignore[arg-type]  # any buffer will do
        self._connection.settimeout(left_s)
        count = self._connection.recv_into(view)
        self._left_bytes -= count
        if self._is_fresh:
            self._is_fresh = False
            self._deadline = time.monotonic() + HEAD_S
        return count
