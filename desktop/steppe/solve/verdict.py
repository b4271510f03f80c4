"""The verdict of a solve: which answer, how the answers agree, how it was checked, and how far it may be believed."""

from __future__ import annotations

from collections.abc import Sequence

from steppe.answer import Answer
from steppe.check.compare import same_answer
from steppe.solve.events import Agreement, Evidence, PathResult, TallyChanged, Verdict
from steppe.solve.evidence import kinds_of
from steppe.solve.scales import Scales
from steppe.solve.tally import SAFE
from steppe.solve.task import Task


def make_verdict(
    task: Task,
    paths: Sequence[PathResult],
    seconds: float,
    *,
    tally: TallyChanged | None = None,
    samples: int = 0,
    sample_tokens: int = 0,
) -> Verdict:
    """The verdict on these paths and, after a vote, its tally; `sample_tokens` are those of all samples."""
    tokens = sum(path.tokens for path in paths) + sample_tokens
    voted = tally if samples and tally is not None and tally.groups else None
    answered = [path for path in paths if path.answer is not None]
    scales = Scales(task)
    answer = voted.groups[0].answer if voted else _chosen(task, paths, scales)
    agrees = len(answered) == 2 and _are_same(answered, task)  # the two paths; votes are another matter
    if answer is None:
        why = _why_none(paths)
        return Verdict(None, "none", why, tuple(paths), task.profile.id, seconds, samples=samples, tokens=tokens)
    agreement, checked = _voted(voted) if voted else _compared(task, answered, paths, answer, scales, agrees=agrees)
    has_doubts = bool(scales.doubts(answer))
    kinds = kinds_of(paths, voted, paths_agree=agrees, samples=samples, has_doubts=has_doubts)
    found = scales.trust.evidence(kinds)
    return Verdict(
        answer=answer,
        agreement=agreement,
        checked=checked + repair_sentence(paths) + ("" if voted else steps_sentence(paths)),
        paths=tuple(paths),
        model=task.profile.id,
        seconds=seconds,
        confidence=found[1].share if found else None,
        evidence=Evidence(found[0], found[1].right, found[1].count) if found else None,
        kinds=kinds,
        tally=voted,
        samples=samples,
        tokens=tokens,
    )


def _chosen(task: Task, paths: Sequence[PathResult], scales: Scales) -> Answer | None:
    """Without a vote: the only answer, the later one where it replaced the first, else the one with more weight."""
    answered = [path for path in paths if path.answer is not None]
    if not answered:
        return None
    if task.options.mode == "hybrid":
        return (paths[-1] if paths[-1].answer else answered[0]).answer
    if len(answered) == 1:
        return answered[0].answer
    return max(answered, key=lambda path: scales.weight(path, is_greedy=True)).answer  # of equal ones the program's


def _are_same(answered: Sequence[PathResult], task: Task) -> bool:
    first, second = answered[0].answer, answered[1].answer
    assert first is not None
    assert second is not None
    return same_answer(first, second, task.sandbox)


def _voted(tally: TallyChanged) -> tuple[Agreement, str]:
    """A vote agrees if its lead is safe and rests on programs and reasoning alike."""
    first = tally.groups[0]
    told = f"{first.count} of {tally.ended} answers say {first.answer.text}: {_backing(first.cot, first.pot)}."
    if len(tally.groups) > 1:
        second = tally.groups[1]
        told += f" Next comes {second.answer.text} with {second.count}."
    is_safe = tally.safety >= SAFE
    if is_safe and first.cot and first.pot:
        return "agree", told
    if not is_safe:
        why = "The vote is close" if len(tally.groups) > 1 else "Too few answers could be read"
        told += f" {why}: check it yourself."
    return ("single" if len(tally.groups) == 1 else "differ"), told


def _backing(cot: int, pot: int) -> str:
    parts = []
    if pot:
        parts.append(f"{pot} by program")
    if cot:
        parts.append(f"{cot} by reasoning")
    return ", ".join(parts)


def _compared(
    task: Task,
    answered: Sequence[PathResult],
    paths: Sequence[PathResult],
    answer: Answer,
    scales: Scales,
    *,
    agrees: bool,
) -> tuple[Agreement, str]:
    """Without a vote: what the paths that answered say of each other."""
    if len(answered) == 1:
        return "single", _alone(answered[0], next((path for path in paths if path is not answered[0]), None))
    if agrees:
        programs = sum(path.program is not None for path in answered)
        if programs == 1:
            return "agree", "The program and the reasoning agree."
        return "single", "Two programs agree." if programs else "Two lines of reasoning agree; no program was run."
    if task.options.mode == "hybrid":  # there only a text that speaks of code, and holds no program, is followed
        first, second = (path.answer.text for path in answered if path.answer is not None)
        return "differ", f"The first text says {first}, and its code could not be run; the reasoning says {second}."
    return "differ", _against_each_other(answered, answer, scales)


def _alone(only: PathResult, other: PathResult | None) -> str:
    if only.mode == "interleaved":
        return "Reasoning and small programs in turn came to it; nothing else was compared with it."
    kind = "A program computed it" if only.program else "It comes from the reasoning alone"
    if other is None:
        return f"{kind}; nothing else was compared with it."
    if other.mode == "pot" or other.program:
        return f"{kind}: the {'first ' if only.program else ''}program gave no answer."
    return f"{kind}: {'the' if only.program else 'another line of'} reasoning gave no answer."


def _against_each_other(answered: Sequence[PathResult], answer: Answer, scales: Scales) -> str:
    first, second = (path.answer.text for path in answered if path.answer is not None)
    is_prose = answered[0].answer is not answer
    if [path.program is not None for path in answered] != [True, False]:
        return f"One text says {first}, the other says {second}: check it yourself."
    said = f"The program says {first}, the reasoning says {second}"
    others = [path.answer for path in answered if path.answer is not None and path.answer is not answer]
    if scales.meets(answer) and not any(scales.meets(each) for each in others):
        return f"{said}. Only the {'reasoning' if is_prose else 'program'}'s answer meets what the problem states."
    preferred = ""
    if is_prose:
        program = answered[0].answer
        why = "is doubtful" if program and scales.doubts(program) else "counts less with this model"
        preferred = f" The program's answer {why}, so the reasoning's is taken."
    return f"{said}: check it yourself.{preferred}"


def repair_sentence(paths: Sequence[PathResult]) -> str:
    """That a program was corrected after it had failed, and whether that helped."""
    corrected = next((path for path in paths if path.repairs), None)
    if corrected is None:
        return ""
    if corrected.answer is None:
        return " The first program failed, and so did its correction."
    return " The first program failed and was corrected once."


def steps_sentence(paths: Sequence[PathResult]) -> str:
    """What the arithmetic of the reasoning came to, if any of it could be checked."""
    right = sum(path.steps.right for path in paths)
    wrong = sum(path.steps.wrong for path in paths)
    if wrong and not right:
        return f" {'The one step' if wrong == 1 else f'All {wrong} steps'} that could be checked {_is(wrong)} wrong."
    if wrong:
        return f" {wrong} of the {right + wrong} steps that could be checked {_is(wrong)} wrong."
    if right:
        return f" {'The one step' if right == 1 else f'All {right} steps'} that could be checked held."
    return ""


def _is(count: int) -> str:
    return "is" if count == 1 else "are"


def _why_none(paths: Sequence[PathResult]) -> str:
    if any(path.reason in ("length", "context") for path in paths):
        return "No answer: the model did not come to an end. Allow it more with --max-tokens."
    return "No answer could be read from what the model wrote."
