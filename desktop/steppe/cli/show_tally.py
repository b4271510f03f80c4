"""Shows a vote on the terminal: its groups with bars, drawn anew as answers come; and a confidence in words."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable

from steppe.check.trust import FEW
from steppe.sandbox.visible import visible
from steppe.solve.events import Evidence, Group, TallyChanged

_MOST_GROUPS = 5
_BAR_CELLS = 24
_LONGEST_ANSWER = 24
_BLOCK, _LIGHT = "\u2588", "\u2591"


class TallyLines:
    """On a terminal the tally is overwritten as it changes; elsewhere only the last one is written."""

    def __init__(self, styled: Callable[[str, str], str]) -> None:
        self._styled = styled
        self._is_live = sys.stdout.isatty()
        self._drawn = 0
        self._last: TallyChanged | None = None

    def show(self, tally: TallyChanged) -> None:
        """Draw the tally as it stands now."""
        self._last = tally
        if self._is_live:
            self._draw(tally)

    def settle(self) -> None:
        """Leave the tally as it is: something else is written below it."""
        if self._last is not None and not self._is_live:
            self._draw(self._last)
        self._last, self._drawn = None, 0

    def _draw(self, tally: TallyChanged) -> None:
        lines = tally_lines(tally, shutil.get_terminal_size().columns)
        if self._drawn:
            sys.stdout.write(f"\x1b[{self._drawn}A\x1b[J")
        sys.stdout.write(self._styled(lines[0], "1;36") + "\n" + "".join(f"{line}\n" for line in lines[1:]))
        sys.stdout.flush()
        self._drawn = len(lines)


def tally_lines(tally: TallyChanged, columns: int) -> list[str]:
    """The tally as lines that fit a terminal of so many columns, a heading first."""
    head = f"Votes: {tally.ended} of at most {tally.planned} answers"
    lines = [_fitted(head, columns)]
    width = max((len(_name(group)) for group in tally.groups[:_MOST_GROUPS]), default=0)
    for group in tally.groups[:_MOST_GROUPS]:
        filled = round(group.share * _BAR_CELLS)
        bar = _BLOCK * filled + _LIGHT * (_BAR_CELLS - filled)
        by = ", ".join(f"{count} {name}" for count, name in ((group.pot, "program"), (group.cot, "reasoning")) if count)
        lines.append(_fitted(f"  {_name(group):<{width}}  {bar} {group.share:4.0%}  {by}", columns))
    others = len(tally.groups) - _MOST_GROUPS
    if others > 0:
        lines.append(_fitted(f"  and {others} more", columns))
    if tally.without:
        lines.append(_fitted(f"  {tally.without} without an answer", columns))
    return lines


def confidence_sentence(evidence: Evidence) -> str:
    """What a confidence means, with the number of answers that it rests on."""
    if evidence.count < FEW:
        return f"Of {evidence.count} answers like this, {evidence.right} were right: few were tried, take it as a hint."
    times = round(100 * evidence.right / evidence.count)
    return f"Answers like this were right {times} times in 100 ({evidence.right} of {evidence.count} tried)."


def _name(group: Group) -> str:
    text = " ".join(visible(group.answer.text).split())
    return text if len(text) <= _LONGEST_ANSWER else text[: _LONGEST_ANSWER - 1] + "\u2026"


def _fitted(line: str, columns: int) -> str:
    return line[: max(20, columns - 1)].rstrip()
