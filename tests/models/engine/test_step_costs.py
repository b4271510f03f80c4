"""What follows from the cost of a step: on figures of a small processor and of a GPU."""

from __future__ import annotations

import pytest

from steppe_models.engine.step_costs import StepCosts

PROCESSOR = StepCosts(((1, 27.0), (2, 51.0), (3, 71.0), (4, 86.0), (8, 138.0), (12, 176.0), (16, 173.0)), 95.0)
IN_FOURS = StepCosts(((1, 34.0), (2, 58.0), (3, 80.0), (4, 65.0), (8, 110.0), (12, 147.0), (16, 166.0)), 120.0)
GPU = StepCosts(((1, 5.0), (2, 5.1), (3, 5.2), (4, 5.3), (8, 5.8), (12, 6.4), (16, 7.0)), 9000.0)


def test_between_measured_widths_the_cost_lies_on_a_line() -> None:
    assert PROCESSOR.cost(1) == 27.0
    assert PROCESSOR.cost(6) == 112.0
    assert PROCESSOR.tokens_per_second(4) == pytest.approx(46.5, abs=0.1)


def test_beyond_the_widest_there_are_several_waves() -> None:
    assert PROCESSOR.cost(32) == 2 * 173.0
    assert PROCESSOR.cost(17) == 173.0 + 27.0


@pytest.mark.parametrize(("costs", "pays"), [(PROCESSOR, False), (IN_FOURS, False), (GPU, True)])
def test_a_pair_pays_only_if_the_first_answer_is_not_later(costs: StepCosts, pays: bool) -> None:
    assert costs.pair_pays is pays


@pytest.mark.parametrize(
    ("costs", "samples", "wave"),
    [(PROCESSOR, 16, 16), (IN_FOURS, 4, 4), (IN_FOURS, 3, 1), (GPU, 5, 5), (PROCESSOR, 40, 16), (GPU, 1, 1)],
)
def test_the_best_wave_ends_soonest(costs: StepCosts, samples: int, wave: int) -> None:
    def whole(width: int) -> float:
        return sum(costs.cost(min(width, samples - begun)) for begun in range(0, samples, width))

    assert whole(costs.best_wave(samples)) == min(whole(width) for width in range(1, min(samples, 16) + 1))
    if samples != 3:
        assert costs.best_wave(samples) == wave


def test_equally_quick_waves_are_the_narrowest() -> None:
    straight = StepCosts(tuple((width, 10.0 * width) for width in (1, 2, 3, 4, 8)), 50.0)
    assert straight.best_wave(8) == 1


def test_costs_travel_unchanged() -> None:
    assert StepCosts.from_json(GPU.to_json()) == GPU


@pytest.mark.parametrize(
    "values",
    [
        None,
        [],
        {},
        {"steps": [], "prompt_tokens_per_second": 1.0},
        {"steps": [[2, 1.0]], "prompt_tokens_per_second": 1.0},
        {"steps": [[1, 1.0], [1, 2.0]], "prompt_tokens_per_second": 1.0},
        {"steps": [[1, -1.0]], "prompt_tokens_per_second": 1.0},
        {"steps": [[1, float("nan")]], "prompt_tokens_per_second": 1.0},
        {"steps": [[1, "x"]], "prompt_tokens_per_second": 1.0},
        {"steps": [[1, 1.0]]},
    ],
)
def test_damaged_costs_are_refused(values: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        StepCosts.from_json(values)


@pytest.mark.parametrize("number", [0, -1])
def test_nothing_costs_nothing_is_an_error(number: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        GPU.cost(number)
    with pytest.raises(ValueError, match="at least one"):
        GPU.best_wave(number)
