"""What was measured of models: only for the file that was measured, and only where enough answers were tried."""

from __future__ import annotations

from dataclasses import replace

import pytest

from steppe.check.trust import LEAST_COUNT, Rate, Trust, trust_of
from steppe_models.catalogue import load_catalogue

CATALOGUE = load_catalogue()
DEFAULT = CATALOGUE.default


def test_the_default_model_was_measured() -> None:
    trust = trust_of(DEFAULT)
    assert trust.kinds
    assert {"cot", "pot"} == set(trust.paths) == set(trust.logprobs)
    for rate in [*trust.paths.values(), *trust.kinds.values()]:
        assert 0 <= rate.right <= rate.count
    assert all(-5 < logprob < 0 for logprob in trust.logprobs.values())


def test_another_file_was_not() -> None:
    assert not trust_of(replace(DEFAULT, sha256="0" * 64)).kinds
    assert not trust_of(DEFAULT, sha256="0" * 64).kinds
    assert trust_of(DEFAULT, sha256=DEFAULT.sha256).kinds
    assert not trust_of(CATALOGUE.get("mammoth-7b")).kinds


def test_without_figures_both_paths_are_equal_and_nothing_is_claimed() -> None:
    trust = trust_of(CATALOGUE.get("mammoth-7b"))
    assert trust.reliability("cot") == trust.reliability("pot") == trust.mean_reliability
    assert trust.usual_logprob("cot") is None
    assert trust.evidence(("agree",)) is None


def test_the_most_special_kind_with_enough_answers_counts() -> None:
    kinds = {"agree, steps held": Rate(3, LEAST_COUNT - 1), "agree": Rate(18, 20)}
    trust = Trust(trust_of(DEFAULT).rules, kinds=kinds)
    assert trust.evidence(("agree, steps held", "agree")) == ("agree", Rate(18, 20))
    assert trust.evidence(("differ",)) is None
    assert trust.evidence(()) is None


@pytest.mark.parametrize(("right", "count", "share"), [(0, 0, 0.5), (18, 20, 19 / 22), (8, 8, 0.9), (0, 8, 0.1)])
def test_a_rate_is_never_certain(right: int, count: int, share: float) -> None:
    assert Rate(right, count).share == pytest.approx(share)
