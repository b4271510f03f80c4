"""The look: every pair of colours can be read in both themes, and the application follows choice and system."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QDir, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget

from steppe_qt.theme.icons import NAMES, icon
from steppe_qt.theme.palette import palette_of
from steppe_qt.theme.parts import Notice, button, card, dress, label
from steppe_qt.theme.stylesheet import stylesheet
from steppe_qt.theme.theme import Theme
from steppe_qt.theme.tokens import (
    DARK,
    EDGE_PAIRS,
    LEAST_CONTRAST,
    LEAST_EDGE_CONTRAST,
    LIGHT,
    TEXT_PAIRS,
    Colours,
    contrast,
    sizes_for,
)

THEMES = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    font, palette = qapp.font(), qapp.palette()
    made = Theme(qapp, "light")
    yield made
    made.deleteLater()
    qapp.setStyleSheet("")
    qapp.setFont(font)
    qapp.setPalette(palette)


def test_the_formula_of_contrast() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#777777") == pytest.approx(1)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@THEMES
def test_every_text_can_be_read(colours: Colours) -> None:
    ratios = {pair: contrast(getattr(colours, pair[0]), getattr(colours, pair[1])) for pair in TEXT_PAIRS}
    assert {pair: ratio for pair, ratio in ratios.items() if ratio < LEAST_CONTRAST} == {}


@THEMES
def test_every_edge_can_be_seen(colours: Colours) -> None:
    ratios = {pair: contrast(getattr(colours, pair[0]), getattr(colours, pair[1])) for pair in EDGE_PAIRS}
    assert {pair: ratio for pair, ratio in ratios.items() if ratio < LEAST_EDGE_CONTRAST} == {}


@THEMES
def test_every_pair_of_the_stylesheet_is_among_the_checked_ones(colours: Colours) -> None:
    """A rule that sets both text and background must use a pair whose contrast is tested."""
    by_value: dict[str, list[str]] = {}
    for name in type(colours).__slots__:
        by_value.setdefault(str(getattr(colours, name)), []).append(name)
    sheet = stylesheet(colours, sizes_for(10))
    assert "$" not in sheet
    found = 0
    for rule in re.findall(r"\{([^}]*)\}", sheet):
        values = dict(re.findall(r"([a-z-]+): (#[0-9a-f]{6})\b", rule))
        for text, ground in (("color", "background"), ("selection-color", "selection-background-color")):
            if text in values and ground in values:
                found += 1
                assert contrast(values[text], values[ground]) >= LEAST_CONTRAST, rule
    assert found > 10


@THEMES
def test_the_palette_is_readable_in_every_group(colours: Colours) -> None:
    palette = palette_of(colours)
    role = QPalette.ColorRole
    pairs = [
        (role.WindowText, role.Window),
        (role.Text, role.Base),
        (role.ButtonText, role.Button),
        (role.HighlightedText, role.Highlight),
        (role.ToolTipText, role.ToolTipBase),
        (role.PlaceholderText, role.Base),
        (role.Link, role.Base),
    ]
    for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive, QPalette.ColorGroup.Disabled):
        for text, ground in pairs:
            one, other = palette.color(group, text).name(), palette.color(group, ground).name()
            assert contrast(one, other) >= LEAST_CONTRAST, (group, text)


def test_choosing_changes_the_application(theme: Theme, qapp: QApplication, qtbot) -> None:  # type: ignore[no-untyped-def]
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(LIGHT.window)
    with qtbot.waitSignal(theme.changed):
        theme.choose("dark")
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(DARK.window)
    before = qapp.font().pointSizeF()
    with qtbot.waitSignal(theme.changed):
        theme.choose("dark", 200)
    assert qapp.font().pointSizeF() == pytest.approx(2 * before, rel=0.01)
    with qtbot.assertNotEmitted(theme.changed):
        theme.choose("dark", 200)
    theme.choose("no such look", 100)
    assert theme.choice == "system"


def test_the_system_is_followed_only_when_that_is_chosen(theme: Theme, qapp: QApplication) -> None:
    theme.choose("system")
    scheme = qapp.styleHints().colorScheme()
    if scheme == Qt.ColorScheme.Unknown:
        assert not theme.colours.is_dark, "the platform's own palette was a light one"
    else:
        assert theme.colours.is_dark == (scheme == Qt.ColorScheme.Dark)
    theme.choose("dark")
    theme._on_system_changed()
    assert theme.colours.is_dark


def test_the_focus_can_be_seen_on_buttons_and_fields(theme: Theme, qtbot) -> None:  # type: ignore[no-untyped-def]
    for choice in ("light", "dark"):
        theme.choose(choice)
        window = QWidget()
        qtbot.addWidget(window)
        column = QVBoxLayout(window)
        column.setContentsMargins(24, 24, 24, 24)
        widgets = [button("One"), button("Two", kind="primary"), button("Three", kind="quiet"), QLineEdit("text")]
        for widget in widgets:
            column.addWidget(widget)
        with qtbot.waitExposed(window):
            window.show()
        window.activateWindow()
        for widget in widgets:
            widget.setFocus()
            qtbot.waitUntil(lambda widget=widget: QApplication.focusWidget() is widget)
            picture = window.grab().toImage()
            y = widget.geometry().center().y()
            edge = {picture.pixelColor(widget.geometry().left() + x, y).name() for x in range(3)}
            assert theme.colours.focus in edge


def test_icons_are_drawn_in_the_themes_colour(theme: Theme) -> None:
    for name in NAMES:
        picture = icon(name, LIGHT, "accent", 24).pixmap(24, 24).toImage()
        strong = [
            picture.pixelColor(x, y)
            for x in range(picture.width())
            for y in range(picture.height())
            if picture.pixelColor(x, y).alpha() > 200
        ]
        assert strong, name
        wanted = QColor(LIGHT.accent)
        assert all(
            abs(colour.red() - wanted.red()) < 40 and abs(colour.green() - wanted.green()) < 40 for colour in strong
        )


@pytest.mark.parametrize("name", ["check", "chevron", "chevron-up", "dot"])
def test_the_images_of_the_stylesheet_are_there(theme: Theme, name: str) -> None:
    for look in ("light", "dark"):
        assert QDir("theme:").exists(f"{name}-{look}.svg")


def test_parts(theme: Theme, qtbot) -> None:  # type: ignore[no-untyped-def]
    frame, column = card()
    qtbot.addWidget(frame)
    notice = Notice()
    pressed: list[int] = []
    push = button("Go", lambda: pressed.append(1), "primary")
    for widget in (label("<b>as it is</b>", "heading"), push, notice):
        column.addWidget(widget)
    assert notice.isHidden()
    notice.say("The engine starts again.", "unsure", "Stop")
    assert not notice.isHidden()
    assert notice.accessibleName() == "The engine starts again."
    with qtbot.waitSignal(notice.acted):
        notice.findChildren(QPushButton)[0].click()
    notice.say("")
    assert notice.isHidden()
    push.click()
    assert pressed == [1]
    dress(push, "danger")
    assert push.property("kind") == "danger"
