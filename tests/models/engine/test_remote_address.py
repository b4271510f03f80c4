"""Addresses of servers, and where a key may travel."""

from __future__ import annotations

import pytest

from steppe_models.engine.remote_address import ApiKey, ServerAddress, find_key, is_address, parse_address
from steppe_models.errors import BadInputError

SECRET = "sk-nobody-may-see-this"


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("http://localhost:8080", ServerAddress("http", "localhost", 8080, "/v1")),
        ("http://localhost:8080/", ServerAddress("http", "localhost", 8080, "/v1")),
        ("HTTPS://Example.org/v1", ServerAddress("https", "example.org", 443, "/v1")),
        ("https://example.org/llm/v1/", ServerAddress("https", "example.org", 443, "/llm/v1")),
        ("http://[::1]:9/v1#Qwen/Qwen2.5%20M", ServerAddress("http", "::1", 9, "/v1", "Qwen/Qwen2.5 M")),
    ],
)
def test_addresses_are_read(text: str, expected: ServerAddress) -> None:
    assert is_address(text)
    assert parse_address(text) == expected


@pytest.mark.parametrize(
    "text",
    ["http://", "http://host:99999", "http://host:0", "http://host/v1?key=x", "http://host/a b", "http://host:x/"],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(BadInputError, match="not the address"):
        parse_address(text)


def test_a_password_in_an_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(BadInputError) as caught:
        parse_address(f"https://user:{SECRET}@example.org/")
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("text", ["qwen2.5-coder-1.5b-instruct", "model.gguf", "/models/http.gguf"])
def test_models_and_files_are_no_addresses(text: str) -> None:
    assert not is_address(text)


@pytest.mark.parametrize(
    ("text", "origin", "is_loopback"),
    [
        ("http://127.8.9.1:80/v1", "http://127.8.9.1", True),
        ("https://[::1]:8000", "https://[::1]:8000", True),
        ("https://example.org", "https://example.org", False),
        ("http://192.168.1.4:8080", "http://192.168.1.4:8080", False),
        ("http://localhost.example.org", "http://localhost.example.org", False),
    ],
)
def test_origin_and_loopback(text: str, origin: str, is_loopback: bool) -> None:
    address = parse_address(text)
    assert (address.origin, address.is_loopback) == (origin, is_loopback)


def test_a_key_comes_from_the_environment_and_shows_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEPPE_API_KEY", f" {SECRET}\n")
    key = find_key(parse_address("https://example.org"))
    assert key.headers() == {"Authorization": f"Bearer {SECRET}"}
    assert SECRET not in f"{key!r} {key} {[key]}"
    assert key.hide(f"wrong key {SECRET}!") == "wrong key [key]!"


def test_a_key_never_travels_in_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEPPE_API_KEY", SECRET)
    for text in ("http://example.org", "http://192.168.1.4:8080", "http://localhost.example.org"):
        with pytest.raises(BadInputError, match="unencrypted") as caught:
            find_key(parse_address(text))
        assert SECRET not in str(caught.value)
    assert find_key(parse_address("http://127.0.0.1:8080"))


def test_without_a_key_plain_http_is_fine() -> None:
    assert not find_key(parse_address("http://192.168.1.4:8080"))


@pytest.mark.parametrize("bad", ["two words", "line\nbreak", "schlüssel"])
def test_a_key_that_is_none_is_refused_and_not_repeated(monkeypatch: pytest.MonkeyPatch, bad: str) -> None:
    monkeypatch.setenv("STEPPE_API_KEY", bad)
    with pytest.raises(BadInputError) as caught:
        find_key(parse_address("https://example.org"))
    assert bad not in str(caught.value)


def test_a_key_comes_from_the_keyring_of_its_own_origin(monkeypatch: pytest.MonkeyPatch) -> None:
    keyring = pytest.importorskip("keyring")
    from keyring.backend import KeyringBackend

    class Memory(KeyringBackend):
        priority = 1.0  # type: ignore[assignment]

        def get_password(self, service: str, username: str) -> str | None:
            return SECRET if (service, username) == ("steppe", "https://example.org") else None

        def set_password(self, service: str, username: str, password: str) -> None:
            raise AssertionError("nothing is ever written to a keyring")

    before = keyring.get_keyring()
    keyring.set_keyring(Memory())
    try:
        assert find_key(parse_address("https://example.org/v1")) == ApiKey(SECRET)
        assert not find_key(parse_address("https://example.org:8443/v1"))
    finally:
        keyring.set_keyring(before)
