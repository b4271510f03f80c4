"""The page of help: how to solve a problem, what the badges mean, every key."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon, QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from steppe import __version__
from steppe_qt.answer.badge import BadgeView
from steppe_qt.answer.words import Badge
from steppe_qt.commands import commands
from steppe_qt.theme.parts import label
from steppe_qt.theme.theme import Theme
from steppe_qt.theme.tokens import SPACE


class HelpPage(QDialog):
    """Stays beside the window; nothing waits for it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Help"))
        self.setModal(False)
        self.resize(68 * SPACE, 80 * SPACE)
        page = QWidget()
        page.setProperty("kind", "page")
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 2 * SPACE)
        self._column.setSpacing(SPACE)
        self._add_beginning()
        self._add_badges(theme)
        self._add_keys()
        self._add_version()
        self._column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(page)
        area.setAccessibleName(self.tr("Help"))
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close = buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setText(self.tr("Close"))
        close.setIcon(QIcon())
        buttons.rejected.connect(self.close)
        buttons.setContentsMargins(2 * SPACE, SPACE, 2 * SPACE, 2 * SPACE)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(area, 1)
        outer.addWidget(buttons)

    def _add_beginning(self) -> None:
        self._column.addWidget(label(self.tr("How it works"), "title"))
        for text in (
            self.tr("Type a problem in your own words and press Solve. Formulas may be written in LaTeX."),
            self.tr(
                "Steppe writes a program and a line of reasoning, runs the program in a closed box on this "
                "computer, and compares the two answers."
            ),
            self.tr(
                "Nothing leaves this computer, unless you choose a model on a server: then what you solve is sent "
                "there, and the line at the foot of the window says so."
            ),
            self.tr("You may change the program and run it again: the answer follows."),
        ):
            self._column.addWidget(label(text))
        self._column.addSpacing(2 * SPACE)

    def _add_badges(self, theme: Theme) -> None:
        self._column.addWidget(label(self.tr("How far to trust an answer"), "heading"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * SPACE)
        grid.setVerticalSpacing(SPACE)
        rows = (
            (
                Badge("agree", self.tr("Both ways agree")),
                self.tr("The program and the reasoning came to the same answer. Most such answers are right."),
            ),
            (Badge("differ", self.tr("The two ways differ")), self.tr("At least one is wrong. Look at both.")),
            (
                Badge("agree", self.tr("A clear vote")),
                self.tr("More answers were compared, and programs and reasoning say the same again and again."),
            ),
            (
                Badge("differ", self.tr("A close vote")),
                self.tr("More answers were compared, and they are divided. Look at the tally."),
            ),
            (Badge("single", self.tr("One way only")), self.tr("There was nothing to compare the answer with.")),
        )
        for row, (badge, text) in enumerate(rows):
            view = BadgeView(theme)
            view.show_badge(badge)
            grid.addWidget(view, row, 0, Qt.AlignmentFlag.AlignLeading)
            grid.addWidget(label(text), row, 1)
        grid.setColumnStretch(1, 1)
        self._column.addLayout(grid)
        self._column.addSpacing(2 * SPACE)

    def _add_keys(self) -> None:
        self._column.addWidget(label(self.tr("Keys"), "heading"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(3 * SPACE)
        grid.setVerticalSpacing(SPACE)
        for row, command in enumerate(commands()):
            keys = QKeySequence(command.keys).toString(QKeySequence.SequenceFormat.NativeText)
            grid.addWidget(label(keys, "chip", wraps=False), row, 0, Qt.AlignmentFlag.AlignLeading)
            grid.addWidget(label(command.text), row, 1)
        grid.setColumnStretch(1, 1)
        self._column.addLayout(grid)

    def _add_version(self) -> None:
        self._column.addSpacing(2 * SPACE)
        text = self.tr("Steppe {version}. It never looks for a newer one by itself: updates come as new packages.")
        self._column.addWidget(label(text.format(version=__version__), "muted"))
