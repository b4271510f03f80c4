"""Samples that run at once: each is followed in a thread of its own, and handed over when it has ended."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from steppe.solve.events import NoteGiven
from steppe.solve.path import PathRun

JOIN_S = 2.0


@dataclass(frozen=True, slots=True)
class _Ended:
    """A run has ended; `error` is what broke it."""

    run: PathRun
    error: BaseException | None


class Wave:
    """Runs that were handed to the engine together. Iterate for notes, and for runs as they end, cancelled ones too."""

    def __init__(self, runs: Sequence[PathRun]) -> None:
        self._runs = runs
        self._items: queue.SimpleQueue[_Ended | NoteGiven] = queue.SimpleQueue()
        self._is_over = threading.Event()
        for run in runs:
            run.begin()  # in order, before any thread: what they have in common is processed once
        self._threads = [
            threading.Thread(target=self._follow, args=(run,), name=f"sample-{number}", daemon=True)
            for number, run in enumerate(runs)
        ]
        for thread in self._threads:
            thread.start()

    def __iter__(self) -> Iterator[NoteGiven | PathRun]:
        """The runs as they end.

        Raises:
            SteppeError: what broke one of them; the others are cancelled.
        """
        left = len(self._runs)
        while left:
            item = self._items.get()
            if isinstance(item, NoteGiven):
                yield item
                continue
            left -= 1
            if item.error is not None:
                raise item.error
            yield item.run

    def cancel(self) -> None:
        """Stop what still runs, at once; the iteration goes on to its end."""
        self._is_over.set()
        for run in self._runs:
            if not run.is_done:
                run.cancel()

    def close(self) -> None:
        """Stop what still runs and wait for the threads."""
        self.cancel()
        for thread in self._threads:
            thread.join(JOIN_S)  # a program may still run; its sample ends with it, unheard

    def _follow(self, run: PathRun) -> None:
        error: BaseException | None = None
        try:
            for event in run.write():
                if isinstance(event, NoteGiven):
                    self._items.put(event)
            if not self._is_over.is_set():
                for event in run.conclude():
                    if self._is_over.is_set():
                        break
                    if isinstance(event, NoteGiven):
                        self._items.put(event)
        except BaseException as caught:  # noqa: BLE001 - raised again in the thread that reads
            error = caught
        self._items.put(_Ended(run, error))
