"""What the window's tests share: one offscreen application, an engine that follows a script, a window on them."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LINUX_ACCESSIBILITY_ALWAYS_ON", "1")

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QFont, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from steppe.sandbox.client import Sandbox
from steppe.settings import SettingsStore
from steppe_models.catalogue import load_catalogue
from steppe_models.engine.interface import EngineNote, TextChunk
from steppe_models.engine.protocol import Generated, GenerateRequest, LoadedModel
from steppe_models.errors import MissingError, SteppeError
from steppe_models.records import InstalledModel
from steppe_qt.solving.means import Means
from steppe_qt.workplace import Parts, Workplace

WAIT_MS = 40_000  # for what takes a blink on a quiet machine


class PatientBot(QtBot):
    """Waits by itself as long as everything here does: five seconds are little where other programs are at work."""

    def waitUntil(self, callback, *, timeout=WAIT_MS):  # type: ignore[no-untyped-def]
        return super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal, *, timeout=WAIT_MS, raising=None, check_params_cb=None):  # type: ignore[no-untyped-def]
        return super().waitSignal(signal, timeout=timeout, raising=raising, check_params_cb=check_params_cb)

    def waitExposed(self, widget, *, timeout=WAIT_MS):  # type: ignore[no-untyped-def]
        return super().waitExposed(widget, timeout=timeout)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> PatientBot:
    """The patient one, for all tests of the window."""
    return PatientBot(request)


@pytest.fixture(autouse=True)
def threads_may_take_their_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A window that closes gives its threads seconds; whether they end is asked here, not how soon."""
    monkeypatch.setattr("steppe_qt.solving.engine_room.JOIN_S", 60.0)


class ScriptedGeneration:
    """Gives out a written text in pieces; waits before each where the script says so."""

    def __init__(self, text: str, pace_s: float, gate: threading.Event, free: int) -> None:
        self._text, self._pace_s, self._gate, self._free = text, pace_s, gate, free
        self._cancelled = threading.Event()
        self.result: Generated | None = None

    def __iter__(self) -> Iterator[TextChunk | EngineNote]:
        pieces = [self._text[start : start + 6] for start in range(0, len(self._text), 6)]
        for number, piece in enumerate(pieces):
            while number >= self._free and not self._gate.wait(0.01) and not self._cancelled.is_set():
                pass
            if self._cancelled.wait(self._pace_s) if self._pace_s else self._cancelled.is_set():
                self.result = Generated("cancelled", "", 10, 0, number, 0.0, 0.1)
                return
            yield TextChunk(piece, number + 1)
        self.result = Generated("stop", self._text, 10, 0, len(pieces), 0.0, 0.1)

    def cancel(self) -> None:
        self._cancelled.set()


@dataclass
class ScriptedEngine:
    """A `ResidentEngine` that answers from a script; while `gate` is clear it gives out `free` pieces of a text."""

    program: str = "print(6 * 7)\n"
    prose: str = "Six times seven is $6 \\times 7 = 42$. The answer is 42."
    pace_s: float = 0.0
    free: int = 0
    load_error: SteppeError | None = None
    failure: SteppeError | None = None
    requests: list[GenerateRequest] = field(default_factory=list)
    gate: threading.Event = field(default_factory=threading.Event)
    loading: threading.Event = field(default_factory=threading.Event)
    is_closed: bool = False

    def __post_init__(self) -> None:
        self.gate.set()
        self.loading.set()

    @property
    def pid(self) -> int | None:
        return None if self.is_closed else 1

    def wait_loaded(self, timeout_s: float | None = None) -> LoadedModel:
        while not self.loading.wait(0.01):
            if self.is_closed:
                break
        if self.load_error is not None:
            raise self.load_error
        return LoadedModel("llama", "a script", 4096, 4096, 1, 1, 0, 1, 1e4, "on paper", "", 0.0)

    def generate(self, request: GenerateRequest) -> ScriptedGeneration:
        if self.failure is not None:
            raise self.failure
        self.requests.append(request)
        is_program = "program" in request.prompt.lower() or "```python" in request.prompt
        return ScriptedGeneration(self.program if is_program else self.prose, self.pace_s, self.gate, self.free)

    def close(self) -> None:
        self.is_closed = True
        self.gate.set()


def scripted_model(model_id: str = "qwen2.5-coder-1.5b-instruct") -> InstalledModel:
    """A model of the catalogue as if it were installed: the scripted engine never opens its file."""
    profile = load_catalogue().find(model_id)
    assert profile is not None
    return InstalledModel(profile, Path("/nowhere"), 1, "", "script", True)


