"""Calls a server's completions endpoint: waits and tries again while it is busy or starting, and can be called off."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass

from steppe_models.engine.remote_address import KEY_VARIABLE, KEYRING_SERVICE, ApiKey, ServerAddress
from steppe_models.engine.remote_http import (
    BusyError,
    Exchange,
    StatusError,
    Timeouts,
    UnreachableError,
)
from steppe_models.errors import BadInputError, EngineError, MissingError, SteppeError


class CancelledError(Exception):
    """The call was called off."""


@dataclass(frozen=True, slots=True)
class RetryWaits:
    """Seconds between attempts: while nothing listens; while the server is busy, or starts again after it broke off."""

    unreachable_s: tuple[float, ...] = (0.5, 1.0, 2.0, 4.0)
    busy_s: tuple[float, ...] = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 15.0, 15.0)


class Caller:
    """The calls of one generation, one after the other; `cancel` ends the present one and all that would follow."""

    def __init__(self, address: ServerAddress, key: ApiKey, timeouts: Timeouts, waits: RetryWaits) -> None:
        self._address = address
        self._path = f"{address.path}/completions"
        self._key = key
        self._timeouts = timeouts
        self._waits = waits
        self._lock = threading.Lock()
        self._exchange: Exchange | None = None
        self._cancelled = threading.Event()

    @property
    def is_cancelled(self) -> bool:
        """Whether it was called off."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Break the connection and every wait, from any thread."""
        with self._lock:
            self._cancelled.set()
            if self._exchange is not None:
                self._exchange.abort()

    def check(self) -> None:
        """Raises CancelledError once it was called off."""
        if self.is_cancelled:
            raise CancelledError

    def open(self, body: dict[str, object], *, is_resumed: bool, on_note: Callable[[str], None]) -> Exchange:
        """A stream that has begun; the caller closes it.

        Raises:
            CancelledError: it was called off.
            SteppeError: the server refuses, or stays busy or away.
        """
        attempt = 0
        while True:
            exchange = self._new_exchange()
            try:
                exchange.send("POST", self._path, body)
                self._check_stream(exchange)
                return exchange
            except (UnreachableError, BusyError) as error:
                exchange.close()
                self.check()
                wait_s = self._next_wait(error, attempt, is_resumed=is_resumed)
                if attempt == 0 and wait_s > 0:
                    on_note(_waiting(self._address, error))
                if self._cancelled.wait(wait_s):
                    raise CancelledError from None
                attempt += 1
            except StatusError as error:
                exchange.close()
                raise refusal(self._address, error, self._path) from error
            except (SteppeError, CancelledError):
                exchange.close()
                self.check()
                raise

    def _new_exchange(self) -> Exchange:
        exchange = Exchange(self._address, self._key, self._timeouts)
        with self._lock:
            self.check()
            self._exchange = exchange
        return exchange

    def _check_stream(self, exchange: Exchange) -> None:
        self.check()
        if exchange.is_stream:
            return
        raise EngineError(
            f"The server at {self._address.origin} does not stream its completions.",
            "It must be a server with an OpenAI-compatible completions endpoint, such as llama-server or vLLM.",
        )

    def _next_wait(self, error: UnreachableError | BusyError, attempt: int, *, is_resumed: bool) -> float:
        """How long to wait now, a tenth more or less by chance, so that many clients do not come back at once."""
        is_away = isinstance(error, UnreachableError)
        waits = self._waits.unreachable_s if is_away and not is_resumed else self._waits.busy_s
        if attempt >= len(waits):
            raise _given_up(self._address, error) from error
        asked_s = error.wait_s if isinstance(error, BusyError) else 0.0
        return max(waits[attempt] * random.uniform(0.9, 1.1), asked_s)  # noqa: S311 - no secret hangs on it


def refusal(address: ServerAddress, error: StatusError, path: str) -> SteppeError:
    """The error for an answer that no waiting will change."""
    quoted = f": {error.said}" if error.said else ""
    if error.status in (401, 403):
        return MissingError(
            f"The server at {address.origin} wants a key, or another one{quoted}.",
            f"Set {KEY_VARIABLE}, or keep it in the keyring: `keyring set {KEYRING_SERVICE} {address.origin}`.",
        )
    if 300 <= error.status < 400:
        return BadInputError(
            f"The server at {address.origin} sends us to another address.",
            "Give that address itself: a prompt and a key are not sent on unasked.",
        )
    if error.status in (404, 405, 501):
        hint = "Check the address: most servers want /v1 behind the port, or nothing."
        if path.endswith("/completions"):
            hint = "A server with chat alone cannot be used: it would put its own prompt around ours."
        return EngineError(f"The server at {address.origin} has no {path}{quoted}.", hint)
    return EngineError(
        f"The server at {address.origin} refuses the request (status {error.status}){quoted}.", "Its own log says more."
    )


def _waiting(address: ServerAddress, error: UnreachableError | BusyError) -> str:
    if isinstance(error, BusyError):
        return f"The server at {address.origin} is busy or still loading (status {error.status}); waiting for it."
    return f"The server at {address.origin} cannot be reached ({error}); trying again."


def _given_up(address: ServerAddress, error: UnreachableError | BusyError) -> EngineError:
    if isinstance(error, BusyError):
        return EngineError(f"The server at {address.origin} stays busy (status {error.status}).", "Try again later.")
    return EngineError(
        f"The server at {address.origin} cannot be reached: {error}.", "Check that it runs, and its address."
    )
