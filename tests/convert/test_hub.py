"""A checkpoint on a hub: read by ranges, its token kept for the hub, gaps in the connection bridged."""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from checkpoints import small, write_synthetic
from conversions import converted

from steppe_convert import hub_file
from steppe_convert.convert import Conversion, Request
from steppe_convert.progress import Progress
from steppe_convert.source import open_checkpoint
from steppe_models.errors import IntegrityError, SteppeError
from steppe_models.sources import transfer

REPO, COMMIT = "Someone/MAmmoTH-Tiny", "0123456789abcdef0123456789abcdef01234567"


class Server:
    """An HTTP server on loopback that gives out parts of files.

    `failures` answers that many requests badly, `drops` cuts the connection in the middle of that many, `refusals` has
    a status and headers by path, and `on_part` is called with the path after each part that was given out.
    """

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.redirects: dict[str, str] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.failures = self.drops = 0
        self._dropped: set[tuple[str, str]] = set()
        self._lock = threading.Lock()  # the reader asks over several connections at once
        self.gives_ranges = True
        self.refusals: dict[str, tuple[int, dict[str, str]]] = {}
        self.tags: dict[str, str] = {}
        self.on_part: Callable[[str], None] = lambda _path: None
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                server.answer(self)

            def log_message(self, *_: Any) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.http.server_port}"
        self.thread = threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        path = handler.path.partition("?")[0]
        headers = {name.lower(): value for name, value in handler.headers.items()}
        with self._lock:
            status, body, more = self._decide(path, headers)
            key = (path, headers.get("range", ""))
            is_dropped = status == 206 and self.drops > 0 and key not in self._dropped  # once each: it is asked again
            if is_dropped:
                self.drops -= 1
                self._dropped.add(key)
        handler.send_response(status)
        for name, value in more.items():
            handler.send_header(name, value)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.close_connection = handler.close_connection or is_dropped
        handler.wfile.write(body[: len(body) // 2] if is_dropped else body)

    def _decide(self, path: str, headers: dict[str, str]) -> tuple[int, bytes, dict[str, str]]:
        self.requests.append((path, headers))
        status, body = 404, b"nothing here"
        more: dict[str, str] = {}
        if path in self.refusals:
            (status, more), body = self.refusals[path], b'{"error": "no"}'
        elif path in self.redirects:
            status, body, more = 302, b"", {"Location": self.redirects[path], "X-Linked-Etag": self.tags.get(path, "")}
        elif path in self.files:
            status, body = 200, self.files[path]
            asked = headers.get("range", "") if self.gives_ranges else ""
            if asked and self.failures:
                self.failures -= 1
                status, body = (503, b"busy") if self.failures % 2 else (403, b"expired")
            elif asked:
                first, _, last = asked.removeprefix("bytes=").partition("-")
                end = min(int(last) + 1 if last else len(body), len(body))
                more = {"Content-Range": f"bytes {first}-{end - 1}/{len(body)}", "ETag": self.tags.get(path, '"1"')}
                status, body = 206, body[int(first) : end]
                self.on_part(path)
        return status, body, more

    def close(self) -> None:
        self.http.shutdown()
        self.thread.join()
        self.http.server_close()


@pytest.fixture
def servers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[tuple[Server, Server]]:
    """A hub, and the storage that it sends readers of weight files to."""
    for name in list(os.environ):
        if name.startswith(("HF_", "STEPPE_")) or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    hub, storage = Server(), Server()
    monkeypatch.setenv("HF_ENDPOINT", hub.url)
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    monkeypatch.setenv("STEPPE_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(transfer, "RETRY_WAITS_S", (0.0, 0.0, 0.0))
    monkeypatch.setattr(hub_file, "BLOCK_BYTES", 100_000)
    yield hub, storage
    hub.close()
    storage.close()


def publish(folder: Path, hub: Server, storage: Server, commit: str = COMMIT) -> None:
    siblings: list[dict[str, Any]] = []
    for path in sorted(folder.iterdir()):
        data, entry = path.read_bytes(), {"rfilename": path.name, "size": path.stat().st_size, "blobId": "1" * 40}
        address = f"/{REPO}/resolve/{commit}/{path.name}"
        if path.suffix in (".bin", ".safetensors", ".model"):
            digest = hashlib.sha256(data).hexdigest()
            entry["lfs"] = {"sha256": digest, "size": len(data), "pointerSize": 134}
            stored = f"/storage/{commit[:4]}/{path.name}"
            hub.redirects[address], hub.tags[address] = storage.url + stored, f'"{digest}"'
            storage.files[stored] = data
        else:
            hub.files[address] = data
        siblings.append(entry)
    listing = json.dumps({"id": REPO, "modelId": REPO, "sha": commit, "siblings": siblings}).encode()
    hub.files[f"/api/models/{REPO}"] = hub.files[f"/api/models/{REPO}/revision/v1"] = listing


@pytest.mark.parametrize("form", ["pytorch", "safetensors"])
def test_a_repository_is_converted_without_its_weights_on_this_disk(
    servers: tuple[Server, Server], form: Any, tmp_path: Path
) -> None:
    hub, storage = servers
    folder = write_synthetic(tmp_path / "local", small("mammoth-7b", dtype="BF16"), form=form, shard_bytes=900_000)
    publish(folder, hub, storage)
    expected = converted(folder, "Q8_0", tmp_path / "local.gguf").read_bytes()
    storage.failures = 3
    path = converted(Path(f"hf:{REPO}@v1"), "Q8_0", tmp_path / "hub.gguf")
    assert path.read_bytes()[-100_000:] == expected[-100_000:]
    manifest = json.loads(path.with_suffix(".json").read_text())
    assert manifest["source"]["repository"] == REPO
    assert manifest["source"]["revision"] == COMMIT
    assert (
        manifest["source"]["files"][0]["sha256"]
        == hashlib.sha256((folder / manifest["source"]["files"][0]["name"]).read_bytes()).hexdigest()
    )
    cached = {each.name for each in (tmp_path / "cache").rglob("*") if each.is_file()}
    assert "config.json" in cached
    assert not any(name.endswith((".bin", ".safetensors")) for name in cached)
    assert all("authorization" not in headers for _, headers in storage.requests)
    assert any(headers.get("authorization") == "Bearer hf_secret" for _, headers in hub.requests)
    resolved = [path for path, _ in hub.requests if path.endswith((".bin", ".safetensors"))]
    ranged = [path for path, _ in storage.requests if path.endswith((".bin", ".safetensors"))]
    assert len(resolved) < len(ranged) / 2


def test_refusals_are_sentences(
    servers: tuple[Server, Server], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub, storage = servers
    for name, match in (
        ("nonsense", "is not the name of a repository"),
        ("Some/None", "no repository Some/None|status 404"),
    ):
        with pytest.raises(SteppeError, match=match):
            open_checkpoint(f"hf:{name}")
    folder = write_synthetic(tmp_path / "local", small("mammoth-7b", layers=1))
    publish(folder, hub, storage)
    storage.gives_ranges = False
    with pytest.raises(SteppeError, match="does not give out parts"):
        open_checkpoint(f"hf:{REPO}")
    storage.gives_ranges, storage.failures = True, 1000
    with pytest.raises(SteppeError, match="cannot be read from the hub any more"):
        open_checkpoint(f"hf:{REPO}")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(SteppeError, match="switched off"):
        open_checkpoint(f"hf:{REPO}")


def tiny(folder: Path, **changes: Any) -> Path:
    return write_synthetic(folder, small("mammoth-7b", layers=1, dtype="BF16"), **changes)


def test_dropped_connections_are_bridged(servers: tuple[Server, Server], tmp_path: Path) -> None:
    hub, storage = servers
    folder = tiny(tmp_path / "local")
    publish(folder, hub, storage)
    storage.drops = 4
    path = converted(Path(f"hf:{REPO}"), "Q8_0", tmp_path / "hub.gguf")
    expected = converted(folder, "Q8_0", tmp_path / "local.gguf").read_bytes()
    assert storage.drops == 0
    assert path.read_bytes()[-100_000:] == expected[-100_000:]


def test_a_hub_that_asks_to_wait_is_waited_for(
    servers: tuple[Server, Server], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub, storage = servers
    publish(tiny(tmp_path / "local"), hub, storage)
    stored = next(path for path in storage.files if path.endswith(".safetensors"))
    waits: list[float] = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        storage.refusals.clear()

    monkeypatch.setattr(hub_file.time, "sleep", wait)
    for asked, expected in (("7", 7.0), ("100000", 60.0), ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0)):
        storage.refusals[stored] = (429, {"Retry-After": asked})
        open_checkpoint(f"hf:{REPO}").close()
        assert waits[-1] == expected


@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.parametrize("where", ["listing", "small file", "weights"])
def test_no_access_names_the_token(servers: tuple[Server, Server], tmp_path: Path, where: str, status: int) -> None:
    hub, storage = servers
    publish(tiny(tmp_path / "local"), hub, storage)
    name = {"listing": "", "small file": "config.json", "weights": "model.safetensors"}[where]
    refused = f"/{REPO}/resolve/{COMMIT}/{name}" if name else f"/api/models/{REPO}"
    hub.redirects.pop(refused, None)
    hub.refusals[refused] = (status, {})
    with pytest.raises(SteppeError, match=rf"(gives no access to|refuses access).*\(status {status}\)") as caught:
        open_checkpoint(f"hf:{REPO}")
    assert "token" in caught.value.hint
    if where != "small file":
        hub.refusals[refused] = (status, {"X-Error-Code": "GatedRepo"})
        with pytest.raises(SteppeError, match=f"asks for consent before it gives out {REPO}") as caught:
            open_checkpoint(f"hf:{REPO}")
        assert "HF_TOKEN" in caught.value.hint
    assert len([path for path, _ in hub.requests if path == refused]) <= 3


@pytest.mark.parametrize("what", ["tag", "size", "link"])
def test_a_file_that_is_exchanged_while_it_is_read_is_not_glued_together(
    servers: tuple[Server, Server], tmp_path: Path, what: str
) -> None:
    hub, storage = servers
    publish(tiny(tmp_path / "local"), hub, storage)
    stored = next(path for path in storage.files if path.endswith(".safetensors"))
    address = f"/{REPO}/resolve/{COMMIT}/model.safetensors"
    parts: list[str] = []

    def exchange(path: str) -> None:
        parts.append(path)
        if len(parts) != 4:
            return
        if what == "tag":
            storage.tags[stored] = '"2"'
        elif what == "size":
            storage.files[stored] += bytes(10)
        else:
            hub.tags[address] = f'"{"0" * 64}"'
            storage.failures = 1  # so that the hub is asked for the address again

    storage.on_part = exchange
    with pytest.raises(IntegrityError, match=r"model\.safetensors on the hub was exchanged"):
        converted(Path(f"hf:{REPO}"), "Q8_0", tmp_path / "hub.gguf")
    assert not (tmp_path / "hub.gguf").exists()


def test_a_new_commit_in_the_middle_changes_nothing_and_is_not_mixed_with_the_old(
    servers: tuple[Server, Server], tmp_path: Path
) -> None:
    hub, storage = servers
    publish(tiny(tmp_path / "old"), hub, storage)
    later = "fedcba98" * 5
    new = tiny(tmp_path / "new", seed=5)
    expected = {name: converted(tmp_path / name, "Q8_0", tmp_path / f"{name}.gguf") for name in ("old", "new")}

    def publish_new(path: str) -> None:
        if path.endswith(".safetensors"):
            publish(new, hub, storage, later)

    storage.on_part = publish_new
    path = converted(Path(f"hf:{REPO}"), "Q8_0", tmp_path / "hub.gguf")
    assert json.loads(path.with_suffix(".json").read_text())["source"]["revision"] == COMMIT
    assert path.read_bytes()[-100_000:] == expected["old"].read_bytes()[-100_000:]

    publish(tmp_path / "old", hub, storage)
    storage.on_part = lambda _path: None
    conversion = Conversion(Request(f"hf:{REPO}", "Q8_0", tmp_path / "again.gguf", threads=1))
    for step in conversion:
        if isinstance(step, Progress) and step.stage == "writing":
            conversion.cancel()
    assert (tmp_path / "again.gguf.part").exists()
    publish(new, hub, storage, later)
    path = converted(Path(f"hf:{REPO}"), "Q8_0", tmp_path / "again.gguf")
    assert json.loads(path.with_suffix(".json").read_text())["source"]["revision"] == later
    assert path.read_bytes()[-100_000:] == expected["new"].read_bytes()[-100_000:]
