"""The engine room on real engines: steps are measured when nobody waits, and a server's engine is kept."""

from __future__ import annotations

import queue
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from steppe.problem import Problem
from steppe.sandbox.client import Sandbox
from steppe.solve.schedule import paths_at_once
from steppe.solve.stopping import stoppable
from steppe_models.engine.client import Engine
from steppe_models.engine.cost_cache import all_costs
from steppe_models.engine.protocol import EngineSettings, GenerateRequest
from steppe_models.errors import EngineError
from steppe_models.places import cache_dir
from steppe_models.records import InstalledModel
from steppe_qt.solving.engine_room import EngineRoom
from steppe_qt.solving.idle_measuring import IdleMeasuring
from steppe_qt.solving.means import Means, ResidentEngine, ServedModel, find_served, real_means
from steppe_qt.solving.messages import Ended, Happened
from steppe_qt.solving.request import EngineStatus, SolveRequest

LIMIT_S = 120.0


@dataclass
class Room:
    """An engine room with what it tells, and the engines that it made."""

    room: EngineRoom
    told: queue.SimpleQueue[object]
    made: list[ResidentEngine]
    seen: list[object] = field(default_factory=list)

    def wait(self, is_it: Callable[[object], bool]) -> object:
        end = time.monotonic() + LIMIT_S
        while True:
            message = self.told.get(timeout=max(0.1, end - time.monotonic()))
            self.seen.append(message)
            if is_it(message):
                return message

    def solve(self, number: int, max_tokens: int = 24) -> Ended:
        request = SolveRequest(
            Problem("A box holds 7 eggs. How many do 6 boxes hold?"), mode="cot", max_tokens=max_tokens
        )
        self.room.solve(number, request)
        ended = self.wait(lambda each: isinstance(each, Ended) and each.number == number)
        assert isinstance(ended, Ended)
        return ended


@pytest.fixture
def open_room(shared_sandbox: Sandbox) -> Iterator[Callable[..., Room]]:
    """Makes rooms; each is closed at the end with its threads and its engine."""
    before = set(threading.enumerate())
    rooms: list[Room] = []

    class Lent:
        """The session's sandbox, which a room must not close for the others."""

        def __getattr__(self, name: str) -> object:
            return getattr(shared_sandbox, name)

        def close(self) -> None:
            shared_sandbox.cancel()

    def make(model: object, make_engine: Callable[[object], ResidentEngine], idle_s: float) -> Room:
        made: list[ResidentEngine] = []

        def engine_for(wanted: object) -> ResidentEngine:
            made.append(make_engine(wanted))
            return made[-1]

        told: queue.SimpleQueue[object] = queue.SimpleQueue()
        means = Means(lambda _: model, list, engine_for, Lent)  # type: ignore[arg-type, return-value]
        rooms.append(Room(EngineRoom(means, told.put, idle_s=idle_s), told, made))
        return rooms[-1]

    yield make
    assert all(each.room.close() for each in rooms)
    end = time.monotonic() + 30
    while left := [each for each in threading.enumerate() if each not in before and each.name.startswith("steppe")]:
        assert time.monotonic() < end, f"threads still run: {left}"
        time.sleep(0.02)


def small_engine(model: InstalledModel) -> Engine:
    return Engine(EngineSettings(model.path, context=1024, threads=1, sequences=2))


def known(engine: ResidentEngine) -> bool:
    assert isinstance(engine, Engine)
    return engine.known_step_costs() is not None


