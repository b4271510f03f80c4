"""The adapter between the core and Qt: order, batches, stopping, failures, threads that end."""

import threading
from collections import deque

import pytest
from PySide6.QtCore import QObject, QThread, Slot

from steppe.problem import Problem
from steppe.solve.events import TextArrived, Verdict
from steppe_models.errors import EngineError
from steppe_qt.solving.messages import Ended
from steppe_qt.solving.request import Ending, EngineStatus, SolveRequest
from steppe_qt.solving.session import SolveSession


class Witness(QObject):
    """Takes down what arrives and on which thread."""

    def __init__(self, session):
        super().__init__()
        self.events, self.batches, self.endings, self.statuses, self.threads = [], 0, [], [], set()
        session.events_arrived.connect(self._on_events)
        session.solve_ended.connect(self._on_ended)
        session.engine_changed.connect(self._on_engine)

    @Slot(list)
    def _on_events(self, events):
        self.batches += 1
        self.events += events
        self.threads.add(QThread.currentThread())

    @Slot(object)
    def _on_ended(self, ending):
        self.endings.append(ending)

    @Slot(object)
    def _on_engine(self, status):
        self.statuses.append(status)


class Keeper:
    """A recording that keeps everything."""

    def __init__(self):
        self.events, self.ends = [], []

    def take(self, event):
        self.events.append(event)

    def end(self, failure=""):
        self.ends.append(failure)


@pytest.fixture
def recordings():
    return []


@pytest.fixture
def session(qapp, engine, shared_sandbox, means_of, recordings):
    def record(task, model):
        recordings.append(Keeper())
        return recordings[-1]

    made = SolveSession(means_of(engine, shared_sandbox), record)
    yield made
    assert made.close()


def request(mode="auto"):
    return SolveRequest(Problem("A box holds 7 eggs. How many do 6 boxes hold?"), mode=mode)


def test_everything_arrives_in_order_on_the_gui_thread(qtbot, session, qapp, recordings):
    witness = Witness(session)
    session.solve(request())
    qtbot.waitUntil(lambda: witness.endings != [])
    assert witness.threads == {qapp.thread()}
    assert isinstance(witness.events[-1], Verdict)
    assert witness.events[-1].answer.text == "42"
    assert witness.endings[0].kind == "solved"
    prose = "".join(each.text for each in witness.events if isinstance(each, TextArrived) and each.path == "cot")
    assert prose.endswith("The answer is 42.")
    assert "".join(e.text for e in recordings[0].events if isinstance(e, TextArrived) and e.path == "cot") == prose
    assert recordings[0].ends == [""]


def test_events_come_in_batches(qtbot, session, engine):
    engine.prose = "word " * 4000
    witness = Witness(session)
    session.solve(request("cot"))
    qtbot.waitUntil(lambda: witness.endings != [])
    texts = [each for each in witness.events if isinstance(each, TextArrived)]
    assert len("".join(each.text for each in texts)) == 20_000
    assert witness.batches < 400  # 3334 pieces were given out


class Interrupted(deque):
    """An inbox in which the GUI thread has its turn in the middle of a message's arrival."""

    turn = None

    def append(self, message):
        turn, self.turn = self.turn, None
        if turn is not None:
            turn()
        super().append(message)


def test_a_message_that_comes_while_the_last_one_is_read_is_not_lost(qtbot, session):
    witness = Witness(session)
    session._inbox = Interrupted()
    session._receive(EngineStatus("loading", "m", "M"))
    session._inbox.turn = lambda: qtbot.waitUntil(lambda: len(witness.statuses) == 1)
    session._receive(EngineStatus("ready", "m", "M"))
    qtbot.waitUntil(lambda: [each.phase for each in witness.statuses] == ["loading", "ready"])


def test_stopping_is_immediate_and_nothing_more_arrives(qtbot, session, engine, recordings):
    engine.pace_s, engine.prose = 0.01, "word " * 4000
    witness = Witness(session)
    session.solve(request("cot"))
    qtbot.waitUntil(lambda: len(witness.events) > 2)
    session.stop()
    assert [each.kind for each in witness.endings] == ["stopped"]
    assert not session.is_solving
    count = len(witness.events)
    qtbot.waitUntil(lambda: recordings[0].ends != [])
    qtbot.wait(80)
    assert len(witness.events) == count


