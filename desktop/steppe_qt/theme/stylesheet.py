"""Writes the one stylesheet of the application from the tokens; widgets say what they are by a `kind` property."""

from __future__ import annotations

from string import Template

from steppe_qt.theme.tokens import RADIUS, RADIUS_LARGE, SPACE, SPACE_HALF, Colours, Sizes

_BASE = Template("""
QToolTip { background: $surface; color: $text; border: 1px solid $edge; padding: ${half}px ${space}px; }
QLabel { background: transparent; }
QLabel[kind="title"] { font-size: ${title_pt}pt; font-weight: 600; }
QLabel[kind="heading"] { font-size: ${large_pt}pt; font-weight: 600; }
QLabel[kind="label"] { font-weight: 600; }
QLabel[kind="muted"] { color: $muted; }
QLabel[kind="small"] { color: $muted; font-size: ${small_pt}pt; }
QLabel[kind="answer"] { font-size: ${answer_pt}pt; font-weight: 600; }
QLabel[kind="right"] { color: $right; }
QLabel[kind="wrong"] { color: $wrong; }
QLabel[kind="unsure"] { color: $unsure; }
QLabel[kind="chip"], QLabel[kind="chip-right"], QLabel[kind="chip-wrong"], QLabel[kind="chip-unsure"],
QLabel[kind="chip-accent"] {
  font-size: ${small_pt}pt; padding: 2px ${space}px; border-radius: ${radius}px; background: $sunken; color: $muted;
}
QLabel[kind="chip-right"] { background: $right_soft; color: $right; }
QLabel[kind="chip-wrong"] { background: $wrong_soft; color: $wrong; }
QLabel[kind="chip-unsure"] { background: $unsure_soft; color: $unsure; }
QLabel[kind="chip-accent"] { background: $accent_soft; color: $on_accent_soft; }
QFrame[kind="card"] { background: $surface; border: 1px solid $line; border-radius: ${radius_large}px; }
QFrame[kind="sunken"] { background: $sunken; border: none; border-radius: ${radius}px; }
QFrame[kind="notice"], QFrame[kind="notice-right"], QFrame[kind="notice-wrong"], QFrame[kind="notice-unsure"] {
  background: $accent_soft; border: none; border-radius: ${radius}px;
}
QFrame[kind="notice-right"] { background: $right_soft; }
QFrame[kind="notice-wrong"] { background: $wrong_soft; }
QFrame[kind="notice-unsure"] { background: $unsure_soft; }
QFrame[kind="rule"] { background: $line; border: none; max-height: 1px; min-height: 1px; }
QFrame[kind="bar"] { background: $window; border: none; border-bottom: 1px solid $line; }
QFrame[kind="side"] { background: $sunken; border: none; }
QStatusBar { background: $window; color: $muted; }
QStatusBar::item { border: none; }
QSplitter::handle { background: $line; }
QSplitter::handle:hover { background: $edge; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
""")

_BUTTONS = Template("""
QPushButton, QToolButton {
  background: $surface; color: $text; border: 1px solid $edge; border-radius: ${radius}px;
  padding: 7px 15px; min-height: 1.25em;
}
QToolButton { padding: 7px; }
QPushButton:hover, QToolButton:hover { background: $hover; }
QPushButton:pressed, QToolButton:pressed { background: $line; }
QPushButton:checked, QToolButton:checked { background: $accent_soft; color: $on_accent_soft; border-color: $accent; }
QPushButton:focus, QToolButton:focus { border: 2px solid $focus; padding: 6px 14px; }
QToolButton:focus { padding: 6px; }
QPushButton:disabled, QToolButton:disabled { background: $window; color: $disabled; border-color: $line; }
QPushButton[kind="primary"] { background: $accent; color: $on_accent; border-color: $accent; font-weight: 600; }
QPushButton[kind="primary"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[kind="primary"]:pressed { background: $accent_pressed; border-color: $accent_pressed; }
QPushButton[kind="primary"]:focus { border: 2px solid $focus; }
QPushButton[kind="primary"]:disabled { background: $sunken; color: $disabled; border-color: $line; }
QPushButton[kind="quiet"], QToolButton[kind="quiet"] { background: transparent; border-color: transparent; }
QPushButton[kind="quiet"] { color: $accent; font-weight: 600; }
QPushButton[kind="quiet"]:hover, QToolButton[kind="quiet"]:hover { background: $hover; color: $text; }
QPushButton[kind="quiet"]:checked, QToolButton[kind="quiet"]:checked {
  background: $accent_soft; color: $on_accent_soft;
}
QPushButton[kind="quiet"]:focus, QToolButton[kind="quiet"]:focus { border: 2px solid $focus; }
QPushButton[kind="quiet"]:disabled, QToolButton[kind="quiet"]:disabled { background: transparent; color: $disabled; }
QPushButton[kind="danger"] { color: $wrong; border-color: $wrong; }
QPushButton[kind="danger"]:hover { background: $wrong_soft; }
QPushButton[kind="danger"]:focus { border: 2px solid $focus; }
QPushButton[kind="danger"]:disabled { color: $disabled; border-color: $line; }
QPushButton[kind="key"] { padding: ${half}px 2px; min-width: 2em; border-color: $line; }
QPushButton[kind="key"]:focus { padding: 3px 1px; }
QToolButton::menu-indicator, QPushButton::menu-indicator { image: none; width: 0; }
""")

