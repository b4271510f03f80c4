"""The kiosk: what strangers may do, every way out that could be thought of, and that nothing is left behind."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QContextMenuEvent, QDesktopServices, QDropEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLabel, QMenu, QMessageBox, QPushButton, QWidget

from steppe.kiosk.pin import hash_pin
from steppe.settings import SettingsStore
from steppe_qt.kiosk import heartbeat
from steppe_qt.kiosk.guard import is_allowed
from steppe_qt.kiosk.heartbeat import Heartbeat
from steppe_qt.kiosk.place import KioskPlace
from steppe_qt.solving.request import EngineStatus
from steppe_qt.status_line import Line

PIN = "1357"
LIMIT_S = 40.0


class Kiosk:
    """A kiosk for a test, and ways to use it."""

    def __init__(self, place: KioskPlace, pump) -> None:
        self.place, self.window, self.wait = place, place.window, pump
        self.entry, self.session = place.window.entry, place.session

    def begin(self) -> None:
        self.wait(lambda: self.window.is_waiting and "Ready" in self.window.status.line.text)
        QTest.mouseClick(self.window.waiting, Qt.MouseButton.LeftButton)
        assert not self.window.is_waiting

    def solve(self, problem: str) -> None:
        self.entry.box.set_text(problem)
        QTest.mouseClick(self.entry.solve_button, Qt.MouseButton.LeftButton)
        self.wait(lambda: self.session.is_solving)
        self.wait(lambda: not self.session.is_solving)

    @property
    def others(self) -> list[QWidget]:
        """Windows beside the kiosk's own."""
        found = [each for each in QApplication.topLevelWidgets() if each.isVisible() and each is not self.window]
        return [each for each in found if not each.inherits("QTipLabel") and each.isWindow()]


@pytest.fixture
def open_kiosk(qapp, engine, shared_sandbox, means_of, tmp_path, monkeypatch):
    monkeypatch.setenv("RUNTIME_DIRECTORY", str(tmp_path / "run"))
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    opened: list[KioskPlace] = []

    def pump(is_there):
        deadline = time.monotonic() + LIMIT_S
        while not is_there():
            assert time.monotonic() < deadline, f"waited in vain: {place_line(opened)}"
            QTest.qWait(5)

    def open_it(models=None, model="", **settings):
        lines = [f"{key} = {json.dumps(value)}" for key, value in settings.items()]
        lines = ["[solve]", f'model = "{model}"', "[kiosk]", f'pin = "{hash_pin(PIN)}"', *lines]
        (tmp_path / "settings.toml").write_text("\n".join(lines) + "\n")
        store = SettingsStore(user=tmp_path / "settings.toml", system=(), environment={})
        place = KioskPlace(qapp, store, means_of(engine, shared_sandbox, models))
        opened.append(place)
        place.window.resize(1280, 800)
        place.window.show()
        return Kiosk(place, pump)

    yield open_it
    for place in opened:
        assert place.close()
        place.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert not [each for each in threading.enumerate() if each.name.startswith("steppe-heartbeat")]


@pytest.fixture
def kiosk(open_kiosk) -> Kiosk:
    made = open_kiosk()
    made.begin()
    return made


def test_a_stranger_solves_a_problem(kiosk: Kiosk) -> None:
    kiosk.solve("A box holds 7 eggs. How many do 6 boxes hold?")
    assert kiosk.window.page.solution.solution.verdict.answer.text == "42"
    for hidden in (kiosk.window.bar, kiosk.entry.model_picker, kiosk.entry.mode_picker):
        assert not hidden.isVisible()


def test_no_key_leads_out(kiosk: Kiosk) -> None:
    box = kiosk.entry.box
    modifiers = [
        Qt.KeyboardModifier.NoModifier,
        Qt.KeyboardModifier.ShiftModifier,
        Qt.KeyboardModifier.ControlModifier,
        Qt.KeyboardModifier.AltModifier,
        Qt.KeyboardModifier.MetaModifier,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier,
    ]
    solving = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    for key in Qt.Key:
        for held in modifiers:
            if key in solving or key == Qt.Key.Key_unknown:
                continue
            box.setFocus()
            for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(box, QKeyEvent(kind, key.value, held))
        assert kiosk.window.isVisible(), key
        assert not kiosk.others, key
    QTest.qWait(30)
    assert kiosk.window.isVisible()
    assert not kiosk.others


