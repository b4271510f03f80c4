"""A remote engine against a real HTTP server in this process that speaks the protocol, and misbehaves when told to."""

from __future__ import annotations

import json
import logging
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from steppe_models.catalogue import Catalogue, load_catalogue
from steppe_models.engine.interface import EngineNote, TextChunk
from steppe_models.engine.protocol import Generated, GenerateRequest, Sampling
from steppe_models.engine.remote import RemoteEngine
from steppe_models.engine.remote_address import NO_KEY, ApiKey, parse_address
from steppe_models.engine.remote_call import RetryWaits
from steppe_models.engine.remote_http import Timeouts
from steppe_models.engine.remote_model import RemoteModel, find_remote_model
from steppe_models.errors import BadInputError, EngineError, MissingError, SteppeError

STORY = [f" word{number}" for number in range(40)]
QUICK = RetryWaits(unreachable_s=(0.01, 0.01, 0.01), busy_s=(0.01, 0.01, 0.01, 0.01))
PATIENT = Timeouts(connect_s=30.0, first_s=30.0, between_s=30.0)  # nobody here is silent only because of other work


@dataclass
class Behaviour:
    """How the server answers one request for a completion; the last one stays for all that follow."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    dies_after: int | None = None
    stalls_after: int | None = None
    pings_when_stalling: bool = False
    raw: bytes | None = None
    reason: str = ""
    pause_s: float = 0.0
    content_type: str = "text/event-stream"
    tokens_a_chunk: int = 1


class CompletionServer:
    """Goes on with STORY from wherever the prompt leaves it; stop strings and max_tokens are honoured."""

    def __init__(self, certificate: Path | None = None) -> None:
        self.behaviours: list[Behaviour] = [Behaviour()]
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.models: Any = {"data": [{"id": "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf", "owned_by": "llamacpp"}]}
        self.template: str | None = None
        self.root = b"<html></html>"
        self.key = ""
        self.logprob = 0.0
        self.has_gone_away = threading.Event()
        self.is_ending = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                outer.get(self)

            def do_POST(self) -> None:
                outer.post(self)

            def log_message(self, *_: Any) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = False

            def handle_error(self, *_: Any) -> None:
                outer.has_gone_away.set()

        self.server = Server(("127.0.0.1", 0), Handler)
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        scheme = "https" if certificate else "http"
        self.url = f"{scheme}://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()

    def close(self) -> None:
        self.is_ending.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def get(self, handler: BaseHTTPRequestHandler) -> None:
        self.headers.append(dict(handler.headers))
        pages: dict[str, bytes] = {"/": self.root, "/v1/models": json.dumps(self.models).encode()}
        if self.template is not None:
            pages["/props"] = json.dumps({"chat_template": self.template}).encode()
        if self.key and handler.headers.get("Authorization") != f"Bearer {self.key}":
            sent = handler.headers.get("Authorization", "nothing")
            self._answer(handler, 401, json.dumps({"error": {"message": f"Invalid API key: {sent}"}}).encode())
            return
        body = pages.get(handler.path.partition("?")[0])
        self._answer(handler, 200 if body is not None else 404, body or b'{"error": {"message": "not found"}}')

    def post(self, handler: BaseHTTPRequestHandler) -> None:
        body = json.loads(handler.rfile.read(int(handler.headers["Content-Length"])))
        self.requests.append(body)
        self.headers.append(dict(handler.headers))
        behaviour = self.behaviours.pop(0) if len(self.behaviours) > 1 else self.behaviours[0]
        if behaviour.status != 200 or handler.path != "/v1/completions":
            self._answer(handler, behaviour.status if behaviour.status != 200 else 404, behaviour.body, behaviour)
            return
        handler.send_response(200)
        handler.send_header("Content-Type", behaviour.content_type)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        if behaviour.raw is not None:
            self._chunk(handler, behaviour.raw)
        else:
            self._stream(handler, body, behaviour)

    def _stream(self, handler: BaseHTTPRequestHandler, body: dict[str, Any], behaviour: Behaviour) -> None:
        told = body["prompt"].count(" word")
        words = STORY[told : told + body["max_tokens"]]
        step = behaviour.tokens_a_chunk
        pieces = ["".join(words[start : start + step]) for start in range(0, len(words), step)]
        for number, piece in enumerate(pieces):
            if number == behaviour.dies_after:
                handler.connection.shutdown(socket.SHUT_RDWR)
                return
            if number == behaviour.stalls_after:
                while not self.is_ending.wait(0.05):
                    if behaviour.pings_when_stalling:
                        self._chunk(handler, b": ping\n\n")
            if behaviour.pause_s and self.is_ending.wait(behaviour.pause_s):
                return
            choice: dict[str, Any] = {"text": piece, "finish_reason": None}
            if body.get("logprobs"):
                choice["logprobs"] = {"token_logprobs": [self.logprob] * piece.count(" ")}
            self._event(handler, {"choices": [choice]})
        reason = behaviour.reason or ("stop" if told + len(words) == len(STORY) else "length")
        usage = {"prompt_tokens": 11, "completion_tokens": len(words), "prompt_tokens_details": {"cached_tokens": 5}}
        self._event(handler, {"choices": [{"text": "", "finish_reason": reason}], "usage": usage})
        self._chunk(handler, b"data: [DONE]\n\n")
        self._chunk(handler, b"")

    def _event(self, handler: BaseHTTPRequestHandler, value: dict[str, Any]) -> None:
        self._chunk(handler, b"data: " + json.dumps(value).encode() + b"\n\n")

    def _chunk(self, handler: BaseHTTPRequestHandler, data: bytes) -> None:
        handler.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        handler.wfile.flush()

    def _answer(
        self, handler: BaseHTTPRequestHandler, status: int, body: bytes, behaviour: Behaviour | None = None
    ) -> None:
        handler.send_response(status)
        for name, value in (behaviour.headers if behaviour else {}).items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)


@pytest.fixture
def server() -> Iterator[CompletionServer]:
    server = CompletionServer()
    yield server
    server.close()


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    return load_catalogue(Path(tmp_path_factory.mktemp("none")) / "none.toml")


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")


Connect = Callable[..., RemoteEngine]


@pytest.fixture
def connect(server: CompletionServer, catalogue: Catalogue) -> Iterator[Connect]:
    engines: list[RemoteEngine] = []

    def connect(key: ApiKey = NO_KEY, timeouts: Timeouts = PATIENT) -> RemoteEngine:
        model = find_remote_model(parse_address(server.url), catalogue, key=key)
        engines.append(RemoteEngine(model, key, timeouts, QUICK))
        return engines[-1]

    yield connect
    for engine in engines:
        engine.close()


def run(engine: RemoteEngine, request: GenerateRequest) -> tuple[str, list[str], Generated]:
    generation = engine.generate(request)
    text, notes = "", []
    for item in generation:
        if isinstance(item, EngineNote):
            notes.append(item.text)
        else:
            text += item.text
    assert generation.result is not None
    return text, notes, generation.result


WHOLE = GenerateRequest("Tell a story:", max_tokens=100)


def test_text_arrives_with_counts(connect: Connect) -> None:
    text, notes, result = run(connect(), WHOLE)
    assert text == result.text == "".join(STORY)
    assert notes == []
    assert (result.reason, result.tokens, result.prompt_tokens, result.cached_tokens) == ("stop", 40, 11, 5)
    assert 0 < result.prompt_seconds <= result.seconds


def test_what_is_asked_is_what_the_request_says(connect: Connect, server: CompletionServer) -> None:
    engine = connect()
    run(engine, GenerateRequest("<|begin_of_text|>Hello", ("END",), 5, Sampling(0.7, 20, 0.9, 0.1, seed=4), fresh=True))
    run(engine, GenerateRequest("Hello", (), 5))
    first, second = server.requests
    assert first["prompt"] == "Hello"  # the server's tokenizer puts the beginning in front
    assert (first["stop"], first["max_tokens"], first["temperature"]) == (["END"], 5, 0.7)
    assert (first["seed"], first["top_k"], first["top_p"], first["min_p"]) == (4, 20, 0.9, 0.1)
    assert first["cache_prompt"] is False
    assert second["temperature"] == 0
    assert not {"seed", "top_k", "cache_prompt"} & set(second)
    assert first["model"] == "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"


def test_lengths_are_told_apart(connect: Connect, server: CompletionServer) -> None:
    engine = connect()
    text, _, result = run(engine, GenerateRequest("Go:", max_tokens=7))
    assert (text, result.reason, result.tokens) == ("".join(STORY[:7]), "length", 7)
    server.behaviours = [Behaviour(reason="length")]
    assert run(engine, WHOLE)[2].reason == "context"


def test_stop_strings_hold_even_if_the_server_forgets_them(connect: Connect, server: CompletionServer) -> None:
    server.behaviours = [Behaviour(pause_s=0.002)]
    text, _, result = run(connect(), GenerateRequest("Go:", (" word12",), 100))
    assert text == "".join(STORY[:12])
    assert result.reason == "stop"


def test_a_server_that_will_not_stop_is_left(connect: Connect, server: CompletionServer) -> None:
    endless = b"".join(b'data: {"choices": [{"text": "x", "finish_reason": null}]}\n\n' for _ in range(50))
    server.behaviours = [Behaviour(raw=endless)]
    result = run(connect(), GenerateRequest("Go:", (), 5))[2]
    assert result.reason == "length"
    assert result.tokens <= 6


def test_several_tokens_in_one_event_are_counted_at_the_end(connect: Connect, server: CompletionServer) -> None:
    server.behaviours = [Behaviour(tokens_a_chunk=8)]
    assert run(connect(), WHOLE)[2].tokens == 40


def test_several_generations_at_once(connect: Connect, server: CompletionServer) -> None:
    server.behaviours = [Behaviour(pause_s=0.005)]
    engine = connect()
    generations = [engine.generate(GenerateRequest(f"{number}:", max_tokens=20)) for number in range(8)]
    texts = ["".join(item.text for item in generation) for generation in generations]
    assert texts == ["".join(STORY[:20])] * 8


# A server in trouble


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_is_waited_for(connect: Connect, server: CompletionServer, status: int) -> None:
    server.behaviours = [Behaviour(status=status, headers={"Retry-After": "0.02"})] * 2 + [Behaviour()]
    text, notes, _ = run(connect(), WHOLE)
    assert text == "".join(STORY)
    assert len(notes) == 1
    assert str(status) in notes[0]


def test_a_server_that_stays_busy_is_an_error(connect: Connect, server: CompletionServer) -> None:
    server.behaviours = [Behaviour(status=503)]
    with pytest.raises(EngineError, match="stays busy"):
        run(connect(), WHOLE)
    assert len(server.requests) == len(QUICK.busy_s) + 1


def test_nobody_there_is_an_error_with_the_address(catalogue: Catalogue, connect: Connect) -> None:
    engine = connect()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
        with pytest.raises(EngineError, match="cannot be reached: nothing listens"):
            find_remote_model(parse_address(url), catalogue)
        model = RemoteModel(parse_address(url), "x", engine.model.profile, "")
        with pytest.raises(EngineError, match=url), RemoteEngine(model, waits=QUICK) as away:
            run(away, WHOLE)


def test_a_text_that_breaks_off_goes_on(connect: Connect, server: CompletionServer) -> None:
    server.behaviours = [Behaviour(dies_after=10), Behaviour(dies_after=5), Behaviour()]
    text, notes, result = run(connect(), WHOLE)
    assert text == result.text == "".join(STORY)
    assert (result.reason, result.tokens) == ("stop", 40)
    assert len(notes) == 2
    assert [request["max_tokens"] for request in server.requests] == [100, 90, 85]
    assert server.requests[1]["prompt"] == "Tell a story:" + "".join(STORY[:10])


def test_a_stop_string_is_found_across_a_break(connect: Connect, server: CompletionServer) -> None:
    server.behaviours = [Behaviour(dies_after=10), Behaviour()]
    text, _, result = run(connect(), GenerateRequest("Go:", ("9 word10",), 100))
    assert text == "".join(STORY[:9]) + " word"
    assert result.reason == "stop"


def test_a_text_that_breaks_off_for_ever_is_an_error(connect: Connect, server: CompletionServer) -> None:
    server.behaviours = [Behaviour(dies_after=3)]
    with pytest.raises(EngineError, match="again and again"):
        run(connect(), WHOLE)
    assert len(server.requests) == 3


@pytest.mark.parametrize("pings", [False, True])
def test_a_silent_server_is_noticed(connect: Connect, server: CompletionServer, pings: bool) -> None:
    server.behaviours = [Behaviour(stalls_after=4, pings_when_stalling=pings), Behaviour()]
    text, notes, _ = run(connect(timeouts=Timeouts(30.0, 30.0, 1.0)), WHOLE)
    assert text == "".join(STORY)
    assert len(notes) == 1


def test_a_server_that_never_begins_is_noticed(connect: Connect, server: CompletionServer) -> None:
    server.behaviours = [Behaviour(stalls_after=0)]
    with pytest.raises(EngineError, match="again and again"):
        run(connect(timeouts=Timeouts(30.0, 0.1, 0.1)), WHOLE)


@pytest.mark.parametrize(
    ("behaviour", "said"),
    [
        (Behaviour(raw=b"<html>no</html>\n\n"), "not a stream of completions"),
        (Behaviour(raw=b'data: {"error": {"message": "the slot is gone"}}\n\n'), "the slot is gone"),
        (Behaviour(content_type="application/json", raw=b"{}"), "does not stream"),
        (Behaviour(raw=b"data: " + b"x" * (1 << 21)), "line without end"),
        (Behaviour(status=400, body=b'{"error": {"message": "context exceeded"}}'), "context exceeded"),
        (Behaviour(status=404), "has no /v1/completions"),
        (Behaviour(status=307, headers={"Location": "http://example.org/"}), "another address"),
        (Behaviour(status=500, body=b"\x00<html>"), "status 500"),
    ],
)
def test_what_cannot_be_used_is_said(
    connect: Connect, server: CompletionServer, behaviour: Behaviour, said: str
) -> None:
    server.behaviours = [behaviour]
    with pytest.raises(SteppeError, match=said):
        run(connect(), WHOLE)
    assert len(server.requests) == 1


def test_what_does_not_speak_http_is_said(catalogue: Catalogue) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            for _ in range(2):
                client, _ = listener.accept()
                with client:
                    client.recv(1000)
                    client.sendall(b"220 mail.example.org ready\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        with pytest.raises(EngineError, match="does not speak HTTP"):
            find_remote_model(parse_address(f"http://127.0.0.1:{listener.getsockname()[1]}"), catalogue)
        socket.create_connection(listener.getsockname()).close()
        thread.join()


def test_plain_http_behind_https_is_said(server: CompletionServer, catalogue: Catalogue) -> None:
    with pytest.raises(EngineError, match="cannot be trusted"):
        find_remote_model(parse_address(server.url.replace("http:", "https:")), catalogue)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for localhost that nobody but itself has signed, with its key."""
    pytest.importorskip("cryptography")
    import datetime
    import ipaddress

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .add_extension(x509.BasicConstraints(True, None), True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "both.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


def test_a_certificate_must_be_known_to_the_system(
    certificate: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = CompletionServer(certificate)
    try:
        with pytest.raises(EngineError, match="cannot be trusted"):
            find_remote_model(parse_address(server.url), catalogue)
        assert server.requests == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        with RemoteEngine(find_remote_model(parse_address(server.url), catalogue), timeouts=PATIENT) as engine:
            assert run(engine, WHOLE)[0] == "".join(STORY)
            server.behaviours = [Behaviour(pause_s=0.2)]
            generation = engine.generate(WHOLE)
            next(iter(generation))
            generation.cancel()
            assert server.has_gone_away.wait(60)
    finally:
        server.close()


# Stopping


def test_cancel_breaks_the_connection(connect: Connect, server: CompletionServer) -> None:
    server.behaviours = [Behaviour(pause_s=0.2)]
    generation = connect().generate(WHOLE)
    items = iter(generation)
    first = next(items)
    generation.cancel()
    rest = list(items)
    assert isinstance(first, TextChunk)
    assert generation.result is not None
    assert generation.result.reason == "cancelled"
    assert len(rest) < len(STORY) - 1
    assert server.has_gone_away.wait(60)


def test_cancel_ends_a_wait(connect: Connect, server: CompletionServer) -> None:
    server.behaviours = [Behaviour(status=503, headers={"Retry-After": "30"})]
    engine = connect()
    generation = engine.generate(WHOLE)
    items = iter(generation)
    assert isinstance(next(items), EngineNote)
    started = time.monotonic()
    generation.cancel()
    assert list(items) == []
    engine.close()
    assert time.monotonic() - started < 10


def test_cancel_while_nothing_comes(connect: Connect, server: CompletionServer) -> None:
    server.behaviours = [Behaviour(stalls_after=0)]
    generation = connect(timeouts=Timeouts(30.0, 60.0, 60.0)).generate(WHOLE)
    deadline = time.monotonic() + 30
    while not server.requests:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    generation.cancel()
    assert list(generation) == []
    assert generation.result is not None
    assert generation.result.reason == "cancelled"


def test_a_budget_of_time_ends_it_with_the_text_so_far(connect: Connect, server: CompletionServer) -> None:
    server.behaviours = [Behaviour(stalls_after=3)]
    request = GenerateRequest("Go:", (), 100, budget_s=1.5)
    text, _, result = run(connect(timeouts=Timeouts(30.0, 60.0, 60.0)), request)
    assert text == result.text == "".join(STORY[:3])
    assert (result.reason, result.tokens) == ("time", 3)


def test_log_probabilities_are_added_up(connect: Connect, server: CompletionServer) -> None:
    server.logprob = -0.5
    engine = connect()
    assert run(engine, WHOLE)[2].logprob_sum is None
    server.behaviours = [Behaviour(dies_after=10), Behaviour()]
    result = run(engine, GenerateRequest("Go:", (), 100, wants_logprobs=True))[2]
    assert result.logprob_sum == pytest.approx(-0.5 * 40)


# Keys


def test_a_key_is_sent_and_shows_nowhere(
    connect: Connect, server: CompletionServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.key = "sk-right"
    engine = connect(ApiKey("sk-right"))
    run(engine, WHOLE)
    assert all(headers["Authorization"] == "Bearer sk-right" for headers in server.headers)
    with pytest.raises(MissingError, match="wants a key, or another one") as caught:
        connect(ApiKey("sk-wrong"))
    shown = f"{caught.value!r} {caught.value} {caught.value.__cause__!r} {caplog.text} {vars(engine)}"
    assert "sk-wrong" not in shown
    assert "sk-right" not in shown


# Which model, and how it is asked


def find(server: CompletionServer, catalogue: Catalogue, fragment: str = "", **values: str) -> RemoteModel:
    return find_remote_model(parse_address(server.url + fragment), catalogue, **values)  # type: ignore[arg-type]


def test_a_model_of_the_catalogue_is_asked_as_there(server: CompletionServer, catalogue: Catalogue) -> None:
    server.models = {"data": [{"id": "/models/MAmmoTH-Coder-7B.Q4_K_M.gguf", "meta": {"n_ctx": 1024}}]}
    model = find(server, catalogue)
    assert (model.id, model.profile.prompt_format, model.profile.context) == ("mammoth-coder-7b", "alpaca", 1024)
    assert "--rope-freq-base 10000" in " ".join(model.notes)


def test_one_of_several_must_be_named(server: CompletionServer, catalogue: Catalogue) -> None:
    server.models = {"data": [{"id": "org/Qwen2.5-Math-7B-Instruct", "max_model_len": 8192}, {"id": "other"}]}
    with pytest.raises(BadInputError, match=r"several models: org/Qwen2\.5-Math-7B-Instruct, other"):
        find(server, catalogue)
    with pytest.raises(MissingError, match="no model 'absent'"):
        find(server, catalogue, "#absent")
    model = find(server, catalogue, "/v1#org/Qwen2.5-Math-7B-Instruct")
    assert model.name == "org/Qwen2.5-Math-7B-Instruct"
    assert model.profile.prompt_format == "qwen-math"


def test_the_format_comes_from_the_template_or_the_name_or_the_user(
    server: CompletionServer, catalogue: Catalogue
) -> None:
    server.models = {"data": [{"id": "my-own-mistral"}]}
    assert find(server, catalogue).profile.prompt_format == "mistral"
    server.template = "{{ '<|im_start|>' }}"
    by_template = find(server, catalogue)
    assert by_template.profile.prompt_format == "chatml"
    assert "chat template" in by_template.notes[0]
    assert find(server, catalogue, prompt_format="alpaca").profile.prompt_format == "alpaca"


def test_a_model_that_nothing_is_known_of_needs_a_format(server: CompletionServer, catalogue: Catalogue) -> None:
    server.models = {"data": [{"id": "mystery"}]}
    with pytest.raises(BadInputError, match="Nothing tells how"):
        find(server, catalogue)
    with pytest.raises(BadInputError, match="no prompt format 'nonsense'"):
        find(server, catalogue, prompt_format="nonsense")


@pytest.mark.parametrize("models", [{"data": 5}, [], {"data": [{"id": 7}]}])
def test_a_list_that_is_none_is_said(server: CompletionServer, catalogue: Catalogue, models: Any) -> None:
    server.models = models
    with pytest.raises(SteppeError, match=r"does not list|has no model"):
        find(server, catalogue)


def test_ollama_is_refused(server: CompletionServer, catalogue: Catalogue) -> None:
    server.root = b"Ollama is running"
    with pytest.raises(EngineError, match="Ollama"):
        find(server, catalogue)
