"""Our engine under measurement: requests that run together, timed as a reader of their text sees them."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from steppe_models.catalogue import ModelProfile
from steppe_models.engine.client import Engine
from steppe_models.engine.interface import EngineNote
from steppe_models.engine.protocol import Generated, GenerateRequest, Sampling
from steppe_models.errors import EngineError, SteppeError
from steppe_models.prompts import Mode, render

PROBLEM = (
    "A school orders 18 boxes of pencils with 24 pencils in each box. The pencils are shared out among 12 classes, and "
    "each class gets the same number. Each class puts a quarter of its pencils aside and gives the others to its 9 "
    "pupils, as many as possible to each. How many pencils does each pupil get, and how many are left over in each "
    "class?"
)
STORY = "Write a long story, in many chapters, about a lighthouse, its keeper, the keeper's daughter and the storms."
_OTHER_TASKS = (
    "Explain the proof that the square root of {0} is irrational.",
    "Tell in detail how {0} bridges over a river were built.",
    "List {0} facts of geometry, each with an example.",
    "Describe a journey of {0} days through the mountains.",
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One generation as its reader saw it: when it was asked for, and (moment, tokens so far) of every piece."""

    asked_at: float
    pieces: tuple[tuple[float, int], ...]
    result: Generated

    @property
    def first_at(self) -> float:
        """When the first text was there."""
        return self.pieces[0][0]

    @property
    def ended_at(self) -> float:
        """When the last text was there."""
        return self.pieces[-1][0]


def long_request(profile: ModelProfile, mode: Mode, problem: str, max_tokens: int) -> GenerateRequest:
    """A request that runs to `max_tokens`: greedy, without stop strings."""
    prompt = render(profile.prompt_format, mode, problem)
    return GenerateRequest(prompt.text, (), max_tokens)


def sampled(request: GenerateRequest, seed: int) -> GenerateRequest:
    """The same request with a temperature and a seed of its own."""
    return replace(request, sampling=Sampling(temperature=0.8, seed=seed))


def fresh(request: GenerateRequest) -> GenerateRequest:
    """The same request on an empty cache."""
    return replace(request, fresh=True)


def prompt_only(request: GenerateRequest) -> GenerateRequest:
    """The same prompt, with one token behind it."""
    return replace(request, max_tokens=1)


def different(profile: ModelProfile, number: int) -> GenerateRequest:
    """One of many requests that have little in common, for the speed of prompts."""
    task = _OTHER_TASKS[number % len(_OTHER_TASKS)].format(number + 3)
    filler = " ".join(f"Mention the number {number * 100 + each} somewhere." for each in range(2))
    return long_request(profile, "cot", f"{task} {filler}", 1)


def read_together(engine: Engine, requests: Sequence[GenerateRequest]) -> list[Reading]:
    """Ask for all at once, in order, and read each in a thread of its own.

    Raises:
        SteppeError: a generation failed, or gave no text.
    """
    readings: list[Reading | SteppeError | None] = [None] * len(requests)

    def read(place: int, asked_at: float, request_generation: object) -> None:
        try:
            readings[place] = _read(asked_at, request_generation)
        except SteppeError as error:
            readings[place] = error

    threads = []
    for place, request in enumerate(requests):
        asked_at = time.perf_counter()
        generation = engine.generate(request)
        threads.append(threading.Thread(target=read, args=(place, asked_at, generation), name=f"bench-{place}"))
        threads[-1].start()
    for thread in threads:
        thread.join()
    whole = [each for each in readings if isinstance(each, Reading)]
    failed = next((each for each in readings if isinstance(each, SteppeError)), None)
    if failed is not None or len(whole) != len(requests):
        raise failed or EngineError("A measured text did not come.", "Run `steppe doctor`.")
    return whole


def _read(asked_at: float, generation: object) -> Reading:
    pieces = []
    for item in generation:  # type: ignore[attr-defined]
        if isinstance(item, EngineNote):
            raise EngineError(f"The engine broke off while it was measured: {item.text}", "Measure again.")
        pieces.append((time.perf_counter(), item.tokens))
    result = generation.result  # type: ignore[attr-defined]
    if not pieces:
        raise EngineError("A measured text was empty.", "Measure with the default model.")
    return Reading(asked_at, tuple(pieces), result)


def decode_speed(readings: Sequence[Reading]) -> float:
    """Tokens per second of all together, while all were writing."""
    start = max(reading.first_at for reading in readings)
    end = min(reading.ended_at for reading in readings)
    if end <= start:
        raise EngineError("The measured texts were too short.", "Measure with the default model.")
    tokens = sum(_tokens_at(reading, end) - _tokens_at(reading, start) for reading in readings)
    return tokens / (end - start)


def _tokens_at(reading: Reading, moment: float) -> int:
    return max((tokens for at, tokens in reading.pieces if at <= moment), default=0)


def expect_tokens(reading_tokens: int, wanted: int) -> None:
    """Ours and the peer's texts are compared token for token: both must have run to the end that was set.

    Raises:
        EngineError: a text ended by itself.
    """
    if reading_tokens < wanted:
        raise EngineError(
            f"A measured text ended after {reading_tokens} of {wanted} tokens, so that it cannot be compared.",
            "Measure with the default model, or with --quick.",
        )
