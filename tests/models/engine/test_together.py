"""Several sequences at once with a real small model: what they share, how they wait, and what each of them gets."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator

import pytest

from steppe_models.engine.client import Engine, Generation
from steppe_models.engine.interface import TextChunk
from steppe_models.engine.protocol import EngineSettings, Generated, GenerateRequest, Sampling
from steppe_models.errors import EngineError
from steppe_models.prompts import render
from steppe_models.records import InstalledModel

QUESTION = "A train goes 90 km in one hour and 45 km in the next. How far does it go in all?"
Ended = tuple[str, Generated]


@pytest.fixture(scope="module")
def engine(small_model: InstalledModel) -> Iterator[Engine]:
    with Engine(EngineSettings(small_model.path, context=1024, threads=1)) as engine:
        engine.wait_loaded(60)
        yield engine


@pytest.fixture
def small_engine(small_model: InstalledModel) -> Iterator[Callable[..., Engine]]:
    """Engines with settings of the test's own."""
    started: list[Engine] = []

    def start(**settings: object) -> Engine:
        values = {"context": 512, "threads": 1} | settings
        started.append(Engine(EngineSettings(small_model.path, **values)))  # type: ignore[arg-type]
        started[-1].wait_loaded(60)
        return started[-1]

    yield start
    for each in started:
        each.close()


def request(question: str = QUESTION, mode: str = "cot", max_tokens: int = 12, **values: object) -> GenerateRequest:
    prompt = render("chatml", mode, question)  # type: ignore[arg-type]
    return GenerateRequest(prompt.text, (), max_tokens, **values)  # type: ignore[arg-type]


def ended(generation: Generation) -> Ended:
    text = "".join(item.text for item in generation if isinstance(item, TextChunk))
    assert generation.result is not None
    return text, generation.result


def test_equal_prompts_at_once_are_processed_once(engine: Engine) -> None:
    wanted = request("Sixteen at once: what is 3 + 4?", max_tokens=4)
    results = [ended(each) for each in [engine.generate(wanted) for _ in range(16)]]
    assert len({text for text, _ in results}) == 1
    whole = results[0][1].prompt_tokens
    cached = [result.cached_tokens for _, result in results]
    assert cached[0] < whole / 2
    assert min(cached[1:]) >= whole - 1  # one that comes later has its last token processed for its own logits
    assert cached.count(whole) > 0


def test_samples_of_one_prompt_differ_by_their_seeds(engine: Engine) -> None:
    generations = [
        engine.generate(request(sampling=Sampling(temperature=1.0, seed=seed), max_tokens=8)) for seed in range(4)
    ]
    assert len({ended(each)[0] for each in generations}) > 1


def test_two_paths_that_arrive_together_share_the_problem(engine: Engine) -> None:
    question = "Two paths: a garden is 12 m long and 7 m wide, with a path 1 m wide around it. " * 3
    program, prose = engine.generate(request(question, "pot")), engine.generate(request(question, "cot"))
    (_, first), (_, second) = ended(program), ended(prose)
    new = second.prompt_tokens - second.cached_tokens
    assert new <= 0.35 * first.prompt_tokens
    assert first.cached_tokens < first.prompt_tokens / 2


def test_many_samples_do_not_push_out_other_problems(engine: Engine) -> None:
    kept = request("Kept: how many days are in seven weeks and two days?", max_tokens=2)
    ended(engine.generate(kept))
    for _ in range(2):
        deque(map(ended, [engine.generate(request("Many: what is 5 * 5?", max_tokens=2)) for _ in range(16)]))
    _, again = ended(engine.generate(kept))
    assert again.cached_tokens == again.prompt_tokens - 1


def test_sum_of_log_probabilities_is_that_of_the_high_level_class(engine: Engine, small_model: InstalledModel) -> None:
    wanted = GenerateRequest("The capital of France is", (), 10, wants_logprobs=True, fresh=True)
    script = (
        "import sys, json, numpy; from llama_cpp import Llama\n"
        "model = Llama(sys.argv[1], n_ctx=1024, n_threads=1, n_threads_batch=1, verbose=False, flash_attn=True,"
        " logits_all=True)\n"
        "model.eval(model.tokenize(sys.argv[2].encode(), special=True))\n"
        "total = 0.0\n"
        "for _ in range(10):\n"
        "    row = model.scores[model.n_tokens - 1].astype(float)\n"
        "    token = int(row.argmax())\n"
        "    total += row[token] - row.max() - numpy.log(numpy.exp(row - row.max()).sum())\n"
        "    model.eval([token])\n"
        "print(total)\n"
    )
    command = [sys.executable, "-W", "ignore", "-c", script, str(small_model.path), wanted.prompt]
    peer = subprocess.run(command, capture_output=True, text=True, check=True)
    _, result = ended(engine.generate(wanted))
    assert result.logprob_sum == pytest.approx(float(peer.stdout), rel=1e-3)
    assert ended(engine.generate(request(max_tokens=2)))[1].logprob_sum is None


