"""Runs work that reports by calling back in a thread: its progress can be iterated, and the iteration stopped."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable, Generator
from typing import TypeVar

Result = TypeVar("Result")
Tell = Callable[[float], None]
_REPEAT_S = 0.4


def followed(work: Callable[[Tell], Result]) -> Generator[float, None, Result]:
    """Iterate over the shares (0 to 1) that `work` tells; its result is the iteration's value.

    A share is repeated while nothing new is told, so that whoever shows it can tell waiting from having stopped.
    Closing the iteration stops the work where it next tells one, and waits for that.

    Raises:
        whatever `work` raises.
    """
    told: queue.Queue[float | None] = queue.Queue()
    stop = threading.Event()
    results: list[Result] = []
    failures: list[BaseException] = []

    def tell(share: float) -> None:
        if stop.is_set():
            raise _StoppedError
        told.put(share)

    def run() -> None:
        try:
            results.append(work(tell))
        except BaseException as error:  # noqa: BLE001 - raised again where the iteration is
            failures.append(error)
        finally:
            told.put(None)

    thread = threading.Thread(target=run, name="convert-followed", daemon=True)
    thread.start()
    try:
        share: float | None = 0.0
        while share is not None:
            yield share
            with contextlib.suppress(queue.Empty):
                share = told.get(timeout=_REPEAT_S)
    finally:
        stop.set()
        thread.join()
    if failures:
        raise failures[0]
    return results[0]


class _StoppedError(Exception):
    """Nobody waits for the result any more."""
