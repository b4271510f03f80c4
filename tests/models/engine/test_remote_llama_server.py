"""A remote engine against llama.cpp's own server, built from the source that our llama.cpp is built from."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from steppe_models.catalogue import load_catalogue
from steppe_models.engine.client import Engine
from steppe_models.engine.interface import EngineNote, TextChunk
from steppe_models.engine.protocol import EngineSettings, Generated, GenerateRequest, Sampling
from steppe_models.engine.remote import RemoteEngine
from steppe_models.engine.remote_address import parse_address
from steppe_models.engine.remote_model import find_remote_model
from steppe_models.errors import EngineError
from steppe_models.prompts import render
from steppe_models.records import InstalledModel

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]
TOOLS = Path(__file__).parents[3] / "packaging" / "llama" / "tools.py"


@pytest.fixture(scope="module")
def server_file() -> Path:
    """llama-server from the cache, or built now: that takes minutes."""
    done = subprocess.run([sys.executable, str(TOOLS)], stdout=subprocess.PIPE, text=True, check=True)
    return Path(done.stdout.strip()) / "llama-server"


@pytest.fixture
def start(server_file: Path, small_model: InstalledModel) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Starts the server on a port; whatever still runs at the end is killed."""
    running: list[subprocess.Popen[bytes]] = []

    def start(port: int) -> subprocess.Popen[bytes]:
        command = [
            str(server_file), "--model", str(small_model.path), "--host", "127.0.0.1", "--port", str(port),
            "--ctx-size", "4096", "--parallel", "2", "--ubatch-size", "512", "--no-repack", "--no-warmup",
        ]  # fmt: skip
        quiet = subprocess.DEVNULL
        running.append(subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet))
        return running[-1]

    yield start
    for process in running:
        process.kill()
        process.wait()


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def connect(port: int) -> RemoteEngine:
    address = parse_address(f"http://127.0.0.1:{port}")
    deadline = time.monotonic() + 60
    while True:
        try:
            return RemoteEngine(find_remote_model(address, load_catalogue()))
        except EngineError:
            assert time.monotonic() < deadline
            time.sleep(0.1)


def read(generation: object) -> tuple[str, list[str], Generated]:
    items = list(generation)  # type: ignore[call-overload]
    text = "".join(item.text for item in items if isinstance(item, TextChunk))
    result = generation.result  # type: ignore[attr-defined]
    assert result is not None
    return text, [item.text for item in items if isinstance(item, EngineNote)], result


def asked(question: str, max_tokens: int = 60, **values: object) -> GenerateRequest:
    prompt = render("chatml", "cot", question)
    return GenerateRequest(prompt.text, prompt.stop, max_tokens, **values)  # type: ignore[arg-type]


def test_it_answers_as_the_engine_here_does(
    start: Callable[..., subprocess.Popen[bytes]], port: int, small_model: InstalledModel
) -> None:
    start(port)
    questions = ["What is 3 + 4?", "A box holds 12 eggs. How many eggs are in 7 boxes?"]
    with connect(port) as remote, Engine(EngineSettings(small_model.path, context=2048)) as local:
        assert remote.model.id == small_model.id
        assert remote.model.profile.prompt_format == "chatml"
        for question in questions:
            there, _, far = read(remote.generate(asked(question, 24, fresh=True)))
            here, _, near = read(local.generate(asked(question, 24, fresh=True)))
            assert there == here
            assert (far.prompt_tokens, far.tokens, far.reason) == (near.prompt_tokens, near.tokens, near.reason)
        both = [remote.generate(asked(question, 20)) for question in questions]
        assert all(read(generation)[2].tokens > 0 for generation in both)


def test_seeds_repeat_and_stop_strings_are_left_out(start: Callable[..., subprocess.Popen[bytes]], port: int) -> None:
    start(port)
    with connect(port) as remote:
        warm = asked("Tell a story.", 30, sampling=Sampling(0.9, seed=7), fresh=True)
        assert read(remote.generate(warm))[0] == read(remote.generate(warm))[0]
        whole = read(remote.generate(asked("Count to ten.", 40, fresh=True)))[0]
        stop = whole[10:14]
        cut, _, result = read(remote.generate(GenerateRequest(asked("Count to ten.").prompt, (stop,), 40, fresh=True)))
        assert cut == whole[: whole.index(stop)]
        assert result.reason == "stop"


def test_a_server_killed_in_mid_stream_and_started_again(
    start: Callable[..., subprocess.Popen[bytes]], port: int
) -> None:
    process = start(port)
    with connect(port) as remote:
        generation = remote.generate(GenerateRequest("Once upon a time", (), 300))
        seen: list[TextChunk | EngineNote] = []
        for item in generation:
            seen.append(item)
            if len(seen) == 20:
                process.send_signal(signal.SIGKILL)
                process.wait()
                threading.Thread(target=start, args=(port,)).start()
    text = "".join(item.text for item in seen if isinstance(item, TextChunk))
    notes = [item.text for item in seen if isinstance(item, EngineNote)]
    assert generation.result is not None
    assert generation.result.text == text
    assert generation.result.tokens > 20
    assert "goes on from where it was" in notes[0]
