"""The tally: groups that do not depend on the order of votes, their weights, and the stopping rule."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest

from steppe.answer import Answer
from steppe.check.compare import same_answer
from steppe.check.value import read
from steppe.solve.results import Group, Path
from steppe.solve.tally import SAFE, Tally, Vote, beta_above_half, is_settled, safety, stays_ahead


def vote(text: str | None, path: Path = "cot", weight: float = 1.0) -> Vote:
    return Vote(path, read(text) if text is not None else None, weight)


def tally(*votes: Vote, both_paths: float = 1.0) -> Tally:
    made = Tally(same_answer, both_paths=both_paths)
    for each in votes:
        made.add(each)
    return made


def groups_of(*votes: Vote) -> list[tuple[str, float]]:
    return [(group.answer.text, group.weight) for group in tally(*votes).groups()]


def test_answers_that_mean_the_same_are_one_group() -> None:
    assert groups_of(vote("72"), vote("72.0"), vote("$72"), vote("71")) == [("72", 3.0), ("71", 1.0)]


def test_groups_do_not_depend_on_the_order_although_sameness_is_not_transitive() -> None:
    votes = [vote("1/3", weight=0.5), vote("0.333"), vote("0.33"), vote("0.334"), vote("5")]
    expected = {(frozenset(group.answer.text for group in tally(*votes).groups()))}
    for order in itertools.permutations(votes):
        made = tally(*order).groups()
        assert {frozenset(group.answer.text for group in made)} == expected
        assert sorted(group.weight for group in made) == sorted(group.weight for group in tally(*votes).groups())


def test_each_pair_is_compared_at_most_once() -> None:
    asked: list[frozenset[str]] = []

    def same(first: Answer, second: Answer) -> bool:
        asked.append(frozenset((first.text, second.text)))
        return False

    made = Tally(same)
    for text in ("x+1", "x+2", "x+1", "x+3", "x+2"):
        made.add(vote(text))
        made.groups()
    assert len(asked) == len(set(asked)) == 3


def test_bare_equal_numbers_are_never_sent_to_be_compared() -> None:
    def same(first: Answer, second: Answer) -> bool:
        raise AssertionError((first, second))

    made = Tally(same)
    for text in ("72", "72.0", "144/2"):
        made.add(vote(text))
    assert [group.count for group in made.groups()] == [3]


def test_a_number_with_a_unit_is_compared_by_its_unit() -> None:
    first = Answer("5 km", "number", Fraction(5))
    second = Answer("5 kg", "number", Fraction(5))
    made = tally(Vote("cot", first, 1.0), Vote("pot", second, 1.0))
    assert len(made.groups()) == 2


def test_a_group_of_both_paths_counts_more() -> None:
    made = tally(vote("8", "cot"), vote("8", "cot"), vote("9", "cot"), vote("9", "pot"), both_paths=1.25)
    first, second = made.groups()
    assert (first.answer.text, first.weight, first.cot, first.pot) == ("9", 2.5, 1, 1)
    assert second.weight == 2.0
    assert first.share + second.share == pytest.approx(1.0)


def test_votes_without_an_answer_are_counted_as_such() -> None:
    event = tally(vote("8"), vote(None), vote(None)).now(16)
    assert (event.ended, event.planned, event.without) == (3, 16, 2)
    assert [group.answer.text for group in event.groups] == ["8"]
    assert tally(vote(None)).now(16).safety == 0.0


def test_an_answer_without_weight_does_not_lead() -> None:
    made = tally(vote("8", weight=0.0), vote("9", weight=0.1))
    assert made.groups()[0].answer.text == "9"


BETA = [
    # a, b, P(p > 1/2): for whole parameters a sum of binomial probabilities
    (1.0, 1.0, 0.5),
    (5.0, 1.0, 1 - 1 / 32),
    (1.0, 5.0, 1 / 32),
    (3.0, 2.0, 11 / 16),
    (6.0, 2.0, 15 / 16),
    (40.0, 1.0, 1 - 0.5**40),
]


@pytest.mark.parametrize(("a", "b", "expected"), BETA)
def test_beta_above_half(a: float, b: float, expected: float) -> None:
    assert beta_above_half(a, b) == pytest.approx(expected, abs=1e-12)
    assert beta_above_half(b, a) == pytest.approx(1 - expected, abs=1e-12)


def test_beta_between_whole_parameters_by_summing_the_density() -> None:
    for a, b in ((3.5, 1.25), (2.2, 2.9), (9.75, 4.5), (1.3, 1.0)):
        steps = 200_000
        points = [(step + 0.5) / steps for step in range(steps)]
        density = [p ** (a - 1) * (1 - p) ** (b - 1) for p in points]
        expected = sum(density[steps // 2 :]) / sum(density)
        assert beta_above_half(a, b) == pytest.approx(expected, abs=1e-5)


def test_beta_needs_positive_parameters() -> None:
    with pytest.raises(ValueError, match="positive"):
        beta_above_half(0.0, 1.0)


def group(weight: float) -> Group:
    return Group(Answer("1", "number", Fraction(1)), weight, 0.5, 1, 1)


def test_the_rule_of_stopping() -> None:
    assert safety([]) == 0.0
    assert safety([group(4.0)]) >= SAFE  # two greedy answers that agree
    assert safety([group(2.0)]) < SAFE  # one greedy answer alone
    assert safety([group(2.0), group(2.0)]) == pytest.approx(0.5)
    assert safety([group(5.0), group(1.0)]) < SAFE < safety([group(6.0), group(1.0)])
    assert safety([group(1.0), group(7.0)]) == safety([group(7.0), group(1.0)])


def exactly(first: int, second: int, left: int) -> Fraction:
    """`stays_ahead` for whole weights, by adding up every order in which the votes may come (Polya's urn)."""
    if left == 0:
        return Fraction(int(first > second))
    whole = first + second + 2
    return Fraction(first + 1, whole) * exactly(first + 1, second, left - 1) + Fraction(second + 1, whole) * exactly(
        first, second + 1, left - 1
    )


@pytest.mark.parametrize(
    ("first", "second", "left"), [(1, 0, 1), (2, 2, 3), (5, 2, 4), (5, 2, 12), (3, 0, 14), (0, 4, 2)]
)
def test_staying_ahead_is_what_an_urn_gives(first: int, second: int, left: int) -> None:
    assert stays_ahead(first, second, left) == pytest.approx(float(exactly(first, second, left)))


def test_staying_ahead_for_ever_is_the_beta_criterion() -> None:
    assert stays_ahead(5.3, 2.1, 4000) == pytest.approx(beta_above_half(6.3, 3.1), abs=2e-3)


def test_lead_that_nothing_can_change_is_certain_and_a_tie_is_none() -> None:
    assert stays_ahead(7.5, 2.0, 5) == pytest.approx(1.0)
    assert stays_ahead(2.5, 2.0, 0) == 1.0
    assert stays_ahead(2.0, 2.0, 0) == 0.0


def test_what_settles_a_vote() -> None:
    agreed = Group(read("7"), 4.0, 1.0, 1, 1)
    alone = Group(read("7"), 2.0, 1.0, 1, 0)
    assert is_settled([agreed], 14)
    assert not is_settled([alone], 1)  # one greedy answer settles nothing
    assert is_settled([Group(read("7"), 4.0, 1.0, 1, 0)], 14)  # one that meets the problem's equations does
    assert not is_settled([], 1)
    other = Group(read("8"), 2.0, 0.3, 1, 0)
    leading = Group(read("7"), 5.0, 0.7, 2, 1)
    assert not is_settled([leading, other], 12)
    assert is_settled([leading, other], 4)
