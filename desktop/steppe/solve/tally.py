"""The tally of a vote: answers that mean the same in groups, their weights, and whether the lead is safe. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from steppe.answer import Answer
from steppe.solve.events import Group, Path, TallyChanged

SAFE = 0.95
_LEAST_BACKING = 2  # answers behind one that settles a vote
_FRACTION_STEPS = 300
_TINY = 1e-300


@dataclass(frozen=True, slots=True)
class Vote:
    """One answer and what it counts; None is an answer that could not be read, or that a check has thrown out."""

    path: Path
    answer: Answer | None
    weight: float


class Tally:
    """Votes as they come. Groups depend on the votes alone and not on the order in which they came.

    `same` says whether two answers mean the same; it need not be transitive (0.33 and 0.333 are both 1/3): each answer
    is held against the most exact one of a group. It is asked at most once for each pair. A group that programs and
    reasoning both came to counts `both_paths` times its weight.
    """

    def __init__(self, same: Callable[[Answer, Answer], bool], *, both_paths: float = 1.0) -> None:
        self._same = same
        self._both_paths = both_paths
        self._known: dict[frozenset[Answer], bool] = {}
        self.votes: list[Vote] = []

    def add(self, vote: Vote) -> None:
        """Count one more vote."""
        self.votes.append(vote)

    @property
    def without(self) -> int:
        """How many votes have no answer."""
        return sum(vote.answer is None for vote in self.votes)

    def groups(self) -> tuple[Group, ...]:
        """The groups, the heaviest first."""
        gathered: list[tuple[Answer, list[Vote]]] = []
        votes = [vote for vote in self.votes if vote.answer is not None]
        for answer in sorted({vote.answer for vote in votes if vote.answer}, key=_most_exact_first):
            mine = [vote for vote in votes if vote.answer == answer]
            place = next((members for first, members in gathered if self._is_same(first, answer)), None)
            if place is None:
                gathered.append((answer, mine))
            else:
                place.extend(mine)
        weights = [self._weight(members) for _, members in gathered]
        total = sum(weights) or 1.0
        made = [
            Group(_shown(members), weight, weight / total, _count(members, pot=False), _count(members, pot=True))
            for (_, members), weight in zip(gathered, weights, strict=True)
        ]
        return tuple(sorted(made, key=lambda group: (-group.weight, -group.count, group.answer.text)))

    def now(self, planned: int) -> TallyChanged:
        """How the vote stands, as an event."""
        groups = self.groups()
        return TallyChanged(groups, len(self.votes), planned, self.without, safety(groups))

    def _weight(self, members: list[Vote]) -> float:
        has_both = _count(members, pot=True) > 0 and _count(members, pot=False) > 0
        return sum(vote.weight for vote in members) * (self._both_paths if has_both else 1.0)

    def _is_same(self, first: Answer, second: Answer) -> bool:
        if first == second or _is_exactly_equal(first, second):
            return True
        pair = frozenset((first, second))
        if pair not in self._known:
            self._known[pair] = self._same(first, second)
        return self._known[pair]


def safety(groups: Iterable[Group]) -> float:
    """The probability that the leading answer is the more likely one of the two that lead; 0 without an answer.

    Of the two leading groups, with weights a and b as counts, the share p of the first has the distribution
    Beta(a + 1, b + 1) when all shares were equally likely before: P(p > 1/2). This is the Beta criterion of
    Adaptive-Consistency (Aggarwal et al. 2023, arXiv 2305.11860), which stops at 0.95.
    """
    weights = sorted((group.weight for group in groups), reverse=True)
    if not weights:
        return 0.0
    return beta_above_half(weights[0] + 1.0, (weights[1] if len(weights) > 1 else 0.0) + 1.0)


def is_settled(groups: Sequence[Group], left: int) -> bool:
    """Whether `left` more answers, as many as the vote may still take, will hardly change who leads."""
    if not groups:
        return False
    return settles(groups[0].weight, groups[1].weight if len(groups) > 1 else 0.0, groups[0].count, left)


def settles(first: float, second: float, backing: int, left: int) -> bool:
    """The same for the weights of the two leading groups; `backing` answers are in the first.

    One answer alone settles nothing, unless its lead is safe whatever may come.
    """
    if backing < _LEAST_BACKING and beta_above_half(first + 1.0, second + 1.0) < SAFE:
        return False
    return stays_ahead(first, second, left) >= SAFE


def stays_ahead(first: float, second: float, left: int) -> float:
    """The probability that `first` is still greater than `second` after `left` more votes, of 1 each, for one of them.

    With the weights as counts, the number that falls to the first has the beta-binomial distribution with the
    parameters `left`, first + 1 and second + 1: the posterior predictive of a share of which nothing was known before.
    With more and more votes left this becomes the Beta criterion of `safety`; with few left much less is enough.
    """
    least = max(0, math.floor((second - first + left) / 2) + 1)
    a, b = first + 1.0, second + 1.0
    outcomes = range(least, left + 1)
    return math.fsum(
        math.exp(_log_beta(count + a, left - count + b) - _log_beta(a, b) - _log_beta(count + 1, left - count + 1))
        for count in outcomes
    ) / (left + 1)


def _log_beta(a: float, b: float) -> float:
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)


def beta_above_half(a: float, b: float) -> float:
    """P(p > 1/2) for p ~ Beta(a, b): the regularised incomplete beta function I_{1/2}(b, a).

    By the continued fraction of Abramowitz and Stegun, 26.5.8, with the modified Lentz method.

    Raises:
        ValueError: a parameter is not positive.
    """
    if a <= 0 or b <= 0:
        raise ValueError("the parameters of a beta distribution are positive")
    if b > a:  # the fraction converges fast where 1/2 lies below the mean of the other tail
        return 1.0 - beta_above_half(b, a)
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) - (a + b) * math.log(2.0)) / a
    return 1.0 - front * _continued_fraction(a, b, 0.5)


def _continued_fraction(a: float, b: float, x: float) -> float:
    c, d = 1.0, 1.0 / _away_from_zero(1.0 - (a + b) * x / (a + 1.0))
    value = d
    for m in range(1, _FRACTION_STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        change = 1.0
        for term in (even, odd):
            d = 1.0 / _away_from_zero(1.0 + term * d)
            c = _away_from_zero(1.0 + term / c)
            change = c * d
            value *= change
        if abs(change - 1.0) < 1e-14:
            break
    return value


def _away_from_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY


def _most_exact_first(answer: Answer) -> tuple[bool, bool, int, str, str]:
    """An order of answers that depends on them alone: numbers before the rest, exact ones first, then more digits."""
    return answer.number is None, not answer.is_exact, -answer.decimals, answer.text, answer.kind


def _is_exactly_equal(first: Answer, second: Answer) -> bool:
    """Whether both are the same bare number: then nothing needs to be compared."""
    is_bare = first.number is not None and first.number == second.number and first.kind == second.kind == "number"
    return is_bare and not any(letter.isalpha() or letter in "%$" for letter in first.text + second.text)


def _shown(members: list[Vote]) -> Answer:
    """The form of the answer with the most weight behind it."""
    weights: dict[Answer, float] = {}
    for vote in members:
        assert vote.answer is not None
        weights[vote.answer] = weights.get(vote.answer, 0.0) + vote.weight
    return max(weights, key=lambda answer: (weights[answer], answer.is_exact, -len(answer.text), answer.text))


def _count(members: list[Vote], *, pot: bool) -> int:
    return sum((vote.path == "pot") == pot for vote in members)