_INPUTS = Template("""
QLineEdit, QPlainTextEdit, QTextEdit, QTextBrowser, QAbstractSpinBox, QComboBox {
  background: $surface; color: $text; border: 1px solid $edge; border-radius: ${radius}px; padding: 6px 9px;
  selection-background-color: $accent; selection-color: $on_accent; placeholder-text-color: $muted;
}
QLineEdit, QAbstractSpinBox, QComboBox { min-height: 1.35em; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QTextBrowser:focus, QAbstractSpinBox:focus, QComboBox:focus {
  border: 2px solid $focus; padding: 5px 8px;
}
QLineEdit:disabled, QPlainTextEdit:disabled, QTextEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled {
  background: $window; color: $disabled; border-color: $line;
}
QLineEdit:read-only { background: $window; }
QPlainTextEdit[kind="bare"], QTextEdit[kind="bare"], QTextBrowser[kind="bare"] {
  background: transparent; border: 2px solid transparent; padding: 0;
}
QPlainTextEdit[kind="bare"]:focus, QTextEdit[kind="bare"]:focus, QTextBrowser[kind="bare"]:focus {
  border: 2px solid $focus; padding: 0;
}
QPlainTextEdit[kind="entry"] { background: transparent; border: 2px solid transparent; padding: 4px 6px; }
QPlainTextEdit[kind="entry"]:focus { border: 2px solid $focus; padding: 4px 6px; }
QComboBox::drop-down { border: none; width: 28px; subcontrol-position: center right; }
QComboBox::down-arrow { image: url("theme:chevron-$name.svg"); width: 12px; height: 12px; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $edge; outline: none; padding: ${half}px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { border: none; background: transparent; width: 24px; }
QAbstractSpinBox::up-button { subcontrol-position: top right; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; }
QAbstractSpinBox::up-arrow { image: url("theme:chevron-up-$name.svg"); width: 10px; height: 10px; }
QAbstractSpinBox::down-arrow { image: url("theme:chevron-$name.svg"); width: 10px; height: 10px; }
QCheckBox, QRadioButton {
  spacing: ${space}px; padding: ${half}px; border: 2px solid transparent; border-radius: ${radius}px;
}
QCheckBox:focus, QRadioButton:focus { border-color: $focus; }
QCheckBox:disabled, QRadioButton:disabled { color: $disabled; }
QCheckBox::indicator, QRadioButton::indicator {
  width: 16px; height: 16px; border: 1px solid $edge; border-radius: ${half}px; background: $surface;
}
QRadioButton::indicator { border-radius: 9px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { background: $hover; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url("theme:check-$name.svg"); }
QRadioButton::indicator:checked { background: $accent; border-color: $accent; image: url("theme:dot-$name.svg"); }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { background: $window; border-color: $line; }
QCheckBox::indicator:checked:disabled, QRadioButton::indicator:checked:disabled { background: $disabled; }
""")

_LISTS = Template("""
QAbstractItemView {
  background: $surface; alternate-background-color: $sunken; border: 1px solid $line;
  border-radius: ${radius}px; outline: none;
  selection-background-color: $accent_soft; selection-color: $on_accent_soft;
}
QAbstractItemView:focus { border: 2px solid $focus; }
QAbstractItemView[kind="bare"] { background: transparent; border: none; }
QListView::item { padding: 6px ${space}px; border-radius: 6px; color: $text; }
QListView::item:hover { background: $hover; }
QListView::item:selected { background: $accent_soft; color: $on_accent_soft; }
QHeaderView::section {
  background: $window; color: $muted; border: none; border-bottom: 1px solid $line; padding: 6px ${space}px;
}
QScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget[kind="page"] { background: transparent; }
QScrollBar { background: transparent; border: none; margin: 0; }
QScrollBar:vertical { width: 12px; }
QScrollBar:horizontal { height: 12px; }
QScrollBar::handle { background: $edge; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QProgressBar {
  background: $line; border: none; border-radius: 4px; max-height: 8px; min-height: 8px; text-align: center;
  color: transparent;
}
QProgressBar::chunk { background: $accent; border-radius: 4px; }
QTabWidget::pane { border: none; border-top: 1px solid $line; }
QTabBar::tab { background: transparent; color: $muted; padding: ${space}px 14px; border: 2px solid transparent; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $text; font-weight: 600; border-bottom-color: $accent; }
QTabBar::tab:focus { border: 2px solid $focus; border-radius: ${radius}px; }
QMenuBar { background: $window; color: $text; padding: 2px; }
QMenuBar::item { padding: 6px 10px; border-radius: 6px; background: transparent; }
QMenuBar::item:selected { background: $hover; }
QMenu { background: $surface; color: $text; border: 1px solid $edge; padding: ${half}px; }
QMenu::item { padding: 6px 28px 6px 12px; border-radius: 6px; }
QMenu::item:selected { background: $accent_soft; color: $on_accent_soft; }
QMenu::item:disabled { color: $disabled; }
QMenu::separator { height: 1px; background: $line; margin: ${half}px ${space}px; }
""")


def stylesheet(colours: Colours, sizes: Sizes) -> str:
    """The whole stylesheet of one theme at one font size."""
    values = {
        name: getattr(colours, name) for name in type(colours).__slots__ if isinstance(getattr(colours, name), str)
    }
    values |= {f"{name}_pt": f"{getattr(sizes, name):g}" for name in type(sizes).__slots__}
    values |= {
        "name": "dark" if colours.is_dark else "light",
        "space": str(SPACE),
        "half": str(SPACE_HALF),
        "radius": str(RADIUS),
        "radius_large": str(RADIUS_LARGE),
    }
    return "".join(part.substitute(values) for part in (_BASE, _BUTTONS, _INPUTS, _LISTS))
