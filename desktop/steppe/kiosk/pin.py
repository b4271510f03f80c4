"""The PIN that ends a kiosk: only its scrypt hash is kept, and wrong ones cost time."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable

from steppe_models.errors import BadInputError

LEAST_DIGITS = 4
MOST_DIGITS = 12
_COST, _BLOCK, _PARALLEL = 2**14, 8, 1  # RFC 7914; 16 MB and some 50 ms for each try
_FREE_TRIES = 3
_FIRST_WAIT_S = 30.0
_LONGEST_WAIT_S = 1800.0


def hash_pin(pin: str) -> str:
    """What stands in the settings for a PIN.

    Raises:
        BadInputError: it is not 4 to 12 digits.
    """
    if not (pin.isascii() and pin.isdigit() and LEAST_DIGITS <= len(pin) <= MOST_DIGITS):
        raise BadInputError("That is no PIN.", f"Give {LEAST_DIGITS} to {MOST_DIGITS} digits.")
    salt = secrets.token_bytes(16)
    return f"scrypt:{salt.hex()}:{_digest(pin, salt).hex()}"


def is_pin_hash(text: str) -> bool:
    """Whether the text is one that `hash_pin` makes."""
    return _parts(text) is not None


class PinCheck:
    """Compares entered PINs with the hash; after three wrong ones each further one costs twice the wait."""

    def __init__(self, stored: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._stored = stored
        self._clock = clock
        self._wrong = 0
        self._free_at = 0.0

    @property
    def wait_s(self) -> float:
        """How long nothing is accepted, in seconds; 0 when it is."""
        return max(0.0, self._free_at - self._clock())

    def accepts(self, pin: str) -> bool:
        """Whether this is the PIN. False while one has to wait, whatever was entered."""
        parts = _parts(self._stored)
        if parts is None or self.wait_s > 0:
            return False
        salt, wanted = parts
        if hmac.compare_digest(_digest(pin, salt), wanted):
            self._wrong = 0
            return True
        self._wrong += 1
        if self._wrong >= _FREE_TRIES:
            wait = min(_LONGEST_WAIT_S, _FIRST_WAIT_S * 2.0 ** (self._wrong - _FREE_TRIES))
            self._free_at = self._clock() + wait
        return False


def _parts(text: str) -> tuple[bytes, bytes] | None:
    kind, _, rest = text.partition(":")
    salt, _, digest = rest.partition(":")
    try:
        parts = bytes.fromhex(salt), bytes.fromhex(digest)
    except ValueError:
        return None
    return parts if kind == "scrypt" and len(parts[0]) == 16 and len(parts[1]) == 32 else None


def _digest(pin: str, salt: bytes) -> bytes:
    return hashlib.scrypt(pin.encode(), salt=salt, n=_COST, r=_BLOCK, p=_PARALLEL, dklen=32)
