"""Tells the service manager that all is well: systemd's notification protocol, sd_notify(3), without its library."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping

_SHORTEST_S = 0.5


class ServiceManager:
    """Where to say it; outside a service of `Type=notify` nothing is said, and that is no error."""

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        variables = os.environ if environment is None else environment
        self._address = _address(variables.get("NOTIFY_SOCKET", ""))
        self._watchdog_us = _number(variables.get("WATCHDOG_USEC", ""))
        watched = _number(variables.get("WATCHDOG_PID", ""))
        if watched not in (0, os.getpid()):  # the limit is set for another process
            self._watchdog_us = 0

    @property
    def is_there(self) -> bool:
        """Whether anybody listens."""
        return bool(self._address)

    @property
    def interval_s(self) -> float:
        """How often to say that all is well: three times within the limit; 0 if nobody asked for it."""
        return max(_SHORTEST_S, self._watchdog_us / 3e6) if self._watchdog_us and self._address else 0.0

    def ready(self) -> bool:
        """Start-up is over."""
        return self._say("READY=1")

    def alive(self) -> bool:
        """The event loop turns and the engine answers."""
        return self._say("WATCHDOG=1")

    def status(self, sentence: str) -> bool:
        """One line for `systemctl status`; never a user's text."""
        return self._say("STATUS=" + sentence.replace("\n", " "))

    def stopping(self) -> bool:
        """The end is wanted."""
        return self._say("STOPPING=1")

    def _say(self, text: str) -> bool:
        """Whether it was handed over. A manager that is gone is not worth ending for."""
        if not self._address or not hasattr(socket, "AF_UNIX"):
            return False
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | getattr(socket, "SOCK_CLOEXEC", 0)) as channel:
                channel.settimeout(0.2)
                channel.sendto(text.encode(), self._address)
        except OSError:
            return False
        return True


def _address(text: str) -> str:
    """A path, or a name of the abstract kind, which is written with an @ for its leading zero byte."""
    if text.startswith("@"):
        return "\0" + text[1:]
    return text if text.startswith("/") else ""


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0
