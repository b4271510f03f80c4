"""The reasoning as it is written, with typeset formulas and a place for marks at its steps."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QStackedWidget, QWidget

from steppe.prose.step_marks import StepMarks
from steppe.solve.events import StepChecked
from steppe_qt.answer.panels import LEAST_HEIGHT, Panel
from steppe_qt.maths.typesetter import Typesetter
from steppe_qt.maths.view import MathsView
from steppe_qt.solving.solution import Solution, Step
from steppe_qt.theme.icons import icon
from steppe_qt.theme.parts import dress, label
from steppe_qt.theme.theme import Theme

translate = QCoreApplication.translate


class ProsePanel(Panel):
    """Text is appended as it comes; nothing around it moves."""

    def __init__(self, typesetter: Typesetter, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(translate("Solution", "Reasoning"), parent)
        self._theme = theme
        self.view = MathsView(typesetter)
        dress(self.view, "bare")
        self.view.setAccessibleName(self.tr("Reasoning"))
        self._empty = label(kind="muted")
        self._copy = self.add_button(self.tr("Copy"), self.tr("Copy the reasoning"))
        self._copy.clicked.connect(self._on_copy)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self.view)
        self.column.addWidget(self._pages, 1)
        self.setMinimumHeight(LEAST_HEIGHT)
        self._marks = StepMarks()
        self.view.flushed.connect(self._show_marks)
        self.clear()
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def clear(self) -> None:
        """Begin anew."""
        self._marks = StepMarks()
        self.view.clear()
        self.set_state("")
        self._copy.setEnabled(False)

    def append(self, text: str) -> None:
        """More text of the model's."""
        self._marks.add_text(text)
        self.view.append(text)

    def take_step(self, event: StepChecked) -> None:
        """A claim was checked; its step is marked when it next stands in the view."""
        self._marks.add_claim(event)

    def finish(self) -> None:
        """No more text comes."""
        self.view.finish()
        self._show_marks()

    @Slot()
    def _show_marks(self) -> None:
        for mark in self._marks.take_lines(self.view.steps()):
            self.view.set_step_mark(mark.number, mark.state, mark.note)

    def show_state(self, solution: Solution) -> None:
        """Say where the path is; an empty panel says why it is empty."""
        path = solution.prose_path
        self.set_state(self.tr("writing") if path.step is Step.WRITING else "")
        self._copy.setEnabled(bool(path.text))
        self._pages.setCurrentWidget(self.view if path.text else self._empty)
        if path.text:
            return
        is_wanted = solution.request is None or solution.request.mode in ("auto", "cot", "vote")
        if solution.is_running:
            self._empty.setText(self.tr("Comes after the program.") if is_wanted else self.tr("Only if it is needed."))
        else:
            by_algebra = solution.algebra is not None
            nothing = self.tr("There is no reasoning for this problem.")
            self._empty.setText(self.tr("Algebra answered without a model.") if by_algebra else nothing)

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.view.written_text())

    @Slot()
    def _on_theme_changed(self) -> None:
        self._copy.setIcon(icon("copy", self._theme.colours, "muted", 16))
