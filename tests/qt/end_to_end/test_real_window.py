"""The real window on a real (virtual) display: typed into with xdotool, read through AT-SPI, closed with a key."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from steppe.history.store import History
from steppe_models.places import models_dir

READER = Path(__file__).with_name("read_tree.py")
LISTENER = Path(__file__).with_name("listen.py")
SYSTEM_PYTHON = "/usr/bin/python3"
BUS_LAUNCHERS = ("/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi2-core/at-spi-bus-launcher")
OPEN_WINDOW = "import sys; from steppe_qt.application import run; sys.exit(run())"

pytestmark = [
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X11 and AT-SPI are Linux's"),
    pytest.mark.timeout(240),
]


class Desktop:
    """A display, a session bus with the accessibility service, and commands run on them."""

    def __init__(self, folder):
        for tool in ("Xvfb", "xdotool", "dbus-daemon"):
            assert shutil.which(tool), f"{tool} is needed: see docs/window.md for the packages"
        self.folder = folder
        self._started = []
        reading, writing = os.pipe()
        self._start(["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x900x24", "-nolisten", "tcp"], writing)
        os.close(writing)
        with os.fdopen(reading) as pipe:
            display = pipe.readline().strip()
        bus = self._start(["dbus-daemon", "--session", "--nofork", "--print-address=1"], out=subprocess.PIPE)
        address = bus.stdout.readline().decode().strip()
        self.environment = os.environ | {
            "DISPLAY": f":{display}",
            "DBUS_SESSION_BUS_ADDRESS": address,
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
            "QT_QPA_PLATFORM": "xcb",
            "XDG_CONFIG_HOME": str(folder / "config"),
            "XDG_DATA_HOME": str(folder / "data"),
            "XDG_RUNTIME_DIR": str(folder),
            "STEPPE_MODELS_DIR": str(models_dir()),
            "STEPPE_SOLVE_MODEL": "smollm2-135m-instruct",
            "STEPPE_SOLVE_MAX_TOKENS": "24",
            "LC_ALL": "C.UTF-8",
        }
        self.environment.pop("WAYLAND_DISPLAY", None)
        launcher = next(path for path in BUS_LAUNCHERS if Path(path).exists())
        self._start([launcher, "--launch-immediately"])

    def _start(self, command, *descriptors, out=subprocess.DEVNULL):
        process = subprocess.Popen(
            command,
            pass_fds=descriptors,
            stdout=out,
            stderr=subprocess.DEVNULL,
            env=getattr(self, "environment", None),
            start_new_session=True,
        )
        self._started.append(process)
        return process

    def open_window(self):
        errors = subprocess.PIPE
        process = subprocess.Popen([sys.executable, "-P", "-c", OPEN_WINDOW], env=self.environment, stderr=errors)
        self.keys("search", "--sync", "--onlyvisible", "--name", "^Steppe$", "windowfocus", "--sync")
        return process

    def keys(self, *arguments):
        subprocess.run(["xdotool", *arguments], env=self.environment, check=True, timeout=60, capture_output=True)

    def read(self, words, seconds=100):
        """All showing parts once one of them begins with these words."""
        command = [SYSTEM_PYTHON, str(READER), words, str(seconds)]
        done = subprocess.run(command, env=self.environment, capture_output=True, timeout=seconds + 30, check=False)
        assert done.stdout, done.stderr.decode()
        parts = [part for part in json.loads(done.stdout) if part["is_showing"]]
        if done.returncode != 0:
            shown = "\n".join(f"{part['role']}: {part['name']} | {part['text']}" for part in parts)
            pytest.fail(f"nothing begins with {words!r}:\n{shown}")
        return parts

    def listen(self):
        """A screen reader that hears announcements: its process, ready."""
        command = [SYSTEM_PYTHON, str(LISTENER), "200"]
        listener = self._start(command, out=subprocess.PIPE)
        assert listener.stdout.readline() == b"listening\n"
        return listener

    def close(self):
        for process in reversed(self._started):
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(30)
            if process.stdout:
                process.stdout.close()


@pytest.fixture
def desktop(tmp_path):
    made = Desktop(tmp_path)
    yield made
    made.close()


def until_announced(listener, words):
    """All announcements up to the first that begins with these words; the test's own time limit ends the wait."""
    texts = []
    for line in listener.stdout:
        texts.append(json.loads(line)["text"])
        if texts[-1].startswith(words):
            return texts
    pytest.fail(f"not announced: {words!r}, only {texts}")


def test_a_problem_is_typed_solved_and_its_answer_read(desktop, small_model):
    listener = desktop.listen()
    window = desktop.open_window()
    try:
        desktop.read("Ready.")
        desktop.keys("type", "--delay", "4", "What is 2 + 3?")
        desktop.keys("key", "ctrl+Return")
        parts = desktop.read("Answer:")
        answer = next(part for part in parts if part["name"].startswith("Answer:"))
        announced = until_announced(listener, answer["name"])
        assert announced[0] == "Solving"
        desktop.keys("key", "ctrl+n")
        desktop.keys("type", "--delay", "4", "Count the moons.")
        desktop.keys("key", "ctrl+Return")
        while not any(part["name"] == "Reasoning" and len(part["text"]) > 10 for part in parts):
            parts = desktop.read("Ready.")  # the test's own time limit ends the wait
        nameless = [part for part in parts if part["is_focusable"] and not part["name"]]
        assert not nameless
        desktop.keys("key", "ctrl+q")
        assert window.wait(60) == 0
        words = window.stderr.read().decode().splitlines()
        assert [line for line in words if not line.startswith("qt.accessibility.atspi")] == []  # Qt's own complaint
        with History.open(next(desktop.folder.rglob("history.sqlite"))) as history:
            kept = history.entries()[-1]
        assert (kept.problem, f"Answer: {kept.answer}") == ("What is 2 + 3?", answer["name"])
    finally:
        window.kill()
        window.wait()
        window.stderr.close()


def test_an_interrupt_closes_the_window_in_order(desktop, small_model):
    window = desktop.open_window()
    try:
        time.sleep(0.5)
        window.send_signal(signal.SIGINT)
        assert window.wait(60) == 0
    finally:
        window.kill()
        window.wait()
        window.stderr.close()


def test_without_a_display_there_is_one_sentence():
    code = "from steppe.cli.output import report_error\nfrom steppe_models.errors import SteppeError\n"
    code += "from steppe_qt.application import run\nimport sys\n"
    code += "try:\n    run()\nexcept SteppeError as error:\n    print(error); sys.exit(error.exit_code)"
    environment = {key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY")}
    environment.pop("QT_QPA_PLATFORM", None)
    done = subprocess.run([sys.executable, "-P", "-c", code], env=environment, capture_output=True, check=False)
    assert done.returncode == 3
    assert b"no display" in done.stdout
    assert done.stderr == b""
