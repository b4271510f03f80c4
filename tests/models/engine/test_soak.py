"""Many problems with joins, cancels and killed workers at random: nothing is mixed up, nothing grows."""

from __future__ import annotations

import contextlib
import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest

from steppe_models.engine.client import Engine
from steppe_models.engine.interface import EngineNote
from steppe_models.engine.protocol import EngineSettings, Generated, GenerateRequest
from steppe_models.records import InstalledModel

READERS = 10
MOST_GROWTH_BYTES = 48 * 1024 * 1024


def prompt(number: int) -> str:
    """A text whose continuation is clear, and another for each number."""
    words = [str(100 + (number * 37 + place * 211) % 900) for place in range(4)]
    return f"{', '.join(words * 3)}, {words[0]},"


def wanted(number: int) -> GenerateRequest:
    return GenerateRequest(prompt(number), (), 14, budget_s=600.0)


class Soak:
    """One run: `problems` in order over several readers; what each of them saw is kept."""

    def __init__(self, engine: Engine, seed: int) -> None:
        self.engine = engine
        self.dice = random.Random(seed)
        self.lock = threading.Lock()
        self.notes = 0

    def solve(self, number: int) -> tuple[int, str, Generated, bool]:
        with self.lock:
            cancel_at = self.dice.randrange(12) if self.dice.random() < 0.25 else -1
        generation = self.engine.generate(wanted(number))
        text = ""
        for count, item in enumerate(generation):
            if isinstance(item, EngineNote):
                with self.lock:
                    self.notes += 1
                continue
            text += item.text
            if count == cancel_at:
                generation.cancel()
        assert generation.result is not None
        return number, text, generation.result, cancel_at >= 0

    def run(self, numbers: range, *, kill_each: int = 0) -> Iterator[tuple[int, str, Generated, bool]]:
        with ThreadPoolExecutor(READERS, thread_name_prefix="reader") as pool:
            for count, result in enumerate(pool.map(self.solve, numbers), 1):
                if kill_each and count % kill_each == 0:
                    with contextlib.suppress(psutil.NoSuchProcess):
                        psutil.Process(self.engine.pid).kill()
                yield result


def soak(model: InstalledModel, problems: int, kills: int) -> None:
    with Engine(EngineSettings(model.path, context=512, threads=1, sequences=8, lookup=False)) as engine:
        engine.wait_loaded(60)
        alone = [run_alone(engine, number) for number in range(problems)]
        run = Soak(engine, problems)
        middle = problems // 2
        results = list(run.run(range(middle), kill_each=middle // (kills + 1)))
        results += run.run(range(middle, middle + problems // 5))
        before = memory_bytes(engine)
        results += run.run(range(middle + problems // 5, problems))
        assert memory_bytes(engine) - before < MOST_GROWTH_BYTES
        assert run.notes >= kills
    assert [number for number, *_ in results] == list(range(problems))
    for number, text, result, was_cancelled in results:
        assert text == result.text
        assert result.reason in (("length", "cancelled") if was_cancelled else ("length",))
        assert alone[number].startswith(text)
        assert was_cancelled or text == alone[number]
    assert sum(result.reason == "cancelled" for _, _, result, _ in results) > 0


def run_alone(engine: Engine, number: int) -> str:
    generation = engine.generate(wanted(number))
    return "".join(item.text for item in generation if not isinstance(item, EngineNote))


def memory_bytes(engine: Engine) -> int:
    worker = psutil.Process(engine.pid).memory_info().rss
    return int(worker + psutil.Process().memory_info().rss)


def test_short_soak(small_model: InstalledModel) -> None:
    soak(small_model, 16, kills=1)


@pytest.mark.slow
@pytest.mark.timeout(2400)  # eight minutes, or far more while other programs are at work
def test_soak_of_200_problems(small_model: InstalledModel) -> None:
    soak(small_model, 200, kills=4)