def until(is_there: Callable[[], bool]) -> None:
    end = time.monotonic() + LIMIT_S
    while not is_there():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def test_steps_are_measured_once_the_model_is_loaded_and_nothing_runs(
    open_room: Callable[..., Room], small_model: InstalledModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STEPPE_CACHE_DIR", str(tmp_path))
    room = open_room(small_model, lambda _: small_engine(small_model), 0.05)
    room.room.use_model("")
    room.wait(lambda each: isinstance(each, EngineStatus) and each.phase == "ready")
    until(lambda: known(room.made[0]))
    assert room.solve(1).ending.kind == "solved"
    assert len(room.made) == 1
    for stored in all_costs():  # only what was measured on a quiet machine is kept
        assert stored.key.file == small_model.path.name


def test_nothing_is_measured_while_a_solve_is_under_way(
    open_room: Callable[..., Room], small_model: InstalledModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STEPPE_CACHE_DIR", str(tmp_path))
    room = open_room(small_model, lambda _: small_engine(small_model), 0.0)
    room.room.solve(
        1, SolveRequest(Problem("A box holds 7 eggs. How many do 6 boxes hold?"), mode="cot", max_tokens=200)
    )
    room.wait(lambda each: isinstance(each, Happened))
    for _ in range(20):
        assert not known(room.made[0])
        time.sleep(0.01)
    room.room.stop(1)
    room.wait(lambda each: isinstance(each, Ended))
    until(lambda: known(room.made[0]))


def test_a_problem_that_comes_meanwhile_breaks_the_measurement_off(
    small_model: InstalledModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STEPPE_CACHE_DIR", str(tmp_path))
    with Engine(EngineSettings(small_model.path, context=1024, threads=1)) as engine:
        engine.wait_loaded(60)
        alone = "".join(item.text for item in engine.generate(GenerateRequest("One, two, three,", (), 8, fresh=True)))
        costs: list[object] = []
        measuring = threading.Thread(target=lambda: costs.append(engine.step_costs()), name="engine-costs")
        measuring.start()
        texts = []
        while measuring.is_alive() and len(texts) < 20:
            generation = engine.generate(GenerateRequest("One, two, three,", (), 8, fresh=True))
            texts.append("".join(item.text for item in generation))
        measuring.join(LIMIT_S)
        assert texts
        assert set(texts) == {alone}
        assert costs == [engine.known_step_costs()]


def test_a_closed_engine_is_not_started_to_be_measured(small_model: InstalledModel) -> None:
    engine = small_engine(small_model)
    with pytest.raises(EngineError, match="not running"):
        engine.step_costs()
    assert engine.pid is None


def test_closing_ends_a_measurement_that_waits(small_model: InstalledModel) -> None:
    crashes: list[Exception] = []
    measuring = IdleMeasuring(crashes.append, idle_s=60.0)
    with small_engine(small_model) as engine:
        engine.wait_loaded(60)
        measuring.watch(engine)
        measuring.set_busy(True)
    assert measuring.close(60.0)
    assert crashes == []


@pytest.fixture(scope="session")
def server_file() -> Path:
    """llama-server as `make llama-tools` left it; found before a test's environment hides that."""
    found = sorted((cache_dir() / "tools").glob("*/llama-server"))
    if not found:
        pytest.skip("needs llama-server: `make llama-tools`")
    return found[-1]


@pytest.fixture
def server(server_file: Path, small_model: InstalledModel) -> Iterator[str]:
    """The address of a real llama-server with the small model."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        str(server_file), "--model", str(small_model.path), "--host", "127.0.0.1", "--port", str(port),
        "--ctx-size", "2048", "--parallel", "1", "--threads", "1", "--no-repack", "--no-warmup",
    ]  # fmt: skip
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet) as process:
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()


def test_a_server_is_asked_once_and_its_engine_is_kept(open_room: Callable[..., Room], server: str) -> None:
    means = real_means(lambda: pytest.fail("a server needs no settings of the engine"))  # type: ignore[arg-type]
    served: list[ServedModel] = []

    def connected() -> bool:
        try:
            served.append(find_served(server))
        except EngineError:
            return False
        return True

    until(connected)
    model = means.find_model(server)
    assert isinstance(model, ServedModel)
    assert means.find_model(server) is model
    assert model.profile.prompt_format == "chatml"
    room = open_room(model, means.make_engine, 0.0)  # type: ignore[arg-type]
    assert [room.solve(number, 8).ending.kind for number in (1, 2)] == ["solved", "solved"]
    assert len(room.made) == 1
    assert paths_at_once(stoppable(room.made[0]))  # a server schedules by itself
    statuses = [each for each in room.seen if isinstance(each, EngineStatus)]
    assert [each.phase for each in statuses] == ["loading", "ready"]
    assert server in statuses[-1].placement
