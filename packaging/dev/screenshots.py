"""Takes the pictures of the documentation: the real window under Xvfb, solving real problems with the default model.

usage: screenshots.py [NAME ...]   (all without a name); they go to docs/pictures/. Needs Xvfb and the default model.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from steppe_qt.workplace import Workplace

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"
EQUATION = "Solve $x^2 - 5x + 6 = 0$ for $x$."
STORY = "A farmer has hens and rabbits. Together they have 35 heads and 94 feet. How many rabbits does he have?"
PARABOLA = "Where does the parabola $y = x^2 - 4x + 1$ have its lowest point?"
HARD = (  # the first on which the two ways differ is pictured
    "How many numbers from 1 to 1000 are divisible by 7 but not by 11?",
    "How many ways are there to make 50 cents from coins of 5, 10 and 20 cents?",
    "A clock shows 3:40. What is the angle between its hands, in degrees?",
    "What is the remainder when $7^{100}$ is divided by 13?",
)
WIDE, NARROW = (1180, 860), (430, 900)
SOLVE_LIMIT_S = 300.0


class Photographer:
    """One real window; each picture is a method of the table below."""

    def __init__(self) -> None:
        from steppe_qt.application import make_application
        from steppe_qt.workplace import Workplace, real_parts

        self.application = make_application()
        font = self.application.font()
        font.setPointSizeF(10.5)
        self.application.setFont(font)
        self.workplace: Workplace = Workplace(self.application, real_parts())
        self.window = self.workplace.window
        self.window.show()

    def pump(self, seconds: float, until: Callable[[], bool] = lambda: False) -> None:
        """Let the window work."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and not until():
            self.application.processEvents()
            time.sleep(0.004)

    def set_up(self, theme: str, size: tuple[int, int]) -> None:
        """The look and the size, on an empty page, the model loaded."""
        self.workplace.theme.choose(theme)
        self.workplace.conductor.new_problem()
        self.window.resize(*size)
        self.pump(60, lambda: "Ready" in self.window.status.line.text)
        self.pump(0.4)

    def solve(self, problem: str, seconds: float = SOLVE_LIMIT_S) -> None:
        """Solve, to the end or for so long."""
        self.window.entry.box.set_text(problem)
        self.window.entry.solve()
        self.pump(seconds, lambda: not self.workplace.session.is_solving)
        self.pump(1.0)

    def save(self, name: str, widget: Any = None) -> None:
        """Write the picture."""
        PICTURES.mkdir(exist_ok=True)
        (widget or self.window).grab().save(str(PICTURES / f"{name}.png"))
        print(name, self.window.status.line.text, flush=True)

    def empty(self) -> None:
        """The first thing that one sees, light and dark."""
        for theme in ("light", "dark"):
            self.set_up(theme, WIDE)
            self.save(f"empty-{theme}")

    def keypad(self) -> None:
        """The keypad with a preview."""
        self.set_up("light", WIDE)
        self.window.entry.keypad_button.click()
        self.window.entry.box.set_text("What is $\\int_0^{\\pi} x \\sin(x) \\, dx$?")
        self.pump(0.6)
        self.save("keypad")
        self.window.entry.keypad_button.click()

    def solving(self) -> None:
        """In the middle of it."""
        self.set_up("light", WIDE)
        self.window.entry.box.set_text(STORY)
        self.window.entry.solve()
        view = self.window.page.open_solution()
        self.pump(120, lambda: len(view.solution.paths["cot"].text) > 220)
        self.save("solving")
        self.workplace.session.stop()

    def solved(self) -> None:
        """An answer on which both ways agree: light, dark, narrow."""
        self.set_up("light", WIDE)
        self.solve(STORY)
        self.save("solved-light")
        self.workplace.theme.choose("dark")
        self.pump(0.6)
        self.save("solved-dark")
        self.workplace.theme.choose("light")
        self.window.resize(*NARROW)
        self.pump(0.6)
        self.save("solved-narrow")

    def differing(self) -> None:
        """The first hard problem on which the two ways differ."""
        self.set_up("light", WIDE)
        for problem in HARD:
            self.solve(problem)
            if self.window.page.open_solution().solution.agreement == "differ":
                break
        self.save("differing")

    def algebra(self) -> None:
        """A symbolic input, answered without a model."""
        self.set_up("light", WIDE)
        self.solve(EQUATION)
        self.save("algebra")

    def work(self) -> None:
        """One's own work with a wrong line."""
        self.set_up("light", WIDE)
        self.window.command_given.emit("work")
        page = self.window.stack.currentWidget()
        page.editor.setPlainText("2x + 3 = 11\n2x = 14\nx = 7\n")  # type: ignore[attr-defined]
        page.check()  # type: ignore[attr-defined]
        self.pump(15, lambda: bool(page.lines))  # type: ignore[attr-defined]
        self.pump(1.0)
        self.save("work")

    def voted(self) -> None:
        """A hard problem, put to the vote."""
        self.set_up("light", WIDE)
        for problem in HARD[1:]:
            self.solve(problem)
            verdict = self.window.page.open_solution().solution.verdict
            if verdict is not None and verdict.samples:
                break
        self.save("voted")

    def program(self) -> None:
        """A program that was edited and now fails."""
        self.set_up("light", WIDE)
        self.solve(STORY)
        panel = self.window.page.open_solution().program
        panel.editor.setPlainText(panel.editor.program().replace("print(", "print(rabits + ", 1))
        panel.run_button.click()
        self.pump(20, lambda: not self.workplace.session.is_program_running)
        self.pump(0.5)
        self.save("program-error")

    def plot(self) -> None:
        """A parabola, dark, in a taller window."""
        self.set_up("dark", (1180, 1100))
        self.solve(PARABOLA)
        self.save("plot")

    def models(self) -> None:
        """The models dialog, settings and help."""
        self.set_up("light", WIDE)
        doors = self.workplace.doors
        for name, opener in (
            ("models", doors.open_models),
            ("settings", doors.open_settings),
            ("help", doors.open_help),
        ):
            opener()
            self.pump(2.5)
            dialog = next(each for each in self.application.topLevelWidgets() if each.isVisible() and each.parent())
            self.save(name, dialog)
            dialog.close()

    def history(self) -> None:
        """Earlier problems at the side."""
        self.set_up("light", WIDE)
        self.solve(EQUATION)
        self.workplace.doors.toggle_history()
        self.pump(1.0)
        self.save("history")
        self.workplace.doors.toggle_history()

    def first_start(self) -> None:
        """No model yet: taken in a process of its own, with an empty store."""
        self.window.resize(*WIDE)
        self.pump(10, lambda: self.window.stack.currentWidget() is not self.window.page)
        self.pump(1.0)
        self.save("first-start")

    def close(self) -> None:
        """End it."""
        self.workplace.close()


