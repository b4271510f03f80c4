"""Rows of quiet buttons show words where there is room, else icons; the problem box shows its focus."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from steppe_qt.theme.icons import icon
from steppe_qt.theme.theme import Theme
from steppe_qt.theme.tokens import LEAST_EDGE_CONTRAST, contrast
from steppe_qt.theme.tool_button import ButtonRow, ToolButton


@pytest.fixture
def row(qapp, qtbot):
    theme = Theme(qapp, "light")
    made = ButtonRow()
    qtbot.addWidget(made)
    for text in ("Copy", "Export", "Another try"):
        button = ToolButton(text)
        button.setIcon(icon("copy", theme.colours))
        made.add(button)
    made.show()
    yield made
    theme.deleteLater()


def buttons(row):
    return row.findChildren(ToolButton)


def test_words_come_and_go_with_the_room(row, qtbot):
    row.resize(row.sizeHint())
    qtbot.waitUntil(lambda: all(button.has_words for button in buttons(row)))
    row.resize(row.minimumSizeHint())
    qtbot.waitUntil(lambda: not any(button.has_words for button in buttons(row)))
    assert all(button.geometry().right() <= row.width() for button in buttons(row))
    row.resize(row.sizeHint())
    qtbot.waitUntil(lambda: all(button.has_words for button in buttons(row)))


def test_hidden_buttons_take_no_room(row):
    before = row.sizeHint().width()
    buttons(row)[1].hide()
    assert row.sizeHint().width() < before


def test_the_word_is_painted_beside_its_icon(row, qtbot):
    row.resize(row.sizeHint())
    button = buttons(row)[0]
    qtbot.waitUntil(lambda: button.has_words)
    with_words = button.grab().toImage()
    ground = with_words.pixelColor(2, 2)
    painted = [
        across
        for across in range(with_words.width())
        if any(with_words.pixelColor(across, down) != ground for down in range(4, with_words.height() - 4))
    ]
    left, right = painted[0], with_words.width() - 1 - painted[-1]
    assert abs(left - right) <= 6  # the icon's own margin counts


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_the_focus_of_the_problem_box_is_seen(stage, choice):
    stage.workplace.theme.choose(choice)
    box = stage.entry.box
    stage.window.activateWindow()
    box.setFocus(Qt.FocusReason.TabFocusReason)
    stage.wait(lambda: QApplication.focusWidget() is box)
    colours = stage.workplace.theme.colours
    edge = box.grab().toImage().pixelColor(box.width() // 2, 0)
    assert edge == QColor(colours.focus)
    assert contrast(colours.focus, colours.surface) >= LEAST_EDGE_CONTRAST
    stage.entry.solve_button.setFocus(Qt.FocusReason.TabFocusReason)
    assert box.grab().toImage().pixelColor(box.width() // 2, 0) != QColor(colours.focus)