@pytest.mark.parametrize(
    ("key", "held", "text", "allowed"),
    [
        (Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "a", True),
        (Qt.Key.Key_Adiaeresis, Qt.KeyboardModifier.NoModifier, "ä", True),
        (Qt.Key.Key_BraceLeft, Qt.KeyboardModifier.GroupSwitchModifier, "{", True),
        (Qt.Key.Key_BraceLeft, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier, "{", True),
        (Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier, "", True),
        (Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier, "\x11", False),
        (Qt.Key.Key_F4, Qt.KeyboardModifier.AltModifier, "", False),
        (Qt.Key.Key_F1, Qt.KeyboardModifier.NoModifier, "", False),
        (Qt.Key.Key_Print, Qt.KeyboardModifier.NoModifier, "", False),
        (Qt.Key.Key_Menu, Qt.KeyboardModifier.NoModifier, "", False),
        (Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier, "", False),
        (Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier, "p", False),
        (Qt.Key.Key_Super_L, Qt.KeyboardModifier.NoModifier, "", False),
    ],
)
def test_keys_for_typing_and_no_others(key, held, text, allowed) -> None:
    assert is_allowed(QKeyEvent(QEvent.Type.KeyPress, key.value, held, text)) is allowed


def test_no_window_opens_beside_it(kiosk: Kiosk) -> None:
    made = [QDialog(), QMessageBox(), QFileDialog(), QMenu(), QWidget(None, Qt.WindowType.Popup)]
    for each in made:
        each.show()
    kiosk.wait(lambda: not kiosk.others)
    for each in made:
        each.deleteLater()


def test_windows_of_windows_are_closed_too_and_the_guard_can_be_sent_home(kiosk: Kiosk) -> None:
    outer = QDialog()
    inner = QMessageBox(outer)
    for each in (outer, inner):
        each.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        each.show()
    kiosk.wait(lambda: not kiosk.others)
    kiosk.place.guard.close()
    kiosk.place.guard.close()  # the application's end asks for it as well
    free = QWidget()
    free.show()
    QTest.qWait(30)
    assert kiosk.others == [free]
    free.close()
    free.deleteLater()


def test_no_menu_no_drop_no_link(kiosk: Kiosk, tmp_path: Path) -> None:
    box = kiosk.entry.box
    refused: list[str] = []
    kiosk.place.guard.refused.connect(refused.append)
    menu = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(5, 5), box.mapToGlobal(QPoint(5, 5)))
    QApplication.sendEvent(box.viewport(), menu)
    (tmp_path / "secret.txt").write_text("what is kept on this machine")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "secret.txt"))])
    drop = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(box.viewport(), drop)
    for address in ("https://example.org/", "file:///etc/passwd", "mailto:a@example.org"):
        QDesktopServices.openUrl(QUrl(address))
    QTest.qWait(30)
    assert box.text == ""
    assert not kiosk.others
    assert refused.count("link: https") == refused.count("link: file") == 1
    assert "ContextMenu" in refused


