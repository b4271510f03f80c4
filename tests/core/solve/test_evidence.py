"""The kinds that confidences are looked up by: special ones first, each held by the next."""

from __future__ import annotations

from dataclasses import replace

from steppe.check.value import read
from steppe.solve.events import TallyChanged
from steppe.solve.evidence import kinds_of
from steppe.solve.results import Group, PathResult, StepCount
from steppe.solve.tally import safety

PROSE = PathResult("cot", read("72"), "", None, None, None, 10, 1.0, "stop", StepCount(right=2))
PROGRAM = PathResult("pot", read("72"), "", "print(72)", "72", "ok", 10, 1.0, "stop")


def kinds(*paths: PathResult, agree: bool = False, doubts: bool = False) -> tuple[str, ...]:
    return kinds_of(paths, None, paths_agree=agree, samples=0, has_doubts=doubts)


def test_two_paths() -> None:
    assert kinds(PROGRAM, PROSE, agree=True) == ("agree, steps held", "agree")
    wrong = replace(PROSE, steps=StepCount(right=2, wrong=1))
    assert kinds(PROGRAM, wrong, agree=True) == ("agree, a step wrong", "agree")
    assert kinds(PROGRAM, replace(PROSE, steps=StepCount()), agree=True)[0] == "agree, no steps"
    assert kinds(PROGRAM, PROSE, agree=True, doubts=True)[0] == "agree, steps held, doubtful"
    assert kinds(PROGRAM, PROSE) == ("differ",)
    assert kinds(PROGRAM, PROSE, doubts=True) == ("differ, doubtful", "differ")


def test_one_answer() -> None:
    nothing = replace(PROSE, answer=None)
    assert kinds(PROGRAM) == ("program alone, no steps", "program alone")
    assert kinds(PROGRAM, nothing)[-1] == "program left"
    assert kinds(replace(PROGRAM, answer=None), PROSE)[-1] == "reasoning left"
    assert kinds(replace(PROSE, mode="interleaved"))[-1] == "interleaved alone"
    assert kinds(nothing) == ()


def test_a_vote() -> None:
    answer = read("72")
    assert answer is not None
    groups = (Group(answer, 6.0, 0.8, 3, 2), Group(answer, 1.5, 0.2, 1, 0))
    tally = TallyChanged(groups, 6, 16, 0, safety(groups))
    found = kinds_of((PROGRAM, PROSE), tally, paths_agree=False, samples=4, has_doubts=False)
    assert found == ("vote, paths differed, 75, both", "vote, paths differed, 75", "vote, paths differed")
    found = kinds_of((PROGRAM, PROSE), tally, paths_agree=True, samples=4, has_doubts=True)
    assert found[0] == "vote, paths agreed, 75, both, doubtful"
    alone = replace(tally, groups=(replace(groups[0], pot=0, share=0.3),))
    found = kinds_of((PROSE,), alone, paths_agree=False, samples=4, has_doubts=False)
    assert found[0] == "vote, paths differed, 0, one"
