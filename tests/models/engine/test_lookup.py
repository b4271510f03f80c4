"""Guessing from a sequence's own text: what is guessed, how often it is right, and when it pays."""

from __future__ import annotations

import random

from steppe_models.engine.lookup import LONGEST_DRAFT, Lookup
from steppe_models.engine.step_costs import StepCosts

PROCESSOR = StepCosts(((1, 27.0), (2, 51.0), (3, 71.0), (4, 86.0), (8, 138.0)), 95.0)
GPU = StepCosts(((1, 5.0), (2, 5.1), (3, 5.2), (4, 5.3), (8, 5.8)), 9000.0)
CYCLE = [11, 12, 13, 14, 15, 16, 17, 18, 19]


def fed(costs: StepCosts | None, tokens: list[int], *, prompt: int = 20) -> Lookup:
    lookup = Lookup(tokens[:prompt], costs)
    for token in tokens[prompt:]:
        lookup.observe(token)
    return lookup


def test_what_followed_last_time_is_guessed() -> None:
    lookup = Lookup([1, 2, 3, 4, 5, 9, 1, 2, 3], None, forced=True)
    assert lookup.draft()[:3] == [4, 5, 9]


def test_text_that_was_never_there_is_not_guessed() -> None:
    assert Lookup([1, 2, 3, 4, 5, 6], None, forced=True).draft() == []
    assert Lookup([1, 2], None, forced=True).draft() == []


def test_repetition_pays_on_a_gpu_and_on_a_processor_only_when_nearly_all_is_right() -> None:
    repeated = CYCLE * 12
    assert fed(GPU, repeated).best_length() == LONGEST_DRAFT
    assert len(fed(GPU, repeated).draft()) == LONGEST_DRAFT
    half_right = repeated[:]
    for place in range(24, len(half_right), 3):
        half_right[place] = 1000 + place
    assert fed(PROCESSOR, half_right).best_length() == 0


def test_text_without_repetition_is_left_alone() -> None:
    dice = random.Random(3)
    lookup = fed(GPU, [dice.randrange(50_000) for _ in range(200)])
    assert lookup.best_length() == 0
    assert lookup.draft() == []
    assert max(lookup.acceptance) == 0.0


def test_nothing_is_guessed_without_measured_costs_or_experience() -> None:
    assert fed(None, CYCLE * 12).draft() == []
    assert Lookup(CYCLE * 12, GPU).draft() == []


def test_acceptance_falls_with_length() -> None:
    dice = random.Random(5)
    tokens = [token if dice.random() < 0.8 else dice.randrange(100, 200) for token in CYCLE * 40]
    rates = fed(GPU, tokens).acceptance
    assert list(rates) == sorted(rates, reverse=True)
    assert 0 < rates[-1] < rates[0] < 1
