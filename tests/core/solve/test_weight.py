"""What an answer counts: everything that speaks against it makes it lighter, and nothing makes it negative."""

from __future__ import annotations

from dataclasses import replace

import pytest

from steppe.check.trust import Rate, Rules, Trust, trust_of
from steppe.check.value import read
from steppe.solve.results import PathResult, StepCount
from steppe.solve.weight import weight
from steppe_models.catalogue import load_catalogue

RULES: Rules = trust_of(load_catalogue().get("mammoth-7b")).rules
BARE = Trust(RULES)
MEASURED = Trust(
    RULES, {"cot": Rate(60, 98), "pot": Rate(80, 98)}, {"cot": -0.1, "sampled_cot": -0.2, "sampled_pot": -0.1}
)
PROSE = PathResult("cot", read("72"), "so 72", None, None, None, 100, 1.0, "stop", logprob=-0.2)
PROGRAM = PathResult("pot", read("72"), "print(72)", "print(72)", "72\n", "ok", 50, 1.0, "stop", logprob=-0.1)


def of(result: PathResult, trust: Trust = BARE, doubts: tuple[str, ...] = (), *, is_greedy: bool = False) -> float:
    return weight(result, trust, doubts, is_greedy=is_greedy)


def test_a_sample_with_nothing_against_it_is_one_vote() -> None:
    assert of(PROSE) == of(PROGRAM) == 1.0
    assert of(PROSE, is_greedy=True) == RULES.greedy


def test_no_answer_is_no_vote() -> None:
    assert of(replace(PROSE, answer=None), is_greedy=True) == 0.0


@pytest.mark.parametrize(
    "worse",
    [
        replace(PROSE, steps=StepCount(right=3, wrong=1)),
        replace(PROSE, reason="length"),
        replace(PROSE, reason="context"),
        replace(PROGRAM, is_nearest=True),
    ],
)
def test_what_checks_found_counts_against_it(worse: PathResult) -> None:
    assert 0.0 < of(worse) < 1.0


def test_steps_that_hold_change_nothing() -> None:
    assert of(replace(PROSE, steps=StepCount(right=5, unchecked=2))) == 1.0


def test_doubts_multiply() -> None:
    assert of(PROSE, doubts=("negative",)) == pytest.approx(RULES.doubt)
    assert of(PROSE, doubts=("negative", "not whole")) == pytest.approx(RULES.doubt**2)


def test_an_answer_that_meets_the_problems_equations_outweighs_several_that_do_not() -> None:
    meets, fails = (weight(PROSE, BARE, (), is_greedy=False, satisfies=each) for each in (True, False))
    assert fails > 0.0
    assert meets > max(1.0, 8 * fails)
    assert weight(PROSE, BARE, (), is_greedy=False, satisfies=None) == 1.0


def test_the_more_reliable_path_counts_more() -> None:
    assert of(PROGRAM, MEASURED) > 1.0 > of(PROSE, MEASURED)
    assert of(PROGRAM, MEASURED) + of(PROSE, MEASURED) == pytest.approx(2.0)


def test_probability_counts_within_bounds_and_only_where_it_was_measured() -> None:
    usual = of(PROSE, MEASURED)
    assert of(replace(PROSE, logprob=-0.1), MEASURED) > usual > of(replace(PROSE, logprob=-0.3), MEASURED)
    assert of(replace(PROSE, logprob=-1e9), MEASURED) == pytest.approx(usual * RULES.least_likely)
    assert of(replace(PROSE, logprob=0.0), MEASURED) <= usual * RULES.most_likely
    assert of(replace(PROSE, logprob=None), MEASURED) == pytest.approx(usual)
    assert of(replace(PROSE, logprob=-5.0)) == 1.0


def test_the_usual_probability_of_samples_is_their_own() -> None:
    assert of(PROSE, MEASURED, is_greedy=True) < RULES.greedy * of(PROSE, MEASURED)
    assert of(PROGRAM, MEASURED, is_greedy=True) == pytest.approx(RULES.greedy * of(PROGRAM, MEASURED))
