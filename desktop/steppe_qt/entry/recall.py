"""Earlier problems, to be called back with the arrow keys as in a shell; no Qt in it."""

from __future__ import annotations

from collections.abc import Iterable


class Recall:
    """A place among earlier problems, the latest first; what was being typed is kept while one looks around."""

    def __init__(self) -> None:
        self._problems: list[str] = []
        self._draft = ""
        self._place = -1  # -1 is the draft

    def fill(self, problems: Iterable[str]) -> None:
        """Set the earlier problems, the latest first."""
        self._problems = list(dict.fromkeys(text for text in problems if text.strip()))
        self._place = -1

    def add_older(self, problems: Iterable[str]) -> None:
        """Problems from before those that there are, the latest first."""
        self.fill([*self._problems, *problems])

    def add(self, problem: str) -> None:
        """A problem was given; it is the latest now."""
        self.fill([problem, *self._problems])

    def older(self, shown: str) -> str | None:
        """The problem before the one that is shown; None at the end."""
        if self._place + 1 >= len(self._problems):
            return None
        if self._place < 0:
            self._draft = shown
        self._place += 1
        if self._problems[self._place] == shown and self._place + 1 < len(self._problems):
            self._place += 1
        return self._problems[self._place]

    def newer(self) -> str | None:
        """The problem after the one that is shown, at last the draft; None when that is shown."""
        if self._place < 0:
            return None
        self._place -= 1
        return self._draft if self._place < 0 else self._problems[self._place]

    def forget_place(self) -> None:
        """Something was typed: what is shown is the draft now."""
        self._place = -1
