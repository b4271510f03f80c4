"""Whether a line of Python ends inside a string over several lines; no Qt."""

from __future__ import annotations

PLAIN = 0
STATES = ("", '"""', "'''")  # what a lexer needs before a line that begins in this state


def end_state(line: str, state: int) -> int:
    """The state after a line that began in `state`: 0, or the place in `STATES` of the quotes that are open."""
    place = 0
    while place < len(line):
        if state:
            end = _closing(line, place, STATES[state])
            if end < 0:
                return state
            place, state = end, PLAIN
        elif line[place] == "#":
            return PLAIN
        elif line[place] in "\"'":
            quotes = line[place] * 3
            if line.startswith(quotes, place):
                place, state = place + 3, STATES.index(quotes)
            else:
                end = _closing(line, place + 1, line[place])
                place = len(line) if end < 0 else end
        else:
            place += 1
    return state


def _closing(line: str, place: int, quotes: str) -> int:
    """After the closing quotes, escaped ones passed over; -1 without them."""
    while place < len(line):
        if line[place] == "\\":
            place += 2
        elif line.startswith(quotes, place):
            return place + len(quotes)
        else:
            place += 1
    return -1
