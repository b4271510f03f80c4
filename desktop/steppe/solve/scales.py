"""Weighs the answers of one problem: reliability and probability, doubts, and whether they meet its own equations."""

from __future__ import annotations

from steppe.answer import Answer
from steppe.check.plausible import doubts
from steppe.check.put_back import satisfies
from steppe.check.trust import trust_of
from steppe.solve.events import PathResult
from steppe.solve.task import Task
from steppe.solve.weight import weight


class Scales:
    """What answers to the task's problem count in a vote, or against each other; an answer is put back only once."""

    def __init__(self, task: Task) -> None:
        self.trust = trust_of(task.profile)
        self._task = task
        self._met: dict[Answer, bool | None] = {}

    def weight(self, result: PathResult, *, is_greedy: bool) -> float:
        """What a path's answer counts; 0 without one."""
        against = self.doubts(result.answer) if result.answer else ()
        meets = self.meets(result.answer) if result.answer else None
        return weight(result, self.trust, against, is_greedy=is_greedy, satisfies=meets)

    def doubts(self, answer: Answer) -> tuple[str, ...]:
        """What the question's words have against the answer."""
        return tuple(doubts(self._task.problem.text, answer))

    def meets(self, answer: Answer) -> bool | None:
        """Whether the answer meets the equations that the problem states; None where it states none.

        Nothing waits for a sandbox that does not run.
        """
        task = self._task
        if task.problem.choices or not task.sandbox.ready:
            return None
        if answer not in self._met:
            self._met[answer] = satisfies(task.problem.text, answer, task.sandbox)
        return self._met[answer]
