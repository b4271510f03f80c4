"""Which names this server answers to: a page of another site that has its name point here is turned away."""

from __future__ import annotations

import ipaddress
import re

_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]{1,253}):?([0-9]{0,5})")
_LOCAL = ("localhost", "127.0.0.1", "::1")


def is_loopback(host: str) -> bool:
    """Whether an address that is bound can be reached from this machine only."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class HostCheck:
    """Knows the names by which this server may be called (DNS rebinding: the name in Host is the attacker's own).

    On loopback those of this machine. Bound to another host: its name or address, and any bare address, since those
    cannot be made to point elsewhere; a name besides only if it is in `names`.
    """

    def __init__(self, host: str, names: tuple[str, ...] = ()) -> None:
        self._names = {name.casefold() for name in (*_LOCAL, host, *names)}
        self._takes_addresses = not is_loopback(host)

    def allows(self, header: str | None) -> bool:
        """Whether a Host header names this server."""
        found = _HOST.fullmatch((header or "").strip())
        if found is None:
            return False
        name = found[1].strip("[]").rstrip(".").casefold()
        if name in self._names:
            return True
        if not self._takes_addresses:
            return False
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True
