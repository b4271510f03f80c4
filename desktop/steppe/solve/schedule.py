"""Decides by the machine's measured costs whether two paths run at once, and how many samples of a vote do.

On a processor bound by memory a pair of sequences costs as much as two single ones, and the program's answer would come
later; on a GPU the second is nearly free. A server schedules by itself: it gets both.

A vote may stop after any answer, and what is half written then is lost: wide waves are worth it only where they are
clearly faster.
"""

from __future__ import annotations

from itertools import pairwise

from steppe_models.engine.interface import MeasuredEngine, ServedEngine, SharedEngine, TextEngine


def paths_at_once(engine: TextEngine) -> bool:
    """Whether both paths should be given to the engine together. Nothing is measured here: a user waits.

    As long as the costs are not known, they run one after the other, which is never slower to the first answer.
    """
    if isinstance(engine, MeasuredEngine):
        costs = engine.known_step_costs()
        return costs is not None and costs.pair_pays
    return isinstance(engine, ServedEngine)


WIDEST_WAVE = 16
_WIDTHS = (4, 8, 16)
_UNKNOWN_WIDTH = 8
_NARROWEST = 2  # a program and a line of reasoning
_CLEARLY_FASTER = 1.25  # tokens a second of a wave twice as wide


def wave_width(engine: TextEngine, left: int) -> int:
    """How many of the `left` samples to run at once: 16 on a server, 8 where nothing is known; nothing is measured.

    Otherwise the widest of 4, 8 and 16 that makes a quarter more tokens a second than the one before it. Where several
    problems share the engine they fill its steps together, and each takes its part of the widest wave.
    """
    if left < 1:
        return 0
    if isinstance(engine, SharedEngine):
        return min(left, max(_NARROWEST, WIDEST_WAVE // engine.problems_at_once))
    width = WIDEST_WAVE if isinstance(engine, ServedEngine) else _UNKNOWN_WIDTH
    costs = engine.known_step_costs() if isinstance(engine, MeasuredEngine) else None
    if costs is not None:
        width = _WIDTHS[0]
        for narrow, wide in pairwise(_WIDTHS):
            if costs.tokens_per_second(wide) >= _CLEARLY_FASTER * costs.tokens_per_second(narrow):
                width = wide
    return min(width, left)