def test_a_file_on_the_clipboard_is_not_read(kiosk: Kiosk, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("what is kept on this machine")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "secret.txt"))])
    QApplication.clipboard().setMimeData(data)
    QTest.keyClick(kiosk.entry.box, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert "kept on this machine" not in kiosk.entry.box.text


def test_only_the_pin_ends_it(kiosk: Kiosk) -> None:
    window = kiosk.window
    assert not window.close()
    assert window.isVisible()
    emblem = window.kiosk_bar.emblem
    QTest.mouseClick(emblem, Qt.MouseButton.LeftButton)
    QTest.qWait(20)
    assert not window.pin_pad.isVisible()  # it must be held
    window.kiosk_bar.pin_wanted.emit()
    assert window.pin_pad.isVisible()
    for digit in "1111":
        window.pin_pad.press(digit)
    window.pin_pad.press("✓")
    assert window.isVisible()
    for digit in PIN:
        QTest.keyClick(window.pin_pad, getattr(Qt.Key, f"Key_{digit}"), Qt.KeyboardModifier.NoModifier)
    QTest.keyClick(window.pin_pad, Qt.Key.Key_Return)
    assert not window.isVisible()


def test_nothing_of_the_last_person_is_left(kiosk: Kiosk) -> None:
    kiosk.solve("My own secret: a box holds 7 eggs. How many do 6 boxes hold?")
    QTest.keyClick(kiosk.entry.box, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(kiosk.entry.box, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert "secret" in QApplication.clipboard().text()
    kiosk.place.theme.choose("dark", 200)
    kiosk.place.idle_timer.timeout.emit()
    assert kiosk.window.is_waiting
    assert kiosk.entry.box.text == ""
    assert not kiosk.entry.box.document().isUndoAvailable()
    assert QApplication.clipboard().text() == ""
    assert kiosk.place.theme.font_percent == 125
    assert kiosk.window.page.is_empty
    kiosk.begin()
    QTest.keyClick(kiosk.entry.box, Qt.Key.Key_Up)
    assert kiosk.entry.box.text == ""


def test_idle_time_runs_only_while_nothing_is_touched(open_kiosk) -> None:
    kiosk = open_kiosk(idle_minutes=1)
    kiosk.begin()
    timer = kiosk.place.idle_timer
    assert timer.isActive()
    before = timer.timerId()
    QTest.keyClick(kiosk.entry.box, Qt.Key.Key_1)
    assert timer.timerId() != before  # it was started anew
    kiosk.place.begin_anew()
    assert not timer.isActive()


def test_a_kiosk_without_a_model_says_so_and_offers_nothing(open_kiosk) -> None:
    kiosk = open_kiosk(models=())
    kiosk.wait(lambda: "installed" in kiosk.window.status.line.text)
    kiosk.window.status.say(Line("The model is gone.", "wrong", "models", "Models…"))
    shown = [each for each in kiosk.window.status.findChildren(QPushButton) if each.isVisible()]
    assert shown == []


def test_the_screen_keyboard_types(kiosk: Kiosk) -> None:
    kiosk.window.kiosk_bar.keyboard_button.click()
    keyboard = kiosk.window.keyboard
    assert keyboard.isVisible()

    def press(name: str) -> None:
        next(key for key in keyboard.keys if key.accessibleName() == name).click()

    press("capital letters")
    for name in ("H", "i", "space", "signs", "+", "signs", "2", "delete to the left", "3"):
        press(name)
    assert kiosk.entry.box.text == "Hi +3"
    assert all(key.height() >= 44 and key.accessibleName() for key in keyboard.keys)


def test_an_exam_has_a_clock_and_an_end(open_kiosk) -> None:
    kiosk = open_kiosk(exam_minutes=90, programs=False)
    assert not kiosk.window.clock.is_running
    kiosk.begin()
    clock = kiosk.window.clock
    assert clock.is_running
    assert clock.face.text().startswith("1:")
    kiosk.solve("A box holds 7 eggs. How many do 6 boxes hold?")
    assert not kiosk.window.page.solution.program.isVisible()
    assert not kiosk.place.idle_timer.isActive()  # an exam is not cleared while one thinks
    clock.over.emit()
    assert kiosk.window.time_over.isVisible()
    QTest.keyClick(kiosk.window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not kiosk.session.is_solving


def test_the_heart_beats_only_while_the_engine_answers(kiosk: Kiosk, tmp_path: Path, monkeypatch) -> None:
    heart: Heartbeat = kiosk.place.heart
    facts = heart._facts
    assert heart._is_engine_well(facts)
    monkeypatch.setattr(heart, "_ask_engine", lambda timeout_s: False)
    assert not heart._is_engine_well(facts)
    facts.phase = "loading"
    assert heart._is_engine_well(facts)  # loading may take long
    facts.phase_since -= 10_000
    assert not heart._is_engine_well(facts)  # and not for ever


def test_an_engine_that_died_while_nobody_solved_is_loaded_anew(open_kiosk, monkeypatch) -> None:
    monkeypatch.setattr(heartbeat, "WRITE_S", 0.02)
    kiosk = open_kiosk()
    heart: Heartbeat = kiosk.place.heart
    asked: list[str] = []
    monkeypatch.setattr(kiosk.session, "use_model", asked.append)
    kiosk.begin()
    deadline = time.monotonic() + 30
    while heart._facts.phase != "ready":
        assert time.monotonic() < deadline
        QTest.qWait(5)
    QTest.qWait(100)
    assert asked == []  # it answers: nothing to do
    monkeypatch.setattr(heart, "_ask_engine", lambda timeout_s: False)
    while not asked:
        assert time.monotonic() < deadline
        QTest.qWait(5)
    assert asked[0] == heart._facts.model
    heart._on_engine_changed(EngineStatus("ready", model_id="import-own", wanted="/models/own.gguf"))
    heart._on_silent()
    assert asked[-1] == "/models/own.gguf"


def place_line(opened: list[KioskPlace]) -> str:
    return opened[-1].window.status.line.text if opened else ""


def test_when_the_time_is_over_only_the_pin_can_be_reached(open_kiosk) -> None:
    kiosk = open_kiosk(exam_minutes=90)
    kiosk.begin()
    window = kiosk.window
    kiosk.entry.box.set_text("A box holds 7 eggs. How many do 6 boxes hold?")
    window.clock.over.emit()
    for _ in range(30):
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        assert QApplication.focusWidget() is not kiosk.entry.box
    assert not kiosk.session.is_solving
    emblem = window.kiosk_bar.emblem
    assert window.childAt(emblem.mapTo(window, emblem.rect().center())) is emblem
    assert not any(button.isEnabled() for button in window.kiosk_bar.buttons)
    window.kiosk_bar._hold.setInterval(50)
    QTest.mousePress(emblem, Qt.MouseButton.LeftButton)
    kiosk.wait(window.pin_pad.isVisible)
    QTest.mouseRelease(emblem, Qt.MouseButton.LeftButton)
    before = kiosk.entry.box.text
    QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
    QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_7)
    assert kiosk.entry.box.text == before


def test_the_waiting_screen_says_what_is_sent_to_a_server(open_kiosk) -> None:
    def told(kiosk: Kiosk) -> str:
        return " ".join(each.text() for each in kiosk.window.waiting.findChildren(QLabel))

    served = told(open_kiosk(model="http://solver.school:8080#m"))
    assert "What you type is sent to the server http://solver.school:8080. Nothing of it is kept" in served
    assert "leaves this machine" not in served
    assert "Nothing that you type leaves this machine or is kept." in told(open_kiosk())


def test_what_the_last_person_was_told_is_gone_and_what_ran_is_forgotten(kiosk: Kiosk) -> None:
    kiosk.solve("My own secret: a box holds 7 eggs. How many do 6 boxes hold?")
    kiosk.window.page.solution.program.run_button.click()
    assert kiosk.session.is_program_running
    kiosk.entry.box.set_text("")
    kiosk.entry.solve()
    assert "empty" in kiosk.window.status.line.text
    kiosk.place.begin_anew()
    assert "Ready" in kiosk.window.status.line.text
    assert not kiosk.session.is_program_running


def test_the_message_of_a_bug_is_neither_shown_nor_logged(kiosk: Kiosk, engine, capsys) -> None:
    engine.failure = ValueError("my own secret")
    kiosk.solve("A box holds 7 eggs. How many do 6 boxes hold?")
    log = capsys.readouterr().err
    assert "steppe kiosk: ValueError\n" in log
    assert "in generate" in log
    shown = kiosk.window.status.line.text + kiosk.window.page.solution.card.sentence
    assert "ValueError" in shown
    assert "secret" not in log + shown


def test_the_next_person_cannot_try_the_last_problem_again(kiosk: Kiosk) -> None:
    kiosk.solve("My own secret: a box holds 7 eggs. How many do 6 boxes hold?")
    kiosk.place.begin_anew()
    kiosk.begin()
    assert kiosk.entry.isEnabled()
    kiosk.place.conductor.another_try()
    assert not kiosk.session.is_solving
    assert kiosk.window.page.is_empty
