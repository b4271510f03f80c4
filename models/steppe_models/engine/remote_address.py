"""The address of a model on a server, as it is given to --model, and the key that may be sent there."""

from __future__ import annotations

import contextlib
import os
import re
import urllib.parse
from dataclasses import dataclass

from steppe_models.errors import BadInputError

KEY_VARIABLE = "STEPPE_API_KEY"
KEYRING_SERVICE = "steppe"
_PORTS = {"http": 80, "https": 443}
_USUAL_PATH = "/v1"
_KEY = re.compile(r"[\x21-\x7e]{1,4096}")
_PATH = re.compile(r"[A-Za-z0-9._~/%!$&'()*+,;=:@-]*")


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """Where a server is, the path before its endpoints ("/v1"), and the model wanted of it ("": its only one)."""

    scheme: str
    host: str
    port: int
    path: str
    model: str = ""

    @property
    def origin(self) -> str:
        """Scheme, host and port, as a key is kept for them; the port only where it is not the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.port == _PORTS[self.scheme] else f":{self.port}")

    @property
    def is_encrypted(self) -> bool:
        """Whether what is sent there is encrypted."""
        return self.scheme == "https"

    @property
    def is_loopback(self) -> bool:
        """Whether it is this very machine, so that nothing sent there crosses a network."""
        if self.host == "localhost":
            return True
        import ipaddress

        with contextlib.suppress(ValueError):
            return ipaddress.ip_address(self.host).is_loopback
        return False


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A server's key; its text is never part of a representation, and `hide` takes it out of what a server says."""

    _text: str

    def __repr__(self) -> str:
        return "ApiKey(...)" if self._text else "ApiKey()"

    def __bool__(self) -> bool:
        return bool(self._text)

    def headers(self) -> dict[str, str]:
        """The header that carries the key; none without one."""
        return {"Authorization": f"Bearer {self._text}"} if self._text else {}

    def hide(self, text: str) -> str:
        """The text with the key blotted out, should it be in there."""
        return text.replace(self._text, "[key]") if self._text else text


NO_KEY = ApiKey("")


def is_address(text: str) -> bool:
    """Whether --model names a server, not a model or a file."""
    return text.lower().startswith(("http://", "https://"))


def parse_address(text: str) -> ServerAddress:
    """`http://host:port`, with `/v1` or another path if need be, and `#name` where the server has several models.

    Raises:
        BadInputError: it is no such address, or it carries a password.
    """
    try:
        parts = urllib.parse.urlsplit(text.strip())
        port, has_password = parts.port, parts.username is not None or parts.password is not None
    except ValueError as error:
        raise _bad_address() from error
    scheme = parts.scheme.lower()
    if has_password:
        raise BadInputError(
            "The address of a server must not carry a name or password.",
            f"Put the key into {KEY_VARIABLE}, or into the system's keyring.",
        )
    if scheme not in _PORTS or not parts.hostname or port == 0 or parts.query or not _PATH.fullmatch(parts.path):
        raise _bad_address()
    return ServerAddress(
        scheme=scheme,
        host=parts.hostname,
        port=port or _PORTS[scheme],
        path=parts.path.rstrip("/") or _USUAL_PATH,
        model=urllib.parse.unquote(parts.fragment),
    )


def find_key(address: ServerAddress) -> ApiKey:
    """The key for this server, from STEPPE_API_KEY or the system's keyring; none where there is none.

    A key goes out encrypted or not at all; only to this machine itself it may go in clear.

    Raises:
        BadInputError: the key is no key, or it would be sent unencrypted.
    """
    text = os.environ.get(KEY_VARIABLE, "").strip() or _from_keyring(address)
    if not text:
        return NO_KEY
    if not _KEY.fullmatch(text):
        raise BadInputError(
            "The server's key holds blanks or characters that no key has.",
            f"Set {KEY_VARIABLE} to the key alone.",
        )
    if not (address.is_encrypted or address.is_loopback):
        raise BadInputError(
            f"The key would travel to {address.origin} unencrypted, for everyone on the way to read.",
            f"Use an https address or an SSH tunnel to localhost; if the server wants no key, unset {KEY_VARIABLE}.",
        )
    return ApiKey(text)


def _from_keyring(address: ServerAddress) -> str:
    """The password kept for service `steppe` and user ORIGIN; none where no keyring is installed or unlocked."""
    try:
        import keyring
        import keyring.errors
    except ImportError:
        return ""
    try:
        return keyring.get_password(KEYRING_SERVICE, address.origin) or ""
    except keyring.errors.KeyringError:  # no keyring service runs here, or it stays locked: as if it held nothing
        return ""


def _bad_address() -> BadInputError:
    return BadInputError(
        "That is not the address of a server.",
        "It has the form http://host:port or https://host/v1, with #name behind it to choose one of several models.",
    )