def test_time_budget_ends_a_sequence_and_leaves_the_other(engine: Engine) -> None:
    limited = engine.generate(request(max_tokens=5000, budget_s=0.4))
    other = engine.generate(request("Not limited: count from one to ten.", max_tokens=12))
    text, result = ended(limited)
    assert result.reason == "time"
    assert result.text == text
    assert ended(other)[1].reason in ("stop", "length")


def test_time_budget_ends_inside_a_long_prompt_and_in_the_queue(small_engine: Callable[..., Engine]) -> None:
    engine = small_engine(context=4096, sequences=1)
    long = engine.generate(GenerateRequest("four and four " * 1300, (), 4, budget_s=0.3))
    queued = engine.generate(request(budget_s=0.01))
    assert [ended(each)[1].reason for each in (long, queued)] == ["time", "time"]
    assert long.result is not None
    assert long.result.tokens == 0


def test_cancel_all_while_a_long_prompt_is_processed(engine: Engine) -> None:
    generations = [engine.generate(request(f"Cancelled {number}", max_tokens=900)) for number in range(3)]
    generations.append(engine.generate(GenerateRequest("eleven plus two " * 240, (), 900)))
    next(iter(generations[0]))
    for each in generations:
        each.cancel()
    assert {ended(each)[1].reason for each in generations} <= {"cancelled", "stop"}
    assert generations[-1].result is not None
    assert generations[-1].result.tokens == 0
    assert ended(engine.generate(request(max_tokens=3)))[1].tokens == 3


def test_reader_that_stops_reading_pauses_only_its_own_text(small_engine: Callable[..., Engine]) -> None:
    engine = small_engine(unread_events=8, sequences=1, lookup=False)
    alone, _ = ended(engine.generate(request(max_tokens=40, fresh=True)))
    slow = engine.generate(request(max_tokens=40))
    others = [ended(engine.generate(request(f"Other {number}", max_tokens=10)))[1].tokens for number in range(2)]
    assert others == [10, 10]
    assert slow._inbox.qsize() <= 8
    text, result = ended(slow)
    assert (result.reason, result.tokens) == ("length", 40)
    assert text[:20] == alone[:20]


def test_more_sequences_than_the_cache_holds_take_turns(small_engine: Callable[..., Engine]) -> None:
    engine = small_engine(context=256, cells=256, sequences=4, lookup=False)
    wanted = [GenerateRequest(pattern(number), (), 50) for number in range(4)]
    alone = [ended(engine.generate(each))[0] for each in wanted]
    together = [ended(each) for each in [engine.generate(each) for each in wanted]]
    assert [result.tokens for _, result in together] == [50] * 4
    assert [text for text, _ in together] == alone


def pattern(number: int) -> str:
    """A text whose continuation is clear, and another for each number."""
    words = [str(100 + (number * 37 + place * 211) % 900) for place in range(4)]
    return f"{', '.join(words * 3)}, {words[0]},"


def test_guessing_ahead_changes_no_text(small_engine: Callable[..., Engine]) -> None:
    guessing, plain = small_engine(lookup=True), small_engine(lookup=False)
    for prompt in (pattern(1), "Repeat: the cat sat on the mat and the dog lay on the rug. " * 5):
        wanted = GenerateRequest(prompt, (), 40)
        (text, result), (expected, without) = ended(guessing.generate(wanted)), ended(plain.generate(wanted))
        assert (text, result.tokens) == (expected, 40)
        assert (result.accepted_tokens > 0, without.drafted_tokens) == (True, 0)


def test_a_crash_restarts_the_worker_once_for_all(small_engine: Callable[..., Engine]) -> None:
    engine = small_engine()
    generations = [engine.generate(request(f"Number {number}", max_tokens=150)) for number in range(4)]
    first = iter(generations[0])
    head = next(first)
    assert isinstance(head, TextChunk)
    assert engine.pid is not None
    subprocess.run(["kill", "-9", str(engine.pid)], check=True)
    pids, notes = set(), []
    for generation, items in zip(generations, (first, *map(iter, generations[1:])), strict=True):
        notes.append(0)
        text = head.text if generation is generations[0] else ""
        for item in items:
            if isinstance(item, TextChunk):
                text += item.text
            else:
                notes[-1] += 1
                pids.add(engine.pid)
                generation.cancel()
        assert generation.result is not None
        assert generation.result.text == text
    assert notes == [1, 1, 1, 1]
    assert len(pids) == 1


def test_closing_from_another_thread_ends_the_text_with_a_sentence(small_engine: Callable[..., Engine]) -> None:
    engine = small_engine()
    generation = engine.generate(request(max_tokens=400))
    items = iter(generation)
    next(items)
    closer = threading.Thread(target=engine.close)
    closer.start()
    with pytest.raises(EngineError, match="was closed"):
        deque(items)
    closer.join()
    assert engine.pid is None


def test_many_threads_may_wait_for_the_model(small_model: InstalledModel) -> None:
    with Engine(EngineSettings(small_model.path, context=512, threads=1)) as engine:
        results: list[Ended] = []
        threads = [
            threading.Thread(target=lambda: results.append(ended(engine.generate(request(max_tokens=3)))))
            for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert [result.tokens for _, result in results] == [3] * 4
