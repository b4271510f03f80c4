"""What one answer counts in a vote: by its path's measured reliability, its probability and what checks found; pure."""

from __future__ import annotations

import math
from collections.abc import Sequence

from steppe.check.trust import Trust
from steppe.solve.events import PathResult

_ENDED_WELL = "stop"


def weight(
    result: PathResult, trust: Trust, doubts: Sequence[str], *, is_greedy: bool, satisfies: bool | None = None
) -> float:
    """How many votes an answer is worth; a sampled answer of average reliability, with nothing against it, is 1.

    The reliability of a path is how often it was right on development items. The mean log-probability of a token says
    how sure the model was of its words, against what is usual for the model and path; it counts within bounds.
    `satisfies` says whether the answer meets the equations that the problem states, None where it states none.
    """
    if result.answer is None:
        return 0.0
    rules = trust.rules
    value = trust.reliability(result.mode) / trust.mean_reliability
    if is_greedy:
        value *= rules.greedy
    usual = trust.usual_logprob(result.mode, is_greedy=is_greedy)
    if result.logprob is not None and usual is not None and rules.sharpness:
        exponent = rules.sharpness * (result.logprob - usual)
        value *= min(rules.most_likely, max(rules.least_likely, math.exp(max(-50.0, min(50.0, exponent)))))
    if result.steps.wrong:
        value *= rules.wrong_step
    if result.reason != _ENDED_WELL:
        value *= rules.cut_off
    if result.is_nearest:
        value *= rules.nearest
    if satisfies is not None:
        value *= rules.satisfied if satisfies else rules.unsatisfied
    return value * rules.doubt ** len(doubts)
