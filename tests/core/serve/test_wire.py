"""What no good client sends: garbage, half a request, huge heads, foreign names, connections that say nothing."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable

import pytest

from steppe.serve import intake, server
from steppe.serve.hosts import HostCheck


def talk(port: int, data: bytes, *, wait_s: float = 20.0) -> tuple[int, dict[str, str], bytes]:
    """Send bytes, and read until the server hangs up."""
    with socket.create_connection(("127.0.0.1", port), timeout=wait_s) as connection:
        connection.sendall(data)
        return read(connection)


def read(connection: socket.socket) -> tuple[int, dict[str, str], bytes]:
    whole = b""
    while part := connection.recv(65_536):
        whole += part
        head, separator, body = whole.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): text for name, _, text in (line.partition(": ") for line in lines[1:])}
        if separator and len(body) >= int(headers.get("content-length", "1000000000")):
            return int(lines[0].split()[1]), headers, body
    return 0, {}, whole


def request(token: str, body: bytes = b"", *, method: str = "GET", path: str = "/v1/models", **headers: str) -> bytes:
    lines = {"Host": "localhost", "Authorization": f"Bearer {token}"} | {
        name.replace("_", "-"): text for name, text in headers.items()
    }
    if body:
        lines |= {"Content-Length": str(len(body)), "Content-Type": "application/json"} if not headers else {}
    head = "".join(f"{name}: {text}\r\n" for name, text in lines.items() if text)
    return f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body


def test_health_needs_no_token_and_says_little(place) -> None:  # type: ignore[no-untyped-def]
    status, headers, body = talk(place.port, b"GET /health HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n")
    assert status == 200
    assert json.loads(body) == {"status": "ok"}
    assert not [name for name in headers if name.startswith("access-control")]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", 400),
        (b"GET\r\n\r\n", 400),
        (b"GET / HTTP/9.9\r\n\r\n", 505),
        (b"GET /health\r\n\r\n", 403),
        (b"GET /health HTTP/1.0\r\n\r\n", 403),
        (b"GET /health HTTP/1.1\r\n\r\n", 403),
        (b"GET /health HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n", 403),
        (b"GET http://localhost/health HTTP/1.1\r\nHost: localhost\r\n\r\n", 401),
        (b"GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n", 401),
        (b"GET /v1/models HTTP/1.1\r\nHost: localhost\r\n\r\n", 401),
        (b"OPTIONS /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nOrigin: http://a.example\r\n\r\n", 401),
        (b"GET /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n", 413),
        (b"GET /" + b"a" * 40_000 + b" HTTP/1.1\r\n\r\n", 431),
        (b"GET /health HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 40_000 + b"\r\n\r\n", 431),
        (b"GET /health HTTP/1.1\r\n" + b"".join(b"X%d: a\r\n" % number for number in range(200)) + b"\r\n", 431),
    ],
)
def test_what_is_no_request_gets_an_answer_in_json(place, data: bytes, expected: int) -> None:  # type: ignore[no-untyped-def]
    status, headers, body = talk(place.port, data)
    assert status == expected
    assert headers["connection"] == "close"
    assert set(json.loads(body)["error"]) == {"message", "type", "param", "code"}
    assert talk(place.port, b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")[0] == 200


@pytest.mark.parametrize(
    ("host", "is_allowed"),
    [
        ("localhost", True), ("LOCALHOST:8420", True), ("127.0.0.1:1", True), ("[::1]:80", True), ("localhost.", True),
        ("evil.example", False), ("localhost.evil.example", False), ("127.0.0.1.evil.example", False), ("", False),
        ("10.0.0.7", False), ("localhost@evil.example", False), ("local host", False), ("127.0.0.1:999999", False),
    ],
)  # fmt: skip
def test_names_on_loopback(host: str, is_allowed: bool) -> None:
    assert HostCheck("127.0.0.1").allows(host) is is_allowed


def test_names_on_a_network() -> None:
    check = HostCheck("0.0.0.0", ("solver.school",))
    assert check.allows("192.168.1.5:8420")
    assert check.allows("solver.school")
    assert not check.allows("evil.example")


def test_a_page_whose_name_points_here_is_turned_away(place, token: str) -> None:  # type: ignore[no-untyped-def]
    status, _, body = talk(place.port, request(token, Host="evil.example"))
    assert (status, json.loads(body)["error"]["code"]) == (403, "wrong_host")


@pytest.mark.parametrize(
    ("headers", "body", "expected"),
    [
        ({"Transfer_Encoding": "chunked"}, b"0\r\n\r\n", 411),
        ({"Content_Length": "-1"}, b"", 411),
        ({"Content_Length": "1_0"}, b"", 411),
        ({"Content_Length": "99999999"}, b"", 413),
        ({"Content_Length": "2", "Content_Type": "text/plain"}, b"{}", 415),
        ({"Content_Length": "2", "Content_Type": "application/json"}, b"{}", 400),
        ({"Content_Length": "4", "Content_Type": "application/json"}, b"\xff\xfe{}", 400),
        ({"Content_Length": "9000", "Content_Type": "application/json"}, b"[" * 9000, 400),
    ],
)
def test_bodies_that_are_refused(place, token: str, headers: dict[str, str], body: bytes, expected: int) -> None:  # type: ignore[no-untyped-def]
    status, _, reply = talk(place.port, request(token, body, method="POST", path="/v1/chat/completions", **headers))
    assert status == expected
    assert json.loads(reply)["error"]["message"]


def test_methods_and_paths(place, token: str) -> None:  # type: ignore[no-untyped-def]
    status, headers, _ = talk(place.port, request(token, method="DELETE"))
    assert (status, headers["allow"]) == (405, "GET")
    assert talk(place.port, request(token, path="/v1/completions"))[0] == 404
    assert talk(place.port, request(token, path="/v1/models?x=1"))[0] == 200


def test_a_connection_is_kept_for_the_next_request(place, token: str) -> None:  # type: ignore[no-untyped-def]
    with socket.create_connection(("127.0.0.1", place.port), timeout=20) as connection:
        for _ in range(3):
            connection.sendall(request(token))
            assert read(connection)[0] == 200


def test_a_request_that_trickles_in_is_cut_off(place, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(intake, "HEAD_S", 0.5)
    with socket.create_connection(("127.0.0.1", place.port), timeout=20) as connection:
        for byte in b"GET /health HTTP/1.1\r\nX: ":
            connection.sendall(bytes([byte]))
        connection.settimeout(0.1)
        deadline = time.monotonic() + 10
        got = b""
        while time.monotonic() < deadline:
            try:
                part = connection.recv(1000)
            except TimeoutError:
                connection.sendall(b"a")
                continue
            if not part:
                break
            got += part
        assert b" 408 " in got


def test_a_silent_connection_and_half_a_body_are_dropped(place, token: str, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(intake, "IDLE_S", 0.3)
    monkeypatch.setattr(intake, "BODY_S", 0.3)
    with socket.create_connection(("127.0.0.1", place.port), timeout=20) as connection:
        assert connection.recv(1000) == b""
    monkeypatch.setattr(intake, "IDLE_S", 60.0)  # the next one's head must not come too late
    data = request(token, b"{", method="POST", path="/v1/chat/completions", Content_Length="500",
                   Content_Type="application/json")  # fmt: skip
    assert talk(place.port, data)[0] == 408


def test_so_many_connections_and_no_more(place, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    held = [socket.create_connection(("127.0.0.1", place.port), timeout=20) for _ in range(server.MOST_CONNECTIONS)]
    deadline = time.monotonic() + 20
    while len(place.server._open) < server.MOST_CONNECTIONS:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    status, _, _ = talk(place.port, b"")
    assert status == 503
    for connection in held:
        connection.close()
    while place.server._open:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert talk(place.port, b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")[0] == 200


def test_a_client_that_does_not_read_holds_nothing(
    serve: Callable, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:  # type: ignore[no-untyped-def, type-arg]
    from steppe.serve import connection as connection_module

    monkeypatch.setattr(connection_module, "WRITE_S", 0.3)
    place = serve()
    monkeypatch.setattr(type(place.engine), "generate", lambda self, _: _Flood(self))
    body = json.dumps({"model": "steppe-cot", "stream": True, "messages": [{"role": "user", "content": "Go on."}]})
    data = request(token, body.encode(), method="POST", path="/v1/chat/completions")
    with socket.create_connection(("127.0.0.1", place.port), timeout=20) as connection:
        connection.sendall(data)
        deadline = time.monotonic() + 30
        while not place.engine.cancelled:
            assert time.monotonic() < deadline
            time.sleep(0.02)


class _Flood:
    """Writes without end."""

    def __init__(self, engine) -> None:  # type: ignore[no-untyped-def]
        self.result = None
        self._engine = engine
        self._is_cancelled = False

    def __iter__(self):  # type: ignore[no-untyped-def]
        from steppe_models.engine.interface import TextChunk

        number = 0
        while not self._is_cancelled:
            number += 1
            yield TextChunk("x" * 2000, number)

    def cancel(self) -> None:
        if not self._is_cancelled:
            self._is_cancelled = True
            self._engine.cancelled += 1


def test_closing_while_a_solve_streams(serve, token: str) -> None:  # type: ignore[no-untyped-def]
    place = serve()
    body = json.dumps({"model": "steppe-cot", "stream": True, "messages": [{"role": "user", "content": "1 + 1?"}]})
    place.engine.gate.clear()
    with socket.create_connection(("127.0.0.1", place.port), timeout=20) as connection:
        connection.sendall(request(token, body.encode(), method="POST", path="/v1/chat/completions"))
        deadline = time.monotonic() + 20
        while place.server.desk.load != (1, 0) or not place.engine.requests:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        place.server.close()
        text = read(connection)[2] or b""
        assert b"[DONE]" not in text
    assert place.engine.cancelled == 1
