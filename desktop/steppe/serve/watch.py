"""Notices at once that a client has gone, while its problem is being solved and nothing is written to it."""

from __future__ import annotations

import contextlib
import selectors
import socket
import threading
from collections.abc import Callable, Iterator

_LOOK_S = 0.2


class Watch:
    """One thread that looks at the connections of all solves."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._lock = threading.Lock()
        self._is_closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name="serve-watch", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End the thread."""
        self._is_closed.set()
        self._thread.join()
        self._selector.close()

    @contextlib.contextmanager
    def over(self, connection: socket.socket, on_gone: Callable[[], object]) -> Iterator[None]:
        """Call `on_gone`, once, if the client hangs up meanwhile."""
        with self._lock:
            self._selector.register(connection, selectors.EVENT_READ, on_gone)
        try:
            yield
        finally:
            with self._lock, contextlib.suppress(KeyError, ValueError):
                self._selector.unregister(connection)

    def _run(self) -> None:
        while not self._is_closed.is_set():
            with self._lock:
                is_empty = not self._selector.get_map()
            if is_empty:  # a system's select may refuse to wait for nothing
                self._is_closed.wait(_LOOK_S)
                continue
            for key, _ in self._selector.select(_LOOK_S):
                self._look(key)

    def _look(self, key: selectors.SelectorKey) -> None:
        with self._lock:
            if key.fileobj not in [each.fileobj for each in self._selector.get_map().values()]:
                return
            assert isinstance(key.fileobj, socket.socket)
            try:
                is_gone = not key.fileobj.recv(1, socket.MSG_PEEK)
            except OSError:
                is_gone = True
            self._selector.unregister(key.fileobj)  # its end, or its next request: there is nothing more to see
        if is_gone:
            key.data()
