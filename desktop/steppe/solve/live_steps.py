"""Checks the steps of a text while it is written: what has come to its end is checked, each claim once."""

from __future__ import annotations

from collections.abc import Iterator

from steppe.check.claims import find_claims
from steppe.check.steps import State, check_claims
from steppe.sandbox.client import Sandbox
from steppe.solve.events import Path, StepChecked, StepCount


class LiveSteps:
    """The steps of one path; `check` is given the text again as it grows."""

    def __init__(self, path: Path, sandbox: Sandbox) -> None:
        self._path: Path = path
        self._sandbox = sandbox
        self._done = 0  # characters whose claims have been checked
        self._states: list[State] = []

    @property
    def count(self) -> StepCount:
        """How the steps so far turned out."""
        right, wrong, unchecked = (self._states.count(state) for state in ("right", "wrong", "unchecked"))
        return StepCount(right, wrong, unchecked)

    def check(self, text: str, *, is_whole: bool) -> Iterator[StepChecked]:
        """Check what is new in `text`, which ends with a line, or is the whole.

        While the text goes on, nothing waits for a sandbox that is still starting, and an open formula is left.
        """
        new = text[self._done :]  # it begins with a line, outside a formula: nothing before it belongs to it
        if not is_whole and (not self._sandbox.ready or _is_in_formula(new)):
            return
        begin, self._done = self._done, len(text)
        for mark in check_claims(find_claims(new), self._sandbox):
            self._states.append(mark.state)
            yield StepChecked(self._path, begin + mark.start, begin + mark.end, mark.state, mark.note)


def _is_in_formula(text: str) -> bool:
    """Whether a displayed formula or an environment is still open at the end."""
    begun = text.count("\\[") > text.count("\\]") or text.count("$$") % 2 == 1
    return begun or text.count("\\begin{") > text.count("\\end{")
