"""Decides by the machine's measured costs whether the two paths of a problem run at once or one after the other.

On a processor bound by memory a pair of sequences costs as much as two single ones, and the program's answer would come
later; on a GPU the second is nearly free. A server schedules by itself: it gets both.
"""

from __future__ import annotations

from steppe_models.engine.interface import MeasuredEngine, ServedEngine, TextEngine


def paths_at_once(engine: TextEngine) -> bool:
    """Whether both paths should be given to the engine together. Nothing is measured here: a user waits.

    As long as the costs are not known, they run one after the other, which is never slower to the first answer.
    """
    if isinstance(engine, MeasuredEngine):
        costs = engine.known_step_costs()
        return costs is not None and costs.pair_pays
    return isinstance(engine, ServedEngine)