def scripted_means(engine: ScriptedEngine, sandbox: Sandbox, models: Sequence[InstalledModel] | None = None) -> Means:
    """Means that find these models and give out this engine."""
    known = [scripted_model()] if models is None else list(models)

    def find_model(wanted: str) -> InstalledModel:
        for model in known:
            if wanted in ("", model.id):
                return model
        raise MissingError("The model is not installed.", "Get it.")

    def make_engine(model: InstalledModel) -> ScriptedEngine:
        engine.is_closed = False
        return engine

    return Means(find_model, lambda: list(known), make_engine, lambda: _Lent(sandbox))


class _Lent:
    """The session's sandbox lent to one window, which must not close it for the others."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def __getattr__(self, name: str) -> object:
        return getattr(self._sandbox, name)

    def close(self) -> None:
        self._sandbox.cancel()


@pytest.fixture(scope="session")
def plain_look(qapp: QApplication) -> tuple[QFont, QPalette]:
    """Font and palette of the application before anything dresses it."""
    return QFont(qapp.font()), QPalette(qapp.palette())


@pytest.fixture(autouse=True)
def look_is_given_back(qapp: QApplication, plain_look: tuple[QFont, QPalette]) -> Iterator[None]:
    """Themes belong to the whole application: the next test finds it plain."""
    yield
    font, palette = plain_look
    if qapp.styleSheet():
        qapp.setStyleSheet("")
    if qapp.font() != font:
        qapp.setFont(font)
    if qapp.palette() != palette:
        qapp.setPalette(palette)


@pytest.fixture(scope="session")
def shared_sandbox() -> Iterator[Sandbox]:
    """The real sandbox, started once."""
    with Sandbox(workers=1) as sandbox:
        assert sandbox.wait_ready(180), sandbox.state.reason
        yield sandbox


@pytest.fixture
def engine() -> ScriptedEngine:
    """An engine that follows a script; a test changes it before it opens the window."""
    return ScriptedEngine()


@dataclass
class Stage:
    """A window for a test, and ways to wait for what happens in it."""

    workplace: Workplace
    wait: Callable[[Callable[[], bool]], None]

    @property
    def window(self):  # type: ignore[no-untyped-def]
        return self.workplace.window

    @property
    def entry(self):  # type: ignore[no-untyped-def]
        return self.workplace.window.entry

    @property
    def view(self):  # type: ignore[no-untyped-def]
        return self.workplace.window.page.solution

    def ready(self) -> None:
        """Wait until the model is loaded."""
        self.wait(lambda: "Ready" in self.window.status.line.text)

    def solve(self, problem: str = "A box holds 7 eggs. How many do 6 boxes hold?") -> None:
        """Type a problem, solve it, wait for the end."""
        self.entry.box.set_text(problem)
        self.entry.solve()
        self.wait(lambda: not self.workplace.session.is_solving)


OpenStage = Callable[..., Stage]


@pytest.fixture
def open_stage(
    qapp: QApplication, engine: ScriptedEngine, shared_sandbox: Sandbox, tmp_path: Path
) -> Iterator[OpenStage]:
    """Opens a window on the scripted engine; closed, with its threads, at the end of the test."""
    before = set(threading.enumerate())
    opened: list[Workplace] = []

    def pump(is_there: Callable[[], bool]) -> None:
        deadline = time.monotonic() + WAIT_MS / 1000
        while not is_there():
            assert time.monotonic() < deadline, "waited in vain"
            qapp.processEvents()
            time.sleep(0.002)
        qapp.processEvents()

    def open_it(means: Means | None = None, open_history=lambda: None, size=(1180, 820)) -> Stage:  # type: ignore[no-untyped-def]
        settings = SettingsStore(user=tmp_path / "settings.toml", system=(), environment={})
        parts = Parts(settings, means or scripted_means(engine, shared_sandbox), open_history, tmp_path / "window.ini")
        workplace = Workplace(qapp, parts)
        opened.append(workplace)
        workplace.window.resize(*size)
        workplace.window.show()
        return Stage(workplace, pump)

    yield open_it
    are_clean = [workplace.close() for workplace in opened]
    qapp.processEvents()
    assert all(are_clean)
    for workplace in opened:
        workplace.deleteLater()
    opened.clear()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    deadline = time.monotonic() + 30
    while left := [each for each in threading.enumerate() if each not in before and each.name.startswith("steppe")]:
        assert time.monotonic() < deadline, f"threads still run: {left}"
        time.sleep(0.02)


@pytest.fixture
def stage(open_stage: OpenStage) -> Stage:
    """A window on the scripted engine, its model loaded."""
    made = open_stage()
    made.ready()
    return made


@pytest.fixture
def means_of() -> Callable[..., Means]:
    """Makes means from a scripted engine."""
    return scripted_means


@pytest.fixture
def model_of() -> Callable[..., InstalledModel]:
    """Makes an installed model out of one in the catalogue."""
    return scripted_model
