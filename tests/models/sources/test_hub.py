"""The hub as a source, against a local server that speaks its protocol."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from steppe_models.catalogue import HubSource
from steppe_models.errors import DiskFullError, IntegrityError
from steppe_models.sources import hub, transfer
from steppe_models.sources.transfer import FetchedFile, Progress, SourceError, TransferCutError

DATA = random.Random(3).randbytes(600_007)
SHA256 = hashlib.sha256(DATA).hexdigest()
REPO = "Someone/Tiny-GGUF"
COMMIT = "0123456789abcdef0123456789abcdef01234567"
NAME = "Tiny.Q4_K_M.gguf"
SOURCE = HubSource(REPO, "*q4_k_m.GGUF")
LISTING = f"/api/models/{REPO}"
RESOLVE = f"/{REPO}/resolve/{COMMIT}/{NAME}"
STORED = "/storage/abc"


class Hub:
    """A hub and the storage that it sends downloads to, on two ports."""

    def __init__(self, make_site: Callable[[], Any], resource: Any) -> None:
        self.resource = resource
        self.site, self.storage = make_site(), make_site()
        self.storage.resources[STORED] = resource(DATA, headers={"ETag": '"abc"'})
        self.site.resources[RESOLVE] = resource(status=302, headers={"Location": self.storage.url + STORED})
        self.list([NAME, "Tiny.Q8_0.gguf", "README.md"])

    def list(self, names: list[str], sha256: str = SHA256, size_bytes: int = len(DATA)) -> None:
        files: list[dict[str, Any]] = []
        for name in names:
            entry: dict[str, Any] = {"rfilename": name, "size": size_bytes, "blobId": "1" * 40}
            if name.endswith(".gguf"):
                entry["lfs"] = {"sha256": sha256, "size": size_bytes, "pointerSize": 134}
            files.append(entry)
        text = json.dumps({"id": REPO, "modelId": REPO, "sha": COMMIT, "siblings": files})
        self.site.resources[LISTING] = self.resource(text.encode(), content_type="application/json")

    def refuse(self, path: str, status: int, **headers: str) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.site.resources[path] = self.resource(
            b'{"error": "no"}', status=status, content_type="application/json", headers=named
        )


@pytest.fixture
def server(make_site: Callable[[], Any], resource: Any, monkeypatch: pytest.MonkeyPatch) -> Hub:
    hub_server = Hub(make_site, resource)
    monkeypatch.setenv("HF_ENDPOINT", hub_server.site.url)
    return hub_server


def pull(folder: Path, *, sha256: str = "", size_bytes: int = 0, progress: Any = None) -> FetchedFile:
    return hub.fetch(
        SOURCE, sha256=sha256, size_bytes=size_bytes, folder=folder, on_progress=progress or (lambda _: None)
    )


def test_a_file_is_found_whatever_the_case_followed_to_its_storage_and_hashed(
    server: Hub, partial: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    seen: list[Progress] = []
    file = pull(partial, sha256=SHA256, size_bytes=len(DATA), progress=seen.append)
    assert file.path.read_bytes() == DATA
    assert file.sha256 == SHA256
    assert file.source == f"hub: {REPO}/{NAME} at {COMMIT}"
    assert seen[-1] == Progress("downloading", len(DATA), len(DATA))
    assert server.site.seen(LISTING)[0].headers["authorization"] == "Bearer hf_secret"
    assert server.site.seen(RESOLVE)[0].headers["authorization"] == "Bearer hf_secret"
    assert "authorization" not in server.storage.seen(STORED)[0].headers


def test_a_connection_cut_half_way_is_resumed_in_the_same_run(server: Hub, partial: Path) -> None:
    server.storage.resources[STORED].cuts = [300_000, 100_000]
    assert pull(partial).sha256 == SHA256
    ranges = [request.headers.get("range") for request in server.storage.seen(STORED)]
    assert ranges == [None, "bytes=300000-", "bytes=400000-"]
    assert server.storage.seen(STORED)[1].headers["if-range"] == '"abc"'


def test_what_arrived_is_kept_for_the_next_run(server: Hub, partial: Path) -> None:
    server.storage.resources[STORED].cuts = [300_000, 0, 0, 0]
    with pytest.raises(TransferCutError, match=r"cut after 0\.3 MB: .* ended early|cut after 0\.3 MB"):
        pull(partial)
    server.storage.requests.clear()
    assert pull(partial).path.read_bytes() == DATA
    assert server.storage.seen(STORED)[0].headers["range"] == "bytes=300000-"


def test_wrong_bytes_are_removed(server: Hub, partial: Path) -> None:
    server.storage.resources[STORED].body = DATA[:-1] + b"?"
    with pytest.raises(IntegrityError, match="does not have the SHA-256 that the hub states"):
        pull(partial)
    assert list(partial.iterdir()) == []


def test_another_length_than_announced_is_removed(server: Hub, partial: Path) -> None:
    server.storage.resources[STORED].body = DATA + b"more"
    with pytest.raises(IntegrityError, match="offers 600011 bytes where 600007 were announced"):
        pull(partial)
    assert not list(partial.glob("*.part"))


def test_a_file_that_the_repository_replaced_is_not_glued_to_the_old_part(server: Hub, partial: Path) -> None:
    (partial / "hub-ffffffffffffffff.part").write_bytes(b"older")
    assert pull(partial).sha256 == SHA256
    assert [path.name for path in partial.glob("hub-*.part")] == [f"hub-{SHA256[:16]}.part"]


def test_a_hub_file_that_the_catalogue_does_not_know_is_refused(server: Hub, partial: Path) -> None:
    with pytest.raises(SourceError, match="no longer the file that the catalogue knows"):
        pull(partial, sha256="0" * 64)
    assert server.storage.requests == []


@pytest.mark.parametrize("status", [401, 403])
def test_no_access_names_the_token(server: Hub, partial: Path, status: int) -> None:
    server.refuse(LISTING, status)
    with pytest.raises(SourceError, match=rf"gives no access to {REPO} \(status {status}\)") as caught:
        pull(partial)
    assert "HF_TOKEN" in caught.value.hint


def test_a_gated_repository_asks_for_consent(server: Hub, partial: Path) -> None:
    server.refuse(LISTING, 403, X_Error_Code="GatedRepo")
    with pytest.raises(SourceError, match="asks for consent") as caught:
        pull(partial)
    assert "accept the model's terms" in caught.value.hint


def test_a_missing_repository_is_named(server: Hub, partial: Path) -> None:
    server.refuse(LISTING, 404, X_Error_Code="RepoNotFound")
    with pytest.raises(SourceError, match=f"has no repository {REPO}"):
        pull(partial)


def test_a_404_that_is_not_the_hubs_own_is_told_as_it_is(server: Hub, partial: Path) -> None:
    server.refuse(LISTING, 404)
    with pytest.raises(SourceError, match="answered with status 404"):
        pull(partial)


def test_a_missing_file_is_named(server: Hub, partial: Path) -> None:
    server.list(["Tiny.Q8_0.gguf"])
    with pytest.raises(SourceError, match=r"has no file like \*q4_k_m\.GGUF"):
        pull(partial)


def test_several_files_that_fit_are_named(server: Hub, partial: Path) -> None:
    server.list([NAME, "other-q4_k_m.gguf"])
    with pytest.raises(SourceError, match=r"several files like .*: Tiny\.Q4_K_M\.gguf, other-q4_k_m\.gguf"):
        pull(partial)


def test_a_file_that_vanished_after_the_listing_is_a_sentence(server: Hub, partial: Path) -> None:
    server.refuse(RESOLVE, 404, X_Error_Code="EntryNotFound")
    with pytest.raises(SourceError, match="answered with status 404"):
        pull(partial)


def test_a_file_without_a_stated_hash_is_refused(server: Hub, partial: Path) -> None:
    server.list(["q4_k_m.txt"])
    with pytest.raises(SourceError, match="does not state size and SHA-256"):
        hub.fetch(HubSource(REPO, "*.txt"), sha256="", size_bytes=0, folder=partial, on_progress=lambda _: None)


def test_a_login_page_in_between_is_recognised(server: Hub, partial: Path, resource: Any) -> None:
    server.site.resources[LISTING] = resource(b"<html>Please log in</html>", content_type="text/html")
    with pytest.raises(SourceError, match="an answer that is not a hub's") as caught:
        pull(partial)
    assert "login page" in caught.value.hint


def test_a_busy_storage_is_asked_again(server: Hub, partial: Path, resource: Any) -> None:
    server.storage.resources[STORED].status = 503
    with pytest.raises(SourceError, match="the server answered 503"):
        pull(partial)
    assert len(server.storage.seen(STORED)) == 1 + len(transfer.RETRY_WAITS_S)


def test_no_network_is_one_sentence(partial: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(SourceError, match=r"hub at 127\.0\.0\.1 cannot be reached: the connection was refused"):
        pull(partial)


def test_the_hubs_own_offline_switch_is_honoured(server: Hub, partial: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(SourceError, match="switched off by HF_HUB_OFFLINE"):
        pull(partial)
    assert server.site.requests == []


def test_too_small_a_disk_is_told_before_the_first_byte(
    server: Hub, partial: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = type("Usage", (), {"free": 100_000})
    monkeypatch.setattr(transfer.shutil, "disk_usage", lambda _: usage)
    with pytest.raises(DiskFullError, match=r"0\.1 MB free, and 0\.6 MB are needed"):
        pull(partial)
    assert not list(partial.glob("*.part"))
