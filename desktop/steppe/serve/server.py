"""The listening socket: so many connections at once, a thread each, and an end that leaves nothing behind."""

from __future__ import annotations

import contextlib
import errno
import os
import socket
import socketserver
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from http.server import HTTPServer
from typing import Any

from steppe.serve.connection import Connection
from steppe.serve.desk import Desk
from steppe.serve.hosts import HostCheck
from steppe.serve.watch import Watch
from steppe.solve.task import Options
from steppe_models.errors import SteppeError

MOST_CONNECTIONS = 64
JOIN_S = 5.0
_FULL = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nRetry-After: 10\r\nConnection: close\r\n\r\n"


class Server(socketserver.ThreadingMixIn, HTTPServer):
    """Serves until `close`; `port` is the one that was found where 0 was asked for."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = MOST_CONNECTIONS
    allow_reuse_address = os.name == "posix"  # elsewhere it would let another program take the port

    def __init__(
        self,
        address: tuple[str, int],
        desk: Desk,
        *,
        token: str,
        hosts: HostCheck,
        modes: Sequence[str],
        defaults: Options,
        opens_fence: bool,
        log: Callable[[str], object],
    ) -> None:
        """Bind, and listen from now on.

        Raises:
            SteppeError: the port is taken, or the address is not of this machine.
        """
        self.desk = desk
        self.token = token
        self.hosts = hosts
        self.modes = tuple(modes)
        self.defaults = defaults
        self.opens_fence = opens_fence
        self.log = log
        self.began = int(time.time())
        self._places = threading.BoundedSemaphore(MOST_CONNECTIONS)
        self._lock = threading.Lock()
        self._open: dict[socket.socket, threading.Thread] = {}
        self._loop: threading.Thread | None = None
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        try:
            super().__init__(address, Connection)
        except OSError as error:
            raise _cannot_listen(address, error) from error
        self.watch = Watch()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.socket.getsockname()[1])

    def server_bind(self) -> None:
        """As the base class, without asking a name server for this machine's name."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), self.port

    def start(self) -> None:
        """Accept connections in a thread of its own."""
        self._loop = threading.Thread(target=self.serve_forever, args=(0.1,), name="serve-accept", daemon=True)
        self._loop.start()

    def close(self) -> None:
        """Accept nothing more, stop every solve, hang up, and wait for the threads."""
        if self._loop is not None:
            self.shutdown()
            self._loop.join()
        self.server_close()
        self.desk.close()
        with self._lock:
            left = dict(self._open)
        deadline = time.monotonic() + JOIN_S
        for connection in left:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RD)  # what is being written may still be
        for thread in left.values():
            thread.join(max(0.0, deadline - time.monotonic()))
        self.watch.close()

    def process_request(self, request: Any, client_address: Any) -> None:
        """A thread for a connection, if there is a place."""
        if not self._places.acquire(blocking=False):
            with contextlib.suppress(OSError):
                request.settimeout(0.5)
                request.sendall(_FULL)
            self.shutdown_request(request)
            return
        request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        thread = threading.Thread(
            target=self._handle, args=(request, client_address), name="serve-connection", daemon=True
        )
        with self._lock:
            self._open[request] = thread
        thread.start()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A fault of our own: where it was, and nothing of what the client sent."""
        import sys

        kind, error, trace = sys.exc_info()
        if kind is None or isinstance(error, ConnectionError | TimeoutError):
            return
        frames = "".join(traceback.format_tb(trace))
        self.log(f"A connection ended with {kind.__name__}:\n{frames}")

    def _handle(self, request: socket.socket, client_address: Any) -> None:
        try:
            self.process_request_thread(request, client_address)
        finally:
            with self._lock:
                self._open.pop(request, None)
            self._places.release()


def _cannot_listen(address: tuple[str, int], error: OSError) -> SteppeError:
    host, port = address
    if error.errno == errno.EADDRINUSE:
        return SteppeError(f"Port {port} is taken by another program.", "Choose another with --port.")
    if error.errno in (errno.EACCES, errno.EPERM):
        return SteppeError(f"Port {port} may not be used.", "Choose one above 1023 with --port.")
    return SteppeError(f"Steppe cannot listen on {host}: {error.strerror}.", "Give an address of this machine.")
