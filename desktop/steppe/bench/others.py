"""How much of the processor other programs took while something was measured: figures of a busy machine mislead."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterable


class OtherPrograms:
    """Watches from its making on; `percent` is the share of all cores that neither we nor our processes took."""

    def __init__(self, pids: Iterable[int]) -> None:
        self._pids = tuple(pids)
        self._started = time.monotonic()
        self._all_before, self._ours_before = self._all_s(), self._ours_s()

    def percent(self) -> float:
        """Of the time so far. Our processes must still run, or have been waited for."""
        import psutil

        possible_s = (time.monotonic() - self._started) * (psutil.cpu_count() or 1)
        others_s = (self._all_s() - self._all_before) - (self._ours_s() - self._ours_before)
        return 100 * max(0.0, min(1.0, others_s / max(possible_s, 1e-6)))

    def _all_s(self) -> float:
        import psutil

        times = psutil.cpu_times()
        idle_s = times.idle + getattr(times, "iowait", 0.0)
        return float(sum(times) - idle_s - getattr(times, "guest", 0.0) - getattr(times, "guest_nice", 0.0))

    def _ours_s(self) -> float:
        """Our own time, that of processes we have waited for, and that of those which still run."""
        import psutil

        own = os.times()
        seconds = own.user + own.system + own.children_user + own.children_system
        for pid in self._pids:
            with contextlib.suppress(psutil.Error):
                times = psutil.Process(pid).cpu_times()
                seconds += times.user + times.system
        return seconds
