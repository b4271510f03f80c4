"""One client's connection: reads its requests within limits, checks who asks, answers, streams."""

from __future__ import annotations

import contextlib
import io
import json
import secrets
import socket
import time
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any

from steppe.serve.access import is_authorized
from steppe.serve.chat import ChatRequest, model_names, read_chat
from steppe.serve.desk import Visit
from steppe.serve.intake import BODY_BYTES, HEAD_BYTES, WRITE_S, Intake, TooMuchError
from steppe.serve.refusal import Refusal, refusal_of
from steppe.serve.reply import ReplyText, StopScanner
from steppe.solve.events import Verdict
from steppe.solve.stopping import SolveStoppedError
from steppe_models.errors import SteppeError

if TYPE_CHECKING:
    from steppe.serve.server import Server

_ROUTES = {"/health": "GET", "/v1/models": "GET", "/v1/chat/completions": "POST"}
_LINGER_S = 1.0


class Connection(BaseHTTPRequestHandler):
    """Answers until the client hangs up, is silent for too long, or sends what is no request."""

    protocol_version = "HTTP/1.1"
    server_version = "steppe"
    sys_version = ""
    default_request_version = "HTTP/1.0"  # the base class would take silence for HTTP/0.9, which has no status
    server: Server

    def setup(self) -> None:
        """Read through limits of our own."""
        super().setup()
        self.rfile.close()
        self._intake = Intake(self.connection)
        self.rfile = io.BufferedReader(self._intake, 4096)
        self.command = self.requestline = ""  # the base class sets them with the first request
        self.request_version = "HTTP/1.1"
        self._has_unread = False
        self._is_begun = False  # whether a reply has begun: nothing else can be said then

    def handle_one_request(self) -> None:
        """One request, its answer, and one line of log without a word of either."""
        self._intake.begin_head()
        self._is_begun = False
        self.close_connection = True
        try:
            self.raw_requestline = self.rfile.readline(HEAD_BYTES + 1)
            if not self.raw_requestline or not self.parse_request():
                return
            self._answer()
        except TooMuchError:
            self._has_unread = True
            self._refuse(Refusal(431, "The head of the request is too long.", code="head_too_long"))
        except TimeoutError:
            if self._intake.has_begun:
                self._has_unread = True
                self._refuse(Refusal(408, "The request did not come in time.", code="timeout"))
        except (ConnectionError, SolveStoppedError):
            self.close_connection = True

    def finish(self) -> None:
        """Let the client read the reply although it has sent more than was read."""
        with contextlib.suppress(OSError, ValueError):
            if self._has_unread:
                self.connection.shutdown(socket.SHUT_WR)
                deadline = time.monotonic() + _LINGER_S
                while (left_s := deadline - time.monotonic()) > 0:
                    self.connection.settimeout(left_s)
                    if not self.connection.recv(65_536):
                        break
        with contextlib.suppress(OSError, ValueError):
            super().finish()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What the base class finds wrong with a request, in our own shape."""
        self._has_unread = True
        self._refuse(Refusal(code, f"{message or 'This is no request'}.".replace("..", "."), code="bad_request"))

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the base class would write what was asked."""

    # Checks

    def _answer(self) -> None:
        body = b""
        try:
            path = self._checked_path()
            body = self._body()
            self.close_connection = self.headers.get("Connection", "").casefold() == "close" or (
                self.request_version == "HTTP/1.0"
            )
            self._reply(path, body)
        except Refusal as refusal:
            self._refuse(refusal)

    def _checked_path(self) -> str:
        """The route that is asked for, by someone who may.

        Raises:
            Refusal: a wrong name, no token, no such route, a wrong method.
        """
        self._has_unread = True  # until the body is read
        if self.request_version not in ("HTTP/1.0", "HTTP/1.1"):
            raise Refusal(400, "Only HTTP/1.1 is spoken here.", code="bad_request")
        hosts = self.headers.get_all("Host") or []
        if len(hosts) != 1 or not self.server.hosts.allows(hosts[0]):
            raise Refusal(403, "This server does not go by that name.", code="wrong_host")
        path = self.path.partition("?")[0]
        route = "/v1/models" if path.startswith("/v1/models/") else path
        if route != "/health" and not is_authorized(self.headers.get("Authorization"), self.server.token):
            raise Refusal(
                401,
                "The token is missing or wrong. `steppe serve --show-token` shows it.",
                code="invalid_api_key",
                headers={"WWW-Authenticate": "Bearer"},
            )
        if route not in _ROUTES:
            raise Refusal(404, "There is nothing here.", code="not_found")
        if self.command != _ROUTES[route]:
            raise Refusal(405, "Not with this method.", code="method_not_allowed", headers={"Allow": _ROUTES[route]})
        return path

    def _body(self) -> bytes:
        """The whole body.

        Raises:
            Refusal: it has no size or too much of it, or is no JSON by its own account.
        """
        if self.headers.get("Transfer-Encoding") is not None:
            raise Refusal(411, "Send the body with its length, not in chunks.", code="length_required")
        sizes = set(self.headers.get_all("Content-Length") or [])
        if not sizes and self.command == "GET":
            self._has_unread = False
            return b""
        size = sizes.pop() if len(sizes) == 1 else ""
        if not (size.isascii() and size.isdigit()):
            raise Refusal(411, "Send the body with its length.", code="length_required")
        if len(size) > len(str(BODY_BYTES)) or int(size) > BODY_BYTES:
            raise Refusal(413, f"The request is larger than {BODY_BYTES} bytes.", code="body_too_large")
        kind = self.headers.get_content_type()
        if self.command == "POST" and kind != "application/json":
            raise Refusal(415, "Send JSON, with its content type.", code="unsupported_media_type")
        self._intake.begin_body(int(size))
        body = self.rfile.read(int(size)) if int(size) else b""
        if len(body) < int(size):
            raise ConnectionAbortedError
        self._has_unread = False
        return body

    # Replies

    def _reply(self, path: str, body: bytes) -> None:
        server = self.server
        if path == "/health":
            self._send(200, {"status": "ok"})
        elif path == "/v1/models":
            self._send(200, {"object": "list", "data": [self._model(name) for name in model_names(server.modes)]})
        elif path.startswith("/v1/models/"):
            name = path.removeprefix("/v1/models/")
            if name not in model_names(server.modes):
                raise Refusal(404, "There is no such model here.", code="model_not_found", parameter="model")
            self._send(200, self._model(name))
        else:
            self._chat(read_chat(body, server.defaults, server.modes))

    def _model(self, name: str) -> dict[str, Any]:
        return {"id": name, "object": "model", "created": self.server.began, "owned_by": "steppe"}

    def _chat(self, request: ChatRequest) -> None:
        started = time.monotonic()
        visit = self.server.desk.visit(request)
        status = "stopped"
        try:
            with self.server.watch.over(self.connection, visit.stop), visit:
                _Chat(self, request, visit).run()
            status = "200"
        except Refusal as refusal:
            status = str(refusal.status)
            raise
        except SteppeError as error:
            failure = refusal_of(error)
            status = str(failure.status)
            self._refuse(failure)
        except (SolveStoppedError, ConnectionError, TimeoutError):
            self._refuse(Refusal(503, "Steppe is shutting down.", code="stopped"))  # unheard if the client has gone
            raise SolveStoppedError from None
        except Exception as error:  # noqa: BLE001 - one request's fault must not end the server, nor log its text
            status = f"500 {type(error).__name__}"
            self._refuse(Refusal(500, "Something in Steppe itself went wrong.", code="bug"))
        finally:
            self.server.log(f"chat {status}: {time.monotonic() - started:.1f} s, {visit.used.written} tokens")

    def begin_stream(self) -> None:
        """The head of a reply that comes in pieces; it ends with the connection."""
        self._is_begun = True
        self.close_connection = True
        self.connection.settimeout(WRITE_S)
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self._send_common_headers()
        self.send_header("Connection", "close")
        self.end_headers()

    def send_event(self, data: str) -> None:
        """One piece of a stream."""
        self.connection.settimeout(WRITE_S)
        self.wfile.write(f"data: {data}\n\n".encode("utf-8", "replace"))

    def send_whole(self, value: dict[str, Any]) -> None:
        """A reply in one."""
        self._send(200, value)

    def _refuse(self, refusal: Refusal) -> None:
        """Say no: as a reply, or inside a stream that has begun."""
        with contextlib.suppress(OSError):
            if self._is_begun:
                self.send_event(json.dumps(refusal.to_json()))
                self.close_connection = True
            else:
                self._send(refusal.status, refusal.to_json(), refusal.headers)

    def _send(self, status: int, value: dict[str, Any], headers: dict[str, str] | None = None) -> None:
        self._is_begun = True
        data = json.dumps(value).encode()
        self.connection.settimeout(WRITE_S)
        if self._has_unread:
            self.close_connection = True
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        for name, text in (headers or {}).items():
            self.send_header(name, text)
        self._send_common_headers()
        self.send_header("Connection", "close" if self.close_connection else "keep-alive")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def _send_common_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")


