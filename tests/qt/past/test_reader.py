"""Questions to the history: of several of a kind only the newest is answered."""

import threading

from steppe_qt.past.reader import HistoryReader


def test_an_answer_that_is_on_its_way_is_dropped_for_a_newer_question(qtbot):
    reader = HistoryReader()
    told, is_done = [], threading.Event()
    reader.ask(lambda: is_done.set() or "old", told.append, "entries")
    assert is_done.wait(30)  # worked out, but not told: this thread has not come to its events yet
    reader.ask(lambda: "new", told.append, "entries")
    reader.ask(lambda: "other", told.append)
    qtbot.waitUntil(lambda: not reader.is_busy)
    assert told == ["new", "other"]
    reader.close()
