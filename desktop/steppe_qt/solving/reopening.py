"""Turns a solve of the history back into what the window shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steppe.solve.task import MODES, SolveMode
from steppe_qt.solving.request import Ending, SolveRequest, Trouble

if TYPE_CHECKING:
    from steppe.history.store import StoredSolve


def request_of(stored: StoredSolve) -> SolveRequest:
    """The request that would solve it again."""
    entry = stored.entry
    mode: SolveMode = next((mode for mode in MODES if mode == entry.mode), "auto")
    return SolveRequest(stored.problem, entry.model, mode)


def ending_of(stored: StoredSolve) -> Ending:
    """How it ended; one that was cut off counts as stopped."""
    if stored.entry.state == "done":
        return Ending("solved")
    if stored.entry.state == "failed":
        return Ending("failed", Trouble(stored.failure))
    return Ending("stopped")
