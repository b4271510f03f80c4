"""One user's share of a sandbox that several use at once: what it cancels are its own programs, not the others'."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from steppe.sandbox.client import Sandbox, SandboxState

if TYPE_CHECKING:
    from steppe.sandbox.client import _Job
    from steppe.sandbox.outcome import Outcome


class SandboxShare(Sandbox):
    """Runs programs in the helpers of `whole`, in turn with its other users.

    `cancel` ends the programs of this share alone; those of the whole end all. Starting and closing is the owner's.
    """

    def __init__(self, whole: Sandbox) -> None:  # no helpers of its own, hence none of the base class's state
        self.whole = whole
        self.workers = whole.workers
        self._changed = whole._changed
        self._cancellation = 0

    def start(self) -> None:
        """Start the whole."""
        self.whole.start()

    def close(self) -> None:
        """End the programs of this share; the helpers stay."""
        self.cancel()

    @property
    def state(self) -> SandboxState:
        """What the whole is doing now."""
        return self.whole.state

    @property
    def service_pids(self) -> tuple[int, ...]:
        """The helper processes of the whole."""
        return self.whole.service_pids

    @property
    def native_state(self) -> SandboxState:
        """What the native engine is doing."""
        return self.whole.native_state

    def wait_native(self, timeout_s: float) -> bool:
        """As the whole's."""
        return self.whole.wait_native(timeout_s)

    def wait_ready(self, timeout_s: float) -> bool:
        """As the whole's."""
        return self.whole.wait_ready(timeout_s)

    def _cancelled_from_now(self) -> Callable[[], bool]:
        of_whole = self.whole._cancelled_from_now()
        before = self._cancellation
        return lambda: self._cancellation != before or of_whole()

    def _run(self, job: _Job) -> Outcome:
        return self.whole._run(job)
