"""A vote with the small real model: samples run together, are repeatable by their seeds, and are all kept."""

from __future__ import annotations

from steppe.app import EngineChoice, make_engine
from steppe.history.codec import decode, encode
from steppe.history.replay import compare
from steppe.problem import Problem
from steppe.sandbox.client import Sandbox
from steppe.solve.events import SampleEnded, TallyChanged, Verdict
from steppe.solve.strategies import solve
from steppe.solve.task import Options, Task
from steppe.solve.vote import sample_seed
from steppe_models.engine.protocol import GenerateRequest
from steppe_models.prompts import render
from steppe_models.records import InstalledModel


def test_a_vote_of_the_small_model(small_model: InstalledModel, sandbox: Sandbox) -> None:
    options = Options(mode="vote", samples=6, least_samples=6, max_tokens=40, seed=3, budget_s=600, repairs=0)
    problem = Problem("Tom has 3 bags with 4 apples each. How many apples does he have?")
    with make_engine(small_model, EngineChoice(context=1024)) as engine:
        events = list(solve(Task(problem, small_model.profile, engine, sandbox, options)))
    samples = {event.number: event for event in events if isinstance(event, SampleEnded)}
    assert sorted(samples) == [1, 2, 3, 4]
    assert [samples[number].path for number in (1, 2, 3, 4)] == ["pot", "cot", "pot", "cot"]
    assert [samples[number].seed for number in (1, 2, 3, 4)] == [sample_seed(3, number) for number in (1, 2, 3, 4)]
    assert samples[2].text != samples[4].text  # other seeds, other words
    for event in samples.values():
        assert 0 < event.tokens <= 40
        assert event.logprob is not None
        assert event.logprob < 0
        assert (event.weight > 0) == (event.answer is not None)
    verdict = events[-1]
    assert isinstance(verdict, Verdict)
    assert verdict.samples == 4
    assert verdict.tokens >= sum(event.tokens for event in samples.values())
    last = [event for event in events if isinstance(event, TallyChanged)][-1]
    assert last.ended == 6
    assert last.without + sum(group.count for group in last.groups) == 6
    assert [decode(encode(event)) for event in events] == events  # the history keeps all of it
    again = compare(events, events)
    assert again.is_equal
    assert again.circumstances == ("4 of 4 sampled answers are the same word for word.",)


def test_worked_examples_are_processed_once_for_all_problems(small_model: InstalledModel) -> None:
    requests = [
        GenerateRequest(render("chatml", mode, question, examples="worked").text, max_tokens=2)
        for question in ("What is 2 + 3?", "How many legs have 7 dogs?")
        for mode in ("pot", "cot")
    ]
    with make_engine(small_model, EngineChoice(context=1024)) as engine:
        ended = []
        for request in requests:
            generation = engine.generate(request)
            for _ in generation:
                pass
            assert generation.result is not None
            ended.append(generation.result)
    for first, second in ((ended[0], ended[2]), (ended[1], ended[3])):
        assert first.prompt_tokens > 250
        assert second.prompt_tokens - second.cached_tokens < 90  # the problem and its instruction alone