NAMES = ("empty", "keypad", "solving", "solved", "differing", "program", "plot")
UNASKED = ("algebra", "work", "models", "history", "voted")  # with the settings as they are


def take_kiosk() -> None:
    """The kiosk's page with its keyboard, in this process."""
    from steppe.settings import SettingsStore
    from steppe_qt.application import make_application
    from steppe_qt.kiosk.place import KioskPlace
    from steppe_qt.solving.means import real_means

    application = make_application()
    settings = SettingsStore()
    place = KioskPlace(application, settings, real_means(lambda: settings.settings))
    window = place.window
    window.resize(1280, 800)
    window.show()

    def pump(seconds: float, until: Callable[[], bool] = lambda: False) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end and not until():
            application.processEvents()
            time.sleep(0.004)

    pump(60, lambda: "Ready" in window.status.line.text)
    window.grab().save(str(PICTURES / "kiosk-waiting.png"))
    window.waiting.begin_button.click()
    window.entry.box.set_text("A pen and a notebook cost 11 dollars. The notebook costs 10 dollars more than the pen.")
    window.kiosk_bar.keyboard_button.click()
    pump(1.0)
    window.grab().save(str(PICTURES / "kiosk.png"))
    print("kiosk", window.status.line.text, flush=True)
    place.close()


def take(names: list[str]) -> None:
    """Take these pictures in this process, which has a display."""
    if names == ["kiosk"]:
        take_kiosk()
        return
    photographer = Photographer()
    if names != ["first_start"]:
        photographer.pump(60, lambda: "Ready" in photographer.window.status.line.text)
    for name in names:
        if name == "twice":
            photographer.set_up("light", (640, 480))
            photographer.solve(STORY)
            photographer.save("scale-200")
        else:
            getattr(photographer, name)()
    photographer.close()


def main(names: list[str]) -> int:
    """Start a display, take the pictures on it; those at 200 percent in a process of their own."""
    if names[:1] == ["--here"]:
        take(names[1:])
        return 0
    wanted = names or [*NAMES, *UNASKED, "first_start", "twice", "kiosk"]
    reading, writing = os.pipe()
    screen = ["-screen", "0", "1600x1300x24"]
    display = subprocess.Popen(["Xvfb", "-displayfd", str(writing), *screen, "-nolisten", "tcp"], pass_fds=[writing])
    os.close(writing)
    with os.fdopen(reading) as pipe:
        number = pipe.readline().strip()
    try:
        with tempfile.TemporaryDirectory() as folder:
            from steppe_models.places import models_dir

            environment = os.environ | {
                "DISPLAY": f":{number}",
                "QT_QPA_PLATFORM": "xcb",
                "XDG_CONFIG_HOME": folder,
                "XDG_DATA_HOME": folder,
                "STEPPE_MODELS_DIR": str(models_dir()),
            }
            here = [sys.executable, __file__, "--here"]
            usual = [name for name in wanted if name in NAMES]
            pair = environment | {"STEPPE_SOLVE_SAMPLES": "2"}  # the two first answers, and no vote on them
            if usual:
                subprocess.run([*here, *usual], env=pair, check=True)
            unasked = [name for name in wanted if name in UNASKED]
            if unasked:
                subprocess.run([*here, *unasked], env=environment, check=True)
            if "kiosk" in wanted:
                subprocess.run([*here, "kiosk"], env=environment | {"RUNTIME_DIRECTORY": folder}, check=True)
            if "first_start" in wanted:
                empty = environment | {"STEPPE_MODELS_DIR": folder}
                subprocess.run([*here, "first_start"], env=empty, check=True)
            if "twice" in wanted:
                subprocess.run([*here, "twice"], env=environment | {"QT_SCALE_FACTOR": "2"}, check=True)
    finally:
        display.terminate()
        display.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
