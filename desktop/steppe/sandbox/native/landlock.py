"""Landlock: a domain without a single file, port, or process outside it.

Entered once by the zygote and once more by every child, so that a child cannot trace or signal the zygote or another
child either. Rights by version: https://docs.kernel.org/userspace-api/landlock.html, "Previous limitations".
"""

from __future__ import annotations

import struct

from steppe.sandbox.native import system

_FILE_RIGHTS = {1: 0x1FFF, 2: 0x3FFF, 3: 0x7FFF, 4: 0x7FFF}
_ALL_FILE_RIGHTS = 0xFFFF
_PORTS = 0x3  # bind and connect, TCP
_SCOPES = 0x3  # abstract sockets and signals


def enclose(*, may_signal: bool = False) -> bool:
    """Enter a new domain; False where the kernel has no Landlock.

    `may_signal`: processes outside the domain can still be signalled, and abstract sockets reached.

    Raises:
        OSError: the kernel has it but refuses, as with more than 16 nested domains.
    """
    version = system.landlock_version()
    if version < 1:
        return False
    rights = _FILE_RIGHTS.get(version, _ALL_FILE_RIGHTS)
    ports = _PORTS if version >= 4 else 0
    scopes = _SCOPES if version >= 6 and not may_signal else 0
    size = 8 if version < 4 else 16 if version < 6 else 24
    system.landlock_restrict(struct.pack("<QQQ", rights, ports, scopes)[:size])
    return True