def test_a_solve_can_be_stopped_while_the_model_loads(qtbot, session, engine):
    engine.loading.clear()
    witness = Witness(session)
    session.solve(request())
    qtbot.waitUntil(lambda: witness.statuses != [])
    session.stop()
    engine.loading.set()
    qtbot.waitUntil(lambda: witness.statuses[-1].phase == "ready")
    assert engine.requests == []
    session.solve(request())
    qtbot.waitUntil(lambda: len(witness.endings) == 2)
    assert witness.endings[1].kind == "solved"


def test_a_new_solve_stops_the_one_before(qtbot, session, engine):
    engine.pace_s, engine.prose = 0.01, "word " * 4000
    witness = Witness(session)
    session.solve(request("cot"))
    qtbot.waitUntil(lambda: len(witness.events) > 2)
    engine.pace_s, engine.prose = 0.0, "The answer is 7."
    session.solve(request("cot"))
    qtbot.waitUntil(lambda: len(witness.endings) == 2)
    assert [each.kind for each in witness.endings] == ["stopped", "solved"]
    assert witness.events[-1].answer.text == "7"


def test_a_failing_engine_is_a_sentence(qtbot, session, engine):
    engine.failure = EngineError("The engine crashed.", "Try again.")
    witness = Witness(session)
    session.solve(request())
    qtbot.waitUntil(lambda: witness.endings != [])
    assert witness.endings[0].kind == "failed"
    assert witness.endings[0].trouble.message == "The engine crashed."
    engine.failure = None
    session.solve(request())
    qtbot.waitUntil(lambda: len(witness.endings) == 2)
    assert witness.endings[1].kind == "solved"


def test_a_model_that_does_not_load_fails_the_solve_too(qtbot, session, engine):
    engine.load_error = EngineError("It needs 9 GB and 2 GB are free.")
    witness = Witness(session)
    session.solve(request())
    qtbot.waitUntil(lambda: witness.endings != [])
    assert [each.phase for each in witness.statuses] == ["loading", "failed"]
    assert witness.endings[0].trouble.message == "It needs 9 GB and 2 GB are free."


def test_a_worker_that_died_while_idle_is_started_anew(qtbot, session, engine):
    witness = Witness(session)
    session.solve(request())
    qtbot.waitUntil(lambda: len(witness.endings) == 1)
    engine.is_closed = True
    session.solve(request())
    qtbot.waitUntil(lambda: len(witness.endings) == 2)
    assert witness.endings[1].kind == "solved"
    assert [each.phase for each in witness.statuses] == ["loading", "ready", "loading", "ready"]


def test_closing_while_solving_ends_all_threads_and_the_recording(qtbot, session, engine, recordings):
    engine.pace_s, engine.prose = 0.01, "word " * 4000
    witness = Witness(session)
    session.solve(request("cot"))
    qtbot.waitUntil(lambda: len(witness.events) > 2)
    assert session.close()
    assert recordings[0].ends == [""]
    assert not [each for each in threading.enumerate() if each.name.startswith("steppe-")]


def test_an_edited_program_runs_beside_and_only_the_latest_counts(qtbot, session):
    runs = []
    session.program_ended.connect(runs.append)
    problem = Problem("A box holds 7 eggs. How many do 6 boxes hold?")
    session.run_program("print(1)", problem, None)
    session.run_program("print(42)", problem, None)
    qtbot.waitUntil(lambda: not session.is_program_running)
    assert [each.answer.text for each in runs] == ["42"]
    assert runs[0].agreement == "single"


class Room:
    """Takes down what it is asked; nothing happens by itself."""

    def __init__(self):
        self.asked = []

    def __getattr__(self, name):
        def ask(*args, **_):
            self.asked.append((name, args[0] if args else None))
            return True

        return ask


def test_a_new_solve_is_not_ended_in_place_of_the_one_before(qtbot, qapp, engine, shared_sandbox, means_of):
    session = SolveSession(means_of(engine, shared_sandbox))
    whole, session._room = session._room, Room()
    session._force_timer.setInterval(60)
    session.solve(request())
    session.stop()
    session.solve(request())
    session._receive(Ended(1, Ending("stopped")))  # the first one obeyed
    qtbot.wait(200)
    assert [name for name, _ in session._room.asked] == ["solve", "stop", "solve"]
    session.stop()
    session.solve(request())
    qtbot.waitUntil(lambda: ("force_stop", 2) in session._room.asked)  # the second one did not
    assert session.is_solving
    session._room = whole
    assert session.close()
