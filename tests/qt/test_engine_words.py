"""The status line: the most important thing first, and for each trouble the one action that helps."""

import pytest

from steppe.sandbox.client import SandboxState
from steppe_qt.engine_words import line_of, trouble_line
from steppe_qt.solving.request import EngineStatus, Trouble

READY = EngineStatus("ready", "m", "The Model", "on the CPU", 1.0)
LOADING = EngineStatus("loading", "m", "The Model")
FAILED = EngineStatus("failed", "m", trouble=Trouble("It broke.", "", "engine"))
OFF = SandboxState("off", "no helper")


def test_a_failure_comes_before_everything():
    assert line_of(FAILED, OFF, is_solving=True).text == "It broke."


def test_loading_is_counted_and_comes_before_solving():
    line = line_of(LOADING, None, is_solving=True)
    assert "The Model" in line.text
    assert line.counts


def test_a_sandbox_that_is_off_is_said():
    line = line_of(READY, OFF, is_solving=False)
    assert "no helper" in line.text
    assert line.mood == "unsure"


def test_that_programs_cannot_run_does_not_hide_what_leaves_the_computer():
    line = line_of(EngineStatus("ready", "https://solver.school#m", "The Model"), OFF, is_solving=False)
    assert "sent there" in line.text
    assert "no helper" in line.text
    assert line.mood == "unsure"


def test_quiet_when_all_is_well():
    assert line_of(READY, SandboxState("ready"), is_solving=False).mood == "quiet"


@pytest.mark.parametrize(
    ("trouble", "action"),
    [
        (Trouble("The model is not installed.", "", "missing"), "models"),
        (Trouble("The file is damaged.", "", "integrity"), "models"),
        (Trouble("It needs 9.1 GB and 2 GB are free.", "", "engine"), "models"),
        (Trouble("The engine was killed, most likely because memory ran out.", "", "engine"), "models"),
        (Trouble("The engine crashed (SIGSEGV).", "", "engine"), "try_again"),
        (Trouble("It was not trained to write programs.", "", "bad_input"), "dismiss"),
        (Trouble("Something in Steppe itself went wrong.", "", "bug"), "try_again"),
    ],
)
def test_one_action_for_each_trouble(trouble, action):
    line = trouble_line(trouble)
    assert line.action == action
    assert line.action_text
    assert trouble.message in line.text


def test_what_leaves_the_computer_is_said():
    served = EngineStatus("ready", "http://solver.school:8080#m", "The Model")
    line = line_of(served, None, is_solving=False)
    assert "sent there" in line.text
    assert "nothing leaves" not in line.text
    assert "http://solver.school:8080#m" in line.text
