"""Typesetting beside the window: results on the GUI thread, kept, and no harm in closing early."""

from __future__ import annotations

from PySide6.QtCore import QThread
from PySide6.QtWidgets import QApplication

from steppe_qt.maths import typesetter as module
from steppe_qt.maths.svg import Drawing
from steppe_qt.maths.typesetter import Failure, Key, Typesetter


def test_result_comes_by_signal_on_the_gui_thread(qtbot, typesetter: Typesetter) -> None:
    seen: list[tuple[Key, object, bool]] = []
    typesetter.done.connect(
        lambda key, result: seen.append((key, result, QThread.currentThread() is QApplication.instance().thread()))
    )
    assert typesetter.request("q^{17}") is None
    assert typesetter.request("q^{17}") is None  # asked once
    qtbot.waitUntil(lambda: bool(seen))
    ((key, result, is_gui_thread),) = seen
    assert key == Key("q^{17}", False)
    assert isinstance(result, Drawing)
    assert is_gui_thread
    assert typesetter.request("q^{17}") is result
    assert typesetter.request("q^{17}", True) is None  # display style is another formula
    qtbot.waitUntil(lambda: typesetter.is_idle)


def test_failure_says_why(qtbot, typesetter: Typesetter) -> None:
    with qtbot.waitSignal(typesetter.done) as arrived:
        typesetter.request(r"\frac{7}{")
    assert arrived.args == [Key(r"\frac{7}{", False), Failure(r"\frac{7}{", "Missing close brace.")]


def test_what_cannot_be_drawn_is_a_failure(qtbot, typesetter: Typesetter, monkeypatch) -> None:
    def refuse(svg: str) -> Drawing:
        raise module.UnknownSvgError("<blink>")

    monkeypatch.setattr(module, "read_svg", refuse)
    with qtbot.waitSignal(typesetter.done) as arrived:
        typesetter.request("r^{18}")
    assert isinstance(arrived.args[1], Failure)
    assert arrived.args[1].message.endswith(".")


def test_the_oldest_are_forgotten(qtbot, typesetter: Typesetter, monkeypatch, settle) -> None:
    monkeypatch.setattr(module, "_MOST_SHAPES", 10)
    for number in range(6):
        typesetter.request(f"s^{{{number}}}")
    settle()
    assert typesetter.request("s^{5}") is not None
    assert typesetter.request("s^{0}") is None
    settle()


def test_close_at_once_and_start_again(qtbot) -> None:
    own = Typesetter()
    for number in range(50):
        own.request(f"t^{{{number}}}")
    own.close()
    assert own.is_idle
    own.close()
    with qtbot.waitSignal(own.done, timeout=20_000):
        own.request("u")
    own.close()


def test_none_is_not_used_up(qapp) -> None:
    """PySide6 6.12.0 on Python 3.11 took a reference of None with every method without a result, and aborted."""
    import sys

    from PySide6.QtGui import QPainterPath

    path = QPainterPath()
    before = sys.getrefcount(None)
    for _ in range(2000):
        path.moveTo(1.0, 2.0)
    assert sys.getrefcount(None) - before > -200