class _Chat:
    """One completion, whole or in pieces."""

    def __init__(self, connection: Connection, request: ChatRequest, visit: Visit) -> None:
        self._connection = connection
        self._request = request
        self._visit = visit
        self._head = {
            "id": f"chatcmpl-{secrets.token_hex(12)}",
            "created": int(time.time()),
            "model": request.model,
            "system_fingerprint": None,
        }

    def run(self) -> None:
        """Solve and reply."""
        reply = ReplyText(opens_fence=self._connection.server.opens_fence)
        scanner = StopScanner(self._request.stop)
        pieces: list[str] = []
        is_begun = False
        verdict: Verdict | None = None
        for event in self._visit.events():
            if self._request.is_streamed and not is_begun:
                is_begun = True
                self._connection.begin_stream()
                self._chunk({"role": "assistant", "content": ""})
            if isinstance(event, Verdict):
                verdict = event
            pieces += self._give(scanner.feed(reply.feed(event)))
            if scanner.is_stopped:
                break
        pieces += self._give(scanner.finish())
        reason = _finish_reason(verdict)
        if self._request.is_streamed:
            self._chunk({}, reason)
            if self._request.wants_usage:
                self._event({"choices": [], "usage": self._usage(verdict)})
            self._connection.send_event("[DONE]")
            return
        message = {"role": "assistant", "content": "".join(pieces), "refusal": None}
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": reason}
        body = {"object": "chat.completion", "choices": [choice], "usage": self._usage(verdict)}
        self._connection.send_whole(self._head | body)

    def _give(self, text: str) -> list[str]:
        """Send a piece on its way; what is not streamed is returned."""
        if text and self._request.is_streamed:
            self._chunk({"content": text})
            return []
        return [text]

    def _chunk(self, delta: dict[str, Any], reason: str | None = None) -> None:
        self._event({"choices": [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}]})

    def _event(self, value: dict[str, Any]) -> None:
        self._connection.send_event(json.dumps(self._head | {"object": "chat.completion.chunk"} | value))

    def _usage(self, verdict: Verdict | None) -> dict[str, Any]:
        used = self._visit.used
        return {
            "prompt_tokens": used.prompt,
            "completion_tokens": used.written,
            "total_tokens": used.prompt + used.written,
            "prompt_tokens_details": {"cached_tokens": used.cached},
        }


def _finish_reason(verdict: Verdict | None) -> str:
    """`length` where a limit is why there is no answer."""
    if verdict is None or verdict.answer is not None:
        return "stop"
    return "length" if any(path.reason in ("length", "context") for path in verdict.paths) else "stop"
