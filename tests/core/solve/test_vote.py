"""The vote, with written texts in place of a model's and the real sandbox: when it begins, stops, and what it tells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from steppe.problem import Problem
from steppe.sandbox.client import Sandbox
from steppe.solve.events import Event, ProgramRan, SampleEnded, TallyChanged, TextArrived, Verdict
from steppe.solve.path import PathRun
from steppe.solve.schedule import wave_width
from steppe.solve.stopping import SharedStoppableEngine
from steppe.solve.strategies import solve
from steppe.solve.task import Options, Task
from steppe.solve.vote import sample_seed
from steppe_models.catalogue import load_catalogue
from steppe_models.engine.protocol import Sampling
from steppe_models.engine.step_costs import StepCosts
from steppe_models.errors import BadInputError, EngineError

DEFAULT = replace(load_catalogue().default, sha256="0" * 64)  # nothing was measured of such a file


def prose(answer: object) -> str:
    return f"So it is \\boxed{{{answer}}}."


def program(answer: object) -> str:
    return f"print({answer})\n"


@pytest.fixture
def run(sandbox: Sandbox, scripted: type) -> Callable[..., tuple[list[Event], Verdict, object]]:
    def go(*texts: str, profile: object = DEFAULT, question: str = "How many?", **options: object):  # type: ignore[no-untyped-def]
        engine = scripted(texts)
        task = Task(Problem(question), profile, engine, sandbox, Options(**({"mode": "vote"} | options)))  # type: ignore[arg-type]
        events = list(solve(task))
        assert isinstance(events[-1], Verdict)
        return events, events[-1], engine

    return go


def samples(events: list[Event]) -> list[SampleEnded]:
    return sorted((event for event in events if isinstance(event, SampleEnded)), key=lambda event: event.number)


def test_paths_that_agree_need_no_samples(run) -> None:  # type: ignore[no-untyped-def]
    for mode in ("auto", "vote"):
        events, verdict, engine = run(program(8), prose(8), mode=mode)
        assert len(engine.requests) == 2
        assert (verdict.answer.text, verdict.agreement, verdict.samples) == ("8", "agree", 0)
        assert any(isinstance(event, TallyChanged) for event in events) == (mode == "vote")


def test_paths_that_differ_are_put_to_a_vote(run) -> None:  # type: ignore[no-untyped-def]
    texts = [program(8), prose(9), *(program(9), prose(9)) * 2]
    events, verdict, _ = run(*texts, mode="auto", least_samples=6)
    assert verdict.answer.text == "9"
    assert verdict.agreement == "agree"
    assert verdict.tally.groups[0].pot == 2
    assert "answers say 9" in verdict.checked
    assert "8 with 1" in verdict.checked
    assert len(samples(events)) == 4
    assert [event.path for event in samples(events)] == ["pot", "cot"] * 2


def test_a_vote_that_was_not_seen_to_its_end_says_that_it_is_close(run) -> None:  # type: ignore[no-untyped-def]
    texts = [program(8), prose(9), program(9), prose(9)]
    _, verdict, _ = run(*texts, mode="auto", samples=4)  # three of four: no other answer could have come to lead
    assert verdict.answer.text == "9"
    assert verdict.agreement == "differ"
    assert "close" in verdict.checked


def test_a_sample_tells_all_that_it_wrote_and_streams_nothing(run) -> None:  # type: ignore[no-untyped-def]
    events, _, engine = run(program(8), prose(9), program(9), prose(9), samples=4, seed=5)
    first, second = samples(events)
    assert (first.path, first.text, first.status, first.output) == ("pot", "```python\nprint(9)\n", "ok", "9\n")
    assert first.program == "print(9)\n"
    assert (second.path, second.text, second.program) == ("cot", prose(9), None)
    assert [event.seed for event in (first, second)] == [sample_seed(5, 1), sample_seed(5, 2)]
    assert [request.sampling.seed for request in engine.requests[2:]] == [first.seed, second.seed]
    assert all(request.sampling.temperature == first.temperature == 0.7 for request in engine.requests[2:])
    streamed = "".join(event.text for event in events if isinstance(event, TextArrived))
    assert streamed == program(8) + prose(9)


def test_the_tally_grows_by_one_answer_at_a_time(run) -> None:  # type: ignore[no-untyped-def]
    events, verdict, _ = run(program(8), prose(9), program(7), "I cannot tell.", samples=4)
    tallies = [event for event in events if isinstance(event, TallyChanged)]
    assert [tally.ended for tally in tallies] == [2, 3, 4]
    assert all(tally.planned == 4 for tally in tallies)
    assert tallies[-1].without == 1
    assert verdict.tally == tallies[-1]
    assert verdict.agreement == "differ"
    assert "close" in verdict.checked


def test_it_stops_as_soon_as_the_lead_is_safe(run) -> None:  # type: ignore[no-untyped-def]
    texts = [program(8), prose(9), *(program(8), prose(8)) * 7]
    _, verdict, engine = run(*texts, samples=16)
    assert verdict.answer.text == "8"
    assert verdict.samples < 14
    assert len(engine.requests) == 10  # one wave of 8


def test_at_least_so_many_answers_if_that_is_asked_for(run) -> None:  # type: ignore[no-untyped-def]
    _, verdict, _ = run(program(8), prose(8), *(program(8), prose(8)) * 7, least_samples=6)
    assert verdict.samples >= 4
    assert verdict.agreement == "agree"


def test_a_budget_of_tokens_ends_it(run) -> None:  # type: ignore[no-untyped-def]
    texts = [program(8), prose(9), *(program(number) for number in range(20))]
    _, verdict, engine = run(*texts, budget_tokens=8)
    assert verdict.tokens >= 8
    assert len(engine.requests) <= 10


def test_no_time_is_no_vote(run) -> None:  # type: ignore[no-untyped-def]
    _, verdict, engine = run(program(8), prose(9), budget_s=1e-9)
    assert len(engine.requests) == 2
    assert verdict.agreement == "differ"
    assert verdict.answer.text == "8"


def test_doubtful_answers_count_less(run) -> None:  # type: ignore[no-untyped-def]
    texts = [program(20.5), program(-23)]  # a program corrects nothing that ran
    question = "How many children are there?"
    _, verdict, _ = run(texts[0], prose(23), program(20.5), prose(23), samples=4, question=question)
    assert verdict.answer.text == "23"


def test_the_answer_that_meets_the_problems_equation_wins_without_a_sample(run) -> None:  # type: ignore[no-untyped-def]
    for first, second in ((6, 5), (5, 6)):
        texts = (program(first), prose(second))
        events, verdict, engine = run(*texts, mode="auto", question="Tom says 3x + 5 = 20. Solve for x.")
        assert verdict.answer.text == "5"
        assert len(engine.requests) == 2
        assert not samples(events)
        assert "holds" in verdict.checked


def test_an_answer_that_fails_the_problems_equation_is_outvoted(run) -> None:  # type: ignore[no-untyped-def]
    texts = (program(6), prose(6), program(6), prose(5), program(6), prose(5))
    _, verdict, _ = run(*texts, samples=6, question="Tom says 3x + 5 = 20. Solve for x.")
    assert verdict.answer.text == "5"


def test_a_model_that_only_reasons_votes_by_reasoning(run) -> None:  # type: ignore[no-untyped-def]
    profile = load_catalogue().get("mammoth2-8b-plus")
    events, verdict, _ = run(prose(8), prose(9), prose(9), prose(9), profile=profile, samples=4)
    assert {event.path for event in samples(events)} == {"cot"}
    assert verdict.answer.text == "9"


def test_what_breaks_in_a_sample_ends_the_solve(sandbox: Sandbox, scripted: type) -> None:
    engine = scripted([program(8), prose(9)])
    whole = engine.generate

    def generate(request):  # type: ignore[no-untyped-def]
        if request.sampling.temperature:
            raise EngineError("The engine has gone.", "Start it again.")
        return whole(request)

    engine.generate = generate
    with pytest.raises(EngineError, match="gone"):
        list(solve(Task(Problem("How many?"), DEFAULT, engine, sandbox, Options(mode="vote"))))


def test_closing_the_solve_cancels_all_samples(sandbox: Sandbox, scripted: type) -> None:
    engine = scripted([program(8), prose(9), *["word " * 20000] * 14])
    events = solve(Task(Problem("How many?"), DEFAULT, engine, sandbox, Options(mode="vote")))
    for event in events:
        if isinstance(event, TallyChanged):
            break
    next_event = next(events, None)  # a wave is under way
    events.close()  # type: ignore[attr-defined]
    assert next_event is not None
    assert all(generation.result is not None for generation in engine.generations)


def test_interleaved_needs_a_model_for_it(run) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(BadInputError, match="while it reasons"):
        run(prose(1), mode="interleaved", profile=load_catalogue().get("mammoth-7b"))


class Costed:
    """Only says what its steps cost."""

    def __init__(self, *costs: tuple[int, float]) -> None:
        self._costs = StepCosts(costs, 100.0)

    def generate(self, request: object) -> object:
        raise AssertionError(request)

    def step_costs(self) -> StepCosts:
        raise AssertionError("nobody waits for a measurement")

    def known_step_costs(self) -> StepCosts:
        return self._costs


@pytest.mark.parametrize(
    ("costs", "width"),
    [
        (((1, 30.0), (4, 40.0), (8, 42.0), (16, 45.0)), 16),  # a GPU
        (((1, 36.0), (4, 108.0), (8, 200.0), (16, 400.0)), 4),  # a processor that gains nothing from width
        (((1, 36.0), (4, 108.0), (8, 150.0), (16, 290.0)), 8),
    ],
)
def test_as_wide_as_pays(costs: tuple[tuple[int, float], ...], width: int) -> None:
    engine = Costed(*costs)
    assert wave_width(engine, 100) == width  # type: ignore[arg-type]
    assert wave_width(engine, 3) == 3  # type: ignore[arg-type]
    assert wave_width(engine, 0) == 0  # type: ignore[arg-type]


@pytest.mark.parametrize(("problems", "width"), [(1, 16), (2, 8), (4, 4), (8, 2), (16, 2)])
def test_problems_that_share_an_engine_share_the_widest_wave(problems: int, width: int) -> None:
    engine = SharedStoppableEngine(Costed((1, 36.0), (4, 108.0)), problems)  # type: ignore[arg-type]
    assert wave_width(engine, 100) == width
    assert wave_width(engine, 1) == 1


def test_no_choice_is_looked_for_once_the_vote_is_over(sandbox: Sandbox, scripted: type) -> None:
    engine = scripted(["print(7)\n", "The closest is A"])
    task = Task(Problem("How many?", ("5", "9")), DEFAULT, engine, sandbox, Options(mode="vote"))
    run = PathRun(task, "pot", sampling=Sampling(temperature=0.7, seed=1))
    for _ in run.write():
        pass
    happened = []
    for event in run.conclude():
        happened.append(event.name)
        if isinstance(event, ProgramRan):
            run.cancel()  # another answer has settled it meanwhile
    assert len(engine.requests) == 1
    assert run.result().answer is None
    assert "output" in happened
