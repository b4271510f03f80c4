"""One HTTP exchange with a server: sent, read line by line, and broken off at once from another thread."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import ssl
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from steppe_models.engine.remote_address import ApiKey, ServerAddress
from steppe_models.errors import EngineError

MAX_LINE_BYTES = 1 << 20
MAX_BODY_BYTES = 4 << 20
BUSY_STATUS = (429, 502, 503, 504)


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds to wait for a connection, for the first token (others may be before us), and from one to the next."""

    connect_s: float = 5.0
    first_s: float = 300.0
    between_s: float = 60.0


class UnreachableError(Exception):
    """Nothing listens there, or the connection broke before there was an answer; trying again may help."""


class BusyError(Exception):
    """The server says that it cannot answer now; `wait_s` is what it asks for (0: it does not say)."""

    def __init__(self, status: int, wait_s: float) -> None:
        super().__init__(f"status {status}")
        self.status = status
        self.wait_s = wait_s


class CutError(Exception):
    """The connection broke, or nothing came for too long, after the answer had begun."""


class StatusError(Exception):
    """An answer that is no success and will not become one; `said` is the server's own message, made safe."""

    def __init__(self, status: int, said: str) -> None:
        super().__init__(f"status {status}")
        self.status = status
        self.said = said


class Exchange:
    """One request and its answer on a connection of its own; `abort` ends it from any thread."""

    def __init__(self, address: ServerAddress, key: ApiKey, timeouts: Timeouts) -> None:
        self._address = address
        self._key = key
        self._timeouts = timeouts
        self._connection: http.client.HTTPConnection | None = None
        self._socket: socket.socket | None = None
        self._response: http.client.HTTPResponse | None = None
        self._is_aborted = False

    @property
    def is_stream(self) -> bool:
        """Whether the answer is a stream of events."""
        assert self._response is not None
        return self._response.headers.get_content_type() == "text/event-stream"

    def send(self, method: str, path: str, body: dict[str, Any] | None = None) -> None:
        """Connect, send, and wait for the head of a successful answer. `path` is whole, from the root.

        Raises:
            UnreachableError, BusyError, StatusError: see there.
            EngineError: the server's certificate cannot be trusted, its name is unknown, or it does not speak HTTP.
        """
        data = None if body is None else json.dumps(body).encode()
        headers = {"Accept": "text/event-stream, application/json", "User-Agent": "steppe", **self._key.headers()}
        if data is not None:
            headers["Content-Type"] = "application/json"
        try:
            connection = self._connect()
            connection.request(method, path, data, headers)
            self._response = self._answer(connection)
        except ConnectionError as error:  # among them a connection closed without an answer, also an HTTPException
            raise UnreachableError(_reason(error)) from error
        except http.client.HTTPException as error:
            raise EngineError(
                f"What listens at {self._address.origin} does not speak HTTP.", "Check the address and its port."
            ) from error
        except OSError as error:
            raise UnreachableError(_reason(error)) from error
        self._check_status(self._response)

    def _answer(self, connection: http.client.HTTPConnection) -> http.client.HTTPResponse:
        try:
            return connection.getresponse()
        except TimeoutError as error:
            raise EngineError(
                f"The server at {self._address.origin} has not answered for {self._timeouts.first_s:g} s.",
                "It may have hung, or have too much to do: look at its log.",
            ) from error

    def lines(self) -> Iterator[bytes]:
        """The answer's lines, without their ends, until it ends or breaks.

        Raises:
            CutError: it broke, or no line came in time.
            EngineError: a line without end.
        """
        assert self._response is not None
        while True:
            try:
                line = self._response.readline(MAX_LINE_BYTES + 1)
            except (OSError, http.client.HTTPException, ValueError) as error:  # ValueError: closed by `abort`
                raise CutError(_reason(error)) from error
            if not line:
                return
            if len(line) > MAX_LINE_BYTES:
                raise EngineError(
                    f"The server at {self._address.origin} sends a line without end.", "It is no server that fits."
                )
            yield line.rstrip(b"\r\n")

    def json(self) -> Any:
        """The whole answer as JSON.

        Raises:
            CutError: it broke.
            ValueError: it is no JSON, or too long.
        """
        assert self._response is not None
        return json.loads(self._read(self._response))

    def wait_at_most(self, seconds: float) -> None:
        """From now on reading waits no longer than this for the next bytes."""
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.settimeout(seconds)

    def abort(self) -> None:
        """Break the connection: whoever reads it stops at once."""
        self._is_aborted = True
        if self._socket is not None:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)  # TLS's own goodbye would wait for the other

    def close(self) -> None:
        """Give the connection back to the system."""
        for part in (self._response, self._connection):
            if part is not None:
                with contextlib.suppress(OSError):
                    part.close()

    def _connect(self) -> http.client.HTTPConnection:
        address, wait_s = self._address, self._timeouts.connect_s
        if address.is_encrypted:
            import httpx2

            context = httpx2.create_ssl_context()  # trusts what the downloads of models trust: the system's store
            proxy = _proxy(address)
            host, port = proxy or (address.host, address.port)
            connection: http.client.HTTPConnection = http.client.HTTPSConnection(
                host, port, timeout=wait_s, context=context
            )
            if proxy:
                connection.set_tunnel(address.host, address.port)
        else:
            connection = http.client.HTTPConnection(address.host, address.port, timeout=wait_s)
        self._connection = connection
        try:
            connection.connect()
        except ssl.SSLError as error:
            raise EngineError(
                f"The connection to {address.origin} cannot be trusted: {_tls_reason(error)}.",
                "Check the address and the server's certificate; it must be known to this system.",
            ) from error
        except socket.gaierror as error:
            raise EngineError(f"There is no machine with the name {address.host}.", "Check the address.") from error
        self._socket = connection.sock
        self.wait_at_most(self._timeouts.first_s)
        if self._is_aborted:
            self.abort()
        return connection

    def _check_status(self, response: http.client.HTTPResponse) -> None:
        status = response.status
        if status == http.HTTPStatus.OK:
            return
        self.wait_at_most(self._timeouts.connect_s)
        try:
            body = self._read(response).decode("utf-8", "replace")
        except (CutError, ValueError):
            body = ""
        if status in BUSY_STATUS:
            raise BusyError(status, _retry_after(response))
        raise StatusError(status, said(body, self._key))

    def _read(self, response: http.client.HTTPResponse) -> bytes:
        try:
            data = response.read(MAX_BODY_BYTES + 1)
        except (OSError, http.client.HTTPException) as error:
            raise CutError(_reason(error)) from error
        if len(data) > MAX_BODY_BYTES:
            raise ValueError("the answer is too long")
        return data


