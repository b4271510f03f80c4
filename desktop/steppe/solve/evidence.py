"""What kind of answer a solve has come to: the classes that a confidence is measured and looked up by. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from steppe.solve.events import PathResult, TallyChanged

_BANDS = (90, 75, 60, 45, 0)  # the leading group's share of all weight, in percent: at least


def kinds_of(
    paths: Sequence[PathResult], tally: TallyChanged | None, *, paths_agree: bool, samples: int, has_doubts: bool
) -> tuple[str, ...]:
    """The kinds of an answer, the most special first; each next one holds the one before it.

    `paths_agree`: the two greedy paths came to the same answer; `samples`: sampled answers that were compared too;
    `has_doubts`: the question's words speak against the answer.
    """
    doubt = ", doubtful" if has_doubts else ""
    if samples and tally is not None and tally.groups:
        first = tally.groups[0]
        band = next(least for least in _BANDS if round(100 * first.share) >= least)
        agreed = "paths agreed" if paths_agree else "paths differed"
        backed = "both" if first.cot and first.pot else "one"
        head = f"vote, {agreed}"
        return f"{head}, {band}, {backed}{doubt}", f"{head}, {band}", head
    answered = [path for path in paths if path.answer is not None]
    if paths_agree:
        if sum(path.status is not None for path in answered) != 1:
            return ("agree, alike",)  # two programs, or no program at all: not what `agree` was measured on
        return f"agree, {_steps(answered)}{doubt}", "agree"
    if len(answered) > 1:
        return tuple(dict.fromkeys((f"differ{doubt}", "differ")))
    if not answered:
        return ()
    only = answered[0]
    tried = "alone" if len(paths) == 1 else "left"
    name = {"pot": "program", "cot": "reasoning"}.get(only.mode, only.mode)
    head = f"{name} {tried}"
    return f"{head}, {_steps(answered)}{doubt}", head


def _steps(paths: Sequence[PathResult]) -> str:
    if any(path.steps.wrong for path in paths):
        return "a step wrong"
    return "steps held" if any(path.steps.right for path in paths) else "no steps"
