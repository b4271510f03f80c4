"""The panel over a real history: search, reopen, mark, tag and delete, with nothing but the keyboard."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from loading import load
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QListView, QPlainTextEdit, QToolButton

from steppe.history.store import History
from steppe_qt.past import wording
from steppe_qt.past.panel import PAGE, HistoryPanel
from steppe_qt.past.remarks import RemarksDialog
from steppe_qt.plain_tip import plain_tip
from steppe_qt.theme.theme import Theme


@pytest.fixture
def story() -> Any:
    return load("tests/core/history/conftest.py").Story()


@pytest.fixture
def history(tmp_path: Path, story: Any) -> Iterator[History]:
    with History.open(tmp_path / "history.sqlite") as opened:
        for problem in ("A farmer has hens.", "Solve x^2 = 4", "A train leaves at noon."):
            story.keep(opened, problem)
        yield opened


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    font, palette = qapp.font(), qapp.palette()
    made = Theme(qapp, "light")
    yield made
    made.deleteLater()
    qapp.setStyleSheet("")
    qapp.setFont(font)
    qapp.setPalette(palette)


@pytest.fixture
def panel(history: History, theme: Theme, qtbot) -> Iterator[HistoryPanel]:  # type: ignore[no-untyped-def]
    made = HistoryPanel(history, theme)
    qtbot.addWidget(made)
    made.resize(320, 600)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    qtbot.waitUntil(lambda: len(made.entries) == 3)
    yield made
    made.close_work()


def field(panel: HistoryPanel) -> QLineEdit:
    return panel.findChildren(QLineEdit)[0]


def listing(panel: HistoryPanel) -> QListView:
    return panel.findChildren(QListView)[0]


def problems(panel: HistoryPanel) -> list[str]:
    return [entry.problem for entry in panel.entries]


def test_search_as_you_type_and_reopen_by_return(panel: HistoryPanel, qtbot) -> None:  # type: ignore[no-untyped-def]
    assert problems(panel)[0] == "A train leaves at noon."
    panel.focus_search()
    qtbot.keyClicks(field(panel), "farm")
    qtbot.waitUntil(lambda: problems(panel) == ["A farmer has hens."])
    with qtbot.waitSignal(panel.reopened) as reopened:
        QTest.keyClick(field(panel), Qt.Key.Key_Return)
    stored = reopened.args[0]
    assert stored.problem.text == "A farmer has hens."
    assert stored.events[-1].name == "verdict"
    field(panel).setFocus()
    QTest.keyClick(field(panel), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: len(panel.entries) == 3)
    qtbot.keyClicks(field(panel), "nothinglikethat")
    qtbot.waitUntil(lambda: panel.entries == [])
    assert "Nothing was found." in [each.text() for each in panel.findChildren(type(panel._empty)) if each.isVisible()]


def test_mark_and_show_only_favourites(panel: HistoryPanel, qtbot) -> None:  # type: ignore[no-untyped-def]
    field(panel).setFocus()
    QTest.keyClick(field(panel), Qt.Key.Key_Down)
    QTest.keyClick(listing(panel), Qt.Key.Key_Down)
    panel.toggle_favourite()
    qtbot.waitUntil(lambda: panel.entries[1].is_favourite)
    stars = next(each for each in panel.findChildren(QToolButton) if each.isCheckable())
    assert stars.accessibleName() == "Only favourites"
    stars.click()
    qtbot.waitUntil(lambda: problems(panel) == ["Solve x^2 = 4"])


def test_delete_asks_in_the_panel_and_is_for_good(panel: HistoryPanel, history: History, qtbot) -> None:  # type: ignore[no-untyped-def]
    view = listing(panel)
    view.setFocus()
    view.setCurrentIndex(view.model().index(0, 0))
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert "for good?" in panel._notice.text
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert panel._notice.text == ""
    assert history.count() == 3
    QTest.keyClick(view, Qt.Key.Key_Delete)
    with qtbot.waitSignal(panel.deleted) as deleted:
        QTest.keyClick(view, Qt.Key.Key_Delete)
    assert deleted.args == [3]
    qtbot.waitUntil(lambda: not panel.is_busy)
    assert history.count() == 2
    assert problems(panel) == ["Solve x^2 = 4", "A farmer has hens."]


def test_tags_and_note(panel: HistoryPanel, history: History, qtbot) -> None:  # type: ignore[no-untyped-def]
    view = listing(panel)
    view.setCurrentIndex(view.model().index(2, 0))
    panel.edit_remarks()
    dialog = panel.findChildren(RemarksDialog)[0]
    dialog.findChildren(QLineEdit)[0].setText("#algebra Year8")
    dialog.findChildren(QPlainTextEdit)[0].setPlainText("ask again")
    dialog._on_save()
    qtbot.waitUntil(lambda: panel.entries[2].tags == ("algebra", "year8"))
    assert history.entries("ask")[0].note == "ask again"


def test_more_is_asked_for_while_scrolling(history: History, theme: Theme, qtbot, story: Any) -> None:  # type: ignore[no-untyped-def]
    from steppe.history import database

    handle = database.connect(history.path)
    rows = [(1.0, 1.0, "done", "", f"problem {number}") for number in range(PAGE + 20)]
    handle.connection.executemany(
        "INSERT INTO solve (started, updated, state, owner, problem) VALUES (?, ?, ?, ?, ?)", rows
    )
    handle.connection.close()
    panel = HistoryPanel(history, theme)
    qtbot.addWidget(panel)
    panel.resize(320, 400)
    panel.show()
    qtbot.waitUntil(lambda: len(panel.entries) == PAGE)
    listing(panel).scrollToBottom()
    qtbot.waitUntil(lambda: len(panel.entries) == PAGE + 23)
    assert not listing(panel).model().canFetchMore(listing(panel).rootIndex())
    panel.close_work()


def test_every_entry_is_a_sentence_for_screen_readers(panel: HistoryPanel) -> None:
    interface = QAccessible.queryAccessibleInterface(listing(panel))
    names = [interface.child(row).text(QAccessible.Text.Name) for row in range(interface.childCount())]
    assert names[2].startswith("A farmer has hens., Answer: 72, both ways agree, ")
    assert interface.text(QAccessible.Text.Name) == "Solved problems"


def test_a_new_solve_appears_after_a_refresh_and_the_selection_stays(
    panel: HistoryPanel, history: History, story: Any, qtbot
) -> None:  # type: ignore[no-untyped-def]
    view = listing(panel)
    view.setCurrentIndex(view.model().index(1, 0))
    story.keep(history, "Fourth")
    panel.refresh()
    qtbot.waitUntil(lambda: len(panel.entries) == 4)
    assert view.currentIndex().row() == 2


def test_without_a_history_the_panel_says_so(theme: Theme, qtbot) -> None:  # type: ignore[no-untyped-def]
    panel = HistoryPanel(None, theme)
    qtbot.addWidget(panel)
    panel.show()
    assert "switched off" in panel._empty.text()
    panel.close_work()


def test_it_can_be_painted_in_both_themes_and_directions(panel: HistoryPanel, theme: Theme) -> None:
    view = listing(panel)
    view.setCurrentIndex(view.model().index(0, 0))
    pictures = set()
    for choice in ("light", "dark"):
        theme.choose(choice)
        for direction in (Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft):
            panel.setLayoutDirection(direction)
            picture = panel.grab().toImage()
            pictures.add(bytes(picture.constBits()))
    assert len(pictures) == 4


def test_times_are_told_as_people_do() -> None:
    now = datetime(2026, 3, 18, 15, 0).astimezone()  # three in the afternoon wherever this runs
    assert ":" in wording.when(now - timedelta(minutes=5), now)
    assert wording.when(now - timedelta(days=1), now).startswith("yesterday ")
    assert wording.when(now - timedelta(days=3), now).startswith("Sunday ")
    assert "2026" in wording.when(now - timedelta(days=9), now) or "/26" in wording.when(now - timedelta(days=9), now)


def test_return_opens_what_is_looked_for_and_not_what_was_there(panel: HistoryPanel, qtbot) -> None:  # type: ignore[no-untyped-def]
    opened: list[int] = []
    panel.reopened.connect(lambda stored: opened.append(stored.entry.id))
    panel.focus_search()
    QTest.keyClicks(field(panel), "hens")
    QTest.keyClick(field(panel), Qt.Key.Key_Return)  # at once, before the search has begun
    qtbot.waitUntil(lambda: opened != [])
    assert opened == [next(entry.id for entry in panel.entries if "hens" in entry.problem)]


@pytest.fixture
def held(panel: HistoryPanel) -> Iterator[threading.Event]:
    """The history answers nothing before this is set."""
    gate = threading.Event()
    panel._reader.ask(gate.wait, lambda _: None)
    yield gate
    gate.set()


def opened_of(panel: HistoryPanel) -> list[str]:
    opened: list[str] = []
    panel.reopened.connect(lambda stored: opened.append(stored.problem.text))
    return opened


def test_return_waits_for_what_is_being_searched(panel: HistoryPanel, held: threading.Event, qtbot) -> None:  # type: ignore[no-untyped-def]
    opened = opened_of(panel)
    panel.focus_search()
    QTest.keyClicks(field(panel), "hens")
    qtbot.waitUntil(lambda: not panel._typing.isActive())  # it is asked for, and still the old list is shown
    QTest.keyClick(field(panel), Qt.Key.Key_Return)
    held.set()
    qtbot.waitUntil(lambda: opened != [])
    qtbot.waitUntil(lambda: not panel.is_busy)
    assert opened == ["A farmer has hens."]


def test_whoever_types_on_after_return_has_nothing_opened(panel: HistoryPanel, held: threading.Event, qtbot) -> None:  # type: ignore[no-untyped-def]
    opened = opened_of(panel)
    panel.focus_search()
    QTest.keyClicks(field(panel), "hen")
    QTest.keyClick(field(panel), Qt.Key.Key_Return)
    QTest.keyClicks(field(panel), "s")
    held.set()
    qtbot.waitUntil(lambda: not panel.is_busy)
    assert problems(panel) == ["A farmer has hens."]
    assert opened == []


def test_a_search_that_failed_opens_nothing_later(panel: HistoryPanel, history: History, tmp_path: Path, qtbot) -> None:  # type: ignore[no-untyped-def]
    opened = opened_of(panel)
    lost = History.open(tmp_path / "lost.sqlite")
    lost.close()
    lost.path.unlink()
    lost.path.mkdir()  # nothing can be read there any more
    panel._history = lost
    panel.focus_search()
    QTest.keyClicks(field(panel), "farm")
    QTest.keyClick(field(panel), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: panel._notice.text != "")
    panel.set_history(history)
    qtbot.waitUntil(lambda: not panel.is_busy)
    assert problems(panel) == ["A farmer has hens."]
    assert opened == []


def test_a_tool_tip_shows_what_was_written(panel: HistoryPanel) -> None:
    for text in ("If a<b and c>d, which is larger?", "<img src='/dev/zero'>"):
        tip = plain_tip(text)
        shown = QTextDocument()
        shown.setHtml(tip)
        assert shown.toPlainText() == text
        assert "<img" not in tip
    assert plain_tip("Solve x^2 = 4") == "Solve x^2 = 4"
