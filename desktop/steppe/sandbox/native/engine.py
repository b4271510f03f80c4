"""The application's hold on the native engine: starts its broker when the first program needs it, and keeps it."""

from __future__ import annotations

import sys
import time
from collections import deque
from collections.abc import Callable
from threading import Condition

from steppe.sandbox.helper_process import Failure, HelperProcess
from steppe_models.own_process import own_command

START_LIMIT_S = 60.0
MAX_RESTARTS = 3
RESTART_WINDOW_S = 60.0
MOST_AT_ONCE = 4  # as many as a broker runs at once: a program that it kept waiting would seem to be late
_CHECK_S = 1.0
_LINUX_ONLY = Failure("The native sandbox exists on Linux only.")


def broker_command() -> list[str]:
    """How to start a broker: this interpreter, or the frozen application itself, as a worker."""
    return own_command("sandbox-native", "steppe.sandbox.native.broker", flags=["-P", "-s"])


class NativeEngine:
    """At most one broker, which runs several programs at once. Every call but `close` is made under `changed`."""

    def __init__(self, changed: Condition, command: list[str] | None = None) -> None:
        """Nothing starts yet; `changed` is notified of every result and change of phase."""
        self._changed = changed
        self._command = command or broker_command()
        self._helper: HelperProcess | None = None
        self._deaths: deque[float] = deque()
        self._in_use = 0
        self.failure: Failure | None = None if sys.platform == "linux" else _LINUX_ONLY

    @property
    def helper(self) -> HelperProcess | None:
        """The broker that runs or starts now."""
        return self._helper

    def start(self) -> None:
        """Begin to start the broker, unless it runs or is off for good."""
        if self._helper is not None or self.failure is not None:
            return
        try:
            self._helper = HelperProcess(self._command, self._changed, self._after_end)
        except OSError as error:
            self.failure = Failure(f"The native sandbox cannot be started: {error.strerror}.")

    def acquire(self, is_cancelled: Callable[[], bool]) -> HelperProcess | None:
        """A broker that passed its self-test, started and waited for if need be; None when it is off or cancelled.

        Whoever gets one gives it back with `release`.
        """
        while not is_cancelled():
            self.start()
            helper = self._helper
            if helper is None:
                return None
            if helper.phase == "ready" and self._in_use < MOST_AT_ONCE:
                self._in_use += 1
                return helper
            if helper.phase == "starting" and helper.started_s < time.monotonic() - START_LIMIT_S:
                self.failure = Failure(f"The native sandbox was not ready within {START_LIMIT_S:g} s.")
                helper.strike()
                return None
            self._changed.wait(_CHECK_S)
        return None

    def release(self) -> None:
        """The program is over."""
        self._in_use -= 1
        self._changed.notify_all()

    def close(self) -> None:
        """End the broker and whatever runs in it; `start` begins anew. Not to be called under `changed`."""
        with self._changed:
            helper, self._helper = self._helper, None
        if helper is not None:
            helper.close()

    def _after_end(self, helper: HelperProcess) -> None:
        if helper is not self._helper:
            return  # ended by `close`
        self._helper = None
        if helper.failure is not None:
            self.failure = helper.failure
            return
        now = time.monotonic()
        self._deaths.append(now)
        while self._deaths[0] < now - RESTART_WINDOW_S:
            self._deaths.popleft()
        if len(self._deaths) > MAX_RESTARTS:
            count = len(self._deaths)
            self.failure = Failure(f"The native sandbox stopped {count} times within a minute.", "Run `steppe doctor`.")