def said(body: str, key: ApiKey) -> str:
    """A server's error message, in one short printable line without the key; empty when there is none to quote."""
    try:
        value = json.loads(body)
    except ValueError:
        return ""
    error = value.get("error", value) if isinstance(value, dict) else None
    text = error.get("message") if isinstance(error, dict) else error
    if not isinstance(text, str):
        return ""
    plain = "".join(letter if letter.isprintable() else " " for letter in key.hide(text))
    return " ".join(plain.split())[:200].rstrip(".")


def _proxy(address: ServerAddress) -> tuple[str, int] | None:
    """The proxy that the environment names for https, never for this machine itself."""
    if address.is_loopback or urllib.request.proxy_bypass(address.host):
        return None
    proxy = urllib.parse.urlsplit(urllib.request.getproxies().get("https", ""))
    return (proxy.hostname, proxy.port or 8080) if proxy.hostname else None


def _retry_after(response: http.client.HTTPResponse) -> float:
    """Seconds that the server asks for; a date is not looked at, our own waits do as well."""
    try:
        return max(0.0, min(30.0, float(response.headers.get("Retry-After", "0"))))
    except ValueError:
        return 0.0


def _reason(error: Exception) -> str:
    if isinstance(error, ConnectionRefusedError):
        return "nothing listens there"
    if isinstance(error, TimeoutError):
        return "it does not answer"
    return "the connection broke"


def _tls_reason(error: ssl.SSLError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message.rstrip(".") or "its certificate is not valid"
    return "it does not speak TLS as it should"
