"""The conversion itself: threads take slabs in the order of the file; what is done is noted, counted and told."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from steppe_convert import native
from steppe_convert.journal import Journal
from steppe_convert.part_file import PartFile
from steppe_convert.plan import Plan, Slab
from steppe_convert.progress import WRITING, Progress
from steppe_convert.slab_writer import SlabWriter
from steppe_convert.source import Checkpoint
from steppe_convert.types import cost_per_weight
from steppe_convert.written import SlabDone, Written

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray

MAX_THREADS = 16  # each holds about 5 MB of buffers
_PROGRESS_EVERY_S = 0.1
_ESTIMATE_AFTER_S = 1.0


class Stream:
    """Writes all slabs of a plan that `written` does not have yet; iterate for progress, `close` stops it at once."""

    def __init__(
        self,
        checkpoint: Checkpoint,
        part: PartFile,
        journal: Journal,
        written: Written,
        *,
        threads: int,
        importance: Mapping[str, NDArray[float32]] | None = None,
    ) -> None:
        self._written = written
        self._plan: Plan = part.plan
        self._journal = journal
        self._left = (slab for slab in self._plan.slabs() if slab.position not in written)
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._results: queue.Queue[tuple[Slab, SlabDone] | BaseException | None] = queue.Queue(maxsize=256)
        for type_name in {tensor.type_name for tensor in self._plan.tensors}:
            native.prepare(type_name)
        self._threads = [
            threading.Thread(
                target=self._work,
                args=(SlabWriter(checkpoint, part, importance),),
                name=f"convert-{number}",
                daemon=True,
            )
            for number in range(max(1, min(threads, MAX_THREADS)))
        ]

    def __iter__(self) -> Iterator[Progress]:
        costs = {tensor.name: cost_per_weight(tensor.type_name) for tensor in self._plan.tensors}
        weights = self._written.weights(self._plan)
        left = sum(
            costs[slab.tensor.name] * slab.weights for slab in self._plan.slabs() if slab.position not in self._written
        )
        started = told = time.monotonic()
        spent, running = 0.0, len(self._threads)
        for thread in self._threads:
            thread.start()
        try:
            while running:
                result = self._results.get()
                if result is None:
                    running -= 1
                    continue
                if isinstance(result, BaseException):
                    raise result
                slab, done = result
                self._journal.add(done)
                self._written.add(done)
                weights += slab.weights
                spent += costs[slab.tensor.name] * slab.weights
                now = time.monotonic()
                if now - told >= _PROGRESS_EVERY_S:
                    told = now
                    is_known = now - started >= _ESTIMATE_AFTER_S and spent > 0
                    seconds_left = (now - started) / spent * (left - spent) if is_known else None
                    yield Progress(WRITING, weights, self._plan.weights, seconds_left)
            yield Progress(WRITING, weights, self._plan.weights, 0.0)
        finally:
            self._end()

    def _end(self) -> None:
        """Stop the threads, wherever they are, and wait for them."""
        self._stop.set()
        while any(thread.is_alive() for thread in self._threads):
            try:
                result = self._results.get(timeout=0.05)
            except queue.Empty:
                continue
            if isinstance(result, tuple):
                self._journal.add(result[1])

    def _work(self, writer: SlabWriter) -> None:
        try:
            while not self._stop.is_set():
                with self._lock:
                    slab = next(self._left, None)
                if slab is None:
                    break
                self._results.put((slab, writer.write(slab)))
        except BaseException as error:  # noqa: BLE001 - raised again where the iteration is
            self._results.put(error)
        finally:
            self._results.put(None)
