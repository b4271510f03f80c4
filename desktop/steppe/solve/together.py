"""Several paths at once: each is followed in a thread of its own, and their events come out as one stream."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from steppe.solve.events import Event
from steppe.solve.path import PathRun

WAITING_EVENTS = 256  # a slow reader holds the paths back instead of filling the memory
JOIN_S = 0.5


@dataclass(frozen=True, slots=True)
class _Ended:
    """A path has no more events; `error` is what broke it."""

    error: BaseException | None


def together(runs: Sequence[PathRun]) -> Iterator[Event]:
    """The events of all paths as they come; those of one path stay in order.

    Closing the iterator cancels the paths that still write and waits for their threads.

    Raises:
        SteppeError: what broke the first path that broke; the others are cancelled.
    """
    events: queue.Queue[Event | _Ended] = queue.Queue(WAITING_EVENTS)
    is_over = threading.Event()
    for run in runs:
        run.begin()  # in order, before any thread: the first path is the first in the engine's queue
    threads = [
        threading.Thread(target=_follow, args=(run, events, is_over), name=f"path-{number}", daemon=True)
        for number, run in enumerate(runs)
    ]
    for thread in threads:
        thread.start()
    left = len(threads)
    try:
        while left:
            item = events.get()
            if not isinstance(item, _Ended):
                yield item
            elif item.error is not None:
                raise item.error
            else:
                left -= 1
    finally:
        is_over.set()
        for run in runs:
            if not run.is_done:
                run.cancel()
        for thread in threads:
            thread.join(JOIN_S)  # a program may still run; its path ends with it, unheard


def _follow(run: PathRun, events: queue.Queue[Event | _Ended], is_over: threading.Event) -> None:
    error: BaseException | None = None
    try:
        for event in _events(run):
            if not _put(events, event, is_over):
                return
    except BaseException as caught:  # noqa: BLE001 - raised again in the thread that reads the events
        error = caught
    _put(events, _Ended(error), is_over)


def _events(run: PathRun) -> Iterator[Event]:
    yield from run.write()
    yield from run.conclude()


def _put(events: queue.Queue[Event | _Ended], item: Event | _Ended, is_over: threading.Event) -> bool:
    """Hand over one event; False once nobody reads any more."""
    while not is_over.is_set():
        try:
            events.put(item, timeout=0.1)
            return True
        except queue.Full:
            continue
    return False
