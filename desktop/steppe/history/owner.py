"""Which process writes a solve, and whether it still lives: a solve whose process is gone was cut off."""

from __future__ import annotations

import os
import platform
import time

_FOREIGN_LIMIT_S = 24 * 3600.0


def this_process() -> str:
    """Host, process id and the time at which it began: an id alone is given out again."""
    return f"{platform.node()} {os.getpid()} {_began(os.getpid()):.1f}"


def is_alive(owner: str, updated: float) -> bool:
    """Whether the process of `owner` can still be at work; on another machine, whether that was a day ago at most."""
    node, _, rest = owner.rpartition(" ")[0].rpartition(" ")
    began = owner.rpartition(" ")[2]
    if node != platform.node():
        return time.time() - updated < _FOREIGN_LIMIT_S
    try:
        return abs(_began(int(rest)) - float(began)) < 2.0
    except ValueError:
        return False


def _began(pid: int) -> float:
    import psutil

    try:
        return float(psutil.Process(pid).create_time())
    except psutil.Error:
        return 0.0
